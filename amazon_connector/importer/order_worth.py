# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What an order is worth where laws ask for it, and whether it is free of VAT."""

from dataclasses import replace
from decimal import Decimal

from .amounts import (
    PRICE_FIELDS,
    PROMOTION_FIELDS,
    SHIPPING,
    SHIPPING_PROMOTION,
    is_taxed,
    read,
)

# From this price on every tax is a cent at least, in any currency with cents.
_TELLING = 1


def value(order, limit, maps, has_rate):
    """Return what an ``amazon.seller.order`` is worth as a limit counts.

    :param limit: :class:`~.schemes.Limit`
    :param maps: :class:`~.maps.Maps`
    :param has_rate: whether a ``res.currency`` can be converted at all
    :return: Decimal in the currency of the limit, None without a rate
    """
    currency, company = maps.currency(limit.currency), maps.company
    if not (currency and order.currency_id):
        return None
    total = float(sum(_worth(line, limit) for line in order._sold_lines()))
    if currency == order.currency_id:
        return Decimal(str(total))
    if not all(
        each == company.currency_id or has_rate(each)
        for each in (currency, order.currency_id)
    ):
        return None
    day = order.purchase_date.date()
    return Decimal(str(order.currency_id._convert(total, currency, company, day)))


def is_free(order):
    """Whether Amazon states for all that is paid that there is no VAT in it.

    Of what is given away, or costs a few cents, the tax is nought whatever the rate.
    """
    paid = order._sold_lines().filtered(lambda line: _paid(line) >= _TELLING)
    return bool(paid) and all(
        line._is_free_of_vat() and not is_taxed(line) for line in paid
    )


def _paid(line):
    """Return about what is paid for an inbox line."""
    return sum(line[name] for name in PRICE_FIELDS) - sum(
        abs(line[name]) for name in PROMOTION_FIELDS
    )


def _worth(line, limit):
    """Return what of an inbox line counts for a limit."""
    amounts = read(line, replace(line._terms(), is_tax_amazons=True))
    return sum(
        amount
        for kind, (amount, _tax) in amounts.items()
        if limit.has_shipping or kind not in (SHIPPING, SHIPPING_PROMOTION)
    )
