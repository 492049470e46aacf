"""Orders as the Orders API writes them, small and of invented people."""

from decimal import Decimal

from amazon_connector.spapi.orders_api import found_order

CENTS = Decimal("0.01")
ORDER_ID = "302-1234567-7654321"
GERMANY = "A1PA6795UKMFR9"
_PRICES = (
    "item_price",
    "shipping_price",
    "gift_wrap_price",
    "item_promotion",
    "shipping_promotion",
)


def euros(amount):
    return {"amount": str(amount), "currencyCode": "EUR"}


def breakdown(kind, subtotal, details=None):
    """One entry of an item's proceeds; details by subtype."""
    entry = {"type": kind, "subtotal": euros(subtotal)}
    if details is not None:
        entry["detailedBreakdowns"] = [
            {"subtype": subtype, "value": euros(value)}
            for subtype, value in details.items()
        ]
    return entry


def listed(charges, discounts, taxes):
    """An item with its proceeds; all amounts as Amazon writes them, unsigned."""
    breakdowns = [breakdown(kind, amount) for kind, amount in charges.items()]
    if discounts:
        off = sum(discounts.values())
        breakdowns.append(breakdown("DISCOUNT", off, discounts))
    if taxes:
        net = sum(taxes.values()) - 2 * taxes.get("DISCOUNT", 0)
        breakdowns.append(breakdown("TAX", net, taxes))
    return {"proceeds": {"breakdowns": breakdowns}}


def order_entry(items, grand_total, **changes):
    """
    :param items: dicts with what each item has of its own
    :param grand_total: None to leave it out
    """
    entry = {
        "orderId": ORDER_ID,
        "createdTime": "2026-11-20T08:30:00Z",
        "lastUpdatedTime": "2026-11-20T09:30:00Z",
        "salesChannel": {
            "channelName": "AMAZON",
            "marketplaceId": GERMANY,
            "marketplaceName": "Amazon.de",
        },
        "fulfillment": {
            "fulfillmentStatus": "UNSHIPPED",
            "fulfilledBy": "MERCHANT",
        },
        "orderItems": [
            {
                "orderItemId": f"0{number}",
                "quantityOrdered": 1,
                "product": {"sellerSku": f"SKU-{number}", "title": f"Cup {number}"},
                **item,
            }
            for number, item in enumerate(items, 1)
        ],
        "proceeds": {},
    }
    if grand_total is not None:
        entry["proceeds"]["grandTotal"] = euros(grand_total)
    return {**entry, **changes}


def converted(entry):
    return found_order(entry).order


def paid(item):
    """What the buyer paid for an item whose taxes are inside."""
    return sum(filter(None, (getattr(item, name) for name in _PRICES)), Decimal(0))
