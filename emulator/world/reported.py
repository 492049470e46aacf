"""Merchants' orders as order reports tell of them once something has happened."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from emulator.world.changes import order_at
from emulator.world.facts import Amounts, Item, Order


def as_reported(
    orders: Iterable[Order], made_at: datetime | None = None, settings=None
) -> list[Order]:
    """The orders as they stand when a report is made; of some nothing may be left.

    :param made_at: None: after all that ever happens
    :param settings: ``cancelled_orders`` says what is told of cancelled ones
    """
    reading = settings.cancelled_orders if settings else "left_out"
    told = (_told(order, made_at, reading) for order in orders)
    return [order for order in told if order.items]


def _told(order: Order, made_at: datetime | None, reading: str) -> Order:
    is_cancelled = order.cancelled_at is not None and (
        made_at is None or order.cancelled_at <= made_at
    )
    then = order_at(order, made_at)
    if then is order and not is_cancelled:
        return order
    if reading == "listed":
        return replace(then, items=order.items)
    if is_cancelled:
        then = replace(then, items=tuple(map(_emptied, then.items)))
    items = then.items
    if reading == "left_out":
        items = tuple(item for item in items if not item.is_cancelled)
    return replace(then, items=items)


def _emptied(item: Item) -> Item:
    return replace(item, quantity=0, amounts=Amounts(), promotions=())
