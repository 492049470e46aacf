# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class StockPickingNotes(models.Model):
    """What the buyer wrote for whoever packs and delivers."""

    _inherit = "stock.picking"

    # Personal data stays where Amazon's statement is kept; it is only shown here.
    amazon_seller_instructions = fields.Char(
        "Delivery Instructions",
        related="sale_id.amazon_seller_order_id.delivery_instructions",
    )
    amazon_seller_phone = fields.Char("Recipient's Phone", related="partner_id.phone")
    amazon_seller_gift_text = fields.Text(
        "To Be Gift-Wrapped",
        compute="_compute_amazon_seller_gift_text",
        compute_sudo=True,
        help="For each product the wrapping that the buyer paid for, and the message "
        "that goes with it.",
    )

    amazon_seller_stand_in_skus = fields.Char(
        related="sale_id.amazon_seller_stand_in_skus"
    )

    @api.depends(
        "sale_id.order_line.amazon_seller_line_id.gift_wrap_type",
        "sale_id.order_line.amazon_seller_line_id.gift_message",
        "move_ids.sale_line_id",
    )
    def _compute_amazon_seller_gift_text(self):
        for picking in self:
            lines = picking.move_ids.sale_line_id or picking.sale_id.order_line
            gifts = lines.filtered(lambda line: line._amazon_seller_is_gift())
            picking.amazon_seller_gift_text = "\n".join(
                gifts.mapped(lambda line: line._amazon_seller_gift_text())
            )
