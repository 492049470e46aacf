"""Items of which some pieces were cancelled, as the Orders API states them."""

from decimal import Decimal
from itertools import product

import pytest

from amazon_connector.spapi.cancelled_pieces import is_price_of_rest
from amazon_connector.spapi.order_amounts import Amounts

from .orders_kit import CENTS, converted, euros, listed, order_entry, paid

UNSURE = ("conflicting_rows", "quantityOrdered")


def part(left, ordered, unit_price, listing):
    """An item of which only some pieces are left to ship."""
    item = {
        **listing,
        "quantityOrdered": ordered,
        "product": {"sellerSku": "CUP"},
        "cancellation": {"cancellationExecution": {"cancelledBy": "MERCHANT"}},
        "fulfillment": {"quantityFulfilled": 0, "quantityUnfulfilled": left},
    }
    if unit_price is not None:
        item["product"]["price"] = {"unitPrice": euros(unit_price)}
    return item


def price(amount, tax=None, promotion=None):
    """What an item costs; amounts as text."""
    return listed(
        {"ITEM": Decimal(amount)},
        {"ITEM": Decimal(promotion)} if promotion else {},
        {"ITEM": Decimal(tax)} if tax else {},
    )


def read(item, total):
    """The item, or why it is refused."""
    order = converted(order_entry([item], total))
    if order.refused_rows:
        assert not order.items
        [row] = {(row.code, row.column) for row in order.refused_rows if row.column}
        return row
    [item] = order.items
    return item.quantity, paid(item)


@pytest.mark.parametrize("unit_price", ["9.99", "8.39"])
@pytest.mark.parametrize(
    ("listing", "total"),
    [
        (price("19.98"), "19.98"),
        (price("19.98", "3.19"), "19.98"),
        (price("16.79", "3.19"), "19.98"),
    ],
    ids=["untaxed", "gross", "net"],
)
def test_a_price_of_the_pieces_left_counts_for_these(unit_price, listing, total):
    is_untaxed = len(listing["proceeds"]["breakdowns"]) == 1
    item = part(2, 3, unit_price, listing)
    if is_untaxed and unit_price == "8.39":
        assert read(item, total) == UNSURE
    else:
        assert read(item, total) == (2, Decimal("19.98"))


@pytest.mark.parametrize("unit_price", ["9.99", "8.39"])
@pytest.mark.parametrize(
    ("listing", "total"),
    [
        (price("29.97"), "29.97"),
        (price("29.97", "4.79"), "29.97"),
        (price("25.18", "4.79"), "29.97"),
    ],
    ids=["untaxed", "gross", "net"],
)
def test_a_price_of_all_the_pieces_is_refused(unit_price, listing, total):
    assert read(part(2, 3, unit_price, listing), total) == UNSURE


@pytest.mark.parametrize(
    ("left", "ordered", "unit_price", "listing", "total"),
    [
        # Nothing tells what one piece costs.
        (1, 2, None, price("10.00"), "10.00"),
        (1, 2, "0.00", price("10.00"), "10.00"),
        # One piece for 10.00, or two for 5.00 each after the promotion?
        (1, 2, "5.00", price("10.00", promotion="5.00"), "5.00"),
        # Two for 20.00, of which half is taken off.
        (1, 2, "10.00", price("20.00", promotion="10.00"), "10.00"),
        # Five pieces with 20 % tax cost what six cost without it.
        (5, 6, "1.20", price("6.00", "1.20"), "7.20"),
        # Ten for 100.00 with 25 % tax, and a piece is stated after the discount.
        (9, 10, "8.89", price("100.00", "20.00", "11.11"), "88.89"),
        # A cent for one piece, or for two?
        (1, 2, "0.01", price("0.01"), "0.01"),
        # Neither.
        (1, 2, "7.00", price("10.00"), "10.00"),
        # More pieces than were ordered.
        (3, 2, "5.00", price("15.00"), "15.00"),
        # No price at all.
        (1, 2, "10.00", {}, None),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(
    left, ordered, unit_price, listing, total
):
    assert read(part(left, ordered, unit_price, listing), total) == UNSURE


def test_the_tax_that_is_inside_does_not_make_it_the_price_of_more_pieces():
    item = part(5, 6, "1.20", price("6.00", "1.00"))
    assert read(item, "6.00") == (5, Decimal("6.00"))


def test_one_left_of_two_with_a_promotion_of_its_own():
    listing = price("10.00", promotion="1.50")
    assert read(part(1, 2, "10.00", listing), "8.50") == (1, Decimal("8.50"))


@pytest.mark.parametrize("unit_price", [None, "0.00", "10.00"])
def test_what_is_free_is_free_for_any_number_of_pieces(unit_price):
    assert read(part(1, 2, unit_price, price("0.00")), "0.00") == (1, 0)


def test_a_part_of_what_was_shipped_since_counts_as_left():
    item = part(0, 3, "9.99", price("19.98"))
    item["fulfillment"] = {"quantityFulfilled": 1, "quantityUnfulfilled": 1}
    assert read(item, "19.98") == (2, Decimal("19.98"))


@pytest.mark.parametrize("rubbish", [7, "ten", {"amount": "ten"}, [], {}])
def test_a_price_of_a_piece_that_is_no_amount_is_refused(rubbish):
    item = part(1, 2, None, price("10.00"))
    item["product"]["price"] = {"unitPrice": rubbish}
    code, column = read(item, "10.00")
    assert column in ("unitPrice", "currencyCode")
    assert code in ("bad_number", "missing_value", "conflicting_rows")


@pytest.mark.parametrize("percent", [0, 7, 19, 20, 25])
@pytest.mark.parametrize("unit", ["0.49", "1.20", "9.99", "1234.56"])
def test_a_price_of_all_the_pieces_is_never_taken_for_less(percent, unit):
    """Whatever is stated with tax and what without, and however few were cancelled."""
    gross = Decimal(unit)
    net = (gross * 100 / (100 + percent)).quantize(CENTS)
    for ordered, left in ((o, r) for o in range(2, 41) for r in range(1, o)):
        tax = (gross - net) * ordered
        for piece, is_inside in product((gross, net), (True, False)):
            whole = gross if is_inside else net
            amounts = Amounts(item_price=whole * ordered, item_tax=tax)
            assert not is_price_of_rest(amounts, is_inside, piece, left, ordered)
