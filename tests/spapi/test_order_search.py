"""Single orders and searches: what is asked, and what becomes of the answers."""

from datetime import datetime, timedelta, timezone

import pytest

from amazon_connector.spapi import errors
from amazon_connector.spapi.door import Door
from amazon_connector.spapi.orders import Channel
from amazon_connector.spapi.throttle import MemoryThrottle

from .orders_kit import GERMANY, ORDER_ID, order_entry

FRANCE = "A13V1IB3VIYZZH"
START = datetime(2026, 10, 1, tzinfo=timezone.utc)
END = datetime(2026, 11, 1, tzinfo=timezone.utc)
DATA = "BUYER,RECIPIENT,PROCEEDS,PROMOTION,CANCELLATION,TAX"
WITHHELD = "The input you have submitted is not valid. Please check your input."


class Tokens:
    def access_token(self, *, fresh=False):
        return "Atza|token"


@pytest.fixture
def door(amazon):
    with Door(f"{amazon.url}/eu", "eu", Tokens(), MemoryThrottle(), timeout=5) as door:
        yield door


def search(door, **changes):
    question = {
        "marketplace_ids": [GERMANY, FRANCE],
        "channel": Channel.MFN,
        "created_after": START,
        "created_before": END,
        **changes,
    }
    return door.search_orders(**question)


def entry(**changes):
    return order_entry([{}], None, **changes)


def stateless(**changes):
    found = entry(**changes)
    del found["fulfillment"]
    return found


def refusal(message, code="InvalidInput"):
    return {"errors": [{"code": code, "message": message, "details": ""}]}


# === ONE ORDER === #


def test_an_order_is_asked_for_with_all_that_is_used_and_nothing_more(amazon, door):
    amazon.say({"order": entry()})
    found = door.order(ORDER_ID)
    assert (found.amazon_order_id, found.order.currency) == (ORDER_ID, "")
    (call,) = amazon.calls
    assert (call.method, call.path) == (
        "GET",
        f"/eu/orders/2026-01-01/orders/{ORDER_ID}",
    )
    assert call.query == {"includedData": [f"{DATA},FULFILLMENT"]}
    assert call.headers["x-amz-access-token"] == "Atza|token"


def test_an_order_amazon_does_not_know(amazon, door):
    amazon.say(refusal("The requested order does not exist.", "NotFound"), 404)
    with pytest.raises(errors.NotFound) as caught:
        door.order(ORDER_ID)
    assert caught.value.verdict is errors.Verdict.GIVE_UP
    assert len(amazon.calls) == 1


@pytest.mark.parametrize("order_id", ["", "../reports", "302-12-7", "302 1234567"])
def test_what_is_no_order_id_is_not_sent(amazon, door, order_id):
    with pytest.raises(errors.NotFound):
        door.order(order_id)
    assert amazon.calls == []


def test_a_page_of_the_gateway_is_not_a_word_about_the_order(amazon, door):
    amazon.say("<html>404</html>", 404, "text/html")
    with pytest.raises(errors.InvalidRequest):
        door.order(ORDER_ID)


def test_an_order_of_unknown_state_is_no_order(amazon, door):
    amazon.say(refusal(WITHHELD), 400).say({"order": stateless()})
    with pytest.raises(errors.Unreachable):
        door.order(ORDER_ID)
    assert [call.query["includedData"] for call in amazon.calls] == [
        [f"{DATA},FULFILLMENT"],
        [DATA],
    ]


@pytest.mark.parametrize("times", [1, 2])
def test_a_request_that_is_refused_as_such_is_told(amazon, door, times):
    words = {1: "orderId is malformed", 2: WITHHELD}[times]
    amazon.say(refusal(words), 400)
    with pytest.raises(errors.InvalidRequest):
        door.order(ORDER_ID)
    assert len(amazon.calls) == times


# === SEARCHES === #


def test_a_search_states_everything_it_means(amazon, door):
    amazon.say({"orders": [entry(), entry(orderId="302-1234567-0000001")]})
    page = search(door, created_after=START.astimezone(timezone(timedelta(hours=2))))
    assert [found.amazon_order_id for found in page.orders] == [
        ORDER_ID,
        "302-1234567-0000001",
    ]
    assert (page.next_token, page.created_before) == ("", END)
    (call,) = amazon.calls
    assert (call.method, call.path) == ("GET", "/eu/orders/2026-01-01/orders")
    assert call.query == {
        "marketplaceIds": [f"{GERMANY},{FRANCE}"],
        "fulfilledBy": ["MERCHANT"],
        "createdAfter": ["2026-10-01T00:00:00Z"],
        "createdBefore": ["2026-11-01T00:00:00Z"],
        "includedData": [f"{DATA},FULFILLMENT"],
    }


def test_what_amazon_ships_is_searched_for_by_itself(amazon, door):
    amazon.say({"orders": []})
    assert search(door, channel=Channel.AFN).orders == ()
    assert amazon.calls[0].query["fulfilledBy"] == ["AMAZON"]


def test_the_next_page_is_the_same_question_with_the_token(amazon, door):
    amazon.say({"orders": [entry()], "pagination": {"nextToken": "a b/+=="}})
    amazon.say({"orders": [entry()], "pagination": {}})
    first = search(door)
    second = search(door, pagination_token=first.next_token)
    assert second.next_token == ""
    one, two = (call.query for call in amazon.calls)
    assert two.pop("paginationToken") == ["a b/+=="]
    assert one == two


def test_the_last_two_minutes_are_left_out_and_all_pages_agree(amazon, door):
    amazon.say({"orders": [], "pagination": {"nextToken": "t"}})
    amazon.say({"orders": []})
    now = datetime.now(timezone.utc)
    first = search(door, created_before=now + timedelta(days=1))
    assert now - timedelta(minutes=3) < first.created_before
    assert first.created_before < now - timedelta(minutes=2)
    second = search(
        door,
        created_before=now + timedelta(days=1),
        pagination_token=first.next_token,
    )
    assert second.created_before == first.created_before
    one, two = (call.query["createdBefore"] for call in amazon.calls)
    assert one == two


def test_a_period_of_less_than_two_minutes_is_not_asked_for(amazon, door):
    now = datetime.now(timezone.utc)
    page = search(door, created_after=now, created_before=now)
    assert (page.orders, page.next_token, page.created_before) == ((), "", now)
    assert amazon.calls == []


def test_a_search_without_the_state_asks_for_what_stands(amazon, door):
    amazon.say(refusal(WITHHELD), 400)
    amazon.say({"orders": [stateless()], "pagination": {"nextToken": "t"}})
    amazon.say({"orders": [stateless()]})
    first = search(door)
    assert (first.orders[0].status, first.orders[0].channel) == ("", Channel.MFN)
    assert search(door, pagination_token=first.next_token).orders
    _refused, *pages = (call.query for call in amazon.calls)
    for query in pages:
        assert query["includedData"] == [DATA]
        assert query["fulfillmentStatuses"] == ["UNSHIPPED,PARTIALLY_SHIPPED,SHIPPED"]
    assert pages[1]["paginationToken"] == ["t"]


def test_a_page_that_is_refused_later_is_not_asked_for_differently(amazon, door):
    amazon.say({"orders": [], "pagination": {"nextToken": "t"}})
    amazon.say(refusal(WITHHELD), 400)
    token = search(door).next_token
    with pytest.raises(errors.InvalidRequest):
        search(door, pagination_token=token)
    assert len(amazon.calls) == 2


@pytest.mark.parametrize("token", ["t", "a b c", "2026-11-01T00:00:00+00:00 full"])
def test_a_token_of_another_kind_is_not_sent(amazon, door, token):
    with pytest.raises(errors.InvalidRequest):
        search(door, pagination_token=token)
    assert amazon.calls == []


def test_a_search_that_is_refused_for_another_reason_is_told(amazon, door):
    amazon.say(refusal("createdAfter is not ISO 8601"), 400)
    with pytest.raises(errors.InvalidRequest):
        search(door)
    assert len(amazon.calls) == 1


@pytest.mark.parametrize("call", [search, lambda door: door.order(ORDER_ID)])
@pytest.mark.parametrize(
    "answer",
    [
        [],
        {"payload": []},
        {"payload": {}},
        {"orders": {}},
        {"order": []},
        {"order": {}, "orders": [{}]},
        {"order": None, "orders": None},
    ],
)
def test_an_answer_of_another_shape_can_be_tried_again(amazon, door, call, answer):
    amazon.say(answer)
    with pytest.raises(errors.Unreachable):
        call(door)


def test_searches_are_counted_before_they_are_made(amazon, door):
    amazon.say({"orders": []})
    for _call in range(20):
        search(door)
    with pytest.raises(errors.Throttled) as caught:
        search(door)
    assert len(amazon.calls) == 20
    wait = caught.value.retry_at - datetime.now(timezone.utc)
    assert timedelta(seconds=150) < wait < timedelta(seconds=180)


def test_a_search_denied_names_the_role(amazon, door):
    amazon.say(refusal("Access to requested resource is denied.", "Unauthorized"), 403)
    with pytest.raises(errors.RoleMissing):
        search(door)
