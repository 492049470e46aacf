# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

# What other reports say about orders, which may come before the order itself.
_MENTIONING = (
    "amazon.seller.return",
    "amazon.seller.tax.document",
    "amazon.seller.settlement.line",
)


class AmazonSellerOrderStatements(models.Model):
    """Orders that other reports have mentioned already."""

    _inherit = "amazon.seller.order"

    # Odoo finds through them, once a batch, whom a new sale order concerns; without
    # them it searches for each order.
    return_ids = fields.One2many(
        "amazon.seller.return", "order_id", "Returns", readonly=True
    )
    tax_document_ids = fields.One2many(
        "amazon.seller.tax.document", "order_id", "Invoice Data", readonly=True
    )

    def _insert_new(self, account, orders, report):
        """Override: what waited for these orders is theirs now."""
        result = super()._insert_new(account, orders, report)
        if orders:
            ids = [order.amazon_order_id for order in orders]
            inserted = self._of_account(account, ids)
            for model in _MENTIONING:
                self.env[model].sudo()._link_orders(inserted)
        return result

    def _mark_imported(self):
        """Override: what waited for the sale orders goes on."""
        result = super()._mark_imported()
        self.env["amazon.seller.return"]._settle_for(self)
        return result
