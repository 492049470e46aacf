# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class AmazonSellerOrderWish(models.Model):
    """Orders that their buyers wish to cancel."""

    _inherit = "amazon.seller.order"

    def _mark_imported(self):
        """Override: somebody has to decide about orders that come with a wish."""
        result = super()._mark_imported()
        wishing = self.filtered("is_buyer_requested_cancellation")
        wishing.sale_order_id._amazon_seller_take_wish()
        return result
