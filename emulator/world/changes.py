"""How an order stands at a given time, after all that happened to it until then."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from emulator.world.amounts import rounded, split
from emulator.world.facts import ZERO, Amounts, Change, Item, Order, Promotion


def order_at(order: Order, moment: datetime | None = None) -> Order:
    """The order with the changes until ``moment``, or with all of them.

    Whether it is pending, shipped or cancelled then is not told here: see
    :func:`emulator.world.states.status_at`.
    """
    if not order.changes:
        return order
    for change in order.changes:
        if moment is None or change.at <= moment:
            order = _APPLY[change.kind](order, change)
    return order


def _wish(order: Order, change: Change) -> Order:
    return replace(order, is_cancellation_wished=True, wish_reason=change.reason)


def _wish_withdrawn(order: Order, change: Change) -> Order:
    return replace(order, is_cancellation_wished=False)


def _address(order: Order, change: Change) -> Order:
    return replace(order, ship_to=change.address)


def _quantity(order: Order, change: Change) -> Order:
    items = [
        _reduced(item, change) if item.order_item_id == change.order_item_id else item
        for item in order.items
    ]
    return replace(order, items=tuple(items))


def _reduced(item: Item, change: Change) -> Item:
    """Its amounts are the remaining pieces' share."""
    rest = item.quantity - change.quantity
    amounts, _ = split(item.amounts, item.quantity, [change.quantity, rest])
    return replace(
        item,
        quantity=change.quantity,
        ordered=item.ordered or item.quantity,
        amounts=amounts,
        promotions=_shared(item.promotions, amounts, change.quantity, item.quantity),
        cancelled_by=change.by,
        cancel_reason=change.reason,
    )


def _shared(
    promotions: tuple[Promotion, ...], amounts: Amounts, pieces: int, of: int
) -> tuple[Promotion, ...]:
    """Their sums are those of ``amounts``; the last one takes the odd cents."""
    if not pieces:
        return ()
    part = Decimal(pieces) / of
    shares = [
        Promotion(p.id, rounded(p.item * part), rounded(p.shipping * part))
        for p in promotions
    ]
    if shares:
        item = amounts.item_promotion - sum((p.item for p in shares[:-1]), ZERO)
        shipping = amounts.shipping_promotion - sum(
            (p.shipping for p in shares[:-1]), ZERO
        )
        shares[-1] = replace(shares[-1], item=item, shipping=shipping)
    return tuple(shares)


_APPLY = {
    "wish": _wish,
    "wish_withdrawn": _wish_withdrawn,
    "address": _address,
    "quantity": _quantity,
}
