# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..importer.cents import whole_cents


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _compute_totals(self):
        """Override of `account`: a line comes to the price that its buyer paid."""
        result = super()._compute_totals()
        for line in self:
            if line.price_total and any(
                line.sale_line_ids.mapped("amazon_seller_kind")
            ):
                price = line.price_unit * line.quantity * (1 - line.discount / 100)
                whole_cents(line, price)
        return result
