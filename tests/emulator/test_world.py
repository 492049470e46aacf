"""The world: the same from the same seed, and true to its own totals."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator import World
from emulator.marketplaces import of_region
from emulator.world.fba import shipment_report
from emulator.world.mfn import order_report

from .conftest import END
from .flat_files import amount, fba_totals, mfn_totals, rows_of

SHOW = {"ShowSalesChannel": "true"}


def mfn_file(world, region="eu", start=None, end=None, options=SHOW, kind="INVOICING"):
    ids = {m.id for m in of_region(region)}
    start, end = start or world.start, end or world.end
    return order_report(world, region, start, end, ids, options, kind=kind)


def fba_file(world, region="eu", start=None, end=None, **kw):
    ids = {m.id for m in of_region(region)}
    start, end = start or world.start, end or world.end
    return shipment_report(world, region, start, end, ids, **kw)


def stated(world, region="eu"):
    """Totals of all orders as the two files of a region state them."""
    adds_tax = world.vcs and world.fba_reading.prices == "net" and region == "eu"
    totals = {}
    if text := mfn_file(world, region):
        totals |= mfn_totals(text)
    if text := fba_file(world, region):
        totals |= fba_totals(text, adds_tax)
    return totals


def expected(world, region="eu"):
    return {
        order_id: (order["currency"], Decimal(order["paid"]))
        for order_id, order in world.expected(region)["orders"].items()
    }


READINGS = [
    {"vcs": False},
    {"vcs": True, "fba_amounts": "net/net/after"},
    {"vcs": True, "fba_amounts": "gross/gross/after"},
    {"vcs": True, "promotion_rows": "both", "columns": "basic"},
    {"vcs": True, "variety": "full"},
    {"vcs": False, "variety": "full", "eventful": 0.3},
]


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("region", ["eu", "na"])
def test_the_files_sum_up_to_what_is_expected(reading, region):
    world = World(11, orders=300, end=END, na_share=0.3, **reading)
    assert stated(world, region) == expected(world, region)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(),
    st.integers(0, 70),
    st.floats(0.01, 90),
    st.floats(0, 1),
    st.sampled_from(READINGS),
)
def test_any_world_is_true_to_itself(seed, orders, days, na_share, reading):
    world = World(seed, orders, end=END, days=days, na_share=na_share, **reading)
    for region in ("eu", "na"):
        assert stated(world, region) == expected(world, region)
    later = [o for o in world.orders if o.cancelled_at and o.fulfillable_at]
    counts = [world.expected(region)["count"] for region in ("eu", "na")]
    assert sum(counts) + len(later) == orders


def test_the_same_seed_gives_the_same_bytes():
    first, second = (World(5, 60, end=END) for _ in range(2))
    for write in (mfn_file, fba_file):
        assert write(first) == write(second)
    assert first.expected("na") == second.expected("na")


def test_another_seed_gives_other_orders():
    first, second = World(5, 60, end=END), World(6, 60, end=END)
    assert not set(first.expected("eu")["orders"]) & set(
        second.expected("eu")["orders"]
    )


def test_readings_change_no_total(world):
    plain = World(7, 80, end=END)
    vcs = World(7, 80, end=END, vcs=True, fba_amounts="gross/gross/after")
    paid, shown = (
        {key: order["paid"] for key, order in w.expected("eu")["orders"].items()}
        for w in (plain, vcs)
    )
    assert paid == shown


def test_sums_by_currency_and_marketplace_are_those_of_the_orders(world):
    for region in ("eu", "na"):
        result = world.expected(region)
        for field in ("currency", "marketplace"):
            assert result["count"] == sum(
                place["count"] for place in result["by_marketplace"].values()
            ), field
        for currency, total in result["totals"].items():
            orders = [
                Decimal(order["total"])
                for order in result["orders"].values()
                if order["currency"] == currency
            ]
            assert sum(orders) == Decimal(total)


def test_items_sum_up_to_their_order(world):
    for order in world.expected("eu")["orders"].values():
        assert sum(Decimal(i["total"]) for i in order["items"]) == Decimal(
            order["paid"]
        )


def test_every_product_is_known(world):
    skus = {product.sku for product in world.products}
    for region in ("eu", "na"):
        for order in world.expected(region)["orders"].values():
            assert {item["sku"] for item in order["items"]} <= skus
    assert len(skus) == len(world.products)


@pytest.fixture(scope="module")
def large():
    return World(3, orders=400, end=END, vcs=True)


def test_there_is_every_kind_of_order(large):
    orders = large.orders
    kinds = {
        "cancelled": [o for o in orders if o.status == "Cancelled"],
        "multi-channel": [o for o in orders if o.is_multi_channel],
        "business": [o for o in orders if o.buyer.vat_number],
        "replacement": [o for o in orders if o.replaced_order_id],
        "packing station": [o for o in orders if "Packstation" in repr(o.ship_to)],
        "company": [o for o in orders if "GmbH" in o.ship_to.line1],
        "care of": [o for o in orders if "c/o" in o.ship_to.line2],
        "script": [o for o in orders if "<script>" in o.buyer.name],
        "japanese": [o for o in orders if "山田 太郎" in o.buyer.name],
        "polish": [o for o in orders if "Ł" in o.buyer.name],
        "gift wrap": [o for o in orders if o.items[0].gift_wrap_type],
        "several items": [o for o in orders if len(o.items) > 2],
        "two promotions": [o for o in orders if len(o.items[0].promotions) == 2],
        "free shipping": [o for o in orders if o.items[0].amounts.shipping_promotion],
        "several parcels": [
            o for o in orders if len({s.shipment_id for s in o.shipped_items}) > 1
        ],
        "several days": [
            o for o in orders if len({s.shipped_at.date() for s in o.shipped_items}) > 1
        ],
        "no shipment item id": [
            o for o in orders if any(not s.shipment_item_id for s in o.shipped_items)
        ],
    }
    assert [kind for kind, found in kinds.items() if not found] == []
    three = [o for o in orders if o.items[0].quantity == 3 and o.currency == "EUR"]
    assert any(o.items[0].amounts.price == Decimal("10.00") for o in three)
    assert {o.currency for o in orders} >= {
        *("EUR", "GBP", "SEK", "PLN", "USD", "CAD"),
    }
    buyers = [o.buyer.email for o in orders]
    assert len(set(buyers)) < len(buyers), "some buy again"


def test_what_the_files_leave_out_and_put_in(large):
    mfn, fba = rows_of(mfn_file(large)), rows_of(fba_file(large))
    listed = {row["order-id"] for row in mfn} | {row["amazon-order-id"] for row in fba}
    cancelled = {o.order_id for o in large.orders if o.status == "Cancelled"}
    assert not listed & cancelled
    others = [row for row in fba if row["sales-channel"] == "Non-Amazon DE"]
    assert others and not any(r["item-price"] or r["currency"] for r in others)
    assert not set(large.expected("eu")["orders"]) & {
        r["amazon-order-id"] for r in others
    }
    details = [row for row in mfn if not row["sku"]]
    assert details and all(not r["quantity-purchased"] for r in details)
    assert any(r["item-promotion-discount"] for r in mfn if r["sku"])
    for row in mfn + fba:
        assert amount(row, "item-promotion-discount") <= 0
        assert amount(row, "ship-promotion-discount") <= 0
    assert any(amount(r, "item-promotion-discount") < 0 for r in fba)
    assert len({tuple(r.items()) for r in mfn}) < len(mfn), "a row stands there twice"
    assert mfn[-1]["sku"] == "", "promotions may come after all items"


def test_tax_is_inside_where_amazon_calculates_it(large):
    for row in rows_of(mfn_file(large)):
        if row["sku"] and row["ship-country"] == "DE" and amount(row, "item-price"):
            net = amount(row, "vat-exclusive-item-price")
            assert amount(row, "item-price") - amount(row, "item-tax") == net
            assert abs(net * Decimal("0.19") - amount(row, "item-tax")) < Decimal(
                "0.01"
            )


def test_tax_is_not_calculated_without_the_service(world):
    rows = rows_of(mfn_file(world))
    assert {row["item-tax"] for row in rows if row["sku"]} == {"0.00"}


def test_headers_follow_region_role_and_option(world):
    full = mfn_file(world).split("\r\n")[0].split("\t")
    plain = mfn_file(world, options={}).split("\r\n")[0].split("\t")
    assert set(full) - set(plain) == {"sales-channel"}
    assert full[:5] == [
        *("order-id", "order-item-id", "purchase-date", "payments-date"),
        "buyer-email",
    ]
    shipping = mfn_file(world, kind="SHIPPING").split("\r\n")[0].split("\t")
    assert "bill-city" in full and "bill-city" not in shipping
    basic = World(7, 80, end=END, columns="basic")
    header = mfn_file(basic).split("\r\n")[0].split("\t")
    assert "buyer-vat-number" in full and "buyer-vat-number" not in header
    general = fba_file(world, is_personal=False).split("\r\n")[0].split("\t")
    assert "buyer-name" not in general and "ship-city" in general


def test_times_have_the_offset_of_the_region(world):
    european = {row["purchase-date"][-6:] for row in rows_of(mfn_file(world))}
    american = {
        row["purchase-date"][-6:]
        for row in rows_of(mfn_file(world, "na", kind="TAX"))
        if row["sku"]
    }
    assert european - {""} == {"+00:00"}
    assert american <= {"-07:00", "-08:00"} and american


def test_windows_cut_by_fulfillable_and_reporting_time(world):
    """Adjoining windows hold each row exactly once."""
    middle = END - timedelta(days=9, hours=5)
    for write, header in ((mfn_file, 1), (fba_file, 1)):
        whole = write(world).split("\r\n")[header:]
        halves = [
            *write(world, end=middle).split("\r\n")[header:],
            *write(world, start=middle).split("\r\n")[header:],
        ]
        assert sorted(line for line in halves if line) == sorted(
            line for line in whole if line
        )


def test_shipments_are_listed_by_the_time_they_are_reported(large):
    order = next(
        order
        for order in reversed(large.orders)
        if order.region == "eu" and len(order.shipped_items) == 1
    )
    (shipped,) = order.shipped_items
    assert shipped.shipped_at < shipped.reported_at

    def ids(**window):
        return {row["amazon-order-id"] for row in rows_of(fba_file(large, **window))}

    assert order.order_id not in ids(end=shipped.reported_at)
    assert order.order_id in ids(start=shipped.reported_at)


def test_an_order_in_parcels_is_known_with_its_last_parcel(large):
    order = next(
        order
        for order in large.orders
        if order.region == "eu"
        and len({s.reported_at for s in order.shipped_items}) > 1
    )
    reported = [s.reported_at for s in order.shipped_items]
    between = min(reported) + (max(reported) - min(reported)) / 2
    assert order.order_id not in large.expected("eu", between)["orders"]
    assert order.order_id in large.expected("eu", large.end)["orders"]


def test_a_business_abroad_with_a_vat_id_pays_no_vat(large):
    taxes = {
        row["item-tax"]
        for row in rows_of(mfn_file(large))
        if row["buyer-vat-number"] and row["ship-country"] not in ("DE", "GB")
    }
    assert taxes == {"0.00"}
    at_home = {
        amount(row, "item-tax") > 0
        for row in rows_of(mfn_file(large))
        if row["buyer-vat-number"] and row["ship-country"] == "DE"
    }
    assert at_home == {True}


def test_expected_until_a_time_is_what_reports_can_tell_then(world):
    middle = END - timedelta(days=9)
    known = set(world.expected("eu", middle)["orders"])
    assert 0 < len(known) < world.expected("eu")["count"]
    mfn = {row["order-id"] for row in rows_of(mfn_file(world, end=middle))}
    fba = {row["amazon-order-id"] for row in rows_of(fba_file(world, end=middle))}
    assert known <= mfn | fba
    later = rows_of(fba_file(world, start=middle))
    assert not known & {row["amazon-order-id"] for row in later}


def test_everything_happens_inside_the_period():
    world = World(9, orders=200, end=END, days=3)
    for order in world.orders:
        moments = [order.purchased_at, order.paid_at, order.fulfillable_at]
        moments += [s.shipped_at for s in order.shipped_items]
        moments += [s.reported_at for s in order.shipped_items]
        moments = [moment for moment in moments if moment]
        assert world.start - timedelta(seconds=1) <= moments[0]
        assert max(moments) < END
        for shipped in order.shipped_items:
            assert order.purchased_at <= shipped.shipped_at <= shipped.reported_at


def test_the_wish_to_cancel_is_a_switch():
    quiet, wishing = (
        World(2, 60, end=END),
        World(2, 60, end=END, cancellation_wishes=True),
    )
    column = "is-buyer-requested-cancellation"
    assert "true" not in {row[column] for row in rows_of(mfn_file(quiet))}
    assert "true" in {row[column] for row in rows_of(mfn_file(wishing))}
    expected = [world.expected("eu")["orders"] for world in (quiet, wishing)]
    wishes = [
        {order.pop("is_cancellation_wished") for order in orders.values()}
        for orders in expected
    ]
    assert wishes == [{False}, {True, False}]
    assert expected[0] == expected[1]


@pytest.mark.parametrize(
    "values",
    [
        {"fba_amounts": "both"},
        {"columns": "few"},
        {"promotion_rows": "none"},
        {"start": END, "end": END},
    ],
)
def test_a_world_that_cannot_be(values):
    with pytest.raises(ValueError):
        World(1, 10, **{"end": END, **values})
