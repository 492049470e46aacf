"""Orders API 2026-01-01: who sees what of an order, and when."""

from datetime import timedelta
from decimal import Decimal

import pytest

from emulator import Clock, Seller, Settings, World, serve
from emulator.accounts import (
    ALL_ROLES,
    DIRECT_TO_CONSUMER,
    PRODUCT_LISTING,
    TAX_INVOICING,
    TAX_REMITTANCE,
)
from emulator.clock import parse_iso

from .conftest import END, ORDERS, Client, error_of

SECOND = timedelta(seconds=1)
EVERYTHING = (
    "BUYER,RECIPIENT,PROCEEDS,EXPENSE,PROMOTION,CANCELLATION,"
    "FULFILLMENT,PACKAGES,TAX,PAYMENT,FULFILLMENT_ORDERS"
)


@pytest.fixture
def life(world):
    """A world and a seller to whom nothing has happened yet."""
    with serve(world, Clock(world.start)) as server:
        yield Client(server).connect()


@pytest.fixture
def at(life):
    """Ask for one order at a given time."""

    def ask(order, moment, datasets=EVERYTHING):
        life.amazon.clock.set(moment)
        life.access_token = life.lwa(
            "refresh_token", refresh_token=life.refresh_token
        ).json()["access_token"]
        path = f"{ORDERS}/{order.order_id}"
        return life.call("GET", path, params={"includedData": datasets})

    return ask


def pick(world, **wanted):
    return next(
        order
        for order in world.orders
        if order.region == "eu"
        and all(getattr(order, name) == value for name, value in wanted.items())
    )


def get(client, order, datasets=EVERYTHING):
    path = f"{ORDERS}/{order.order_id}"
    answer = client.call("GET", path, params={"includedData": datasets})
    assert answer.status_code == 200, answer.text
    return answer.json()["order"]


def test_an_order_of_the_merchant_through_its_life(world, at):
    order = pick(world, channel="MFN", status="Unshipped", is_multi_channel=False)
    assert at(order, order.purchased_at - SECOND).status_code == 404
    pending = at(order, order.purchased_at).json()["order"]
    assert pending["fulfillment"]["fulfillmentStatus"] == "PENDING"
    for section in ("proceeds", "buyer", "recipient", "payment", "tax"):
        assert section not in pending
    for item in pending["orderItems"]:
        assert item["quantityOrdered"] > 0
        assert "price" not in item["product"] and "proceeds" not in item
    unshipped = at(order, order.fulfillable_at).json()["order"]
    assert unshipped["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
    assert unshipped["fulfillment"]["fulfilledBy"] == "MERCHANT"
    assert unshipped["buyer"]["buyerEmail"] == order.buyer.email
    address = unshipped["recipient"]["deliveryAddress"]
    assert address["postalCode"] == order.ship_to.postal_code
    assert unshipped["lastUpdatedTime"] > unshipped["createdTime"]
    assert at(order, order.fulfillable_at + timedelta(days=9)).status_code == 200


def test_an_order_amazon_ships_in_two_parcels(world, at):
    order = next(
        o
        for o in world.orders
        if o.region == "eu" and len({row.shipped_at for row in o.shipped_items}) == 2
    )
    first, last = sorted({row.shipped_at for row in order.shipped_items})
    states = []
    for moment in (order.fulfillable_at, first, last):
        body = at(order, moment).json()["order"]
        done = sum(i["fulfillment"]["quantityFulfilled"] for i in body["orderItems"])
        left = sum(i["fulfillment"]["quantityUnfulfilled"] for i in body["orderItems"])
        assert done + left == sum(item.quantity for item in order.items)
        states.append((body["fulfillment"]["fulfillmentStatus"], bool(done)))
    assert states == [
        ("UNSHIPPED", False),
        ("PARTIALLY_SHIPPED", True),
        ("SHIPPED", True),
    ]


def test_a_cancelled_order_was_pending_before(world, at):
    order = pick(world, status="Cancelled")
    pending = at(order, order.purchased_at).json()["order"]
    assert pending["fulfillment"]["fulfillmentStatus"] == "PENDING"
    body = at(order, order.cancelled_at).json()["order"]
    assert body["fulfillment"]["fulfillmentStatus"] == "CANCELLED"
    assert not {"proceeds", "recipient", "buyer"} & set(body)
    done = body["orderItems"][0]["cancellation"]["cancellationExecution"]
    assert done["cancelledBy"] == "BUYER"


def test_orders_of_other_shops_have_no_prices(world, seller):
    order = pick(world, is_multi_channel=True)
    body = get(seller, order)
    assert body["salesChannel"]["channelName"] == "NON_AMAZON"
    assert body["orderAliases"][0]["aliasType"] == "SELLER_ORDER_ID"
    assert "proceeds" not in body and "buyer" not in body
    assert "price" not in body["orderItems"][0]["product"]


def test_only_the_sections_asked_for_come(world, seller):
    order = pick(world, channel="MFN", status="Unshipped")
    bare = get(seller, order, "")
    assert set(bare) <= {
        *("orderId", "createdTime", "lastUpdatedTime", "programs"),
        *("salesChannel", "associatedOrders", "orderItems"),
    }
    assert "proceeds" not in bare["orderItems"][0]
    assert set(get(seller, order, "BUYER")) - set(bare) == {"buyer"}
    repeated = seller.call(
        "GET",
        f"{ORDERS}/{order.order_id}",
        params={"includedData": ["BUYER", "PROCEEDS"]},
    )
    assert set(repeated.json()["order"]) - set(bare) == {"buyer", "proceeds"}


def test_a_missing_role_leaves_fields_out_and_says_nothing(world, amazon):
    business = next(o for o in world.orders if o.region == "eu" and o.buyer.vat_number)
    order = pick(world, channel="MFN", status="Unshipped", is_business=False)
    amazon.apps[0].roles = ALL_ROLES - {DIRECT_TO_CONSUMER}
    no_address = Client(amazon).connect()
    assert "recipient" not in get(no_address, order)
    assert get(no_address, order)["buyer"] == {"buyerName": order.buyer.name}
    amazon.apps[0].roles = ALL_ROLES - {TAX_INVOICING, TAX_REMITTANCE}
    no_tax = Client(amazon).connect()
    assert get(no_tax, order)["buyer"] == {"buyerEmail": order.buyer.email}
    assert "recipient" in get(no_tax, order)
    assert "tax" not in get(no_tax, business)
    amazon.apps[0].roles = ALL_ROLES
    registrations = get(Client(amazon).connect(), business)["tax"]["taxRegistrations"]
    assert registrations[0]["taxRegistrationNumber"] == business.buyer.vat_number


def test_no_role_for_orders_at_all(amazon, world):
    amazon.apps[0].roles = frozenset({PRODUCT_LISTING})
    answer = (
        Client(amazon).connect().call("GET", f"{ORDERS}/{world.orders[0].order_id}")
    )
    assert error_of(answer)[:2] == (403, "Unauthorized")


def test_amazon_keeps_telephone_and_email_of_what_it_ships(world, seller):
    body = get(seller, pick(world, channel="AFN", is_multi_channel=False))
    assert "buyerEmail" not in body["buyer"]
    assert "phone" not in body["recipient"]["deliveryAddress"]


def test_the_telephone_goes_with_the_delivery(world, at):
    order = next(
        o
        for o in world.orders
        if o.region == "eu"
        and o.channel == "MFN"
        and o.fulfillable_at
        and o.ship_to.phone
    )
    body = at(order, order.fulfillable_at).json()["order"]
    assert body["recipient"]["deliveryAddress"]["phone"] == order.ship_to.phone
    last = parse_iso(body["fulfillment"]["deliverByWindow"]["latestDateTime"])
    for moment, has_phone in ((last, True), (last + SECOND, False)):
        address = at(order, moment).json()["order"]["recipient"]["deliveryAddress"]
        assert ("phone" in address) == has_phone
        assert address["name"] == order.ship_to.name


def test_orders_of_others_are_not_there(world, amazon):
    other = Seller("A9OTHER", "Andere GmbH", world=World(8, 5, end=END))
    amazon.sellers.append(other)
    token = amazon.amazon.self_authorize(seller=other).refresh_token
    client = Client(amazon, refresh_token=token)
    tokens = client.lwa("refresh_token", refresh_token=token).json()
    client.access_token = tokens["access_token"]
    own = next(o for o in other.world.orders if o.region == "eu")
    assert get(client, own)["orderId"] == own.order_id
    foreign = client.call("GET", f"{ORDERS}/{world.orders[0].order_id}")
    assert error_of(foreign)[:2] == (404, "NotFound")


def test_orders_of_another_region_and_nonsense(world, seller):
    american = next(o for o in world.orders if o.region == "na")
    answer = seller.call("GET", f"{ORDERS}/{american.order_id}")
    assert error_of(answer)[:2] == (404, "NotFound")
    assert error_of(seller.call("GET", f"{ORDERS}/999-0000000-0000000"))[0] == 404
    assert error_of(seller.call("GET", f"{ORDERS}/4711"))[:2] == (400, "InvalidInput")
    query = {"includedData": "EVERYTHING"}
    answer = seller.call("GET", f"{ORDERS}/{world.orders[0].order_id}", params=query)
    assert error_of(answer)[:2] == (400, "InvalidInput")


def test_orders_are_forgotten_after_two_years(world, life, at):
    order = pick(world, channel="MFN", status="Unshipped")
    life.app.is_private = True
    two_years = order.purchased_at + timedelta(days=730)
    assert at(order, two_years).status_code == 200
    assert at(order, two_years + SECOND).status_code == 404


@pytest.mark.parametrize("vcs", [False, True])
@pytest.mark.parametrize("prices", ["included", "excluded"])
def test_the_grand_total_is_what_was_paid(vcs, prices):
    world = World(5, 200, end=END, vcs=vcs)
    with serve(world, Clock(END), settings=Settings(order_prices=prices)) as server:
        for region in ("eu", "na"):
            seller = Client(server, region).connect()
            orders = {o["orderId"]: o for o in found(seller)}
            expected = world.expected(region)["orders"]
            assert set(expected) <= set(orders)
            is_added = region == "na" or (vcs and prices == "excluded")
            for order_id, facts in expected.items():
                check_money(orders[order_id], facts, region, vcs, is_added)


def check_money(order, facts, region, vcs, is_tax_added):
    """ITEM + SHIPPING + GIFT_WRAP - DISCOUNT [+ TAX], for the order and each item."""
    if "proceeds" not in order:
        assert order["fulfillment"]["fulfillmentStatus"] == "PENDING"
        return
    total = Decimal(order["proceeds"]["grandTotal"]["amount"])
    lines = [item["proceeds"] for item in order["orderItems"]]
    sums = [Decimal(line["proceedsTotal"]["amount"]) for line in lines]
    assert sum(sums) == total
    for stated, breakdowns in [
        (total, order["proceeds"]["breakdowns"]),
        *zip(sums, (line["breakdowns"] for line in lines), strict=True),
    ]:
        parts = {b["type"]: Decimal(b["subtotal"]["amount"]) for b in breakdowns}
        assert all(value >= 0 for value in parts.values())
        tax, discount = parts.pop("TAX", None), parts.pop("DISCOUNT", 0)
        assert (tax is not None) == (vcs or region == "na")
        assert sum(parts.values()) - discount + (tax if is_tax_added else 0) == stated
    american_tax = sum(
        Decimal(b["subtotal"]["amount"])
        for b in order["proceeds"]["breakdowns"]
        if b["type"] == "TAX" and region == "na"
    )
    assert total - american_tax == Decimal(facts["paid"])


def found(seller, **query):
    """All pages of a search for everything there is."""
    query = {
        "createdAfter": (END - timedelta(days=700)).isoformat(),
        "includedData": EVERYTHING,
        **query,
    }
    orders = []
    while True:
        answer = seller.call("GET", ORDERS, params=query)
        assert answer.status_code == 200, answer.text
        orders += answer.json()["orders"]
        if "pagination" not in answer.json():
            return orders
        query["paginationToken"] = answer.json()["pagination"]["nextToken"]


@pytest.mark.parametrize("kind", ["item", "shipping"])
def test_discounts_name_their_kind(world, seller, kind):
    order = next(
        o
        for o in world.orders
        if o.region == "eu"
        and o.becomes_a_sale
        and any(getattr(item.amounts, f"{kind}_promotion") for item in o.items)
    )
    item = next(i for i in get(seller, order)["orderItems"] if "promotion" in i)
    [discount] = [b for b in item["proceeds"]["breakdowns"] if b["type"] == "DISCOUNT"]
    [detail] = discount["detailedBreakdowns"]
    assert detail["subtype"] == kind.upper()
    assert detail["value"] == discount["subtotal"]
    paid = next(i for i in order.items if i.order_item_id == item["orderItemId"])
    assert Decimal(detail["value"]["amount"]) == -getattr(
        paid.amounts, f"{kind}_promotion"
    )
    assert item["promotion"]["breakdowns"][0]["promotionId"] == paid.promotions[0].id


def test_the_buyer_may_wish_to_cancel():
    world = World(3, 40, end=END, cancellation_wishes=True)
    order = next(
        o
        for o in world.orders
        if o.region == "eu" and o.is_cancellation_wished and o.status == "Unshipped"
    )
    with serve(world, Clock(order.purchased_at)) as server:
        client = Client(server).connect()
        assert "cancellation" not in get(client, order)["orderItems"][0]
        server.clock.set(order.fulfillable_at)
        body = get(client.connect(), order)
    wish = body["orderItems"][0]["cancellation"]["cancellationRequest"]
    assert wish["requester"] == "BUYER"


def test_a_day_on_which_amazon_refuses_fulfillment_data(world, seller):
    order = pick(world, channel="MFN", status="Unshipped")
    fault = {"kind": "no_fulfillment_data", "operation": "orders.getOrder"}
    seller.amazon.faults.add(**fault, times=1)
    assert "buyer" in get(seller, order, "BUYER")
    path = f"{ORDERS}/{order.order_id}"
    refused = seller.call("GET", path, params={"includedData": "BUYER,FULFILLMENT"})
    words = (
        "The input you have submitted is not valid. "
        "Please check your input and try again."
    )
    assert error_of(refused) == (400, "InvalidInput", words, "")
    assert "fulfillment" in get(seller, order, "BUYER,FULFILLMENT")
    with pytest.raises(ValueError, match="never hits"):
        seller.amazon.faults.add("no_fulfillment_data", "reports.getReport")
