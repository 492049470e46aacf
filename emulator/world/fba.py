"""Shipment reports of orders Amazon ships.

https://developer-docs.amazon.com/sp-api/docs/fba-sales-reports-attributes
"""

from datetime import datetime, timedelta
from decimal import Decimal

from emulator.world.amounts import sales_tax, vat_percent
from emulator.world.facts import ZERO, Item, Order, ShippedItem
from emulator.world.mfn import address_values
from emulator.world.table import flat_file, local_iso

COLUMNS = """
amazon-order-id merchant-order-id shipment-id shipment-item-id amazon-order-item-id
merchant-order-item-id purchase-date payments-date shipment-date reporting-date
buyer-email buyer-name buyer-phone-number sku product-name quantity-shipped currency
item-price item-tax shipping-price shipping-tax gift-wrap-price gift-wrap-tax
ship-service-level recipient-name ship-address-1 ship-address-2 ship-address-3
ship-city ship-state ship-postal-code ship-country ship-phone-number bill-address-1
bill-address-2 bill-address-3 bill-city bill-state bill-postal-code bill-country
item-promotion-discount ship-promotion-discount carrier tracking-number
estimated-arrival-date fulfillment-center-id fulfillment-channel sales-channel
""".split()
PERSONAL_COLUMNS = frozenset(
    """
    buyer-email buyer-name buyer-phone-number recipient-name ship-address-1
    ship-address-2 ship-address-3 ship-phone-number bill-address-1 bill-address-2
    bill-address-3 bill-city bill-state bill-postal-code bill-country
    """.split()
)


def shipment_report(
    world,
    region: str,
    start: datetime,
    end: datetime,
    marketplace_ids,
    *,
    is_personal=True,
) -> str | None:
    """The shipped items that were reported from ``start`` to before ``end``.

    :param is_personal: False leaves out the buyer's columns (GENERAL)
    :return: the file, None when nothing falls into the period
    """
    rows = []
    for order, shipped in world.index.reported(region, start, end):
        if not _is_wanted(order, marketplace_ids):
            continue
        repeats = 2 if "repeated_row" in order.oddities else 1
        rows += [_row(world, order, shipped)] * repeats
    if not rows:
        return None
    header = [c for c in COLUMNS if is_personal or c not in PERSONAL_COLUMNS]
    return flat_file(header, rows)


def _is_wanted(order: Order, marketplace_ids) -> bool:
    """Multi-channel shipments are listed whatever marketplace was asked for."""
    return order.is_multi_channel or order.marketplace.id in marketplace_ids


def _row(world, order: Order, shipped: ShippedItem) -> dict:
    region, item = order.region, shipped.item
    row = {
        "amazon-order-id": order.order_id,
        "merchant-order-id": order.merchant_order_id,
        "shipment-id": shipped.shipment_id,
        "shipment-item-id": shipped.shipment_item_id,
        "amazon-order-item-id": item.order_item_id,
        "purchase-date": local_iso(order.purchased_at, region),
        "payments-date": local_iso(order.paid_at, region),
        "shipment-date": local_iso(shipped.shipped_at, region),
        "reporting-date": local_iso(shipped.reported_at, region),
        "sku": item.product.sku,
        "product-name": item.product.title,
        "quantity-shipped": shipped.quantity,
        "ship-service-level": order.service_level,
        "recipient-name": order.ship_to.name,
        **address_values("ship", order.ship_to),
        "carrier": shipped.carrier,
        "tracking-number": shipped.tracking_number,
        "estimated-arrival-date": local_iso(
            shipped.shipped_at + timedelta(days=2), region
        ),
        "fulfillment-center-id": shipped.fulfillment_center,
        "fulfillment-channel": "AFN",
        "sales-channel": order.marketplace.sales_channel,
    }
    if order.is_multi_channel:
        return row
    return {
        **row,
        "buyer-email": order.buyer.email,
        "buyer-name": order.buyer.name,
        **address_values("bill", order.bill_to),
        "currency": order.currency,
        **_amounts(world, order, shipped),
    }


def _amounts(world, order: Order, shipped: ShippedItem) -> dict:
    """Prices and taxes in the reading of this world; the sum is always the same."""
    amounts = shipped.amounts
    values = {}
    for kind, price, promotion in (
        ("item", amounts.price, amounts.item_promotion),
        ("shipping", amounts.shipping, amounts.shipping_promotion),
        ("gift-wrap", amounts.gift_wrap, ZERO),
    ):
        stated = _stated(world, order, shipped.item, price, promotion)
        values[f"{kind}-price"], values[f"{kind}-tax"] = stated[:2]
        if kind != "gift-wrap":
            column = "ship" if kind == "shipping" else kind
            values[f"{column}-promotion-discount"] = stated[2]
    return values


def _stated(
    world, order: Order, item: Item, price: Decimal, promotion: Decimal
) -> tuple:
    if order.region == "na":
        return price, sales_tax(price + promotion, order.ship_to.country), promotion
    if not world.calculates_vat(order):
        return price, ZERO, promotion
    return world.fba_reading.stated(price, [promotion], vat_percent(order, item))
