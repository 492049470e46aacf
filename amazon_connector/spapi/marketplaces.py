# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Amazon's marketplaces, as published.

https://developer-docs.amazon.com/sp-api/docs/marketplace-ids
https://developer-docs.amazon.com/sp-api/docs/sp-api-endpoints
"""

import re
from dataclasses import dataclass
from enum import Enum

_EUROPE = "https://sellercentral-europe.amazon.com"
# Off-Amazon channels as the reports write them: "Non-Amazon", "Non-Amazon DE",
# "SI UK Prod Marketplace", "SI Prod IT Marketplace".
_NON_AMAZON = re.compile(r"non-amazon\b.*|si\b.*\bprod\b.*\bmarketplace", re.DOTALL)


class Region(str, Enum):
    """One of Amazon's three sets of servers; a consent counts for one of them."""

    EU = "eu"
    NA = "na"
    FE = "fe"

    @property
    def api_url(self):
        """The address of the Selling Partner API, without a slash at the end."""
        return f"https://sellingpartnerapi-{self.value}.amazon.com"

    @property
    def sandbox_url(self):
        return f"https://sandbox.sellingpartnerapi-{self.value}.amazon.com"


@dataclass(frozen=True, slots=True)
class Marketplace:
    """One Amazon shop.

    :ivar id: Amazon's marketplaceId
    :ivar seller_central_url: where its sellers give consent, no slash at the end
    :ivar domain: as reports name it in ``sales-channel``, in lower case
    """

    id: str
    country_code: str
    currency: str
    region: Region
    seller_central_url: str
    domain: str
    name: str


def _marketplace(id_, country_code, currency, region, domain, seller_central_url=""):
    return Marketplace(
        id=id_,
        country_code=country_code,
        currency=currency,
        region=region,
        seller_central_url=seller_central_url or f"https://sellercentral.{domain}",
        domain=domain,
        name=domain.capitalize(),
    )


MARKETPLACES = (
    _marketplace("A1PA6795UKMFR9", "DE", "EUR", Region.EU, "amazon.de", _EUROPE),
    _marketplace("A13V1IB3VIYZZH", "FR", "EUR", Region.EU, "amazon.fr", _EUROPE),
    _marketplace("APJ6JRA9NG5V4", "IT", "EUR", Region.EU, "amazon.it", _EUROPE),
    _marketplace("A1RKKUPIHCS9HS", "ES", "EUR", Region.EU, "amazon.es", _EUROPE),
    _marketplace("A1F83G8C2ARO7P", "GB", "GBP", Region.EU, "amazon.co.uk", _EUROPE),
    _marketplace("A1805IZSGTT6HS", "NL", "EUR", Region.EU, "amazon.nl"),
    _marketplace("AMEN7PMS3EDWL", "BE", "EUR", Region.EU, "amazon.com.be"),
    _marketplace("A28R8C7NBKEWEA", "IE", "EUR", Region.EU, "amazon.ie"),
    _marketplace("A2NODRKZP88ZB9", "SE", "SEK", Region.EU, "amazon.se"),
    _marketplace("A1C3SOZRARQ6R3", "PL", "PLN", Region.EU, "amazon.pl"),
    _marketplace("A33AVAJ2PDY3EV", "TR", "TRY", Region.EU, "amazon.com.tr"),
    _marketplace("A17E79C6D8DWNP", "SA", "SAR", Region.EU, "amazon.sa"),
    _marketplace("A2VIGQ35RCS4UG", "AE", "AED", Region.EU, "amazon.ae"),
    _marketplace("ARBP9OOSHTCHU", "EG", "EGP", Region.EU, "amazon.eg"),
    _marketplace("AE08WJ6YKNBMC", "ZA", "ZAR", Region.EU, "amazon.co.za"),
    _marketplace("A21TJRUUN4KGV", "IN", "INR", Region.EU, "amazon.in"),
    _marketplace("ATVPDKIKX0DER", "US", "USD", Region.NA, "amazon.com"),
    _marketplace("A2EUQ1WTGCTBG2", "CA", "CAD", Region.NA, "amazon.ca"),
    _marketplace("A1AM78C64UM0Y8", "MX", "MXN", Region.NA, "amazon.com.mx"),
    _marketplace("A2Q3Y263D00KWC", "BR", "BRL", Region.NA, "amazon.com.br"),
    _marketplace("A1VC38T7YXB528", "JP", "JPY", Region.FE, "amazon.co.jp"),
    _marketplace("A39IBJ37TRP1C6", "AU", "AUD", Region.FE, "amazon.com.au"),
    _marketplace("A19VAU5U5O7RUS", "SG", "SGD", Region.FE, "amazon.sg"),
)

_BY_ID = {marketplace.id: marketplace for marketplace in MARKETPLACES}
_BY_DOMAIN = {marketplace.domain: marketplace for marketplace in MARKETPLACES}


def by_id(marketplace_id):
    """The marketplace, or None: Amazon also lists ids that are no marketplaces."""
    return _BY_ID.get(marketplace_id)


def by_sales_channel(text):
    """The marketplace a report names in ``sales-channel`` ("Amazon.de"), or None."""
    return _BY_DOMAIN.get(text.strip().lower())


def is_non_amazon(sales_channel):
    """Whether Amazon only ships this order, which was sold elsewhere."""
    return bool(_NON_AMAZON.fullmatch(sales_channel.strip().lower()))
