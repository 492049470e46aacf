"""How Amazon writes what was paid: with or without VAT, tax before or after promotions.

Nobody documents it, so that a seller can be started in every reading.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from emulator.world.amounts import rounded, vat_inside, vat_percent, without_vat
from emulator.world.facts import ZERO, Item, Order

_WORDS = (("gross", "net"), ("gross", "net"), ("before", "after"))
READINGS = tuple("/".join(words) for words in product(*_WORDS))


@dataclass(frozen=True, slots=True)
class Reading:
    """:ivar prices: ``gross`` or ``net``, of items, shipping and gift wrap
    :ivar promotions: ``gross`` or ``net``
    :ivar tax: the stated tax is that ``before`` or ``after`` the promotion
    """

    prices: str
    promotions: str
    tax: str

    @classmethod
    def of(cls, text: str) -> "Reading":
        """``net/gross/after``: prices, promotions, tax.

        :raise ValueError: it is none of :data:`READINGS`
        """
        if text not in READINGS:
            raise ValueError(f"{text!r} is none of {', '.join(READINGS)}.")
        return cls(*text.split("/"))

    def stated(self, price: Decimal, promotions: Iterable[Decimal], percent) -> tuple:
        """Price, tax and sum of the promotions as a report states them.

        :param price: what the buyer pays, VAT included; so are ``promotions``
        """
        discount, tax = sum(promotions, ZERO), vat_inside(price, percent)
        discount_tax = vat_inside(discount, percent)
        if self.promotions == "net":  # Each is stated, and rounded, on its own.
            discount_tax = sum((vat_inside(each, percent) for each in promotions), ZERO)
        return (
            price if self.prices == "gross" else without_vat(price, percent),
            tax + discount_tax if self.tax == "after" else tax,
            discount if self.promotions == "gross" else discount - discount_tax,
        )

    def without_vat(self, price: Decimal, promotions: Iterable[Decimal], percent):
        """What is left of price and promotions without the VAT that is stated."""
        if self.promotions == "net":
            discount = sum((without_vat(each, percent) for each in promotions), ZERO)
        else:
            discount = without_vat(sum(promotions, ZERO), percent)
        return without_vat(price, percent) + discount


def reckoned(order: Order, reading: Reading) -> Order:
    """The order with promotions that Amazon reckons without VAT, where it does.

    What is stated without VAT and without its tax is a whole cent without VAT: else no
    reader of the file could ever tell what the buyer paid.
    """
    is_rounded = reading.promotions == "net" and reading.tax == "before"
    if not is_rounded or not order.becomes_a_sale or order.region == "na":
        return order
    items, shipped_items = [], []
    for item in order.items:
        percent = vat_percent(order, item)
        rows = [row for row in order.shipped_items if row.item is item]
        amounts = [_rounded(row.amounts, percent) for row in rows]
        new = replace(item, amounts=_summed(item, amounts, percent))
        items.append(new)
        shipped_items += [
            replace(row, item=new, amounts=each)
            for row, each in zip(rows, amounts, strict=True)
        ]
    return replace(order, items=tuple(items), shipped_items=tuple(shipped_items))


def _summed(item: Item, parcels: list, percent):
    """The item's amounts: those of its parcels, or of all its promotions together."""
    if parcels:
        item_promotion = sum((each.item_promotion for each in parcels), ZERO)
        shipping = sum((each.shipping_promotion for each in parcels), ZERO)
        return replace(
            item.amounts, item_promotion=item_promotion, shipping_promotion=shipping
        )
    nets = [
        sum(
            (without_vat(getattr(each, name), percent) for each in item.promotions),
            ZERO,
        )
        for name in ("item", "shipping")
    ]
    gross = [_with_vat(net, percent) for net in nets]
    return replace(item.amounts, item_promotion=gross[0], shipping_promotion=gross[1])


def _rounded(amounts, percent):
    return replace(
        amounts,
        item_promotion=_with_vat(without_vat(amounts.item_promotion, percent), percent),
        shipping_promotion=_with_vat(
            without_vat(amounts.shipping_promotion, percent), percent
        ),
    )


def _with_vat(net: Decimal, percent) -> Decimal:
    return net + rounded(net * percent / 100)
