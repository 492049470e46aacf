# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import secret_box
from ..explanations import explain
from ..screens import notification, reload
from ..spapi.errors import AmazonError, AuthorizationLost
from .amazon_seller_access import grant_digest

# Public apps only: https://developer-docs.amazon.com/sp-api/docs/renew-authorizations
VALID_DAYS = 365
# How many days before its end people are reminded of an authorisation.
REMINDER_DAYS = (30, 23, 16, 9, 2)


class AmazonSellerToken(models.Model):
    """One authorisation that a seller gave: the newest is active, the rest history."""

    _name = "amazon.seller.token"
    _description = "Amazon Authorisation"
    _order = "authorized_at desc, id desc"
    _rec_name = "authorized_at"

    account_id = fields.Many2one(
        "amazon.seller.account", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    key_set_id = fields.Many2one(
        "amazon.seller.key.set", required=True, ondelete="restrict", index=True
    )
    state = fields.Selection(
        [
            ("active", "Active"),
            ("replaced", "Replaced"),
            ("expired", "Expired"),
            ("revoked", "Rejected by Amazon"),
        ],
        required=True,
        default="active",
    )
    source = fields.Selection(
        [
            ("consent", "Allowed from here"),
            ("seller_central", "Allowed in Seller Central"),
            ("pasted", "Pasted by hand"),
        ],
        required=True,
    )
    authorized_at = fields.Datetime(
        "Authorised On", required=True, default=lambda self: fields.Datetime.now()
    )
    user_id = fields.Many2one("res.users", "Authorised By")
    valid_until = fields.Date(
        compute="_compute_valid_until",
        store=True,
        precompute=True,
        help="Empty for private apps, whose authorisations do not end.",
    )
    ended_at = fields.Datetime(
        "In Use Until", help="When it was replaced, or when Amazon refused it for good."
    )
    reminded_days = fields.Integer(
        help="How many days before its end the last reminder was due; 0: none was."
    )
    seller_identifier = fields.Char("Seller ID")
    refresh_token_sealed = fields.Char(copy=False, groups=fields.NO_ACCESS)
    can_use_again = fields.Boolean(compute="_compute_can_use_again", compute_sudo=True)

    _one_active_per_account = models.UniqueIndex(
        "(account_id) WHERE state = 'active'",
        "An account has only one active authorisation.",
    )

    # === COMPUTE METHODS === #

    @api.depends("authorized_at", "key_set_id.is_private")
    def _compute_valid_until(self):
        for token in self:
            token.valid_until = not token.key_set_id.is_private and fields.Date.add(
                token.authorized_at.date(), days=VALID_DAYS
            )

    @api.depends("state", "valid_until", "refresh_token_sealed", "account_id.is_paused")
    def _compute_can_use_again(self):
        today = fields.Date.today()
        active = self.sudo().search(
            [("account_id", "in", self.account_id.ids), ("state", "=", "active")]
        )
        in_use = active.grouped("account_id")
        for token in self:
            token.can_use_again = (
                token.state != "active"
                and bool(token.refresh_token_sealed)
                and not (token.valid_until and token.valid_until < today)
                and not token._is_outdone_by(in_use.get(token.account_id))
            )

    def _is_outdone_by(self, active):
        """Whether the one in use is the same, and lasts longer: a renewal of this."""
        return (
            bool(active)
            and active.key_set_id == self.key_set_id
            and active.authorized_at >= self.authorized_at
            and not self.account_id.is_paused
        )

    # === ACTION METHODS === #

    def action_use_again(self):
        """Go back to an earlier authorisation, if Amazon still accepts it."""
        self.ensure_one()
        account = self.account_id
        account.check_access("write")
        if not self.can_use_again:
            raise UserError(
                self.env._(
                    "This authorisation is in use, was renewed since, or its year is "
                    'over. Press "Allow Access" on the account for a new one.'
                )
            )
        try:
            self.key_set_id._lwa().refresh(self._refresh_token())
        except AuthorizationLost as error:
            return self._note_dead(error)
        except (AmazonError, secret_box.SecretUnreadable) as error:
            raise UserError(explain(self.env, error.code, error.detail)) from None
        account._use_token_again(self)
        account._greet()
        return reload()

    def _note_dead(self, error):
        """Write into the history what Amazon said, and tell it."""
        self._retire(self._dead_state())
        message = self.env._(
            "Amazon does not accept this authorisation any more; the present one stays "
            "in use. Amazon says: %s",
            error.detail,
        )
        return notification(message, "danger")

    # === BUSINESS METHODS === #

    def _refresh_token(self):
        """Return the refresh token in clear, for a call that is about to be made.

        :raise secret_box.SecretUnreadable: the database came without its key
        """
        token_sudo = self.sudo()
        token_sudo.ensure_one()
        if not token_sudo.refresh_token_sealed:
            raise secret_box.SecretUnreadable
        return secret_box.unseal(token_sudo.refresh_token_sealed)

    def _of_same_grant(self):
        """Return these and the other accounts' records of the same authorisation."""
        sealed = [token.refresh_token_sealed for token in self.sudo()]
        return self.sudo().search(
            [("refresh_token_sealed", "in", [text for text in sealed if text])]
        )

    def _dead_state(self):
        """Return what an authorisation is that Amazon refuses for good."""
        is_over = self.valid_until and self.valid_until <= fields.Date.today()
        return "expired" if is_over else "revoked"

    def _retire(self, state):
        """Take these authorisations out of use, and their access tokens with them.

        :param state: ``replaced``, ``expired`` or ``revoked``
        """
        self._drop_access()
        self.sudo().write({"state": state, "ended_at": fields.Datetime.now()})

    def _drop_access(self):
        """Take their access tokens away from all workers."""
        for token in self:
            try:
                refresh_token = token._refresh_token()
            except secret_box.SecretUnreadable:
                continue  # Nobody can use it either.
            digest = grant_digest(token.key_set_id.client_id, refresh_token)
            self.env["amazon.seller.access"]._drop(digest)

    # === BUSINESS METHODS - REMINDERS === #

    def _due_reminder(self):
        """Return how many days before the end the reminder is due that now lacks.

        :return: one of `REMINDER_DAYS`; 0 when none is due
        """
        days = (self.valid_until - fields.Date.today()).days
        if days > REMINDER_DAYS[0]:
            return 0
        reminder = min(each for each in REMINDER_DAYS if each >= days)
        is_new = not self.reminded_days or reminder < self.reminded_days
        return reminder if is_new else 0

    def _remind_safely(self):
        """Remind of these authorisations; a failure costs nobody else a reminder."""
        token = self[0]
        account = token.account_id
        with account._each_alone("amazon_connector.ir_cron_watch_authorizations"):
            self.sudo().write({"reminded_days": token._due_reminder()})
            account._remind()
