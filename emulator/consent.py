"""Seller Central: consent, and Manage Your Apps.

https://developer-docs.amazon.com/sp-api/docs/website-authorization-workflow
"""

import secrets
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from emulator import pages
from emulator.accounts import Application
from emulator.amazon import Amazon

CONFIRM = "/apps/authorize/confirm/"


class Refused(Exception):
    """:ivar code: Amazon's error code, "" where it shows none
    :ivar words: key of the sentence in :mod:`pages`
    """

    def __init__(self, code: str, words: str):
        super().__init__(words)
        self.code = code
        self.words = words


def answer(
    amazon: Amazon, request: Request, path: str, region: str, log: dict
) -> Response:
    """One page of Seller Central.

    :param region: from the address, "" lets the seller choose
    """
    try:
        if path == "/apps/authorize/consent":
            return _consent(amazon, request, region, log)
        if path.startswith(CONFIRM):
            return _confirm_callback(amazon, request, path.removeprefix(CONFIRM))
        if path == "/apps/manage":
            return _manage(amazon, request, log)
        if path == "/apps/develop":
            return _develop(amazon, request, log)
    except Refused as refused:
        return pages.refusal(request, refused.code, refused.words)
    return pages.refusal(request, "", "no_such_page", 404)


def with_query(address: str, **values) -> str:
    """Add parameters to an address that may have some already."""
    parts = urlsplit(address)
    query = parse_qsl(parts.query, keep_blank_values=True) + list(values.items())
    return urlunsplit(parts._replace(query=urlencode(query)))


def _application(amazon: Amazon, application_id: str, version: str) -> Application:
    app = amazon.app_by_id(application_id)
    if app is None or app.is_private:
        raise Refused("", "unknown_application")
    if app.is_draft and version != "beta":
        raise Refused("MD1000", "draft_without_beta")
    return app


def _redirect_uri(app: Application, wished: str) -> str:
    if wished and wished not in app.redirect_uris:
        raise Refused("MD5101", "redirect_uri_mismatch")
    if not app.redirect_uris:
        raise Refused("MD5101", "redirect_uri_mismatch")
    return wished or app.redirect_uris[0]


def _consent(amazon: Amazon, request: Request, region: str, log: dict) -> Response:
    query = request.args
    app = _application(
        amazon, query.get("application_id", ""), query.get("version", "")
    )
    redirect_uri = _redirect_uri(app, query.get("redirect_uri", ""))
    log["application"] = app.application_id
    state = query.get("state", "")
    if request.method == "GET":
        return pages.consent(request, amazon, app, region, redirect_uri, state)
    if request.form.get("cancel"):
        return redirect(_cancelled(redirect_uri, state), 302)
    seller = amazon.seller_by_id(request.form.get("seller", amazon.seller.seller_id))
    region = region or request.form.get("region", "eu")
    if seller is None or region not in seller.regions:
        raise Refused("", "no_such_account")
    if request.form.get("agree") != "on":
        return pages.consent(
            request, amazon, app, region, redirect_uri, state, is_refused=True
        )
    log.update(seller=seller.seller_id, region=region)
    return redirect(_agreed(amazon, app, seller, region, redirect_uri, state), 302)


def _agreed(amazon, app, seller, region, redirect_uri, state) -> str:
    now = amazon.clock.now()
    consent = amazon.authorizations.consent(app, seller.seller_id, region, now)
    return with_query(
        redirect_uri,
        state=state,
        selling_partner_id=seller.seller_id,
        spapi_oauth_code=amazon.authorizations.new_code(consent, redirect_uri, now),
    )


def _cancelled(redirect_uri: str, state: str) -> str:
    """Amazon documents no answer to Cancel; this is OAuth's (RFC 6749, 4.1.2.1)."""
    return with_query(
        redirect_uri,
        state=state,
        error="access_denied",
        error_description="The seller cancelled the authorization.",
    )


def _manage(amazon: Amazon, request: Request, log: dict) -> Response:
    """Manage Your Apps of one seller: renew or disable an authorisation."""
    seller = amazon.seller_by_id(request.values.get("seller", amazon.seller.seller_id))
    if seller is None:
        raise Refused("", "no_such_account")
    if request.method == "GET":
        return pages.manage(request, amazon, seller)
    app = amazon.app_by_id(request.form.get("application_id", ""))
    region = request.form.get("region", "eu")
    if app is None:
        raise Refused("", "unknown_application")
    log.update(application=app.application_id, seller=seller.seller_id, region=region)
    if request.form.get("do") == "disable":
        now = amazon.clock.now()
        amazon.authorizations.revoke(app.application_id, seller.seller_id, region, now)
        return redirect(f"/apps/manage?seller={seller.seller_id}", 303)
    return redirect(_login_address(amazon, app, seller, region), 303)


def _develop(amazon: Amazon, request: Request, log: dict) -> Response:
    """Develop Apps: "Authorize app" shows a refresh token, once, to be copied."""
    if request.method == "GET":
        return pages.develop(request, amazon)
    app = amazon.app_by_id(request.form.get("application_id", ""))
    seller = amazon.seller_by_id(request.form.get("seller", amazon.seller.seller_id))
    region = request.form.get("region", "eu")
    if app is None:
        raise Refused("", "unknown_application")
    if seller is None or region not in seller.regions:
        raise Refused("", "no_such_account")
    log.update(application=app.application_id, seller=seller.seller_id, region=region)
    authorization = amazon.self_authorize(app, seller, region)
    return pages.develop(request, amazon, authorization.refresh_token)


def _login_address(amazon, app, seller, region) -> str:
    """Re-authorize begins at the application's own login page."""
    if not app.login_uri:
        raise Refused("", "no_login_uri")
    amazon_state = secrets.token_urlsafe(24)
    amazon.renewals[amazon_state] = (app.application_id, seller.seller_id, region)
    values = {
        "amazon_callback_uri": f"{amazon.url}{CONFIRM}{app.application_id}",
        "amazon_state": amazon_state,
        "selling_partner_id": seller.seller_id,
    }
    if app.is_draft:
        values["version"] = "beta"
    return with_query(app.login_uri, **values)


def _confirm_callback(
    amazon: Amazon, request: Request, application_id: str
) -> Response:
    """The application has signed its user in and hands him back to Amazon."""
    query = request.args
    app = _application(amazon, application_id, query.get("version", ""))
    redirect_uri = _redirect_uri(app, query.get("redirect_uri", ""))
    renewal = amazon.renewals.pop(query.get("amazon_state", ""), None)
    if renewal is None or renewal[0] != application_id:
        raise Refused("", "amazon_state_mismatch")
    _, seller_id, region = renewal
    values = {
        "application_id": application_id,
        "state": query.get("state", ""),
        "redirect_uri": redirect_uri,
        "seller": seller_id,
    }
    if app.is_draft:
        values["version"] = "beta"
    return redirect(with_query(f"/{region}/apps/authorize/consent", **values), 302)
