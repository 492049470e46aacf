# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AmazonSellerOrderComparison(models.Model):
    """Whether the sale order is what Amazon states, seen from the inbox."""

    _inherit = "amazon.seller.order"

    sale_check = fields.Selection(
        related="sale_order_id.amazon_seller_check", string="Amounts"
    )
    sale_check_text = fields.Text(related="sale_order_id.amazon_seller_check_text")
