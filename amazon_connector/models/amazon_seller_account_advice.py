# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..screens import count_by


class AmazonSellerAccountAdvice(models.Model):
    """What somebody should put right at Amazon for an account."""

    _inherit = "amazon.seller.account"

    advice_ids = fields.One2many(
        "amazon.seller.advice",
        "account_id",
        domain=[("closed_at", "=", False)],
        readonly=True,
    )
    advice_count = fields.Integer(compute="_compute_advice_count")
    missing_order_count = fields.Integer(compute="_compute_missing_order_count")

    def _compute_advice_count(self):
        counts = count_by(
            self,
            self.env["amazon.seller.advice"],
            "account_id",
            [("closed_at", "=", False)],
        )
        for account in self:
            account.advice_count = counts[account]

    def _compute_missing_order_count(self):
        counts = count_by(
            self,
            self.env["amazon.seller.missing.order"],
            "account_id",
            [("state", "=", "missing")],
        )
        for account in self:
            account.missing_order_count = counts[account]

    def action_view_missing_orders(self):
        action = self._action_view(
            "amazon_connector.amazon_seller_missing_order_action"
        )
        return dict(action, context={"search_default_missing": 1})

    def action_view_advice(self):
        action = self._action_view("amazon_connector.amazon_seller_advice_action")
        return dict(action, context={"search_default_open": 1})
