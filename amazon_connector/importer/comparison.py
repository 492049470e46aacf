# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A sale order beside what Amazon states: equal to the cent, or where it is not."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from . import amounts

# The kind of the line by which a manager makes totals agree.
ROUNDING = "rounding"

# Amazon states the tax of a price after its promotion; Odoo has it on two lines.
_TAXED_TOGETHER = {
    amounts.ITEM_PROMOTION: amounts.ITEM,
    amounts.SHIPPING_PROMOTION: amounts.SHIPPING,
}


@dataclass(frozen=True)
class Charge:
    """One line of a sale order beside the charge of which it was made.

    :param line: identifies the line of the sale order
    :param item: identifies Amazon's item; empty where Amazon knows nothing of the line
    :param total: with tax, as Odoo computes it
    :param tax: as Odoo computes it
    :param stated_total: with tax, as Amazon states it
    :param stated_tax: ``None`` where Amazon states none
    :param pieces: of how many the amount is the sum
    """

    line: object
    item: object
    kind: str
    total: float
    tax: float
    stated_total: float
    stated_tax: float | None
    pieces: float = 1


@dataclass(frozen=True)
class Differences:
    """Where a sale order is not what Amazon states; Odoo's amount less Amazon's.

    :param total: of the whole order
    :param lines: ``{line: difference}`` of lines whose total differs
    :param taxes: ``{(line, …): difference}`` where the tax differs by more than
        rounding; a price and its promotion are one
    :param documents: ``{document: difference}`` of invoice data whose tax differs
    """

    total: float = 0.0
    lines: dict = field(default_factory=dict)
    taxes: dict = field(default_factory=dict)
    documents: dict = field(default_factory=dict)

    def __bool__(self):
        return self.is_amount or self.is_tax

    @property
    def is_amount(self):
        return bool(self.total or self.lines)

    @property
    def is_tax(self):
        return bool(self.taxes or self.documents)

    def fingerprint(self):
        """Return a text that stays the same as long as the differences do."""
        if not self:
            return ""
        parts = [f"{self.total:.4f}"]
        # What was accepted stays so as long as no invoice data add to it.
        documents = [self.documents] if self.documents else []
        for found in (self.lines, self.taxes, *documents):
            by_key = sorted((str(key), amount) for key, amount in found.items())
            parts.append(" ".join(f"{key}:{amount:.4f}" for key, amount in by_key))
        return "/".join(parts)


def differences(charges, total, stated_total, cent, documents):
    """Compare an order: totals without any tolerance, taxes but for rounding.

    Amazon rounds the tax of each piece, Odoo that of each line or of all of them.

    :param charges: list of :class:`Charge`
    :param cent: the smallest amount of the currency
    :param documents: as in :class:`Differences`
    """
    lines = {
        charge.line: difference
        for charge in charges
        if charge.item
        and (difference := _rounded(charge.total - charge.stated_total, cent))
    }
    return Differences(
        total=_rounded(total - stated_total, cent),
        lines=lines,
        taxes=_tax_differences(charges, cent),
        documents=documents,
    )


def tax_difference(charges, total_tax):
    """Return Odoo's tax less Amazon's, of the charges whose tax Amazon states.

    :param total_tax: of the order; rounded as a whole, it need not be that of its lines
    """
    told = [charge for together in _taxed_together(charges) for charge in together]
    is_whole = len(told) == len(charges)
    tax = total_tax if is_whole else sum(charge.tax for charge in told)
    return tax - sum(charge.stated_tax for charge in told)


def is_rounding(difference, pieces, cent):
    """Whether amounts may differ by this, each by half a cent and half a one a piece.

    :param pieces: list of how many pieces each amount is the sum of
    """
    cents = sum((1 + max(each, 1)) / 2 for each in pieces)
    # Half a cent of slack: sums of floats.
    return abs(difference) <= (cents + 0.5) * cent


def _tax_differences(charges, cent):
    found = {}
    for together in _taxed_together(charges):
        difference = sum(charge.tax - charge.stated_tax for charge in together)
        if not is_rounding(difference, [each.pieces for each in together], cent):
            lines = tuple(charge.line for charge in together)
            found[lines] = _rounded(difference, cent)
    return found


def _taxed_together(charges):
    """Return lists of charges whose taxes Amazon states as one, where it states any.

    A promotion without a tax of its own lowers that of its price.
    """
    groups = defaultdict(list)
    for charge in charges:
        if charge.item:
            kind = _TAXED_TOGETHER.get(charge.kind, charge.kind)
            groups[charge.item, kind].append(charge)
    return [
        [_with_tax(charge) for charge in sorted(group, key=_price_first)]
        for group in groups.values()
        if any(charge.stated_tax is not None for charge in group)
    ]


def _price_first(charge):
    return charge.kind in _TAXED_TOGETHER


def _with_tax(charge):
    return charge if charge.stated_tax is not None else replace(charge, stated_tax=0.0)


def _rounded(amount, cent):
    """Round to whole cents; what is less than half a cent is nothing."""
    cents = round(amount / cent)
    return round(cents * cent, 4) if cents else 0.0


# === WHAT AMAZON STATES, AS VALUES OF SALE ORDERS AND THEIR LINES === #


def stated_order(order):
    """Return what an ``amazon.seller.order`` states, as values of its sale order."""
    lines = order._sold_lines()
    taxes = [tax for line in lines for tax in line._stated_taxes().values()]
    return {
        "amazon_seller_total": order.currency_id.round(order._stated_total()),
        "amazon_seller_tax": order.currency_id.round(sum(taxes)),
        "amazon_seller_has_tax": bool(taxes),
    }


def stated_charge(charges, taxes, kind):
    """Return what Amazon states of one charge, as values of its sale order line.

    :param charges: ``{kind: amount}`` of an ``amazon.seller.order.line``; a charge it
        no longer states is 0
    :param taxes: ``{kind: amount}``, without those of which it states no tax
    """
    return {
        "amazon_seller_amount": charges.get(kind, 0.0),
        "amazon_seller_tax": taxes.get(kind, 0.0),
        "amazon_seller_has_tax": kind in taxes,
    }
