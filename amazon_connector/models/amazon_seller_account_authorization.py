# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..explanations import explain
from ..secret_box import SecretUnreadable, seal
from ..spapi import consent
from ..spapi.door import Door
from ..spapi.errors import AmazonError, Verdict
from .amazon_seller_access import AccessTokens, grant_digest
from .amazon_seller_rate import DatabaseThrottle

_logger = logging.getLogger(__name__)

WELCOME = timedelta(minutes=10)
# How long a refused authorisation is tried again before it counts as dead.
DOUBT = timedelta(hours=1)


class MissingToken(AmazonError):
    """Access has not been allowed yet, or no longer is."""

    code = "no_token"
    verdict = Verdict.REAUTHORIZE


class LostKey(AmazonError):
    """The stored secrets were sealed with a key that is not here."""

    code = "secret_unreadable"
    verdict = Verdict.ADMINISTER


class NoMarketplace(AmazonError):
    """The seller sells on none of the region's marketplaces."""

    code = "no_marketplace"


class AmazonSellerAccountAuthorization(models.Model):
    """How an account comes to its token, and what Amazon says of it."""

    _inherit = "amazon.seller.account"

    token_ids = fields.One2many(
        "amazon.seller.token",
        "account_id",
        "Authorisations",
        groups="amazon_connector.group_manager",
    )
    is_authorized = fields.Boolean(
        "Access Allowed",
        compute="_compute_authorization",
        compute_sudo=True,
        search="_search_is_authorized",
    )
    valid_until = fields.Date(compute="_compute_authorization", compute_sudo=True)
    is_just_authorized = fields.Boolean(
        compute="_compute_authorization", compute_sudo=True
    )
    connection_state = fields.Selection(
        [
            ("none", "Not connected"),
            ("connected", "Connected"),
            ("disturbed", "Disturbed"),
            ("refused", "Refused"),
        ],
        "Connection",
        required=True,
        readonly=True,
        copy=False,
        default="none",
        help="What the last real call to Amazon showed.",
    )
    connection_code = fields.Char(readonly=True, copy=False)
    connection_detail = fields.Char(readonly=True, copy=False)
    refused_since = fields.Datetime(readonly=True, copy=False)
    connection_message = fields.Char(compute="_compute_connection_message")
    connection_checked_at = fields.Datetime("Last Call", readonly=True, copy=False)

    # === COMPUTE METHODS === #

    @api.depends("token_ids.state")
    def _compute_authorization(self):
        now = fields.Datetime.now()
        tokens = self.env["amazon.seller.token"].search(
            [("account_id", "in", self.ids), ("state", "=", "active")]
        )
        by_account = tokens.grouped("account_id")
        for account in self:
            token = by_account.get(account)
            account.is_authorized = bool(token)
            account.valid_until = token and token.valid_until
            account.is_just_authorized = bool(token) and (
                token.authorized_at > now - WELCOME
            )

    def _search_is_authorized(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        tokens = self.env["amazon.seller.token"].sudo()
        accounts = tokens._search([("state", "=", "active")]).subselect("account_id")
        wanted = (operator == "in") == (True in value)
        return [("id", "in" if wanted else "not in", accounts)]

    @api.depends("connection_code", "connection_detail")
    @api.depends_context("lang")
    def _compute_connection_message(self):
        for account in self:
            account.connection_message = account.connection_code and explain(
                self.env, account.connection_code, account.connection_detail
            )

    @api.onchange("seller_identifier")
    def _onchange_seller_identifier(self):
        self.seller_identifier = (self.seller_identifier or "").strip()

    # === ACTION METHODS === #

    def action_allow_access(self):
        """Send the user to the consent page of the right Seller Central."""
        self.ensure_one()
        self.check_access("write")
        key_set = self.key_set_id
        if not key_set.application_id:
            raise UserError(
                self.env._(
                    "The developer key set has no application id. Enter the one of "
                    "your public app, or, for a private app, paste the refresh token "
                    "from Seller Central."
                )
            )
        if not key_set.has_client_secret:
            raise UserError(explain(self.env, "no_secret"))
        key_set._check_redirect_uri()
        state = self.env["amazon.seller.consent"]._open(self, "consent")
        url = consent.consent_url(
            key_set._seller_central_url(self.home_marketplace_id),
            key_set.application_id,
            state,
            draft=key_set.is_draft,
            redirect_uri=key_set.registered_redirect_uri.strip(),
        )
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}

    def action_test_connection(self):
        self.ensure_one()
        self.check_access("write")
        test = self.env["amazon.seller.connection.test"].create({"account_id": self.id})
        test._run()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Test Connection"),
            "res_model": test._name,
            "res_id": test.id,
            "view_mode": "form",
            "target": "new",
        }

    # === BUSINESS METHODS - TOKENS === #

    def _active_token(self):
        return (
            self.env["amazon.seller.token"]
            .sudo()
            .search([("account_id", "=", self.id), ("state", "=", "active")])
        )

    def _family(self):
        """Return, as superuser, all accounts that this one shares its consent with.

        Amazon's consent counts for one app, seller and region, whatever company or
        marketplace our accounts are cut by.
        """
        self.ensure_one()
        if not self.seller_identifier:
            return self.sudo()
        # With the user's own rights: who may not see another company's account must
        # not be able to change what it lives by.
        companies = self.env.user.company_ids.ids
        accounts = self.with_context(active_test=False, allowed_company_ids=companies)
        return accounts.search(
            [
                ("seller_identifier", "=", self.seller_identifier),
                ("region", "=", self.region),
                ("key_set_id", "=", self.key_set_id.id),
            ]
        ).sudo()

    def _authorize(self, code, seller_identifier, source):
        """Turn the code that Amazon sent along into the active token.

        :raise AmazonError: nothing is stored then
        """
        # A cron that writes the account at the same time would make the database ask
        # for another try, when the code is already used up: let that happen now.
        self.env.execute_query(
            SQL(
                "SELECT id FROM amazon_seller_account WHERE id IN %s ORDER BY id "
                "FOR NO KEY UPDATE",
                tuple(self._family().ids),
            )
        )
        key_set = self.key_set_id
        grant = key_set._lwa().exchange_code(
            code, key_set.registered_redirect_uri.strip()
        )
        taken = self._taken_marketplaces(seller_identifier)
        self.write(
            {
                "seller_identifier": seller_identifier,
                "marketplace_ids": [
                    fields.Command.unlink(marketplace.id) for marketplace in taken
                ],
            }
        )
        self._store_refresh_token(grant.refresh_token, source)
        self._greet()

    def _greet(self):
        """Make the first call with a new token: load the marketplaces.

        What Amazon answers stands on the account; the token stays either way.
        """
        try:
            with self._connection() as door:
                self._load_marketplaces(door)
                if not self.available_marketplace_ids:
                    raise NoMarketplace
        except AmazonError as error:
            _logger.info("Amazon account %s: %s", self.id, error)

    def _form_url(self):
        return f"/odoo/amazon-accounts/{self.id}"

    def _store_refresh_token(self, refresh_token, source, authorized_at=None):
        """Make a new authorisation the active one, for all accounts it counts for."""
        accounts = self._family()
        tokens = self.env["amazon.seller.token"].sudo()
        tokens.search(
            [("account_id", "in", accounts.ids), ("state", "=", "active")]
        )._retire("replaced")
        tokens.flush_model()
        sealed = seal(refresh_token)
        tokens.create(
            [
                {
                    "account_id": account.id,
                    "key_set_id": account.key_set_id.id,
                    "source": source,
                    "authorized_at": authorized_at or fields.Datetime.now(),
                    "user_id": self.env.uid,
                    "seller_identifier": account.seller_identifier,
                    "refresh_token_sealed": sealed,
                }
                for account in accounts
            ]
        )
        accounts.activity_unlink(["mail.mail_activity_data_warning"])
        for account in accounts:
            account._message_log(body=self.env._("Access to Amazon was allowed."))
        self.env.ref("amazon_connector.ir_cron_synchronize")._trigger()

    # === BUSINESS METHODS - CONNECTION === #

    def _door(self):
        """Return the door to Amazon; close it after use.

        :raise AmazonError: no token, no secret or no key to open them
        """
        self.ensure_one()
        token = self._active_token()
        if not token:
            raise MissingToken
        key_set = token.key_set_id
        try:
            refresh_token = token._refresh_token()
            digest = grant_digest(key_set.client_id, refresh_token)
            tokens = AccessTokens(self.env, key_set._lwa(), refresh_token, digest)
        except SecretUnreadable:
            raise LostKey from None
        seller = self.seller_identifier or f"account {self.id}"
        return Door(
            key_set._api_url(self.region),
            self.region,
            tokens,
            DatabaseThrottle(self.env, key_set.client_id, seller, self.region),
        )

    @contextmanager
    def _connection(self):
        """Yield the door to Amazon; what Amazon answers is noted on the account.

        :raise AmazonError: whatever the calls inside raise
        """
        try:
            door = self._door()
            try:
                yield door
            finally:
                door.close()
        except AmazonError as error:
            self._note_refusal(error)
            raise
        else:
            self._note_connection("connected")

    def _note_connection(self, state, code=False, detail=False):
        self.sudo().write(
            {
                "connection_state": state,
                "connection_code": code,
                "connection_detail": detail,
                "connection_checked_at": fields.Datetime.now(),
                "refused_since": code == "authorization_lost"
                and (self.refused_since or fields.Datetime.now()),
            }
        )

    def _note_refusal(self, error):
        if error.code == "throttled":
            return  # Says nothing about the connection.
        if error.code in ("invalid_request", "document_expired", "document_damaged"):
            self._note_connection("connected")
            return
        if error.code == "authorization_lost" and self._is_refused_for_long():
            self._retire_authorization()
        state = "disturbed" if error.verdict is Verdict.RETRY else "refused"
        if error.code == "no_token":
            state = "none"
        self._note_connection(state, error.code, error.detail)

    def _is_refused_for_long(self):
        """Whether Amazon has refused the authorisation for an hour or more.

        Right after a consent, and on a bad day of Amazon's, it may refuse a good one.
        """
        since = self.refused_since
        return bool(since) and since < fields.Datetime.now() - DOUBT

    def _retire_authorization(self):
        """Take an authorisation out of use that Amazon no longer accepts."""
        tokens = self._active_token()
        if tokens:
            tokens._retire("revoked")
            self.sudo().activity_schedule(
                "mail.mail_activity_data_warning",
                summary=self.env._("Allow access to Amazon again"),
                note=explain(self.env, "authorization_lost"),
                user_id=(self.user_id or self.env.user).id,
            )

    def _load_marketplaces(self, door):
        """Take over the marketplaces on which the seller participates.

        Unknown ids (Amazon's "Non-Amazon …" pseudo marketplaces among them) and
        those of other regions are ignored; those that somebody removed stay removed,
        and those that another account of the seller fetches stay there.
        """
        identifiers = [
            participation.marketplace_id
            for participation in door.marketplace_participations()
            if participation.is_participating
        ]
        available = self.env["amazon.seller.marketplace"].search(
            [
                ("marketplace_identifier", "in", identifiers),
                ("region", "=", self.region),
            ]
        )
        known = self.known_marketplace_ids
        fresh = available - known - self._taken_marketplaces()
        self.sudo().write(
            {
                "marketplaces_loaded_at": fields.Datetime.now(),
                "available_marketplace_ids": [fields.Command.set(available.ids)],
                # None is forgotten: else one that somebody removed would come back
                # when the seller pauses there and goes on.
                "known_marketplace_ids": [fields.Command.set((known | available).ids)],
                "marketplace_ids": [fields.Command.link(place.id) for place in fresh],
            }
        )
