# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class SaleOrderLineStandIn(models.Model):
    _inherit = "sale.order.line"

    amazon_seller_stand_in_sku = fields.Char(
        "Stand-in for SKU",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="This SKU had no product when the order was imported: the line has the "
        "stand-in product of the seller account.",
    )


class SaleOrderStandIn(models.Model):
    """Orders in which a stand-in was sold for SKUs without product."""

    _inherit = "sale.order"

    amazon_seller_stand_in_skus = fields.Char(
        "SKUs with Stand-in", compute="_compute_amazon_seller_stand_in_skus"
    )

    @api.depends("order_line.amazon_seller_stand_in_sku")
    def _compute_amazon_seller_stand_in_skus(self):
        for order in self:
            skus = order.order_line.mapped("amazon_seller_stand_in_sku")
            order.amazon_seller_stand_in_skus = ", ".join(filter(None, skus))
