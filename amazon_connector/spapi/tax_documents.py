# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices and credit notes: those Amazon wants from the seller, those it issued.

Two reports state them: the VAT Invoice Data Report (the seller issues) and the VAT
Calculation Service's report (Amazon issued).  Both have a row for each item of a
shipment, a return or a refund.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum

from .orders import Address, Buyer

# The parts of an item's price; their sums are the line's.
PARTS = (
    "item",
    "item_promotion",
    "shipping",
    "shipping_promotion",
    "gift_wrap",
    "gift_wrap_promotion",
)
# The reason for a tax of nought where nothing was calculated; what is free of tax is
# "Taxable", at 0 %.
_NOT_TAXED = "nontaxable"


class TaxSource(str, Enum):
    """Which report states it.

    VIDR: GET_FLAT_FILE_VAT_INVOICE_DATA_REPORT; SC_VAT: SC_VAT_TAX_REPORT.
    """

    VIDR = "VIDR"
    SC_VAT = "SC_VAT"


class TransactionType(str, Enum):
    """What the document is for; the last two make a credit note."""

    SHIPMENT = "SHIPMENT"
    RETURN = "RETURN"
    REFUND = "REFUND"


@dataclass(frozen=True, slots=True)
class Taxed:
    """A line total; None where the report leaves it blank.

    Where Amazon did not calculate the tax, net and tax are None.

    Signed from the invoice's side: goods of a shipment are positive, its promotions
    negative; a credit note has all signs the other way round.
    """

    gross: Decimal | None = None
    net: Decimal | None = None
    tax: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TaxLine:
    """One item of an invoice or a credit note.

    :ivar document_key: equal for all lines of one document of the source: VIDR:
        shipping id of a shipment, else transaction id; SC_VAT: the invoice number, or
        where Amazon issued none the transaction id or the shipment id
    :ivar line_key: tells the line from all others of the document, whichever file
        states it
    :ivar quantity: pieces, never negative; 0 where only money went back
    :ivar rate: a fraction: 0.19; None where it is not stated
    :ivar document_date: of the shipment, or of the return or refund, as the row says
    :ivar marketplace_id: "" where the report's text is no marketplace
    :ivar status: VIDR: "InvoicePending" …; the list is open
    :ivar scheme: "" (regular), VCS_EU_OSS, DEEMED_RESELLER, CH_VOEC …
    :ivar is_sellers_tax: False where Amazon collects and remits it
    :ivar is_amazon_invoiced: None where the report does not say
    :ivar citations: legal texts to print, by language code
    """

    source: TaxSource
    document_key: str
    line_key: str
    transaction_type: TransactionType
    amazon_order_id: str
    sku: str
    quantity: int
    currency: str
    item: Taxed = field(default_factory=Taxed)
    item_promotion: Taxed = field(default_factory=Taxed)
    shipping: Taxed = field(default_factory=Taxed)
    shipping_promotion: Taxed = field(default_factory=Taxed)
    gift_wrap: Taxed = field(default_factory=Taxed)
    gift_wrap_promotion: Taxed = field(default_factory=Taxed)
    rate: Decimal | None = None
    order_item_id: str = ""
    shipment_id: str = ""
    transaction_id: str = ""
    marketplace_id: str = ""
    asin: str = ""
    title: str = ""
    order_date: datetime | None = None
    document_date: datetime | None = None
    invoice_number: str = ""
    original_invoice_number: str = ""
    invoice_url: str = ""
    status: str = ""
    status_description: str = ""
    is_amazon_invoiced: bool | None = None
    is_corrected: bool = False
    is_business_order: bool = False
    is_export: bool = False
    scheme: str = ""
    is_sellers_tax: bool = True
    reason_code: str = ""
    seller_vat_number: str = ""
    ship_from_country: str = ""
    ship_to_country: str = ""
    buyer: Buyer = field(default_factory=Buyer)
    bill_address: Address = field(default_factory=Address)
    citations: tuple[tuple[str, str], ...] = ()

    @property
    def is_receipt(self):
        """Whether Amazon issued a receipt, because it could not calculate the tax."""
        return self.invoice_number.upper().startswith("REC")

    @property
    def is_calculated(self):
        """Whether Amazon calculated the tax: where it states none, none is due.

        It cannot without a VAT number of the seller's where the goods came from, and
        then states a tax of nought, too.

        https://developer-docs.amazon.com/sp-api/docs/vat-not-calculated-by-amazon
        """
        parts = (getattr(self, name) for name in PARTS)
        if any(part.tax for part in parts):
            return True
        is_refused = self.is_receipt or self.reason_code.lower() == _NOT_TAXED
        return self.rate is not None and bool(self.seller_vat_number) and not is_refused
