"""What makes one order different from the next.

The recipes are dealt in turn, so that a small world has every kind of order too.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """:ivar person: style of the buyer and address, see :mod:`people`
    :ivar items: number of different products
    :ivar quantity: pieces of the first item
    :ivar line_price: fixed price of the first item in EUR, for totals that
        do not divide by the quantity
    :ivar promotion: "", ``item``, ``two`` or ``shipping``
    :ivar country: where the buyer lives, if not where the marketplace is
    """

    person: str = ""
    items: int = 1
    quantity: int = 1
    line_price: str = ""
    has_shipping: bool = False
    has_gift_wrap: bool = False
    promotion: str = ""
    country: str = ""
    is_german: bool = False
    is_replacement: bool = False
    is_split: bool = False
    is_repeated: bool = False
    channel: str = ""


RECIPES = (
    Recipe(),
    Recipe(items=3, has_shipping=True),
    Recipe(quantity=3, line_price="10.00"),
    Recipe(promotion="item", channel="MFN"),
    Recipe(items=2, quantity=3, is_split=True, channel="AFN"),
    Recipe(person="packing_station", is_german=True, channel="MFN"),
    Recipe(has_gift_wrap=True, has_shipping=True, channel="MFN"),
    Recipe(person="business", quantity=10),
    Recipe(items=2, promotion="two", channel="MFN"),
    Recipe(person="japanese_name"),
    Recipe(promotion="item", channel="AFN"),
    Recipe(person="company_address", quantity=2),
    Recipe(has_shipping=True, promotion="shipping"),
    Recipe(person="awkward_name"),
    Recipe(person="care_of", is_german=True),
    Recipe(quantity=7, line_price="19.99", has_shipping=True),
    Recipe(is_replacement=True),
    Recipe(country="AT", is_german=True, has_shipping=True),
    Recipe(is_repeated=True),
    Recipe(items=2, quantity=2, has_gift_wrap=True, promotion="two"),
)
