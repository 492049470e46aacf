# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The VAT rates that laws know, to tell what an amount of tax was reckoned from.

Percentages by country, newest first; they never decide which tax is booked.

https://europa.eu/youreurope/business/taxation/vat/vat-rules-rates/
https://www.gov.uk/vat-rates, https://www.estv.admin.ch/estv/en/home/value-added-tax.html
"""

from datetime import date
from decimal import Decimal
from functools import lru_cache

_LONG_AGO = date.min
_RATES = {
    "AT": {_LONG_AGO: "20 13 10"},
    "BE": {_LONG_AGO: "21 12 6"},
    "BG": {_LONG_AGO: "20 9"},
    "CH": {date(2024, 1, 1): "8.1 3.8 2.6", _LONG_AGO: "7.7 3.7 2.5"},
    "CY": {_LONG_AGO: "19 9 5 3"},
    "CZ": {date(2024, 1, 1): "21 12", _LONG_AGO: "21 15 10"},
    "DE": {_LONG_AGO: "19 7"},
    "DK": {_LONG_AGO: "25"},
    "EE": {
        date(2025, 7, 1): "24 13 9",
        date(2025, 1, 1): "22 13 9",
        date(2024, 1, 1): "22 9 5",
        _LONG_AGO: "20 9 5",
    },
    "ES": {_LONG_AGO: "21 10 4"},
    "FI": {
        date(2026, 1, 1): "25.5 13.5 10",
        date(2024, 9, 1): "25.5 14 10",
        _LONG_AGO: "24 14 10",
    },
    "FR": {_LONG_AGO: "20 10 5.5 2.1"},
    "GB": {_LONG_AGO: "20 5"},
    "GR": {_LONG_AGO: "24 13 6"},
    "HR": {_LONG_AGO: "25 13 5"},
    "HU": {_LONG_AGO: "27 18 5"},
    "IE": {_LONG_AGO: "23 13.5 9 4.8"},
    "IT": {_LONG_AGO: "22 10 5 4"},
    "LT": {date(2026, 1, 1): "21 12 5", _LONG_AGO: "21 9 5"},
    "LU": {date(2024, 1, 1): "17 14 8 3", _LONG_AGO: "16 13 7 3"},
    "LV": {_LONG_AGO: "21 12 5"},
    "MT": {_LONG_AGO: "18 12 7 5"},
    "NL": {_LONG_AGO: "21 9"},
    "PL": {_LONG_AGO: "23 8 5"},
    "PT": {_LONG_AGO: "23 13 6"},
    "RO": {date(2025, 8, 1): "21 11", _LONG_AGO: "19 9 5"},
    "SE": {_LONG_AGO: "25 12 6"},
    "SI": {_LONG_AGO: "22 9.5 5"},
    "SK": {date(2025, 1, 1): "23 19 5", _LONG_AGO: "20 10 5"},
    # Beyond Europe, as far as prices contain the tax there.
    "AE": {_LONG_AGO: "5"},
    "AU": {_LONG_AGO: "10"},
    "JP": {_LONG_AGO: "10 8"},
    "NO": {_LONG_AGO: "25 15 12"},
    "SA": {_LONG_AGO: "15"},
    "SG": {date(2024, 1, 1): "9", _LONG_AGO: "8"},
    "TR": {_LONG_AGO: "20 10 1"},
}
_SAME_AS = {"LI": "CH", "MC": "FR", "XI": "GB", "IM": "GB"}


@lru_cache(maxsize=4096)
def rates(countries, day):
    """The legal rates of some countries.

    :param countries: frozenset of ISO codes; unknown ones have none
    :param day: :class:`~datetime.date` of the sale
    :return: tuple of fractions, the highest first: ``Decimal("0.19")``
    """
    found = set()
    for country in countries:
        periods = _RATES.get(_SAME_AS.get(country, country), {})
        for since, percentages in periods.items():
            if since <= day:
                found.update(percentages.split())
                break
    return tuple(sorted((Decimal(each) / 100 for each in found), reverse=True))
