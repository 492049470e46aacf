# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

# Why there is nothing to compare Amazon's numbers with.
_WITHOUT_EQUAL = ("not_kept", "kept_elsewhere", "no_product", "not_storable")


class AmazonSellerStock(models.Model):
    """Amazon's numbers beside those of Odoo.

    Several SKUs may be one product: what is compared is the product, with all its SKUs
    of the area.
    """

    _inherit = "amazon.seller.stock"

    odoo_quantity = fields.Float(
        "In Odoo",
        digits="Product Unit",
        compute="_compute_comparison",
        compute_sudo=True,
        help="The product's quantity in the location of this area.",
    )
    difference = fields.Float(
        digits="Product Unit",
        compute="_compute_comparison",
        compute_sudo=True,
        help="Fulfillable and reserved ones of all the product's SKUs in this area, "
        "less the quantity in Odoo.",
    )
    has_difference = fields.Boolean(
        compute="_compute_comparison",
        search="_search_has_difference",
        compute_sudo=True,
    )
    obstacle = fields.Selection(
        [
            ("not_kept", "FBA stock is not kept in Odoo"),
            ("kept_elsewhere", "Another account of the seller keeps this stock"),
            ("no_product", "SKU without product"),
            ("not_storable", "The product is not tracked in stock"),
            ("tracked", "The product has lots or serial numbers"),
            ("not_listed", "Not in Amazon's newest report"),
            ("not_stated", "Amazon does not state all quantities"),
            ("packed", "Part of the stock is in packages"),
        ],
        "Why not Adjusted",
        compute="_compute_comparison",
        compute_sudo=True,
        help="Such stock is not adjusted: do it by hand, or remove the reason.",
    )

    # === COMPUTE METHODS === #

    @api.depends("fulfillable", "reserved", "sku_id.product_id", "not_listed_since")
    def _compute_comparison(self):
        comparisons = self._compare()
        for level in self:
            quantity, difference, obstacle = comparisons[level.id]
            level.odoo_quantity = quantity
            level.difference = difference
            level.obstacle = obstacle
            level.has_difference = bool(difference)

    def _search_has_difference(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        everything = self.sudo().search([("account_id.fba_warehouse_id", "!=", False)])
        different = everything.filtered("has_difference")
        return Domain("id", "in", different.ids)

    def _compare(self):
        """Return ``{id: (quantity in Odoo, difference, obstacle)}``."""
        mates = self._mates()
        quantities = mates._odoo_quantities()
        keepers = mates.account_id._fba_keepers()
        result = {}
        for (account, area, product), levels in mates._by_product().items():
            plain, packed = quantities[account, area, product]
            stated = sum(level.fulfillable + level.reserved for level in levels)
            keeper = keepers.get((account, area), account)
            obstacle = levels._obstacle(product, keeper)
            is_compared = obstacle not in _WITHOUT_EQUAL
            difference = stated - plain - packed if is_compared else 0
            if packed and not obstacle and plain + difference < 0:
                obstacle = "packed"
            result.update(
                dict.fromkeys(levels.ids, (plain + packed, difference, obstacle))
            )
        return result

    def _mates(self):
        """Return these and all other SKUs that are the same products in an area."""
        wanted = self._by_product().keys()
        others = self.search(
            [
                ("account_id", "in", self.account_id.ids),
                ("sku_id.product_id", "in", self.sku_id.product_id.ids),
            ]
        )
        same = [levels for key, levels in others._by_product().items() if key in wanted]
        return self.union(*same)

    def _by_product(self):
        """Return ``{(account, area, product): levels}``."""
        return self.grouped(
            lambda level: (level.account_id, level.area, level.sku_id.product_id)
        )

    def _obstacle(self, product, keeper):
        """Return why this product's stock cannot be adjusted, False if it can.

        :param keeper: the account that keeps the stock of this area
        """
        if not self.account_id.fba_warehouse_id:
            return "not_kept"
        if keeper != self.account_id:
            return "kept_elsewhere"
        if not product:
            return "no_product"
        if not product.is_storable:
            return "not_storable"
        if product.tracking != "none":
            return "tracked"
        if any(self.mapped("not_listed_since")):
            return "not_listed"
        if any(not {"fulfillable", "reserved"} <= set(each.stated_at) for each in self):
            return "not_stated"
        return False

    def _odoo_quantities(self):
        """Return ``{(account, area, product): [without, in packages]}``."""
        locations = self.account_id._fba_locations()
        quantities = defaultdict(lambda: [0, 0])
        for location, product, package, quantity in self.env["stock.quant"]._read_group(
            [
                ("location_id", "in", locations.ids),
                ("product_id", "in", self.sku_id.product_id.ids),
                ("owner_id", "=", False),
            ],
            ["location_id", "product_id", "package_id"],
            ["quantity:sum"],
        ):
            key = (
                location.amazon_seller_account_id,
                location.amazon_seller_area,
                product,
            )
            quantities[key][bool(package)] += quantity
        return quantities
