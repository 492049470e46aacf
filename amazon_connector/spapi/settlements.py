# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Amazon's payouts: what was settled, line by line.

The lines of a settlement add up to its total, to the cent.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Settlement:
    """The first row of a settlement report."""

    settlement_id: str
    start: datetime | None
    end: datetime | None
    deposit_date: datetime | None
    total: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class SettlementLine:
    """One amount.  Equal lines are legitimate: the line number tells them apart.

    :ivar transaction_type: "Order", "Refund", "other-transaction" …; the list is open
    :ivar amount_type: "ItemPrice", "ItemFees", "Promotion", "ItemWithheldTax" …
    :ivar amount_description: "Principal", "Tax", "Commission" …
    :ivar amazon_order_id: "" for fees without one; an id of an inbound shipment is
        in ``reference`` instead
    """

    settlement_id: str
    line_number: int
    transaction_type: str
    amount_type: str
    amount_description: str
    amount: Decimal
    currency: str
    amazon_order_id: str = ""
    reference: str = ""
    order_item_id: str = ""
    sku: str = ""
    quantity: int | None = None
    posted_at: datetime | None = None
    marketplace_name: str = ""
    shipment_id: str = ""
    adjustment_id: str = ""
    promotion_id: str = ""

    @property
    def is_transfer(self):
        """Whether it is the payment itself, which some reports state as a line."""
        return self.transaction_type.lower() == "transfer"


def balance(settlement, sum_of_lines, sum_of_transfers):
    """Whether the lines make the total, to the cent.

    Some reports state the payment itself as a line, and whether it counts, no source
    tells: the sum does.

    :param sum_of_lines: of all lines, transfers among them
    :param sum_of_transfers: of those that are transfers; 0 where there are none
    :return: "balanced", "balanced_without_transfers" or "unbalanced"
    """
    if sum_of_lines == settlement.total:
        return "balanced"
    if sum_of_lines - sum_of_transfers == settlement.total:
        return "balanced_without_transfers"
    return "unbalanced"
