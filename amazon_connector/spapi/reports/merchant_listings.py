# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""GET_MERCHANT_LISTINGS_ALL_DATA: what the seller offers on one marketplace."""

from .records import RecordLayout


class MerchantListings(RecordLayout):
    required = (
        "seller-sku",
        "price",
        "quantity",
    )

    def record(self, row):
        return None
