# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class SaleOrderLife(models.Model):
    """What Amazon promised the buyer, and what follows from it for the warehouse."""

    _inherit = "sale.order"

    amazon_seller_service_level = fields.Char(
        "Amazon's Shipping Service", readonly=True, copy=False
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

    def action_confirm(self):
        """Override of `sale`: Amazon's orders keep their date among others, too."""
        from_amazon = self.filtered("amazon_seller_order_ref")
        others = self - from_amazon
        if from_amazon and others:
            return from_amazon.action_confirm() and others.action_confirm()
        return super().action_confirm()
