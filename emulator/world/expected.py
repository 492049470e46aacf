"""What a perfect importer ends up with, exact to the cent."""

from collections.abc import Iterable
from datetime import datetime

from emulator.clock import iso
from emulator.world.changes import order_at
from emulator.world.facts import ZERO, Item, Order


def expected(orders: Iterable[Order], until: datetime | None = None) -> dict:
    """Count, totals by currency, the same by marketplace, and each order.

    Amounts are what the buyer paid for goods, shipping and gift wrap, less
    promotions; in North America without the sales tax Amazon remits.

    :param until: only what Amazon's reports can tell at that time
    :return: ``{"count", "totals": {currency: "decimal"}, "by_marketplace":
        {country: {"count", "totals"}}, "orders": {order id: {…}}}``
    """
    result = {"count": 0, "totals": {}, "by_marketplace": {}, "orders": {}}
    for order in orders:
        if not is_sale(order, until) or not _is_known(order, until):
            continue
        order = order_at(order, until)
        place = result["by_marketplace"].setdefault(
            order.marketplace.country, {"count": 0, "totals": {}}
        )
        for sums in (result, place):
            sums["count"] += 1
            total = sums["totals"].get(order.currency, ZERO) + order.total
            sums["totals"][order.currency] = total
        result["orders"][order.order_id] = _order(order)
    for sums in (result, *result["by_marketplace"].values()):
        sums["totals"] = {
            key: str(sums["totals"][key]) for key in sorted(sums["totals"])
        }
    return result


def is_sale(order: Order, until: datetime | None) -> bool:
    """Neither pending nor cancelled by then, and sold at Amazon."""
    if until is None or order.cancelled_at is None:
        return order.becomes_a_sale
    is_cancelled = order.cancelled_at <= until or order.fulfillable_at is None
    return not is_cancelled and not order.is_multi_channel


def _is_known(order: Order, until: datetime | None) -> bool:
    """An order shipped by Amazon counts once all its shipments are reported."""
    if until is None:
        return True
    if order.channel == "MFN":
        return order.fulfillable_at < until
    return all(row.reported_at < until for row in order.shipped_items)


def _order(order: Order) -> dict:
    return {
        "total": str(order.total),
        "currency": order.currency,
        "marketplace": order.marketplace.country,
        "marketplace_id": order.marketplace.id,
        "channel": order.channel,
        "purchase_date": iso(order.purchased_at),
        "buyer_email": order.buyer.email,
        "is_business": order.is_business,
        "is_replacement": order.is_replacement,
        "is_exchange": order.is_exchange,
        "original_order_id": order.replaced_order_id,
        "shipments": len({row.shipment_id for row in order.shipped_items}),
        "items": [_item(item) for item in order.items if not item.is_cancelled],
    }


def _item(item: Item) -> dict:
    return {
        "order_item_id": item.order_item_id,
        "sku": item.product.sku,
        "quantity": item.quantity,
        "item_price": str(item.amounts.price),
        "shipping_price": str(item.amounts.shipping),
        "gift_wrap_price": str(item.amounts.gift_wrap),
        "item_promotion": str(item.amounts.item_promotion),
        "shipping_promotion": str(item.amounts.shipping_promotion),
        "total": str(item.amounts.total),
    }
