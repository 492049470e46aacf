# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What became of a return, or why nothing did, in words for people."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

REASONS = [
    ("no_order_id", "Order not stated"),
    ("unknown_order", "Order unknown"),
    ("order_waiting", "Order waiting"),
    ("order_ignored", "Order set aside"),
    ("unknown_line", "Item not in the order"),
    ("returned_twice", "More than was sold"),
    ("merchant", "Sent to you"),
    ("withdrawn", "Request withdrawn"),
    ("not_sellable", "Not sellable"),
    ("not_kept", "Stock not kept"),
    ("no_stock", "No stock product"),
    ("tracked", "Serial numbers"),
    ("stock_refused", "Refused by Odoo"),
]

SENTENCES = {
    "no_order_id": _lt(
        "Amazon does not state which order this item was sold with. Look it up in "
        "Seller Central by its license plate number if you need to know."
    ),
    "unknown_order": _lt(
        "The order %s is not here: it is older than the start date of the seller "
        "account, or has not come yet. As soon as it comes, the return is linked by "
        "itself."
    ),
    "order_waiting": _lt(
        "The order %s has no sale order yet. Open it to see what it waits for: the "
        "return is then linked by itself."
    ),
    "order_ignored": _lt(
        "The order %s was set aside: it was sold elsewhere, or before the start date "
        "of the seller account. Nothing is left to do; the report of the stock at "
        "Amazon counts the item."
    ),
    "unknown_line": _lt(
        "The order has no item with the SKU %s. Compare the return with the order in "
        "Seller Central."
    ),
    "returned_twice": _lt(
        "More of the SKU %s came back than was sold with this order. Compare the "
        "returns with the order in Seller Central."
    ),
    "merchant": _lt(
        "The buyer sends this item to you. When it arrives, press Return on the "
        "delivery of the sale order to take it back into stock."
    ),
    "withdrawn": _lt(
        "This return request was cancelled at Amazon: the item does not come back. "
        "Nothing is left to do."
    ),
    "not_sellable": _lt(
        "Amazon does not sell this item again (%s), so it is not put back in stock. "
        "Decide in Seller Central whether it is to be sent to you or disposed of."
    ),
    "not_kept": _lt(
        "The stock at Amazon is not kept in Odoo. To put sellable returns back in "
        'stock, choose a warehouse for it on the seller account, then press "Try '
        'again".'
    ),
    "no_stock": _lt(
        "Odoo keeps no stock of the product %s. Let it be tracked in the inventory if "
        'returns are to be put back in stock, then press "Try again".'
    ),
    "tracked": _lt(
        "The product %s has lot or serial numbers, which Amazon does not state. Put "
        "the item back in stock by hand."
    ),
    "stock_refused": _lt(
        'Odoo refused to put the item back in stock: %s. Correct this, then press "Try '
        'again".'
    ),
}


def sentence(env, code, detail):
    """Return cause and cure of ``code`` in the language of ``env``."""
    if code not in SENTENCES:
        return ""
    text = env._(SENTENCES[code])  # pylint: disable=translation-not-lazy
    return text.replace("%s", detail or "–")
