# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..importer import amazon_words


class SaleOrderLife(models.Model):
    """What Amazon promised the buyer, and what follows from it for the warehouse."""

    _inherit = "sale.order"

    amazon_seller_service_level = fields.Char(
        "Amazon's Code of the Shipping Service", readonly=True, copy=False
    )
    amazon_seller_service = fields.Char(
        "Amazon's Shipping Service", compute="_compute_amazon_seller_service"
    )
    amazon_seller_is_prime = fields.Boolean("Amazon Prime", readonly=True, copy=False)
    amazon_seller_is_business = fields.Boolean(
        "Amazon Business", readonly=True, copy=False
    )
    amazon_seller_is_urgent = fields.Boolean(
        "Urgent at Amazon",
        readonly=True,
        copy=False,
        help="A Prime order, or one with a fast shipping service: its deliveries have "
        "priority.",
    )
    amazon_seller_ship_by = fields.Datetime(
        "Ship by",
        related="commitment_date",
        help="After this moment Amazon counts the order as shipped late.",
    )

    # === COMPUTE METHODS === #

    @api.depends("amazon_seller_service_level")
    @api.depends_context("lang")
    def _compute_amazon_seller_service(self):
        for order in self:
            level = order.amazon_seller_service_level
            order.amazon_seller_service = amazon_words.service(order.env, level)

    # === ACTION METHODS === #

    def action_confirm(self):
        """Override of `sale`: Amazon's orders keep their date among others, too."""
        from_amazon = self.filtered("amazon_seller_order_ref")
        others = self - from_amazon
        if from_amazon and others:
            return from_amazon.action_confirm() and others.action_confirm()
        return super().action_confirm()
