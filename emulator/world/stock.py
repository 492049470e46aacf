"""Goods in Amazon's warehouses at any moment, out of what happened until then.

Countries of the European Union sell from one stock, every other country from its own.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from emulator.marketplaces import Marketplace
from emulator.world.offers import AFN, NEW, Offer

_OUTSIDE_THE_UNION = ("GB", "US", "CA", "MX", "JP")
# The seller sends goods every four weeks: what was sold until two weeks before.
DELIVERY_EVERY = timedelta(days=28)
PLANNED, SENT, RECEIVED = timedelta(days=14), timedelta(days=7), timedelta(days=2)
# Longest time in which sold goods are not replaced yet, and those just being sold.
LONGEST_WAIT = DELIVERY_EVERY + PLANNED + timedelta(days=7)
REMOVED_AFTER = timedelta(days=30)
EXTRA_PIECES = 10


@dataclass(frozen=True, slots=True)
class Stock:
    """Pieces of one SKU in one pool, at one moment.

    :ivar fulfillable: can be sold now
    :ivar reserved: sold and not shipped yet, or between two warehouses
    :ivar unsellable: damaged, until the seller takes it away
    :ivar researching: Amazon is looking for them
    """

    offer: Offer
    fulfillable: int
    reserved: int = 0
    unsellable: int = 0
    researching: int = 0
    inbound_working: int = 0
    inbound_shipped: int = 0
    inbound_receiving: int = 0

    @property
    def warehouse(self) -> int:
        return self.fulfillable + self.reserved + self.unsellable + self.researching

    @property
    def total(self) -> int:
        inbound = self.inbound_working + self.inbound_shipped + self.inbound_receiving
        return self.warehouse + inbound


def pool_of(marketplace: Marketplace) -> str:
    """ "EU", or the country's own code."""
    country = marketplace.country
    return country if country in _OUTSIDE_THE_UNION else "EU"


class _Moves:
    """Pieces that moved, summed up by time."""

    def __init__(self, moves: Iterable[tuple[datetime, int]]):
        moves = sorted(moves)
        self._times = [moment for moment, _ in moves]
        self._sums = list(accumulate((pieces for _, pieces in moves), initial=0))

    def until(self, moment: datetime) -> int:
        """Pieces that had moved by then."""
        return self._sums[bisect_right(self._times, moment)]

    def busiest(self, period: timedelta) -> int:
        """Most pieces within any time that long."""
        return max(
            (self.until(t + period) - self._sums[n] for n, t in enumerate(self._times)),
            default=0,
        )


class Warehouse:
    """One pool's goods.

    :param pool: see :func:`pool_of`
    """

    def __init__(self, world, pool: str):
        self._start = world.start
        ordered, shipped = defaultdict(list), defaultdict(list)
        for order in world.orders:
            if pool_of(order.marketplace) != pool:
                continue
            for row in order.shipped_items:
                sku = row.item.product.sku
                ordered[sku].append((order.fulfillable_at, row.quantity))
                shipped[sku].append((row.shipped_at, row.quantity))
        back, damaged = defaultdict(list), defaultdict(list)
        for entry in world.returns:
            at_amazon = entry.shipped is not None and entry.returned_at is not None
            if at_amazon and pool_of(entry.order.marketplace) == pool:
                sku, move = entry.item.product.sku, (entry.returned_at, entry.quantity)
                (back if entry.is_sellable else damaged)[sku].append(move)
        self._offers = [
            offer
            for offer in world.offers
            if shipped and (offer.channel == AFN or offer.sku in shipped)
        ]
        self._ordered, self._shipped, self._back, self._damaged = (
            {offer.sku: _Moves(moves[offer.sku]) for offer in self._offers}
            for moves in (ordered, shipped, back, damaged)
        )

    def at(self, moment: datetime) -> dict[str, Stock]:
        """By SKU; nothing where Amazon ships nothing for the seller."""
        return {
            offer.sku: self._stock(number, offer, moment)
            for number, offer in enumerate(self._offers)
        }

    def _stock(self, number: int, offer: Offer, moment: datetime) -> Stock:
        if offer.condition != NEW:
            return Stock(offer, fulfillable=1 + number % 2)
        if offer.is_twin and number % 3 == 0:
            return Stock(offer, fulfillable=0)
        sku = offer.sku
        shipped = self._shipped[sku].until(moment)
        arrived, inbound = self._deliveries(number, sku, moment)
        opening = 15 + number % 7 + self._shipped[sku].busiest(LONGEST_WAIT)
        there = opening + arrived + self._back[sku].until(moment) - shipped
        between = 2 if (number + self._weeks(moment)) % 6 == 0 else 0
        reserved = self._ordered[sku].until(moment) - shipped + between
        lost = 1 if number % 9 == 3 else 0
        damaged = self._damaged[sku]
        return Stock(
            offer,
            fulfillable=there - reserved - lost,
            reserved=reserved,
            unsellable=damaged.until(moment) - damaged.until(moment - REMOVED_AFTER),
            researching=lost,
            **inbound,
        )

    def _weeks(self, moment: datetime) -> int:
        return (moment - self._start) // timedelta(days=7)

    def _deliveries(self, number: int, sku: str, moment: datetime):
        """Pieces that have arrived, and those of the next one by how far it is."""
        first = self._start + timedelta(days=10 + number % 18)
        count = max((moment - first) // DELIVERY_EVERY + 1, 0)
        extra = EXTRA_PIECES if number % 5 == 0 else 0
        coming_at = first + DELIVERY_EVERY * count
        shipped = self._shipped[sku]

        def sold_before(delivery: datetime) -> int:
            return shipped.until(delivery - PLANNED)

        arrived = extra * count
        if count:
            arrived += sold_before(coming_at - DELIVERY_EVERY)
        coming = sold_before(coming_at) + extra * (count + 1) - arrived
        left = coming_at - moment
        stages = (
            ("inbound_receiving", RECEIVED),
            ("inbound_shipped", SENT),
            ("inbound_working", PLANNED),
        )
        stage = next((name for name, period in stages if left <= period), "")
        return arrived, ({stage: coming} if stage else {})
