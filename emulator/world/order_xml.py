"""The XML form of the order reports, which Amazon makes on a schedule only.

https://developer-docs.amazon.com/sp-api/docs/order-reports-attributes; promotions, gift
wraps and the sales channel, of which that page is silent, are named as in Amazon's
OrderReport.xsd.
"""

from datetime import datetime
from xml.etree import ElementTree

from emulator.world.facts import ZERO, Item, Order
from emulator.world.mfn import fulfillable_orders, stated
from emulator.world.reported import as_reported
from emulator.world.table import local_iso

_PRICES = (
    ("Principal", "price", "item"),
    ("Shipping", "shipping", "shipping"),
    ("GiftWrap", "gift_wrap", ""),
)


def xml_order_report(
    world,
    region: str,
    start: datetime,
    end: datetime,
    marketplace_ids,
    options,
    *,
    made_at: datetime | None = None,
    settings=None,
) -> str | None:
    """The orders that became fulfillable from ``start`` to before ``end``.

    :param options: Amazon's reportOptions; ``ShowSalesChannel`` adds an element
    :param made_at: as in :func:`emulator.world.mfn.order_report`
    """
    shows_sales_channel = options.get("ShowSalesChannel", "").lower() == "true"
    found = fulfillable_orders(world, region, start, end, marketplace_ids)
    orders = as_reported(found, made_at, settings)
    if not orders:
        return None
    envelope = ElementTree.Element("AmazonEnvelope")
    for number, order in enumerate(orders, 1):
        message = ElementTree.SubElement(envelope, "Message")
        _text(message, "MessageID", number)
        _add_order(world, message, order, shows_sales_channel)
    ElementTree.indent(envelope)
    body = ElementTree.tostring(envelope, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _text(parent, tag: str, value, **attributes):
    ElementTree.SubElement(parent, tag, attributes).text = str(value)


def _add_order(world, message, order: Order, shows_sales_channel: bool):
    report = ElementTree.SubElement(message, "OrderReport")
    _text(report, "AmazonOrderID", order.order_id)
    _text(report, "AmazonSessionID", order.order_id)
    if shows_sales_channel:
        _text(report, "SalesChannel", order.marketplace.sales_channel)
    _text(report, "OrderDate", local_iso(order.purchased_at, order.region))
    _text(report, "OrderPostedDate", local_iso(order.paid_at, order.region))
    _add_people(report, order)
    _text(report, "IsBusinessOrder", str(order.is_business).lower())
    _text(report, "IsPrime", str(order.is_prime).lower())
    _text(report, "IsIba", "false")
    for item in order.items:
        _add_item(world, report, order, item)


def _add_people(report, order: Order):
    billing = ElementTree.SubElement(report, "BillingData")
    _text(billing, "BuyerEmailAddress", order.buyer.email)
    _text(billing, "BuyerName", order.buyer.name)
    _text(billing, "BuyerPhoneNumber", order.buyer.phone)
    fulfillment = ElementTree.SubElement(report, "FulfillmentData")
    _text(fulfillment, "FulfillmentMethod", "Ship")
    _text(fulfillment, "FulfillmentServiceLevel", order.service_level)
    address = ElementTree.SubElement(fulfillment, "Address")
    for tag, value in (
        ("Name", order.ship_to.name),
        ("AddressFieldOne", order.ship_to.line1),
        ("AddressFieldTwo", order.ship_to.line2),
        ("AddressFieldThree", order.ship_to.line3),
        ("City", order.ship_to.city),
        ("StateOrRegion", order.ship_to.state),
        ("PostalCode", order.ship_to.postal_code),
        ("CountryCode", order.ship_to.country),
        ("PhoneNumber", order.ship_to.phone),
    ):
        _text(address, tag, value)


def _add_item(world, report, order: Order, item: Item):
    element = ElementTree.SubElement(report, "Item")
    _text(element, "AmazonOrderItemCode", item.order_item_id)
    _text(element, "SKU", item.product.sku)
    _text(element, "Title", item.product.title)
    _text(element, "Quantity", item.quantity)
    _text(element, "ProductTaxCode", item.product.tax_code)
    if item.is_cancelled:
        return
    prices = ElementTree.SubElement(element, "ItemPrice")
    for kind, name, promotion_name in _PRICES:
        discounts = [getattr(each, promotion_name, ZERO) for each in item.promotions]
        price = getattr(item.amounts, name)
        amount, tax, _ = stated(world, order, item, price, discounts)
        _add_component(prices, kind, amount, order)
        tax_kind = "Tax" if kind == "Principal" else f"{kind}Tax"
        _add_component(prices, tax_kind, tax, order)
    for promotion in item.promotions:
        reduced = ElementTree.SubElement(element, "Promotion")
        _text(reduced, "MerchantPromotionID", promotion.id)
        for kind, value in (
            ("Principal", promotion.item),
            ("Shipping", promotion.shipping),
        ):
            discount = stated(world, order, item, ZERO, [value])[2]
            _add_component(reduced, kind, discount, order)
    if item.gift_wrap_type:
        _text(element, "GiftWrapLevel", item.gift_wrap_type)
        _text(element, "GiftMessageText", item.gift_message)


def _add_component(parent, type_: str, amount, order: Order):
    component = ElementTree.SubElement(parent, "Component")
    _text(component, "Type", type_)
    _text(component, "Amount", amount, currency=order.currency)
