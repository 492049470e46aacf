"""Orders by id and by time, so that a long life costs no more than a short one."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from emulator.world.facts import Order, ShippedItem


class Index:
    """:param orders: by time of purchase"""

    def __init__(self, orders: tuple[Order, ...]):
        self.by_id = {order.order_id: order for order in orders}
        self.marketplace_ids = frozenset(order.marketplace.id for order in orders)
        self._placed = defaultdict(list)
        self._fulfillable = defaultdict(list)
        self._reported = defaultdict(list)
        for order in orders:
            self._add(order)
        for entries in self._fulfillable.values():
            entries.sort(key=lambda order: (order.fulfillable_at, order.order_id))
        for entries in self._reported.values():
            entries.sort(key=lambda entry: (entry[1].reported_at, entry[0].order_id))

    def _add(self, order: Order):
        self._placed[order.region].append(order)
        if order.channel == "MFN" and order.fulfillable_at is not None:
            self._fulfillable[order.region].append(order)
        rows = [(order, shipped) for shipped in order.shipped_items]
        self._reported[order.region].extend(rows)

    def placed(self, region: str, start: datetime, end: datetime) -> list[Order]:
        """Purchased from ``start`` to ``end``, both included."""
        orders = self._placed[region]
        first = bisect_left(orders, start, key=_purchased_at)
        return orders[first : bisect_right(orders, end, key=_purchased_at)]

    def fulfillable(self, region: str, start: datetime, end: datetime) -> list[Order]:
        """Orders the merchant ships that left Pending from ``start`` to before
        ``end``, by that time; cancelled ones never did."""
        orders = self._fulfillable[region]
        first = bisect_left(orders, start, key=_fulfillable_at)
        return orders[first : bisect_left(orders, end, key=_fulfillable_at)]

    def reported(
        self, region: str, start: datetime, end: datetime
    ) -> Iterator[tuple[Order, ShippedItem]]:
        """What Amazon shipped and reported from ``start`` to before ``end``."""
        rows = self._reported[region]
        first = bisect_left(rows, start, key=_reported_at)
        yield from rows[first : bisect_left(rows, end, key=_reported_at)]


def _purchased_at(order: Order) -> datetime:
    return order.purchased_at


def _fulfillable_at(order: Order) -> datetime:
    return order.fulfillable_at


def _reported_at(row: tuple[Order, ShippedItem]) -> datetime:
    return row[1].reported_at
