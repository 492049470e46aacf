# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The texts in Amazon's flat files as values, strictly: nothing is guessed."""

import re
from datetime import datetime, timezone
from decimal import Decimal

_AMOUNT = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,10})?")
_QUANTITY = re.compile(r"[0-9]{1,7}")
_EXCEL = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(\.[0-9]+)?"
    r" ?(Z|UTC|[+-][0-9]{2}:?[0-9]{2})"
)
_ORDER_ID = re.compile(r"[A-Z0-9]{3}-[0-9]{7}-[0-9]{7}")
_ITEM_ID = re.compile(r"[A-Za-z0-9-]+")
_TRUE = frozenset(("true", "yes", "y", "t", "1"))


class BadValue(Exception):
    """A text that is not what its column promises.

    :ivar code: as in :class:`~..orders.RefusedRow`
    """

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def amount(text):
    """Money, or None for a blank: Amazon left it open, which is not zero."""
    if not text:
        return None
    if not _AMOUNT.fullmatch(text):
        raise BadValue("excel_number" if _EXCEL.fullmatch(text) else "bad_number")
    return Decimal(text)


def quantity(text):
    """A whole number; zero is Amazon's to state, and the importer's to ask about."""
    if not text:
        raise BadValue("missing_value")
    if not _QUANTITY.fullmatch(text):
        raise BadValue("excel_number" if _EXCEL.fullmatch(text) else "bad_number")
    return int(text)


def quantity_if_any(text):
    """A whole number, or None for a blank: Amazon left it open, which is not zero."""
    return quantity(text) if text else None


def moment(text):
    """A time with its offset, as aware UTC; None for a blank.

    One row can hold offsets of two kinds (UTC and Pacific), so a time without any
    is no time.
    """
    if not text:
        return None
    match = _MOMENT.fullmatch(text)
    if not match:
        raise BadValue("bad_date")
    day, hours, _fraction, offset = match.groups()
    offset = "+00:00" if offset in ("Z", "UTC") else offset
    if ":" not in offset:
        offset = f"{offset[:3]}:{offset[3:]}"
    try:
        return datetime.fromisoformat(f"{day}T{hours}{offset}").astimezone(timezone.utc)
    except (ValueError, OverflowError):
        raise BadValue("bad_date") from None


def barcode(text):
    """An EAN, UPC or ISBN, as text: not a number to reckon with."""
    if _EXCEL.fullmatch(text):
        raise BadValue("excel_number")
    return text


def truth(text):
    return text.lower() in _TRUE


def is_order_id(text):
    return bool(_ORDER_ID.fullmatch(text))


def item_id(text):
    """An order item's id as text: Amazon's own begin with zeros."""
    if not text:
        raise BadValue("missing_value")
    if _EXCEL.fullmatch(text):
        raise BadValue("excel_number")
    if not _ITEM_ID.fullmatch(text):
        raise BadValue("bad_number")
    return text
