"""From Amazon's JSON to orders, whichever role or prices it came with."""

import json
from copy import deepcopy
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from amazon_connector.spapi.errors import Unreachable
from amazon_connector.spapi.marketplaces import by_sales_channel, is_non_amazon
from amazon_connector.spapi.orders import (
    Address,
    Buyer,
    Channel,
    Order,
    OrderItem,
)
from amazon_connector.spapi.orders_api import WHOLE_ITEM, found_order, found_orders

from .orders_kit import (
    GERMANY,
    ORDER_ID,
    breakdown,
    converted,
    euros,
    listed,
    order_entry,
    paid,
)

GOLDEN = Path(__file__).parent / "golden" / "orders_2026-01-01.getOrder.json"
EVERY_ITEM = (
    OrderItem(
        order_item_id="04001234567801",
        sku="TASSE BLAU",
        quantity=3,
        title="Teetasse, blau",
        item_price=Decimal("35.70"),
        item_tax=Decimal("5.70"),
        shipping_price=Decimal("4.76"),
        shipping_tax=Decimal("0.76"),
        is_gross=True,
        item_promotion=Decimal("-2.38"),
        shipping_promotion=Decimal("-1.20"),
        promotion_ids=("FREI HAUS", "HERBST"),
    ),
    OrderItem(
        order_item_id="40012345678902",
        sku="KANNE-BLAU",
        quantity=1,
        title="Teekanne, blau",
        item_price=Decimal("21.42"),
        item_tax=Decimal("3.42"),
        gift_wrap_price=Decimal("3.57"),
        gift_wrap_tax=Decimal("0.57"),
        is_gross=True,
        gift_wrap_type="Classic",
        gift_message="Alles Gute zum Jubiläum!",
    ),
)
BUYER = Buyer(
    email="k4f3r@marketplace.amazon.de",
    name="Ottilie Käferstein",
    company_name="Käferstein & Söhne GmbH",
    vat_number="DE000000017",
    purchase_order_number="BE-2026-118",
)
TEN = listed({"ITEM": Decimal("10.00")}, {}, {})


@pytest.fixture
def golden():
    return json.loads(GOLDEN.read_text(encoding="utf-8"))["order"]


def utc(*numbers):
    return datetime(*numbers, tzinfo=timezone.utc)


def test_an_order_with_everything(golden):
    found = found_order(golden)
    assert (found.amazon_order_id, found.status) == ("302-4821905-7710346", "UNSHIPPED")
    assert (found.channel, found.marketplace_id) == (Channel.MFN, GERMANY)
    assert found.is_amazon
    assert found.created_at == utc(2026, 11, 18, 19, 4, 11)
    assert found.updated_at == utc(2026, 11, 19, 6, 45)
    assert found.order == Order(
        amazon_order_id="302-4821905-7710346",
        channel=Channel.MFN,
        purchase_date=utc(2026, 11, 18, 19, 4, 11),
        currency="EUR",
        items=EVERY_ITEM,
        buyer=BUYER,
        ship_address=Address(
            name="Ottilie Käferstein",
            line1="Käferstein & Söhne GmbH",
            line2="Am Mühlbach 7",
            line3="Tor 3",
            city="Bad Düren",
            state="Hessen",
            postal_code="61999",
            country_code="DE",
            phone="+49 6999 555019",
        ),
        bill_address=Address(
            name="Ottilie Käferstein",
            line1="Postfach 12",
            city="Bad Düren",
            postal_code="61998",
            country_code="DE",
        ),
        sales_channel="Amazon.de",
        ship_service_level="SecondDay",
        earliest_ship_date=utc(2026, 11, 18, 23),
        latest_ship_date=utc(2026, 11, 20, 22, 59, 59),
        delivery_instructions="Rampe, Bitte hupen",
        is_business_order=True,
        is_prime=True,
        is_replacement_order=False,
        is_exchange_order=False,
        is_buyer_requested_cancellation=True,
        buyer_cancel_reason="Zu spät",
    )
    assert sum(map(paid, found.order.items)) == Decimal("61.87")


def test_without_the_roles_for_buyers_it_is_still_an_order(golden):
    for name in ("buyer", "recipient", "tax"):
        del golden[name]
    order = converted(golden)
    assert (order.buyer, order.ship_address, order.bill_address) == (
        Buyer(),
        Address(),
        Address(),
    )
    assert not order.refused_rows
    assert sum(map(paid, order.items)) == Decimal("61.87")


def test_what_amazon_ships_comes_whole_and_with_the_tax_inside(golden):
    golden["fulfillment"]["fulfilledBy"] = "AMAZON"
    order = converted(golden)
    assert order.channel is Channel.AFN
    for item in order.items:
        assert item.shipment_item_id == WHOLE_ITEM
        assert item.is_gross and item.item_tax
    assert sum(map(paid, order.items)) == Decimal("61.87")


@pytest.mark.parametrize(
    "status", ["PENDING", "PENDING_AVAILABILITY", "CANCELLED", "UNFULFILLABLE"]
)
def test_what_is_no_sale_is_found_without_an_order(golden, status):
    golden["fulfillment"]["fulfillmentStatus"] = status
    found = found_order(golden)
    assert (found.status, found.order) == (status, None)


@pytest.mark.parametrize("status", ["UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED"])
def test_what_stands_is_found_with_its_order(golden, status):
    golden["fulfillment"]["fulfillmentStatus"] = status
    assert found_order(golden).order


@pytest.mark.parametrize(
    ("sales_channel", "text"),
    [
        ({"marketplaceId": GERMANY, "marketplaceName": "Amazon.de"}, "Amazon.de"),
        ({"marketplaceId": GERMANY, "marketplaceName": "amazon.de"}, "amazon.de"),
        ({"marketplaceId": GERMANY}, "Amazon.de"),
        ({"marketplaceId": "AMEN7PMS3EDWL", "marketplaceName": "BE"}, "Amazon.com.be"),
        ({"marketplaceName": "Amazon.fr"}, "Amazon.fr"),
    ],
)
def test_the_marketplace_is_named_as_reports_name_it(sales_channel, text):
    entry = order_entry([TEN], "10.00")
    entry["salesChannel"] = {"channelName": "AMAZON", **sales_channel}
    assert converted(entry).sales_channel == text
    assert by_sales_channel(text)


def test_a_marketplace_nobody_knows_yet_keeps_its_name():
    channel = {
        "channelName": "AMAZON",
        "marketplaceId": "A0NEW",
        "marketplaceName": "X",
    }
    entry = order_entry([TEN], "10.00", salesChannel=channel)
    assert converted(entry).sales_channel == "X"
    assert found_order(entry).marketplace_id == "A0NEW"


@pytest.mark.parametrize(
    "name", ["Non-Amazon DE", "SI UK Prod Marketplace", "", "Shop"]
)
def test_what_was_sold_elsewhere_is_no_sale_of_amazons(name):
    entry = order_entry([{}], None)
    entry["salesChannel"] = {"channelName": "NON_AMAZON", "marketplaceName": name}
    entry["fulfillment"]["fulfilledBy"] = "AMAZON"
    found = found_order(entry)
    assert not found.is_amazon
    assert is_non_amazon(found.order.sales_channel)
    assert found.order.items[0].item_price is None


@pytest.mark.parametrize(
    ("kind", "is_replacement"),
    [("REPLACEMENT_ORIGINAL_ID", True), ("EXCHANGE_ORIGINAL_ID", False)],
)
def test_the_order_it_replaces(kind, is_replacement):
    free = listed({"ITEM": Decimal("0.00")}, {}, {})
    entry = order_entry([free], "0.00")
    entry["associatedOrders"] = [
        {"orderId": "302-0000000-0000001", "associationType": kind}
    ]
    order = converted(entry)
    assert order.original_order_id == "302-0000000-0000001"
    assert order.is_replacement_order is is_replacement
    assert order.items[0].item_price == 0


def test_the_number_for_imports_is_found_on_any_item():
    international = {"internationalShipping": {"iossNumber": "IM0000000001"}}
    entry = order_entry([TEN, {**TEN, "fulfillment": {"shipping": international}}], 20)
    assert converted(entry).ioss_number == "IM0000000001"


# === TAX THAT IS NOT THE SELLER'S === #


def test_sales_tax_of_north_america_is_named_but_not_sold():
    item = listed({"ITEM": Decimal("39.99")}, {}, {"ITEM": Decimal("10.00")})
    entry = order_entry([item], "49.99")
    entry["salesChannel"]["marketplaceId"] = "ATVPDKIKX0DER"
    (priced,) = converted(entry).items
    assert (priced.item_price, priced.item_tax) == (Decimal("39.99"), 10)
    assert priced.is_tax_amazons and not priced.is_gross
    entry["proceeds"]["grandTotal"] = euros("39.99")
    assert converted(entry).items == (priced,)
    entry["proceeds"]["grandTotal"] = euros("45.00")
    assert converted(entry).refused_rows


def test_tax_that_amazon_collects_itself_is_named_but_not_sold():
    item = listed({"ITEM": Decimal("10.00")}, {}, {"ITEM": Decimal("2.00")})
    item["tax"] = {"taxCollections": [{"model": "MARKETPLACE_FACILITATOR"}]}
    (priced,) = converted(order_entry([item], "12.00")).items
    assert (priced.item_price, priced.item_tax) == (12, 2)
    assert priced.is_tax_amazons and priced.is_gross
    (inside,) = converted(order_entry([item], "10.00")).items
    assert (inside.item_price, inside.item_tax) == (10, 2)
    assert inside.is_tax_amazons and inside.is_gross


def test_tax_that_amazon_leaves_to_sellers_in_japan_is_theirs():
    item = listed({"ITEM": Decimal("10.00")}, {}, {"ITEM": Decimal("2.00")})
    item["tax"] = {"taxCollections": [{"model": "MARKETPLACE_FACILITATOR"}]}
    entry = order_entry([item], "10.00")
    entry["salesChannel"]["marketplaceId"] = "A1VC38T7YXB528"
    (priced,) = converted(entry).items
    assert not priced.is_tax_amazons


# === ITEMS THAT WERE CANCELLED === #


def cancelled(fulfilled, unfulfilled):
    return {
        "cancellation": {"cancellationExecution": {"cancelledBy": "MERCHANT"}},
        "fulfillment": {
            "quantityFulfilled": fulfilled,
            "quantityUnfulfilled": unfulfilled,
        },
    }


@pytest.mark.parametrize("money", [{}, listed({"ITEM": Decimal("5.00")}, {}, {})])
def test_a_cancelled_item_stays_without_quantity_and_money(money):
    gone = {**money, **cancelled(0, 0), "quantityOrdered": 2}
    first, second = converted(order_entry([TEN, gone], "10.00")).items
    assert (first.quantity, first.item_price) == (1, 10)
    assert (second.quantity, second.item_price) == (0, 0)


def test_an_item_cancelled_in_part_makes_the_order_wait():
    part = {**TEN, **cancelled(1, 0), "quantityOrdered": 3}
    (row,) = converted(order_entry([part], "10.00")).refused_rows
    assert (row.code, row.column) == ("conflicting_rows", "quantityOrdered")


def test_a_cancellation_that_changed_nothing_changes_nothing():
    (item,) = converted(order_entry([{**TEN, **cancelled(1, 0)}], "10.00")).items
    assert (item.quantity, item.item_price) == (1, 10)


# === GARBAGE === #


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"orderItemId": ""}, "missing_value", "orderItemId"),
        ({"orderItemId": 40012345678902}, "missing_value", "orderItemId"),
        ({"orderItemId": "4.0E+13"}, "excel_number", "orderItemId"),
        ({"orderItemId": "01"}, "conflicting_rows", "orderItemId"),
        ({"product": {}}, "missing_value", "sellerSku"),
        ({"product": None}, "missing_value", "sellerSku"),
        ({"quantityOrdered": None}, "missing_value", "quantityOrdered"),
        ({"quantityOrdered": 1.5}, "bad_number", "quantityOrdered"),
        ({"quantityOrdered": True}, "bad_number", "quantityOrdered"),
        ({"quantityOrdered": -1}, "bad_number", "quantityOrdered"),
        (listed({"ITEM": "7,00"}, {}, {}), "bad_number", "ITEM"),
        (
            {
                "proceeds": {
                    "breakdowns": [
                        breakdown("ITEM", "7")
                        | {"subtotal": {"amount": "7", "currencyCode": "SEK"}}
                    ]
                }
            },
            "conflicting_rows",
            "currencyCode",
        ),
    ],
)
def test_an_item_that_cannot_be_read_makes_its_order_wait(change, code, column):
    order = converted(order_entry([TEN, {**TEN, **change}], "20.00"))
    (row,) = order.refused_rows
    assert (row.line_number, row.code, row.column) == (2, code, column)
    assert row.order_id == ORDER_ID
    assert [item.order_item_id for item in order.items] == ["01"]


def test_an_item_that_is_no_object_makes_its_order_wait():
    entry = order_entry([TEN], "10.00")
    entry["orderItems"].append("text")
    assert converted(entry).refused_rows[0].line_number == 2


@pytest.mark.parametrize(
    "total", ["ten", {}, {"amount": 10.0, "currencyCode": "EUR"}, [], "10.00"]
)
def test_a_total_that_is_no_amount_makes_its_order_wait(total):
    entry = order_entry([TEN], None)
    entry["proceeds"]["grandTotal"] = total
    (row,) = converted(entry).refused_rows
    assert row.column == "grandTotal"


@pytest.mark.parametrize(
    "path",
    [
        ("orderId",),
        ("createdTime",),
        ("salesChannel",),
        ("salesChannel", "channelName"),
        ("fulfillment",),
        ("fulfillment", "fulfillmentStatus"),
        ("fulfillment", "fulfilledBy"),
        ("orderItems",),
    ],
)
@pytest.mark.parametrize("rubbish", [None, 7, "", {"a": 1}])
def test_an_answer_that_is_not_amazons_can_be_tried_again(golden, path, rubbish):
    *parents, name = path
    node = golden
    for parent in parents:
        node = node[parent]
    node[name] = rubbish
    with pytest.raises(Unreachable):
        found_order(golden)


def test_an_order_without_items_waits():
    (row,) = converted(order_entry([], "10.00")).refused_rows
    assert row.column == "grandTotal"


@pytest.mark.parametrize("rubbish", [None, 7, [], "", {"a": 1}, [None], ["x"], {}])
def test_rubbish_in_any_other_place_never_breaks(golden, rubbish):
    """Every place in turn; those above are refused, all others are done without."""
    places = list(_places(golden))
    assert len(places) > 150
    for place in places:
        entry = deepcopy(golden)
        node = entry
        for step in place[:-1]:
            node = node[step]
        node[place[-1]] = rubbish
        try:
            order = found_order(entry).order
        except Unreachable:
            continue
        is_whole = sum(map(paid, order.items)) == Decimal("61.87")
        are_blank = any(item.item_price is None for item in order.items)
        assert order.refused_rows or is_whole or are_blank, place


def _places(node, path=()):
    """The path to everything in it."""
    entries = node.items() if isinstance(node, dict) else enumerate(node)
    for key, child in entries:
        yield (*path, key)
        if isinstance(child, (dict, list)):
            yield from _places(child, (*path, key))


# === PAGES === #


def test_a_page_without_orders():
    assert found_orders({"orders": []}, Channel.MFN, are_sold=False) == ()


@pytest.mark.parametrize("payload", [None, [], {}, {"orders": {}}, {"orders": [7]}])
def test_a_page_that_is_not_amazons(payload):
    with pytest.raises(Unreachable):
        found_orders(payload, Channel.MFN, are_sold=False)


def test_where_amazon_withholds_the_state_what_was_asked_for_counts(golden):
    del golden["fulfillment"]
    with pytest.raises(Unreachable):
        found_orders({"orders": [golden]}, Channel.AFN, are_sold=False)
    (found,) = found_orders({"orders": [golden]}, Channel.AFN, are_sold=True)
    assert (found.status, found.channel) == ("", Channel.AFN)
    assert sum(map(paid, found.order.items)) == Decimal("61.87")
