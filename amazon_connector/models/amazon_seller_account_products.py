# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AmazonSellerAccount(models.Model):
    """What becomes of orders whose SKU has no product."""

    _inherit = "amazon.seller.account"

    unknown_sku_policy = fields.Selection(
        [
            ("wait", "Wait until it is matched"),
            ("stand_in", "Sell a stand-in product"),
            ("create", "Create the product"),
        ],
        "Unknown SKU",
        required=True,
        default="wait",
        help="A stand-in keeps orders moving, with its own sales tax; the order says "
        "which SKUs it stands for. A created product has the listing's title, barcode "
        "and price, and the company's usual sales tax: check them under Products » "
        "SKUs without Product, filter Product Made by Itself.",
    )
    stand_in_product_id = fields.Many2one(
        "product.product",
        "Stand-in Product",
        domain="[('type', '!=', 'combo')]",
        check_company=True,
        help="Without one, orders with an unknown SKU wait.",
    )

    def write(self, vals):
        """Let orders go on that waited for a product, if they need none any longer."""
        result = super().write(vals)
        if {"unknown_sku_policy", "stand_in_product_id"} & vals.keys():
            eager = self.filtered(lambda each: each.unknown_sku_policy != "wait")
            self.env["amazon.seller.sku"].sudo()._retry_orders(eager)
        return result
