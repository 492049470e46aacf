"""What happened at the emulated Amazon: frozen, before any report is written.

Prices here are what the buyer pays, VAT included (in North America: without
sales tax, which Amazon collects and remits itself).  Promotions are negative.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from emulator.marketplaces import Marketplace

ZERO = Decimal("0.00")
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Product:
    """:ivar price: list price in EUR, VAT included, one piece
    :ivar tax_code: Amazon's, which says what rate it has
    """

    sku: str
    asin: str
    ean: str
    title: str
    price: Decimal
    tax_code: str = "A_GEN_STANDARD"


@dataclass(frozen=True, slots=True)
class Book:
    """What a person would write into an address book for the lines of an address.

    :ivar beside: what stands beside the street: "c/o", floors, buildings
    :ivar locker: Packstation or Postfiliale; its number is in ``street``
    :ivar state_code: second part of its ISO 3166-2 code
    """

    street: str
    beside: tuple[str, ...] = ()
    company: str = ""
    locker: str = ""
    post_number: str = ""
    state_code: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """:ivar book: None where nobody said what the lines mean"""

    name: str
    line1: str
    line2: str
    line3: str
    city: str
    state: str
    postal_code: str
    country: str
    phone: str = ""
    book: Book | None = None


@dataclass(frozen=True, slots=True)
class Buyer:
    """:ivar is_vat_number_valid: in form: its check digits are right"""

    email: str
    name: str
    phone: str
    company: str = ""
    vat_number: str = ""
    purchase_order: str = ""
    is_vat_number_valid: bool = True

    @property
    def counted_vat_number(self) -> str:
        """A number that is not valid counts for nothing."""
        return self.vat_number if self.is_vat_number_valid else ""


@dataclass(frozen=True, slots=True)
class Promotion:
    """One promotion of one item; both amounts are negative or zero."""

    id: str
    item: Decimal
    shipping: Decimal


@dataclass(frozen=True, slots=True)
class Amounts:
    """Line totals for a quantity, in the order's currency."""

    price: Decimal = ZERO
    shipping: Decimal = ZERO
    gift_wrap: Decimal = ZERO
    item_promotion: Decimal = ZERO
    shipping_promotion: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return (
            self.price
            + self.shipping
            + self.gift_wrap
            + self.item_promotion
            + self.shipping_promotion
        )


@dataclass(frozen=True, slots=True)
class Item:
    """:ivar quantity: pieces still wanted; the amounts are for these
    :ivar ordered: pieces at first, where some were cancelled since; else 0
    :ivar cancelled_by: BUYER, MERCHANT or AMAZON took the missing pieces out
    :ivar vat_percent: where Amazon calculates VAT; None: the destination's standard
    """

    order_item_id: str
    product: Product
    quantity: int
    amounts: Amounts
    promotions: tuple[Promotion, ...] = ()
    gift_wrap_type: str = ""
    gift_message: str = ""
    vat_percent: Decimal | None = None
    ordered: int = 0
    cancelled_by: str = ""
    cancel_reason: str = ""

    @property
    def is_cancelled(self) -> bool:
        """None of its pieces is wanted any more."""
        return not self.quantity


@dataclass(frozen=True, slots=True)
class ShippedItem:
    """One row of an FBA shipment report: an item, or a part of it, in a parcel."""

    shipment_id: str
    shipment_item_id: str
    item: Item
    quantity: int
    amounts: Amounts
    shipped_at: datetime
    reported_at: datetime
    carrier: str
    tracking_number: str
    fulfillment_center: str


@dataclass(frozen=True, slots=True)
class Sale:
    """What an order is for the tax office; see :mod:`emulator.world.taxation`.

    :ivar ship_from: country of the warehouse
    :ivar area: where the goods go: a VAT territory
    :ivar scheme: domestic, local, oss, reverse_charge, export or collected
    :ivar taxed_in: whose tax it is, "" for no tax
    :ivar collected_by: Amazon or seller
    :ivar is_calculated: Amazon calculates VAT where the seller has a number
    """

    ship_from: str
    area: str
    scheme: str
    taxed_in: str
    collected_by: str
    is_calculated: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to an order after it was placed.

    :ivar kind: ``wish``: the buyer asks to cancel it, for a ``reason``;
        ``wish_withdrawn``; ``address``: it goes to ``address`` from now on;
        ``quantity``: of one item only ``quantity`` pieces are left, none if it is 0,
        cancelled ``by`` BUYER, MERCHANT or AMAZON for a ``reason``
    """

    at: datetime
    kind: str
    reason: str = ""
    by: str = ""
    order_item_id: str = ""
    quantity: int = 0
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """As it was placed; :mod:`emulator.world.changes` tells how it stands later.

    :ivar channel: MFN or AFN
    :ivar status: what becomes of it: Unshipped, Shipped or Cancelled
    :ivar fulfillable_at: when it left Pending; None when it never did
    :ivar cancelled_at: when all of it was cancelled, pending or later
    :ivar cancelled_by: BUYER, MERCHANT or AMAZON
    :ivar is_multi_channel: shipped by Amazon for another shop; never a sale
    :ivar is_cancellation_wished: by the buyer, from the moment it left Pending
    :ivar replaced_order_id: the original of a replacement or an exchange
    :ivar changes: by time
    :ivar sale: for the tax office; None in worlds without full variety
    :ivar oddities: what the writer of the reports does to it: ``late_promotion``,
        ``promotion_in_item_row``, ``repeated_row``
    """

    order_id: str
    channel: str
    marketplace: Marketplace
    status: str
    purchased_at: datetime
    paid_at: datetime
    fulfillable_at: datetime | None
    latest_ship_at: datetime
    service_level: str
    buyer: Buyer
    ship_to: Address
    bill_to: Address
    items: tuple[Item, ...]
    shipped_items: tuple[ShippedItem, ...] = ()
    is_business: bool = False
    is_prime: bool = False
    is_multi_channel: bool = False
    is_cancellation_wished: bool = False
    wish_reason: str = "BUYER_CHANGED_MIND"
    replaced_order_id: str = ""
    is_exchange: bool = False
    cancelled_at: datetime | None = None
    cancelled_by: str = "BUYER"
    cancel_reason: str = "BUYER_CHANGED_MIND"
    merchant_order_id: str = ""
    delivery_instructions: str = ""
    oddities: frozenset[str] = frozenset()
    changes: tuple[Change, ...] = ()
    sale: Sale | None = None

    @property
    def region(self) -> str:
        return self.marketplace.region

    @property
    def currency(self) -> str:
        return self.marketplace.currency

    @property
    def is_replacement(self) -> bool:
        return bool(self.replaced_order_id) and not self.is_exchange

    @property
    def becomes_a_sale(self) -> bool:
        """In the end: neither cancelled nor pending for ever."""
        return (
            self.status != "Cancelled"
            and self.fulfillable_at is not None
            and not self.is_multi_channel
        )

    @property
    def total(self) -> Decimal:
        return sum((item.amounts.total for item in self.items), ZERO)


@dataclass(frozen=True, slots=True)
class Return:
    """Pieces of one item that a buyer sends back, and the money that goes back.

    There are returns without money (still open, or of another shop's order) and money
    without a return (the buyer may keep it); what did not happen is None or "".

    :ivar shipped: the parcel they went out with; None for what a merchant ships
    :ivar requested_at: when the buyer asked for it
    :ivar returned_at: when the goods were back and looked at
    :ivar listed_at: from when on FBA's report tells of it; it may be days later
    :ivar redated: from when on FBA's report states another return-date, and which
    :ivar refunded_at: when the buyer got ``refund``
    :ivar refund: in the order's currency, signs as those of the item: a positive
        price and negative promotions; all refunds of an item never exceed it
    :ivar disposition: FBA: SELLABLE, or what the goods are not sellable for
    :ivar status: in the words of the report it stands in
    :ivar is_order_hidden: FBA's report leaves the order id blank
    :ivar rma_id: of merchants' returns, as are all that follow
    """

    order: Order
    item: Item
    quantity: int
    reason: str
    requested_at: datetime
    shipped: ShippedItem | None = None
    returned_at: datetime | None = None
    listed_at: datetime | None = None
    redated: tuple[datetime, datetime] | None = None
    refunded_at: datetime | None = None
    refund: Amounts = Amounts()
    disposition: str = ""
    status: str = ""
    comment: str = ""
    license_plate: str = ""
    fulfillment_center: str = ""
    is_order_hidden: bool = False
    rma_id: str = ""
    merchant_rma_id: str = ""
    carrier: str = ""
    tracking_number: str = ""
    label_cost: Decimal = ZERO
    resolution: str = ""
    is_in_policy: bool = True

    @property
    def channel(self) -> str:
        return self.order.channel

    @property
    def is_sellable(self) -> bool:
        return self.disposition == "SELLABLE"
