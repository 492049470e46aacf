# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Totals of lines to the cent, where Odoo has them only in the total of all lines."""


def odd_taxes(taxes):
    """Return those of these taxes that no price with tax can hold."""
    return taxes.flatten_taxes_hierarchy().filtered(
        lambda tax: tax.amount_type != "percent" or not tax.price_include
    )


def whole_cents(line, price):
    """Let total and subtotal of a line come to its price, which includes the tax.

    Odoo rounds net and tax apart: of 7.47 with 20 % both end in half a cent, and both
    go up.  It takes the cent back in the total of the document, but not in the line.

    :param line: of a sale order or an invoice
    :param price: of the whole quantity
    """
    currency = line.currency_id
    difference = currency.round(price) - line.price_total
    if currency.is_zero(difference) or odd_taxes(line.tax_ids):
        return
    line.price_subtotal = currency.round(line.price_subtotal + difference)
    line.price_total = currency.round(price)
