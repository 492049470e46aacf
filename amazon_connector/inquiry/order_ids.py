# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Amazon's order ids as people type and paste them."""

import re
import unicodedata

_ORDER_ID = re.compile(r"[A-Z0-9]{3}-[0-9]{7}-[0-9]{7}")
_OTHER_SHOP = re.compile(r"S[0-9]{2}-")
# Dashes that Unicode does not count among them.
_DASHES = "\N{MINUS SIGN}\N{HYPHEN BULLET}\N{BOX DRAWINGS LIGHT HORIZONTAL}"
# Line ends, blanks of all widths, and what is invisible altogether.
_BLANKS = {"Cc", "Cf", "Zl", "Zp", "Zs"}


class NoOrderId(ValueError):
    """A text that is none of Amazon's order ids."""


def read_order_id(text):
    """Return the order id that a person meant: ``302-1234567-1234567``.

    :raise NoOrderId: it cannot be one
    """
    characters = []
    for character in unicodedata.normalize("NFKC", text or ""):
        category = unicodedata.category(character)
        if category == "Pd" or character in _DASHES:
            characters.append("-")
        elif category not in _BLANKS:
            characters.append(character)
    order_id = "".join(characters).upper()
    if not _ORDER_ID.fullmatch(order_id):
        raise NoOrderId(order_id)
    return order_id


def is_of_other_shop(order_id):
    """Whether Amazon gave the id to an order that it only ships (``S02-…``)."""
    return bool(_OTHER_SHOP.match(order_id))
