"""Orders API 2026-01-01: searchOrders, its parameters and its pages."""

from datetime import timedelta

import pytest

from emulator import Clock, World, serve
from emulator.clock import iso

from .conftest import END, GERMANY, ORDERS, USA, Client, error_of

DAY = timedelta(days=1)
BEGINNING = iso(END - 40 * DAY)
NON_AMAZON = "A38D8NSA03LJTC"


def search(client, **query):
    return client.call("GET", ORDERS, params=query)


def ids(answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [order["orderId"] for order in answer.json()["orders"]]


def of_europe(world, **wanted):
    return {
        order.order_id
        for order in world.orders
        if order.region == "eu"
        and all(getattr(order, name) == value for name, value in wanted.items())
    }


def test_everything_by_the_time_of_purchase(world, seller):
    answer = search(seller, createdAfter=BEGINNING)
    assert set(ids(answer)) == of_europe(world)
    times = [order["createdTime"] for order in answer.json()["orders"]]
    assert times == sorted(times)
    assert set(answer.json()) == {"orders", "createdBefore"}
    assert answer.json()["createdBefore"] == iso(END - timedelta(minutes=2))


def test_both_ends_of_the_period_are_included(world, seller):
    orders = [o for o in world.orders if o.region == "eu"]
    first, last = orders[10], orders[20]
    found = ids(
        search(
            seller,
            createdAfter=iso(first.purchased_at),
            createdBefore=iso(last.purchased_at),
        )
    )
    assert found == [order.order_id for order in orders[10:21]]


def test_by_the_time_of_the_last_change(world, seller):
    seller.amazon.clock.set(END - 10 * DAY)
    seller.connect()
    since = END - 12 * DAY
    answer = search(seller, lastUpdatedAfter=iso(since))
    body = answer.json()
    assert set(body) == {"orders", "lastUpdatedBefore"}
    times = [order["lastUpdatedTime"] for order in body["orders"]]
    assert times == sorted(times) and times[0] >= iso(since)
    assert any(order["createdTime"] < iso(since) for order in body["orders"])
    rest = search(seller, lastUpdatedAfter=BEGINNING, lastUpdatedBefore=iso(since))
    assert not set(ids(answer)) & set(ids(rest))


@pytest.mark.parametrize("separator", [",", None])
def test_by_status_and_channel(world, seller, separator):
    statuses = ["SHIPPED", "CANCELLED"]
    values = separator.join(statuses) if separator else statuses
    found = set(ids(search(seller, createdAfter=BEGINNING, fulfillmentStatuses=values)))
    assert of_europe(world, status="Cancelled") <= found
    assert not found & of_europe(world, status="Unshipped")
    merchant = search(seller, createdAfter=BEGINNING, fulfilledBy="MERCHANT")
    assert set(ids(merchant)) == of_europe(world, channel="MFN")
    amazon = search(seller, createdAfter=BEGINNING, fulfilledBy="AMAZON")
    assert set(ids(amazon)) == of_europe(world, channel="AFN")


def test_by_marketplace_with_those_of_other_shops(world, seller):
    answer = search(seller, createdAfter=BEGINNING, marketplaceIds=GERMANY)
    found = {o["salesChannel"]["marketplaceId"] for o in answer.json()["orders"]}
    assert found == {GERMANY, NON_AMAZON}
    assert len(ids(answer)) < len(of_europe(world))


@pytest.mark.parametrize("size", [1, 7, 100])
def test_pages(world, seller, size):
    seller.amazon.rates.limits.pop("orders.searchOrders")
    query = {"createdAfter": BEGINNING, "maxResultsPerPage": size}
    found, before = [], set()
    while True:
        answer = search(seller, **query)
        found += ids(answer)
        before.add(answer.json()["createdBefore"])
        token = answer.json().get("pagination", {}).get("nextToken")
        if token is None:
            break
        assert len(ids(answer)) == size
        query["paginationToken"] = token
        seller.amazon.clock.advance(30)
    assert found == [o.order_id for o in world.orders if o.region == "eu"]
    assert len(before) == 1


def test_a_page_token_is_bound_to_its_query_for_a_day(seller):
    query = {"createdAfter": BEGINNING, "maxResultsPerPage": 5}
    token = search(seller, **query).json()["pagination"]["nextToken"]
    query["paginationToken"] = token
    more = search(seller, **{**query, "maxResultsPerPage": 9, "includedData": "BUYER"})
    assert len(ids(more)) == 9
    for other in (
        {"createdAfter": iso(END - 39 * DAY)},
        {"fulfilledBy": "AMAZON"},
        {"marketplaceIds": GERMANY},
        {"paginationToken": "nonsense"},
        {"paginationToken": "bnVsbA=="},
        {"paginationToken": "WzEsMiwzLDQsNV0="},
    ):
        refused = search(seller, **{**query, **other})
        assert error_of(refused)[:2] == (400, "InvalidInput")
    america = Client(seller.amazon, "na").connect()
    assert search(america, **query).status_code == 400
    seller.amazon.clock.advance(DAY - timedelta(seconds=1))
    assert search(seller.connect(), **query).status_code == 200
    seller.amazon.clock.advance(1)
    assert search(seller, **query).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"createdBefore": iso(END - DAY)},
        {"createdAfter": BEGINNING, "lastUpdatedAfter": BEGINNING},
        {"createdAfter": BEGINNING, "lastUpdatedBefore": iso(END - DAY)},
        {"lastUpdatedAfter": BEGINNING, "createdBefore": iso(END - DAY)},
        {"createdAfter": "yesterday"},
        {"createdAfter": ""},
        {"createdAfter": BEGINNING, "createdBefore": iso(END)},
        {"createdAfter": iso(END - DAY), "createdBefore": iso(END - 2 * DAY)},
        {"createdAfter": BEGINNING, "maxResultsPerPage": 0},
        {"createdAfter": BEGINNING, "maxResultsPerPage": 101},
        {"createdAfter": BEGINNING, "maxResultsPerPage": "many"},
        {"createdAfter": BEGINNING, "fulfillmentStatuses": "Shipped"},
        {"createdAfter": BEGINNING, "fulfilledBy": "MFN"},
        {"createdAfter": BEGINNING, "includedData": "PRICES"},
        {"createdAfter": BEGINNING, "marketplaceIds": USA},
        {"createdAfter": BEGINNING, "marketplaceIds": "A0"},
        {"createdAfter": BEGINNING, "marketplaceIds": [GERMANY] * 51},
    ],
)
def test_wrong_parameters(seller, query):
    assert error_of(search(seller, **query))[:2] == (400, "InvalidInput")


def test_two_minutes_before_now_is_allowed(seller):
    before = iso(END - timedelta(minutes=2))
    answer = search(seller, createdAfter=BEGINNING, createdBefore=before)
    assert answer.status_code == 200
    late = search(seller, createdAfter=iso(END))
    assert ids(late) == []


def test_nothing_from_the_future_and_nothing_older_than_two_years():
    world = World(2, 60, start=END - 800 * DAY, end=END + 60 * DAY, na_share=0)
    with serve(world, Clock(END)) as server:
        client = Client(server).connect()
        found = ids(search(client, createdAfter=iso(END - 900 * DAY)))
        limits = END - 730 * DAY, END - timedelta(minutes=2)
        assert found == [
            order.order_id
            for order in world.orders
            if limits[0] <= order.purchased_at <= limits[1]
        ]
        assert 0 < len(found) < len(world.orders)
        server.clock.advance(60 * DAY)
        later = ids(search(client.connect(), createdAfter=iso(END)))
        assert later and not set(later) & set(found)


def test_a_seller_without_orders(amazon):
    amazon.seller.world, world = None, amazon.seller.world
    client = Client(amazon).connect()
    assert ids(search(client, createdAfter=BEGINNING)) == []
    assert client.call("GET", f"{ORDERS}/{world.orders[0].order_id}").status_code == 404
    amazon.seller.world = world
