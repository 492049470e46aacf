"""What left a warehouse, Amazon's or the merchant's: one item in one parcel.

Amazon's shipments are facts of the order.  A merchant's order counts as shipped some
hours after it left Pending, in one parcel: the same hour whenever it is asked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from emulator.world.facts import Amounts, Item, Order
from emulator.world.ids import Ids
from emulator.world.shipping import before

# A merchant waits for what buyers still want changed.
AFTER_CHANGE = timedelta(hours=1)
# Where the seller's own warehouse stands.
HOME = "DE"
CENTER_COUNTRIES = {
    **{"LEJ1": "DE", "DTM2": "DE", "WRO1": "PL", "POZ1": "PL", "PRG2": "CZ"},
    **{"BRE2": "FR", "ORY1": "FR", "MXP5": "IT", "BHX1": "GB", "XPLA": "PL"},
    **{"BRE4": "DE", "XDEZ": "DE", "KTW1": "PL", "XFRE": "FR", "FCO1": "IT"},
    **{"MAD4": "ES", "BCN1": "ES", "LTN4": "GB"},
}
AMERICAN_CENTERS = {"PHX3": "US", "ONT8": "US", "YYZ4": "CA", "MEX1": "MX"}


@dataclass(frozen=True, slots=True)
class Dispatch:
    """:ivar amounts: of the pieces in this parcel, in the order's currency
    :ivar ship_from: country of the warehouse
    """

    order: Order
    item: Item
    quantity: int
    amounts: Amounts
    shipment_id: str
    shipped_at: datetime
    ship_from: str


def center_country(center: str) -> str:
    return (CENTER_COUNTRIES | AMERICAN_CENTERS)[center]


def dispatches(seed, orders: Iterable[Order], end: datetime) -> tuple[Dispatch, ...]:
    """All parcels of sales, by time; other shops' orders are no sales.

    :param end: everything has left before it, aware
    """
    found = []
    for order in orders:
        if order.becomes_a_sale:
            found += _of_amazon(order) or _of_merchant(seed, order, end)
    return tuple(sorted(found, key=lambda d: (d.shipped_at, d.shipment_id)))


def _of_amazon(order: Order) -> list[Dispatch]:
    return [
        Dispatch(
            order,
            row.item,
            row.quantity,
            row.amounts,
            row.shipment_id,
            row.shipped_at,
            center_country(row.fulfillment_center),
        )
        for row in order.shipped_items
    ]


def _of_merchant(seed, order: Order, end: datetime) -> list[Dispatch]:
    rng = Random(f"{seed}/dispatch/{order.order_id}")
    shipment_id = Ids(rng).shipment()
    wished = order.fulfillable_at + timedelta(hours=rng.uniform(2, 30))
    shipped_at = before(wished, order.fulfillable_at, end)
    if order.changes:
        shipped_at = max(shipped_at, order.changes[-1].at + AFTER_CHANGE)
    return [
        Dispatch(
            order, item, item.quantity, item.amounts, shipment_id, shipped_at, HOME
        )
        for item in order.items
        if not item.is_cancelled
    ]
