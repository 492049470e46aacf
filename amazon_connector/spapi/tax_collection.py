# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who collects the tax that Amazon states with an order.

Where laws make Amazon the "marketplace facilitator" or "deemed reseller", it takes the
tax from the buyer and remits it itself: the seller never has it.  In North America the
tax stands on top of the prices, elsewhere (IOSS, Great Britain) it is part of them.

https://developer-docs.amazon.com/sp-api/docs/order-reports-attributes
"""

from .marketplaces import by_id

# Marketplaces on which Amazon collects the tax on top of the prices: United States,
# Canada, Mexico.
FACILITATED = frozenset({"ATVPDKIKX0DER", "A2EUQ1WTGCTBG2", "A1AM78C64UM0Y8"})
# Amazon names itself as collector there, too, and leaves the tax to the seller: Japan.
LEFT_TO_SELLERS = frozenset({"A1VC38T7YXB528"})
# Each of them has a currency of its own, which tells it where nothing else does.
CURRENCIES = frozenset(by_id(marketplace_id).currency for marketplace_id in FACILITATED)


def is_amazons(marketplace, currency=""):
    """Whether Amazon collects the tax of a marketplace's orders.

    :param marketplace: a :class:`~.marketplaces.Marketplace`, None where it is unknown
    :param currency: the order's
    """
    if marketplace:
        return marketplace.id in FACILITATED
    return currency in CURRENCIES


def stated(model, party, marketplace=None):
    """Whether Amazon collects, as an order itself states it; None where it does not,
    or where what it states proves nothing.

    :param marketplace: as for :func:`is_amazons`
    :param model: "MarketplaceFacilitator" or what stands in ``tax-collection-model``
    :param party: who collects, in Amazon's words: "Amazon Services, Inc."
    """
    if not (model or party) or (marketplace and marketplace.id in LEFT_TO_SELLERS):
        return None
    return "facilitator" in model.lower() or "amazon" in party.lower()
