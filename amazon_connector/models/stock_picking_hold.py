# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPickingHold(models.Model):
    """Deliveries of Amazon orders that are held stay in the warehouse."""

    _inherit = "stock.picking"

    amazon_seller_hold_text = fields.Text(
        "Why It Is Held", compute="_compute_amazon_seller_hold_text", compute_sudo=True
    )

    amazon_seller_is_cancellation_open = fields.Boolean(
        related="sale_id.amazon_seller_is_cancellation_open"
    )

    @api.depends("state", "sale_id.amazon_seller_is_held")
    @api.depends_context("lang")
    def _compute_amazon_seller_hold_text(self):
        for picking in self:
            held = picking._amazon_seller_held_order()
            picking.amazon_seller_hold_text = held.amazon_seller_hold_text

    def _amazon_seller_held_order(self):
        """Return the sale order because of which this delivery must not leave."""
        self.ensure_one()
        order = self.sudo().sale_id
        is_leaving = (
            self.state not in ("done", "cancel")
            and self.picking_type_code == "outgoing"
        )
        return order.filtered("amazon_seller_is_held") if is_leaving else order.browse()

    def _amazon_seller_check_hold(self):
        """Refuse to ship what is held.

        :raise UserError: with the names and the reasons of all of them
        """
        refusals = [
            self.env._(
                "%(delivery)s is on hold: %(reasons)s",
                delivery=picking.name,
                reasons=held.amazon_seller_hold_text,
            )
            for picking in self
            if (held := picking._amazon_seller_held_order())
        ]
        if refusals:
            raise UserError("\n".join(refusals))

    # === ACTION METHODS === #

    def action_amazon_seller_cancel(self):
        """Cancel the order of this delivery because its buyer wishes so."""
        return self.sale_id.action_amazon_seller_cancel()

    def action_amazon_seller_ship_anyway(self):
        """Let this delivery leave although its order is to be cancelled."""
        return self.sale_id.action_amazon_seller_ship_anyway()

    def button_validate(self):
        """Override of `stock`: say so before any question is asked."""
        self._amazon_seller_check_hold()
        return super().button_validate()

    def _action_done(self):
        """Override of `stock`: nothing on hold leaves, whoever asks for it."""
        self._amazon_seller_check_hold()
        return super()._action_done()
