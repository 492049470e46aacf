# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Orders as the report on all orders mentions them: to check, not to import."""

from dataclasses import dataclass
from datetime import datetime

from .orders import Channel


@dataclass(frozen=True, slots=True)
class OrderMention:
    """One item of an order, without price, buyer or order item id.

    :ivar order_status: Amazon's word in lower case: "pending", "unshipped",
        "shipped - delivered to buyer", "cancelled"; compare its beginning
    :ivar item_status: finer: one item of a shipped order can be "cancelled"
    :ivar quantity: None where Amazon leaves it blank
    """

    amazon_order_id: str
    purchase_date: datetime
    last_updated: datetime | None
    order_status: str
    channel: Channel
    sales_channel: str = ""
    sku: str = ""
    item_status: str = ""
    quantity: int | None = None
