# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..importer import fast_path


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `stock`: create what the batch has reserved with one insert."""
        reservation = fast_path.reservation(self.env)
        if not reservation:
            return super().create(vals_list)
        kept = reservation.take_line_values()
        lines = self.with_context(reserved_quant=reservation)
        return super(StockMoveLine, lines).create(kept + vals_list)
