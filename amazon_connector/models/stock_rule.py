# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from functools import partial

from odoo import api, models

from ..importer import fast_path


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    def _search_rule_for_warehouses(
        self, route_ids, packaging_uom_id, product_id, warehouse_ids, domain
    ):
        """Override of `stock`: search the rules of a situation once a batch."""
        args = (route_ids, packaging_uom_id, product_id, warehouse_ids, domain)
        path = fast_path.of(self.env)
        if not path or "rules" not in path.steps:
            return super()._search_rule_for_warehouses(*args)
        key = self._amazon_seller_rule_key(*args)
        if key not in path.rules:
            path.rules[key] = super()._search_rule_for_warehouses(*args)
        return path.rules[key]

    def _amazon_seller_rule_key(
        self, routes, packaging_uom, product, warehouses, domain
    ):
        """Return everything on which the search for rules depends."""
        warehouse_routes = warehouses and warehouses.route_ids.filtered(
            partial(self._filter_warehouse_routes, product, warehouses)
        )
        packaging_routes = packaging_uom and packaging_uom.package_type_id.route_ids
        return (
            self.env,
            tuple(routes.ids if routes else ()),
            tuple(packaging_routes.ids if packaging_routes else ()),
            tuple((product.route_ids | product.categ_id.total_route_ids).ids),
            tuple(warehouses.ids if warehouses else ()),
            tuple(warehouse_routes.ids if warehouse_routes else ()),
            str(domain),
        )
