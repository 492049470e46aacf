# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

# What decides which Amazon SKU a product is.
_MATCHED_BY = {"default_code", "barcode", "active", "company_id"}
_CHARGES = [
    f"product_product_{name}"
    for name in ("shipping", "gift_wrap", "promotion", "rounding")
]


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `product`: match the Amazon SKUs that waited for these."""
        products = super().create(vals_list)
        products._amazon_seller_skus()._match()
        return products

    def write(self, vals):
        """Override of `product`: match the Amazon SKUs again that this concerns."""
        if not _MATCHED_BY & vals.keys():
            return super().write(vals)
        before = self._amazon_seller_skus()
        result = super().write(vals)
        (before | self._amazon_seller_skus())._match()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_amazon_charges(self):
        """Keep the products of shipping, gift wrap, promotions and rounding.

        :raise UserError: without one of them no Amazon order could be imported
        """
        charges = {self.env.ref(f"amazon_connector.{name}") for name in _CHARGES}
        if kept := self.filtered(lambda product: product in charges):
            raise UserError(
                self.env._(
                    "Amazon orders need these products: %s. Archive them instead, or "
                    "choose others on the seller account.",
                    ", ".join(kept.mapped("name")),
                )
            )

    def unlink(self):
        """Override of `product`: match the Amazon SKUs of these anew."""
        skus = self._amazon_seller_skus()
        result = super().unlink()
        skus.invalidate_recordset(["product_id"])
        skus._match()
        return result

    def _amazon_seller_skus(self):
        """Return the Amazon SKUs that these products are, or may be."""
        return self.env["amazon.seller.sku"].sudo()._of_products(self.sudo())

    def _amazon_seller_entered_taxes(self, company):
        """Return the sales taxes that somebody entered on this product."""
        return self.taxes_id.filtered("active")._filter_taxes_by_company(company)

    def _amazon_seller_own_taxes(self, company):
        """Return the sales taxes before any fiscal position."""
        entered = self._amazon_seller_entered_taxes(company)
        return entered or company.account_sale_tax_id

    def _amazon_seller_taxes(self, company, fiscal_position, is_tax_amazons=False):
        """Return the taxes of an Amazon order line with this product.

        First the accountant's own set-up decides which tax applies, only then it is
        made tax-included: Odoo's mappings alone would change the price.

        :param is_tax_amazons: Amazon has taken the tax from the buyer and remits it;
            of the accountant's taxes only those of 0 % (exports) are left
        """
        taxes = fiscal_position.map_tax(self._amazon_seller_own_taxes(company))
        if is_tax_amazons:
            taxes = taxes.flatten_taxes_hierarchy().filtered(
                lambda tax: tax.amount_type == "percent" and not tax.amount
            )
        return taxes._amazon_seller_gross()
