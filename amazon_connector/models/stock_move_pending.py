# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class StockMovePending(models.Model):
    _inherit = "stock.move"

    amazon_seller_pending_line_id = fields.Many2one(
        "amazon.seller.pending.order.line",
        "Pending Amazon Order",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The goods are reserved for an order that Amazon has not released yet.",
    )
