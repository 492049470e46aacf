# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from .stock_move_fba import GONE


class StockMoveLineFba(models.Model):
    _inherit = "stock.move.line"

    def _free_reservation(self, *args, **kwargs):
        """Override of `stock`: what is gone is taken from others who reserved it."""
        lines = (
            self.with_context(**{GONE: False}) if self.env.context.get(GONE) else self
        )
        return super(StockMoveLineFba, lines)._free_reservation(*args, **kwargs)
