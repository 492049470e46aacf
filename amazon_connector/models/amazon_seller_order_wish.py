# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AmazonSellerOrderWish(models.Model):
    """Orders that their buyers wish to cancel."""

    _inherit = "amazon.seller.order"

    is_wish_open = fields.Boolean(
        related="sale_order_id.amazon_seller_is_cancellation_open",
        string="Wish to be decided",
    )

    def _mark_imported(self):
        """Override: somebody has to decide about orders that come with a wish."""
        result = super()._mark_imported()
        wishing = self.filtered("is_buyer_requested_cancellation")
        wishing.sale_order_id._amazon_seller_take_wish()
        return result
