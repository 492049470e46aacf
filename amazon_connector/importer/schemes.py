# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What kind of sale an order is in the eyes of the tax office.

One table of rules, the first that applies counts.  Each names where it comes from; the
accountant overrules the outcome, kind by kind, and never the table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from ..spapi.territories import EU, NORTHERN_IRELAND, Place

DOMESTIC = "domestic"
LOCAL = "local"
OSS = "oss"
REVERSE_CHARGE = "reverse_charge"
EXPORT = "export"
COLLECTED = "collected"
UNKNOWN = "unknown"

SCHEMES = [
    (DOMESTIC, "Domestic"),
    (LOCAL, "In a country of your own VAT number"),
    (OSS, "To consumers in the EU (OSS)"),
    (REVERSE_CHARGE, "To businesses in the EU"),
    (EXPORT, "Export"),
    (COLLECTED, "Tax collected by Amazon"),
    (UNKNOWN, "Destination unknown"),
]
# Where Odoo's taxes have to be replaced by others.
NEEDS_POSITION = frozenset({LOCAL, OSS, REVERSE_CHARGE, EXPORT})


@dataclass(frozen=True, slots=True)
class Limit:
    """Up to which value of goods from abroad Amazon collects consumers' tax.

    The tax itself does not count.

    :ivar has_shipping: whether the cost of shipping counts
    """

    amount: Decimal
    currency: str
    has_shipping: bool = False


# area -> limit
_LOW_VALUE = {
    # https://www.gov.uk/guidance/vat-and-overseas-goods-sold-directly-to-customers-in-the-uk
    "GB": Limit(Decimal(135), "GBP"),
    # https://www.skatteetaten.no/en/business-and-organisation/vat-and-duties/vat/foreign/e-commerce-voec/
    "NO": Limit(Decimal(3000), "NOK"),
    # https://www.ato.gov.au/businesses-and-organisations/international-tax-for-business/gst-for-non-resident-businesses
    "AU": Limit(Decimal(1000), "AUD"),
    # Import tax of up to 5 francs, at 8.1 %: https://www.fedlex.admin.ch/eli/cc/2009/615
    "CH": Limit(Decimal(62), "CHF", has_shipping=True),
}
# Where some goods, such as books or food, are taxed with 0 %:
# https://europa.eu/youreurope/business/taxation/vat/vat-rules-rates/
_ZERO_RATES = frozenset({"CZ", "IE", "MT", NORTHERN_IRELAND})
# Into the European Union (IOSS, article 14a of Directive 2006/112/EC).
_EU_LOW_VALUE = Limit(Decimal(150), "EUR")


@dataclass(frozen=True, slots=True)
class Sale:
    """What is known of one order.

    :ivar home: country code of the seller's fiscal country
    :ivar is_home_eu: whether it is in the European Union
    :ivar registrations: codes of other countries where the seller has a VAT number
    :ivar origin: where the goods leave
    :ivar destination: where they go
    :ivar vat_country: whose valid VAT number the buyer states, "" for a consumer
    :ivar is_free: Amazon calculates VAT for this sale, and it is nought
    :ivar is_collected: Amazon states that it collects the tax itself
    :ivar value: what the order is worth as a :class:`Limit` counts, without the tax
        that Amazon states; None where that cannot be said
    """

    home: str
    is_home_eu: bool
    registrations: frozenset
    origin: Place
    destination: Place
    vat_country: str = ""
    is_free: bool = False
    is_collected: bool = False
    value: Callable = lambda _limit: None

    @property
    def is_inside_eu(self):
        return self.origin.is_eu and self.destination.is_eu

    @property
    def is_free_across_borders(self):
        """Whether Amazon takes the buyer for a business, whose number it knows.

        Its FBA reports name no VAT numbers.  Where the seller has none himself, Amazon
        calculates nothing, and nought means nothing.
        """
        is_sure = self.destination.area not in _ZERO_RATES
        knows_seller = self.origin.area in self.registrations | {self.home}
        return self.is_free and is_sure and knows_seller and self.is_inside_eu

    @property
    def is_inside_area(self):
        """Whether it never leaves a VAT territory; for Great Britain, Northern
        Ireland is in it."""
        british = {"GB", NORTHERN_IRELAND}
        areas = {self.origin.area, self.destination.area}
        return len(areas) == 1 or areas == british

    @property
    def is_inside_northern_ireland(self):
        return self.origin.area == NORTHERN_IRELAND and self.is_inside_area

    @property
    def limit(self):
        """Up to which value Amazon collects because little is imported by a consumer.

        :return: :class:`Limit`, None where that does not depend on the value
        """
        area = self.destination.area
        if self.vat_country or self.is_inside_area:
            return None
        if area in _LOW_VALUE:
            return _LOW_VALUE[area]
        is_import = self.destination.is_eu and not self.origin.is_eu
        return _EU_LOW_VALUE if is_import else None

    @property
    def has_value(self):
        """Whether the value can be said in the currency of the limit."""
        return bool(self.limit) and self.value(self.limit) is not None

    @property
    def is_low_value(self):
        return self.has_value and self.value(self.limit) <= self.limit.amount


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table.

    :ivar applies: of a :class:`Sale`
    :ivar outcome: of a :class:`Sale`: scheme and code of the country whose tax it is
    """

    applies: Callable
    outcome: Callable
    source: str


def _taxed_in(area):
    """Return the function that names the scheme of a sale taxed in an area."""

    def outcome(sale):
        place = area(sale)
        return (DOMESTIC if place.area == sale.home else LOCAL), place.country

    return outcome


def _always(scheme, area):
    return lambda sale: (scheme, area(sale).country)


def _origin(sale):
    return sale.origin


def _destination(sale):
    return sale.destination


def _is_import_of_the_seller(sale):
    area = sale.destination.area
    is_import = sale.destination.is_eu and not sale.origin.is_eu
    return is_import and (area == sale.home or area in sale.registrations)


RULES = (
    Rule(
        lambda sale: sale.is_collected,
        _always(COLLECTED, _destination),
        "As Amazon states: marketplace facilitator (US, CA, MX), IOSS number",
    ),
    Rule(
        lambda sale: (
            not (sale.home and sale.origin.country) or not sale.destination.country
        ),
        _always(UNKNOWN, _destination),
        "Nothing can be said without a country",
    ),
    Rule(
        lambda sale: (
            sale.origin.area == "GB"
            and sale.is_inside_area
            and sale.home != "GB"
            and sale.vat_country not in {"GB", NORTHERN_IRELAND}
        ),
        _always(COLLECTED, _destination),
        "https://www.gov.uk/guidance/vat-and-overseas-goods-sold-to-customers-in-the-uk-using-online-marketplaces",
    ),
    Rule(
        lambda sale: (
            sale.is_inside_eu
            and not sale.is_home_eu
            and not sale.vat_country
            and not sale.is_inside_northern_ireland
        ),
        _always(COLLECTED, _destination),
        "Directive 2006/112/EC, article 14a (2): seller established outside the EU, "
        "within a member state and across borders",
    ),
    Rule(
        lambda sale: sale.is_low_value,
        _always(COLLECTED, _destination),
        "Low-value imports on marketplaces, see the limits above",
    ),
    Rule(
        lambda sale: sale.is_inside_area,
        _taxed_in(_origin),
        "Directive 2006/112/EC, article 32",
    ),
    Rule(
        lambda sale: sale.is_inside_eu and sale.vat_country == sale.origin.country,
        _taxed_in(_origin),
        "Directive 2006/112/EC, article 138 (1): exempt only with a VAT number of "
        "another member state",
    ),
    Rule(
        lambda sale: sale.is_inside_eu and sale.vat_country in EU | {NORTHERN_IRELAND},
        _always(REVERSE_CHARGE, _origin),
        "Directive 2006/112/EC, article 138 (1)",
    ),
    Rule(
        lambda sale: sale.is_free_across_borders,
        _always(REVERSE_CHARGE, _origin),
        "Amazon states 0 % only for what article 138 exempts: "
        "https://developer-docs.amazon.com/sp-api/docs/vat-calculation-service",
    ),
    Rule(
        lambda sale: sale.is_inside_eu,
        _always(OSS, _destination),
        "Directive 2006/112/EC, articles 33 (a) and 369a to 369k",
    ),
    Rule(
        _is_import_of_the_seller,
        _taxed_in(_destination),
        "Imported by the seller, who has a VAT number there",
    ),
    Rule(
        lambda sale: True,
        _always(EXPORT, _origin),
        "Directive 2006/112/EC, article 146",
    ),
)


def scheme_of(sale):
    """Return ``(scheme, country code)`` of a :class:`Sale`: what it is, whose tax."""
    rule = next(rule for rule in RULES if rule.applies(sale))
    return rule.outcome(sale)
