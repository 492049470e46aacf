# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""VAT numbers as buyers state them at Amazon, checked in form and never at VIES."""

# Prefixes that are no codes of countries.
_COUNTRIES = {"EL": "GR"}


def names_country(stated):
    """Whether a number begins with letters that can be a country's code.

    The tax numbers of private persons in Spain and Portugal are those of VAT without
    them.
    """
    return "".join(stated.split())[:2].isalpha()


def is_same(number, other):
    """Whether two VAT numbers are one, written with and without a country's code."""
    return bool(number and other) and _without_country(number) == _without_country(
        other
    )


def _without_country(number):
    text = "".join(filter(str.isalnum, number)).upper()
    return text[2:] if names_country(text) else text


def check(env, country, stated):
    """Return a VAT number as Odoo writes it, and the code of the country it is of.

    :param country: ``res.country`` of the buyer, by whose rules a number without a
        prefix is checked
    :return: ``("", "")`` for a number that is not valid in form
    """
    number = "".join((stated or "").split()).upper()
    if not (country and number):
        return "", ""
    Partner = env["res.partner"].with_context(no_vat_validation=False)
    vat, code = Partner._run_vat_checks(country, number, validation="setnull")
    if not vat:
        return "", ""
    prefix = number[:2]
    if code and prefix.isalpha():
        return vat, _COUNTRIES.get(prefix, prefix)
    return vat, code or ""
