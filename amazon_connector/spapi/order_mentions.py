# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Orders as the report on all orders mentions them: to check, not to import."""

from collections import Counter
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

    @property
    def is_cancelled(self):
        """Whether the order as a whole is."""
        return self.order_status.startswith("cancel")


def cancelled_orders(mentions):
    """Return ``{order id: mention}`` of the orders that were cancelled as a whole."""
    return {each.amazon_order_id: each for each in mentions if each.is_cancelled}


def cancelled_items(mentions):
    """Return what was cancelled of orders that stand otherwise.

    The report does not name items but SKUs: of several items with one SKU, which one
    was cancelled is not known.

    :return: ``{order id: {SKU: number of its items that were cancelled}}``
    """
    whole = cancelled_orders(mentions)
    found = {}
    for mention in mentions:
        is_cancelled = mention.item_status.startswith("cancel")
        if is_cancelled and mention.amazon_order_id not in whole:
            skus = found.setdefault(mention.amazon_order_id, Counter())
            skus[mention.sku] += 1
    return found
