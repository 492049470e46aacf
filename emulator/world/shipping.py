"""How Amazon ships an order: in one parcel, or in several over several days."""

from datetime import datetime, timedelta
from random import Random

from emulator.world.amounts import split
from emulator.world.facts import Item, Order, ShippedItem
from emulator.world.ids import Ids

CARRIERS = ("DHL", "AMZN_DE", "UPS", "Deutsche Post", "Hermes Logistik Gruppe")
CENTERS = (
    "LEJ1",
    "DTM2",
    "WRO1",
    "POZ1",
    "PRG2",
    "BRE2",
    "ORY1",
    "MXP5",
    "BHX1",
    "XPLA",
)


def ship(
    rng: Random, ids: Ids, order: Order, count: int, end: datetime, centers=CENTERS
) -> tuple[ShippedItem, ...]:
    """The rows of the shipment report for one order, all reported before ``end``.

    :param count: so many parcels, of those items that have enough pieces
    :param centers: Amazon's warehouses that may send them
    """
    parcels = [_Parcel(rng, ids, order, end, centers)]
    for _ in range(count - 1):
        after = parcels[-1].shipped_at
        parcels.append(_Parcel(rng, ids, order, end, centers, after))
    rows = []
    for item in order.items:
        parts = _parts(item, len(parcels))
        shares = split(item.amounts, item.quantity, parts)
        for parcel, pieces, amounts in zip(parcels, parts, shares, strict=False):
            rows.append(parcel.row(rng, ids, item, pieces, amounts))
    if len(rows) == 1 and "repeated_row" not in order.oddities and rng.random() < 0.04:
        return (_without_id(rows[0]),)
    return tuple(rows)


def _parts(item: Item, parcels: int) -> list[int]:
    """Most pieces leave at first, one with each parcel that follows."""
    later = min(parcels, item.quantity) - 1
    return [item.quantity - later, *([1] * later)]


def _without_id(row: ShippedItem) -> ShippedItem:
    """Amazon leaves the shipment-item-id empty now and then."""
    values = {name: getattr(row, name) for name in ShippedItem.__slots__}
    return ShippedItem(**{**values, "shipment_item_id": ""})


class _Parcel:
    def __init__(self, rng, ids, order, end, centers, after=None):
        since = after or order.fulfillable_at
        self.shipment_id = ids.shipment()
        self.tracking_number = ids.tracking()
        self.carrier = rng.choice(CARRIERS)
        self.center = rng.choice(centers)
        wait = timedelta(hours=rng.uniform(20, 60) if after else rng.uniform(3, 30))
        self.shipped_at = before(since + wait, since, end)
        # Most shipments are listed within hours, a few only days later.
        lag = timedelta(hours=rng.choice([1, 1, 2, 2, 3, 24, 70]))
        self.reported_at = before(self.shipped_at + lag, self.shipped_at, end)

    def row(self, rng, ids, item, pieces, amounts) -> ShippedItem:
        return ShippedItem(
            shipment_id=self.shipment_id,
            shipment_item_id=ids.shipment(),
            item=item,
            quantity=pieces,
            amounts=amounts,
            shipped_at=self.shipped_at,
            reported_at=self.reported_at,
            carrier=self.carrier,
            tracking_number=self.tracking_number,
            fulfillment_center=self.center,
        )


def before(wished: datetime, since: datetime, end: datetime) -> datetime:
    """``wished``, or a time between ``since`` and ``end`` where it is too late.

    What was placed by hand may be later than the end: that is left as it is.
    """
    latest = since + (end - since) * 0.6 if since < end else wished
    return min(wished, latest).replace(microsecond=0)
