"""Prices and taxes as the Orders API 2026-01-01 states them.

Amounts are decimal texts; discounts are positive and are taken off.  The tax that
DISCOUNT names below TAX is taken off, too, so that with prices without tax
ITEM + SHIPPING + GIFT_WRAP - DISCOUNT + TAX is what the buyer paid, and with prices
that contain it the same without TAX.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from emulator.world.amounts import rounded, sales_tax, vat_inside, vat_percent
from emulator.world.facts import ZERO, Item, Order

PRICES = ("included", "excluded")


@dataclass(frozen=True)
class _Taxes:
    """:ivar of: tax of one amount of the order, None where Amazon tells none
    :ivar is_inside: the world's amounts contain it
    :ivar is_shown_inside: the stated ones do, too
    """

    of: Callable[[Decimal], Decimal] | None
    is_inside: bool = True
    is_shown_inside: bool = True

    def shown(self, amount: Decimal) -> Decimal:
        if self.of is None or self.is_inside == self.is_shown_inside:
            return amount
        return amount - self.of(amount)


def _taxes(world, order: Order, item: Item, prices: str) -> _Taxes:
    if order.region == "na":
        country = order.ship_to.country
        return _Taxes(lambda amount: sales_tax(amount, country), False, False)
    if not world.calculates_vat(order):
        return _Taxes(None)
    percent = vat_percent(order, item)
    return _Taxes(
        lambda amount: vat_inside(amount, percent), True, prices == "included"
    )


def order_proceeds(world, order: Order, prices: str) -> dict:
    """The model ``OrderProceeds``: what the buyer paid, and its parts.

    :param prices: whether ITEM and its kin contain VAT that Amazon calculates
    """
    parts, total = {}, ZERO
    for item in order.items:
        taxes = _taxes(world, order, item, prices)
        own = _parts(item, taxes)
        total += _total(own, taxes)
        for kind, amount in own.items():
            parts[kind] = parts.get(kind, ZERO) + amount
    return {
        "grandTotal": _money(order, total),
        "breakdowns": [
            {"type": kind, "subtotal": _money(order, amount)}
            for kind, amount in parts.items()
        ],
    }


def item_proceeds(world, order: Order, item: Item, prices: str) -> dict:
    """The model ``ItemProceeds``, for the pieces that the item's amounts are for."""
    taxes = _taxes(world, order, item, prices)
    parts = _parts(item, taxes)
    details = {"DISCOUNT": _discounts(item, taxes), "TAX": _tax_details(item, taxes)}
    breakdowns = []
    for kind, amount in parts.items():
        breakdown = {"type": kind, "subtotal": _money(order, amount)}
        if kind in details:
            breakdown["detailedBreakdowns"] = [
                {"subtype": subtype, "value": _money(order, value)}
                for subtype, value in details[kind].items()
            ]
        breakdowns.append(breakdown)
    total = _money(order, _total(parts, taxes))
    return {"proceedsTotal": total, "breakdowns": breakdowns}


def unit_price(world, order: Order, item: Item, pieces: int, prices: str) -> dict:
    """The model ``Money``; times the pieces it may miss the line by cents.

    :param pieces: those that the item's amounts are for
    """
    line = _taxes(world, order, item, prices).shown(item.amounts.price)
    return _money(order, rounded(line / pieces))


def _parts(item: Item, taxes: _Taxes) -> dict[str, Decimal]:
    amounts = item.amounts
    parts = {"ITEM": taxes.shown(amounts.price)}
    if amounts.shipping:
        parts["SHIPPING"] = taxes.shown(amounts.shipping)
    if amounts.gift_wrap:
        parts["GIFT_WRAP"] = taxes.shown(amounts.gift_wrap)
    discounts = _discounts(item, taxes)
    if discounts:
        parts["DISCOUNT"] = sum(discounts.values(), ZERO)
    details = _tax_details(item, taxes)
    if details:
        taken_off = details.get("DISCOUNT", ZERO)
        parts["TAX"] = sum(details.values(), ZERO) - 2 * taken_off
    return parts


def _discounts(item: Item, taxes: _Taxes) -> dict[str, Decimal]:
    promotions = {
        "ITEM": -item.amounts.item_promotion,
        "SHIPPING": -item.amounts.shipping_promotion,
    }
    return {key: taxes.shown(value) for key, value in promotions.items() if value}


def _tax_details(item: Item, taxes: _Taxes) -> dict[str, Decimal]:
    if taxes.of is None:
        return {}
    amounts = item.amounts
    details = {
        "ITEM": taxes.of(amounts.price),
        "SHIPPING": taxes.of(amounts.shipping),
        "GIFT_WRAP": taxes.of(amounts.gift_wrap),
        "DISCOUNT": taxes.of(-amounts.item_promotion)
        + taxes.of(-amounts.shipping_promotion),
    }
    return {key: tax for key, tax in details.items() if tax or key == "ITEM"}


def _total(parts: dict[str, Decimal], taxes: _Taxes) -> Decimal:
    left_out = {"DISCOUNT"} | ({"TAX"} if taxes.is_shown_inside else set())
    paid = sum((value for key, value in parts.items() if key not in left_out), ZERO)
    return paid - parts.get("DISCOUNT", ZERO)


def _money(order: Order, amount: Decimal) -> dict:
    return {"amount": str(amount), "currencyCode": order.currency}
