# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Items of which some pieces were cancelled: which pieces their price is for.

The Orders API does not say it.  Amazon states the price of a single piece, "before any
quantity-based calculations", with its tax or without: what it comes to for the pieces
that are left is the price of the item, or it is not.

https://developer-docs.amazon.com/sp-api/docs/orders-api-v2026-01-01-reference
"""

from decimal import Decimal

_ZERO = Decimal(0)
_CENT = Decimal("0.01")


def is_price_of_rest(amounts, is_tax_inside, unit_price, left, ordered):
    """Whether an item's amounts are, beyond doubt, those of the pieces left.

    :param amounts: :class:`~.order_amounts.Amounts` as listed
    :param is_tax_inside: whether the listed price contains the listed tax
    :param unit_price: of one piece, None where Amazon does not say
    :param left: fewer pieces than ``ordered``, but some
    """
    if amounts.item_price is None:
        return False
    if not (amounts.stated or amounts.tax or amounts.item_price):
        return True  # Nothing was paid, for however many pieces.
    if not unit_price:
        return False
    tax, promotion = amounts.item_tax or _ZERO, amounts.item_promotion or _ZERO
    prices = [amounts.item_price, amounts.item_price + (-tax if is_tax_inside else tax)]
    reduced = [price + promotion for price in prices]
    return _is_one_of(prices, unit_price, left) and not _is_one_of(
        prices + reduced, unit_price, ordered
    )


def _is_one_of(prices, unit_price, pieces):
    """Within a cent a piece: the price of a piece is rounded."""
    total, tolerance = unit_price * pieces, _CENT * pieces
    return any(abs(total - price) <= tolerance for price in prices)
