"""Taxes inside and outside of prices, and amounts split over parcels."""

from dataclasses import fields
from decimal import ROUND_HALF_UP, Decimal

from emulator.world.facts import CENT, Amounts, Item, Order

# https://europa.eu/youreurope/business/taxation/vat/vat-rules-rates/
VAT_PERCENT = {
    **{"DE": 19, "AT": 20, "FR": 20, "IT": 22, "ES": 21, "NL": 21, "BE": 21},
    **{"IE": 23, "PL": 23, "SE": 25, "GB": 20, "LU": 17, "CH": Decimal("8.1")},
}
SALES_TAX_PERCENT = {"US": Decimal("8.25"), "CA": Decimal(13), "MX": Decimal(16)}


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def vat_percent(order: Order, item: Item | None = None) -> int | Decimal:
    """Rate of an item; where nobody said, the destination's standard one, and none
    for a business in another EU country: the seller sells from Germany.
    """
    if item is not None and item.vat_percent is not None:
        return item.vat_percent
    country = order.ship_to.country
    if order.buyer.counted_vat_number and country not in ("DE", "GB"):
        return 0
    return VAT_PERCENT[country]


def without_vat(gross: Decimal, percent: int | Decimal) -> Decimal:
    """Net amount of a price that includes VAT."""
    return rounded(gross / (1 + Decimal(percent) / 100))


def vat_inside(gross: Decimal, percent: int | Decimal) -> Decimal:
    return gross - without_vat(gross, percent)


def sales_tax(net: Decimal, country: str) -> Decimal:
    return rounded(net * SALES_TAX_PERCENT[country] / 100)


def split(amounts: Amounts, quantity: int, parts: list[int]) -> list[Amounts]:
    """Share line totals by pieces; the last part takes the odd cents.

    :param parts: pieces per parcel; their sum is ``quantity``
    """
    names = [field.name for field in fields(Amounts)]
    shares = []
    left = {name: getattr(amounts, name) for name in names}
    for pieces in parts[:-1]:
        share = {
            name: rounded(getattr(amounts, name) * pieces / quantity) for name in names
        }
        left = {name: left[name] - share[name] for name in names}
        shares.append(Amounts(**share))
    return [*shares, Amounts(**left)]
