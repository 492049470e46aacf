# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether amounts are stated with or without VAT, told from the amounts themselves.

Amazon does not document it, and files contradict each other: prices may contain the
VAT or not, promotions may be reckoned before or after it, and the stated tax may be
that of the price before or after the promotion.  A legal rate makes most rows fit to
some of these readings only; many rows of one country then fit to one alone.  Single
rows decide nothing: 25 % inside a price is 20 % on top of it, and the cents of cheap
items fit to anything.

https://developer-docs.amazon.com/sp-api/docs/report-type-values-fba
https://developer-docs.amazon.com/sp-api/docs/order-reports-attributes
"""

from collections import Counter
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

GROSS, NET = "gross", "net"
BEFORE, AFTER = "before", "after"
PRICES, PROMOTIONS, TAX = "prices", "promotions", "tax"
ASPECTS = (PRICES, PROMOTIONS, TAX)

# How many different rows have to tell an aspect.
LEAST_ROWS = {PRICES: 10, PROMOTIONS: 5, TAX: 5}
# Part of the telling rows that has to agree, and of these and the unfitting ones.
MAJORITY = Decimal("0.95")
FITTING = Decimal("0.8")

_ZERO = Decimal(0)
_HALF = Decimal("0.5")
# Promotions are mostly a round part of the price, in this many percent.
_STEP = 5
_LEAST_PRICE = 800  # in units


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


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a report.

    :ivar charges: tuple of :class:`Charge`: item, shipping, gift wrap
    :ivar rates: legal rates, as :func:`~.vat_rates.rates` gives them
    :ivar unit: smallest amount of the currency
    """

    charges: tuple[Charge, ...]
    rates: tuple[Decimal, ...]
    quantity: int = 1
    unit: Decimal = Decimal("0.01")


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
    tolerance = _tolerance(1, unit)
    return all(_fits(charge, reading, rate, tolerance) for charge in charges)


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
    best = min(
        rates,
        key=lambda rate: abs(charge.tax - _expected_tax(charge, reading, rate)),
        default=None,
    )
    if best is not None and _fits(charge, reading, best, _tolerance(1, unit)):
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
            if abs(_net_base(charge, reading, rate)) <= unit:
                return rate
    return _ZERO


def _net_base(charge, reading, rate):
    """What the stated tax is reckoned from, not rounded."""
    price, promotion = charge.price, charge.promotion
    if reading.prices != NET:
        price = price / (1 + rate)
    if reading.tax != AFTER:
        return price
    return price + (promotion if reading.promotions == NET else promotion / (1 + rate))


def _expected_tax(charge, reading, rate):
    return _net_base(charge, reading, rate) * rate


def _tolerance(quantity, unit):
    """Amazon rounds pieces, prices and promotions before it adds them up."""
    return unit * (1 + _HALF * max(quantity, 1))


def _fits(charge, reading, rate, tolerance):
    return abs(charge.tax - _expected_tax(charge, reading, rate)) <= tolerance


# === WHAT ROWS TELL === #


def fitting(row):
    """The readings that a row fits to, as a set of bits in the order of `READINGS`.

    :return: 0 where the row fits to none; None where it states no tax at all
    """
    if not any(charge.tax for charge in row.charges):
        return None
    mask = (1 << len(READINGS)) - 1
    for charge in row.charges:
        if charge.price and (charge.tax or charge.promotion):
            mask &= _fitting_charge(charge, row)
    return mask


def _fitting_charge(charge, row):
    mask = 0
    for bit, reading in enumerate(READINGS):
        if any(_fits_to(charge, reading, rate, row) for rate in row.rates):
            mask |= 1 << bit
    return _told_by_discount(charge, mask, row) if charge.promotion else mask


def _fits_to(charge, reading, rate, row):
    if charge.tax:
        return _fits(charge, reading, rate, _tolerance(row.quantity, row.unit))
    # No tax beside taxed charges: taken away by its promotion, if by anything.
    return reading.tax == AFTER and abs(_net_base(charge, reading, rate)) <= row.unit


def _told_by_discount(charge, mask, row):
    """Drop readings of the promotion in which it is no round part of the price.

    Where the tax is that before the promotion, nothing else tells them apart.
    """
    for prices, tax in product((GROSS, NET), (BEFORE, AFTER)):
        pair = [_bit(Reading(prices, basis, tax)) for basis in (GROSS, NET)]
        if not all(mask & bit for bit in pair):
            continue
        is_round = [
            any(
                _is_round_part(charge, prices, basis, rate, row.unit)
                for rate in row.rates
                if not charge.tax
                or _fits(
                    charge,
                    Reading(prices, basis, tax),
                    rate,
                    _tolerance(row.quantity, row.unit),
                )
            )
            for basis in (GROSS, NET)
        ]
        if any(is_round) and not all(is_round):
            mask &= ~pair[is_round.index(False)]
    return mask


def _is_round_part(charge, prices, basis, rate, unit):
    """Whether the promotion, read so, is so many whole steps of the price."""
    whole = charge.price
    if basis != prices:
        whole = whole / (1 + rate) if basis == NET else whole * (1 + rate)
    step = whole * _STEP / 100
    if charge.price < _LEAST_PRICE * unit:
        step = (
            whole  # Of so little, each twentieth would be a few cents: only all of it.
        )
    steps = (-charge.promotion / step).quantize(Decimal(1), ROUND_HALF_UP)
    return steps > 0 and abs(steps * step + charge.promotion) <= unit


def _bit(reading):
    return 1 << READINGS.index(reading)


def _readings(mask):
    return [reading for bit, reading in enumerate(READINGS) if mask >> bit & 1]


# === DECISION === #


@dataclass(frozen=True, slots=True)
class Tally:
    """How the rows of one country tell one aspect.

    :ivar counts: ``{value: rows that tell it and nothing else}``
    :ivar unfitting: rows that fit to no reading at all
    """

    counts: Counter
    unfitting: int = 0

    @property
    def telling(self):
        return sum(self.counts.values())

    @property
    def leader(self):
        """What most of the telling rows say, None where there are none."""
        return max(self.counts, key=self.counts.get) if self.counts else None

    def decided(self, least):
        """What the rows decide, None where they do not."""
        leader = self.leader
        if leader is None:
            return None
        rows = self.counts[leader]
        is_enough = rows >= least and rows >= MAJORITY * self.telling
        is_fitting = rows >= FITTING * (self.telling + self.unfitting)
        return leader if is_enough and is_fitting else None


def tallies(evidence, known=Reading()):  # noqa: B008 - frozen
    """What rows tell of each aspect, step by step: each counts with those before it.

    :param evidence: ``{mask of fitting(): number of different rows}``
    :param known: what is decided already, whatever the rows say
    :return: ``{aspect: Tally}`` and the :class:`Reading` they decide alone
    """
    told, found = {}, Reading()
    for aspect in ASPECTS:
        told[aspect] = tally = _tally(evidence, aspect, known)
        value = tally.decided(LEAST_ROWS[aspect])
        found = replace(found, **{aspect: value})
        if not getattr(known, aspect):
            known = replace(known, **{aspect: value})
    return told, found


def _tally(evidence, aspect, known):
    counts, unfitting = Counter(), evidence.get(0, 0)
    earlier = ASPECTS[: ASPECTS.index(aspect)]
    for mask, rows in evidence.items():
        values = {
            getattr(reading, aspect)
            for reading in _readings(mask)
            if all(
                getattr(known, name) in (None, getattr(reading, name))
                for name in earlier
            )
        }
        if len(values) == 1:
            counts[values.pop()] += rows
    return Tally(counts, unfitting)


def decide(evidence, chosen=Reading(), general=Reading()):  # noqa: B008 - frozen
    """What is known of one country's amounts, and through whom.

    :param evidence: as for :func:`tallies`
    :param chosen: what the accountant decided for this country
    :param general: what counts for countries whose own rows are too few
    :return: :class:`Reading` and ``{aspect: "hand", "rows" or "general"}``
    """
    reading, by = Reading(), {}
    for aspect in ASPECTS:
        tally = _tally(evidence, aspect, reading)
        own = tally.decided(LEAST_ROWS[aspect])
        fallback = getattr(general, aspect)
        # Few rows that say otherwise are a reason to wait, not to follow.
        is_contradicted = tally.leader not in (None, fallback)
        for source, value in (
            ("hand", getattr(chosen, aspect)),
            ("rows", own),
            ("general", None if is_contradicted else fallback),
        ):
            if value:
                reading = replace(reading, **{aspect: value})
                by[aspect] = source
                break
    return reading, by
