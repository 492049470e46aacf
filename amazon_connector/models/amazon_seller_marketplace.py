# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..spapi.marketplaces import MARKETPLACES

REGIONS = [
    ("eu", "Europe, Middle East, India"),
    ("na", "North and South America"),
    ("fe", "Far East, Australia"),
]


class AmazonSellerMarketplace(models.Model):
    _name = "amazon.seller.marketplace"
    _description = "Amazon Marketplace"
    _order = "region, name"

    name = fields.Char(required=True, readonly=True)
    marketplace_identifier = fields.Char(
        "Marketplace ID", required=True, readonly=True, help="Amazon's marketplaceId."
    )
    country_id = fields.Many2one("res.country", readonly=True)
    currency_id = fields.Many2one(
        "res.currency", readonly=True, context={"active_test": False}
    )
    region = fields.Selection(REGIONS, required=True, readonly=True)
    domain = fields.Char(readonly=True)
    seller_central_url = fields.Char("Seller Central", readonly=True)

    _marketplace_identifier_uniq = models.Constraint(
        "UNIQUE(marketplace_identifier)",
        "This marketplace exists already.",
    )

    @api.model
    def _load_marketplaces(self):
        """Create or correct one record per marketplace that Amazon publishes."""
        countries = self._ids_by_name(
            "res.country", "code", {row.country_code for row in MARKETPLACES}
        )
        currencies = self._ids_by_name(
            "res.currency", "name", {row.currency for row in MARKETPLACES}
        )
        known = self.search(
            [("marketplace_identifier", "in", [row.id for row in MARKETPLACES])]
        ).grouped("marketplace_identifier")
        for marketplace in MARKETPLACES:
            values = {
                "name": marketplace.name,
                "marketplace_identifier": marketplace.id,
                "country_id": countries.get(marketplace.country_code),
                "currency_id": currencies.get(marketplace.currency),
                "region": marketplace.region.value,
                "domain": marketplace.domain,
                "seller_central_url": marketplace.seller_central_url,
            }
            if marketplace.id in known:
                known[marketplace.id].write(values)
            else:
                self.create(values)

    def _ids_by_name(self, model, name_field, names):
        records = (
            self.env[model]
            .with_context(active_test=False)
            .search([(name_field, "in", list(names))])
        )
        return {record[name_field]: record.id for record in records}
