# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class StockLocation(models.Model):
    _inherit = "stock.location"

    amazon_seller_account_id = fields.Many2one(
        "amazon.seller.account",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The stock of this account in Amazon's warehouses is kept here.",
    )
    amazon_seller_area = fields.Char("Amazon Stock Area", readonly=True, copy=False)

    _amazon_seller_area_uniq = models.UniqueIndex(
        "(amazon_seller_account_id, amazon_seller_area, warehouse_id) "
        "WHERE amazon_seller_account_id IS NOT NULL",
        "This stock of the Amazon account has a location in the warehouse already.",
    )
