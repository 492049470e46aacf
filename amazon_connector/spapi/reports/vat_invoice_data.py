# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""GET_FLAT_FILE_VAT_INVOICE_DATA_REPORT: what Amazon wants the seller to invoice."""

from .records import RecordLayout


class VatInvoiceData(RecordLayout):
    required = (
        "order-id",
        "shipping-id",
        "transaction-type",
        "item-vat-incl-amount",
    )

    def record(self, row):
        return None
