# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter

from odoo import api, fields, models

from ..screens import form_of


class SaleOrderReplacement(models.Model):
    """Amazon orders that replace others or were exchanged for them.

    Amazon names the original by its id; it may come later, or never.
    """

    _inherit = "sale.order"

    amazon_seller_original_id = fields.Many2one(
        "sale.order",
        "Replaces",
        compute="_compute_amazon_seller_original_id",
        help="The order for which Amazon sent this one as replacement or exchange.",
    )
    amazon_seller_replacement_count = fields.Integer(
        "Number of Replacements", compute="_compute_amazon_seller_replacement_count"
    )

    # === COMPUTE METHODS === #

    @api.depends("amazon_seller_order_id")
    def _compute_amazon_seller_original_id(self):
        refs = set(self.sudo().amazon_seller_order_id.mapped("original_order_id"))
        originals = self.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("amazon_seller_order_ref", "in", list(refs - {False})),
            ]
        )
        by_ref = {
            (each.company_id, each.amazon_seller_order_ref): each for each in originals
        }
        for order in self:
            ref = order.sudo().amazon_seller_order_id.original_order_id
            order.amazon_seller_original_id = by_ref.get((order.company_id, ref))

    @api.depends("amazon_seller_order_ref")
    def _compute_amazon_seller_replacement_count(self):
        counts = Counter(
            (stated.company_id, stated.original_order_id)
            for stated in self._amazon_seller_replacing()
            if stated.sale_order_id
        )
        for order in self:
            key = order.company_id, order.amazon_seller_order_ref
            order.amazon_seller_replacement_count = counts[key]

    # === ACTION METHODS === #

    def action_view_amazon_seller_original(self):
        """Open the order that this one replaces."""
        self.ensure_one()
        return form_of(self.amazon_seller_original_id)

    def action_view_amazon_seller_replacements(self):
        """List what replaces this order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Replacements"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": [
                ("amazon_seller_order_id", "in", self._amazon_seller_replacing().ids)
            ],
        }

    def _amazon_seller_replacing(self):
        """Return the ``amazon.seller.order`` that replace these orders."""
        refs = self.mapped("amazon_seller_order_ref")
        return (
            self.env["amazon.seller.order"]
            .sudo()
            .search(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("original_order_id", "in", [ref for ref in refs if ref]),
                ]
            )
        )
