# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Why a sale order is not what Amazon states, in sentences for people."""

from collections import defaultdict

from odoo.tools import float_compare
from odoo.tools.misc import formatLang

from .cents import odd_taxes

# More would hide the rest of the screen; the list of lines shows them all.
_AT_MOST = 5
_NAMES_AT_MOST = 3


def sentences(order, found):
    """Return the causes of the differences of one sale order with what cures them, the
    total first.

    :param order: a ``sale.order``
    :param found: its :class:`~.comparison.Differences`
    """
    return [" ".join(filter(None, told)) for told in _told(order, found)]


def causes(order, found):
    """Return the same for what is decided already: nothing is to be done any more."""
    return [cause for cause, _cure in _told(order, found)]


def _told(order, found):
    """Return pairs of sentences: a cause, and its cure or ""."""
    lines = {line._amazon_seller_key(): line for line in order.order_line}
    result = [(cause, "") for cause in _of_total(order, found)]
    result += [_of_line(lines[key]) for key in found.lines]
    result += _of_taxes(order, found)
    documents = order.sudo().amazon_seller_tax_document_ids
    result += [_of_document(documents.browse(key)) for key in found.documents]
    if len(result) > _AT_MOST:
        rest = len(result) - _AT_MOST
        result[_AT_MOST:] = [(order.env._("… and %s more differences.", rest), "")]
    return result


def _of_total(order, found):
    if not found.total:
        return []
    result = [
        order.env._(
            "The total differs by %(difference)s: it is %(here)s here and %(amazon)s "
            "at Amazon.",
            difference=_money(order, abs(found.total)),
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
    return result


def _of_line(line):
    values = {
        "line": line.product_id.display_name,
        "here": _money(line.order_id, line.price_total),
        "amazon": _money(line.order_id, line.amazon_seller_amount),
    }
    if odd := odd_taxes(line.tax_ids):
        cause = line.env._(
            'Line "%(line)s" is %(here)s here and %(amazon)s at Amazon: its tax '
            '"%(tax)s" is a fixed amount or comes on top of the price, so it cannot be '
            "inside the price at Amazon.",
            tax=_tax_names(odd),
            **values,
        )
        return cause, line.env._("Choose a percentage tax, or a rounding line.")
    price = line.price_unit * line.product_uom_qty * (1 - line.discount / 100)
    if _differs(line, price, line.amazon_seller_amount):
        cause = line.env._(
            'Line "%(line)s" is %(here)s here and %(amazon)s at Amazon: price, '
            "quantity or discount are not what Amazon states.",
            **values,
        )
        return cause, line.env._("Correct the line, or accept the difference.")
    cause = line.env._(
        'Line "%(line)s" is %(here)s here and %(amazon)s at Amazon, because of how '
        "its taxes (%(tax)s) are rounded.",
        tax=_tax_names(line.tax_ids),
        **values,
    )
    return cause, line.env._("Add a rounding line, or accept the difference.")


def _of_taxes(order, found):
    """Return one sentence for all lines with the same tax here and rate at Amazon."""
    groups = defaultdict(order.order_line.browse)
    for ids in found.taxes:
        lines = order.order_line.filtered(
            lambda line, ids=ids: line._amazon_seller_key() in ids
        )
        groups[lines[:1].tax_ids, round(_percent(lines))] |= lines
    return [_of_tax(lines) for lines in groups.values()]


def _of_tax(lines):
    amazon = sum(lines.mapped("amazon_seller_tax"))
    here = sum(lines.mapped("price_tax"))
    cause = lines.env._(
        "The tax of %(lines)s differs by %(difference)s: Amazon states %(amazon)s, "
        "which is about %(percent)s %%; this order has %(here)s by the tax "
        '"%(tax)s".',
        lines=_names(lines),
        difference=_money(lines.order_id, abs(here - amazon)),
        amazon=_money(lines.order_id, amazon),
        here=_money(lines.order_id, here),
        percent=formatLang(lines.env, round(_percent(lines), 1), digits=1),
        tax=_tax_names(lines.tax_ids),
    )
    return cause, _cure_of_taxes(lines.order_id)


def _of_document(document):
    order = document.sale_order_id
    taxes = order.order_line.tax_ids.browse(
        dict.fromkeys(id_ for each in document._expected() for id_ in each.taxes.ids)
    )
    cause = document.env._(
        "Amazon's invoice data %(document)s state a VAT of %(amazon)s (%(rates)s); for "
        'the same items this order has %(here)s by the tax "%(tax)s".',
        document=document.display_name,
        amazon=_money(order, document.amount_tax),
        rates=document.tax_rates or "–",
        here=_money(order, document.expected_tax),
        tax=_tax_names(taxes),
    )
    return cause, _cure_of_taxes(order)


def _cure_of_taxes(order):
    if any(move.state != "cancel" for move in order.sudo().invoice_ids):
        return order.env._(
            "Check the fiscal position of the order and the tax of the product; it is "
            "invoiced already, so correct its invoice, too, or accept the difference."
        )
    return order.env._(
        "Check the fiscal position of the order and the tax of the product."
    )


def _percent(lines):
    """Return the rate by which Amazon's tax of these lines is about reckoned."""
    tax = sum(lines.mapped("amazon_seller_tax"))
    net = sum(lines.mapped("amazon_seller_amount")) - tax
    return 100 * tax / net if net else 0.0


def _names(lines):
    names = list(dict.fromkeys(lines.product_id.mapped("display_name")))
    rest = ["…"] if len(names) > _NAMES_AT_MOST else []
    quoted = [lines.env._('"%(name)s"', name=name) for name in names[:_NAMES_AT_MOST]]
    return ", ".join(quoted + rest)


def _tax_names(taxes):
    """Return the names under which the accountant knows these taxes."""
    known = [tax.amazon_seller_source_tax_id or tax for tax in taxes]
    return ", ".join(tax.name for tax in known) or "–"


def _differs(line, one, other):
    cent = line.currency_id.rounding
    return float_compare(one, other, precision_rounding=cent) != 0


def _money(order, amount):
    return formatLang(order.env, amount, currency_obj=order.currency_id)
