# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hmac
from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..explanations import explain
from ..secret_box import SecretUnreadable, seal, unseal
from ..spapi.errors import AmazonError, AuthorizationLost


class AmazonSellerTokenPaste(models.TransientModel):
    """The way for private apps: the refresh token is made in Seller Central."""

    _name = "amazon.seller.token.paste"
    _description = "Paste an Amazon Refresh Token"

    account_id = fields.Many2one("amazon.seller.account", required=True)
    key_set_id = fields.Many2one(
        "amazon.seller.key.set",
        "Developer Key Set",
        compute="_compute_key_set_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    seller_identifier = fields.Char(
        "Seller ID",
        compute="_compute_seller_identifier",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    authorized_on = fields.Date(
        "Authorised On",
        required=True,
        default=lambda self: fields.Date.today(),
        help='The day "Authorize app" was pressed. Authorisations of public apps end a '
        "year later.",
    )
    refresh_token = fields.Char(
        required=True,
        compute="_compute_refresh_token",
        inverse="_inverse_refresh_token",
        help="Begins with Atzr|. Blanks do not matter.",
    )
    # Between saving and confirming, the token must not lie about in clear either.
    refresh_token_sealed = fields.Char(groups=fields.NO_ACCESS)

    @api.depends("account_id")
    def _compute_key_set_id(self):
        for wizard in self:
            wizard.key_set_id = wizard.key_set_id or wizard.account_id.key_set_id

    @api.depends("account_id")
    def _compute_seller_identifier(self):
        for wizard in self:
            wizard.seller_identifier = wizard.account_id.seller_identifier

    def _compute_refresh_token(self):
        self.refresh_token = False

    def _inverse_refresh_token(self):
        for wizard in self:
            token = "".join((wizard.refresh_token or "").split())
            wizard.sudo().refresh_token_sealed = token and seal(token)

    def _pasted_token(self):
        sealed = self.sudo().refresh_token_sealed
        if not sealed:
            raise UserError(self.env._("Paste the refresh token first."))
        return unseal(sealed)

    def action_confirm(self):
        """Check the token with Amazon, and only then store it."""
        self.ensure_one()
        account = self.account_id
        account.check_access("write")
        token = self._pasted_token()
        seller = (self.seller_identifier or "").strip()
        if account.seller_identifier not in (False, "", seller):
            raise UserError(
                self.env._(
                    "This account belongs to the seller id %(known)s, not %(given)s. "
                    "Make a new account for another seller.",
                    known=account.seller_identifier,
                    given=seller,
                )
            )
        self._check_is_new(token)
        try:
            self.key_set_id._lwa().refresh(token)
        except AuthorizationLost as error:
            words = explain(self.env, "pasted_token_rejected", error.detail)
            raise UserError(words) from None
        except (AmazonError, SecretUnreadable) as error:
            raise UserError(explain(self.env, error.code, error.detail)) from None
        account.seller_identifier = seller
        account._store_refresh_token(
            token, "pasted", self._authorized_at(), self.key_set_id
        )
        account._greet()
        self.unlink()
        return {"type": "ir.actions.act_window_close"}

    def _check_is_new(self, token):
        """Refuse the token that is in use: its year would seem to begin anew."""
        try:
            present = self.account_id._active_token()._refresh_token()
        except (SecretUnreadable, ValueError):
            return
        if hmac.compare_digest(present.encode(), token.encode()):
            raise UserError(
                self.env._(
                    "The account uses this token already. To renew the authorisation "
                    'press "Authorize app" in Seller Central again, and paste the new '
                    "token."
                )
            )

    def _authorized_at(self):
        """Return when the app was authorised; today counts from now."""
        now = fields.Datetime.now()
        return min(now, datetime.combine(self.authorized_on, time.max))
