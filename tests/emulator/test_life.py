"""What people do to orders by hand, as every channel of Amazon tells of it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import requests

from emulator import Clock, Settings, World, serve
from emulator.accounts import Seller
from emulator.clock import iso
from emulator.world.all_orders import all_orders_report
from emulator.world.mfn import order_report
from emulator.world.order_xml import xml_order_report

from .conftest import END, GERMANY, MFN, ORDERS, TIMEOUT, Client, error_of

HOUR = timedelta(hours=1)
SETTINGS = Settings(report_seconds=1, compression="never")
EVERYTHING = "BUYER,RECIPIENT,PROCEEDS,PROMOTION,CANCELLATION,FULFILLMENT"
TWO = {"4711": 3, "00123": 2}


@pytest.fixture
def amazon():
    """A world of its own for each test: they change it."""
    world = World(7, orders=20, end=END, days=5, na_share=0)
    with serve(world, Clock(END), settings=replace(SETTINGS)) as server:
        server.clock.advance(HOUR)
        yield server


@pytest.fixture
def seller(amazon):
    return Client(amazon).connect()


def get(seller, order_id):
    seller.amazon.clock.advance(1)
    query = {"includedData": EVERYTHING}
    answer = seller.call("GET", f"{ORDERS}/{order_id}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["order"]


def reported(seller, order_id):
    """Rows of an order in an order report made now, by SKU."""
    report = seller.finished(MFN)
    text = requests.get(seller.document(report)["url"], timeout=TIMEOUT).text
    return {row["sku"]: row for row in table(text) if row["order-id"] == order_id}


def table(text):
    header, *rows = (line.split("\t") for line in (text or "").splitlines())
    return [dict(zip(header, row, strict=True)) for row in rows]


def all_orders(amazon, order_id):
    text = all_orders_report(
        amazon.world, "eu", amazon.world.start, END + 9 * HOUR, {GERMANY}, {},
        made_at=amazon.clock.now(),
    )  # fmt: skip
    return [row for row in table(text) if row["amazon-order-id"] == order_id]


def test_a_pending_order_that_is_paid_for(amazon, seller):
    order_id = amazon.act("place", items=TWO)
    body = get(seller, order_id)
    assert body["fulfillment"]["fulfillmentStatus"] == "PENDING"
    assert not {"buyer", "recipient", "proceeds"} & set(body)
    quantities = {
        item["product"]["sellerSku"]: item["quantityOrdered"]
        for item in body["orderItems"]
    }
    assert quantities == TWO
    assert order_id not in amazon.world.expected("eu")["orders"]
    assert all_orders(amazon, order_id)[0]["order-status"] == "Pending"
    amazon.act("release", order_id)
    body = get(seller, order_id)
    assert body["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
    expected = amazon.world.expected("eu")["orders"][order_id]
    assert body["proceeds"]["grandTotal"]["amount"] == expected["total"]
    assert set(reported(seller, order_id)) == set(TWO)
    with pytest.raises(ValueError, match="not pending"):
        amazon.act("release", order_id)


def test_a_pending_order_that_is_paid_for_by_itself(amazon, seller):
    order_id = amazon.act("place", pending_seconds=600)
    assert get(seller, order_id)["fulfillment"]["fulfillmentStatus"] == "PENDING"
    assert order_id not in amazon.world.expected("eu", amazon.clock.now())["orders"]
    amazon.clock.advance(600)
    assert get(seller, order_id)["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"


def test_a_pending_order_that_comes_to_nothing(amazon, seller):
    order_id = amazon.act("place")
    amazon.act("cancel", order_id, by="BUYER")
    body = get(seller, order_id)
    assert body["fulfillment"]["fulfillmentStatus"] == "CANCELLED"
    [item] = body["orderItems"]
    done = item["cancellation"]["cancellationExecution"]
    assert (done["cancelledBy"], item["quantityOrdered"]) == ("BUYER", 0)
    amazon.settings.change(cancelled_items="kept")
    [item] = get(seller, order_id)["orderItems"]
    assert item["quantityOrdered"] == 1
    assert item["fulfillment"]["quantityUnfulfilled"] == 0
    assert not reported(seller, order_id)


@pytest.mark.parametrize("reading", ["left_out", "zero", "listed"])
def test_cancelled_before_it_was_shipped(amazon, seller, reading):
    amazon.settings.change(cancelled_orders=reading)
    order_id = amazon.act("place", items=TWO, pending_seconds=0)
    before = amazon.clock.now()
    amazon.clock.advance(60)
    assert reported(seller, order_id)["4711"]["quantity-purchased"] == "3"
    amazon.act("cancel", order_id, by="MERCHANT", reason="PRICING_ERROR")
    body = get(seller, order_id)
    assert body["fulfillment"]["fulfillmentStatus"] == "CANCELLED"
    assert {
        item["cancellation"]["cancellationExecution"]["cancelReason"]
        for item in body["orderItems"]
    } == {"PRICING_ERROR"}
    rows = all_orders(amazon, order_id)
    assert {row["order-status"] for row in rows} == {"Cancelled"}
    assert {(row["quantity"], row["item-price"]) for row in rows} == {("0", "")}
    rows = reported(seller, order_id)
    told = {row["quantity-purchased"]: row["item-price"] for row in rows.values()}
    wanted = {"left_out": {}, "zero": {"0": ""}, "listed": {"3": "29.97", "2": "25.80"}}
    assert told == wanted[reading]
    world = amazon.world
    told = world.expected("eu")
    assert order_id not in told["orders"]
    cancelled = {"at": iso(amazon.world.index.by_id[order_id].cancelled_at)}
    cancelled |= {"by": "MERCHANT", "reason": "PRICING_ERROR"}
    assert told["cancelled"] == {order_id: cancelled}
    assert world.expected("eu", before)["cancelled"] == {}
    assert order_id in world.expected("eu", before + timedelta(seconds=1))["orders"]
    assert order_id not in {d.order.order_id for d in world.dispatches}
    with pytest.raises(ValueError, match="was cancelled"):
        amazon.act("wish", order_id)


def test_one_item_of_several_is_cancelled_another_is_reduced(amazon, seller):
    order_id = amazon.act("place", items=TWO, pending_seconds=0)
    items = {i["product"]["sellerSku"]: i for i in get(seller, order_id)["orderItems"]}
    ids = {sku: item["orderItemId"] for sku, item in items.items()}
    amazon.act("reduce", order_id, order_item_id=ids["00123"], by="AMAZON")
    amazon.act("reduce", order_id, order_item_id=ids["4711"], quantity=1)
    body = get(seller, order_id)
    items = {i["product"]["sellerSku"]: i for i in body["orderItems"]}
    assert {s: i["quantityOrdered"] for s, i in items.items()} == {
        "4711": 1,
        "00123": 0,
    }
    done = items["00123"]["cancellation"]["cancellationExecution"]
    assert done["cancelledBy"] == "AMAZON"
    assert body["proceeds"]["grandTotal"]["amount"] == "9.99"
    rows = {row["sku"]: row for row in all_orders(amazon, order_id)}
    assert (rows["00123"]["item-status"], rows["00123"]["quantity"]) == (
        "Cancelled",
        "0",
    )
    assert (rows["4711"]["order-status"], rows["4711"]["quantity"]) == (
        "Unshipped",
        "1",
    )
    [row] = reported(seller, order_id).values()
    assert (row["sku"], row["item-price"]) == ("4711", "9.99")
    assert amazon.world.expected("eu")["orders"][order_id]["total"] == "9.99"
    with pytest.raises(ValueError, match="1 pieces"):
        amazon.act("reduce", order_id, order_item_id=ids["4711"], quantity=1)
    amazon.act("reduce", order_id, order_item_id=ids["4711"])
    assert get(seller, order_id)["fulfillment"]["fulfillmentStatus"] == "CANCELLED"


def test_promotions_are_shared_with_the_pieces():
    world = World(3, 60, end=END, na_share=0)
    order, item = next(
        (order, item)
        for order in world.orders
        for item in order.items
        if order.channel == "MFN" and order.becomes_a_sale
        if item.quantity > 1 and len(item.promotions) > 1
    )
    world.reduce(END, order.order_id, item.order_item_id, item.quantity - 1)
    then = next(o for o in world.final_orders if o.order_id == order.order_id)
    left = next(i for i in then.items if i.order_item_id == item.order_item_id)
    assert sum(p.item for p in left.promotions) == left.amounts.item_promotion
    share = item.amounts.price * left.quantity / item.quantity
    assert abs(left.amounts.price - share) <= Decimal("0.005")
    assert then.total < order.total


def test_the_buyer_wishes_to_cancel_and_thinks_better_of_it(amazon, seller):
    order_id = amazon.act("place", pending_seconds=0)
    updated = get(seller, order_id)["lastUpdatedTime"]
    amazon.clock.advance(60)
    amazon.act("wish", order_id, reason="ORDERED_BY_MISTAKE")
    body = get(seller, order_id)
    assert body["lastUpdatedTime"] > updated
    wish = body["orderItems"][0]["cancellation"]["cancellationRequest"]
    assert wish == {"requester": "BUYER", "cancelReason": "ORDERED_BY_MISTAKE"}
    [row] = reported(seller, order_id).values()
    assert row["is-buyer-requested-cancellation"] == "true"
    assert row["buyer-requested-cancel-reason"] == "ORDERED_BY_MISTAKE"
    [row] = all_orders(amazon, order_id)
    assert row["is-buyer-requested-cancellation"] == "true"
    amazon.act("withdraw_wish", order_id)
    assert "cancellation" not in get(seller, order_id)["orderItems"][0]
    [row] = reported(seller, order_id).values()
    assert row["is-buyer-requested-cancellation"] == "false"


def test_it_goes_to_another_address(amazon, seller):
    order_id = amazon.act("place", pending_seconds=0)
    amazon.clock.advance(1)
    [row] = reported(seller, order_id).values()
    amazon.act("change_address", order_id, line1="Neue Straße 5", postal_code="10115")
    address = get(seller, order_id)["recipient"]["deliveryAddress"]
    assert (address["addressLine1"], address["postalCode"]) == (
        "Neue Straße 5",
        "10115",
    )
    assert address["name"] == row["recipient-name"]
    [row] = reported(seller, order_id).values()
    assert (row["ship-address-1"], row["ship-city"]) == (
        "Neue Straße 5",
        address["city"],
    )
    assert row["bill-address-1"] != "Neue Straße 5"
    with pytest.raises(ValueError, match="Name some of city"):
        amazon.act("change_address", order_id, country="FR")


@pytest.mark.parametrize("is_exchange", [False, True])
def test_something_is_sent_again_free_of_charge(amazon, seller, is_exchange):
    original = amazon.act("place", items=TWO, pending_seconds=0)
    order_id = amazon.act(
        "place", replaces=original, is_exchange=is_exchange, pending_seconds=0
    )
    body = get(seller, order_id)
    kind = "EXCHANGE" if is_exchange else "REPLACEMENT"
    assert body["associatedOrders"] == [
        {"orderId": original, "associationType": f"{kind}_ORIGINAL_ID"}
    ]
    assert body["proceeds"]["grandTotal"]["amount"] == "0.00"
    row = reported(seller, order_id)["4711"]
    assert (row["quantity-purchased"], row["item-price"]) == ("3", "0.00")
    flags = (row["is-replacement-order"], row["is-exchange-order"])
    assert flags == (("false", "true") if is_exchange else ("true", "false"))
    assert row["original-order-id"] == original
    assert row["buyer-email"] == reported(seller, original)["4711"]["buyer-email"]


def test_what_amazon_ships_can_be_cancelled_until_it_has_left(amazon):
    order_id = amazon.act("place", channel="AFN", pending_seconds=0)
    assert amazon.world.expected("eu")["orders"][order_id]["shipments"] == 1
    with pytest.raises(ValueError, match="Amazon ships"):
        amazon.act("change_address", order_id, city="Berlin")
    amazon.act("cancel", order_id, by="BUYER")
    for until in (None, amazon.clock.now() - HOUR / 2):
        told = amazon.world.expected("eu", until)
        assert order_id not in told["orders"]
        assert order_id not in told["cancelled"], "no order report told of it"
    order_id = amazon.act("place", channel="AFN", pending_seconds=0)
    amazon.clock.advance(timedelta(days=4))
    with pytest.raises(ValueError, match="was shipped"):
        amazon.act("cancel", order_id)


def test_nothing_else_changes(amazon):
    world, other = amazon.world, World(7, orders=20, end=END, days=5, na_share=0)
    order_id = amazon.act("place", pending_seconds=0)
    amazon.act("cancel", order_id)
    assert [o for o in world.orders if o.order_id != order_id] == list(other.orders)
    assert world.settlements == other.settlements
    assert world.returns == other.returns


def test_the_same_by_http(amazon, seller):
    url = f"{amazon.url}/emulator/orders"

    def post(**body):
        return requests.post(url, json=body, timeout=TIMEOUT)

    answer = post(do="place", items=TWO, country="FR", pending_seconds=0)
    order_id = answer.json()["order_id"]
    found = requests.get(url, params={"limit": 2}, timeout=TIMEOUT).json()
    assert len(found) == 2
    assert found[0]["order_id"] == order_id
    assert (found[0]["status"], found[0]["marketplace"]) == ("UNSHIPPED", "Amazon.fr")
    item_id = found[0]["items"][0]["order_item_id"]
    assert (
        post(do="reduce", order_id=order_id, order_item_id=item_id).status_code == 200
    )
    assert post(do="wish", order_id=order_id).status_code == 200
    found = requests.get(url, timeout=TIMEOUT).json()
    assert [change["kind"] for change in found[0]["changes"]] == ["quantity", "wish"]
    for body, words in (
        ({"do": "explode"}, "Do one of place"),
        ({"do": "cancel", "order_id": "999"}, "There is no order 999."),
        ({"do": "cancel", "order_id": order_id, "by": "NOBODY"}, "by one of BUYER"),
        ({"do": "wish", "order_id": order_id, "colour": "red"}, "colour"),
        ({"do": "place", "items": {"NO-SKU": 1}}, "There is no SKU NO-SKU."),
        ({"do": "place", "country": "XX"}, "country is one of DE, FR, "),
        ({"do": "place", "channel": "POST"}, "MFN or AFN"),
        ({"do": "place", "seller_id": "A9NOBODY"}, "no such seller"),
    ):
        answer = post(**body)
        assert (answer.status_code, words in answer.json()["error"]) == (400, True)


def test_austrians_order_on_the_german_marketplace(amazon):
    world, now = amazon.world, amazon.clock.now()
    order = world.place(now, country="AT")
    assert (order.marketplace.country, order.ship_to.country) == ("DE", "AT")
    order = world.place(now, country="FR")
    assert (order.marketplace.country, order.ship_to.country) == ("FR", "FR")


def test_the_form_in_xml_tells_the_same(amazon):
    world, now = amazon.world, amazon.clock.now()
    order = world.place(now, items=TWO, pending_seconds=0)
    world.reduce(now, order.order_id, order.items[0].order_item_id, 1)
    world.change_address(now, order.order_id, city="Bremerhaven")
    period = (world, "eu", now, now + HOUR, {GERMANY}, {})
    text = xml_order_report(*period)
    assert "<City>Bremerhaven</City>" in text
    assert text.count("<Quantity>1</Quantity>") == 1
    world.reduce(now, order.order_id, order.items[0].order_item_id)
    zero = Settings(cancelled_orders="zero")
    assert "<Quantity>0</Quantity>" in xml_order_report(*period, settings=zero)
    assert xml_order_report(*period).count("<Item>") == 1
    world.cancel(now, order.order_id)
    assert xml_order_report(*period) is None
    assert order_report(*period, kind="INVOICING") is None


def test_orders_that_are_not_there_yet(seller):
    world = World(7, orders=5, start=END, end=END + 24 * HOUR)
    with pytest.raises(ValueError, match="There is no order"):
        world.cancel(END, world.orders[-1].order_id)
    answer = seller.call("GET", f"{ORDERS}/{world.orders[-1].order_id}")
    assert error_of(answer)[0] == 404


def test_the_page_for_people(amazon):
    url = f"{amazon.url}/emulator/orders.html"

    def press(label, **values):
        answer = requests.post(url, data={"do": label, **values}, timeout=TIMEOUT)
        assert answer.status_code == 200
        return answer.text

    def latest():
        return amazon.act.as_json(limit=1)[0]

    press("New order, not paid yet")
    order_id = latest()["order_id"]
    text = press("Pay", order_id=order_id)
    assert f"{order_id}<br>Amazon.de<br>shipped by the seller</td>" in text
    assert "To be shipped</td>" in text
    assert "the buyer wishes to cancel" in press(
        "Buyer wishes to cancel", order_id=order_id
    )
    for label in ("Withdraw the wish", "Change the address"):
        assert 'class="error"' not in press(label, order_id=order_id)
    amazon.clock.advance(1)
    press("Send an exchange", order_id=order_id)
    assert amazon.world.orders[-1].replaced_order_id == order_id
    press("Cancel the last item", order_id=order_id)
    refused = press("Cancel as Amazon", order_id=order_id)
    assert f"{order_id} was cancelled." in refused
    assert "There is no button Explode." in press("Explode")
    amazon.clock.advance(1)
    press("New order that Amazon ships")
    assert (latest()["channel"], latest()["status"]) == ("AFN", "UNSHIPPED")
    press("New order from Austria")
    assert amazon.world.orders[-1].ship_to.country == "AT"
    index = requests.get(amazon.url, timeout=TIMEOUT).text
    assert "/emulator/orders.html" in index


def test_the_page_for_people_in_german_and_of_another_seller(amazon):
    other = Seller("A2OTHER", "Anderer & Co", world=World(8, orders=3, end=END))
    amazon.sellers.append(other)
    german = {"headers": {"Accept-Language": "de"}, "timeout": TIMEOUT}
    url = f"{amazon.url}/emulator/orders.html"
    text = requests.get(url, **german).text
    assert "Zu versenden" in text and "Ersatz senden" in text
    assert 'href="?seller=A2OTHER">Anderer &amp; Co</a>' in text
    before = len(other.world.orders)
    url += "?seller=A2OTHER"
    text = requests.post(url, data={"do": "New order"}, **german).text
    assert "<b>Anderer &amp; Co</b>" in text
    assert len(other.world.orders) == before + 1
