# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import models
from odoo.fields import Datetime
from odoo.tools import SQL

# Context key: the goods of these moves are gone, nobody can be given them.
GONE = "amazon_seller_goods_are_gone"


class StockMoveFba(models.Model):
    """Goods that Amazon moved: nobody packs them, and Odoo learns of it later."""

    _inherit = "stock.move"

    def _compute_reference(self):
        """Override of `stock`: a move without delivery is known by its order."""
        result = super()._compute_reference()
        for move in self:
            if move._amazon_seller_is_amazons():
                move.reference = move.origin
        return result

    def _should_bypass_reservation(self, forced_location=False):
        """Override of `stock`: what has left already needs no reservation.

        Lots are reserved all the same: so it becomes known which ones there are.
        """
        is_gone = (
            self.env.context.get(GONE)
            and self.product_id.tracking == "none"
            and self._amazon_seller_is_amazons()
        )
        return is_gone or super()._should_bypass_reservation(forced_location)

    def _amazon_seller_is_amazons(self):
        """Whether Amazon moved these goods, not somebody in a warehouse of ours."""
        return not self.picking_id and bool(self.sale_line_id.amazon_seller_fba)

    def _amazon_seller_done(self, dates):
        """Finish these confirmed moves as of when Amazon moved the goods, whether or
        not Odoo knows of stock.

        :param dates: ``{move: naive UTC}``; False means now
        """
        dates = {move: date or Datetime.now() for move, date in dates.items()}
        self._amazon_seller_make_others_compare_again()
        gone = self.with_context(**{GONE: True})
        gone.env["stock.move.line"].create(
            [
                move._prepare_move_line_vals(quantity=move.product_qty)
                for move in gone
                if not move.move_line_ids
            ]
        )
        gone.picked = True
        gone._action_done()
        self._amazon_seller_set_dates(dates)
        self._amazon_seller_give_back(dates)

    def _amazon_seller_make_others_compare_again(self):
        """Have an adjustment that runs meanwhile, and knows nothing of these, fail.

        It then compares again with these moves in sight.
        """
        self.env.execute_query(
            SQL(
                """UPDATE amazon_seller_stock stock SET write_date = stock.write_date
                     FROM amazon_seller_sku sku
                    WHERE sku.id = stock.sku_id AND sku.product_id = ANY(%s)
                      AND stock.company_id = ANY(%s)
                RETURNING stock.id""",
                self.product_id.ids,
                self.company_id.ids,
            )
        )

    def _amazon_seller_set_dates(self, dates):
        """Date moves that are done with two queries, whatever their number.

        :param dates: ``{move: naive UTC}``
        """
        if not dates:
            return
        self.env.flush_all()
        values = SQL(", ").join(
            SQL("(%s, %s::timestamp)", move.id, date) for move, date in dates.items()
        )
        for table, column in (("stock_move", "id"), ("stock_move_line", "move_id")):
            self.env.cr.execute(
                SQL(
                    """UPDATE %s target SET date = dates.date
                         FROM (VALUES %s) AS dates (id, date)
                        WHERE target.%s = dates.id""",
                    SQL.identifier(table),
                    values,
                    SQL.identifier(column),
                )
            )
        self.invalidate_model(["date"])
        self.env["stock.move.line"].invalidate_model(["date"])

    # === WHAT WAS COUNTED BEFORE IT WAS TOLD === #

    def _amazon_seller_give_back(self, dates):
        """Undo adjustments as far as these moves tell now what they were about.

        Amazon's stock report is often read before the report of the shipments: the
        stock was brought to Amazon's number already, and would fall twice.
        """
        counted_at = self._amazon_seller_counted_at()
        wrongs = defaultdict(float)
        for move, date in dates.items():
            for location, sign in ((move.location_id, 1), (move.location_dest_id, -1)):
                key = location, move.product_id
                if key in counted_at and date <= counted_at[key]:
                    wrongs[key] += sign * move._amazon_seller_pieces()
        wrongs = {key: quantity for key, quantity in wrongs.items() if quantity}
        corrections = self.create(
            [
                self._amazon_seller_prepare_correction(*key, quantity)
                for key, quantity in wrongs.items()
            ]
        )
        corrections._action_done()
        self._amazon_seller_set_dates(
            {
                move: counted_at[key]
                for move, key in zip(corrections, wrongs, strict=True)
            }
        )

    def _amazon_seller_counted_at(self):
        """Return ``{(location, product): when it was last counted or adjusted}``."""
        locations = (self.location_id | self.location_dest_id).filtered(
            lambda location: location.usage == "internal"
        )
        counted_at = {}
        for name in ("location_id", "location_dest_id"):
            for location, product, date in self._read_group(
                [
                    (name, "in", locations.ids),
                    ("product_id", "in", self.product_id.ids),
                    ("state", "=", "done"),
                    ("is_inventory", "=", True),
                ],
                [name, "product_id"],
                ["date:max"],
            ):
                key = location, product
                counted_at[key] = max(date, counted_at.get(key, date))
        return counted_at

    def _amazon_seller_prepare_correction(self, location, product, quantity):
        """Return the values of the stock move of an inventory adjustment."""
        company = location.company_id
        outside = product.with_company(company).property_stock_inventory
        quant = self.env["stock.quant"].new(
            {"product_id": product.id, "location_id": location.id}
        )
        ways = (outside, location) if quantity > 0 else (location, outside)
        lang = company.partner_id.lang or self.env.lang
        reason = self.with_context(lang=lang).env._(
            "Amazon's FBA stock contained this already"
        )
        return quant.with_context(inventory_name=reason)._get_inventory_move_values(
            abs(quantity), *ways
        )

    def _amazon_seller_pieces(self):
        return self.product_uom._compute_quantity(
            self.quantity, self.product_id.uom_id, rounding_method="HALF-UP"
        )
