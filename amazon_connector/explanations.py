# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Cause and cure, in the reader's words, of what can go wrong with Amazon.

Keys are the stable ``code`` of :mod:`.spapi.errors` and of our own refusals.
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

CAUSES = {
    "unreachable": _lt("Amazon did not answer, or answered with something unreadable."),
    "throttled": _lt("Amazon's limit of calls for this operation is used up for now."),
    "authorization_lost": _lt(
        "Amazon no longer accepts the authorisation: it was revoked or has expired, or "
        "it was given to another app."
    ),
    "authorization_expired": _lt(
        "The authorisation has ended: Amazon's authorisations count for a year."
    ),
    "code_rejected": _lt(
        "Amazon does not accept the authorisation that came along: it is older than "
        "five minutes, was used before, or belongs to another app."
    ),
    "pasted_token_rejected": _lt(
        "Amazon does not accept this token: it is incomplete, was revoked, or belongs "
        "to another app."
    ),
    "client_rejected": _lt(
        "Amazon rejected the client id or client secret of the developer key set."
    ),
    "new_secret_rejected": _lt("Amazon does not accept the new client secret."),
    "client_not_allowed": _lt(
        "Amazon does not allow this app to use this kind of authorisation."
    ),
    "token_rejected": _lt("Amazon rejected the access token, twice in a row."),
    "access_denied": _lt(
        "Amazon denies access: the app lacks a role, the role was added after the "
        "seller's consent, or the account sells in another region."
    ),
    "wrong_region": _lt(
        "Amazon denies access even to what needs no role: the seller has no account in "
        "this region, or never allowed this app access to it."
    ),
    "role_missing": _lt(
        "Amazon denies access to this: the app lacks a role, or the role was added "
        "after the seller's consent."
    ),
    "not_found": _lt("Amazon does not know this, or it belongs to another seller."),
    "invalid_request": _lt("Amazon refused the request as invalid."),
    "document_expired": _lt("The report's download address had already expired."),
    "document_damaged": _lt("The report's file arrived incomplete or damaged."),
    "report_not_tabular": _lt("The file is not a table of this report type."),
    "report_fatal": _lt("Amazon failed to make this report."),
    "report_cancelled": _lt(
        "Amazon cancelled this report, again and again, in favour of another one over "
        "part of the same period."
    ),
    "report_overdue": _lt("Amazon has not finished this report within a day."),
    "secret_unreadable": _lt(
        "The stored secrets cannot be opened: this database came here without its key."
    ),
    "no_marketplace": _lt(
        "The seller sells on none of the marketplaces of this region."
    ),
    "individual_plan": _lt("The seller has the Individual selling plan."),
    "no_token": _lt("Access to this account has not been allowed yet."),
    "no_secret": _lt("The developer key set has no client secret."),
    "unknown": _lt("Something unexpected happened."),
}

CURES = {
    "unreachable": _lt("Nothing to do: it is tried again by itself."),
    "throttled": _lt("Nothing to do: it is tried again by itself."),
    "authorization_lost": _lt('Press "Allow Access" and confirm in Seller Central.'),
    "authorization_expired": _lt(
        'Press "Allow Access" and confirm in Seller Central; what was missed meanwhile '
        "is fetched by itself."
    ),
    "code_rejected": _lt('Press "Allow Access" again.'),
    "pasted_token_rejected": _lt(
        'Press "Authorize app" in Seller Central again, with the app of this key set, '
        "and paste the whole token."
    ),
    "client_rejected": _lt(
        "Compare both with the app's page at Amazon. A secret is valid for 180 days: "
        'after that press "Rotate Secret" on the developer key set.'
    ),
    "new_secret_rejected": _lt(
        "Copy it again, whole, from the app's page at Amazon, and compare the client "
        "id."
    ),
    "client_not_allowed": _lt(
        "Compare the application id with Amazon. Private apps cannot use the consent "
        "page: paste the refresh token from Seller Central instead."
    ),
    "token_rejected": _lt('Press "Allow Access" and confirm in Seller Central.'),
    "access_denied": _lt(
        "Check the home marketplace, tick the missing role at the app's page at Amazon "
        '(for orders: "Direct-to-Consumer Delivery" and "Tax Invoicing"), then press '
        '"Allow Access" again: a new role only counts after a new consent.'
    ),
    "wrong_region": _lt(
        "Choose the home marketplace on which the seller logs in; if it is right, "
        'press "Allow Access" and confirm with the login of exactly this seller.'
    ),
    "role_missing": _lt(
        'Tick the missing role at the app\'s page at Amazon ("Tax Invoicing", in North '
        'America "Tax Remittance", for reports with prices and buyers, '
        '"Direct-to-Consumer Delivery" for addresses, '
        '"Inventory and Order Tracking" for searching orders, "Finance and Accounting" '
        'for settlements), then press "Allow Access" again: a new role only counts '
        "after a new consent."
    ),
    "not_found": _lt(
        "Compare the number with Seller Central, and the account with the seller."
    ),
    "invalid_request": _lt(
        "Look at Amazon's words below; if they do not help, report it to us."
    ),
    "document_expired": _lt("Nothing to do: a new address is asked for by itself."),
    "document_damaged": _lt("Nothing to do: it is downloaded again by itself."),
    "report_not_tabular": _lt(
        "Look at its first line. If order reports come as XML, ask Amazon's "
        "seller support to switch them to text."
    ),
    "report_fatal": _lt('Press "Ask Again". If it fails again, try a shorter period.'),
    "report_cancelled": _lt(
        "Nothing to do: the period is asked for again by itself. If another program "
        "asks for the same reports, let only one of them do so."
    ),
    "report_overdue": _lt("Nothing to do: the period is asked for again by itself."),
    "secret_unreadable": _lt(
        "Put the key back (amazon_connector.key in Odoo's data folder, or "
        'amazon_connector_key in odoo.conf) and press "Test Connection", or enter the '
        'client secret and press "Allow Access" again.'
    ),
    "no_marketplace": _lt(
        "Choose the home marketplace on which the seller logs in; each region needs an "
        "account of its own."
    ),
    "individual_plan": _lt(
        "Amazon's interface needs the Professional plan: change it in Seller Central "
        "under account information."
    ),
    "no_token": _lt('Press "Allow Access" and confirm in Seller Central.'),
    "no_secret": _lt("Enter the client secret in the developer key set."),
    "unknown": _lt("Look at the server log; it is tried again by itself."),
}


def explain(env, code, detail=""):
    """Return cause, cure and Amazon's own words as one text for people.

    :param env: its language is the reader's
    :param code: a code of this file; unknown ones are said to be so
    :param detail: Amazon's own words, English, free of secrets
    """
    known = code if code in CAUSES else "unknown"
    sentences = [env._(CAUSES[known]), env._(CURES[known])]
    if detail and known == "report_not_tabular":
        sentences.append(env._("It begins with: %s", detail))
    elif detail:
        sentences.append(env._("Amazon says: %s", detail))
    return " ".join(sentences)
