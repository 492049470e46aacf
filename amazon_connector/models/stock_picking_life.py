# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class StockPickingLife(models.Model):
    """What the warehouse sees of an Amazon order."""

    _inherit = "stock.picking"

    amazon_seller_order_ref = fields.Char(related="sale_id.amazon_seller_order_ref")
    amazon_seller_service = fields.Char(related="sale_id.amazon_seller_service")
    amazon_seller_is_prime = fields.Boolean(related="sale_id.amazon_seller_is_prime")
    amazon_seller_is_business = fields.Boolean(
        related="sale_id.amazon_seller_is_business"
    )
