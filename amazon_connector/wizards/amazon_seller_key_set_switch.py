# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class AmazonSellerKeySetSwitch(models.TransientModel):
    """Leads to the authorisation of another app; until then nothing changes."""

    _name = "amazon.seller.key.set.switch"
    _description = "Change of an Amazon Developer Key Set"

    account_id = fields.Many2one("amazon.seller.account", required=True)
    present_key_set_id = fields.Many2one(related="account_id.key_set_id")
    key_set_id = fields.Many2one(
        "amazon.seller.key.set",
        "New Developer Key Set",
        compute="_compute_key_set_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        domain="[('id', 'in', allowed_key_set_ids)]",
    )
    allowed_key_set_ids = fields.Many2many(
        "amazon.seller.key.set", compute="_compute_allowed_key_set_ids"
    )
    is_private = fields.Boolean(related="key_set_id.is_private")

    @api.depends("account_id")
    def _compute_allowed_key_set_ids(self):
        for switch in self:
            account = switch.account_id
            switch.allowed_key_set_ids = self.env["amazon.seller.key.set"].search(
                [
                    ("id", "!=", account.key_set_id.id),
                    ("company_id", "in", (False, account.company_id.id)),
                ]
            )

    @api.depends("allowed_key_set_ids")
    def _compute_key_set_id(self):
        for switch in self:
            allowed = switch.allowed_key_set_ids
            switch.key_set_id = switch.key_set_id or (len(allowed) == 1 and allowed)

    def action_continue(self):
        """Go to the consent page, or, for a private app, to where tokens are pasted."""
        self.ensure_one()
        self.account_id.check_access("write")
        if self.key_set_id not in self.allowed_key_set_ids:
            raise UserError(
                self.env._(
                    "Choose another developer key set, one that the account's company "
                    "may use."
                )
            )
        if self.is_private:
            return self._paste_token()
        return self.account_id._ask_for_consent(self.key_set_id)

    def _paste_token(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_connector.amazon_seller_token_paste_action"
        )
        context = {
            "default_account_id": self.account_id.id,
            "default_key_set_id": self.key_set_id.id,
        }
        return dict(action, context=context)
