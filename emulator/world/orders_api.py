"""Orders as the Orders API 2026-01-01 states them.

https://developer-docs.amazon.com/sp-api/docs/orders-api-v2026-01-01-reference
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from emulator.clock import iso
from emulator.world import proceeds
from emulator.world.changes import order_at
from emulator.world.facts import Address, Item, Order
from emulator.world.states import (
    CANCELLED,
    PENDING,
    shipped_quantity,
    status_at,
    updated_at,
)
from emulator.world.tax_documents import is_collected

DATASETS = (
    *("BUYER", "RECIPIENT", "PROCEEDS", "EXPENSE", "PROMOTION", "CANCELLATION"),
    *("FULFILLMENT", "PACKAGES", "TAX", "PAYMENT", "FULFILLMENT_ORDERS"),
)
DELIVERY_TIME = timedelta(days=3)
SERVICE_LEVELS = {
    "Standard": "STANDARD",
    "Expedited": "EXPEDITED",
    "SecondDay": "SECOND_DAY",
    "NextDay": "NEXT_DAY",
    "SameDay": "SAME_DAY",
    "FreeEconomy": "FREE_ECONOMY",
}
FACILITATOR = {
    "model": "MARKETPLACE_FACILITATOR",
    "responsibleParty": "Amazon Services, Inc.",
}


@dataclass(frozen=True)
class View:
    """What one caller may and wants to see of an order, and when.

    :ivar datasets: some of :data:`DATASETS`
    :ivar shows_address: the role for addresses and e-mail was granted
    :ivar shows_tax: the role for the buyer's name and tax data was granted
    :ivar cancelled_items: the quantity of what was cancelled is ``zero`` or ``kept``;
        ``charged``: kept, and where pieces are left, the amounts are those of all
    :ivar prices: ``included`` or ``excluded``, see :mod:`emulator.world.proceeds`
    """

    now: datetime
    datasets: frozenset[str]
    shows_address: bool
    shows_tax: bool
    prices: str
    cancelled_items: str = "zero"


def order_json(world, order: Order, view: View) -> dict:
    """The model ``Order``; what nobody may know or asked for is left out."""
    at_first, order = order, order_at(order, view.now)
    if view.cancelled_items == "charged":
        order = _charged(order, at_first)
    body = {
        "orderId": order.order_id,
        "createdTime": iso(order.purchased_at),
        "lastUpdatedTime": iso(updated_at(order, view.now)),
        "programs": _programs(order),
        "salesChannel": _sales_channel(order),
    }
    if order.merchant_order_id:
        alias = {"aliasId": order.merchant_order_id, "aliasType": "SELLER_ORDER_ID"}
        body["orderAliases"] = [alias]
    if order.replaced_order_id:
        body["associatedOrders"] = [
            {
                "orderId": order.replaced_order_id,
                "associationType": (
                    "EXCHANGE_ORIGINAL_ID"
                    if order.is_exchange
                    else "REPLACEMENT_ORIGINAL_ID"
                ),
            }
        ]
    body |= _sections(world, order, view)
    body["orderItems"] = [_item(world, order, item, view) for item in order.items]
    return body


def _charged(order: Order, at_first: Order) -> Order:
    """The order with all pieces' amounts of items that lost only some of them."""
    items = tuple(
        replace(now, amounts=first.amounts, promotions=first.promotions)
        if now.quantity
        else now
        for now, first in zip(order.items, at_first.items, strict=True)
    )
    return replace(order, items=items)


def _sections(world, order: Order, view: View) -> dict:
    sections = {}
    status = status_at(order, view.now)
    if "FULFILLMENT" in view.datasets:
        sections["fulfillment"] = _fulfillment(order, status)
    if status in (PENDING, CANCELLED):
        return sections
    if "RECIPIENT" in view.datasets and view.shows_address:
        sections["recipient"] = _recipient(order, view.now)
    if order.is_multi_channel:
        return sections
    found = {
        "BUYER": ("buyer", _buyer(order, view)),
        "PROCEEDS": (
            "proceeds",
            proceeds.order_proceeds(world, order, view.prices),
        ),
        "TAX": ("tax", _tax(order) if view.shows_tax else {}),
        "PAYMENT": ("payment", _payment(world, order, view.prices)),
    }
    for dataset, (name, section) in found.items():
        if dataset in view.datasets and section:
            sections[name] = section
    return sections


def _programs(order: Order) -> list[str]:
    programs = ["AMAZON_BUSINESS"] if order.is_business else []
    return programs + (["PRIME"] if order.is_prime else [])


def _sales_channel(order: Order) -> dict:
    return {
        "channelName": "AMAZON" if order.marketplace.is_amazon else "NON_AMAZON",
        "marketplaceId": order.marketplace.id,
        "marketplaceName": order.marketplace.name,
    }


def _fulfillment(order: Order, status: str) -> dict:
    fulfillment = {
        "fulfillmentStatus": status,
        "fulfilledBy": "AMAZON" if order.channel == "AFN" else "MERCHANT",
        "fulfillmentServiceLevel": SERVICE_LEVELS[order.service_level],
    }
    if status not in (PENDING, CANCELLED):
        fulfillment["shipByWindow"] = {
            "earliestDateTime": iso(order.fulfillable_at),
            "latestDateTime": iso(order.latest_ship_at),
        }
        fulfillment["deliverByWindow"] = {
            "earliestDateTime": iso(order.latest_ship_at + timedelta(days=1)),
            "latestDateTime": iso(order.latest_ship_at + DELIVERY_TIME),
        }
    return fulfillment


def _recipient(order: Order, now: datetime) -> dict:
    address = _address(order.ship_to)
    if now > order.latest_ship_at + DELIVERY_TIME:
        address.pop("phone", None)
    recipient = {"deliveryAddress": address}
    if order.delivery_instructions:
        wish = {"addressInstruction": order.delivery_instructions}
        recipient["deliveryPreference"] = wish
    return recipient


def _address(address: Address) -> dict:
    values = {
        "name": address.name,
        "addressLine1": address.line1,
        "addressLine2": address.line2,
        "addressLine3": address.line3,
        "city": address.city,
        "stateOrRegion": address.state,
        "postalCode": address.postal_code,
        "countryCode": address.country,
        "phone": address.phone,
    }
    return _filled(values)


def _filled(values: dict) -> dict:
    return {name: value for name, value in values.items() if value}


def _buyer(order: Order, view: View) -> dict:
    """Amazon gives no e-mail address for orders it ships itself."""
    buyer = order.buyer
    values = {"buyerPurchaseOrderNumber": buyer.purchase_order}
    if view.shows_tax:
        values |= {"buyerName": buyer.name, "buyerCompanyName": buyer.company}
    if view.shows_address and order.channel == "MFN":
        values["buyerEmail"] = buyer.email
    return _filled(values)


def _tax(order: Order) -> dict:
    if not order.buyer.vat_number:
        return {}
    registration = {
        "entityType": "BUYER",
        "legalName": order.buyer.company,
        "taxRegistrationType": "VAT",
        "taxRegistrationNumber": order.buyer.vat_number,
        "taxRegistrationAddress": _address(order.bill_to),
    }
    return {"taxRegistrations": [registration]}


def _payment(world, order: Order, prices: str) -> dict:
    total = proceeds.order_proceeds(world, order, prices)["grandTotal"]
    return {
        "paymentExecutions": [{"paymentMethod": "CreditCard", "paymentAmount": total}]
    }


def _item(world, order: Order, item: Item, view: View) -> dict:
    status = status_at(order, view.now)
    is_cancelled = status == CANCELLED or item.is_cancelled
    has_prices = not (is_cancelled or status == PENDING or order.is_multi_channel)
    product = {
        "asin": item.product.asin,
        "title": item.product.title,
        "sellerSku": item.product.sku,
        "condition": {"conditionType": "NEW", "conditionSubtype": "NEW"},
    }
    body = {
        "orderItemId": item.order_item_id,
        "quantityOrdered": _quantity(item, is_cancelled, view),
        "product": product,
    }
    if has_prices:
        product["price"] = _price(world, order, item, view)
        body |= _item_money(world, order, item, view)
    if "FULFILLMENT" in view.datasets:
        body["fulfillment"] = _item_fulfillment(order, item, status, view.now)
    if "CANCELLATION" in view.datasets:
        body |= _cancellation(order, item, status)
    return body


def _quantity(item: Item, is_cancelled: bool, view: View) -> int:
    if view.cancelled_items == "zero":
        return 0 if is_cancelled else item.quantity
    return item.ordered or item.quantity


def _price(world, order: Order, item: Item, view: View) -> dict:
    are_all_charged = view.cancelled_items == "charged"
    pieces = item.ordered if item.ordered and are_all_charged else item.quantity
    price = {"unitPrice": proceeds.unit_price(world, order, item, pieces, view.prices)}
    if order.is_business:
        price["priceDesignation"] = "BUSINESS_PRICE"
    return price


def _item_money(world, order: Order, item: Item, view: View) -> dict:
    sections = {}
    if "PROCEEDS" in view.datasets:
        sections["proceeds"] = proceeds.item_proceeds(world, order, item, view.prices)
    if "PROMOTION" in view.datasets and item.promotions:
        breakdowns = [{"promotionId": promotion.id} for promotion in item.promotions]
        sections["promotion"] = {"breakdowns": breakdowns}
    is_amazons = order.region == "na" or (
        world.calculates_vat(order) and is_collected(order)
    )
    if "TAX" in view.datasets and is_amazons:
        sections["tax"] = {"taxCollections": [FACILITATOR]}
    return sections


def _item_fulfillment(order: Order, item: Item, status: str, now: datetime) -> dict:
    shipped = shipped_quantity(order, item.order_item_id, now)
    left = 0 if status == CANCELLED else item.quantity - shipped
    body = {"quantityFulfilled": shipped, "quantityUnfulfilled": left}
    gift = _filled(
        {"giftMessage": item.gift_message, "giftWrapLevel": item.gift_wrap_type}
    )
    if gift and status not in (PENDING, CANCELLED):
        body["packing"] = {"giftOption": gift}
    return body


def _cancellation(order: Order, item: Item, status: str) -> dict:
    """Done, or wished for by the buyer, who can only ask once it is not pending."""
    found = {}
    if order.is_cancellation_wished and status != PENDING:
        wish = {"requester": "BUYER", "cancelReason": order.wish_reason}
        found["cancellationRequest"] = wish
    if status == CANCELLED:
        by, why = order.cancelled_by, order.cancel_reason
        found["cancellationExecution"] = {"cancelledBy": by, "cancelReason": why}
    elif item.cancelled_by:
        by, why = item.cancelled_by, item.cancel_reason
        found["cancellationExecution"] = {"cancelledBy": by, "cancelReason": why}
    return {"cancellation": found} if found else {}
