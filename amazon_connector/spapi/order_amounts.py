# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What an item costs the buyer, from the Orders API's list of proceeds.

Amazon states discounts without a sign, and does not say whether the taxes it lists
are inside the other amounts or come on top.  The order's grand total decides.

https://developer-docs.amazon.com/sp-api/docs/orders-api-v2026-01-01-reference
"""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from .reports.flat_file import BadCell

# A number of RFC 7159, as Amazon promises; an exponent is exact in a Decimal.
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?([eE][+-]?[0-9])?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_ZERO = Decimal(0)
_CHARGES = ("ITEM", "SHIPPING", "GIFT_WRAP")


class TaxReading(Enum):
    """Where the listed taxes stand to the listed charges."""

    INSIDE = "inside"
    ON_TOP = "on_top"  # and the discounts' tax comes off again
    ON_TOP_AFTER_DISCOUNTS = "on_top_after_discounts"


@dataclass(frozen=True, slots=True)
class Amounts:
    """One item's line totals; None where Amazon lists nothing of the kind.

    :ivar item_promotion: negative or zero, as is ``shipping_promotion``
    :ivar promotion_tax: the tax of the promotions, without a sign
    :ivar is_tax_told_apart: whether the taxes are known charge by charge
    """

    item_price: Decimal | None = None
    shipping_price: Decimal | None = None
    gift_wrap_price: Decimal | None = None
    item_promotion: Decimal | None = None
    shipping_promotion: Decimal | None = None
    item_tax: Decimal | None = None
    shipping_tax: Decimal | None = None
    gift_wrap_tax: Decimal | None = None
    promotion_tax: Decimal | None = None
    is_tax_told_apart: bool = True

    @property
    def stated(self):
        """The charges less the promotions, as listed."""
        return _sum(
            self.item_price,
            self.shipping_price,
            self.gift_wrap_price,
            self.item_promotion,
            self.shipping_promotion,
        )

    @property
    def tax(self):
        """The taxes of the charges, before that of the promotions comes off."""
        return _sum(self.item_tax, self.shipping_tax, self.gift_wrap_tax)

    def total(self, reading):
        """What the buyer pays for the item in this reading."""
        if reading is TaxReading.INSIDE:
            return self.stated
        total = self.stated + self.tax
        if reading is TaxReading.ON_TOP:
            total -= self.promotion_tax or _ZERO
        return total

    def gross(self, reading):
        """These amounts with the tax inside; their ``stated`` is ``total(reading)``.

        :raise BadCell: the tax cannot be told apart, so that it has no place to go
        """
        if not self.is_tax_told_apart:
            if reading is not TaxReading.INSIDE:
                raise BadCell("missing_value", "TAX")
            return replace(self, item_tax=None)
        if reading is TaxReading.INSIDE:
            return self
        item_share = shipping_share = None
        if reading is TaxReading.ON_TOP and self.promotion_tax:
            item_share, shipping_share = self._promotion_tax_shares()
        return replace(
            self,
            item_price=_added(self.item_price, self.item_tax),
            shipping_price=_added(self.shipping_price, self.shipping_tax),
            gift_wrap_price=_added(self.gift_wrap_price, self.gift_wrap_tax),
            item_promotion=_added(self.item_promotion, item_share),
            shipping_promotion=_added(self.shipping_promotion, shipping_share),
        )

    def _promotion_tax_shares(self):
        """The promotions' tax, negative, shared between them by their amounts."""
        shipping = self.shipping_promotion or _ZERO
        both = shipping + (self.item_promotion or _ZERO)
        if not shipping or not both:
            return -self.promotion_tax, None
        if shipping == both:
            return None, -self.promotion_tax
        share = (self.promotion_tax * shipping / both).quantize(self.promotion_tax)
        return share - self.promotion_tax, -share


def reading_of(items, grand_total):
    """The reading in which the items add up to the order's total, exactly.

    :param items: :class:`Amounts` of all items
    :param grand_total: None where Amazon states none
    :return: a :class:`TaxReading`, or None where none fits
    """
    if grand_total is None:
        is_taxed = any(item.tax or item.promotion_tax for item in items)
        return None if is_taxed else TaxReading.INSIDE
    for reading in TaxReading:
        if sum((item.total(reading) for item in items), _ZERO) == grand_total:
            return reading
    return None


def money(node, column, currency):
    """
    :param node: Amazon's ``{"amount", "currencyCode"}``
    :param column: what to name in a refusal
    :param currency: the order's; another one is refused
    :raise BadCell: it is no such amount
    """
    amount = node.get("amount") if isinstance(node, dict) else None
    if not isinstance(amount, str) or not _NUMBER.fullmatch(amount):
        raise BadCell("bad_number" if amount else "missing_value", column)
    if not currency or node.get("currencyCode") != currency:
        raise BadCell("conflicting_rows", "currencyCode")
    value = Decimal(amount)
    # Beyond this, sums would no longer be exact.
    if abs(value) >= 10**15 or value.as_tuple().exponent < -10:
        raise BadCell("bad_number", column)
    return value


def currency_of(node):
    """The currency code of an amount, "" where it is none."""
    code = node.get("currencyCode") if isinstance(node, dict) else None
    return code if isinstance(code, str) and _CURRENCY.fullmatch(code) else ""


def amounts(breakdowns, currency):
    """What Amazon lists for one item.

    Charges that no order line has a place for (cash on delivery, others) are left
    out: then the order's total does not fit, and somebody looks at it.

    :param breakdowns: ``proceeds.breakdowns`` of the item
    :raise BadCell: it cannot be read
    """
    subtotals, details = _by_type(breakdowns, currency)
    values = {
        f"{kind.lower()}_price": _not_negative(subtotals[kind], kind)
        for kind in _CHARGES
        if kind in subtotals
    }
    return Amounts(
        **values, **_promotions(subtotals, details), **_taxes(subtotals, details)
    )


def _by_type(breakdowns, currency):
    """
    :return: ``{type: amount}`` and ``{type: {subtype: amount}}``
    """
    subtotals, details = defaultdict(Decimal), defaultdict(lambda: defaultdict(Decimal))
    for entry in _list(breakdowns, "proceeds"):
        kind = entry.get("type") if isinstance(entry, dict) else None
        if not isinstance(kind, str):
            raise BadCell("missing_value", "proceeds")
        sign = abs if kind == "DISCOUNT" else Decimal
        subtotals[kind] += sign(money(entry.get("subtotal"), kind, currency))
        for detail in _list(entry.get("detailedBreakdowns"), kind):
            detail = detail if isinstance(detail, dict) else {}
            subtype = str(detail.get("subtype") or "OTHER")
            amount = money(detail.get("value"), kind, currency)
            is_discount = "DISCOUNT" in (kind, subtype)
            details[kind][subtype] += abs(amount) if is_discount else amount
    return subtotals, details


def _promotions(subtotals, details):
    if "DISCOUNT" not in subtotals:
        return {}
    shipping = details["DISCOUNT"].get("SHIPPING")
    item = subtotals["DISCOUNT"] - (shipping or _ZERO)
    if item < 0:
        raise BadCell("conflicting_rows", "DISCOUNT")
    if not shipping:
        return {"item_promotion": -item}
    return {"item_promotion": -item or None, "shipping_promotion": -shipping}


def _taxes(subtotals, details):
    if "TAX" not in subtotals:
        return {}
    parts = details["TAX"]
    if not parts:
        others = {*subtotals} - {"ITEM", "TAX"}
        return {
            "item_tax": _not_negative(subtotals["TAX"], "TAX"),
            "is_tax_told_apart": not any(subtotals[kind] for kind in others),
        }
    taxes = {
        f"{kind.lower()}_tax": _not_negative(parts[kind], "TAX")
        for kind in _CHARGES
        if kind in parts
    }
    return {**taxes, "promotion_tax": parts.get("DISCOUNT")}


def _list(node, column):
    if node is None:
        return []
    if not isinstance(node, list):
        raise BadCell("missing_value", column)
    return node


def _not_negative(amount, column):
    if amount < 0:
        raise BadCell("bad_number", column)
    return amount


def _sum(*parts):
    return sum(filter(None, parts), _ZERO)


def _added(amount, tax):
    return amount if not tax else (amount or _ZERO) + tax
