# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a line of an Amazon order costs the buyer, charge by charge.

Amazon's amounts are line totals.  Whether they contain the VAT depends on the report
and the seller, see :mod:`..spapi.price_readings`.  A tax that Amazon collects itself
never is the seller's: where it stands inside the amounts, it is no part of the sale.
"""

from dataclasses import dataclass
from decimal import Decimal

from ..spapi.price_readings import (
    ALL_GROSS,
    TAX,
    Charge,
    Reading,
    hinges_on_rate,
    is_taxed_at,
    paid,
)

ITEM = "item"
SHIPPING = "shipping"
GIFT_WRAP = "gift_wrap"
ITEM_PROMOTION = "item_promotion"
SHIPPING_PROMOTION = "shipping_promotion"

KINDS = [
    (ITEM, "Item"),
    (SHIPPING, "Shipping"),
    (GIFT_WRAP, "Gift wrap"),
    (ITEM_PROMOTION, "Promotion"),
    (SHIPPING_PROMOTION, "Shipping promotion"),
]

# kind, kind of its promotion; the fields are named after them
_GROUPS = (
    (ITEM, ITEM_PROMOTION),
    (SHIPPING, SHIPPING_PROMOTION),
    (GIFT_WRAP, None),
)
PRICE_FIELDS = [f"{kind}_price" for kind, _promotion in _GROUPS]
TAX_FIELDS = [f"{kind}_tax" for kind, _promotion in _GROUPS]
PROMOTION_FIELDS = [ITEM_PROMOTION, SHIPPING_PROMOTION]
AMOUNT_FIELDS = [*PRICE_FIELDS, *TAX_FIELDS, *PROMOTION_FIELDS]

_CENT = Decimal("0.01")
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Terms:
    """How the amounts of a line are to be read.

    :ivar reading: a :class:`~..spapi.price_readings.Reading`
    :ivar rates: legal VAT rates, see :func:`~..spapi.vat_rates.rates`
    :ivar booked_rate: the one of the sale order's tax, where it is known and matters
    :ivar unit: smallest amount of the currency
    :ivar is_tax_on_top: the stated tax stands beside the prices and is Amazon's: North
        America
    :ivar is_tax_amazons: Amazon collects the tax that stands inside of what is paid
    """

    reading: Reading = Reading()
    rates: tuple[Decimal, ...] = ()
    booked_rate: Decimal | None = None
    unit: Decimal = _CENT
    is_tax_on_top: bool = False
    is_tax_amazons: bool = False


def stated(values):
    """Return the line's :class:`Charge` of item, shipping and gift wrap, exactly.

    :param values: mapping or record with the amount fields as numbers
    """
    return tuple(
        Charge(
            _exact(values[f"{kind}_price"]),
            _exact(values[f"{kind}_tax"]),
            _exact(values[promotion]) if promotion else _NOTHING,
        )
        for kind, promotion in _GROUPS
    )


def _exact(number):
    """Return the Decimal that a float of the inbox, four decimals, stands for."""
    return number if isinstance(number, Decimal) else Decimal(str(number or 0))


def read(values, terms):
    """Return ``{kind: (amount, tax)}`` of one line, exactly.

    The amount is what the seller sells it for: what the buyer paid, VAT included, less
    the tax that is Amazon's to remit.  The tax is the one inside that amount.

    :param values: mapping or record with the amount fields and ``is_gross``
    :param terms: :class:`Terms`
    """
    result = _paid(values, terms)
    if terms.is_tax_amazons:
        result = {kind: (all_ - tax, _NOTHING) for kind, (all_, tax) in result.items()}
    return {
        kind: result[kind] for kind, _label in KINDS if kind == ITEM or result[kind][0]
    }


def buyer_pays(values, terms):
    """Return what the buyer pays for a line, whoever remits the tax in it."""
    return sum(amount for amount, _tax in _paid(values, terms).values())


def _paid(values, terms):
    """Return ``{kind: (amount, tax)}`` of all charges, as the buyer pays them."""
    reading = ALL_GROSS if values["is_gross"] else terms.reading
    charges_, rate = stated(values), terms.booked_rate
    # Where taxes are not set up right, what is booked says nothing of the amounts.
    if rate and not is_taxed_at(charges_, reading, rate, terms.unit):
        rate = None
    result = {}
    for (kind, promotion), charge in zip(_GROUPS, charges_, strict=True):
        if terms.is_tax_on_top:
            result[kind] = charge.price, _NOTHING
            result[promotion] = charge.promotion, _NOTHING
            continue
        whole = paid(charge, reading, terms.rates, terms.unit, rate)
        result[kind] = whole.price, whole.price_tax
        result[promotion] = whole.promotion, whole.promotion_tax
    return result


def charges(values, terms):
    """Return ``{kind: amount}`` of one line; zero charges other than the item left out.

    Parameters are those of :func:`read`.
    """
    return {kind: amount for kind, (amount, _tax) in read(values, terms).items()}


def needs_rate(values, terms):
    """Whether the VAT rate decides about what the buyer pays for a line.

    Parameters are those of :func:`read`.
    """
    if terms.is_tax_on_top or values["is_gross"] or not is_taxed(values):
        return False
    return any(hinges_on_rate(charge, terms.reading) for charge in stated(values))


def is_taxed(values):
    """Whether Amazon states any tax on the line."""
    return any(values[name] for name in TAX_FIELDS)


def first_unknown(values, terms):
    """Return what must be known first to read the line's amounts, None if nothing.

    :return: one of :data:`~..spapi.price_readings.ASPECTS`
    """
    if terms.is_tax_on_top or values["is_gross"]:
        return None
    charges_ = stated(values)
    if unknown := terms.reading.first_unknown(charges_):
        return unknown
    # The tax that comes off is that of the price alone, or of what is left of it.
    is_reduced = any(charge.tax and charge.promotion for charge in charges_)
    return (
        TAX if terms.is_tax_amazons and is_reduced and not terms.reading.tax else None
    )
