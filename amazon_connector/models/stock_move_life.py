# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class StockMoveLife(models.Model):
    _inherit = "stock.move"

    def _get_new_picking_values(self):
        """Override of `stock`: what Amazon's buyer needs soon gets a star."""
        values = super()._get_new_picking_values()
        orders = self.reference_ids.sale_ids
        if any(orders.mapped("amazon_seller_is_urgent")):
            values["priority"] = "1"
        return values
