# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA: what buyers sent back to Amazon."""

from .records import RecordLayout


class FbaReturns(RecordLayout):
    required = (
        "return-date",
        "order-id",
        "sku",
        "quantity",
        "detailed-disposition",
        "reason",
    )

    def record(self, row):
        return None
