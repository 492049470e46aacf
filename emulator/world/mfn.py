"""Order reports of orders the merchant ships.

https://developer-docs.amazon.com/sp-api/docs/order-reports-attributes
"""

from datetime import datetime
from decimal import Decimal

from emulator.world.amounts import sales_tax, vat_percent, without_vat
from emulator.world.facts import ZERO, Item, Order, Promotion
from emulator.world.reported import as_reported
from emulator.world.table import flat_file, local_iso

_CORE = """
order-id order-item-id purchase-date payments-date buyer-email buyer-name
buyer-phone-number sku product-name quantity-purchased currency item-price item-tax
shipping-price shipping-tax ship-service-level recipient-name ship-address-1
ship-address-2 ship-address-3 ship-city ship-state ship-postal-code ship-country
ship-phone-number
""".split()
_BILLING = """
bill-address-1 bill-address-2 bill-address-3 bill-city bill-state bill-postal-code
bill-country
""".split()
_PROMOTIONS = """
item-promotion-discount item-promotion-id ship-promotion-discount ship-promotion-id
delivery-start-date delivery-end-date delivery-time-zone delivery-Instructions
""".split()
_DATES = """
earliest-ship-date latest-ship-date earliest-delivery-date latest-delivery-date
is-business-order purchase-order-number price-designation
""".split()
_OPTIONAL = """
is-prime buyer-company-name buyer-vat-number buyer-tax-registration-id
buyer-tax-registration-country buyer-tax-registration-type is-replacement-order
is-exchange-order original-order-id is-buyer-requested-cancellation
buyer-requested-cancel-reason is-iba ioss-number order-invoice-type
invoice-business-legal-name invoice-business-tax-id bill-name
""".split()
_VAT_DETAILS = """
vat-exclusive-item-price vat-exclusive-shipping-price vat-exclusive-giftwrap-price
""".split()
_COLLECTION = "is-prime tax-collection-model tax-collection-responsible-party".split()
_GIFT_WRAP = "gift-wrap-price gift-wrap-tax gift-wrap-type gift-message-text".split()


def columns(kind: str, is_full: bool, shows_sales_channel: bool) -> list[str]:
    """Header of an order report.

    :param kind: ``INVOICING`` (Europe), ``SHIPPING`` or ``TAX`` (North America)
    """
    header = _CORE + (_BILLING if kind == "INVOICING" else []) + _PROMOTIONS
    if shows_sales_channel:
        header = [*header, "sales-channel"]
    header = header + _DATES
    if kind == "INVOICING":
        return header + (_OPTIONAL + _VAT_DETAILS if is_full else []) + _GIFT_WRAP
    return header + _COLLECTION + _GIFT_WRAP


def order_report(
    world,
    region: str,
    start: datetime,
    end: datetime,
    marketplace_ids,
    options,
    *,
    kind: str,
    made_at: datetime | None = None,
    settings=None,
) -> str | None:
    """The orders that became fulfillable from ``start`` to before ``end``.

    :param options: Amazon's reportOptions; ``ShowSalesChannel`` adds a column
    :param made_at: they are told as they stand then; default: after all changes
    :param settings: ``cancelled_orders`` chooses what becomes of cancelled ones
    :return: the file, None when no order falls into the period
    """
    found = fulfillable_orders(world, region, start, end, marketplace_ids)
    orders = as_reported(found, made_at, settings)
    if not orders:
        return None
    rows, late_rows = [], []
    for order in orders:
        for item in order.items:
            own, details = _rows(world, order, item)
            rows += own
            is_late = "late_promotion" in order.oddities
            (late_rows if is_late else rows).extend(details)
    shows_sales_channel = options.get("ShowSalesChannel", "").lower() == "true"
    header = columns(kind, world.columns == "full", shows_sales_channel)
    return flat_file(header, rows + late_rows)


def fulfillable_orders(
    world, region: str, start: datetime, end: datetime, marketplace_ids
) -> list[Order]:
    """By the time they left Pending; cancelled ones never did."""
    return [
        order
        for order in world.index.fulfillable(region, start, end)
        if order.marketplace.id in marketplace_ids
    ]


def _rows(world, order: Order, item: Item) -> tuple[list[dict], list[dict]]:
    """The item's rows, and the promotion-detail rows that belong to it."""
    shows_vat = world.calculates_vat(order) and not item.is_cancelled
    row = {
        **_order_values(order),
        **_item_values(world, order, item),
        **(_vat_details(order, item) if shows_vat else {}),
    }
    details = [
        _promotion_row(world, order, item, promotion) for promotion in item.promotions
    ]
    if details and world.promotion_rows == "both":
        row.update(details[0])
    elif "promotion_in_item_row" in order.oddities and len(details) == 1:
        row.update(details[0])
        details = []
    repeats = 2 if "repeated_row" in order.oddities else 1
    return [row] * repeats, details


def _promotion_row(world, order: Order, item: Item, promotion: Promotion) -> dict:
    """Only ids and promotion columns; everything of the item is blank."""
    row = {"order-id": order.order_id, "order-item-id": item.order_item_id}
    if promotion.item:
        row["item-promotion-discount"] = stated(
            world, order, item, ZERO, [promotion.item]
        )[2]
        row["item-promotion-id"] = promotion.id
    if promotion.shipping:
        discount = stated(world, order, item, ZERO, [promotion.shipping])[2]
        row["ship-promotion-discount"] = discount
        row["ship-promotion-id"] = promotion.id
    return row


def _order_values(order: Order) -> dict:
    buyer, ship, bill = order.buyer, order.ship_to, order.bill_to
    return {
        "order-id": order.order_id,
        "purchase-date": local_iso(order.purchased_at, order.region),
        "payments-date": local_iso(order.paid_at, order.region),
        "buyer-email": buyer.email,
        "buyer-name": buyer.name,
        "buyer-phone-number": buyer.phone,
        "ship-service-level": order.service_level,
        "recipient-name": ship.name,
        "ship-phone-number": ship.phone,
        **address_values("ship", ship),
        **address_values("bill", bill),
        "bill-name": bill.name,
        "delivery-Instructions": order.delivery_instructions,
        "sales-channel": order.marketplace.sales_channel,
        "earliest-ship-date": local_iso(order.fulfillable_at, order.region),
        "latest-ship-date": local_iso(order.latest_ship_at, order.region),
        **_flags(order),
        **_business_values(order),
    }


def address_values(prefix: str, address) -> dict:
    return {
        f"{prefix}-address-1": address.line1,
        f"{prefix}-address-2": address.line2,
        f"{prefix}-address-3": address.line3,
        f"{prefix}-city": address.city,
        f"{prefix}-state": address.state,
        f"{prefix}-postal-code": address.postal_code,
        f"{prefix}-country": address.country,
    }


def _flags(order: Order) -> dict:
    return {
        "is-business-order": _text(order.is_business),
        "is-prime": _text(order.is_prime),
        "is-replacement-order": _text(order.is_replacement),
        "is-exchange-order": _text(order.is_exchange),
        "original-order-id": order.replaced_order_id,
        "is-buyer-requested-cancellation": _text(order.is_cancellation_wished),
        "buyer-requested-cancel-reason": (
            order.wish_reason if order.is_cancellation_wished else ""
        ),
        "is-iba": "false",
        "tax-collection-model": "MarketplaceFacilitator",
        "tax-collection-responsible-party": "Amazon Services, Inc.",
    }


def _business_values(order: Order) -> dict:
    if not order.is_business:
        return {}
    buyer = order.buyer
    values = {
        "purchase-order-number": buyer.purchase_order,
        "price-designation": "Business Price",
        "buyer-company-name": buyer.company,
        "order-invoice-type": "BUSINESS",
        "invoice-business-legal-name": buyer.company,
    }
    if buyer.vat_number:
        values |= {
            "buyer-vat-number": buyer.vat_number,
            "buyer-tax-registration-id": buyer.vat_number,
            "buyer-tax-registration-country": order.bill_to.country,
            "buyer-tax-registration-type": "VAT",
            "invoice-business-tax-id": buyer.vat_number,
        }
    return values


def _item_values(world, order: Order, item: Item) -> dict:
    amounts = item.amounts
    discounts = [promotion.item for promotion in item.promotions]
    price, tax, _ = stated(world, order, item, amounts.price, discounts)
    discounts = [promotion.shipping for promotion in item.promotions]
    shipping, shipping_tax, _ = stated(world, order, item, amounts.shipping, discounts)
    values = {
        "order-item-id": item.order_item_id,
        "sku": item.product.sku,
        "product-name": item.product.title,
        "quantity-purchased": item.quantity,
        "currency": order.currency,
    }
    if item.is_cancelled:
        return values
    values |= {
        "item-price": price,
        "item-tax": tax,
        "shipping-price": shipping,
        "shipping-tax": shipping_tax,
    }
    if amounts.gift_wrap:
        wrap, wrap_tax, _ = stated(world, order, item, amounts.gift_wrap)
        values |= {
            "gift-wrap-price": wrap,
            "gift-wrap-tax": wrap_tax,
            "gift-wrap-type": item.gift_wrap_type,
            "gift-message-text": item.gift_message,
        }
    return values


def stated(world, order: Order, item: Item, price: Decimal, promotions=()) -> tuple:
    """Price, tax and sum of promotions as this world's order reports write them.

    North America: the tax on top, collected by Amazon.  Europe: if calculated.
    """
    if order.region == "na":
        tax = sales_tax(price, order.ship_to.country)
        return price, tax, sum(promotions, ZERO)
    if not world.calculates_vat(order):
        return price, ZERO, sum(promotions, ZERO)
    return world.mfn_reading.stated(price, promotions, vat_percent(order, item))


def _vat_details(order: Order, item: Item) -> dict:
    percent = vat_percent(order, item)
    return {
        "vat-exclusive-item-price": without_vat(item.amounts.price, percent),
        "vat-exclusive-shipping-price": without_vat(item.amounts.shipping, percent),
        "vat-exclusive-giftwrap-price": without_vat(item.amounts.gift_wrap, percent),
    }


def _text(flag) -> str:
    return "true" if flag else "false"
