# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From the rows of one order to the order: what all order reports have in common."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass

from .. import tax_collection
from ..marketplaces import by_sales_channel
from ..orders import Address, Buyer, Order, OrderItem, RefusedRow
from . import values
from .flat_file import BadCell, Row

_CURRENCY = re.compile(r"[A-Z]{3}")
_TAXES = ("item-tax", "shipping-tax", "gift-wrap-tax")


@dataclass(slots=True)
class Assembly:
    """What became of the rows of one order; each is counted in one place.

    ``rows = items + duplicates + promotions + refused``

    :ivar order: None when no item of it could be read
    """

    order: Order | None
    refused: tuple[RefusedRow, ...]
    items: int
    duplicates: int
    promotions: int


class OrderLayout(ABC):
    """An order report: its column names, and how a row becomes an item.

    :cvar required: columns without which it is another report
    :cvar advised: columns that sellers can switch off, and whose loss hurts
    :cvar personal: columns with buyers' data, for those who may not see them
    :cvar amounts: columns with money; from all of them together it is told how the
        file writes decimals
    :cvar dates: columns whose dates are written in more than one way
    """

    channel = None
    order_id_column = ""
    required = ()
    advised = ()
    personal = (
        "buyer-email",
        "buyer-name",
        "buyer-phone-number",
        "buyer-phone",
        "buyer-company-name",
        "buyer-cst-number",
        "buyer-vat-number",
        "buyer-tax-registration-id",
        "buyer-identification-number",
        "recipient-name",
        "ship-address-1",
        "ship-address-2",
        "ship-address-3",
        "ship-city",
        "ship-state",
        "ship-postal-code",
        "ship-phone-number",
        "bill-name",
        "bill-address-1",
        "bill-address-2",
        "bill-address-3",
        "bill-city",
        "bill-state",
        "bill-postal-code",
        "bill-phone-number",
        "invoice-business-legal-name",
        "invoice-business-address",
        "invoice-business-tax-id",
        "invoice-business-tax-office",
        "licensee-name",
        "license-number",
        "delivery-instructions",
        "buyer-requested-cancel-reason",
        "gift-message-text",
        "customized-url",
        "purchase-order-number",
    )
    dates = ()
    amounts = (
        "item-price",
        "item-tax",
        "shipping-price",
        "shipping-tax",
        "gift-wrap-price",
        "gift-wrap-tax",
        "item-promotion-discount",
        "ship-promotion-discount",
    )

    @abstractmethod
    def item(self, row) -> OrderItem:
        """:raise BadCell: the row must be refused"""

    def header(self, row) -> dict:
        """The fields of :class:`Order` that every row of an order repeats."""
        return {
            "purchase_date": row.moment("purchase-date"),
            "payments_date": row.moment_if_any("payments-date"),
            "buyer": buyer(row),
            "ship_address": ship_address(row),
            "bill_address": bill_address(row),
            "sales_channel": row.text("sales-channel"),
            "ship_service_level": row.text("ship-service-level"),
            "is_business_order": row.truth_if_any("is-business-order"),
        }

    def is_promotion(self, _row):
        """Whether the row only adds to the promotions of an item."""
        return False

    def folded(self, item, _item_row, _promotion_rows):
        """``item`` with the promotions of these rows.

        :return: the item, and the promotion rows that could not be read, refused
        """
        return item, []

    def currency(self, row):
        """:raise BadCell: missing, or no currency"""
        currency = row.required_text("currency")
        if not _CURRENCY.fullmatch(currency):
            raise BadCell("missing_value", "currency")
        return currency

    def assemble(self, order_id, rows):
        """:param rows: :class:`~.flat_file.Row`, or RefusedRow for unreadable ones"""
        return _Assembler(self, order_id).assemble(rows)


class _Assembler:
    def __init__(self, layout, order_id):
        self._layout = layout
        self._order_id = order_id
        self._items = {}  # key: (item, its row)
        self._promotions = {}  # order item id: rows
        self._refused = []
        self._duplicates = 0
        self._currency = ""
        self._header = None

    def assemble(self, rows):
        for row in rows:
            if isinstance(row, Row):
                self._add(row)
            else:
                self._refused.append(row)
        promotions = sum(map(len, self._promotions.values()))
        already_refused = len(self._refused)
        items = self._folded_items()
        promotions -= len(self._refused) - already_refused
        refused = tuple(sorted(self._refused, key=lambda row: row.line_number))
        return Assembly(
            order=self._order(items, refused) if items else None,
            refused=refused,
            items=len(items),
            duplicates=self._duplicates,
            promotions=promotions,
        )

    def _refuse(self, row, code, column=""):
        self._refused.append(RefusedRow(row.line_number, code, column, self._order_id))

    def _add(self, row):
        try:
            if self._layout.is_promotion(row):
                key = row.value("order-item-id", values.item_id)
                self._promotions.setdefault(key, []).append(row)
                return
            item = self._layout.item(row)
            currency = self._layout.currency(row)
            header = self._layout.header(row)
        except BadCell as error:
            self._refuse(row, error.code, error.column)
            return
        self._add_item(row, item, currency, header)

    def _add_item(self, row, item, currency, header):
        key = (item.order_item_id, item.shipment_item_id)
        known, _row = self._items.get(key, (item, row))
        if currency and self._currency and currency != self._currency:
            self._refuse(row, "conflicting_rows", "currency")
        elif known != item:
            self._refuse(row, "conflicting_rows")
        elif key in self._items:
            self._duplicates += 1
        else:
            self._items[key] = item, row
            self._currency = self._currency or currency
            self._header = _merged(self._header, header)

    def _folded_items(self):
        """In the order of their ids, so that the order of rows does not matter."""
        items = []
        for key in sorted(self._items):
            item, row = self._items[key]
            promotion_rows = self._promotions.pop(item.order_item_id, None)
            if promotion_rows:
                item, refused = self._layout.folded(item, row, promotion_rows)
                for promotion_row, error in refused:
                    self._refuse(promotion_row, error.code, error.column)
            items.append(item)
        for rows in self._promotions.values():
            for row in rows:  # promotions of an item that is not in the file
                self._refuse(row, "missing_value", "sku")
        return tuple(items)

    def _order(self, items, refused):
        return Order(
            amazon_order_id=self._order_id,
            channel=self._layout.channel,
            currency=self._currency,
            items=items,
            refused_rows=refused,
            **self._header,
        )


def _merged(header, other):
    """The first row's fields; but a wish to cancel counts on whichever row it is."""
    if header is None:
        return other
    if other.get("is_buyer_requested_cancellation"):
        header["is_buyer_requested_cancellation"] = True
        reason = header["buyer_cancel_reason"] or other["buyer_cancel_reason"]
        header["buyer_cancel_reason"] = reason
    return header


def is_tax_amazons(row):
    """Whether Amazon collects the row's taxes itself.

    :raise BadCell: the row states a tax and another collector than its marketplace has
    """
    marketplace = by_sales_channel(row.text("sales-channel"))
    is_amazons = tax_collection.is_amazons(marketplace, row.text("currency"))
    stated = tax_collection.stated(
        row.text("tax-collection-model"),
        row.text("tax-collection-responsible-party"),
        marketplace,
    )
    if is_amazons and stated is False and any(map(row.amount, _TAXES)):
        raise BadCell("tax_collector", "tax-collection-responsible-party")
    return bool(is_amazons or stated or row.text("ioss-number"))


def address(row, prefix, name, phone=""):
    """:param prefix: "ship" or "bill" """
    return Address(
        name=name,
        line1=row.text(f"{prefix}-address-1"),
        line2=row.text(f"{prefix}-address-2"),
        line3=row.text(f"{prefix}-address-3"),
        city=row.text(f"{prefix}-city"),
        state=row.text(f"{prefix}-state"),
        postal_code=row.text(f"{prefix}-postal-code"),
        country_code=row.text(f"{prefix}-country").upper(),
        phone=phone,
    )


def ship_address(row):
    name, phone = row.text("recipient-name"), row.text("ship-phone-number")
    return address(row, "ship", name, phone)


def bill_address(row):
    """Where no name is stated with it, it is the buyer's."""
    stated = address(row, "bill", row.text("bill-name"))
    if stated and not stated.name:
        return address(row, "bill", row.text("buyer-name"))
    return stated


def buyer(row):
    return Buyer(
        email=row.text("buyer-email"),
        name=row.text("buyer-name"),
        phone=row.first_text("buyer-phone-number", "buyer-phone"),
        company_name=row.first_text(
            "buyer-company-name", "invoice-business-legal-name"
        ),
        vat_number=row.first_text(
            "buyer-vat-number", "invoice-business-tax-id", "buyer-tax-registration-id"
        ),
        purchase_order_number=row.text("purchase-order-number"),
    )
