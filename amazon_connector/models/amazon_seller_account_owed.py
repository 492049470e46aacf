# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AmazonSellerAccountOwed(models.Model):
    """What an account has to tell Amazon, counted."""

    _inherit = "amazon.seller.account"

    owed_count = fields.Integer(compute="_compute_owed_count")

    def _compute_owed_count(self):
        counts = dict(
            self.env["amazon.seller.submission"]._read_group(
                [("account_id", "in", self.ids), ("state", "=", "owed")],
                ["account_id"],
                ["__count"],
            )
        )
        for account in self:
            account.owed_count = counts.get(account._origin, 0)

    def action_view_owed(self):
        """List what is owed to Amazon."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_connector.amazon_seller_submission_action"
        )
        return dict(action, domain=[("account_id", "=", self.id)])
