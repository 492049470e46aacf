# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..importer.fast_path import CONTEXT_KEY


class SaleOrderPending(models.Model):
    """Goods reserved while Amazon held the order back go into its delivery."""

    _inherit = "sale.order"

    def action_confirm(self):
        """Override of `sale`: free what was reserved for these, for these to take."""
        pending = self.env["amazon.seller.pending.order"].sudo()
        pending.with_context(**{CONTEXT_KEY: None})._take_over(self)
        return super().action_confirm()
