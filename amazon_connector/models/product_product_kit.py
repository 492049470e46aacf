# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter

from odoo import models


class ProductProductKit(models.Model):
    """Products that are sold as one and kept in stock as their components (`mrp`)."""

    _inherit = "product.product"

    def _amazon_seller_is_kit(self):
        """Whether this is a kit; never without `mrp`, which the addon does not need."""
        return "is_kits" in self._fields and self.is_kits

    def _amazon_seller_kits(self):
        """Return the domain of kits; of no product without `mrp`."""
        is_known = "is_kits" in self._fields
        return [("is_kits", "=", True)] if is_known else [("id", "=", False)]

    def _amazon_seller_contents(self, company):
        """Return ``{product: pieces}`` that lie in stock for one piece of this one."""
        if not self._amazon_seller_is_kit():
            return {self: 1}
        bom = (
            self.env["mrp.bom"]
            .sudo()
            ._bom_find(self, company_id=company.id, bom_type="phantom")[self]
        )
        one = self.uom_id._compute_quantity(1, bom.product_uom_id, round=False)
        _boms, lines = bom.explode(self, one / bom.product_qty)
        contents = Counter()
        for line, data in lines:
            product = line.product_id
            if product.is_storable:
                contents[product] += line.product_uom_id._compute_quantity(
                    data["qty"], product.uom_id, round=False
                )
        return dict(contents)
