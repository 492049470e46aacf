"""Whose VAT a sale is, and who pays it: what Amazon's VAT Calculation Service finds.

For a seller in Germany with VAT numbers in some other countries.  Northern Ireland is
in the European Union as far as goods are concerned (XI).

Directive 2006/112/EC, articles 5 to 8, 32 to 33, 138 and 146;
https://europa.eu/youreurope/business/taxation/vat/vat-rules-rates/
"""

import re
from decimal import Decimal

from emulator.world.dispatches import HOME
from emulator.world.facts import ZERO, Address, Item, Order, Sale

DOMESTIC, LOCAL, OSS = "domestic", "local", "oss"
REVERSE_CHARGE, EXPORT, COLLECTED = "reverse_charge", "export", "collected"
EU = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK "
    "XI MC".split()
)
# Consumers' goods from abroad: up to here Amazon collects the VAT.
LOW_VALUE = {"GB": Decimal(135), "CH": Decimal(62), "LI": Decimal(62)}
_FRANCS_PER_EURO = Decimal("0.94")
# Standard rate, honey, books.
_RATES = {
    "AT": "20 10 10",
    "BE": "21 6 6",
    "CH": "8.1 2.6 2.6",
    "CZ": "21 12 0",
    "DE": "19 7 7",
    "DK": "25 25 25",
    "ES": "21 10 4",
    "FI": "25.5 13.5 13.5",
    "FR": "20 5.5 5.5",
    "GB": "20 0 0",
    "IE": "23 0 0",
    "IT": "22 10 4",
    "LU": "17 3 3",
    "NL": "21 9 9",
    "PL": "23 5 5",
    "PT": "23 6 6",
    "SE": "25 6 6",
}
_SAME_RATES = {"LI": "CH", "MC": "FR", "XI": "GB"}
TAX_CODES = ("A_GEN_STANDARD", "A_FOOD_GEN", "A_BOOKS_GEN")
_OUTSIDE = {
    "ES": re.compile(r"(35|38|51|52)\d{3}"),
    "DE": re.compile(r"78266|27498"),
    "FR": re.compile(r"97\d{3}"),
    "IT": re.compile(r"23041|22061"),
    "FI": re.compile(r"22\d{3}"),
}


def area(address: Address) -> str:
    """The VAT territory: a country's code, ``XI``, or ``ES-`` and such where an address
    is in the country, but not in its territory."""
    postal_code = "".join(address.postal_code.upper().split())
    country = address.country
    if country == "GB" and postal_code.startswith("BT"):
        return "XI"
    outside = _OUTSIDE.get(country)
    if outside is not None and outside.fullmatch(postal_code):
        return f"{country}-"
    return country


def sale(ship_from: str, order: Order, registrations) -> Sale:
    """What a sale in Europe is for the tax office.

    :param ship_from: country of the warehouse
    :param registrations: countries in which the seller has a VAT number
    """
    to, vat_country = area(order.ship_to), order.buyer.counted_vat_number[:2]
    is_low = to in LOW_VALUE and _value(order, to) <= LOW_VALUE[to]
    known = ship_from in registrations

    def found(scheme, taxed_in=""):
        by = "Amazon" if scheme == COLLECTED else "seller"
        return Sale(ship_from, to, scheme, taxed_in, by, known)

    is_british = ship_from == "GB" and to in ("GB", "XI")
    if to not in EU or is_british:
        if not vat_country and (is_low or is_british):
            return found(COLLECTED, to)
        return found(LOCAL, ship_from) if is_british else found(EXPORT)
    if to == ship_from or vat_country == ship_from:
        return found(DOMESTIC if ship_from == HOME else LOCAL, ship_from)
    if vat_country in EU:
        return found(REVERSE_CHARGE)
    return found(OSS, to)


def goods_value(order: Order) -> Decimal:
    """What is paid for goods without shipping, in the currency of the marketplace."""
    amounts = [item.amounts for item in order.items]
    shipping = sum((each.shipping + each.shipping_promotion for each in amounts), ZERO)
    return order.total - shipping


def _value(order: Order, to: str) -> Decimal:
    """In pounds, as on Amazon.co.uk, or from euros in francs, where shipping counts."""
    return goods_value(order) if to == "GB" else order.total * _FRANCS_PER_EURO


def percent(facts: Sale, tax_code: str) -> Decimal:
    """The rate of a product, nought where nothing is taxed or calculated."""
    if not facts.taxed_in or not facts.is_calculated:
        return Decimal(0)
    country = _SAME_RATES.get(facts.taxed_in, facts.taxed_in)
    return Decimal(_RATES[country].split()[TAX_CODES.index(tax_code)])


def stated_taxes(order: Order, item: Item, tax_inside) -> dict[str, Decimal]:
    """Tax of goods, shipping and gift wrap after promotions, as Amazon reckons it.

    :param tax_inside: ``(amount, percent)`` → the tax in it
    """
    rows = [r.amounts for r in order.shipped_items if r.item is item] or [item.amounts]
    taxes = {"item": ZERO, "shipping": ZERO, "gift_wrap": ZERO}
    for amounts in rows:
        for name, price, promotion in (
            ("item", amounts.price, amounts.item_promotion),
            ("shipping", amounts.shipping, amounts.shipping_promotion),
            ("gift_wrap", amounts.gift_wrap, ZERO),
        ):
            taxes[name] += tax_inside(price) + tax_inside(promotion)
    return taxes
