# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether amounts are stated with or without VAT, and what the buyer paid then.

Amazon does not document it, and files contradict each other: prices may contain the
VAT or not, promotions may be reckoned before or after it, and the stated tax may be
that of the price before or after the promotion.  Many rows tell which it is, see
:mod:`.price_evidence`.

https://developer-docs.amazon.com/sp-api/docs/report-type-values-fba
https://developer-docs.amazon.com/sp-api/docs/order-reports-attributes
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

GROSS, NET = "gross", "net"
BEFORE, AFTER = "before", "after"
PRICES, PROMOTIONS, TAX = "prices", "promotions", "tax"
ASPECTS = (PRICES, PROMOTIONS, TAX)

_ZERO = Decimal(0)
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Reading:
    """How amounts are stated; None where it is not known.

    :ivar prices: of items, shipping and gift wrap: ``gross`` contains VAT, ``net`` not
    :ivar promotions: the same of the discounts
    :ivar tax: the stated tax is that of the price ``before`` or ``after`` the promotion
    """

    prices: str | None = None
    promotions: str | None = None
    tax: str | None = None

    def first_unknown(self, charges):
        """The aspect that is unknown and changes what the buyer paid, None if none.

        :param charges: list of :class:`Charge`
        """
        if not any(charge.tax for charge in charges):
            return None
        if not self.prices:
            return PRICES
        if not any(charge.promotion for charge in charges):
            return None
        if not self.promotions:
            return PROMOTIONS
        is_all_gross = self.prices == self.promotions == GROSS
        return None if self.tax or is_all_gross else TAX


READINGS = tuple(
    Reading(*words) for words in product((GROSS, NET), (GROSS, NET), (BEFORE, AFTER))
)
# What Amazon's page says of order reports, and what its Orders API is brought to.
ALL_GROSS = Reading(GROSS, GROSS, BEFORE)


@dataclass(frozen=True, slots=True)
class Charge:
    """A price with its tax and the promotion on it, as stated; line totals.

    :ivar promotion: negative or zero
    """

    price: Decimal = _ZERO
    tax: Decimal = _ZERO
    promotion: Decimal = _ZERO


@dataclass(frozen=True, slots=True)
class Paid:
    """What a charge comes to: the amounts with VAT, and the VAT inside them."""

    price: Decimal
    price_tax: Decimal
    promotion: Decimal
    promotion_tax: Decimal


# === WHAT THE BUYER PAID === #


def paid(charge, reading, rates, unit, booked=None):
    """What the buyer paid for a charge, to the cent.

    Whatever the stated tax and a promotion share is split by the legal rate; their sum
    follows from the stated amounts alone unless :func:`hinges_on_rate`.

    :param reading: a :class:`Reading`; what it does not know is taken for gross
    :param booked: the rate of the tax that is booked for it, see :func:`is_taxed_at`
    :return: :class:`Paid`
    """
    rate = _rate_of(charge, reading, rates, unit, booked)
    price, tax, promotion = charge.price, charge.tax, charge.promotion
    promotion_tax = _tax_of(promotion, reading.promotions, rate, unit)
    price_tax = tax
    if reading.tax == AFTER and promotion:
        if reading.prices == NET:
            price_tax = tax - promotion_tax
        else:
            price_tax = _tax_of(price, GROSS, rate, unit)
            promotion_tax = tax - price_tax
    return Paid(
        price + (price_tax if reading.prices == NET else 0),
        price_tax,
        promotion + (promotion_tax if reading.promotions == NET else 0),
        promotion_tax,
    )


def hinges_on_rate(charge, reading):
    """Whether what the buyer paid depends on the legal rate, not on amounts alone.

    Of a price that a promotion takes away almost whole, 55.20 less 38.65 without VAT
    and a tax of 1.47, both 19 and 20 percent make sense, 39 cents apart.
    """
    if not charge.promotion or reading.prices == reading.promotions == GROSS:
        return False
    return reading != Reading(NET, NET, AFTER)


def is_taxed_at(charges, reading, rate, unit):
    """Whether a rate fits to all charges of an item, of which it has one."""
    return all(fits(charge, reading, rate, unit) for charge in charges)


def _tax_of(amount, basis, rate, unit):
    """The tax of a ``gross`` or ``net`` amount; what is not stated is rounded."""
    if basis == NET:
        return rounded(amount * rate, unit)
    return amount - rounded(amount / (1 + rate), unit)


def rounded(amount, unit):
    """``amount`` in whole units, halves away from zero."""
    return (amount / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


def _rate_of(charge, reading, rates, unit, booked):
    """The booked rate, else the legal one that fits best; where none does, what the
    amounts come to."""
    if booked:
        return booked
    if not charge.tax:
        return _rate_of_free(charge, reading, rates, unit)
    best = min(rates, key=lambda rate: _misfit(charge, reading, rate), default=None)
    if best is not None and fits(charge, reading, best, unit):
        return best
    base = charge.price + (charge.promotion if reading.tax == AFTER else 0)
    base -= charge.tax if reading.prices != NET else 0
    return max(charge.tax / base, _ZERO) if base > 0 else best or _ZERO


def _rate_of_free(charge, reading, rates, unit):
    """The rate of a charge that a promotion stated otherwise takes away whole.

    Its tax after the promotion is zero, although it is not free of VAT.
    """
    is_mixed = reading.tax == AFTER and reading.prices != (reading.promotions or GROSS)
    if is_mixed and charge.price and charge.promotion:
        for rate in rates:
            if abs(net_base(charge, reading, rate)) <= unit:
                return rate
    return _ZERO


def net_base(charge, reading, rate):
    """What the stated tax is reckoned from, not rounded."""
    price, promotion = charge.price, charge.promotion
    if reading.prices != NET:
        price = price / (1 + rate)
    if reading.tax != AFTER:
        return price
    return price + (promotion if reading.promotions == NET else promotion / (1 + rate))


def _misfit(charge, reading, rate):
    return abs(charge.tax - net_base(charge, reading, rate) * rate)


def fits(charge, reading, rate, unit, quantity=1):
    """Whether the stated tax is that of a rate, but for rounding.

    Amazon rounds pieces, prices and promotions before it adds them up.
    """
    tolerance = unit * (1 + _HALF * max(quantity, 1))
    return _misfit(charge, reading, rate) <= tolerance
