"""GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL: every order and its state.

It has neither names nor order item ids, and always tells of the whole region.

https://developer-docs.amazon.com/sp-api/docs/order-tracking-reports-attributes
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from emulator.world.amounts import sales_tax, vat_percent, without_vat
from emulator.world.changes import order_at
from emulator.world.facts import ZERO, Amounts, Item, Order
from emulator.world.states import (
    CANCELLED,
    PARTIALLY_SHIPPED,
    PENDING,
    SHIPPED,
    UNSHIPPED,
    status_at,
    updated_at,
)
from emulator.world.table import flat_file, local_iso

COLUMNS = """
amazon-order-id merchant-order-id purchase-date last-updated-date order-status
fulfillment-channel sales-channel order-channel url ship-service-level product-name
sku asin number-of-items item-status tax-collection-model
tax-collection-responsible-party quantity currency item-price item-tax
shipping-price shipping-tax gift-wrap-price gift-wrap-tax item-promotion-discount
ship-promotion-discount address-type ship-city ship-state ship-postal-code
ship-country promotion-ids payment-method-details item-extensions-data
is-business-order purchase-order-number price-designation fulfilled-by
buyer-company-name buyer-tax-registration-country buyer-tax-registration-type
is-heavy-or-bulky is-replacement-order is-exchange-order original-order-id
is-amazon-invoiced vat-exclusive-item-price vat-exclusive-shipping-price
vat-exclusive-giftwrap-price is-iba is-buyer-requested-cancellation
buyer-requested-cancel-reason is-transparency ioss-number order-invoice-type
""".split()
_WORDS = {
    **{PENDING: "Pending", UNSHIPPED: "Unshipped", PARTIALLY_SHIPPED: "Shipping"},
    **{SHIPPED: "Shipped", CANCELLED: "Cancelled"},
}
# Within so long after its purchase everything happens to an order.
LIVELY = timedelta(days=40)


def all_orders_report(
    world,
    region: str,
    start: datetime,
    end: datetime,
    marketplace_ids,
    options,
    *,
    made_at: datetime,
) -> str | None:
    """Orders that changed last from ``start`` to before ``end``, as they stand now.

    :param marketplace_ids: say nothing: the whole region comes
    :return: the file, None when nothing changed
    """
    found = []
    for order in world.index.placed(region, start - LIVELY, min(end, made_at)):
        changed_at = _changed_at(world, order, made_at)
        if start <= changed_at < end:
            found.append((changed_at, order))
    found.sort(key=lambda entry: (entry[0], entry[1].order_id))
    rows = [
        row
        for _, order in found
        for row in _rows(world, order_at(order, made_at), made_at)
    ]
    return flat_file(COLUMNS, rows) if rows else None


def _shipped_at(world, order: Order) -> datetime | None:
    """When the merchant gave the order away; None for what Amazon ships."""
    return world.dispatched_at.get(order.order_id)


def _changed_at(world, order: Order, now: datetime) -> datetime:
    changed_at, shipped_at = updated_at(order, now), _shipped_at(world, order)
    if shipped_at is not None and shipped_at <= now:
        return max(changed_at, shipped_at)
    return changed_at


def _rows(world, order: Order, now: datetime) -> Iterator[dict]:
    """One for each item, or for each of its parcels: then two look the same."""
    status = status_at(order, now)
    shipped_at = _shipped_at(world, order)
    if status == UNSHIPPED and shipped_at is not None and shipped_at <= now:
        status = SHIPPED
    values = _order_values(world, order, now, status)
    for item in order.items:
        parts = [row for row in order.shipped_items if row.item is item]
        if status in (PENDING, CANCELLED) or not parts:
            own = CANCELLED if item.is_cancelled else status
            yield {**values, **_item_values(world, order, item, own)}
            continue
        for part in parts:
            own = SHIPPED if part.shipped_at <= now else UNSHIPPED
            row = _item_values(world, order, item, own)
            amounts = _amounts(world, order, item, part.amounts)
            yield {**values, **row, **amounts, "quantity": part.quantity}


def _order_values(world, order: Order, now: datetime, status: str) -> dict:
    address = order.ship_to
    values = {
        "amazon-order-id": order.order_id,
        "merchant-order-id": order.merchant_order_id,
        "purchase-date": local_iso(order.purchased_at, order.region),
        "last-updated-date": local_iso(_changed_at(world, order, now), order.region),
        "order-status": _WORDS[status],
        "fulfillment-channel": "Amazon" if order.channel == "AFN" else "Merchant",
        "sales-channel": order.marketplace.sales_channel,
        "ship-service-level": order.service_level,
        "number-of-items": len(order.items),
        "is-business-order": _text(order.is_business),
        "is-replacement-order": _text(order.is_replacement),
        "is-exchange-order": _text(order.is_exchange),
        "original-order-id": order.replaced_order_id,
        "is-iba": "false",
        "is-buyer-requested-cancellation": _text(order.is_cancellation_wished),
        "buyer-requested-cancel-reason": (
            order.wish_reason if order.is_cancellation_wished else ""
        ),
    }
    if order.region == "na" and not order.is_multi_channel:
        values["tax-collection-model"] = "MarketplaceFacilitator"
        values["tax-collection-responsible-party"] = "Amazon Services, Inc."
    if status != PENDING:
        values |= {
            "ship-city": address.city,
            "ship-state": address.state,
            "ship-postal-code": address.postal_code,
            "ship-country": address.country,
        }
    return values


def _item_values(world, order: Order, item: Item, status: str) -> dict:
    values = {
        "product-name": item.product.title,
        "sku": item.product.sku,
        "asin": item.product.asin,
        "item-status": _WORDS[status],
        "quantity": 0 if status == CANCELLED else item.quantity,
        "promotion-ids": ",".join(promotion.id for promotion in item.promotions),
    }
    # Amazon shows prices of some pending orders, and of none that were cancelled.
    is_hidden = status == PENDING and order.order_id[-1] in "02468"
    if is_hidden or status == CANCELLED:
        return values
    return {**values, **_amounts(world, order, item, item.amounts)}


def _amounts(world, order: Order, item: Item, amounts: Amounts) -> dict:
    """Prices are those of the line; discounts are positive, the tax is that after them.

    Where Amazon calculates VAT, prices contain it and discounts do not.
    """
    if order.is_multi_channel:
        return {}
    discount, shipping_discount = -amounts.item_promotion, -amounts.shipping_promotion
    percent = vat_percent(order, item) if world.calculates_vat(order) else 0
    values = {
        "currency": order.currency,
        "item-price": amounts.price,
        "item-tax": _tax(world, order, item, amounts.price, discount),
        "shipping-price": amounts.shipping,
        "shipping-tax": _tax(world, order, item, amounts.shipping, shipping_discount),
        "item-promotion-discount": without_vat(discount, percent),
        "ship-promotion-discount": without_vat(shipping_discount, percent),
    }
    if amounts.gift_wrap:
        values["gift-wrap-price"] = amounts.gift_wrap
        values["gift-wrap-tax"] = _tax(world, order, item, amounts.gift_wrap, ZERO)
    return values


def _tax(world, order: Order, item: Item, price: Decimal, discount: Decimal) -> Decimal:
    """Tax of a price with its discount, both as the buyer saw them."""
    if order.region == "na":
        return sales_tax(price - discount, order.ship_to.country)
    if not world.calculates_vat(order):
        return ZERO
    percent = vat_percent(order, item)
    net = without_vat(price, percent) - without_vat(discount, percent)
    return price - discount - net


def _text(flag) -> str:
    return "true" if flag else "false"
