# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""GET_MERCHANT_LISTINGS_ALL_DATA: what the seller offers on one marketplace.

https://developer-docs.amazon.com/sp-api/docs/report-type-values-inventory
"""

from ..listings import Listing
from ..orders import Channel
from . import values
from .records import RecordLayout

_ASIN, _ISBN, _UPC, _EAN = "1", "2", "3", "4"  # product-id-type


class MerchantListings(RecordLayout):
    required = (
        "seller-sku",
        "price",
        "quantity",
    )
    advised = ("item-name", "asin1", "fulfillment-channel", "status")
    amounts = ("price",)

    def record(self, row):
        is_amazons = row.text("fulfillment-channel").upper().startswith("AMAZON")
        quantity = row.value("quantity", values.quantity_if_any)
        product_id = row.value("product-id", values.barcode)
        kind = row.text("product-id-type")
        return Listing(
            sku=row.required_text("seller-sku"),
            asin=row.text("asin1") or (product_id if kind == _ASIN else ""),
            title=row.text("item-name"),
            barcode=product_id if kind in (_ISBN, _UPC, _EAN) else "",
            price=row.amount("price"),
            quantity=None if is_amazons else quantity,
            channel=Channel.AFN if is_amazons else Channel.MFN,
            status=row.text("status"),
            condition=row.text("item-condition"),
            listing_id=row.text("listing-id"),
            shipping_group=row.text("merchant-shipping-group"),
        )
