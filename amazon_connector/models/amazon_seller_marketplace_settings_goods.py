# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..spapi.stock import pool_of


class AmazonSellerMarketplaceSettingsGoods(models.Model):
    """Where the goods lie that Amazon ships from a marketplace's stock area.

    An area has one location, whichever of its marketplaces names it.
    """

    _inherit = "amazon.seller.marketplace.settings"

    is_fba_stock_kept = fields.Boolean(compute="_compute_is_fba_stock_kept")
    fba_location_id = fields.Many2one(
        "stock.location",
        "FBA Location",
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        check_company=True,
        ondelete="restrict",
        help="Stock at Amazon is kept here. The countries of the European Union share "
        "one stock, so they share this location, too. Leave it empty for a location "
        "below the FBA warehouse, which is made by itself.",
    )

    @api.depends("account_id.fba_warehouse_id")
    def _compute_is_fba_stock_kept(self):
        for settings in self:
            settings.is_fba_stock_kept = bool(settings.account_id.fba_warehouse_id)

    @api.constrains("fba_location_id", "warehouse_id", "marketplace_id", "account_id")
    def _check_fba_location(self):
        """Keep one location for each stock area, apart from all others.

        :raise ValidationError: with what to choose instead
        """
        self.account_id._check_fba_warehouse_is_apart()
        same_company = [("company_id", "in", self.company_id.ids)]
        accounts = self.account_id.sudo().search(same_company)
        made = accounts._made_fba_locations()
        users = {location: area for area, location in made.items()}
        locations = {}
        for each in accounts.marketplace_settings_ids.filtered("fba_location_id"):
            area, location = (each.account_id, each._stock_area()), each.fba_location_id
            if locations.setdefault(area, location) != location:
                each._refuse_second_location(locations[area])
            if users.setdefault(location, area) != area:
                each._refuse_shared_location()
        for each in self.filtered("fba_location_id"):
            each._check_nothing_is_left(made)

    def _refuse_second_location(self, location):
        raise ValidationError(
            self.env._(
                "%(marketplace)s shares its stock at Amazon with a marketplace whose "
                "FBA location is %(location)s. Choose the same one.",
                marketplace=self.marketplace_id.display_name,
                location=location.display_name,
            )
        )

    def _refuse_shared_location(self):
        raise ValidationError(
            self.env._(
                "%(location)s keeps another stock at Amazon already. Choose a location "
                "of its own for %(marketplace)s.",
                location=self.fba_location_id.display_name,
                marketplace=self.marketplace_id.display_name,
            )
        )

    def _check_nothing_is_left(self, made):
        """Refuse to leave stock behind where it was kept before.

        :param made: ``{(account, area): location}``
        """
        before = made.get((self.account_id, self._stock_area()))
        if not before or before == self.fba_location_id:
            return
        if (
            self.env["stock.quant"]
            .sudo()
            .search_count(
                [("location_id", "=", before.id), ("quantity", "!=", 0)], limit=1
            )
        ):
            raise ValidationError(
                self.env._(
                    "There is stock in %(before)s. Transfer it to %(location)s, or "
                    "count it as none; then choose the location again.",
                    before=before.display_name,
                    location=self.fba_location_id.display_name,
                )
            )

    def _stock_area(self):
        return pool_of(self.marketplace_id.marketplace_identifier)

    def _chosen_fba_locations(self):
        """Return ``{(account, area): location}``."""
        return {
            (settings.account_id, settings._stock_area()): settings.fba_location_id
            for settings in self.sudo().filtered("fba_location_id")
        }
