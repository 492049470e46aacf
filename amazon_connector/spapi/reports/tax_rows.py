# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the two reports on invoices have in common: amounts, signs, rates, keys."""

import re
from dataclasses import replace
from decimal import Decimal

from .. import marketplaces
from ..tax_documents import Taxed, TransactionType
from . import values
from .flat_file import BadCell

_CENT = Decimal("0.01")
_CURRENCY = re.compile(r"[A-Z]{3}")
_QUANTITY = re.compile(r"[+-]?[0-9]{1,7}")
_NOT_AMAZONS = {"UK": "GB"}
_BY_COUNTRY = {each.country_code: each for each in marketplaces.MARKETPLACES}
LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pl", "sv")


class TaxedReader:
    """The six amounts of a row, with the signs :class:`~..tax_documents.Taxed` has.

    Whether a credit note's amounts are written as negative is told differently for
    one report and not at all for the other: the transaction's type decides.
    """

    def __init__(self, row, transaction_type):
        self._row = row
        self._sign = 1 if transaction_type is TransactionType.SHIPMENT else -1
        self._goods_signs = set()

    def goods(self, gross, net, tax, *, deposit=()):
        """:param gross, net, tax: column names
        :param deposit: the columns of net and tax of a bottle deposit, which is in
            gross, and maybe not in net and tax

        :raise BadCell: no amounts, or they contradict each other
        """
        stated = self._stated(gross, net, tax, deposit)
        sign = _sign_of(stated)
        self._goods_signs.add(sign)
        # A sale that takes money away, or a document that does both, is no matter
        # for a program: what it corrects is not stated.
        if self._goods_signs >= {1, -1} or (self._sign > 0 and sign < 0):
            raise BadCell("conflicting_amounts", gross)
        return _signed(stated, self._sign)

    def promotion(self, gross, net, tax):
        return _signed(self._stated(gross, net, tax), -self._sign)

    def _stated(self, gross, net, tax, deposit=()):
        row = self._row
        stated = Taxed(row.amount(gross), row.amount(net), row.amount(tax))
        if stated.gross and not stated.net and not stated.tax:
            return Taxed(gross=stated.gross)  # Amazon did not calculate
        if _adds_up(stated):
            return stated
        amounts = [row.amount(column) or 0 for column in deposit] or (0, 0)
        with_deposit = Taxed(
            stated.gross, stated.net + amounts[0], stated.tax + amounts[1]
        )
        if not _adds_up(with_deposit):
            raise BadCell("conflicting_amounts", gross)
        return with_deposit


class Repetitions:
    """Tells lines apart that look alike: equal rows of one file are separate."""

    def __init__(self):
        self._seen, self._counts = set(), {}

    def told_apart(self, line):
        place = hash((line.document_key, line.line_key))
        if place not in self._seen:
            self._seen.add(place)
            return line
        count = self._counts[place] = self._counts.get(place, 1) + 1
        return replace(line, line_key=f"{line.line_key}#{count}")


def _adds_up(taxed):
    if None in (taxed.gross, taxed.net, taxed.tax):
        return True
    return abs(taxed.gross - taxed.net - taxed.tax) <= _CENT


def _sign_of(taxed):
    amounts = filter(None, (taxed.gross, taxed.net, taxed.tax))
    return next((1 if amount > 0 else -1 for amount in amounts), 0)


def _signed(taxed, sign):
    factor = sign * _sign_of(taxed)
    if factor >= 0:
        return taxed
    return Taxed(
        *(
            None if amount is None else -amount
            for amount in (taxed.gross, taxed.net, taxed.tax)
        )
    )


def rate(row, column, taxed, quantity):
    """A tax rate as a fraction, whichever way it is written.

    No country has a rate below one per cent or above a hundred: 0.19 is a fraction,
    19 a percentage.

    :param taxed: what it was applied to
    :return: None where it is not stated, or was not applied
    :raise BadCell: it does not make the tax that is stated
    """
    value = row.amount(column)
    if value is None or (taxed.gross and taxed.tax is None):
        return None
    if value >= 1:
        value /= 100
    if not 0 <= value < 1:
        raise BadCell("bad_number", column)
    if None not in (taxed.net, taxed.tax):
        # Amazon rounds for each piece.
        tolerance = _CENT * (abs(quantity) + 1)
        if abs(taxed.net * value - taxed.tax) > tolerance:
            raise BadCell("conflicting_amounts", column)
    return value


def transaction_type(row):
    text = row.required_text("transaction-type").upper()
    if text not in TransactionType.__members__:
        raise BadCell("unknown_value", "transaction-type")
    return TransactionType[text]


def quantity(row, column):
    """Pieces, without a sign: the transaction's type tells the direction.

    A refund of money alone states none.
    """
    text = row.text(column)
    if not text:
        return 0
    if not _QUANTITY.fullmatch(text):
        return row.value(column, values.quantity)
    return abs(int(text))


def order_id(row):
    text = row.required_text("order-id")
    if not values.is_order_id(text):
        raise BadCell("bad_order_id", "order-id")
    return text


def currency(row):
    text = row.required_text("currency").upper()
    if not _CURRENCY.fullmatch(text):
        raise BadCell("missing_value", "currency")
    return text


def marketplace_id(row):
    """Told as an id, a country or a shop's name; "" where it is none of them."""
    text = row.text("marketplace-id")
    if marketplaces.by_id(text):
        return text
    country = _NOT_AMAZONS.get(text.upper(), text.upper())
    found = _BY_COUNTRY.get(country) or marketplaces.by_sales_channel(text)
    return found.id if found else ""


def truth_if_any(row, column):
    """None where the report does not say."""
    return row.truth(column) if row.text(column) else None


def citations(row):
    """Legal texts to print, by language code."""
    found = ((code, row.text(f"citation-{code}")) for code in LANGUAGES)
    return tuple((code, text) for code, text in found if text)
