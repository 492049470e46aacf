# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..screens import form_of


class SaleOrder(models.Model):
    _inherit = "sale.order"

    amazon_seller_account_id = fields.Many2one(
        "amazon.seller.account",
        "Amazon Account",
        readonly=True,
        copy=False,
        change_default=True,  # Odoo's defaults may differ per account.
        index="btree_not_null",
        ondelete="restrict",
    )
    amazon_seller_order_ref = fields.Char("Amazon Order ID", readonly=True, copy=False)
    amazon_seller_order_id = fields.Many2one(
        "amazon.seller.order",
        "Amazon Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    amazon_seller_total = fields.Monetary(
        "Total at Amazon",
        readonly=True,
        copy=False,
        help="What the buyer pays Amazon for this order, with the tax, but without tax "
        "that Amazon remits itself.",
    )
    amazon_seller_difference = fields.Monetary(
        "Difference to Amazon",
        compute="_compute_amazon_seller_difference",
        store=True,
        help="Total of this order less the total at Amazon.",
    )
    amazon_seller_cancellation = fields.Boolean(
        related="amazon_seller_order_id.is_buyer_requested_cancellation",
        string="Buyer wishes to cancel",
        related_sudo=True,
    )

    _amazon_seller_order_uniq = models.UniqueIndex(
        "(company_id, amazon_seller_order_ref) "
        "WHERE amazon_seller_order_ref IS NOT NULL",
        "This Amazon order has a sale order already.",
    )
    _amazon_seller_difference_idx = models.Index(
        "(amazon_seller_difference) WHERE amazon_seller_difference <> 0"
    )

    # === COMPUTE METHODS === #

    @api.depends("state", "amount_total", "amazon_seller_total")
    def _compute_amazon_seller_difference(self):
        for order in self:
            difference = 0.0
            if order.amazon_seller_order_ref and order.state != "cancel":
                difference = order.amount_total - order.amazon_seller_total
            order.amazon_seller_difference = order.currency_id.round(difference)

    @api.depends("state", "order_line.amazon_seller_fba")
    def _compute_delivery_status(self):
        """Override of `sale_stock`: what Amazon has shipped is delivered."""
        result = super()._compute_delivery_status()
        for order in self:
            goods = order.order_line.filtered(lambda line: line.product_type == "consu")
            if (
                order.state == "sale"
                and not order.picking_ids
                and goods
                and all(goods.mapped("amazon_seller_fba"))
            ):
                order.delivery_status = "full"
        return result

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_amazon_shipped(self):
        lines = self.sudo().order_line.filtered("amazon_seller_fba")
        if gone := lines.filtered(lambda line: "done" in line.move_ids.mapped("state")):
            raise UserError(
                self.env._(
                    "Goods of these orders have left your stock at Amazon: %s. Do not "
                    "delete the orders: made again, they would take the goods out once "
                    "more.",
                    ", ".join(gone.order_id.mapped("name")),
                )
            )

    def unlink(self):
        """Override of `sale`: Amazon still expects what is deleted here."""
        expected = self.filtered(lambda order: order.state != "cancel")
        stated = expected.sudo().amazon_seller_order_id
        result = super().unlink()
        stated._make_again()
        return result

    # === ACTION METHODS === #

    def action_view_amazon_seller_order(self):
        """Open what Amazon stated about this order."""
        self.ensure_one()
        return form_of(self.amazon_seller_order_id)

    # === BUSINESS METHODS === #

    def _prepare_confirmation_values(self):
        """Override of `sale`: an Amazon order keeps the date of its purchase."""
        values = super()._prepare_confirmation_values()
        if self and all(order.amazon_seller_order_ref for order in self):
            values.pop("date_order", None)
        return values
