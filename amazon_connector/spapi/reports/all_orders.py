# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL: every order, no persons.

All marketplaces of the region whatever was asked for; no order item ids, so two equal
rows can be two items.

https://developer-docs.amazon.com/sp-api/docs/order-tracking-reports-attributes
"""

from ..order_mentions import OrderMention
from ..orders import Channel
from . import values
from .flat_file import BadCell
from .records import RecordLayout


class AllOrders(RecordLayout):
    required = (
        "amazon-order-id",
        "purchase-date",
        "order-status",
        "sku",
    )
    personal = ("ship-city", "ship-postal-code", "buyer-company-name")

    def record(self, row):
        order_id = row.required_text("amazon-order-id")
        if not values.is_order_id(order_id):
            raise BadCell("bad_order_id", "amazon-order-id")
        return OrderMention(
            amazon_order_id=order_id,
            purchase_date=row.moment("purchase-date"),
            last_updated=row.moment_if_any("last-updated-date"),
            order_status=row.required_text("order-status").lower(),
            channel=_channel(row),
            sales_channel=row.text("sales-channel"),
            sku=row.text("sku"),
            item_status=row.text("item-status").lower(),
            quantity=row.value("quantity", values.quantity_if_any),
        )


def _channel(row):
    text = row.first_text("fulfillment-channel", "fulfilled-by").lower()
    return Channel.AFN if text.startswith("amazon") else Channel.MFN
