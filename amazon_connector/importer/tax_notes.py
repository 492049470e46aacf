# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What an accountant should know about the taxes of one order, in words for people.

A note is a dict with a stable ``code`` and what fills its sentence; the sentence is
made in the reader's language when it is shown.
"""

from odoo.tools.translate import LazyTranslate

from ..spapi import territories
from .schemes import EXPORT, LOCAL, OSS, REVERSE_CHARGE

_lt = LazyTranslate(__name__)

MISSING = {
    OSS: _lt(
        "No tax is set up for sales to consumers in %(destination)s: Odoo's own choice "
        'was taken. Press "Set Up Taxes" on the seller account, or choose the fiscal '
        "position under Taxes by Kind of Sale."
    ),
    REVERSE_CHARGE: _lt(
        "No tax is set up for sales from %(origin)s to businesses in %(destination)s: "
        'Odoo\'s own choice was taken. Press "Set Up Taxes" on the seller account, or '
        "choose the fiscal position under Taxes by Kind of Sale."
    ),
    EXPORT: _lt(
        "No tax is set up for exports from %(origin)s to %(destination)s: Odoo's own "
        'choice was taken. Press "Set Up Taxes" on the seller account, or choose the '
        "fiscal position under Taxes by Kind of Sale."
    ),
    LOCAL: _lt(
        "The sale is taxed in %(country)s, and no tax of that country is set up: "
        "Odoo's own choice was taken. Make a fiscal position with your VAT number of "
        "that country, or choose one under Taxes by Kind of Sale."
    ),
}
# For goods it counts as the European Union, which Odoo's OSS mapping does not know.
NORTHERN_IRELAND = _lt(
    "No tax is set up for sales to consumers in %(destination)s, and Odoo brings none "
    "along. Duplicate the OSS tax of another country, give it the British rate (20 "
    "percent for most goods) and a new fiscal position in which it replaces your "
    "usual tax, then choose that position under Taxes by Kind of Sale."
)
SENTENCES = {
    "unreplaced": _lt(
        'The fiscal position "%(position)s" does not say what replaces these taxes: '
        "%(taxes)s. They were left as they are. Enter on the tax that should apply "
        "what it replaces."
    ),
    "oss_by_number": _lt(
        "Odoo makes no OSS taxes for %(destination)s, because you have a VAT number "
        "there: the taxes of that country were taken. If you declare these sales in "
        "your OSS return, choose a fiscal position for them under Taxes by Kind of "
        "Sale."
    ),
    "product_tax": _lt(
        "No sales tax is entered on %(products)s: that of the company (%(taxes)s) was "
        "taken. Enter on the product which tax applies, a tax-free one where none does."
    ),
    "territory": _lt(
        "The goods go to %(territory)s, where special rules apply. Check the taxes of "
        "this order."
    ),
    "center": _lt(
        "It is not known in which country Amazon's warehouse %(center)s is; the taxes "
        "are those for %(origin)s. Find out where it is: Amazon's VAT reports name the "
        "country. If it is another one, enter the taxes of that sale on the lines; "
        'then press "Taxes Are Right".'
    ),
    "several_origins": _lt(
        "Amazon ships from several countries (%(countries)s); the taxes are those for "
        "%(origin)s. Enter on each line that came from elsewhere the tax of that sale, "
        'then press "Taxes Are Right". Which line came from which warehouse, the '
        "Amazon order shows under Fulfilment Centre."
    ),
    "vat_number": _lt(
        "The VAT number that the buyer stated is not valid in form: the sale was taxed "
        "as one to a consumer."
    ),
    "personal_number": _lt(
        "The buyer stated a tax number without the letters of a country, as private "
        "persons have it, and does not buy as a business: the sale was taxed as one to "
        "a consumer."
    ),
    "limit": _lt(
        "Amazon collects the tax of low-value parcels to this country, and without an "
        "exchange rate for %(currency)s it cannot be said whether this is one: it was "
        'taken for an export. Enter a rate and press "Decide Taxes Again".'
    ),
    "late_number": _lt(
        "Amazon stated the buyer's VAT number %(number)s after this order was "
        "imported: enter it on the customer if it is not there yet, then press "
        '"Decide Taxes Again".'
    ),
    "unnamed_number": _lt(
        "Amazon charged no VAT, as it does for businesses in other countries of the "
        "EU, but its report does not name the buyer's VAT number. Take it from "
        "Amazon's invoice data before you invoice."
    ),
    "amazon_pays": _lt(
        "Amazon's invoice data say that Amazon pays the VAT of this sale; here it is "
        "not taken as paid by Amazon. Check the taxes of this order."
    ),
    "seller_pays": _lt(
        "Amazon's invoice data say that you pay the VAT of this sale; here it is taken "
        "as paid by Amazon. Check the taxes of this order."
    ),
    "untold_tax": _lt(
        "Amazon collects the VAT of this sale and withholds it from what it pays you, "
        "but its report does not state how much. The total is therefore what the buyer "
        "paid; the VAT shows in the settlement."
    ),
    "receipt": _lt(
        "Amazon could not calculate the VAT and sent the buyer a receipt only "
        "(%(numbers)s): check the taxes of this order, then send the buyer your own "
        "invoice."
    ),
    "no_home": _lt(
        "The company has no fiscal country: Odoo's own choice of taxes was taken. "
        "Enter the country in the settings of the company."
    ),
    "no_country": _lt(
        "Amazon does not say to which country the goods go: Odoo's own choice of taxes "
        "was taken."
    ),
    "other_origin": _lt(
        "Amazon's invoice data say that the goods came from %(stated)s; the taxes are "
        'those for %(origin)s. Press "Decide Taxes Again" if that makes a difference.'
    ),
}
# As spapi.territories names them; all others are names of one place.
TERRITORIES = {
    "Northern Ireland": _lt("Northern Ireland"),
    "Canary Islands": _lt("the Canary Islands"),
    "Ceuta and Melilla": _lt("Ceuta and Melilla"),
    "Åland Islands": _lt("the Åland Islands"),
    "Heligoland": _lt("Heligoland"),
    "French overseas territories": _lt("a French overseas territory"),
    "Mount Athos": _lt("Mount Athos"),
    "Greenland": _lt("Greenland"),
    "Faroe Islands": _lt("the Faroe Islands"),
    "Channel Islands": _lt("the Channel Islands"),
    "Azores": _lt("the Azores"),
    "Vatican City": _lt("the Vatican City"),
}
# What of a note is the code of a country.
_COUNTRIES = ("origin", "destination", "country", "stated")


def sentence(env, note):
    """Return the sentence of a note in the language of ``env``."""
    code = note["code"]
    text = _missing(note) if code == "missing" else SENTENCES[code]
    names = {
        key: _country_name(env, value) if key in _COUNTRIES else value
        for key, value in note.items()
    }
    if codes := note.get("countries"):
        centers = note.get("centers", {})
        names["countries"] = _country_names(env, codes.split(", "), centers)
    if territory := TERRITORIES.get(note.get("territory")):
        # pylint: disable-next=translation-not-lazy
        names["territory"] = env._(territory)
    return env._(text) % names  # pylint: disable=translation-not-lazy


def _missing(note):
    if note["scheme"] == OSS and note["destination"] == territories.NORTHERN_IRELAND:
        return NORTHERN_IRELAND
    return MISSING[note["scheme"]]


def _country_name(env, code):
    countries = env["res.country"].search([("code", "=", code or "")], limit=1)
    return countries.name or code or "–"


def _country_names(env, codes, centers):
    """Return the countries, each with Amazon's warehouses there where they are known.

    :param centers: ``{country code: [fulfilment centre]}``
    """
    countries = env["res.country"].search([("code", "in", codes)]).grouped("code")
    names = [
        ": ".join(
            filter(
                None,
                [
                    countries[code].name if code in countries else code,
                    ", ".join(centers.get(code, [])),
                ],
            )
        )
        for code in codes
    ]
    return ("; " if centers else ", ").join(sorted(names))
