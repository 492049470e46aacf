"""The marketplaces of the emulated Amazon.

https://developer-docs.amazon.com/sp-api/docs/marketplace-ids
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marketplace:
    """:ivar units_per_euro: rough price level, so that prices look real"""

    id: str
    country: str
    currency: str
    region: str
    domain: str
    language: str
    name: str
    units_per_euro: str = "1"

    @property
    def sales_channel(self) -> str:
        """As order reports write it: ``Amazon.de``; ``Non-Amazon DE``."""
        if self.is_amazon:
            return self.domain.removeprefix("www.").replace("amazon", "Amazon")
        return self.name

    @property
    def is_amazon(self) -> bool:
        return bool(self.domain)


def _marketplace(identifier, country, currency, region, domain, language, level="1"):
    name = domain.replace("amazon", "Amazon")
    return Marketplace(
        identifier, country, currency, region, f"www.{domain}", language, name, level
    )


DE = _marketplace("A1PA6795UKMFR9", "DE", "EUR", "eu", "amazon.de", "de_DE")
FR = _marketplace("A13V1IB3VIYZZH", "FR", "EUR", "eu", "amazon.fr", "fr_FR")
IT = _marketplace("APJ6JRA9NG5V4", "IT", "EUR", "eu", "amazon.it", "it_IT")
ES = _marketplace("A1RKKUPIHCS9HS", "ES", "EUR", "eu", "amazon.es", "es_ES")
NL = _marketplace("A1805IZSGTT6HS", "NL", "EUR", "eu", "amazon.nl", "nl_NL")
BE = _marketplace("AMEN7PMS3EDWL", "BE", "EUR", "eu", "amazon.com.be", "fr_BE")
IE = _marketplace("A28R8C7NBKEWEA", "IE", "EUR", "eu", "amazon.ie", "en_IE")
PL = _marketplace("A1C3SOZRARQ6R3", "PL", "PLN", "eu", "amazon.pl", "pl_PL", "4.25")
SE = _marketplace("A2NODRKZP88ZB9", "SE", "SEK", "eu", "amazon.se", "sv_SE", "11")
GB = _marketplace("A1F83G8C2ARO7P", "GB", "GBP", "eu", "amazon.co.uk", "en_GB", "0.87")
US = _marketplace("ATVPDKIKX0DER", "US", "USD", "na", "amazon.com", "en_US", "1.15")
CA = _marketplace("A2EUQ1WTGCTBG2", "CA", "CAD", "na", "amazon.ca", "en_CA", "1.6")
MX = _marketplace("A1AM78C64UM0Y8", "MX", "MXN", "na", "amazon.com.mx", "es_MX", "21")
JP = _marketplace("A1VC38T7YXB528", "JP", "JPY", "fe", "amazon.co.jp", "ja_JP", "170")
NON_AMAZON_DE = Marketplace(
    "A38D8NSA03LJTC", "DE", "EUR", "eu", "", "de_DE", "Non-Amazon DE"
)
NON_AMAZON_US = Marketplace(
    "A1MQXOICRS2Z7M", "US", "USD", "na", "", "en_US", "Non-Amazon US"
)

MARKETPLACES = (
    *(DE, FR, IT, ES, NL, BE, IE, PL, SE, GB),
    *(US, CA, MX),
    JP,
    *(NON_AMAZON_DE, NON_AMAZON_US),
)
BY_ID = {marketplace.id: marketplace for marketplace in MARKETPLACES}
REGIONS = ("eu", "na", "fe")


def of_region(region: str) -> tuple[Marketplace, ...]:
    return tuple(m for m in MARKETPLACES if m.region == region)
