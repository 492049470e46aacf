# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The words that Amazon's English column names are made of."""

import re

from .flat_file import column_name

_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    """
    a account add address adjustment afn already amazon amount amounts and asin
    available background bid bill billing boldface boolean bottle browse
    business buyable buyer by calculation cancel cancellation carrier cart
    category center change channel charge chargeable citation city claim code
    collected collection comments company condition converted corrected
    correction cost country creation credit cst currency custom customer
    customized data date day days default delete delivery deposit description
    detailed details disposition document drop due e earliest einvoice email end
    estimated event excl exclusive exists expedited expiration export extensions
    fax fc feature featured fee fees fnsku for format from fulfillable fulfilled
    fulfillment future gift giftwrap heavy iba id image in inbound incl
    inclusive indicator instance instructions international invoice invoiced
    invoicing ioss is issue item jurisdiction label language last latest legacy
    legal level license licensee line link listing local location marketplace
    merchant message method mfn minimum model name nip note number numbers of
    off office on open option optional order ordered original our out outside
    packing paid party path payment payments pending per percent period phone
    physically placement plate points policy postal posted present price pricing
    prime processing product program programs promise promo promotion promotions
    purchase purchased quantity rate reason receiving recipient recommended
    referral refunded registration reimbursement remain remaining remote
    replacement report reporting request requested required researching reserved
    resolution responsibility responsible return returned returns rma role safet
    sales scheme sell seller selling service settlement ship shipment shipped
    shipping signature since size sku sla start state status store storefront
    supply tax taxable time title to total tracking transaction transparency
    type undelivered unit units unsellable updated url usage vat verge version
    volume warehouse will with working wrap zone zshop
    """.split()
)


def are_english(names):
    """Whether at least half of the names that are filled are made of these words."""
    filled = list(filter(None, names))
    return 2 * sum(map(_is_english, filled)) >= len(filled)


def _is_english(name):
    words = _WORD.findall(column_name(name))
    return bool(words) and 2 * sum(word in _ENGLISH for word in words) > len(words)
