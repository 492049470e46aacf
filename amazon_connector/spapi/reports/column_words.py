# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The words that Amazon's English column names are made of."""

import re

from .flat_file import column_name

_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    """
    a account action add address adjustment afn already amazon amount amounts and
    arrival asin authority available background be bid bill billing boldface boolean
    bottle browse bulky business buyable buyer by calculation cancel cancellation
    carrier cart category center change channel charge chargeable citation city
    claim cod code codes collected collectible collection comments company condition
    converted corrected correction cost country creation credit credits cst currency
    custom customer customized customs data date day days de debit debits default
    delete delivery deposit description designation detailed details direct discount
    discounts disposition document drop due e ean earliest einvoice email en end es
    estimated eu event exchange excise excl exclusion exclusive exists expedited
    expiration export extensions external fax fc feature featured fee fees fnsku for
    format fr from fulfillable fulfilled fulfillment future gift giftwrap granted
    group gtin heavy iba id identification ids image in inbound incl inclusive
    indicator instance instructions international internationally invoice invoiced
    invoicing ioss is isbn issue it item items jurisdiction ksef label language last
    latest legacy legal level license licensee line link listing local location
    marketplace maximum merchant message method mfn minimum model name names nip nl
    note number numbers of off office on open option optional or order ordered
    orders original other our out outside packing page paid party past path payment
    payments pending per percent period phone physically pieces pl placement plate
    points policy postal posted present price pricing prime processing product
    program programs promise promo promotion promotions purchase purchased quantity
    rate rates reason receiving recipient recommended reference referral refund
    refunded refunds registration registrations reimbursement remain remaining
    remote replacement report reporting request requested required researching
    reserved resolution responsibility responsible return returned returns rma role
    safet sales scheme sell seller selling service settlement ship shipment shipped
    shipping signature since size sku sla start state status store storefront supply
    sv tax taxable text time title to total tracking transaction transparency type
    undelivered unit units unsellable upc updated url usage vat verge version volume
    warehouse will with withheld working wrap your z zone zshop
    """.split()
)


def are_english(names):
    """Whether half of the names that are filled, or more, have only these words."""
    filled = list(filter(None, names))
    return 2 * sum(map(_is_english, filled)) >= len(filled)


def _is_english(name):
    words = _WORD.findall(column_name(name))
    return bool(words) and _ENGLISH.issuperset(words)
