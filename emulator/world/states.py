"""What state an order is in at a given time, in the words of the Orders API.

https://developer-docs.amazon.com/sp-api/docs/orders-api-v2026-01-01-reference
"""

from datetime import datetime

from emulator.world.facts import Order

PENDING, UNSHIPPED = "PENDING", "UNSHIPPED"
PARTIALLY_SHIPPED, SHIPPED = "PARTIALLY_SHIPPED", "SHIPPED"
CANCELLED = "CANCELLED"
STATUSES = (
    *("PENDING_AVAILABILITY", PENDING, UNSHIPPED, PARTIALLY_SHIPPED, SHIPPED),
    *(CANCELLED, "UNFULFILLABLE"),
)


def status_at(order: Order, now: datetime) -> str:
    """One of :data:`STATUSES`; the order must exist by then.

    Nobody confirms shipments of the merchant here, so these stay UNSHIPPED.
    """
    if order.cancelled_at is not None and order.cancelled_at <= now:
        return CANCELLED
    if order.fulfillable_at is None or now < order.fulfillable_at:
        return PENDING
    are_shipped = [row.shipped_at <= now for row in order.shipped_items]
    if not any(are_shipped):
        return UNSHIPPED
    return SHIPPED if all(are_shipped) else PARTIALLY_SHIPPED


def updated_at(order: Order, now: datetime) -> datetime:
    """The last time until ``now`` at which anything about the order changed."""
    moments = (
        order.cancelled_at,
        order.fulfillable_at,
        *(row.shipped_at for row in order.shipped_items),
        *(change.at for change in order.changes),
    )
    past = [moment for moment in moments if moment is not None and moment <= now]
    return max([order.purchased_at, *past])


def shipped_quantity(order: Order, order_item_id: str, now: datetime) -> int:
    """Pieces of one item that have left Amazon's warehouse."""
    return sum(
        row.quantity
        for row in order.shipped_items
        if row.item.order_item_id == order_item_id and row.shipped_at <= now
    )
