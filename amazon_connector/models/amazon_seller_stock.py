# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..screens import form_of
from .amazon_seller_listing import CONDITIONS

QUANTITIES = (
    "fulfillable",
    "reserved",
    "unsellable",
    "inbound",
    "researching",
    "total",
    "local",
    "remote",
)


class AmazonSellerStock(models.Model):
    """Pieces of one SKU in Amazon's warehouses, as Amazon stated them last.

    Marketplaces of the European Union share one stock: numbers are kept for each such
    area, and never added up over marketplaces.
    """

    _name = "amazon.seller.stock"
    _inherit = "amazon.seller.report.receiver"
    _description = "FBA Stock"
    _order = "sku, area, id"
    _rec_name = "sku"

    account_id = fields.Many2one(index=False)  # The identity begins with it.
    area = fields.Char(
        "Stock Area",
        required=True,
        readonly=True,
        help='"EU" for all countries of the European Union, which share one stock, '
        "else the country's code.",
    )
    sku_id = fields.Many2one(
        "amazon.seller.sku",
        "SKU and Product",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    sku = fields.Char("SKU", required=True, readonly=True)
    product_id = fields.Many2one(related="sku_id.product_id")

    # What Amazon stated
    fnsku = fields.Char("FNSKU", readonly=True, required=True, default="")
    asin = fields.Char("ASIN", readonly=True)
    title = fields.Char(readonly=True)
    condition = fields.Selection(CONDITIONS, required=True, readonly=True)
    fulfillable = fields.Integer(readonly=True, help="Can be sold now.")
    reserved = fields.Integer(
        readonly=True,
        help="For customers' orders, or on the way between two of Amazon's warehouses.",
    )
    unsellable = fields.Integer(readonly=True, help="Damaged or expired.")
    inbound = fields.Integer(
        readonly=True, help="Announced or on its way to Amazon, not there yet."
    )
    researching = fields.Integer(readonly=True, help="Amazon is looking for them.")
    total = fields.Integer(
        readonly=True, help="As Amazon adds it up, with what is on its way."
    )
    local = fields.Integer(
        "In this Country",
        readonly=True,
        help="The part of the fulfillable ones in the country of the report.",
    )
    remote = fields.Integer(
        "In other Countries",
        readonly=True,
        help="The part of the fulfillable ones in other countries.",
    )
    stated_at = fields.Json(
        readonly=True, help="When Amazon stated each quantity; the others are unknown."
    )

    # When
    snapshot_at = fields.Datetime("As of", readonly=True)
    not_listed_since = fields.Datetime(
        readonly=True,
        help="Since then Amazon's reports no longer mention the SKU. That does not "
        "mean that there is none: the last numbers stay.",
    )

    _identity_uniq = models.Constraint(
        "UNIQUE(account_id, area, sku, fnsku, condition)",
        "The stock of this SKU is here already.",
    )

    def action_view_sku(self):
        """Open the SKU in a dialog, to choose its product."""
        self.ensure_one()
        return form_of(self.sku_id, name=self.env._("Product of the SKU"), target="new")
