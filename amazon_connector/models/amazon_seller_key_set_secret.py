# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from odoo import api, fields, models

from .. import secret_box
from ..explanations import explain
from ..spapi.errors import AmazonError, Verdict
from ..spapi.lwa import TOKEN_URL, LoginWithAmazon
from .amazon_seller_refusal import KEY_SET_CODES

_logger = logging.getLogger(__name__)

# https://developer-docs.amazon.com/sp-api/docs/rotating-your-apps-lwa-credentials
VALID_DAYS = 180
# How long Amazon still accepts the secret before the present one.
PREVIOUS_FOR = timedelta(days=7)
KEYS = {
    "client_id",
    "client_secret_sealed",
    "environment",
    "custom_api_url",
    "custom_token_url",
}


class MissingSecret(AmazonError):
    """No client secret was entered, or the database was neutralised."""

    code = "no_secret"
    verdict = Verdict.ADMINISTER


class AmazonSellerKeySetSecret(models.Model):
    """The client secret: how long it lives, how it is changed, when it is refused."""

    _name = "amazon.seller.key.set"
    _inherit = ["amazon.seller.key.set", "mail.activity.mixin", "amazon.seller.refusal"]
    _reminder_type = "amazon_connector.mail_activity_type_client_secret"

    user_id = fields.Many2one(
        default=lambda self: self.env.user.active and self.env.user,
        help="Asked to act before the client secret ends, and when Amazon refuses it.",
    )
    client_secret = fields.Char(
        "LWA Client Secret",
        compute="_compute_client_secret",
        inverse="_inverse_client_secret",
        help="Stored encrypted and never shown again.",
    )
    client_secret_sealed = fields.Char(copy=False, groups=fields.NO_ACCESS)
    has_client_secret = fields.Boolean(
        "Client Secret Stored",
        compute="_compute_has_client_secret",
        compute_sudo=True,
    )
    secret_set_on = fields.Date(
        "Secret Made On",
        copy=False,
        tracking=True,
        help="The day the secret was made at Amazon.",
    )
    secret_valid_until = fields.Date(
        compute="_compute_secret_valid_until",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        tracking=True,
        help="180 days after it was made. Correct it if Amazon names another day.",
    )
    secret_days_left = fields.Integer("Days Left", compute="_compute_secret_state")
    secret_state = fields.Selection(
        [
            ("none", "Missing"),
            ("valid", "Valid"),
            ("expiring", "Ends Soon"),
            ("overdue", "Overdue"),
        ],
        "Secret",
        compute="_compute_secret_state",
        help='"Overdue": its 180 days are over; it works as long as Amazon accepts it.',
    )
    secret_reminded_days = fields.Integer(
        copy=False,
        help="How many days before its end the last warning was due; 0: none was.",
    )
    previous_secret_sealed = fields.Char(copy=False, groups=fields.NO_ACCESS)
    previous_secret_until = fields.Datetime(readonly=True, copy=False)
    refusal_message = fields.Char(compute="_compute_refusal_message")

    # === COMPUTE METHODS === #

    def _compute_client_secret(self):
        self.client_secret = False

    def _inverse_client_secret(self):
        for key_set in self:
            secret = (key_set.client_secret or "").strip()
            if secret and key_set.has_client_secret:
                key_set._store_secret(secret)
            elif secret:  # The dates beside it are its own.
                key_set._store_secret(
                    secret, key_set.secret_set_on, key_set.secret_valid_until
                )

    @api.depends("client_secret_sealed")
    def _compute_has_client_secret(self):
        for key_set in self:
            key_set.has_client_secret = bool(key_set.client_secret_sealed)

    @api.depends("secret_set_on")
    def _compute_secret_valid_until(self):
        for key_set in self:
            key_set.secret_valid_until = key_set.secret_set_on and fields.Date.add(
                key_set.secret_set_on, days=VALID_DAYS
            )

    @api.depends("secret_valid_until", "client_secret_sealed")
    def _compute_secret_state(self):
        today = fields.Date.today()
        for key_set in self:
            end = key_set.secret_valid_until
            days = (end - today).days if end else 0
            key_set.secret_days_left = days
            if not key_set.has_client_secret:
                key_set.secret_state = "none"
            elif end and days < 0:
                key_set.secret_state = "overdue"
            else:
                key_set.secret_state = "expiring" if end and days <= 30 else "valid"

    @api.depends("is_paused", "refused_code")
    @api.depends_context("lang")
    def _compute_refusal_message(self):
        for key_set in self:
            key_set.refusal_message = key_set.is_paused and explain(
                self.env, key_set.refused_code
            )

    def _responsible_candidates(self):
        # Its accounts stand still without it, whoever keeps them.
        return self.user_id | self._accounts().user_id | self.create_uid

    # === CRUD === #

    def write(self, vals):
        changed = self.filtered(
            lambda key_set: any(
                name in KEYS and key_set.sudo()[name] != value
                for name, value in vals.items()
            )
        )
        if {"secret_set_on", "secret_valid_until"} & vals.keys():
            vals = {"secret_reminded_days": 0, **vals}
        result = super().write(vals)
        if "secret_reminded_days" in vals and not vals["secret_reminded_days"]:
            # Whatever was asked for, was asked for another end.
            self.filtered(lambda key_set: not key_set.is_paused)._stop_asking()
        changed.filtered(lambda key_set: key_set.is_paused)._resume()
        changed._clear_doubt()
        return result

    # === BUSINESS METHODS - SECRET === #

    def _secret(self):
        """Return the client secret in clear, for a call that is about to be made.

        :raise MissingSecret: none is stored
        :raise secret_box.SecretUnreadable: the database came without its key
        """
        sealed = self.sudo().client_secret_sealed
        if not sealed:
            raise MissingSecret
        return secret_box.unseal(sealed)

    def _previous_secret(self):
        """Return the secret before, as long as Amazon accepts it, else ""."""
        key_set_sudo = self.sudo()
        until = key_set_sudo.previous_secret_until
        if not (until and until > fields.Datetime.now()):
            return ""
        try:
            return secret_box.unseal(key_set_sudo.previous_secret_sealed or "")
        except secret_box.SecretUnreadable:
            return ""

    def _store_secret(self, secret, set_on=None, valid_until=None):
        """Use a new client secret from now on, and the old one while it lasts.

        :param set_on: the day it was made at Amazon; default today
        :param valid_until: its last day; default 180 days later
        """
        self.ensure_one()
        now = fields.Datetime.now()
        set_on = set_on or now.date()
        key_set_sudo = self.sudo()
        old = key_set_sudo.client_secret_sealed
        key_set_sudo.write(
            {
                "client_secret_sealed": secret_box.seal(secret),
                "previous_secret_sealed": old,
                "previous_secret_until": bool(old) and now + PREVIOUS_FOR,
                "secret_set_on": set_on,
                "secret_valid_until": valid_until
                or fields.Date.add(set_on, days=VALID_DAYS),
            }
        )
        self._stop_asking()
        self._message_log(body=self.env._("The client secret was changed."))

    def _lwa(self, secret=None):
        """Return the door to Login with Amazon.

        :param secret: to try out instead of the stored ones
        :raise MissingSecret: no client secret is stored
        :raise secret_box.SecretUnreadable: the database came without its key
        """
        return LoginWithAmazon(
            self.custom_token_url if self.environment == "custom" else TOKEN_URL,
            self.client_id,
            secret or self._secret(),
            previous_secret="" if secret else self._previous_secret(),
        )

    @api.autovacuum
    def _gc_previous_secrets(self):
        key_sets = self.with_context(active_test=False).search(
            [("previous_secret_until", "<", fields.Datetime.now())]
        )
        key_sets.sudo().write(
            {"previous_secret_sealed": False, "previous_secret_until": False}
        )

    # === BUSINESS METHODS - REFUSED === #

    def _accounts(self):
        """Return, as superuser, the accounts that live by these keys."""
        tokens = self.env["amazon.seller.token"].sudo()
        return tokens.search(
            [("key_set_id", "in", self.ids), ("state", "=", "active")]
        ).account_id

    def _pause(self, code, detail=""):
        """Call Amazon no more with these keys until somebody acts; say so once."""
        self.ensure_one()
        if self.is_paused:
            return
        self.sudo().write(
            {"is_paused": True, "refused_since": False, "refused_code": code}
        )
        self._accounts().filtered(lambda account: not account.is_paused)._hold(
            code, detail
        )
        _logger.info("Amazon key set %s: paused: %s", self.id, code)
        key_set = self._in_language_of(self.responsible_id)
        message = explain(key_set.env, code, detail)
        with self._telling():
            key_set._tell(message)
            key_set._ask_to_act(
                fields.Date.context_today(key_set),
                key_set.env._("Amazon refuses the developer key set"),
                message,
            )

    def _resume(self):
        """Use these keys again: they were mended, or Amazon accepts them again."""
        if not self:
            return
        self.sudo().write(
            {"is_paused": False, "refused_since": False, "refused_code": False}
        )
        self._stop_asking()
        self._accounts().filtered(
            lambda account: account.is_paused and account.refused_code in KEY_SET_CODES
        )._resume()
