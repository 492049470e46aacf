# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How amounts are stated, told from many rows of the account's own reports.

A legal rate makes most rows fit to some readings only; many rows of one country then
fit to one alone.  Single rows decide nothing: 25 % inside a price is 20 % on top of it,
and the cents of cheap items fit to anything.
"""

from collections import Counter
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from .price_readings import (
    AFTER,
    ASPECTS,
    BEFORE,
    GROSS,
    NET,
    PRICES,
    PROMOTIONS,
    READINGS,
    TAX,
    Charge,
    Reading,
    fits,
    net_base,
)

# How many different rows have to tell an aspect.
LEAST_ROWS = {PRICES: 10, PROMOTIONS: 5, TAX: 5}
# Part of the telling rows that has to agree, and of these and the unfitting ones.
MAJORITY = Decimal("0.95")
FITTING = Decimal("0.8")
# Promotions are mostly a round part of the price, in this many percent.
_STEP = 5
_LEAST_PRICE = 800  # in units


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
        return fits(charge, reading, rate, row.unit, row.quantity)
    # No tax beside taxed charges: taken away by its promotion, if by anything.
    return reading.tax == AFTER and abs(net_base(charge, reading, rate)) <= row.unit


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
                or fits(
                    charge,
                    Reading(prices, basis, tax),
                    rate,
                    row.unit,
                    row.quantity,
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
