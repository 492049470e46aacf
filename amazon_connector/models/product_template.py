# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        """Override of `product`: another company has other Amazon SKUs."""
        result = super().write(vals)
        if "company_id" in vals:
            products = self.with_context(active_test=False).product_variant_ids
            products._amazon_seller_skus()._match()
        return result
