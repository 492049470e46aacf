# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE: what buyers want to send back."""

from .records import RecordLayout


class MerchantReturns(RecordLayout):
    required = (
        "order-id",
        "return-request-date",
        "merchant-sku",
        "return-quantity",
    )

    def record(self, row):
        return None
