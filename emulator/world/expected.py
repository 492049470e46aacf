"""What a perfect importer ends up with, exact to the cent."""

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal

from emulator.clock import iso
from emulator.world.amounts import vat_inside
from emulator.world.changes import order_at
from emulator.world.crowd import address_key
from emulator.world.facts import ZERO, Address, Item, Order
from emulator.world.taxation import stated_taxes


def expected(
    orders: Iterable[Order], until: datetime | None, sold_for: Callable
) -> dict:
    """Count, totals by currency, the same by marketplace, and each order.

    Amounts are what the buyer paid for goods, shipping and gift wrap, less
    promotions; in North America without the sales tax Amazon remits.  Totals are
    without any tax that Amazon collects and its reports state.

    :param until: only what Amazon's reports can tell at that time
    :param sold_for: an order → its total for the seller
    :return: ``{"count", "totals": {currency: "decimal"}, "by_marketplace":
        {country: {"count", "totals"}}, "orders": {order id: {…}}, "cancelled": {order
        id: {"at", "by", "reason"}}}``; the latter were to be shipped once, and reports
        may have told so
    """
    result = {"count": 0, "totals": {}, "by_marketplace": {}}
    result |= {"orders": {}, "cancelled": {}}
    for order in orders:
        if was_cancelled(order, until):
            result["cancelled"][order.order_id] = _cancellation(order)
        if not is_sale(order, until) or not _is_known(order, until):
            continue
        order = order_at(order, until)
        place = result["by_marketplace"].setdefault(
            order.marketplace.country, {"count": 0, "totals": {}}
        )
        for sums in (result, place):
            sums["count"] += 1
            total = sums["totals"].get(order.currency, ZERO) + sold_for(order)
            sums["totals"][order.currency] = total
        result["orders"][order.order_id] = _order(order, sold_for(order))
    for sums in (result, *result["by_marketplace"].values()):
        sums["totals"] = {
            key: str(sums["totals"][key]) for key in sorted(sums["totals"])
        }
    return result


def is_sale(order: Order, until: datetime | None) -> bool:
    """Neither pending nor cancelled by then, and sold at Amazon."""
    if order.becomes_a_sale or until is None:
        return order.becomes_a_sale
    return was_to_be_shipped(order) and until < order.cancelled_at


def was_cancelled(order: Order, until: datetime | None) -> bool:
    """After it had left Pending."""
    return was_to_be_shipped(order) and (until is None or order.cancelled_at <= until)


def was_to_be_shipped(order: Order) -> bool:
    """By the merchant, and was cancelled then: order reports may have told of it."""
    return (
        order.cancelled_at is not None
        and order.fulfillable_at is not None
        and order.channel == "MFN"
    )


def _cancellation(order: Order) -> dict:
    by, reason = order.cancelled_by, order.cancel_reason
    return {"at": iso(order.cancelled_at), "by": by, "reason": reason}


def _is_known(order: Order, until: datetime | None) -> bool:
    """An order shipped by Amazon counts once all its shipments are reported."""
    if until is None:
        return True
    if order.channel == "MFN":
        return order.fulfillable_at < until
    return all(row.reported_at < until for row in order.shipped_items)


def _order(order: Order, total: Decimal) -> dict:
    return {
        "total": str(total),
        "paid": str(order.total),
        "currency": order.currency,
        "marketplace": order.marketplace.country,
        "marketplace_id": order.marketplace.id,
        "channel": order.channel,
        "purchase_date": iso(order.purchased_at),
        "latest_ship_date": iso(order.latest_ship_at),
        "service_level": order.service_level,
        "delivery_instructions": order.delivery_instructions,
        "buyer_email": order.buyer.email,
        "buyer": _buyer(order),
        "ship_to": _address(order.ship_to),
        "bill_to": _address(order.bill_to),
        "is_business": order.is_business,
        "is_prime": order.is_prime,
        "is_cancellation_wished": order.is_cancellation_wished,
        "is_replacement": order.is_replacement,
        "is_exchange": order.is_exchange,
        "original_order_id": order.replaced_order_id,
        "shipments": len({row.shipment_id for row in order.shipped_items}),
        "tax": _tax(order),
        "items": [_item(order, i) for i in order.items if not i.is_cancelled],
    }


def _buyer(order: Order) -> dict:
    """``key`` is the same for all orders of one buyer, and no other's.

    Of what Amazon ships, order reports never tell companies and VAT numbers: then
    ``is_business_stated`` is false, and only tax documents know.
    """
    buyer = order.buyer
    return {
        "key": buyer.email,
        "name": buyer.name,
        "phone": buyer.phone,
        "company": buyer.company,
        "vat_number": buyer.vat_number,
        "is_vat_number_valid": bool(buyer.vat_number) and buyer.is_vat_number_valid,
        "purchase_order": buyer.purchase_order,
        "is_business_stated": order.channel == "MFN",
    }


def _address(address: Address) -> dict:
    """As Amazon states it, and as a person would write it into an address book, where
    the world knows: ``street``, what stands ``beside`` it, a ``locker``.

    ``key`` is the same for the same address typed with other capitals and blanks.
    """
    book = address.book
    meaning = {} if book is None else {
        "company": book.company,
        "street": book.street,
        "beside": list(book.beside),
        "locker": book.locker,
        "post_number": book.post_number,
        "state_code": book.state_code,
    }  # fmt: skip
    return {
        "key": address_key(address),
        "name": address.name,
        "lines": [address.line1, address.line2, address.line3],
        "postal_code": address.postal_code,
        "city": address.city,
        "state": address.state,
        "country": address.country,
        "phone": address.phone,
        **meaning,
    }


def _tax(order: Order) -> dict:
    """Whose tax it is and who collects it; ``{}`` where the world does not say."""
    if order.region == "na":
        return {"scheme": "collected", "collected_by": "Amazon"}
    if order.sale is None:
        return {}
    return {
        "ship_from": order.sale.ship_from,
        "area": order.sale.area,
        "scheme": order.sale.scheme,
        "taxed_in": order.sale.taxed_in,
        "collected_by": order.sale.collected_by,
        "is_calculated": order.sale.is_calculated,
    }


def _item(order: Order, item: Item) -> dict:
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
        "gift_wrap": item.gift_wrap_type,
        "gift_message": item.gift_message,
        **_taxes(order, item),
    }


def _taxes(order: Order, item: Item) -> dict:
    """Rate and tax of each charge after promotions, as Amazon calculates them, inside
    what was paid; nothing where the world does not say."""
    if item.vat_percent is None or order.region == "na":
        return {}
    taxes = stated_taxes(
        order, item, lambda amount: vat_inside(amount, item.vat_percent)
    )
    return {
        "vat_percent": str(item.vat_percent),
        "taxes": {name: str(tax) for name, tax in taxes.items()},
    }
