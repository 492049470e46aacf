# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _amazon_seller_taxes(self, company, fiscal_position, is_tax_amazons=False):
        """Return the taxes of an Amazon order line with this product.

        First the accountant's own set-up decides which tax applies, only then it is
        made tax-included: Odoo's mappings alone would change the price.

        :param is_tax_amazons: Amazon has taken the tax from the buyer and remits it;
            of the accountant's taxes only those of 0 % (exports) are left
        """
        taxes = self.taxes_id.filtered("active")._filter_taxes_by_company(company)
        taxes = taxes or company.account_sale_tax_id
        taxes = fiscal_position.map_tax(taxes)
        if is_tax_amazons:
            taxes = taxes.flatten_taxes_hierarchy().filtered(
                lambda tax: tax.amount_type == "percent" and not tax.amount
            )
        return taxes._amazon_seller_gross()
