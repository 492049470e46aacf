# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ..explanations import explain
from ..secret_box import SecretUnreadable, seal, unseal
from ..spapi.errors import AmazonError, AuthorizationLost


class AmazonSellerTokenPaste(models.TransientModel):
    """The way for private apps: the refresh token is made in Seller Central."""

    _name = "amazon.seller.token.paste"
    _description = "Paste an Amazon Refresh Token"

    account_id = fields.Many2one("amazon.seller.account", required=True)
    seller_identifier = fields.Char("Seller ID", required=True)
    refresh_token = fields.Char(
        required=True,
        compute="_compute_refresh_token",
        inverse="_inverse_refresh_token",
        help="Begins with Atzr|. Blanks do not matter.",
    )
    # Between saving and confirming, the token must not lie about in clear either.
    refresh_token_sealed = fields.Char(groups=fields.NO_ACCESS)

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
        try:
            account.key_set_id._lwa().refresh(token)
        except AuthorizationLost as error:
            words = explain(self.env, "pasted_token_rejected", error.detail)
            raise UserError(words) from None
        except (AmazonError, SecretUnreadable) as error:
            raise UserError(explain(self.env, error.code, error.detail)) from None
        account.seller_identifier = seller
        account._store_refresh_token(token, "pasted")
        account._greet()
        self.unlink()
        return {"type": "ir.actions.act_window_close"}
