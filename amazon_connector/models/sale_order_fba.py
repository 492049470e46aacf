# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..importer.fba_stock import MOVED, STUCK
from ..screens import notification


class SaleOrderFba(models.Model):
    """Orders that Amazon ships, in full or in part."""

    _inherit = "sale.order"

    amazon_seller_fba_state = fields.Selection(
        [("moved", "Taken out"), ("stuck", "Still in FBA stock")],
        "FBA Stock",
        compute="_compute_amazon_seller_fba_state",
        search="_search_amazon_seller_fba_state",
    )

    # === COMPUTE METHODS === #

    @api.depends("order_line.amazon_seller_fba_stock")
    def _compute_amazon_seller_fba_state(self):
        for order in self:
            states = set(order.order_line.mapped("amazon_seller_fba_stock"))
            is_moved = MOVED in states and "moved"
            order.amazon_seller_fba_state = "stuck" if states & set(STUCK) else is_moved

    def _search_amazon_seller_fba_state(self, operator, value):
        if operator != "in" or set(value) != {"stuck"}:
            return NotImplemented
        return [("order_line.amazon_seller_fba_stock", "in", STUCK)]

    @api.depends("order_line.amazon_seller_fba")
    def _compute_effective_date(self):
        """Override of `sale_stock`: Amazon's shipment is a delivery, too."""
        result = super()._compute_effective_date()
        for order in self:
            lines = order.order_line.filtered("amazon_seller_fba")
            dates = lines.amazon_seller_line_id.filtered("shipment_date").mapped(
                "shipment_date"
            )
            if dates:
                order.effective_date = min(filter(None, [order.effective_date, *dates]))
        return result

    # === ACTION METHODS === #

    def action_amazon_seller_take_out(self):
        """Take out of the FBA stock what Odoo could not take out before.

        :raise AccessError: for others than users of the stock
        """
        if not self.env.user.has_group("stock.group_stock_user"):
            raise AccessError(
                self.env._("Only users of Inventory may take goods out of stock.")
            )
        self.check_access("read")
        rest = self.sudo().order_line._amazon_seller_take_out_again()
        message = (
            rest[0]._amazon_seller_fba_stock_sentence()
            if rest
            else self.env._("Taken out of the FBA stock.")
        )
        return notification(message, "warning" if rest else "success")

    def action_view_amazon_seller_fba_moves(self):
        """Open the stock moves of what Amazon shipped."""
        self.ensure_one()
        lines = self.order_line.filtered("amazon_seller_fba")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("FBA Stock"),
            "res_model": "stock.move.line",
            "view_mode": "list,form",
            "domain": [("move_id.sale_line_id", "in", lines.ids)],
            "context": {"create": False},
        }
