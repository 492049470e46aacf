# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Goods that buyers send back, as Amazon's reports state them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .orders import Channel


@dataclass(frozen=True, slots=True)
class CustomerReturn:
    """One returned item.

    :ivar key: tells it from all other returns of the seller, whichever file states it
        and on whatever date: the license plate (FBA), or RMA id and SKU (merchant);
        where Amazon states neither, made from what stays the same, and from which of
        several equal rows of the file it is
    :ivar returned_at: FBA: processed in the fulfilment centre; merchant: asked for
    :ivar amazon_order_id: "" where Amazon does not state it
    :ivar reason: Amazon's code ("UNWANTED_ITEM"); the list is open
    :ivar disposition: FBA: SELLABLE, or what it is not sellable for
    :ivar status: what became of it, in Amazon's words
    :ivar refunded_amount: in ``currency``; merchant only
    """

    key: str
    channel: Channel
    sku: str
    quantity: int
    returned_at: datetime | None = None
    amazon_order_id: str = ""
    asin: str = ""
    fnsku: str = ""
    title: str = ""
    reason: str = ""
    disposition: str = ""
    status: str = ""
    comment: str = ""
    license_plate: str = ""
    fulfillment_center_id: str = ""
    rma_id: str = ""
    merchant_rma_id: str = ""
    carrier: str = ""
    tracking_number: str = ""
    resolution: str = ""
    currency: str = ""
    refunded_amount: Decimal | None = None
