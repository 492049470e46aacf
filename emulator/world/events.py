"""What happens by itself to some merchants' orders before they are shipped."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from emulator.world.facts import Change, Order

KINDS = (
    *("cancelled", "item", "quantity", "wish", "wish_answered", "wish_withdrawn"),
    *("address", "address_and_wish"),
)


def eventful(order: Order, seed, share: float, end: datetime) -> Order:
    """The order with what happens to it: to ``share`` of those that merchants ship.

    Each order has its own stream: what happens to one changes nothing for another.

    :param end: everything has happened before it
    """
    if order.channel != "MFN" or not order.becomes_a_sale:
        return order
    rng = Random(f"{seed}/events/{order.order_id}")
    if rng.random() >= share:
        return order
    room = (end - order.fulfillable_at) * 0.8
    first = order.fulfillable_at + min(timedelta(hours=rng.uniform(0.5, 20)), room / 2)
    second = first + min(timedelta(hours=rng.uniform(1, 6)), room / 3)
    moments = tuple(moment.replace(microsecond=0) for moment in (first, second))
    return _HAPPEN[rng.choice(KINDS)](rng, order, *moments)


def _cancelled(rng, order: Order, at: datetime, _later) -> Order:
    by, reason = rng.choice(
        [
            ("MERCHANT", "NO_INVENTORY"),
            ("AMAZON", "PAYMENT_DECLINED"),
            ("BUYER", "BUYER_CHANGED_MIND"),
        ]
    )
    return replace(
        order,
        status="Cancelled",
        cancelled_at=at,
        cancelled_by=by,
        cancel_reason=reason,
    )


def _item(rng, order: Order, at: datetime, later: datetime) -> Order:
    """One of several items; where there is one only, some of its pieces."""
    if len(order.items) == 1:
        return _quantity(rng, order, at, later)
    item = rng.choice(order.items)
    return _changed(order, _less(at, item.order_item_id, 0))


def _quantity(rng, order: Order, at: datetime, later: datetime) -> Order:
    items = [item for item in order.items if item.quantity > 1]
    if not items:
        return _wish(rng, order, at, later)
    item = rng.choice(items)
    left = rng.randrange(1, item.quantity)
    return _changed(order, _less(at, item.order_item_id, left))


def _less(at: datetime, order_item_id: str, quantity: int) -> Change:
    reason = "NO_INVENTORY"
    return Change(at, "quantity", reason, "MERCHANT", order_item_id, quantity)


def _wish(rng, order: Order, at: datetime, _later) -> Order:
    """It lapses when the goods are shipped."""
    reason = rng.choice(["BUYER_CHANGED_MIND", "ORDERED_BY_MISTAKE"])
    return _changed(order, Change(at, "wish", reason))


def _wish_answered(rng, order: Order, at: datetime, later: datetime) -> Order:
    wished = _wish(rng, order, at, later)
    return replace(
        wished,
        status="Cancelled",
        cancelled_at=later,
        cancelled_by="MERCHANT",
        cancel_reason="BUYER_CANCELED",
    )


def _wish_withdrawn(rng, order: Order, at: datetime, later: datetime) -> Order:
    return _changed(_wish(rng, order, at, later), Change(later, "wish_withdrawn"))


def _address(rng, order: Order, at: datetime, _later) -> Order:
    """Next door."""
    street = f"Neue Straße {rng.randrange(1, 99)}"
    book = order.ship_to.book and replace(
        order.ship_to.book,
        **{"street": street, "beside": (), "company": ""},
        **{"locker": "", "post_number": ""},
    )
    address = replace(order.ship_to, line1=street, line2="", line3="", book=book)
    return _changed(order, Change(at, "address", address=address))


def _address_and_wish(rng, order: Order, at: datetime, later: datetime) -> Order:
    return _wish(rng, _address(rng, order, at, later), later, later)


def _changed(order: Order, change: Change) -> Order:
    return replace(order, changes=(*order.changes, change))


_HAPPEN = {
    "cancelled": _cancelled,
    "item": _item,
    "quantity": _quantity,
    "wish": _wish,
    "wish_answered": _wish_answered,
    "wish_withdrawn": _wish_withdrawn,
    "address": _address,
    "address_and_wish": _address_and_wish,
}
