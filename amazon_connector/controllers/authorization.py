# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import re

from odoo import http
from odoo.http import request

from ..explanations import explain
from ..models.amazon_seller_consent import ConsentRefused
from ..models.amazon_seller_key_set import CALLBACK_PATH, LOGIN_PATH
from ..secret_box import SecretUnreadable
from ..spapi import consent
from ..spapi.errors import AmazonError, AuthorizationLost

_logger = logging.getLogger(__name__)

# As they are, and inside the address that leads back after a log-in.
OUR_QUERIES = re.compile(
    r"(amazon_connector(?:/|%2F)(?:callback|login(?:/|%2F)\d+)(?:\?|%3F))[^\s\"']*",
    re.IGNORECASE,
)


class QueryHider(logging.Filter):
    """Keeps Amazon's codes and our states out of the server's list of requests."""

    def filter(self, record):
        record.msg, record.args = OUR_QUERIES.sub(r"\1…", record.getMessage()), None
        return True


logging.getLogger("werkzeug").addFilter(QueryHider())


class AuthorizationController(http.Controller):
    """Where Amazon sends a seller to: our login URI, and back from his consent.

    https://developer-docs.amazon.com/sp-api/docs/website-authorization-workflow
    """

    @http.route(CALLBACK_PATH, type="http", auth="user", methods=["GET"])
    def callback(self, **query):
        """Take the seller back from Amazon's consent page."""
        try:
            travel = request.env["amazon.seller.consent"]._redeem(query.get("state"))
        except ConsentRefused as refusal:
            return self._page(refusal.code)
        account = travel.account_id.with_user(request.env.user)
        if not account.has_access("write"):
            return self._page("no_access")
        code = query.get("spapi_oauth_code")
        seller = query.get("selling_partner_id")
        if not (code and seller):
            return self._page("refused", account)
        if account.seller_identifier not in (False, "", seller):
            return self._page("wrong_seller", account, seller=seller)
        try:
            key_set = travel.key_set_id.with_user(request.env.user)
            account._authorize(code, seller, travel.source, key_set)
        except (AmazonError, SecretUnreadable) as error:
            _logger.info("Amazon account %s: not authorised: %s", account.id, error)
            return self._page("failed", account, error=error)
        return self._leave(account._form_url())

    @http.route(
        f"{LOGIN_PATH}/<int:key_set_id>", type="http", auth="user", methods=["GET"]
    )
    def login(self, key_set_id, **query):
        """Start, or renew, a consent that the seller began in Seller Central.

        Somebody who is not logged in to Odoo logs in first and then goes on here.
        """
        key_set = request.env["amazon.seller.key.set"].browse(key_set_id).exists()
        if not (key_set and key_set.has_access("read")):
            return self._page("no_access")
        amazon_callback_uri = query.get("amazon_callback_uri", "")
        if not consent.is_amazon_address(
            amazon_callback_uri, key_set._allowed_callback_origins()
        ):
            return self._page("not_amazon")
        seller = query.get("selling_partner_id", "")
        account = key_set._account_of_seller(seller)
        if not account:
            moved = self._account_elsewhere(seller)
            if moved:
                return self._page("other_key_set", moved, seller=seller)
            return self._page("no_account", seller=seller)
        if not account.has_access("write"):
            return self._page("no_access")
        consents = request.env["amazon.seller.consent"]
        url = consent.callback_url(
            amazon_callback_uri,
            query.get("amazon_state", ""),
            consents._open(account, "seller_central", key_set),
            (key_set.registered_redirect_uri or key_set._redirect_uri()).strip(),
            query.get("version") == "beta",
        )
        return self._leave(url, local=False)

    def _account_elsewhere(self, seller):
        """Return an account of the seller that uses another app than it came from."""
        accounts = request.env["amazon.seller.account"]
        return seller and accounts.search(
            [("seller_identifier", "=", seller)], order="id", limit=1
        )

    def _leave(self, url, local=True):
        response = request.redirect(url, code=303, local=local)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def _page(self, outcome, account=None, error=None, seller=""):
        """Return the page that says why access was not allowed, and what to do.

        Nothing that came with the address is shown, but for a seller id.
        """
        env = request.env
        values = {
            "outcome": outcome,
            "account": account,
            "account_url": account._form_url() if account else "/odoo",
            "seller": seller,
            "explanation": error and explain(env, _code(error), error.detail),
        }
        response = request.render(
            "amazon_connector.consent_refused", values, status=403
        )
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response


def _code(error):
    # Login with Amazon says the same of a dead code as of a dead refresh token.
    return "code_rejected" if isinstance(error, AuthorizationLost) else error.code
