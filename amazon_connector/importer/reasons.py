# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Why an Amazon order is not a sale order yet, in words for people.

A reason is a stable code and a detail (SKUs, line numbers, Odoo's own words); the
sentence with cause and cure is made in the reader's language when it is shown.
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

REASONS = [
    ("unknown_sku", "Unknown SKU"),
    ("ambiguous_sku", "SKU not unique"),
    ("row_unreadable", "Row unreadable"),
    ("no_address", "Address missing"),
    ("blank_price", "Price missing"),
    ("no_quantity", "Quantity missing"),
    ("price_reading", "With or without VAT?"),
    ("currency_unknown", "Unknown currency"),
    ("currency_rate", "No exchange rate"),
    ("archived_tax", "Tax archived"),
    ("tax_setup", "Taxes not set up"),
    ("order_cancelled", "Sale order cancelled"),
    ("total_differs", "Total differs"),
    ("tax_differs", "Tax differs"),
    ("on_hold", "On hold"),
    ("cancelled", "Cancelled at Amazon"),
    ("cancelled_here", "Cancelled in Odoo"),
    ("cancel_failed", "Not cancelled yet"),
    ("import_failed", "Refused by Odoo"),
    ("before_start", "Before the start date"),
    ("other_marketplace", "Other marketplace"),
    ("only_counted", "FBA order, only counted"),
    ("other_account", "Imported by another account"),
    ("not_amazon", "Not sold on Amazon"),
    ("by_user", "Ignored by a user"),
]

# About these quotations a manager has to decide.
HELD = ("total_differs", "tax_differs", "on_hold")

SENTENCES = {
    "unknown_sku": _lt(
        "No product has this SKU: %s. Choose or create one under Products » SKUs "
        "without Product, or enter the SKU as the internal reference of a product: the "
        "order is then imported by itself."
    ),
    "ambiguous_sku": _lt(
        "Several products have this SKU as their internal reference: %s. Choose one of "
        "them under Products » SKUs without Product, or change or archive all but one: "
        "the order is then imported by itself."
    ),
    "row_unreadable": _lt(
        "Part of the order could not be read from Amazon's report: %s. Ask for a new "
        "report of this period: the order goes on once all of it can be read."
    ),
    "no_address": _lt(
        "Amazon has not stated where to ship this order. It goes on by itself once a "
        "report states the address: allow your app the role Direct-to-Consumer "
        "Delivery in Seller Central if none ever does. To enter the address yourself, "
        'press "Import without Address".'
    ),
    "blank_price": _lt(
        "Amazon left the price blank, which does not mean free of charge: %s. Ask for "
        "a new report of this period: the order goes on once the price is there."
    ),
    "no_quantity": _lt(
        "Amazon states no quantity: %s. Ask for a new report of this period, or ignore "
        "the order if it was cancelled."
    ),
    "price_reading": _lt(
        "It is not known yet whether Amazon's reports state these amounts with or "
        "without VAT (%s). Further rows of the reports tell it by themselves, or the "
        "accountant does under Accounting » VAT in Amounts: the order is then "
        "imported by itself."
    ),
    "currency_unknown": _lt(
        'Odoo does not know the currency "%s". Add it under Accounting, then try again.'
    ),
    "currency_rate": _lt(
        "There is no exchange rate for %s. Enter one: the order is then imported by "
        "itself."
    ),
    "archived_tax": _lt(
        "All sales taxes of the product are archived: %s. Give the product an active "
        "tax, then try again."
    ),
    "tax_setup": _lt(
        "No tax is set up for this kind of sale: %s. Choose its fiscal position under "
        'Accounting » Taxes by Kind of Sale, or press "Set Up Taxes" on the seller '
        "account: the order is then imported by itself."
    ),
    "order_cancelled": _lt(
        "Amazon shipped more of this order, but the sale order %s is cancelled. "
        "Confirm it again and try again, or ignore the rest."
    ),
    "total_differs": _lt(
        "The quotation %s does not come to the amounts that Amazon states, and the "
        "seller account holds such orders. Open it and accept the difference, add a "
        "rounding line or correct its lines: the order then goes on by itself."
    ),
    "tax_differs": _lt(
        "The quotation %s has another tax than Amazon states, and the seller account "
        "holds such orders. Open it and correct its taxes, accept the difference or "
        "release it: the order then goes on by itself."
    ),
    "on_hold": _lt(
        "The quotation %s was put on hold. Open and release it: the order then goes "
        "on by itself."
    ),
    "cancelled": _lt(
        "Amazon has cancelled this order: do not ship it. Nothing is left to do."
    ),
    "cancelled_here": _lt(
        "The sale order was cancelled in Odoo. As long as Amazon does not know, the "
        "order stands under Orders » Owed to Amazon. Confirm the sale order again if "
        "it is to be shipped after all."
    ),
    "cancel_failed": _lt(
        "Amazon has cancelled this order, but Odoo refused to cancel its sale order: "
        "%s. Correct this, then try again; do not ship it."
    ),
    "import_failed": _lt(
        "Odoo refused to make the sale order: %s. Correct this, then try again."
    ),
    "before_start": _lt(
        "The order was placed before the start date of the seller account. Press "
        '"Import now" to import it all the same.'
    ),
    "other_marketplace": _lt(
        "The order was sold on %s, which is none of the seller account's marketplaces. "
        "Add it there: the order is then imported by itself."
    ),
    "only_counted": _lt(
        "The seller account only counts orders that Amazon ships. Press "
        '"Import now" to import this one, or choose to import all of them under '
        '"FBA Orders" on the account.'
    ),
    "other_account": _lt(
        "The order has a sale order already, through another account: %s. Nothing is "
        "left to do."
    ),
    "not_amazon": _lt(
        "Amazon shipped this order for another shop (%s); the sale belongs there."
    ),
    "by_user": _lt('The order was set aside by hand. Press "Import now" to import it.'),
}


class Waiting(Exception):
    """An order that cannot become a sale order yet.

    :param code: one of :data:`REASONS`
    :param detail: what fills the gap of its sentence, "" where there is none
    """

    def __init__(self, code, detail=""):
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def sentence(env, code, detail):
    """Return cause and cure of ``code`` in the language of ``env``."""
    if code not in SENTENCES:
        return ""
    text = env._(SENTENCES[code])  # pylint: disable=translation-not-lazy
    return text.replace("%s", detail or "–")
