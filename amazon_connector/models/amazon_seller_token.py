# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .. import secret_box
from .amazon_seller_access import grant_digest

# https://developer-docs.amazon.com/sp-api/docs/renew-authorizations
VALID_DAYS = 365


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
        "amazon.seller.key.set", required=True, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("active", "Active"),
            ("replaced", "Replaced"),
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
        compute="_compute_valid_until", store=True, precompute=True
    )
    seller_identifier = fields.Char("Seller ID")
    refresh_token_sealed = fields.Char(copy=False, groups=fields.NO_ACCESS)

    _one_active_per_account = models.UniqueIndex(
        "(account_id) WHERE state = 'active'",
        "An account has only one active authorisation.",
    )

    @api.depends("authorized_at")
    def _compute_valid_until(self):
        for token in self:
            token.valid_until = fields.Date.add(
                token.authorized_at.date(), days=VALID_DAYS
            )

    def _refresh_token(self):
        """Return the refresh token in clear, for a call that is about to be made.

        :raise secret_box.SecretUnreadable: the database came without its key
        """
        token_sudo = self.sudo()
        token_sudo.ensure_one()
        if not token_sudo.refresh_token_sealed:
            raise secret_box.SecretUnreadable
        return secret_box.unseal(token_sudo.refresh_token_sealed)

    def _retire(self, state):
        """Take these authorisations out of use, and their access tokens with them.

        :param state: ``replaced`` or ``revoked``
        """
        for token in self:
            try:
                refresh_token = token._refresh_token()
            except secret_box.SecretUnreadable:
                continue  # Nobody can use it either.
            digest = grant_digest(token.key_set_id.client_id, refresh_token)
            self.env["amazon.seller.access"]._drop(digest)
        self.sudo().write({"state": state})
