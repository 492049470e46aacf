# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hmac

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..explanations import explain
from ..models.amazon_seller_key_set_secret import VALID_DAYS, MissingSecret
from ..secret_box import SecretUnreadable, seal, unseal
from ..spapi.errors import AmazonError, AuthorizationLost
from ..spapi.lwa import NOTIFICATIONS_SCOPE


class AmazonSellerSecretRotation(models.TransientModel):
    """A new client secret, tried out before it is used."""

    _name = "amazon.seller.secret.rotation"
    _description = "Rotation of an Amazon Client Secret"

    key_set_id = fields.Many2one("amazon.seller.key.set", required=True)
    client_id = fields.Char(related="key_set_id.client_id")
    client_secret = fields.Char(
        "New Client Secret",
        required=True,
        compute="_compute_client_secret",
        inverse="_inverse_client_secret",
    )
    # Between saving and confirming, the secret must not lie about in clear either.
    client_secret_sealed = fields.Char(groups=fields.NO_ACCESS)
    set_on = fields.Date(
        "Made On", required=True, default=lambda self: fields.Date.today()
    )
    valid_until = fields.Date(
        compute="_compute_valid_until",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="180 days after it was made. Correct it if Amazon names another day.",
    )

    def _compute_client_secret(self):
        self.client_secret = False

    def _inverse_client_secret(self):
        for wizard in self:
            secret = "".join((wizard.client_secret or "").split())
            wizard.sudo().client_secret_sealed = secret and seal(secret)

    @api.depends("set_on")
    def _compute_valid_until(self):
        for wizard in self:
            wizard.valid_until = wizard.set_on and fields.Date.add(
                wizard.set_on, days=VALID_DAYS
            )

    def action_rotate(self):
        """Try the new secret out with Amazon, and only then use it."""
        self.ensure_one()
        key_set = self.key_set_id
        key_set.check_access("write")
        secret = self._new_secret()
        self._check_is_new(secret)
        try:
            self._try_out(secret)
        except (AmazonError, SecretUnreadable) as error:
            raise UserError(
                self.env._(
                    "The new secret was not stored; the present one stays in use. "
                    "%(explanation)s",
                    explanation=self._explain(error),
                )
            ) from None
        key_set._store_secret(secret, self.set_on, self.valid_until)
        self.unlink()
        return {"type": "ir.actions.act_window_close"}

    def _new_secret(self):
        sealed = self.sudo().client_secret_sealed
        if not sealed:
            raise UserError(self.env._("Paste the new client secret first."))
        return unseal(sealed)

    def _check_is_new(self, secret):
        try:
            present = self.key_set_id._secret()
        except (MissingSecret, SecretUnreadable):
            return
        if hmac.compare_digest(present.encode(), secret.encode()):
            raise UserError(
                self.env._(
                    "This is the present client secret. Make a new one at Amazon "
                    "first, then paste that one here."
                )
            )

    def _try_out(self, secret):
        """Let Login with Amazon accept the secret.

        :raise AmazonError: it does not, or cannot say
        """
        lwa = self.key_set_id._lwa(secret)
        for token in self.key_set_id._accounts()._active_token()[:1]:
            try:
                lwa.refresh(token._refresh_token())
                return
            except (AuthorizationLost, SecretUnreadable):
                break  # Says nothing of the secret.
        lwa.client_credentials(NOTIFICATIONS_SCOPE)

    def _explain(self, error):
        is_secret = error.code == "client_rejected"
        code = "new_secret_rejected" if is_secret else error.code
        return explain(self.env, code, error.detail)
