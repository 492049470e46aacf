# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class AccountFiscalPosition(models.Model):
    _inherit = "account.fiscal.position"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `account`: Amazon orders may have waited for these."""
        positions = super().create(vals_list)
        positions._amazon_seller_reconsider()
        return positions

    def write(self, vals):
        """Override of `account`: Amazon orders may have waited for this."""
        result = super().write(vals)
        self._amazon_seller_reconsider()
        return result

    def _amazon_seller_reconsider(self):
        """Try Amazon orders again that wait for taxes of these companies."""
        accounts = self.env["amazon.seller.account"].sudo()
        companies = self.sudo().company_id
        accounts.search([("company_id", "child_of", companies.ids)])._reconsider_taxes()
