# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import AccessError

from ..screens import form_of
from .amazon_seller_order import CHANNELS

CONDITIONS = [
    ("new", "New"),
    ("refurbished", "Refurbished"),
    ("used_like_new", "Used – Like New"),
    ("used_very_good", "Used – Very Good"),
    ("used_good", "Used – Good"),
    ("used_acceptable", "Used – Acceptable"),
    ("collectible_like_new", "Collectible – Like New"),
    ("collectible_very_good", "Collectible – Very Good"),
    ("collectible_good", "Collectible – Good"),
    ("collectible_acceptable", "Collectible – Acceptable"),
    ("other", "Not Stated"),
]


class AmazonSellerListing(models.Model):
    """An offer, one SKU on one marketplace, as Amazon stated it last."""

    _name = "amazon.seller.listing"
    _inherit = "amazon.seller.report.receiver"
    _check_company_auto = True
    _description = "Amazon Listing"
    _order = "sku, marketplace_id, id"
    _rec_name = "sku"

    account_id = fields.Many2one(index=False)  # The identity begins with it.
    marketplace_id = fields.Many2one(
        "amazon.seller.marketplace",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
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
    match = fields.Selection(related="sku_id.match")
    obstacle = fields.Selection(related="sku_id.obstacle")

    own_product_id = fields.Many2one(
        "product.product",
        "Other Product Here",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="Where the SKU is another product on this marketplace than on the others.",
    )

    # What Amazon stated
    asin = fields.Char("ASIN", readonly=True)
    title = fields.Char(readonly=True)
    barcode = fields.Char(readonly=True)
    currency_id = fields.Many2one(
        "res.currency", readonly=True, context={"active_test": False}
    )
    price = fields.Monetary(
        readonly=True, help="As buyers see it; in Europe with the VAT."
    )
    is_price_blank = fields.Boolean("Price not Stated", readonly=True)
    quantity = fields.Integer(
        readonly=True,
        help="What Amazon offers of the stock the merchant ships. Stock in Amazon's "
        'warehouses is under "FBA Stock".',
    )
    is_quantity_blank = fields.Boolean("Quantity not Stated", readonly=True)
    channel = fields.Selection(CHANNELS, "Shipped by", readonly=True)
    status = fields.Char("Amazon's Status", readonly=True)
    state = fields.Selection(
        [
            ("active", "Active"),
            ("inactive", "Inactive"),
            ("incomplete", "Incomplete"),
            ("other", "Other"),
            ("gone", "Gone"),
        ],
        "Status",
        required=True,
        readonly=True,
        index=True,
        help="Gone: Amazon's newest report of the marketplace no longer has it.",
    )
    condition = fields.Selection(CONDITIONS, readonly=True)
    listing_identifier = fields.Char("Listing ID", readonly=True)
    shipping_group = fields.Char("Shipping Template", readonly=True)
    fingerprint = fields.Char(readonly=True)

    # When
    seen_at = fields.Datetime("Last Stated On", readonly=True)

    _identity_uniq = models.Constraint(
        "UNIQUE(account_id, marketplace_id, sku)",
        "This SKU is listed on this marketplace already.",
    )

    # === CRUD === #

    def write(self, vals):
        """Let people choose the product; what Amazon stated is changed by nobody."""
        if self.env.su or "own_product_id" not in vals:
            return super().write(vals)
        if vals.keys() - {"own_product_id"}:
            raise AccessError(
                self.env._("Of an Amazon listing only the product can be chosen.")
            )
        self.check_access("read")
        result = super(AmazonSellerListing, self.sudo()).write(vals)
        self.sku_id._release_orders()
        return result

    # === ACTION METHODS === #

    def action_view_sku(self):
        """Open the SKU in a dialog, to choose its product."""
        self.ensure_one()
        return form_of(self.sku_id, name=self.env._("Product of the SKU"), target="new")
