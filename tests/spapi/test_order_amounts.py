"""Whatever Amazon's prices mean: what the buyer paid is what the order comes to."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amazon_connector.spapi.order_amounts import (
    Amounts,
    TaxReading,
    amounts,
    currency_of,
    money,
    reading_of,
)
from amazon_connector.spapi.reports.flat_file import BadCell

from .orders_kit import (
    CENTS,
    breakdown,
    converted,
    euros,
    listed,
    order_entry,
    paid,
)


def cents(most):
    return st.integers(0, most).map(lambda number: number * CENTS)


@st.composite
def items(draw):
    """What one item costs without tax, what is taken off, and the taxes of each."""
    charges = {
        "ITEM": draw(cents(100_000)),
        "SHIPPING": draw(st.none() | cents(2_000)),
        "GIFT_WRAP": draw(st.none() | cents(1_000)),
    }
    charges = {kind: charge for kind, charge in charges.items() if charge is not None}
    discounts = {
        "ITEM": draw(st.none() | cents(int(charges["ITEM"] / CENTS))),
        "SHIPPING": draw(
            st.none() | cents(int(charges.get("SHIPPING", 0) / CENTS)),
        ),
    }
    discounts = {kind: off for kind, off in discounts.items() if off is not None}
    taxes = {kind: draw(cents(int(charge / CENTS))) for kind, charge in charges.items()}
    if discounts:
        most = min(sum(discounts.values()), sum(taxes.values()))
        taxes["DISCOUNT"] = draw(cents(int(most / CENTS)))
    return charges, discounts, taxes


def total(charges, discounts):
    return sum(charges.values()) - sum(discounts.values())


def tax_of(taxes):
    return sum(taxes.values()) - 2 * taxes.get("DISCOUNT", Decimal(0))


def entry_of(found, is_on_top):
    """An order of these items whose grand total is right."""
    grand = sum(
        total(charges, discounts) + (tax_of(taxes) if is_on_top else 0)
        for charges, discounts, taxes in found
    )
    return order_entry([listed(*item) for item in found], grand), grand


@given(st.lists(items(), min_size=1, max_size=5), st.booleans())
@example([({"ITEM": CENTS * 100}, {}, {"ITEM": CENTS * 19})], True)
@example([({"ITEM": CENTS * 100}, {}, {"ITEM": CENTS * 0})], True)
def test_the_order_comes_to_the_grand_total_in_both_readings(found, is_on_top):
    entry, grand = entry_of(found, is_on_top)
    order = converted(entry)
    assert order.refused_rows == ()
    assert sum(map(paid, order.items)) == grand
    for item in order.items:
        assert (item.item_promotion or 0) <= 0
        assert (item.shipping_promotion or 0) <= 0


@given(st.lists(items(), min_size=1, max_size=3), cents(100_000).filter(bool))
def test_a_grand_total_that_fits_no_reading_makes_the_order_wait(found, off):
    entry, grand = entry_of(found, is_on_top=True)
    readings = {
        grand,
        grand - sum(tax_of(taxes) for *_, taxes in found),
        grand + sum(taxes.get("DISCOUNT", 0) for *_, taxes in found),
    }
    wrong = grand + off
    while wrong in readings:
        wrong += CENTS
    entry["proceeds"]["grandTotal"] = euros(wrong)
    (row,) = converted(entry).refused_rows
    assert (row.code, row.column) == ("conflicting_rows", "grandTotal")
    assert (row.line_number, row.order_id) == (0, entry["orderId"])


@given(items())
def test_an_item_in_every_reading(item):
    charges, discounts, taxes = item
    stated = amounts(listed(*item)["proceeds"]["breakdowns"], "EUR")
    sums = {
        TaxReading.INSIDE: total(charges, discounts),
        TaxReading.ON_TOP: total(charges, discounts) + tax_of(taxes),
        TaxReading.ON_TOP_AFTER_DISCOUNTS: total(charges, discounts)
        + tax_of(taxes)
        + taxes.get("DISCOUNT", 0),
    }
    for reading, expected in sums.items():
        assert stated.total(reading) == expected
        assert stated.gross(reading).stated == expected


def test_a_discount_takes_its_tax_along_where_it_belongs():
    item = listed(
        {"ITEM": Decimal("100.00"), "SHIPPING": Decimal("10.00")},
        {"ITEM": Decimal("20.00"), "SHIPPING": Decimal("10.00")},
        {
            "ITEM": Decimal("19.00"),
            "SHIPPING": Decimal("1.90"),
            "DISCOUNT": Decimal("5.70"),
        },
    )
    (priced,) = converted(order_entry([item], Decimal("95.20"))).items
    assert (priced.item_price, priced.item_tax) == (Decimal("119.00"), Decimal(19))
    assert priced.shipping_price == Decimal("11.90")
    assert priced.item_promotion == Decimal("-23.80")
    assert priced.shipping_promotion == Decimal("-11.90")


def test_taxes_that_are_stated_after_discounts():
    item = listed(
        {"ITEM": Decimal("100.00")},
        {"ITEM": Decimal("20.00")},
        {"ITEM": Decimal("15.20"), "DISCOUNT": Decimal("3.80")},
    )
    (priced,) = converted(order_entry([item], Decimal("95.20"))).items
    assert (priced.item_price, priced.item_promotion) == (
        Decimal("115.20"),
        Decimal("-20.00"),
    )


@pytest.mark.parametrize("sign", [1, -1])
def test_discounts_lower_the_price_whatever_their_sign(sign):
    node = [
        breakdown("ITEM", "10.00"),
        breakdown("DISCOUNT", sign * Decimal("3.00"), {"ITEM": sign * Decimal(3)}),
        breakdown("DISCOUNT", sign * Decimal("1.00"), {"SHIPPING": sign * Decimal(1)}),
    ]
    stated = amounts(node, "EUR")
    assert (stated.item_promotion, stated.shipping_promotion) == (-3, -1)


def test_a_discount_that_is_not_told_apart_is_the_items():
    node = [breakdown("ITEM", "10.00"), breakdown("DISCOUNT", "3.00")]
    assert amounts(node, "EUR").item_promotion == -3


def test_a_tax_that_is_not_told_apart_is_the_items_where_it_is_alone():
    node = [breakdown("ITEM", "10.00"), breakdown("TAX", "1.90")]
    (item,) = converted(
        order_entry([{"proceeds": {"breakdowns": node}}], "11.90")
    ).items
    assert (item.item_price, item.item_tax) == (Decimal("11.90"), Decimal("1.90"))


def test_a_tax_that_is_not_told_apart_has_no_place_beside_other_charges():
    node = [
        breakdown("ITEM", "10.00"),
        breakdown("SHIPPING", "5.00"),
        breakdown("TAX", "2.85"),
    ]
    entry = order_entry([{"proceeds": {"breakdowns": node}}], "17.85")
    order = converted(entry)
    (row,) = order.refused_rows
    assert (row.line_number, row.code, row.column) == (1, "missing_value", "TAX")
    entry["proceeds"]["grandTotal"] = euros("15.00")  # inside: nothing to move
    (item,) = converted(entry).items
    assert (item.item_price, item.shipping_price, item.item_tax) == (10, 5, None)


@pytest.mark.parametrize("kind", ["COD_FEE", "OTHER", "SOMETHING_NEW"])
def test_a_charge_without_a_place_on_a_line_makes_the_order_wait(kind):
    node = [breakdown("ITEM", "10.00"), breakdown(kind, "2.00")]
    order = converted(order_entry([{"proceeds": {"breakdowns": node}}], "12.00"))
    assert [row.column for row in order.refused_rows] == ["grandTotal"]


def test_without_a_grand_total_the_items_own_totals_decide():
    item = listed({"ITEM": Decimal("10.00")}, {}, {"ITEM": Decimal("1.90")})
    entry = order_entry([item], None)
    (row,) = converted(entry).refused_rows
    assert row.column == "grandTotal"
    item["proceeds"]["proceedsTotal"] = euros("11.90")
    entry = order_entry([item], None)
    assert converted(entry).items[0].item_price == Decimal("11.90")


def test_without_tax_nothing_needs_to_be_decided():
    assert reading_of([Amounts(item_price=Decimal(3))], None) is TaxReading.INSIDE
    assert reading_of([], None) is TaxReading.INSIDE


@pytest.mark.parametrize(
    ("node", "code"),
    [
        (None, "missing_value"),
        ("9.99", "missing_value"),
        ({}, "missing_value"),
        ({"amount": "", "currencyCode": "EUR"}, "missing_value"),
        ({"amount": 9.99, "currencyCode": "EUR"}, "bad_number"),
        ({"amount": "9,99", "currencyCode": "EUR"}, "bad_number"),
        ({"amount": "1.234,56", "currencyCode": "EUR"}, "bad_number"),
        ({"amount": "NaN", "currencyCode": "EUR"}, "bad_number"),
        ({"amount": "Infinity", "currencyCode": "EUR"}, "bad_number"),
        ({"amount": "١٢", "currencyCode": "EUR"}, "bad_number"),
        ({"amount": "9" * 16, "currencyCode": "EUR"}, "bad_number"),
        ({"amount": "9" * 15 + "e9", "currencyCode": "EUR"}, "bad_number"),
        ({"amount": "0.0000000001e-9", "currencyCode": "EUR"}, "bad_number"),
        ({"amount": "9.99", "currencyCode": "USD"}, "conflicting_rows"),
        ({"amount": "9.99"}, "conflicting_rows"),
    ],
)
def test_no_amount_is_guessed(node, code):
    with pytest.raises(BadCell) as caught:
        money(node, "ITEM", "EUR")
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "value"),
    [("19940", 19940), ("-3.50", "-3.50"), ("1E+2", 100), ("1.5e-1", "0.15")],
)
def test_every_number_of_amazons_is_exact(text, value):
    node = {"amount": text, "currencyCode": "JPY"}
    assert money(node, "ITEM", "JPY") == Decimal(value)


def test_a_currency_is_three_capitals():
    assert currency_of(euros("1")) == "EUR"
    for node in (None, [], {}, {"currencyCode": "eur"}, {"currencyCode": 7}):
        assert currency_of(node) == ""


@pytest.mark.parametrize(
    ("breakdowns", "column"),
    [
        ("text", "proceeds"),
        ([7], "proceeds"),
        ([{"subtotal": euros("1")}], "proceeds"),
        ([{"type": "ITEM"}], "ITEM"),
        ([breakdown("ITEM", "-1.00")], "ITEM"),
        ([breakdown("TAX", "1.00", {"ITEM": "-1.00"})], "TAX"),
        ([breakdown("TAX", "-1.00")], "TAX"),
        ([breakdown("DISCOUNT", "1.00", {"SHIPPING": "2.00"})], "DISCOUNT"),
        ([breakdown("DISCOUNT", "1.00") | {"detailedBreakdowns": {}}], "DISCOUNT"),
        ([breakdown("TAX", "1.00") | {"detailedBreakdowns": [7]}], "TAX"),
    ],
)
def test_proceeds_of_another_shape_are_refused_by_name(breakdowns, column):
    with pytest.raises(BadCell) as caught:
        amounts(breakdowns, "EUR")
    assert caught.value.column == column


def test_an_item_without_proceeds_has_a_blank_price_and_not_zero():
    assert amounts(None, "EUR") == Amounts()
    order = converted(order_entry([{}], "10.00"))
    assert order.items[0].item_price is None
    assert order.refused_rows == ()
