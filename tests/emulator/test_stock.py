"""Stock in Amazon's warehouses: it moves with orders, returns and deliveries only."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator import World
from emulator.marketplaces import DE, FR, GB, JP, SE, US
from emulator.world.inventory import condition_report, inventory_report
from emulator.world.stock import pool_of

from .conftest import END
from .flat_files import rows_of
from .goods import snapshot

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
QUANTITY = "afn-fulfillable-quantity"


@pytest.fixture(scope="module")
def large():
    return World(3, orders=600, end=END, days=90)


def by_sku(text):
    return {row["sku"]: row for row in rows_of(text)}


def shipped(world, pool):
    return [
        row
        for order in world.orders
        if pool_of(order.marketplace) == pool
        for row in order.shipped_items
    ]


@settings(max_examples=15, deadline=None)
@given(st.integers(), st.integers(1, 300), st.floats(0.1, 400))
def test_nothing_is_ever_sold_that_is_not_there(seed, orders, days):
    world = World(seed, orders, end=END, days=days, na_share=0.3)
    for pool in ("EU", "GB", "US"):
        for step in range(30):
            moment = world.start + (world.end + DAY - world.start) * step / 29
            for sku, stock in world.stock(pool, moment).items():
                numbers = stock.fulfillable, stock.reserved, stock.unsellable
                assert min(numbers) >= 0, (pool, moment, sku)


def test_it_falls_by_what_leaves_and_nothing_else(large):
    for row in shipped(large, "EU")[:60]:
        sku, others = row.item.product.sku, row.shipped_at - SECOND
        before = large.stock("EU", others)[sku]
        after = large.stock("EU", row.shipped_at)[sku]
        assert before.warehouse - after.warehouse == row.quantity
        assert before.reserved - after.reserved == row.quantity
        assert before.fulfillable == after.fulfillable


def test_it_rises_by_what_comes_back(large):
    back = [
        entry
        for entry in large.returns
        if entry.shipped and entry.returned_at and entry.order.marketplace == DE
    ]
    assert {entry.is_sellable for entry in back} == {True, False}
    for entry in back:
        twins = [e for e in back if e.returned_at == entry.returned_at]
        sku = entry.item.product.sku
        before = large.stock("EU", entry.returned_at - SECOND)[sku]
        after = large.stock("EU", entry.returned_at)[sku]
        name = "fulfillable" if entry.is_sellable else "unsellable"
        pieces = sum(e.quantity for e in twins)
        assert getattr(after, name) - getattr(before, name) == pieces


def test_a_delivery_comes_nearer_and_arrives(large):
    """Found where nothing of what was at the ramp is there any more."""
    moment, step, arrivals = large.start, timedelta(hours=6), []
    while moment < large.end:
        before, after = (large.stock("EU", m) for m in (moment, moment + step))
        for sku, stock in before.items():
            if stock.inbound_receiving and not after[sku].inbound_receiving:
                gained = after[sku].warehouse - stock.warehouse
                arrivals.append((sku, moment, stock.inbound_receiving, gained))
        moment += step
    assert arrivals
    for sku, moment, pieces, gained in arrivals:
        announced = large.stock("EU", moment - 8 * DAY)[sku]
        sent = large.stock("EU", moment - 3 * DAY)[sku]
        assert announced.inbound_working == sent.inbound_shipped == pieces
        assert gained == pieces + moved(large, sku, moment, moment + step)


def moved(world, sku, start, end):
    """Pieces that came back, less those that left and those taken away."""
    left = sum(
        row.quantity
        for row in shipped(world, "EU")
        if row.item.product.sku == sku and start < row.shipped_at <= end
    )
    back = [
        entry
        for entry in world.returns
        if entry.shipped
        and entry.returned_at
        and pool_of(entry.order.marketplace) == "EU"
        and entry.item.product.sku == sku
    ]
    came = sum(e.quantity for e in back if start < e.returned_at <= end)
    taken = sum(
        e.quantity
        for e in back
        if not e.is_sellable and start < e.returned_at + 30 * DAY <= end
    )
    return came - left - taken


def test_the_report_states_what_is_there(large):
    moment = END - 20 * DAY
    rows = by_sku(snapshot(inventory_report, large, moment=moment))
    there = large.stock("EU", moment)
    hidden = {sku for sku, stock in there.items() if stock.offer.is_suppressed}
    assert rows.keys() == there.keys() - hidden
    for sku, row in rows.items():
        stock = there[sku]
        assert int(row[QUANTITY]) == stock.fulfillable
        assert int(row["afn-warehouse-quantity"]) == (
            stock.fulfillable + stock.reserved + stock.unsellable + stock.researching
        )
        inbound = sum(
            int(row[f"afn-inbound-{stage}-quantity"])
            for stage in ("working", "shipped", "receiving")
        )
        warehouse = int(row["afn-warehouse-quantity"])
        assert int(row["afn-total-quantity"]) == warehouse + inbound


def test_a_hidden_sku_is_not_without_stock(large):
    (hidden,) = [o.sku for o in large.offers if o.is_suppressed]
    assert hidden not in by_sku(snapshot(inventory_report, large))
    rows = rows_of(snapshot(condition_report, large))
    (pieces,) = [
        int(row["Quantity Available"])
        for row in rows
        if row["seller-sku"] == hidden and row["Warehouse-Condition-code"] == "SELLABLE"
    ]
    assert pieces == large.stock("EU", END)[hidden].fulfillable > 0


def test_the_union_shares_one_stock_and_britain_has_its_own(large):
    german = by_sku(snapshot(inventory_report, large, DE))
    for marketplace in (FR, SE):
        other = by_sku(snapshot(inventory_report, large, marketplace))
        assert other.keys() == german.keys()
        for sku, row in other.items():
            for column in ("afn-total-quantity", QUANTITY, "fnsku"):
                assert row[column] == german[sku][column]
            local, remote = (
                int(row[f"{QUANTITY}-{part}"]) for part in ("local", "remote")
            )
            assert local + remote == int(row[QUANTITY])
    british = by_sku(snapshot(inventory_report, large, GB))
    assert any(british[sku][QUANTITY] != row[QUANTITY] for sku, row in german.items())
    american = by_sku(snapshot(inventory_report, large, US))
    assert f"{QUANTITY}-local" not in next(iter(american.values()))


def test_zero_is_told_and_used_goods_are_another_sku(large):
    rows = by_sku(snapshot(inventory_report, large))
    assert any(row["afn-total-quantity"] == "0" for row in rows.values())
    used = [sku for sku in rows if sku.startswith("amzn.gr.")]
    assert used
    assert {rows[sku]["condition"] for sku in used} == {"UsedLikeNew"}


def test_unsellable_pieces_have_a_row_of_their_own(large):
    there = large.stock("EU", END)
    rows = rows_of(snapshot(condition_report, large))
    stated = {
        row["seller-sku"]: int(row["Quantity Available"])
        for row in rows
        if row["Warehouse-Condition-code"] == "UNSELLABLE"
    }
    assert stated
    assert stated == {k: s.unsellable for k, s in there.items() if s.unsellable}


def test_nothing_where_amazon_ships_nothing(large):
    assert snapshot(inventory_report, large, JP) is None
    own_shipping = World(3, 30, end=END, fba_share=0, na_share=0)
    assert snapshot(condition_report, own_shipping, US) is None


def test_the_same_seed_gives_the_same_stock():
    first, second = (World(5, 90, end=END) for _ in range(2))
    for write in (inventory_report, condition_report):
        assert snapshot(write, first) == snapshot(write, second)
