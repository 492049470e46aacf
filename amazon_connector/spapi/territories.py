# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whose VAT applies at an address: countries, and the places that are exceptions.

Amazon states a country and a postal code.  Some postal codes lie in a country but not
in its VAT territory, or have rates of their own.

https://eur-lex.europa.eu/eli/dir/2006/112 (articles 5 to 8, 104, 105)
https://taxation-customs.ec.europa.eu/territorial-status-eu-countries-and-certain-territories_en
https://www.gov.uk/government/publications/accounting-for-vat-on-goods-moving-between-great-britain-and-northern-ireland-from-1-january-2021
"""

import re
from dataclasses import dataclass

_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU = frozenset(_EU.split())
# For goods, not for services, Northern Ireland counts as the European Union.
NORTHERN_IRELAND = "XI"

# What carriers and Amazon write, and parts of a VAT territory with a code of their own.
_ALIASES = {"UK": "GB", "EL": "GR", "MC": "FR", "IM": "GB"}
# Countries in the VAT territory of another.
_SHARED = {"LI": "CH"}
# Codes of places that also are postal codes of a country, as if written that way.
_PLACES = {
    "IC": ("ES", "ES-IC", "Canary Islands"),
    "EA": ("ES", "ES-EA", "Ceuta and Melilla"),
    "AX": ("FI", "FI-AX", "Åland Islands"),
}
# (country, postal codes, area, name): outside its country's VAT territory
_OUTSIDE = (
    ("ES", r"3[58]\d{3}", "ES-IC", "Canary Islands"),
    ("ES", r"5[12]\d{3}", "ES-EA", "Ceuta and Melilla"),
    ("DE", r"78266", "DE-BUS", "Büsingen"),
    ("DE", r"27498", "DE-HEL", "Heligoland"),
    ("FR", r"97\d{3}|98[4678]\d{2}", "FR-OM", "French overseas territories"),
    ("IT", r"23041", "IT-LIV", "Livigno"),
    ("IT", r"22061|22060", "IT-CAM", "Campione d'Italia"),
    ("IT", r"4789\d", "SM", "San Marino"),
    ("IT", r"00120", "VA", "Vatican City"),
    ("GR", r"63086", "GR-69", "Mount Athos"),
    ("FI", r"22\d{3}", "FI-AX", "Åland Islands"),
    ("DK", r"39\d{2}", "GL", "Greenland"),
    ("DK", r"[1-9]\d{2}", "FO", "Faroe Islands"),
    ("GB", r"(?:JE|GY)\d.*", "GB-CI", "Channel Islands"),
)
# (country, postal codes, name): inside, with other rates than the country's
_OTHER_RATES = (
    ("PT", r"9[0-4]\d{2}(?:-?\d{3})?", "Madeira"),
    ("PT", r"9[5-9]\d{2}(?:-?\d{3})?", "Azores"),
    ("AT", r"6691", "Jungholz"),
    ("AT", r"699[123]", "Mittelberg"),
)
# The Northern Irish postcode area; GB as the country is what Amazon states.
_BELFAST = re.compile(r"BT\d.*")
# "D-78266", "DE-78266"
_PREFIX = re.compile(r"^[A-Z]{1,2}-(?=\d)")


@dataclass(frozen=True, slots=True)
class Place:
    """One address in the eyes of the tax office.

    :ivar country: ISO code as stated, aliases resolved; "XI" for Northern Ireland; ""
        where it is not known
    :ivar area: the VAT territory; the country's code wherever nothing is special
    :ivar is_eu: whether goods there are in the VAT territory of the European Union
    :ivar territory: name of the exception, "" for none
    """

    country: str
    area: str
    is_eu: bool
    territory: str = ""

    @property
    def is_special(self):
        """Whether an accountant should have a look at what is sold there."""
        return bool(self.territory)


def place(country_code, postal_code=""):
    """Return the :class:`Place` of a country and a postal code as Amazon states it."""
    code = (country_code or "").strip().upper()
    code = _ALIASES.get(code, code)
    if code in _PLACES:
        country, area, name = _PLACES[code]
        return Place(country, area, False, name)
    postal = "".join((postal_code or "").upper().split())
    if code == NORTHERN_IRELAND or (code == "GB" and _BELFAST.fullmatch(postal)):
        return Place(NORTHERN_IRELAND, NORTHERN_IRELAND, True, "Northern Ireland")
    postal = _PREFIX.sub("", postal)
    for country, pattern, area, name in _OUTSIDE:
        if code == country and re.fullmatch(pattern, postal):
            return Place(code, area, False, name)
    for country, pattern, name in _OTHER_RATES:
        if code == country and re.fullmatch(pattern, postal):
            return Place(code, code, True, name)
    return Place(code, _SHARED.get(code, code), code in EU)
