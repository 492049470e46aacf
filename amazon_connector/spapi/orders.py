# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Orders as Amazon states them, whichever report or operation they came from.

Money is :class:`~decimal.Decimal` in the order's currency and is a *line total*
for the whole quantity, never a unit price.  ``None`` means that Amazon left the
field blank, which is not zero.  Promotions are negative or zero.  Times are aware
and UTC.  Ids are text, exactly as Amazon wrote them.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum


class Channel(str, Enum):
    """Who ships: the merchant, or Amazon."""

    MFN = "MFN"
    AFN = "AFN"


@dataclass(frozen=True, slots=True)
class Address:
    name: str = ""
    line1: str = ""
    line2: str = ""
    line3: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country_code: str = ""
    phone: str = ""

    def __bool__(self):
        return bool(self.name or self.line1 or self.city or self.postal_code)


@dataclass(frozen=True, slots=True)
class Buyer:
    email: str = ""
    name: str = ""
    phone: str = ""
    company_name: str = ""
    vat_number: str = ""
    purchase_order_number: str = ""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that could not be read.

    :ivar line_number: 1-based line in the decoded document; the header is line 1
    :ivar code: ``bad_number``, ``bad_date``, ``missing_value``, ``bad_order_id``,
        ``excel_number``, ``ambiguous_number``, ``too_many_columns``,
        ``conflicting_rows``, ``conflicting_amounts``, ``unknown_value``, ``cut_row``,
        ``tax_collector``
    :ivar column: Amazon's column name, "" when the row as a whole is at fault
    :ivar order_id: Amazon order id, "" when it is not known
    """

    line_number: int
    code: str
    column: str = ""
    order_id: str = ""


@dataclass(frozen=True, slots=True)
class OrderItem:
    """One item of an MFN order, or one item of one FBA shipment.

    :ivar shipment_item_id: identity beside ``order_item_id``; "" for MFN.  Where
        Amazon leaves it empty for FBA, a stable text made from shipment date,
        tracking number and quantity.
    :ivar is_tax_amazons: Amazon collects the taxes itself: they are no part of the sale
    :ivar is_gross: prices and promotions contain the taxes, whatever reports do, and
        the taxes are those of the prices before the promotions
    """

    order_item_id: str
    sku: str
    quantity: int
    title: str = ""
    shipment_item_id: str = ""
    item_price: Decimal | None = None
    item_tax: Decimal | None = None
    shipping_price: Decimal | None = None
    shipping_tax: Decimal | None = None
    gift_wrap_price: Decimal | None = None
    gift_wrap_tax: Decimal | None = None
    is_tax_amazons: bool = False
    is_gross: bool = False
    item_promotion: Decimal | None = None
    shipping_promotion: Decimal | None = None
    promotion_ids: tuple[str, ...] = ()
    gift_wrap_type: str = ""
    gift_message: str = ""
    shipment_id: str = ""
    shipment_date: datetime | None = None
    carrier: str = ""
    tracking_number: str = ""
    fulfillment_center_id: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One Amazon order as one report states it.

    :ivar sales_channel: Amazon's own text ("Amazon.de"), "" when not stated
    :ivar is_business_order: like all its truths: None where the report does not say
    :ivar refused_rows: rows of this very order that could not be read; an order
        that has any is incomplete and must not become a sale
    """

    amazon_order_id: str
    channel: Channel
    purchase_date: datetime
    currency: str
    items: tuple[OrderItem, ...]
    buyer: Buyer = field(default_factory=Buyer)
    ship_address: Address = field(default_factory=Address)
    bill_address: Address = field(default_factory=Address)
    payments_date: datetime | None = None
    sales_channel: str = ""
    ship_service_level: str = ""
    earliest_ship_date: datetime | None = None
    latest_ship_date: datetime | None = None
    delivery_instructions: str = ""
    is_business_order: bool | None = None
    is_prime: bool | None = None
    is_replacement_order: bool | None = None
    is_exchange_order: bool | None = None
    original_order_id: str = ""
    is_buyer_requested_cancellation: bool | None = None
    buyer_cancel_reason: str = ""
    ioss_number: str = ""
    refused_rows: tuple[RefusedRow, ...] = ()
