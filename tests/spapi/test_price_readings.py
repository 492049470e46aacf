"""With or without VAT: told from many rows, and read to the cent."""

from collections import Counter
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amazon_connector.spapi.price_evidence import Row, decide, fitting, tallies
from amazon_connector.spapi.price_readings import (
    AFTER,
    ALL_GROSS,
    BEFORE,
    GROSS,
    NET,
    PRICES,
    PROMOTIONS,
    READINGS,
    TAX,
    Charge,
    Reading,
    hinges_on_rate,
    is_taxed_at,
    paid,
)
from amazon_connector.spapi.vat_rates import rates
from emulator.world import readings as written
from emulator.world.amounts import rounded, vat_inside, without_vat

CENT = Decimal("0.01")
YEN = Decimal(1)
DAY = date(2026, 11, 20)
ZERO = Decimal(0)


def legal(*countries):
    return rates(frozenset(countries), DAY)


def stated(reading, price, promotion="0.00", percent=19):
    """The charge as the emulated Amazon writes what the buyer paid."""
    own = written.Reading(reading.prices, reading.promotions, reading.tax)
    price, tax, promotion = own.stated(Decimal(price), [Decimal(promotion)], percent)
    return Charge(price, tax, promotion)


def rows(reading, count, percent=19, countries=("DE",), seed=1, is_cheap=False):
    """Rows with promotions of round percentages and free shipping, as sellers have."""
    rng = Random(seed)
    for _ in range(count):
        cents = rng.randint(2, 30) if is_cheap else rng.randint(800, 40000)
        price = Decimal(cents) / 100
        part = rng.choice([0, 0, 10, 20, 25])
        promotion = -(price * part / 100).quantize(CENT)
        shipping = Decimal(rng.choice([0, 499, 1250])) / 100 if not is_cheap else ZERO
        is_free = rng.random() < 0.3
        charges = (
            stated(reading, price, promotion, percent),
            stated(reading, shipping, -shipping if is_free else 0, percent),
        )
        yield Row(charges, legal(*countries))


def evidence(some):
    masks = Counter(map(fitting, some))
    masks.pop(None, None)
    return masks


@pytest.mark.parametrize("reading", READINGS, ids=str)
@pytest.mark.parametrize(
    "percent, countries",
    [(19, ("DE",)), (7, ("DE",)), (20, ("FR", "DE")), (25, ("SE", "DE"))],
)
def test_every_reading_is_told_by_sixty_rows(reading, percent, countries):
    seen = evidence(rows(reading, 60, percent, countries))
    assert not seen.get(0)
    assert decide(seen)[0] == reading


@pytest.mark.parametrize("reading", READINGS, ids=str)
@given(
    st.integers(0, 10**7),
    st.integers(0, 10**7),
    st.sampled_from([19, 7, 20, 22, 25]),
)
@example(5520, 4599, 19)
@example(5520, 4599, 20)
@example(5, 4, 19)
def test_what_the_buyer_paid_is_read_to_the_cent(reading, cents, off, percent):
    price, promotion = reduced(reading, cents, off, percent)
    charge = stated(reading, price, promotion, percent)
    legal_rates = legal("DE", "FR", "IT", "SE")
    rate = Decimal(percent) / 100
    assert is_taxed_at([charge], reading, rate, CENT)
    read = paid(charge, reading, legal_rates, CENT, rate)
    assert read.price + read.promotion == price + promotion
    tax = read.price_tax + read.promotion_tax
    assert abs(tax - vat_inside(price + promotion, percent)) <= 2 * CENT
    if not hinges_on_rate(charge, reading):
        alone = paid(charge, reading, legal_rates, CENT)
        assert alone.price + alone.promotion == price + promotion


@pytest.mark.parametrize("reading", READINGS, ids=str)
@given(st.integers(2000, 10**7), st.integers(0, 50), st.sampled_from([19, 7]))
def test_amounts_alone_tell_the_rate_where_only_one_country_counts(
    reading, cents, part, percent
):
    price, promotion = reduced(reading, cents, cents * part // 100, percent)
    charge = stated(reading, price, promotion, percent)
    read = paid(charge, reading, legal("DE"), CENT)
    assert read.price + read.promotion == price + promotion


def reduced(reading, cents, off, percent):
    """A price and its promotion, as the buyer pays them."""
    price = Decimal(cents) / 100
    promotion = -min(price, Decimal(off) / 100)
    if reading.promotions == NET and reading.tax == BEFORE:
        # Nothing in the file tells the tax of it: Amazon reckons it without VAT.
        net = without_vat(promotion, percent)
        promotion = net + rounded(net * percent / 100)
    return price, promotion


def test_a_rate_has_to_fit_to_all_charges_of_an_item():
    mixed = Reading(GROSS, NET, AFTER)
    item, shipping = (
        stated(mixed, price, promotion, 20)
        for price, promotion in (("26.09", "0.00"), ("4.34", "-4.34"))
    )
    german, british = Decimal("0.19"), Decimal("0.2")
    assert is_taxed_at([shipping], mixed, german, CENT)
    assert not is_taxed_at([item, shipping], mixed, german, CENT)
    assert is_taxed_at([item, shipping, Charge()], mixed, british, CENT)
    untaxed = Charge(Decimal("55.20"), ZERO, Decimal("-5.00"))
    assert not is_taxed_at([untaxed], mixed, german, CENT)


@pytest.mark.parametrize("reading", READINGS, ids=str)
def test_shipping_that_a_promotion_takes_away_comes_to_nothing(reading):
    charge = stated(reading, "4.99", "-4.99")
    read = paid(charge, reading, legal("DE"), CENT)
    assert read.price + read.promotion == 0


def test_without_tax_amounts_are_what_the_buyer_paid():
    charge = Charge(Decimal("10.00"), ZERO, Decimal("-1.00"))
    for reading in READINGS:
        read = paid(charge, reading, legal("DE"), CENT)
        assert (read.price, read.promotion, read.price_tax) == (10, -1, 0)
        assert reading.first_unknown([charge]) is None
    assert Reading().first_unknown([charge]) is None


def test_a_quarter_inside_is_a_fifth_on_top():
    """Goods from Denmark to France: either country's rate may apply, and both fit."""
    inside = stated(Reading(GROSS, GROSS, BEFORE), "100.00", percent=25)
    on_top = stated(Reading(NET, NET, AFTER), "120.00", percent=20)
    assert inside.tax == on_top.tax
    row = Row((inside,), legal("FR", "DK"))
    assert fitting(row) == (1 << len(READINGS)) - 1
    told, found = tallies({fitting(row): 500})
    assert found == Reading() and told[PRICES].telling == 0


def test_cheap_items_decide_nothing():
    for reading in READINGS:
        seen = evidence(rows(reading, 80, is_cheap=True))
        assert decide(seen)[0].prices is None


def test_rows_that_contradict_each_other_decide_nothing():
    mixed = evidence(rows(Reading(GROSS, GROSS, BEFORE), 30))
    mixed += evidence(rows(Reading(NET, NET, AFTER), 10))
    assert decide(mixed)[0].prices is None


def test_rows_that_fit_to_nothing_decide_nothing():
    strange = Row((Charge(Decimal(100), Decimal(37)),), legal("DE"))
    assert fitting(strange) == 0
    few = evidence(rows(ALL_GROSS, 20))
    assert decide(few)[0].prices == GROSS
    assert decide(few + Counter({0: 20}))[0].prices is None


def test_too_few_rows_follow_the_others_unless_they_contradict():
    general = Reading(NET, NET, AFTER)
    few = evidence(rows(general, 3))
    assert decide(few)[0].prices is None
    assert decide(few, general=general) == (
        general,
        {PRICES: "general", PROMOTIONS: "general", TAX: "general"},
    )
    other = evidence(rows(ALL_GROSS, 3))
    assert decide(other, general=general)[0].prices is None


def test_the_accountant_decides_against_all_rows():
    seen = evidence(rows(Reading(NET, NET, AFTER), 60))
    reading, by = decide(seen, chosen=Reading(prices=GROSS))
    assert reading.prices == GROSS and by[PRICES] == "hand"


def test_what_must_be_known_depends_on_the_charges():
    plain = [Charge(Decimal(10), Decimal("1.60"))]
    reduced = [*plain, Charge(Decimal(5), ZERO, Decimal(-5))]
    assert Reading().first_unknown(plain) == PRICES
    assert Reading(GROSS).first_unknown(plain) is None
    assert Reading(GROSS).first_unknown(reduced) == PROMOTIONS
    assert Reading(GROSS, GROSS).first_unknown(reduced) is None
    assert Reading(GROSS, NET).first_unknown(reduced) == TAX
    assert Reading(NET, GROSS).first_unknown(reduced) == TAX


def test_currencies_without_cents():
    charge = Charge(Decimal(1000), Decimal(100), Decimal(-330))
    read = paid(charge, Reading(NET, NET, BEFORE), legal("JP"), YEN)
    assert (read.price, read.promotion) == (1100, -363)


def test_rates_are_those_of_the_day():
    assert rates(frozenset({"EE"}), date(2025, 6, 30))[0] == Decimal("0.22")
    assert rates(frozenset({"EE"}), date(2025, 7, 1))[0] == Decimal("0.24")
    assert rates(frozenset({"XI"}), DAY) == rates(frozenset({"GB"}), DAY)
    assert rates(frozenset({"US", "ZZ"}), DAY) == ()
