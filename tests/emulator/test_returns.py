"""What comes back, and what is paid back: both kinds of returns, over time."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from emulator import World
from emulator.world.facts import ZERO

from .conftest import END
from .flat_files import rows_of
from .goods import afn_returns, mfn_returns

DAY = timedelta(days=1)
AMAZONS_WORDS = {
    *("SELLABLE", "DAMAGED", "CUSTOMER_DAMAGED"),
    *("CARRIER_DAMAGED", "DEFECTIVE", "EXPIRED"),
}


@pytest.fixture(scope="module")
def large():
    return World(3, orders=600, end=END, days=90)


def refunded(world):
    """Order item id → what went back of it."""
    sums = Counter()
    for entry in world.returns:
        if entry.refunded_at is not None:
            sums[entry.item.order_item_id] += entry.refund.total
    return sums


@settings(max_examples=25, deadline=None)
@given(st.integers(), st.integers(0, 120), st.floats(0.01, 200), st.booleans())
@example(-1, 109, 20.0, False)  # A refund came after all else.
def test_any_world_gives_back_no_more_than_it_took(seed, orders, days, vcs):
    world = World(seed, orders, end=END, days=days, na_share=0.3, vcs=vcs)
    paid = {
        item.order_item_id: item.amounts.total
        for order in world.orders
        for item in order.items
    }
    for item_id, amount in refunded(world).items():
        assert ZERO < amount <= paid[item_id]
    pieces = Counter()
    for entry in world.returns:
        pieces[entry.item] += entry.quantity
        moments = [entry.requested_at, entry.refunded_at, entry.returned_at]
        moments += [entry.listed_at, *(entry.redated or ())]
        moments = [moment for moment in moments if moment is not None]
        sent = [row.shipped_at for row in entry.order.shipped_items]
        gone = world.dispatched_at.get(entry.order.order_id, END)
        assert max(sent, default=gone) < min(moments)
        assert max(moments) < END
    assert all(count <= item.quantity for item, count in pieces.items())


def test_the_same_seed_gives_the_same_returns():
    first, second = (World(5, 200, end=END) for _ in range(2))
    assert first.returns == second.returns
    for write in (afn_returns, mfn_returns):
        assert write(first) == write(second)


def test_returns_change_no_order():
    """Orders are drawn before anybody looks at returns."""
    quiet, asked = World(5, 60, end=END), World(5, 60, end=END)
    assert asked.returns and asked.offers and asked.stock("EU", END)
    assert quiet.orders == asked.orders
    assert quiet.expected("eu") == asked.expected("eu")


def test_every_row_belongs_to_an_order(large):
    for region in ("eu", "na"):
        orders = {o.order_id: o for o in large.orders if o.region == region}
        for row in rows_of(afn_returns(large, region)):
            order = orders.get(row["order-id"])
            if order is None:
                assert row["order-id"] == ""
                continue
            assert order.channel == "AFN"
            assert row["sku"] in {item.product.sku for item in order.items}
            assert row["quantity"] == "1"
        for row in rows_of(mfn_returns(large, region)):
            order = orders[row["Order ID"]]
            assert order.channel == "MFN"
            assert row["Currency code"] == order.currency
            assert Decimal(row["Refunded Amount"] or 0) <= order.total


def test_there_is_every_kind_of_return_to_amazon(large):
    rows = rows_of(afn_returns(large))
    assert {row["detailed-disposition"] for row in rows} == AMAZONS_WORDS
    assert any(row["order-id"] == "" for row in rows)
    assert any(row["order-id"].startswith("S02") for row in rows)
    assert any("😞" in row["customer-comments"] for row in rows)
    plates = Counter(row["license-plate-number"] for row in rows)
    blank = plates.pop("")
    assert blank and set(plates.values()) == {1}
    unpaid = [entry for entry in large.returns if entry.order.is_multi_channel]
    assert unpaid and all(entry.refunded_at is None for entry in unpaid)


def test_pieces_without_a_license_plate_may_look_alike():
    world = World(2, orders=600, end=END, days=90)
    rows = [
        tuple(row.items())
        for row in rows_of(afn_returns(world))
        if not row["license-plate-number"]
    ]
    assert max(Counter(rows).values()) > 1


def test_money_without_goods_is_in_no_report_of_amazons_warehouses(large):
    kept = [e for e in large.returns if e.shipped and e.returned_at is None]
    assert kept and all(entry.refunded_at for entry in kept)
    listed = [r["order-id"] for r in rows_of(afn_returns(large)) if r["order-id"]]
    assert not {entry.order.order_id for entry in kept} & set(listed)


def test_a_late_return_stands_in_a_window_that_was_read_before(large):
    entry = next(
        e
        for e in large.returns
        if e.listed_at
        and e.listed_at - e.returned_at > 10 * DAY
        and e.order.region == "eu"
    )
    window = {"start": entry.returned_at - DAY, "end": entry.returned_at + DAY}

    def plates(made_at):
        return afn_returns(large, **window, made_at=made_at) or ""

    assert entry.license_plate not in plates(entry.returned_at + DAY)
    assert entry.license_plate in plates(entry.listed_at)


def test_a_return_may_state_another_date_later(large):
    entry = next(e for e in large.returns if e.redated and e.order.region == "eu")

    def date(made_at):
        rows = rows_of(afn_returns(large, made_at=made_at))
        (row,) = [
            row for row in rows if row["license-plate-number"] == entry.license_plate
        ]
        return row["return-date"]

    later = entry.redated[0]
    assert date(later - timedelta(seconds=1)) == entry.returned_at.isoformat()
    assert date(later) == entry.redated[1].isoformat()
    assert entry.redated[1] != entry.returned_at


def test_there_is_every_kind_of_return_to_merchants(large):
    rows = rows_of(mfn_returns(large))
    statuses = {row["Return request status"] for row in rows}
    assert statuses == {"Approved", "Completed", "Pending", "Cancelled"}
    returnless = [row for row in rows if row["Resolution"] == "ReturnlessRefund"]
    assert returnless
    for row in returnless:
        assert row["Amazon RMA ID"] == row["Return delivery date"] == ""
        assert Decimal(row["Refunded Amount"]) > 0
    ids = Counter(row["Amazon RMA ID"] for row in rows if row["Amazon RMA ID"])
    assert set(ids.values()) == {1}


def test_a_request_becomes_complete_with_time(large):
    entry = next(
        e
        for e in large.returns
        if e.channel == "MFN" and e.returned_at and e.order.region == "eu"
    )

    def row(made_at):
        rows = rows_of(mfn_returns(large, made_at=made_at))
        return next(r for r in rows if r["Amazon RMA ID"] == entry.rma_id)

    early = row(entry.requested_at + timedelta(seconds=1))
    assert early["Return request status"] == "Approved"
    assert early["Refunded Amount"] == early["Return delivery date"] == ""
    late = row(max(entry.returned_at, entry.refunded_at))
    assert late["Return request status"] == "Completed"
    assert Decimal(late["Refunded Amount"]) == entry.refund.total
    assert late["Return delivery date"] == f"{entry.returned_at:%d-%b-%Y}"


def test_windows_cut_by_the_day_of_the_request(large):
    middle = END - 40 * DAY
    whole = rows_of(mfn_returns(large))
    halves = [
        *rows_of(mfn_returns(large, end=middle, made_at=END)),
        *rows_of(mfn_returns(large, start=middle)),
    ]
    assert sorted(map(str, halves)) == sorted(map(str, whole))
