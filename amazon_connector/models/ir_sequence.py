# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _amazon_seller_next(self, count):
        """Return the next ``count`` numbers with one query.

        :return: as many texts, or none when the sequence numbers in its own way
        """
        if len(self) != 1 or self.implementation != "standard" or self.use_date_range:
            return []
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{self.id:03d}",
                count,
            )
        )
        return [self.get_next_char(number) for (number,) in rows]
