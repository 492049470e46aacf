# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..screens import count_by
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

    fba_order_policy = fields.Selection(
        [("import", "Make sale orders"), ("count", "Only count them")],
        "FBA Orders",
        required=True,
        default="import",
        help="Only count them: the orders that Amazon ships stay in the list of Amazon "
        "orders, for your statistics, and become no sale orders. You can change your "
        "mind at any time.",
    )
    counted_order_count = fields.Integer(compute="_compute_counted_order_count")

    def _compute_counted_order_count(self):
        counts = count_by(
            self,
            self.env["amazon.seller.order"],
            "account_id",
            [("reason", "=", "only_counted")],
        )
        for account in self:
            account.counted_order_count = counts[account]

    def write(self, vals):
        """Override: let FBA orders in, or out, when the account's mind changes."""
        result = super().write(vals)
        if "fba_order_policy" in vals:
            self.env["amazon.seller.order"]._follow_fba_order_policy(self)
        return result

    def action_view_counted_orders(self):
        """Open the FBA orders that are only counted."""
        action = self._action_view("amazon_connector.amazon_seller_order_action")
        action["context"] = {"search_default_only_counted": 1}
        return action

    @api.constrains("fba_warehouse_id", "warehouse_id", "company_id")
    def _check_fba_warehouse_is_apart(self):
        """Keep goods at Amazon out of the warehouses of merchant orders.

        :raise ValidationError: they would be given to merchant orders
        """
        accounts = self.sudo().search([("company_id", "in", self.company_id.ids)])
        for mates in accounts.grouped("company_id").values():
            own = mates.marketplace_settings_ids
            fba = mates.fba_warehouse_id | own.fba_location_id.warehouse_id
            if both := fba & (mates.warehouse_id | own.warehouse_id):
                raise ValidationError(
                    self.env._(
                        "Merchant orders are delivered from %s: they would be given "
                        "goods that lie at Amazon. Choose another warehouse for FBA.",
                        ", ".join(both.mapped("name")),
                    )
                )

    def _fba_locations(self):
        """Return ``{(account, area): location}`` of FBA stock, as far as there are
        locations: the one that was chosen for the area, else the one that was made."""
        accounts = self.sudo().filtered("fba_warehouse_id.active")
        chosen = accounts.marketplace_settings_ids._chosen_fba_locations()
        return accounts._made_fba_locations() | chosen

    def _made_fba_locations(self):
        """Return ``{(account, area): location}`` of those made by ourselves, archived
        ones too: there is no second one for an area."""
        locations = self.env["stock.location"].sudo().with_context(active_test=False)
        return {
            (location.amazon_seller_account_id, location.amazon_seller_area): location
            for location in locations.search(
                [("amazon_seller_account_id", "in", self.ids)]
            )
            if location.warehouse_id
            == location.amazon_seller_account_id.fba_warehouse_id
        }

    def _fba_places(self):
        """Return ``{location: (account, area)}`` of FBA stock."""
        return {location: place for place, location in self._fba_locations().items()}

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
        """Return where stock at Amazon is kept, made when it is needed first, and
        active when it is needed again.

        :param area: as :func:`~..spapi.stock.pool_of` returns it
        :return: an empty ``stock.location`` where FBA stock is not kept in Odoo
        """
        self.ensure_one()
        if not (area and self.sudo().fba_warehouse_id.active):
            return self.env["stock.location"].sudo()
        account = self._fba_keepers().get((self, area), self).sudo()
        found = account._fba_locations().get((account, area))
        if found and not found.active:
            found.active = True
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
