# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..importer import amazon_words


class AmazonSellerOrderWords(models.Model):
    """What Amazon states of orders as a code, shown in words."""

    _inherit = "amazon.seller.order"

    ship_service = fields.Char("Shipping Service", compute="_compute_ship_service")
    buyer_wish = fields.Char("Buyer's Reason", compute="_compute_buyer_wish")

    # === COMPUTE METHODS === #

    @api.depends("ship_service_level")
    @api.depends_context("lang")
    def _compute_ship_service(self):
        for order in self:
            order.ship_service = amazon_words.service(
                order.env, order.ship_service_level
            )

    @api.depends("buyer_cancel_reason")
    @api.depends_context("lang")
    def _compute_buyer_wish(self):
        for order in self:
            order.buyer_wish = amazon_words.wish(order.env, order.buyer_cancel_reason)
