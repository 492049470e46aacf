# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..spapi.stock import pool_of


class AmazonSellerAccountGoods(models.Model):
    """Where the goods of an account are that lie in Amazon's warehouses."""

    _inherit = "amazon.seller.account"

    fba_warehouse_id = fields.Many2one(
        "stock.warehouse",
        "FBA Warehouse",
        check_company=True,
        ondelete="restrict",
        help="Stock in Amazon's warehouses is kept below this one, in a location for "
        "each stock area. Leave it empty to keep no FBA stock in Odoo. It must be a "
        "warehouse of its own, from which nothing else is delivered.",
    )
    fba_stock_policy = fields.Selection(
        [
            ("show", "Show Differences"),
            ("apply", "Adjust by itself"),
        ],
        "FBA Stock",
        required=True,
        default="show",
        help="Adjust by itself: after each report of Amazon's, Odoo's stock is brought "
        "to Amazon's numbers by inventory adjustments.",
    )

    @api.constrains("fba_warehouse_id", "warehouse_id", "company_id")
    def _check_fba_warehouse_is_apart(self):
        accounts = self.sudo().search([("company_id", "in", self.company_id.ids)])
        for account in self:
            company = account.company_id
            mates = accounts.filtered(lambda each, own=company: each.company_id == own)
            if mates.fba_warehouse_id & mates.warehouse_id:
                raise ValidationError(
                    self.env._(
                        "Merchant orders are delivered from %s: they would be given "
                        "goods that lie at Amazon. Choose another warehouse for FBA.",
                        ", ".join(
                            (mates.fba_warehouse_id & mates.warehouse_id).mapped("name")
                        ),
                    )
                )

    def _fba_locations(self):
        """Return the locations of these accounts' FBA stock that were made so far."""
        locations = (
            self.env["stock.location"]
            .sudo()
            .search([("amazon_seller_account_id", "in", self.ids)])
        )
        return locations.filtered(
            lambda location: (
                location.warehouse_id
                == location.amazon_seller_account_id.fba_warehouse_id
            )
        )

    def _fba_areas(self):
        """Return the stock areas that the account's marketplaces sell from."""
        return set(map(pool_of, self.marketplace_ids.mapped("marketplace_identifier")))

    def _fba_keepers(self):
        """Return ``{(account, area): account that keeps this stock}``.

        Accounts of one seller are told of the same goods where they share an area: the
        first of them keeps the stock for all.
        """
        accounts = self.sudo()
        sellers = set(filter(None, accounts.mapped("seller_identifier")))
        mates = accounts.search(
            [
                ("seller_identifier", "in", list(sellers)),
                ("fba_warehouse_id", "!=", False),
            ],
            order="id desc",
        )
        first = {
            (mate.seller_identifier, mate.company_id, area): mate
            for mate in mates
            for area in mate._fba_areas()
        }
        return {
            (account, area): first.get(
                (account.seller_identifier, account.company_id, area), account
            )
            for account in accounts
            for area in account._fba_areas()
        }

    def _fba_location(self, area):
        """Return where stock at Amazon is kept, made when it is needed first.

        :param area: as :func:`~..spapi.stock.pool_of` returns it
        :return: an empty ``stock.location`` where FBA stock is not kept in Odoo
        """
        self.ensure_one()
        if not (area and self.sudo().fba_warehouse_id):
            return self.env["stock.location"].sudo()
        account = self._fba_keepers().get((self, area), self).sudo()
        locations = account._fba_locations()
        found = locations.filtered(lambda location: location.amazon_seller_area == area)
        return found or account._create_fba_location(area)

    def _create_fba_location(self, area):
        try:
            with self.env.cr.savepoint():
                return self.env["stock.location"].create(
                    self._prepare_fba_location(area)
                )
        except UniqueViolation as error:
            # Another worker was faster: only a new transaction sees it.
            raise SerializationFailure("an FBA location was made meanwhile") from error

    def _prepare_fba_location(self, area):
        parent = self.fba_warehouse_id.lot_stock_id
        name = f"FBA {area}"
        if name in parent.child_ids.mapped("name"):
            name = f"{name} ({self.name})"
        return {
            "name": name,
            "location_id": parent.id,
            "usage": "internal",
            "company_id": self.company_id.id,
            "amazon_seller_account_id": self.id,
            "amazon_seller_area": area,
        }
