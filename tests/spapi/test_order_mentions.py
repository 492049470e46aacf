"""Which orders, and which of their items, Amazon says were cancelled."""

from datetime import datetime, timezone

from amazon_connector.spapi.order_mentions import (
    OrderMention,
    cancelled_items,
    cancelled_orders,
)
from amazon_connector.spapi.orders import Channel

MOMENT = datetime(2026, 11, 20, tzinfo=timezone.utc)


def row(order_id, status, sku="A", item_status=""):
    return OrderMention(
        amazon_order_id=order_id,
        purchase_date=MOMENT,
        last_updated=MOMENT,
        order_status=status,
        channel=Channel.MFN,
        sku=sku,
        item_status=item_status,
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
