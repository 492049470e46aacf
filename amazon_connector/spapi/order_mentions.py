# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Orders as the report on all orders mentions them: to check, not to import."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

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


class StandingPieces(NamedTuple):
    """What stands of a SKU in an order.

    :ivar rows: how many rows name the SKU; not less than the order has items of it
    :ivar pieces: more than none
    """

    rows: int
    pieces: int


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
        if _is_item_cancelled(mention) and mention.amazon_order_id not in whole:
            skus = found.setdefault(mention.amazon_order_id, Counter())
            skus[mention.sku] += 1
    return found


def standing_pieces(mentions):
    """Return how many pieces stand of orders of which nothing has left.

    Orders of the merchant only.  Once a part of one is shipped, rows may be parts of
    items; and what is cancelled altogether is told by :func:`cancelled_items`.

    :return: ``{order id: {SKU: StandingPieces}}``, without SKUs of which a row leaves
        the quantity blank
    """
    by_order = {}
    for mention in mentions:
        by_order.setdefault(mention.amazon_order_id, []).append(mention)
    return {
        order_id: _pieces_by_sku(rows)
        for order_id, rows in by_order.items()
        if all(_is_here(row) for row in rows)
    }


def _is_here(mention):
    return mention.channel is Channel.MFN and mention.order_status.startswith(
        "unshipped"
    )


def _pieces_by_sku(mentions):
    quantities = {}
    for mention in mentions:
        quantity = 0 if _is_item_cancelled(mention) else mention.quantity
        quantities.setdefault(mention.sku, []).append(quantity)
    return {
        sku: StandingPieces(len(numbers), sum(numbers))
        for sku, numbers in quantities.items()
        if None not in numbers and any(numbers)
    }


def _is_item_cancelled(mention):
    return mention.item_status.startswith("cancel")
