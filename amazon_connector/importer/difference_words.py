# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Why a sale order is not what Amazon states, in sentences for people."""

from odoo.tools import float_compare
from odoo.tools.misc import formatLang

from .cents import odd_taxes

# More would hide the rest of the screen; the list of lines shows them all.
_AT_MOST = 5


def sentences(order, found):
    """Return the causes of the differences of one sale order, the total first.

    :param order: a ``sale.order``
    :param found: its :class:`~.comparison.Differences`
    """
    lines = {line.id: line for line in order.order_line}
    result = _of_total(order, found)
    result += [_of_line(lines[key], amount) for key, amount in found.lines.items()]
    result += [_of_tax(lines[key], amount) for key, amount in found.taxes.items()]
    if len(result) > _AT_MOST:
        rest = len(result) - _AT_MOST
        result[_AT_MOST:] = [order.env._("… and %s more differences.", rest)]
    return result


def _of_total(order, found):
    if not found.total:
        return []
    result = [
        order.env._(
            "The total differs by %(difference)s: it is %(here)s here and %(amazon)s "
            "at Amazon.",
            difference=_money(order, found.total),
            here=_money(order, order.amount_total),
            amazon=_money(order, order.amazon_seller_total),
        )
    ]
    foreign = order._get_priced_lines().filtered(
        lambda line: not line.amazon_seller_kind and line.price_total
    )
    if foreign:
        names = ", ".join(foreign.product_id.mapped("display_name"))
        result.append(order.env._("Amazon does not know of these lines: %s.", names))
    stated = sum(order.order_line.mapped("amazon_seller_amount"))
    missing = order.currency_id.round(order.amazon_seller_total - stated)
    if missing:
        result.append(
            order.env._(
                "Amazon states %s that no line of this order stands for: a line was "
                "removed here, or Amazon states the order differently now.",
                _money(order, missing),
            )
        )
    if order.payment_term_id.early_discount:
        result.append(
            order.env._(
                'The payment terms "%s" grant a discount for early payment, which '
                "changes the tax: choose terms without one for Amazon orders.",
                order.payment_term_id.name,
            )
        )
    return result


def _of_line(line, difference):
    values = {
        "line": line.product_id.display_name,
        "difference": _money(line.order_id, difference),
    }
    if odd := odd_taxes(line.tax_ids):
        return line.env._(
            'Line "%(line)s" differs by %(difference)s: its tax "%(tax)s" is a fixed '
            "amount or comes on top of the price, so it cannot be inside the price at "
            "Amazon. Choose a percentage tax, or a rounding line.",
            tax=", ".join(odd.mapped("name")),
            **values,
        )
    price = line.price_unit * line.product_uom_qty * (1 - line.discount / 100)
    if _differs(line, price, line.amazon_seller_amount):
        return line.env._(
            'Line "%(line)s" differs by %(difference)s: price, quantity or discount '
            "are not what Amazon states. Correct the line, or accept the difference.",
            **values,
        )
    return line.env._(
        'Line "%(line)s" differs by %(difference)s, because of how its taxes '
        "(%(tax)s) are rounded. Add a rounding line, or accept the difference.",
        tax=", ".join(line.tax_ids.mapped("name")) or "–",
        **values,
    )


def _of_tax(line, difference):
    """Return the sentence on the tax of an item together with its promotion."""
    net = line.amazon_seller_amount - line.amazon_seller_tax
    percent = round(100 * line.amazon_seller_tax / net, 1) if net else 0.0
    return line.env._(
        'The tax of line "%(line)s" differs by %(difference)s: Amazon states '
        "%(amazon)s, which is about %(percent)s %%; this order has %(here)s by the tax "
        '"%(tax)s". Check the fiscal position of the order and the tax of the product.',
        line=line.product_id.display_name,
        difference=_money(line.order_id, difference),
        amazon=_money(line.order_id, line.amazon_seller_tax),
        here=_money(line.order_id, line.price_tax),
        percent=formatLang(line.env, percent, digits=1),
        tax=", ".join(line.tax_ids.mapped("name")) or "–",
    )


def _differs(line, one, other):
    cent = line.currency_id.rounding
    return float_compare(one, other, precision_rounding=cent) != 0


def _money(order, amount):
    return formatLang(order.env, amount, currency_obj=order.currency_id)
