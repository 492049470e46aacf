"""What Amazon says of orders that it holds back."""

from datetime import datetime, timezone

import pytest

from amazon_connector.spapi.errors import InvalidRequest, Unreachable
from amazon_connector.spapi.pending_orders import PendingItem, PendingSearch

SINCE = datetime(2026, 11, 1, tzinfo=timezone.utc)
SEARCH = PendingSearch(("A1PA6795UKMFR9",), SINCE)
ITEM = {
    "orderItemId": "01",
    "quantityOrdered": 2,
    "product": {"sellerSku": " LAMP "},
}


def entry(status="PENDING", **values):
    return {
        "orderId": "302-0000001-0000001",
        "createdTime": "2026-11-20T09:00:00Z",
        "salesChannel": {
            "channelName": "AMAZON",
            "marketplaceId": "A1PA6795UKMFR9",
        },
        "fulfillment": {"fulfillmentStatus": status, "fulfilledBy": "MERCHANT"},
        "orderItems": [ITEM],
        **values,
    }


def test_a_pending_order_names_its_goods():
    [order] = SEARCH.page({"orders": [entry()]}).orders
    assert order.items == (PendingItem("01", "LAMP", 2),)
    assert not order.is_cancelled
    assert order.created_at == datetime(2026, 11, 20, 9, tzinfo=timezone.utc)


def test_a_cancelled_order_has_no_goods():
    [order] = SEARCH.page({"orders": [entry("CANCELLED")]}).orders
    assert order.is_cancelled
    assert order.items == ()


@pytest.mark.parametrize(
    "item",
    [
        {**ITEM, "quantityOrdered": 0},
        {**ITEM, "quantityOrdered": "2"},
        {**ITEM, "quantityOrdered": True},
        {**ITEM, "product": {}},
        {**ITEM, "product": None},
        None,
    ],
)
def test_an_item_without_sku_or_quantity_is_left_out(item):
    [order] = SEARCH.page({"orders": [entry(orderItems=[item])]}).orders
    assert order.items == ()


def test_orders_of_other_shops_are_left_out():
    elsewhere = {"channelName": "NON_AMAZON", "marketplaceId": "A1PA6795UKMFR9"}
    assert SEARCH.page({"orders": [entry(salesChannel=elsewhere)]}).orders == ()


@pytest.mark.parametrize(
    "payload",
    [
        {},
        [],
        {"orders": [entry("SHIPPED")]},
        {"orders": [entry(fulfillment={})]},
        {"orders": [entry(createdTime="yesterday")]},
        {"orders": [{}]},
    ],
)
def test_what_is_not_amazons_answer_is_refused(payload):
    with pytest.raises(Unreachable):
        SEARCH.page(payload)


def test_all_pages_ask_for_the_same_period():
    page = SEARCH.page({"orders": [], "pagination": {"nextToken": "abc def"}})
    later = PendingSearch(SEARCH.marketplace_ids, datetime.now(timezone.utc))
    query = later.at(page.next_token).query()
    assert query["createdAfter"] == "2026-11-01T00:00:00Z"
    assert query["paginationToken"] == "abc def"
    assert "paginationToken" not in SEARCH.query()


def test_a_foreign_token_is_refused():
    with pytest.raises(InvalidRequest):
        SEARCH.at("nonsense")
