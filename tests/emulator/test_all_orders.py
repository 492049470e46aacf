"""The report on all orders: the whole region, by last change, as it stands now."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from emulator import World
from emulator.marketplaces import DE
from emulator.world.all_orders import all_orders_report

from .conftest import END
from .flat_files import amount, rows_of
from .goods import all_orders

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def large():
    return World(3, orders=500, end=END, vcs=True)


@pytest.fixture(scope="module")
def rows(large):
    return rows_of(all_orders(large))


def test_every_order_of_the_region_is_there_once(large, rows):
    stated = {row["amazon-order-id"] for row in rows}
    assert stated == {o.order_id for o in large.orders if o.region == "eu"}
    assert {"EUR", "GBP", "PLN", "SEK"} <= {row["currency"] for row in rows}


def test_the_marketplaces_asked_for_say_nothing(large):
    start, end = END - 10 * DAY, END
    period = (large, "eu", start, end)
    one = all_orders_report(*period, {DE.id}, {}, made_at=END)
    assert one == all_orders(large, start=start, end=end)


def test_windows_cut_by_the_last_change(large):
    middle = END - 9 * DAY
    halves = [
        *rows_of(all_orders(large, end=middle, made_at=END)),
        *rows_of(all_orders(large, start=middle)),
    ]
    assert Counter(map(str, halves)) == Counter(map(str, rows_of(all_orders(large))))


def test_an_order_moves_on_with_its_changes(large):
    order = next(
        o
        for o in large.orders
        if o.region == "eu"
        and o.status == "Shipped"
        and len(o.shipped_items) == 1
        and o.fulfillable_at - o.purchased_at > timedelta(minutes=20)
    )

    def status(moment, start):
        text = all_orders(large, start=start, end=moment + timedelta(seconds=1))
        found = [
            row for row in rows_of(text) if row["amazon-order-id"] == order.order_id
        ]
        return {row["order-status"] for row in found}

    start = order.purchased_at
    (shipped,) = order.shipped_items
    assert status(order.purchased_at, start) == {"Pending"}
    assert status(order.fulfillable_at, start) == {"Unshipped"}
    assert status(shipped.shipped_at, start) == {"Shipped"}
    assert status(shipped.shipped_at + DAY, shipped.shipped_at) == {"Shipped"}


def test_pending_orders_have_no_address_and_cancelled_ones_no_pieces(large):
    pending = {}
    for hours in range(0, 24 * 30, 6):
        moment = END - timedelta(hours=hours)
        text = all_orders(large, start=moment - 2 * DAY, end=moment, made_at=moment)
        for row in rows_of(text):
            if row["order-status"] == "Pending":
                pending[row["amazon-order-id"]] = row
    assert {row["ship-city"] for row in pending.values()} == {""}
    assert {bool(row["item-price"]) for row in pending.values()} == {True, False}
    assert all(int(row["quantity"]) > 0 for row in pending.values())
    cancelled = [
        row for row in rows_of(all_orders(large)) if row["order-status"] == "Cancelled"
    ]
    assert cancelled
    for row in cancelled:
        assert (row["quantity"], row["item-price"]) == ("0", "")


def test_an_item_in_two_parcels_has_two_rows(large, rows):
    split = [
        order
        for order in large.orders
        if order.region == "eu" and len(order.shipped_items) > len(order.items)
    ]
    assert split
    for order in split:
        own = [row for row in rows if row["amazon-order-id"] == order.order_id]
        assert len(own) == len(order.shipped_items)
        pieces = Counter()
        for row in own:
            pieces[row["sku"]] += int(row["quantity"])
        assert pieces == {i.product.sku: i.quantity for i in order.items}


def test_other_shops_orders_have_no_price(rows):
    own = [row for row in rows if row["sales-channel"].startswith("Non-Amazon")]
    assert own
    for row in own:
        assert row["amazon-order-id"].startswith("S02-")
        assert row["item-price"] == row["currency"] == ""


def paid_in_europe(row) -> Decimal:
    """Discounts are without VAT, prices with it, and the tax is that after them."""
    paid, is_taxed = Decimal(), amount(row, "item-tax") > 0
    for kind, reduced in (("item", "item"), ("shipping", "ship"), ("gift-wrap", "")):
        price, tax = amount(row, f"{kind}-price"), amount(row, f"{kind}-tax")
        discount = amount(row, f"{reduced}-promotion-discount") if reduced else 0
        assert discount >= 0
        if not is_taxed:
            paid += price - discount
            continue
        rate = VAT[row["ship-country"]]
        net = (price / (1 + rate)).quantize(Decimal("0.01"))
        paid += net - discount + tax
    return paid


VAT = {
    country: Decimal(percent) / 100
    for country, percent in (
        *(("DE", 19), ("AT", 20), ("FR", 20), ("IT", 22), ("ES", 21)),
        *(("NL", 21), ("PL", 23), ("SE", 25), ("GB", 20)),
    )
}


def test_prices_discounts_and_taxes_give_what_was_paid(large, rows):
    sums = Counter()
    for row in rows:
        sums[row["amazon-order-id"]] += paid_in_europe(row)
    taxed = {row["amazon-order-id"] for row in rows if amount(row, "item-tax")}
    assert taxed
    for order_id in taxed:
        order = large.index.by_id[order_id]
        assert abs(sums[order_id] - order.total) <= Decimal("0.02"), order_id


def test_american_prices_are_without_tax():
    world = World(4, 120, end=END, na_share=1)
    orders = {o.order_id: o for o in world.orders}
    sums = Counter()
    for row in rows_of(all_orders(world, "na")):
        names = ("item-price", "shipping-price", "gift-wrap-price")
        sums[row["amazon-order-id"]] += sum(amount(row, name) for name in names)
        sums[row["amazon-order-id"]] -= amount(row, "item-promotion-discount")
        sums[row["amazon-order-id"]] -= amount(row, "ship-promotion-discount")
    sales = {key: value for key, value in sums.items() if orders[key].becomes_a_sale}
    assert sales == {
        key: order.total for key, order in orders.items() if order.becomes_a_sale
    }


def test_nobody_is_named(large, rows):
    text = all_orders(large)
    for order in large.orders[:100]:
        assert order.buyer.email not in text
        assert order.ship_to.line1 not in text or order.region == "na"
    assert "order-item-id" not in rows[0]


def test_nothing_changed_is_nothing(large):
    early = large.start - 5 * DAY
    assert all_orders(large, start=early, end=early + DAY) is None
