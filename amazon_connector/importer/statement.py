# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From Amazon's statement (``spapi.orders``) to the values of the inbox."""

import hashlib
from dataclasses import astuple, replace
from datetime import timezone

from .amounts import AMOUNT_FIELDS

_TEXT_FIELDS = [
    "sales_channel",
    "ship_service_level",
    "delivery_instructions",
    "original_order_id",
    "buyer_cancel_reason",
    "ioss_number",
]
_TIME_FIELDS = [
    "purchase_date",
    "payments_date",
    "earliest_ship_date",
    "latest_ship_date",
]
FLAG_FIELDS = [
    "is_business_order",
    "is_prime",
    "is_replacement_order",
    "is_exchange_order",
    "is_buyer_requested_cancellation",
]
_BUYER_FIELDS = {
    "buyer_email": "email",
    "buyer_name": "name",
    "buyer_phone": "phone",
    "buyer_company_name": "company_name",
    "buyer_vat_number": "vat_number",
    "purchase_order_number": "purchase_order_number",
}
ADDRESS_PARTS = [
    "name",
    "line1",
    "line2",
    "line3",
    "city",
    "state",
    "postal_code",
    "country_code",
    "phone",
]
_LINE_TEXT_FIELDS = [
    "order_item_id",
    "shipment_item_id",
    "sku",
    "title",
    "gift_wrap_type",
    "gift_message",
    "shipment_id",
    "carrier",
    "tracking_number",
    "fulfillment_center_id",
]


def clean(text):
    """Return ``text`` on one line, without blanks around it or characters that
    PostgreSQL (NUL) or people cannot read."""
    if not text:
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def naive_utc(moment):
    """Return an aware time as Odoo stores it: naive UTC, whole seconds."""
    if moment is None:
        return False
    return moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)


def header_fingerprint(order):
    """Return a short text that changes with anything stated beside the items."""
    rows = tuple((row.code, row.column) for row in order.refused_rows)
    header = replace(order, items=(), refused_rows=())
    return _digest((astuple(header), rows))


def line_fingerprint(item):
    """Return a short text that changes with anything stated about the item."""
    return _digest(astuple(item))


def _digest(value):
    return hashlib.sha256(repr(value).encode()).hexdigest()[:32]


def header_values(order):
    """Return the inbox fields of the order itself; blank texts are ``False``."""
    values = {name: clean(getattr(order, name)) or False for name in _TEXT_FIELDS}
    values.update({name: naive_utc(getattr(order, name)) for name in _TIME_FIELDS})
    values.update({name: getattr(order, name) for name in FLAG_FIELDS})
    for name, attribute in _BUYER_FIELDS.items():
        values[name] = clean(getattr(order.buyer, attribute)) or False
    for prefix, address in (
        ("ship", order.ship_address),
        ("bill", order.bill_address),
    ):
        for part in ADDRESS_PARTS:
            values[f"{prefix}_{part}"] = clean(getattr(address, part)) or False
    values["currency_code"] = clean(order.currency).upper() or False
    values["refused_rows"] = [
        {"line": row.line_number, "code": row.code, "column": row.column}
        for row in order.refused_rows
    ] or False
    return values


def line_values(item, channel):
    """Return the inbox fields of one item; money as ``float``."""
    values = {name: clean(getattr(item, name)) or False for name in _LINE_TEXT_FIELDS}
    for name in AMOUNT_FIELDS:
        values[name] = float(getattr(item, name) or 0)
    values.update(
        channel=channel,
        quantity=item.quantity,
        is_price_blank=item.item_price is None,
        is_tax_amazons=item.is_tax_amazons,
        is_gross=item.is_gross,
        is_tax_blank=item.item_tax is None,
        promotion_ids=", ".join(map(clean, item.promotion_ids)) or False,
        shipment_date=naive_utc(item.shipment_date),
        fingerprint=line_fingerprint(item),
    )
    return values


def line_key(values):
    """Return Amazon's identity of a line within its order."""
    return values["order_item_id"], values["shipment_item_id"] or ""
