# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


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
        counts = dict(
            self.env["amazon.seller.advice"]._read_group(
                [("account_id", "in", self.ids), ("closed_at", "=", False)],
                ["account_id"],
                ["__count"],
            )
        )
        for account in self:
            account.advice_count = counts.get(account._origin, 0)

    def _compute_missing_order_count(self):
        counts = dict(
            self.env["amazon.seller.missing.order"]._read_group(
                [("account_id", "in", self.ids), ("state", "=", "missing")],
                ["account_id"],
                ["__count"],
            )
        )
        for account in self:
            account.missing_order_count = counts.get(account._origin, 0)

    def action_view_missing_orders(self):
        action = self._action_view(
            "amazon_connector.amazon_seller_missing_order_action"
        )
        return dict(action, context={"search_default_missing": 1})

    def action_view_advice(self):
        action = self._action_view("amazon_connector.amazon_seller_advice_action")
        return dict(action, context={"search_default_open": 1})
