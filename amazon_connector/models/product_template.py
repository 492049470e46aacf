# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        """Override of `product`: another company has other Amazon SKUs."""
        result = super().write(vals)
        if "company_id" in vals:
            products = self.with_context(active_test=False).product_variant_ids
            products._amazon_seller_skus()._match()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_amazon_charges(self):
        """As of the products themselves, which the database deletes with these."""
        products = self.with_context(active_test=False).product_variant_ids
        products._unlink_except_amazon_charges()
