# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..screens import count_by


class AmazonSellerAccountOwed(models.Model):
    """What an account has to tell Amazon, counted."""

    _inherit = "amazon.seller.account"

    owed_count = fields.Integer(compute="_compute_owed_count")

    def _compute_owed_count(self):
        counts = count_by(
            self,
            self.env["amazon.seller.submission"],
            "account_id",
            [("state", "=", "owed")],
        )
        for account in self:
            account.owed_count = counts[account]

    def action_view_owed(self):
        """List what is owed to Amazon."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_connector.amazon_seller_submission_action"
        )
        return dict(action, domain=[("account_id", "=", self.id)])
