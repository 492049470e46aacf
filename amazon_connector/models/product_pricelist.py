# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    amazon_seller_is_plain = fields.Boolean(
        "For Amazon orders",
        readonly=True,
        copy=False,
        help="Archived and without rules: it only gives Amazon orders their currency.",
    )

    @api.model
    def _amazon_seller_pricelist(self, company, currency):
        """Find or make the pricelist without rules of a company and currency.

        A sale order takes its currency from its pricelist and from nothing else.
        """
        if not currency.active:
            currency.sudo().active = True
        pricelist = self.with_context(active_test=False).search(
            [
                ("amazon_seller_is_plain", "=", True),
                ("company_id", "=", company.id),
                ("currency_id", "=", currency.id),
                ("item_ids", "=", False),
            ],
            limit=1,
        )
        return pricelist.with_env(self.env) or self.create(
            {
                "name": self.env._("Amazon %s", currency.name),
                "company_id": company.id,
                "currency_id": currency.id,
                "active": False,
                "amazon_seller_is_plain": True,
            }
        )
