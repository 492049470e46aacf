# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Stock in Amazon's warehouses, as one snapshot states it."""

from dataclasses import dataclass

from .marketplaces import by_id

# Marketplaces that share one stock: the European Union's, since Amazon's programme for
# all of Europe; each repeats the same numbers.  All others have their own.
_EUROPEAN_UNION = frozenset(("DE", "FR", "IT", "ES", "NL", "BE", "IE", "SE", "PL"))


def pool_of(marketplace_id):
    """The stock that a marketplace sells from: "EU", or its own country's code.

    Numbers of one pool are the same on each of its marketplaces and never added up.

    :return: "" for an id that is no marketplace
    """
    marketplace = by_id(marketplace_id)
    if not marketplace:
        return ""
    country = marketplace.country_code
    return "EU" if country in _EUROPEAN_UNION else country


@dataclass(frozen=True, slots=True)
class StockLevel:
    """Pieces of one SKU in one pool.

    All quantities are pieces; None means that the report does not state it, which is
    not zero.  What Amazon states does not always add up: nothing is recomputed.

    :ivar condition: Amazon's word ("New", "UsedLikeNew")
    :ivar fulfillable: can be sold now
    :ivar reserved: for customers' orders, or between two of Amazon's warehouses
    :ivar unsellable: damaged, expired
    :ivar inbound: announced or on its way, not there yet
    :ivar researching: Amazon is looking for them
    :ivar local: the part of ``fulfillable`` in the country asked about
    :ivar remote: the part of ``fulfillable`` in other countries
    """

    sku: str
    fnsku: str = ""
    asin: str = ""
    title: str = ""
    condition: str = ""
    fulfillable: int | None = None
    reserved: int | None = None
    unsellable: int | None = None
    inbound: int | None = None
    researching: int | None = None
    total: int | None = None
    local: int | None = None
    remote: int | None = None
