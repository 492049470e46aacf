# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The addresses a seller's browser is sent to on the way through Amazon's consent.

https://developer-docs.amazon.com/sp-api/docs/website-authorization-workflow
https://developer-docs.amazon.com/sp-api/docs/selling-partner-appstore-authorization-workflow
"""

from urllib.parse import urlencode, urlsplit

from .addresses import origin, parts
from .marketplaces import MARKETPLACES

_AMAZON_DOMAINS = frozenset(marketplace.domain for marketplace in MARKETPLACES)


def consent_url(seller_central_url, application_id, state, *, draft, redirect_uri=""):
    """Seller Central's consent page.

    :param draft: the application is not published; without ``version=beta`` Amazon
        answers MD1000
    :param redirect_uri: one of the registered ones, else Amazon answers MD5101;
        "" means the first registered one
    """
    query = {"application_id": application_id, "state": state}
    if redirect_uri:
        query["redirect_uri"] = redirect_uri
    if draft:
        query["version"] = "beta"
    return f"{seller_central_url.rstrip('/')}/apps/authorize/consent?{urlencode(query)}"


def callback_url(amazon_callback_uri, amazon_state, state, redirect_uri, draft):
    """Where to send a seller who came to our login address from Seller Central.

    The caller checks ``amazon_callback_uri`` with :func:`is_amazon_address` first.
    """
    query = {
        "redirect_uri": redirect_uri,
        "amazon_state": amazon_state,
        "state": state,
    }
    if draft:
        query["version"] = "beta"
    separator = "&" if urlsplit(amazon_callback_uri).query else "?"
    return f"{amazon_callback_uri}{separator}{urlencode(query)}"


def is_amazon_address(url, allowed_origins=()):
    """Whether a visitor may be sent to ``url``: one of Amazon's own, by https.

    :param allowed_origins: further addresses ("http://127.0.0.1:8400") whose
        scheme, host and port are trusted as Amazon's
    """
    address = parts(url)
    if address is None:
        return False
    if any(
        origin(address) == origin(allowed)
        for allowed in map(parts, allowed_origins)
        if allowed is not None
    ):
        return True
    if origin(address) != ("https", address.hostname, 443):
        return False
    labels = address.hostname.split(".")
    return any(".".join(labels[n:]) in _AMAZON_DOMAINS for n in range(len(labels)))
