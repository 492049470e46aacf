# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""SC_VAT_TAX_REPORT: the invoices Amazon issued in the seller's name."""

from .records import RecordLayout


class VatCalculation(RecordLayout):
    required = (
        "order-id",
        "transaction-type",
        "shipment-id",
        "tax-rate",
        "vat-invoice-number",
    )

    def record(self, row):
        return None
