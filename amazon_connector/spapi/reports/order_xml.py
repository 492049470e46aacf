# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""GET_ORDER_REPORT_DATA_INVOICING: the merchant's orders as XML.

The orders of the flat file, which sellers can switch to XML, and which a schedule of
the one form replaces by the other.  Each element stands for a cell of the flat file:
what makes an order of cells is said once, in :mod:`.mfn_orders`.

https://developer-docs.amazon.com/sp-api/docs/order-reports-attributes
"""

from array import array
from decimal import Decimal

from ..errors import ReportNotTabular
from ..orders import RefusedRow
from . import flat_file, values
from .flat_file import Row
from .reading import Ends, OrderReader
from .values import BadValue
from .xml_elements import declared_encoding, elements, is_xml

_ROOT = "AmazonEnvelope"
_REPORT = f"{_ROOT}/Message/OrderReport"
_ITEM = f"{_REPORT}/Item"
_PRICE = f"{_ITEM}/ItemPrice"
_PROMOTION = f"{_ITEM}/Promotion"
_MOST_ITEMS = 10_000  # of one order
_ADDRESS = {
    "AddressFieldOne": "address-1",
    "AddressFieldTwo": "address-2",
    "AddressFieldThree": "address-3",
    "City": "city",
    "StateOrRegion": "state",
    "PostalCode": "postal-code",
    "CountryCode": "country",
}


def _address(path, prefix):
    return {f"{path}/{name}": f"{prefix}-{cell}" for name, cell in _ADDRESS.items()}


_HEADER = {
    f"{_REPORT}/{path}": column
    for path, column in {
        "AmazonOrderID": "order-id",
        "OrderDate": "purchase-date",
        "OrderPostedDate": "payments-date",
        "SalesChannel": "sales-channel",
        "PurchaseOrderNumber": "purchase-order-number",
        "IsBusinessOrder": "is-business-order",
        "IsPrime": "is-prime",
        "BillingData/BuyerEmailAddress": "buyer-email",
        "BillingData/BuyerName": "buyer-name",
        "BillingData/BuyerPhoneNumber": "buyer-phone-number",
        "BillingData/Address/Name": "bill-name",
        **_address("BillingData/Address", "bill"),
        "FulfillmentData/FulfillmentServiceLevel": "ship-service-level",
        "FulfillmentData/DeliveryInstructions": "delivery-instructions",
        "FulfillmentData/Address/Name": "recipient-name",
        "FulfillmentData/Address/PhoneNumber": "ship-phone-number",
        **_address("FulfillmentData/Address", "ship"),
    }.items()
}
_CELLS = {
    f"{_ITEM}/AmazonOrderItemCode": "order-item-id",
    f"{_ITEM}/SKU": "sku",
    f"{_ITEM}/Title": "product-name",
    f"{_ITEM}/Quantity": "quantity-purchased",
    f"{_ITEM}/GiftWrapLevel": "gift-wrap-type",
    f"{_ITEM}/GiftMessageText": "gift-message-text",
}
_PRICES = {
    "Principal": "item-price",
    "Tax": "item-tax",
    "Shipping": "shipping-price",
    "ShippingTax": "shipping-tax",
    "GiftWrap": "gift-wrap-price",
    "GiftWrapTax": "gift-wrap-tax",
}
_PROMOTIONS = {"Principal": "item-promotion", "Shipping": "ship-promotion"}
_PROMOTION_ID = f"{_PROMOTION}/MerchantPromotionID"
# Type and Amount stand in a Component, or without one.
_TYPES = {
    f"{parent}{wrap}/Type": parent
    for parent in (_PRICE, _PROMOTION)
    for wrap in ("", "/Component")
}
_AMOUNTS = {f"{path.removesuffix('Type')}Amount": path for path in _TYPES}
_WANTED = frozenset((*_HEADER, *_CELLS, *_TYPES, *_AMOUNTS, _PROMOTION_ID))


class MerchantOrderReader(OrderReader):
    """Reads the merchant's orders in whichever form the document has.

    :ivar is_xml: which it was; known when the first result is
    """

    def __init__(self, layout, open_chunks, charset="", size=None):
        super().__init__(layout, open_chunks, charset, size)
        self._open_chunks = open_chunks
        self._xml = _OrderFile(layout, open_chunks, charset)

    def _read(self):
        if not is_xml(self._open_chunks()):
            yield from super()._read()
            return
        self.is_xml = True
        self._table = self._xml
        ends, held = self._xml.survey(), {}
        for number, (order_id, rows) in enumerate(self._xml.orders()):
            self.rows += len(rows)
            if not values.is_order_id(order_id):
                yield from self._without_order(order_id, rows)
                continue
            held.setdefault(order_id, []).extend(rows)
            if order_id not in ends or ends.get(order_id) == number:
                yield from self._close(order_id, held)
        for order_id in list(held):
            yield from self._close(order_id, held)

    def _without_order(self, order_id, rows):
        code = "bad_order_id" if order_id else "missing_value"
        self.refused += len(rows)
        for row in rows:
            yield RefusedRow(row.line_number, code, self._layout.order_id_column)


class _OrderFile:
    """The XML form of a :class:`~.table_file.TableFile`, whose rows come by orders."""

    def __init__(self, layout, open_chunks, charset):
        self._layout = layout
        self._open_chunks = open_chunks
        self._charset = charset
        self._size = self._taken = 0  # bytes, of a pass that has ended and of this one
        self.encoding = ""
        self.missing_columns = ()

    @property
    def progress(self):
        return min(1.0, self._taken / self._size) if self._size else 0.0

    def survey(self):
        """The first pass: that it can be read to its end, and what it states.

        :return: which of its orders comes last of those with the same id
        """
        self._find_encoding()
        keys, filled = array("q"), set()
        for order_id, rows in self.orders():
            keys.append(hash(order_id.encode()))
            filled.update(*(row.filled for row in rows))
        if keys:
            self.missing_columns = tuple(
                name for name in self._layout.advised if name not in filled
            )
        return Ends(keys, range(len(keys)))

    def orders(self):
        """``(order id, rows)``; an order without items has one row, an empty one."""
        collector = _Collector()
        for element in elements(self._chunks(), self.encoding, _ROOT, _WANTED):
            if order := collector.take(element):
                yield order
        self._size = self._taken

    def _chunks(self):
        self._taken = 0
        for chunk in self._open_chunks():
            self._taken += len(chunk)
            yield chunk

    def _find_encoding(self):
        watch = flat_file.Utf8Watch()
        for _chunk in watch.watch(flat_file.as_utf8(self._open_chunks())):
            pass
        charset = declared_encoding(self._open_chunks()) or self._charset
        self.encoding = flat_file.encoding_of(watch.is_utf8, charset)


class _Collector:
    """From elements to orders: an order's texts, and those of its items."""

    def __init__(self):
        self._header, self._items = {}, []
        self._type = self._promotion_id = ""

    def take(self, element):
        """:return: ``(order id, rows)`` at an order's end, else None"""
        path = element.path
        if element.text is None:
            self._begin(path, element.line)
        elif path in _HEADER:
            self._header.setdefault(_HEADER[path], element.text)
        elif path in _CELLS:
            self._cells.setdefault(_CELLS[path], element.text)
        elif path in _TYPES:
            self._type = element.text
        elif path in _AMOUNTS:
            self._amount(_TYPES[_AMOUNTS[path]], element)
        elif path == _PROMOTION_ID:
            self._promotion_id = element.text
        elif path == _REPORT:
            return self._order(element.line)
        return None

    @property
    def _cells(self):
        return self._items[-1].cells

    def _begin(self, path, line):
        if path == _REPORT:
            self._header, self._items = {}, []
        elif path == _ITEM:
            if len(self._items) == _MOST_ITEMS:
                raise ReportNotTabular("one order without an end")
            self._items.append(XmlRow(line, self._header, {}))
        elif path == _PROMOTION:
            self._promotion_id = ""

    def _amount(self, parent, element):
        cells, type_, self._type = self._cells, self._type, ""
        if parent == _PRICE and type_ in _PRICES:
            column = _PRICES[type_]
            # Stated twice, it is no number any more: nobody knows which counts.
            cells[column] = f"{cells.get(column, '')} {element.text}".strip()
        elif parent == _PROMOTION and type_ in _PROMOTIONS:
            self._add_promotion(_PROMOTIONS[type_], element.text)
        else:
            return
        currency = element.attributes.get("currency", "")
        if currency not in cells.setdefault("currency", currency):
            cells["currency"] += f" {currency}"

    def _add_promotion(self, prefix, text):
        cells, column = self._cells, f"{prefix}-discount"
        try:
            discount = values.amount(text)
            if not discount:
                return
            sum_ = Decimal(cells.get(column) or 0) - abs(discount)
            cells[column] = str(sum_)
        except (BadValue, ArithmeticError):
            cells[column] = f"{cells.get(column, '')} {text}".strip()
        ids = filter(None, (cells.get(f"{prefix}-id"), self._promotion_id))
        cells[f"{prefix}-id"] = ",".join(ids)

    def _order(self, line):
        rows = self._items or [XmlRow(line, self._header, {})]
        return self._header.get("order-id", ""), rows


class XmlRow(Row):
    """An item's cells, found by the flat file's column names."""

    __slots__ = ("_header", "cells")

    def __init__(self, line_number, header, cells):
        super().__init__(line_number, (), {}, "utf-8")
        self._header = header
        self.cells = cells

    @property
    def filled(self):
        """The columns that have a text."""
        return {
            column
            for cells in (self._header, self.cells)
            for column, text in cells.items()
            if text
        }

    def states(self, column):
        return column in self.cells or column in self._header

    def text(self, column):
        return self.cells.get(column) or self._header.get(column, "")
