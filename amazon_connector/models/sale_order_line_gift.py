# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..importer.amounts import ITEM


class SaleOrderLineGift(models.Model):
    """Items that the buyer wants wrapped."""

    _inherit = "sale.order.line"

    def _amazon_seller_is_gift(self):
        stated = self.amazon_seller_line_id
        return self.amazon_seller_kind == ITEM and bool(
            stated.gift_wrap_type or stated.gift_message
        )

    def _amazon_seller_gift_text(self):
        """Return product, wrapping and message on one line."""
        stated = self.amazon_seller_line_id
        gift = " – ".join(filter(None, (stated.gift_wrap_type, stated.gift_message)))
        return f"{self.product_id.display_name}: {gift}"
