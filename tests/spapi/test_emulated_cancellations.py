"""Orders that lost some pieces, as the emulated Amazon states them."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from amazon_connector.spapi.orders_api import found_order
from emulator import World
from emulator.world.changes import order_at
from emulator.world.facts import Change
from emulator.world.orders_api import DATASETS, View, order_json
from emulator.world.proceeds import PRICES, order_proceeds

from .orders_kit import paid

END = datetime(2026, 11, 20, tzinfo=timezone.utc)


@pytest.fixture(scope="module", params=[True, False], ids=["vat", "no vat"])
def world(request):
    return World(4, 400, end=END, days=25, vcs=request.param, na_share=0)


def reduced(world):
    """Merchants' orders that have lost a piece, with the item that lost it."""
    for order in world.orders:
        item = max(order.items, key=lambda item: item.quantity)
        if order.channel != "MFN" or not order.becomes_a_sale or item.quantity < 2:
            continue
        change = Change(
            order.fulfillable_at + timedelta(hours=1), "quantity",
            "NO_INVENTORY", "MERCHANT", item.order_item_id, item.quantity - 1,
        )  # fmt: skip
        yield replace(order, changes=(change,), cancelled_at=None), item


def stated(world, order, prices, cancelled_items):
    view = View(
        END + timedelta(days=9), frozenset(DATASETS), True, True, prices,
        cancelled_items,
    )  # fmt: skip
    return found_order(order_json(world, order, view)).order


@pytest.mark.parametrize("prices", PRICES)
@pytest.mark.parametrize("cancelled_items", ["zero", "kept"])
def test_the_price_of_the_pieces_left_is_told(world, prices, cancelled_items):
    count = 0
    for order, item in reduced(world):
        read = stated(world, order, prices, cancelled_items)
        assert not read.refused_rows
        quantities = {each.order_item_id: each.quantity for each in read.items}
        assert quantities[item.order_item_id] == item.quantity - 1
        now = order_at(order)
        total = order_proceeds(world, now, prices)["grandTotal"]["amount"]
        assert sum(map(paid, read.items)) == Decimal(total)
        count += 1
    assert count > 20


@pytest.mark.parametrize("prices", PRICES)
def test_the_price_of_all_the_pieces_is_refused(world, prices):
    count = 0
    for order, item in reduced(world):
        read = stated(world, order, prices, "charged")
        if item.amounts.price:
            [row] = {(row.code, row.column) for row in read.refused_rows}
            assert row == ("conflicting_rows", "quantityOrdered")
            count += 1
    assert count > 20
