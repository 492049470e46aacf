# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain


class Comparison(NamedTuple):
    """Goods in Odoo beside Amazon's number.

    :ivar quantity: in Odoo, as of now
    :ivar difference: what Odoo lacks, as of ``moment``
    :ivar obstacle: why it is not adjusted, or False
    """

    quantity: float
    difference: float
    obstacle: str
    moment: datetime


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
        "less the quantity that Odoo had at the time of Amazon's report.",
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

    @api.depends(
        "fulfillable",
        "reserved",
        "sku_id.product_id",
        "snapshot_at",
        "not_listed_since",
    )
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
        """Return ``{id: (quantity in Odoo, difference, obstacle)}``.

        A kit is as many as its components are enough for, and differs as they do.
        """
        comparisons, parts = self._compare_goods(), defaultdict(list)
        # Kits of services have nothing in stock.
        result = dict.fromkeys(self.ids, (0, 0, "not_storable"))
        for key, factors in self._by_goods().items():
            for level, factor in factors.items():
                parts[level].append((factor, comparisons[key]))
        for level, several in parts.items():
            obstacles = [each.obstacle for _factor, each in several if each.obstacle]
            result[level.id] = (
                min(each.quantity / factor for factor, each in several),
                max((each.difference / n for n, each in several), key=abs),
                obstacles[0] if obstacles else False,
            )
        return result

    def _compare_goods(self):
        """Return ``{(account, area, product): Comparison}`` of what these SKUs are of.

        Others may be of the same goods: they are counted, too.
        """
        wanted = self._by_goods().keys()
        mates = self._mates()
        goods = {key: all_ for key, all_ in mates._by_goods().items() if key in wanted}
        quantities = mates._odoo_quantities(goods)
        later = mates._moved_later(goods)
        keepers = mates.account_id._fba_keepers()
        result = {}
        for key, factors in goods.items():
            account, area, product = key
            levels = self.browse(level.id for level in factors)
            plain, packed = quantities[key]
            stated = sum(
                factor * (level.fulfillable + level.reserved)
                for level, factor in factors.items()
            )
            obstacle = levels._obstacle(product, keepers.get((account, area), account))
            is_compared = obstacle not in _WITHOUT_EQUAL
            difference = stated - (plain + packed - later[key]) if is_compared else 0
            if packed and not obstacle and plain + difference < 0:
                obstacle = "packed"
            result[key] = Comparison(
                plain + packed, difference, obstacle, _moment(factors)
            )
        return result

    def _mates(self):
        """Return these and all other SKUs that are of the same goods in an area."""
        wanted = self._by_goods().keys()
        products = self.env["product.product"].union(
            *(product for _account, _area, product in wanted)
        )
        others = self.search(
            Domain("account_id", "in", self.account_id.ids)
            & (
                Domain("sku_id.product_id", "in", products.ids)
                | Domain("sku_id.product_id", "any", products._amazon_seller_kits())
            )
        )
        return self.union(
            *(
                level
                for key, factors in others._by_goods().items()
                for level in factors
                if key in wanted
            )
        )

    def _by_goods(self):
        """Return ``{(account, area, product in stock): {level: pieces of it}}``."""
        result, contents = defaultdict(dict), {}
        for level in self:
            product = level.sku_id.product_id
            if (product, level.company_id) not in contents:
                contents[product, level.company_id] = (
                    product._amazon_seller_contents(level.company_id)
                    if product
                    else {product: 1}
                )
            for part, pieces in contents[product, level.company_id].items():
                result[level.account_id, level.area, part][level] = pieces
        return result

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

    def _odoo_quantities(self, goods):
        """Return ``{(account, area, product): [without, in packages]}``, as of now."""
        places = self.account_id._fba_places()
        quantities = defaultdict(lambda: [0, 0])
        for location, product, package, quantity in self.env["stock.quant"]._read_group(
            [
                ("location_id", "in", [location.id for location in places]),
                ("product_id", "in", [product.id for _a, _b, product in goods]),
                ("owner_id", "=", False),
            ],
            ["location_id", "product_id", "package_id"],
            ["quantity:sum"],
        ):
            key = (*places[location], product)
            quantities[key][bool(package)] += quantity
        return quantities

    def _moved_later(self, goods):
        """Return ``{(account, area, product): pieces}`` that came since Amazon's report
        less those that went.

        Amazon's numbers are of the moment of its report: goods that moved since are
        told by the next one.  What was counted in Odoo since corrects that moment, too.
        """
        places = self.account_id._fba_places()
        moments = {key: _moment(factors) for key, factors in goods.items() if key[2]}
        later = defaultdict(float)
        moved = self.env["stock.move.line"].search_fetch(
            Domain("state", "=", "done")
            & Domain("move_id.is_inventory", "=", False)
            & Domain("owner_id", "=", False)
            & _moved_since(moments, places),
            [
                *("date", "location_id", "location_dest_id"),
                *("product_id", "quantity_product_uom"),
            ],
        )
        for line in moved:
            ways = ((line.location_id, -1), (line.location_dest_id, 1))
            for location, sign in ways:
                key = (*places.get(location, (None, None)), line.product_id)
                if key in moments and line.date > moments[key]:
                    later[key] += sign * line.quantity_product_uom
        return later


def _moved_since(moments, places):
    """Return the domain of what moved in a place after the report that tells of it.

    Reports on areas and accounts are of different moments.

    :param moments: ``{(account, area, product): datetime}``
    :param places: ``{location: (account, area)}``
    """
    products = defaultdict(list)
    for (account, area, product), moment in moments.items():
        products[account, area, moment].append(product.id)
    locations = {place: location.id for location, place in places.items()}
    return Domain.OR(
        Domain("date", ">", moment)
        & Domain("product_id", "in", ids)
        & (Domain("location_id", "=", there) | Domain("location_dest_id", "=", there))
        for (account, area, moment), ids in products.items()
        if (there := locations.get((account, area)))
    )


def _moment(levels):
    """Return the moment that Amazon's numbers of some goods are of."""
    return min(level.snapshot_at for level in levels)
