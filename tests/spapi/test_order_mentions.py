"""Which orders, and which of their items, Amazon says were cancelled."""

from datetime import datetime, timezone

from amazon_connector.spapi.order_mentions import (
    OrderMention,
    cancelled_items,
    cancelled_orders,
    standing_pieces,
)
from amazon_connector.spapi.orders import Channel

MOMENT = datetime(2026, 11, 20, tzinfo=timezone.utc)


def row(order_id, status, sku="A", item_status="", quantity=None, channel=Channel.MFN):
    return OrderMention(
        amazon_order_id=order_id,
        purchase_date=MOMENT,
        last_updated=MOMENT,
        order_status=status,
        channel=channel,
        sku=sku,
        item_status=item_status,
        quantity=quantity,
    )


def test_orders_and_items_are_told_apart():
    rows = [
        row("1", "cancelled", "A", "cancelled"),
        row("1", "cancelled", "B", "cancelled"),
        row("2", "unshipped", "A", "cancelled"),
        row("2", "unshipped", "A", "cancelled"),
        row("2", "unshipped", "B", "unshipped"),
        row("3", "shipped", "A", "shipped"),
        row("4", "canceled"),
    ]
    assert set(cancelled_orders(rows)) == {"1", "4"}
    assert cancelled_items(rows) == {"2": {"A": 2}}
    assert cancelled_items(rows[:2]) == {}


def test_pieces_of_orders_of_which_nothing_has_left():
    rows = [
        row("1", "unshipped", "A", quantity=2),
        row("1", "unshipped", "A", quantity=1),
        row("1", "unshipped", "B", quantity=4),
        row("2", "unshipped", "A", "cancelled", 0),
        row("2", "unshipped", "A", quantity=3),
        row("2", "unshipped", "B", "cancelled"),
    ]
    assert standing_pieces(rows) == {
        "1": {"A": (2, 3), "B": (1, 4)},
        "2": {"A": (2, 3)},
    }


def test_pieces_that_nobody_can_count_are_left_out():
    rows = [
        row("1", "unshipped", "A", quantity=2),
        row("1", "unshipped", "A"),
        row("1", "unshipped", "B", quantity=0),
        row("2", "shipped", "A", quantity=2),
        row("3", "unshipped", "A", quantity=2),
        row("3", "shipping", "A", quantity=1),
        row("4", "cancelled", "A", quantity=2),
        row("5", "unshipped", "A", quantity=2, channel=Channel.AFN),
        row("6", "unshipped", "A", quantity=2),
        row("6", "unshipped", "B", quantity=2, channel=Channel.AFN),
    ]
    assert standing_pieces(rows) == {"1": {}}
