"""What sellers get for orders: what was paid, less the tax that Amazon collects."""

from collections.abc import Iterator
from decimal import Decimal

from emulator.world.facts import ZERO, Item, Order
from emulator.world.tax_documents import is_collected


def sold_for(world, order: Order) -> Decimal:
    """What the order is to its seller: the tax that Amazon collects is no part of it,
    as far as order reports state it.

    In North America what is paid never contains it.
    """
    if not (world.calculates_vat(order) and is_collected(order)):
        return order.total
    return sum((world.without_vat(order, *charge) for charge in _charges(order)), ZERO)


def _charges(order: Order) -> Iterator[tuple[Item, Decimal, list[Decimal]]]:
    """Each price that a report states, with the promotions on it."""
    for item, amounts, promotions in _rows(order):
        yield item, amounts.price, [each[0] for each in promotions]
        yield item, amounts.shipping, [each[1] for each in promotions]
        yield item, amounts.gift_wrap, []


def _rows(order: Order) -> Iterator[tuple]:
    """Items with their amounts and ``(item, shipping)`` of each promotion; of what
    Amazon ships, parcel by parcel, where promotions are one."""
    for row in order.shipped_items:
        amounts = row.amounts
        both = (amounts.item_promotion, amounts.shipping_promotion)
        yield row.item, amounts, [both]
    if not order.shipped_items:
        for item in order.items:
            yield item, item.amounts, [(p.item, p.shipping) for p in item.promotions]
