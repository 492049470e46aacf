"""The XML form of the order reports, which Amazon makes on a schedule only."""

from datetime import datetime
from xml.etree import ElementTree

from emulator.world.facts import Item, Order
from emulator.world.mfn import fulfillable_orders, item_tax
from emulator.world.table import local_iso

_PRICES = (
    ("Principal", "price"),
    ("Shipping", "shipping"),
    ("GiftWrap", "gift_wrap"),
)


def xml_order_report(
    world, region: str, start: datetime, end: datetime, marketplace_ids, options
) -> str | None:
    """The orders that became fulfillable from ``start`` to before ``end``."""
    orders = fulfillable_orders(world, region, start, end, marketplace_ids)
    if not orders:
        return None
    envelope = ElementTree.Element("AmazonEnvelope")
    for number, order in enumerate(orders, 1):
        message = ElementTree.SubElement(envelope, "Message")
        _text(message, "MessageID", number)
        _add_order(world, message, order)
    ElementTree.indent(envelope)
    body = ElementTree.tostring(envelope, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _text(parent, tag: str, value, **attributes):
    ElementTree.SubElement(parent, tag, attributes).text = str(value)


def _add_order(world, message, order: Order):
    report = ElementTree.SubElement(message, "OrderReport")
    _text(report, "AmazonOrderID", order.order_id)
    _text(report, "OrderDate", local_iso(order.purchased_at, order.region))
    _text(report, "OrderPostedDate", local_iso(order.paid_at, order.region))
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
    _text(report, "IsBusinessOrder", str(order.is_business).lower())
    _text(report, "IsPrime", str(order.is_prime).lower())
    for item in order.items:
        _add_item(world, report, order, item)


def _add_item(world, report, order: Order, item: Item):
    element = ElementTree.SubElement(report, "Item")
    _text(element, "AmazonOrderItemCode", item.order_item_id)
    _text(element, "SKU", item.product.sku)
    _text(element, "Title", item.product.title)
    _text(element, "Quantity", item.quantity)
    prices = ElementTree.SubElement(element, "ItemPrice")
    for kind, name in _PRICES:
        amount = getattr(item.amounts, name)
        tax_kind = "Tax" if kind == "Principal" else f"{kind}Tax"
        for type_, value in (
            (kind, amount),
            (tax_kind, item_tax(world, order, amount)),
        ):
            component = ElementTree.SubElement(prices, "Component")
            _text(component, "Type", type_)
            _text(component, "Amount", value, currency=order.currency)
