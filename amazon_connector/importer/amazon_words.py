# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Amazon writes as a code, in words for people."""

from odoo.tools.translate import LazyTranslate

from ..spapi.service_levels import key

_lt = LazyTranslate(__name__)

# fulfillmentServiceLevel of the Orders API, whose words reports write as well:
# https://developer-docs.amazon.com/sp-api/docs/orders-api-v2026-01-01-reference
# Services of a marketplace begin with what they are: "Std DE Dom_3", "Exp DE Dom_1".
_SERVICES = {
    "standard": _lt("Standard shipping"),
    "std": _lt("Standard shipping"),
    "expedited": _lt("Expedited shipping"),
    "exp": _lt("Expedited shipping"),
    "freeeconomy": _lt("Free economy shipping"),
    "priority": _lt("Priority shipping"),
    "scheduled": _lt("Scheduled delivery"),
    "sameday": _lt("Delivery the same day"),
    "nextday": _lt("Delivery the next day"),
    "secondday": _lt("Delivery in two days"),
}
# What buyers choose from when they cancel an order on Amazon's site, and the examples
# of the Orders API ("Changed mind about purchase"): its cancelReason is free text.
_WISHES = {
    "ordercreatedbymistake": _lt("ordered by mistake"),
    "orderedbymistake": _lt("ordered by mistake"),
    "changedmindaboutpurchase": _lt("no longer wanted"),
    "buyerchangedmind": _lt("no longer wanted"),
    "itemswouldnotarriveontime": _lt("would not arrive in time"),
    "shippingcosttoohigh": _lt("shipping too expensive"),
    "itempricetoohigh": _lt("price too high"),
    "foundcheapersomewhereelse": _lt("found cheaper elsewhere"),
    "needtochangeshippingaddress": _lt("other delivery address needed"),
    "needtochangeshippingspeed": _lt("other shipping speed needed"),
    "needtochangebillingaddress": _lt("other invoice address needed"),
    "needtochangepaymentmethod": _lt("other payment method needed"),
    "other": _lt("other reason"),
}
# Tax Reporting Scheme of SC_VAT_TAX_REPORT:
# https://sellercentral.amazon.de/help/hub/reference/G4WG5HY2Y57L8EUP
_SCHEMES = {
    "vcseuoss": _lt("One Stop Shop (OSS)"),
    "deemedreseller": _lt("Amazon remits the VAT"),
    "chvoec": _lt("Amazon remits the VAT (Switzerland)"),
}


def service(env, level):
    """Return how fast is to be delivered, in the language of ``env``.

    :param level: as Amazon writes it; what is not known stays like that, quoted
    """
    code = key(level)
    return _words(env, _SERVICES.get(code) or _SERVICES.get(code[:3]), level)


def wish(env, reason):
    """Return why a buyer wishes to cancel, in the language of ``env``.

    :param reason: as Amazon writes it; what is not known stays like that, quoted
    """
    return _words(env, _WISHES.get(key(reason)), reason)


def scheme(env, schemes):
    """Return how VAT is reported, in the language of ``env``.

    :param schemes: Amazon's codes, with ", " between them; what is not known stays
        like that, quoted
    """
    codes = (schemes or "").split(", ")
    return ", ".join(_words(env, _SCHEMES.get(key(code)), code) for code in codes)


def _words(env, known, stated):
    if known:
        return env._(known)  # pylint: disable=translation-not-lazy
    return env._('"%(code)s"', code=stated) if stated else ""
