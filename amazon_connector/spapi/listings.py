# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the seller offers on one marketplace."""

from dataclasses import dataclass
from decimal import Decimal

from .orders import Channel


@dataclass(frozen=True, slots=True)
class Listing:
    """One offer: a SKU on a marketplace.

    :ivar barcode: EAN, UPC or ISBN where the seller listed by it, else ""
    :ivar price: in the marketplace's currency, None where Amazon states none
    :ivar quantity: pieces, None for FBA: Amazon states it elsewhere
    :ivar status: Amazon's word ("Active"), maybe in the marketplace's language
    """

    sku: str
    asin: str = ""
    title: str = ""
    barcode: str = ""
    price: Decimal | None = None
    quantity: int | None = None
    channel: Channel = Channel.MFN
    status: str = ""
    condition: str = ""
    listing_id: str = ""
    shipping_group: str = ""
