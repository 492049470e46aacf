# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from contextlib import contextmanager

from odoo import api, fields, models

from ..explanations import explain
from ..screens import form_of
from ..secret_box import SecretUnreadable
from ..spapi.door import Door
from ..spapi.errors import AmazonError, LoginRefused, Verdict
from .amazon_seller_access import AccessTokens, grant_digest
from .amazon_seller_rate import DatabaseThrottle
from .amazon_seller_refusal import ACCOUNT_CODES, KEY_SET_CODES, lock_rows

_logger = logging.getLogger(__name__)

# Amazon heard us, and found nothing wrong with the connection.
HARMLESS_CODES = {
    "document_damaged",
    "document_expired",
    "invalid_request",
    "not_found",
    "report_not_tabular",
}


class MissingToken(AmazonError):
    """Access has not been allowed yet, or no longer is."""

    code = "no_token"
    verdict = Verdict.REAUTHORIZE


class LostKey(AmazonError):
    """The key set's secret was sealed with a key that is not here."""

    code = "secret_unreadable"
    verdict = Verdict.ADMINISTER


class LostToken(LostKey):
    """The refresh token was sealed with a key that is not here."""


class NoMarketplace(AmazonError):
    """The seller sells on none of the region's marketplaces."""

    code = "no_marketplace"


class Paused(AmazonError):
    """Amazon is not called: it has refused, and nobody has mended it.

    :ivar code: what it refused with
    """

    verdict = Verdict.ADMINISTER

    def __init__(self, code, detail=""):
        super().__init__(detail)
        self.code = code


class AmazonSellerAccountConnection(models.Model):
    """The way to Amazon: open, in doubt after a refusal, or paused."""

    _name = "amazon.seller.account"
    _inherit = ["amazon.seller.account", "amazon.seller.refusal"]
    _reminder_type = "amazon_connector.mail_activity_type_authorization"

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
    connection_message = fields.Char(compute="_compute_connection_message")
    connection_checked_at = fields.Datetime("Last Call", readonly=True, copy=False)

    @api.depends("connection_code", "connection_detail")
    @api.depends_context("lang")
    def _compute_connection_message(self):
        for account in self:
            account.connection_message = account.connection_code and explain(
                self.env, account.connection_code, account.connection_detail
            )

    def _responsible_candidates(self):
        return self.user_id | self._latest_token().user_id | self.create_uid

    def write(self, vals):
        moving = self.filtered(
            lambda account: (
                account.refused_code == "wrong_region"
                and vals.get("home_marketplace_id", account.home_marketplace_id.id)
                != account.home_marketplace_id.id
            )
        )
        result = super().write(vals)
        moving._resume()
        return result

    # === ACTION METHODS === #

    def action_test_connection(self):
        self.ensure_one()
        self.check_access("write")
        test = self.env["amazon.seller.connection.test"].create({"account_id": self.id})
        test._run()
        return form_of(test, name=self.env._("Test Connection"), target="new")

    # === BUSINESS METHODS - CALLING === #

    def _may_call(self):
        """Whether Amazon may be called for this account now."""
        self.ensure_one()
        token = self._active_token()
        return bool(token) and not any(
            holder.is_paused or holder._is_in_doubt()
            for holder in (self, token.key_set_id)
        )

    @contextmanager
    def _connection(self, *, asked=False):
        """Yield the door to Amazon; what Amazon answers is noted on the account.

        :param asked: a person wants to know, so that even a paused account may call
        :raise Paused: Amazon refused before; it is not called
        :raise AmazonError: whatever the calls inside raise
        """
        self._check_may_call(asked)
        try:
            with (
                self.env["amazon.seller.log"]._observing(self) as observe,
                self._door(observe) as door,
            ):
                yield door
        except AmazonError as error:
            self._note_refusal(error)
            raise
        else:
            self._note_success()

    def _check_may_call(self, asked):
        if self._active_token():
            if asked or self._may_call():
                return
        elif not self.is_paused:
            return  # The door itself says that access was never allowed.
        code = self.connection_code or self.refused_code or "authorization_lost"
        raise Paused(code, self.connection_detail or "")

    def _door(self, observe):
        """Return the door to Amazon, a context manager.

        :param observe: told of each call
        :raise AmazonError: no token, no secret or no key to open them
        """
        self.ensure_one()
        token = self._active_token()
        if not token:
            raise MissingToken
        key_set = token.key_set_id
        try:
            lwa = key_set._lwa()
        except SecretUnreadable:
            raise LostKey from None
        try:
            refresh_token = token._refresh_token()
        except SecretUnreadable:
            raise LostToken from None
        digest = grant_digest(key_set.client_id, refresh_token)
        seller = self.seller_identifier or f"account {self.id}"
        return Door(
            key_set._api_url(self.region),
            self.region,
            AccessTokens(self.env, lwa, refresh_token, digest),
            DatabaseThrottle(self.env, key_set.client_id, seller, self.region),
            observe=observe,
        )

    # === BUSINESS METHODS - WHAT AMAZON ANSWERED === #

    def _note_connection(self, state, code=False, detail=False):
        self.sudo().write(
            {
                "connection_state": state,
                "connection_code": code,
                "connection_detail": detail,
                "connection_checked_at": fields.Datetime.now(),
            }
        )

    def _note_success(self):
        """Amazon accepted us: nothing that was in doubt, or paused, stays so."""
        self._clear_doubts()
        self._note_connection("connected")

    def _note_refusal(self, error):
        if error.code == "throttled":
            return  # Says nothing about the connection.
        if isinstance(error, LoginRefused):
            self._note_connection("refused", error.code, error.detail)
        elif error.code in HARMLESS_CODES:
            self._note_success()
        elif error.code == "no_token":
            self._note_connection("none", error.code, error.detail)
        elif self._is_lasting(error):
            self._note_lasting(error)
        elif error.verdict is Verdict.RETRY:
            self._note_connection("disturbed", error.code, error.detail)
        else:
            self._clear_doubts()
            self._note_connection("refused", error.code, error.detail)

    def _is_lasting(self, error):
        """Whether only a person can mend what Amazon refused."""
        if error.code == "wrong_region":
            # Amazon showed the marketplaces to this authorisation before: then its
            # region is right, and orders may well go on coming.
            since = self._active_token().authorized_at
            return not (since and (self.marketplaces_loaded_at or since) > since)
        return error.code in ACCOUNT_CODES | KEY_SET_CODES

    def _note_lasting(self, error):
        """Pause whom a refusal concerns, if it is the second one."""
        self._note_connection("refused", error.code, error.detail)
        if error.code in KEY_SET_CODES and not isinstance(error, LostToken):
            key_set = self._active_token().key_set_id
            if key_set._note_doubt(error.code):
                key_set._pause(error.code, error.detail)
            return
        accounts = self._with_mates()
        # In the order of whoever allows access at the same time: each would else
        # wait for the other.
        lock_rows(accounts)
        if not accounts._note_doubt(error.code):
            return
        code, detail = error.code, error.detail
        if code == "authorization_lost":
            code = accounts._retire_authorization()
        if code == "authorization_expired":
            detail = ""  # Amazon's words would only cast doubt on what is known.
        accounts._pause(code, detail)

    def _clear_doubts(self):
        key_set = self._active_token().key_set_id
        key_set.filtered("is_paused")._resume()
        key_set._clear_doubt()
        accounts = self._with_mates()
        accounts.filtered("is_paused")._resume()
        accounts._clear_doubt()

    def _with_mates(self):
        """Return, as superuser, this and all that live by the same authorisation."""
        tokens = self._active_token()._of_same_grant()
        mates = tokens.filtered(lambda token: token.state == "active").account_id
        return self.sudo() | mates

    def _retire_authorization(self):
        """Take an authorisation out of use that Amazon no longer accepts.

        :return: code of the reason
        """
        tokens = self.env["amazon.seller.token"].sudo()
        for state, dead in (
            self._active_token().grouped(lambda token: token._dead_state()).items()
        ):
            dead._retire(state)
            tokens |= dead
        is_over = "expired" in tokens.mapped("state")
        return "authorization_expired" if is_over else "authorization_lost"

    # === BUSINESS METHODS - PAUSE === #

    def _hold(self, code, detail=""):
        """Call Amazon no more for these accounts; say so on them, and only there."""
        self.sudo().write(
            {
                "is_paused": True,
                "refused_since": False,
                "refused_code": code,
                "connection_state": "refused",
                "connection_code": code,
                "connection_detail": detail,
            }
        )

    def _pause(self, code, detail=""):
        """Call Amazon no more for these accounts until somebody acts.

        Each person responsible gets one message and one activity.
        """
        fresh = self.filtered(lambda account: not account.is_paused)
        self._hold(code, detail)
        _logger.info("Amazon accounts %s: paused: %s", self.ids, code)
        for user, accounts in (
            fresh.filtered("active").grouped("responsible_id").items()
        ):
            with accounts._telling():
                accounts._tell_of_pause(user)

    def _tell_of_pause(self, user):
        """Tell one person; one of several accounts that die together asks to act."""
        leader = self[0]._in_language_of(user)
        leader._tell(leader.connection_message)
        leader._ask_to_act(
            fields.Date.context_today(leader),
            leader._pause_summary(),
            leader.connection_message,
        )
        for account in self[1:]:
            account._message_log(body=account._in_language_of(user).connection_message)

    def _pause_summary(self):
        if self.is_authorized:
            return self.env._("Amazon refuses the connection")
        return self.env._("Allow access to Amazon again")

    def _resume(self):
        """Call Amazon again: somebody has acted, or Amazon accepts us again."""
        if not self:
            return
        self.sudo().write(
            {
                "is_paused": False,
                "refused_since": False,
                "refused_code": False,
                "connection_state": "none",
                "connection_code": False,
                "connection_detail": False,
            }
        )
        self._stop_asking()
        for accounts in self.grouped("responsible_id").values():
            accounts[0]._remind_on()
        self._begin_catch_up()
        self.env.ref("amazon_connector.ir_cron_synchronize").sudo()._trigger()
