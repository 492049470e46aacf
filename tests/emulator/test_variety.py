"""Worlds of full variety: what is in them, and that their truth fits their files."""

import json
from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from emulator import Settings, World, marketplaces
from emulator.report_types import REPORT_TYPES
from emulator.world.fba import shipment_report
from emulator.world.mfn import order_report
from emulator.world.orders_api import DATASETS, View, order_json
from emulator.world.states import CANCELLED, status_at

from .conftest import END
from .flat_files import rows_of

IDS = {
    region: {m.id for m in marketplaces.of_region(region)} for region in ("eu", "na")
}


def make(orders=3000, **values):
    values = {"variety": "full", "vcs": True, **values}
    return World("variety", orders, end=END, days=40, **values)


@pytest.fixture(scope="module")
def world():
    return make()


@pytest.fixture(scope="module")
def expected(world):
    return world.expected("eu")["orders"]


def test_the_same_again_and_json(world):
    again = make()
    assert again.orders == world.orders
    assert json.loads(json.dumps(world.expected("na"))) == world.expected("na")


def test_ten_marketplaces_and_every_kind_of_sale(world, expected):
    places = Counter(order["marketplace"] for order in expected.values())
    assert set(places) == set("DE FR IT ES NL BE IE PL SE GB".split())
    american = world.expected("na")["by_marketplace"]
    assert set(american) == {"US", "CA", "MX"}
    kinds = Counter(
        (order["channel"], order["tax"]["scheme"]) for order in expected.values()
    )
    assert set(kinds) == {
        *(("MFN", kind) for kind in "domestic oss reverse_charge export".split()),
        *(("AFN", kind) for kind in "domestic local oss reverse_charge export".split()),
        *(("MFN", "collected"), ("AFN", "collected")),
    }
    origins = {o["tax"]["ship_from"] for o in expected.values()}
    assert origins == set("DE PL CZ FR IT ES GB".split())
    areas = {o["tax"]["area"] for o in expected.values()}
    assert areas >= {"AT", "CH", "US", "XI", "ES-", "DE-", "FR-", "IT-", "LU"}


def test_amounts_of_every_kind(expected):
    items = [item for order in expected.values() for item in order["items"]]
    assert {3, 7, 250} <= {item["quantity"] for item in items}
    assert {"0.00", "0.02", "10.00"} <= {item["item_price"] for item in items}
    assert any(item["gift_message"] for item in items)
    assert any(
        item["shipping_promotion"] == f"-{item['shipping_price']}"
        for item in items
        if item["shipping_price"] != "0.00"
    )
    assert {"19", "7", "5.5", "4", "0", "25", "20"} <= {i["vat_percent"] for i in items}
    assert all(Decimal(order["total"]) >= 0 for order in expected.values())
    again = [o for o in expected.values() if o["original_order_id"]]
    assert {(o["is_replacement"], o["is_exchange"]) for o in again} == {
        (True, False),
        (False, True),
    }
    for order in again:
        assert order["total"] == "0.00"
        original = expected[order["original_order_id"]]
        assert original["buyer"] == order["buyer"]
        assert original["purchase_date"] < order["purchase_date"]


def test_whose_tax_it_is(expected):
    for order in expected.values():
        tax, buyer = order["tax"], order["buyer"]
        percents = {item["vat_percent"] for item in order["items"]}
        scheme, origin, area = tax["scheme"], tax["ship_from"], tax["area"]
        if not tax["is_calculated"] or scheme in ("export", "reverse_charge"):
            assert {Decimal(p) for p in percents} == {0}
        if scheme == "reverse_charge":
            assert buyer["is_vat_number_valid"]
            assert origin not in (area, buyer["vat_number"][:2])
        if scheme == "domestic":
            assert origin == "DE"
            assert area == "DE" or buyer["vat_number"].startswith("DE")
        if scheme == "oss":
            assert origin != area
            assert not buyer["is_vat_number_valid"]
            assert tax["taxed_in"] == area
        if area.endswith("-"):
            assert scheme == "export"
        assert (tax["collected_by"] == "Amazon") == (scheme == "collected")
        if scheme == "collected":
            assert area in ("GB", "CH", "LI")
    wrong = [o["buyer"] for o in expected.values() if o["buyer"]["vat_number"]]
    assert {buyer["is_vat_number_valid"] for buyer in wrong} == {True, False}


def test_people(expected):
    by_key, names, addresses = (defaultdict(set) for _ in range(3))
    for order in expected.values():
        key, address = order["buyer"]["key"], order["ship_to"]
        by_key[key].add(address["key"])
        names[order["buyer"]["name"]].add(key)
        lines = (*address["lines"], address["postal_code"])
        addresses["|".join(lines).casefold()].add(order["buyer"]["name"])
    assert max(len(keys) for keys in by_key.values()) > 1, "one buyer, two addresses"
    assert max(len(keys) for keys in names.values()) > 1, "two strangers, one name"
    assert max(len(found) for found in addresses.values()) > 1, "a family"
    typed = defaultdict(set)
    for order in expected.values():
        typed[order["ship_to"]["key"]].add(tuple(order["ship_to"]["lines"]))
    assert max(len(lines) for lines in typed.values()) > 1, "the same, typed anew"
    assert any("<script>" in name for name in names)
    assert max(map(len, names)) > 200
    bills = [o for o in expected.values() if o["bill_to"]["key"] != o["ship_to"]["key"]]
    assert bills


def test_what_an_address_means_stands_in_its_lines(world, expected):
    kinds = Counter()
    for order in expected.values():
        for address in (order["ship_to"], order["bill_to"]):
            text = " ".join(" ".join(address["lines"]).casefold().split())
            for part in (
                *(address["company"], address["post_number"], *address["beside"]),
                *address["street"].split(),
            ):
                assert part.casefold() in text
            kinds[address["locker"] or ("company" if address["company"] else "")] += 1
    assert set(kinds) == {"", "company", "Packstation", "Postfiliale"}
    codes = {
        o.ship_to.state: o.ship_to.book.state_code
        for o in world.orders
        if o.ship_to.state
    }
    assert codes["California"] == codes["CA"] == "CA"
    assert (codes["Bayern"], codes["NRW"], codes["TH"]) == ("BY", "NW", "TH")
    assert codes["Greater London"] == "LND"
    assert codes["Deutschland"] == "", "a country is no state"


def test_other_shops_in_every_spelling(world):
    found = [o for o in world.orders if o.is_multi_channel]
    assert {o.order_id[:3] for o in found} == {"S01", "S02"}
    [*rows] = rows_of(shipment_report(world, "eu", world.start, END, set()))
    channels = {row["sales-channel"] for row in rows}
    assert channels == {
        *("Non-Amazon", "Non-Amazon DE", "Non-Amazon UK"),
        *("SI UK Prod Marketplace", "SI Prod IT Marketplace"),
    }
    assert {row["item-price"] for row in rows} == {""}


def test_parcels_of_one_order_leave_from_one_country_on_several_days(world, expected):
    split = [
        o for o in world.orders if len({r.shipment_id for r in o.shipped_items}) > 2
    ]
    for order in split:
        pieces = Counter()
        for row in order.shipped_items:
            pieces[row.item.order_item_id] += row.quantity
        assert pieces == {i.order_item_id: i.quantity for i in order.items}
        amounts = sum((row.amounts.total for row in order.shipped_items), Decimal(0))
        assert amounts == order.total
    assert any(
        len({row.reported_at.date() for row in order.shipped_items}) > 2
        for order in split
    )


@pytest.mark.parametrize("vcs", [True, "lite"])
def test_every_report_can_be_made_of_it(vcs):
    world = make(800, vcs=vcs, eventful=0.3)
    made = set()
    options = {
        "ShowSalesChannel": "true",
        "settlement": world.settlements[0].settlement_id,
    }
    for region, ids in IDS.items():
        for name, type_ in REPORT_TYPES.items():
            more = {"settings": Settings(), "seller_id": "A1"}
            more = {key: more[key] for key in type_.wants}
            if type_.changes_later:
                more["made_at"] = END
            wanted = {sorted(ids)[0]} if "LISTINGS" in name else ids
            period = (region, world.start, END, wanted)
            if type_.write(world, *period, options, **more):
                made.add(name)
    assert len(made) >= len(REPORT_TYPES) - 2


def test_things_happen_by_themselves():
    world, quiet = make(800, eventful=0.3), make(800)
    happened = [o for o in world.orders if o.changes or o.cancelled_by == "MERCHANT"]
    assert {change.kind for o in happened for change in o.changes} == {
        *("wish", "wish_withdrawn", "quantity", "address"),
    }
    assert {o.order_id for o in world.orders} == {o.order_id for o in quiet.orders}
    later = {d.order.order_id: d.shipped_at for d in world.dispatches}
    for order in happened:
        for change in order.changes:
            assert order.fulfillable_at < change.at < END
            if order.order_id in later:
                assert change.at < later[order.order_id]
    cancelled = [o for o in happened if o.cancelled_at is not None]
    assert cancelled
    for order in cancelled[:20]:
        moment = order.cancelled_at
        assert status_at(order, moment) == CANCELLED
        before = world.expected("eu", moment - (END - moment) / 10**6)["orders"]
        assert order.order_id in before or order.region == "na"


def test_a_report_tells_of_what_had_happened_when_it_was_made():
    world = make(300, eventful=0.5)
    order = next(
        o for o in world.orders if o.changes and o.changes[0].kind == "address"
    )
    at = order.changes[0].at
    for made_at, address in (
        (at.replace(year=2020), order.ship_to),
        (at, order.changes[0].address),
    ):
        text = order_report(
            world, order.region, order.fulfillable_at, END, IDS[order.region], {},
            kind="INVOICING", made_at=made_at,
        )  # fmt: skip
        row = next(r for r in rows_of(text) if r["order-id"] == order.order_id)
        assert row["ship-address-1"] == address.line1


@pytest.mark.parametrize("prices", ["included", "excluded"])
def test_the_orders_api_tells_the_same(prices):
    world = make(600, eventful=0.4)
    view = View(END, frozenset(DATASETS), True, True, prices)
    expected = world.expected("eu", END)["orders"]
    told = {
        order.order_id: order_json(world, order, view)
        for order in world.orders
        if order.region == "eu"
    }
    for order_id, wanted in expected.items():
        order = told[order_id]
        assert order["proceeds"]["grandTotal"]["amount"] == wanted["paid"]
        quantities = {
            item["orderItemId"]: item["quantityOrdered"]
            for item in order["orderItems"]
            if item["quantityOrdered"]
        }
        assert quantities == {
            i["order_item_id"]: i["quantity"] for i in wanted["items"]
        }
        address = order["recipient"]["deliveryAddress"]
        assert address["addressLine1"] == wanted["ship_to"]["lines"][0]
    for order_id in world.expected("eu", END)["cancelled"]:
        assert told[order_id]["fulfillment"]["fulfillmentStatus"] == CANCELLED
