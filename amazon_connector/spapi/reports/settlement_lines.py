# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2: a payout, line by line.

The first row is the payout itself, all others are what it is made of.  Equal rows are
separate amounts.

https://developer-docs.amazon.com/sp-api/docs/settlement-reports-attributes
"""

import re

from ..settlements import Settlement, SettlementLine
from . import values, written_dates
from .flat_file import BadCell
from .records import RecordLayout
from .values import BadValue

_CURRENCY = re.compile(r"[A-Z]{3}")
_QUANTITY = re.compile(r"[+-]?[0-9]{1,7}")
_PERIOD = ("settlement-start-date", "settlement-end-date")
_DAYS = 14  # of a settlement, if the seller is not paid more often


class SettlementLines(RecordLayout):
    required = (
        "settlement-id",
        "total-amount",
        "amount-type",
        "amount-description",
        "amount",
    )
    advised = ("transaction-type", "order-id", "posted-date", "order-item-code", "sku")
    amounts = ("total-amount", "amount")
    dates = (*_PERIOD, "deposit-date", "posted-date", "posted-date-time")

    def begin(self):
        return _Pass().record

    def record(self, row):
        return self.begin()(row)


class _Pass:
    """One pass through one file: what its first row tells of all others."""

    def __init__(self):
        self._settlement = None
        self._is_day_first = None

    def record(self, row):
        settlement_id = row.required_text("settlement-id")
        if _is_summary(row):
            self._settlement = self._summary(row, settlement_id)
            return self._settlement
        known = self._settlement
        if known is None or known.settlement_id != settlement_id:
            raise BadCell("missing_value", "total-amount")
        return self._line(row, settlement_id)

    def _summary(self, row, settlement_id):
        period = map(row.text, _PERIOD)
        self._is_day_first = written_dates.is_day_first(*period, _DAYS)
        total = row.amount("total-amount")
        return Settlement(
            settlement_id=settlement_id,
            start=self._moment(row, "settlement-start-date"),
            end=self._moment(row, "settlement-end-date"),
            deposit_date=self._moment(row, "deposit-date"),
            total=total,
            currency=_currency(row) or row.required_text("currency"),
        )

    def _line(self, row, settlement_id):
        amount = row.amount("amount")
        if amount is None:
            raise BadCell("missing_value", "amount")
        posted_at = self._moment(row, "posted-date-time")
        order_id = row.text("order-id")
        is_order = values.is_order_id(order_id)
        return SettlementLine(
            settlement_id=settlement_id,
            line_number=row.line_number,
            transaction_type=row.text("transaction-type"),
            amount_type=row.text("amount-type"),
            amount_description=row.text("amount-description"),
            amount=amount,
            currency=_currency(row) or self._settlement.currency,
            amazon_order_id=order_id if is_order else "",
            reference="" if is_order else order_id,
            order_item_id=row.text("order-item-code"),
            sku=row.text("sku"),
            quantity=_quantity(row),
            posted_at=posted_at or self._moment(row, "posted-date"),
            marketplace_name=row.text("marketplace-name"),
            shipment_id=row.text("shipment-id"),
            adjustment_id=row.text("adjustment-id"),
            promotion_id=row.text("promotion-id"),
        )

    def _moment(self, row, column):
        """A time as the file writes it; where that is left open, as its period is.

        No amount is refused for its date: it would be missing in the sum.
        """
        time = row.written_moment_if_any(column)
        if time:
            return time
        try:
            return written_dates.moment(row.text(column), self._is_day_first)
        except BadValue:
            return None


def _is_summary(row):
    return row.text("total-amount") and not row.text("amount")


def _currency(row):
    """:raise BadCell: the text is no currency"""
    text = row.text("currency").upper()
    if text and not _CURRENCY.fullmatch(text):
        raise BadCell("unknown_value", "currency")
    return text


def _quantity(row):
    text = row.text("quantity-purchased")
    if not text:
        return None
    if not _QUANTITY.fullmatch(text):
        return row.value("quantity-purchased", values.quantity)
    return int(text)
