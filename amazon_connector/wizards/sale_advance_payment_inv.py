# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class SaleAdvancePaymentInv(models.TransientModel):
    _inherit = "sale.advance.payment.inv"

    def _create_invoices(self, sale_orders):
        """Override of `sale`: down payments of orders on hold wait, too."""
        sale_orders._amazon_seller_check_invoicing()
        return super()._create_invoices(sale_orders)
