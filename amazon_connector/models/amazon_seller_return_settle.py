# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter
from datetime import datetime

from odoo import api, models

from ..attempts import attempt_each
from ..failures import words_of
from ..importer.amounts import ITEM
from ..spapi.marketplaces import by_sales_channel
from ..spapi.stock import pool_of
from .amazon_seller_return import SELLABLE


class AmazonSellerReturnSettle(models.Model):
    """Returns find their order, and sellable ones their way back into stock."""

    _inherit = "amazon.seller.return"

    @api.model
    def _settle_for(self, orders):
        """Settle what waited for these ``amazon.seller.order``."""
        self.sudo().search(
            [("order_id", "in", orders.ids), ("sale_line_id", "=", False)]
        )._settle()

    def _settle(self):
        """Link returns to their orders; stock what Amazon sells again, once.

        Each ends with a state, and a reason where there is something to know or to do.
        """
        todo = self.try_lock_for_update().filtered(lambda record: not record.move_id)
        todo._find_orders()
        todo._find_lines()
        stockable = todo.browse()
        places = {}
        for record in todo:
            state, reason, detail = record._outcome(places)
            if reason == "stockable":
                stockable |= record
            else:
                record._conclude(state, reason, detail)
        stockable._put_in_stock(places)

    def _conclude(self, state, reason=False, detail=False):
        self.write({"state": state, "reason": reason, "reason_detail": detail})

    # === ORDER AND LINE === #

    def _find_orders(self):
        """Link returns to orders that are in the inbox."""
        lost = self.filtered(lambda record: not record.order_id)
        for account, returns in lost.grouped("account_id").items():
            ids = self._order_ids(account, returns.mapped("amazon_order_id"))
            for record in returns:
                record.order_id = ids.get(record.amazon_order_id)

    def _find_lines(self):
        """Give each return the oldest item of its order that is not back yet."""
        returns = self.filtered("order_id")
        returned = returns._returned_quantities()
        for record in returns.sorted(_oldest_first):
            if not record.order_line_id:
                quantity = 0 if record._is_withdrawn() else record.quantity
                record.order_line_id = next(
                    (
                        line
                        for line in record._same_items()
                        if line.quantity - returned[line.id] >= quantity
                    ),
                    False,
                )
                returned[record.order_line_id.id] += quantity
            record.sale_line_id = record.order_line_id.sale_line_ids.filtered(
                lambda line: line.amazon_seller_kind == ITEM
            )[:1]

    def _returned_quantities(self):
        """Return ``{order line id: pieces}`` of what came back of these orders."""
        known = self.search_fetch(
            [("order_line_id", "in", self.order_id.line_ids.ids)],
            ["order_line_id", "channel", "status", "quantity"],
        )
        counts = Counter()
        for record in known.filtered(lambda each: not each._is_withdrawn()):
            counts[record.order_line_id.id] += record.quantity
        return counts

    def _is_withdrawn(self):
        """Whether the buyer no longer wants to send the item, or may not."""
        return self.channel == "MFN" and (self.status or "").lower().startswith(
            "cancel"
        )

    def _same_items(self):
        """Return the order's lines of this SKU, the oldest first.

        Amazon writes the same SKU in other letters at times.
        """
        lines = self.order_id.line_ids.filtered(
            lambda line: line.channel == self.channel and line._is_sold()
        )
        same = lines.filtered(lambda line: line.sku == self.sku)
        folded = (self.sku or "").casefold()
        return same or lines.filtered(
            lambda line: (line.sku or "").casefold() == folded
        )

    # === OUTCOME === #

    def _outcome(self, places):
        """Return state, reason and its detail; the reason ``stockable`` is none.

        :param places: locations by account and pool that are known already
        """
        if not self.order_id:
            reason = "unknown_order" if self.amazon_order_id else "no_order_id"
            return "no_order", reason, self.amazon_order_id
        if self.order_id.state == "ignored":
            return "linked", "order_ignored", self.amazon_order_id
        if not self.order_line_id:
            is_known = self._same_items()
            return (
                "received",
                "returned_twice" if is_known else "unknown_line",
                self.sku,
            )
        if not self.sale_line_id:
            return "received", "order_waiting", self.amazon_order_id
        return "linked", *self._stock_obstacle(places)

    def _stock_obstacle(self, places):
        """Return why the item does not go back into stock, and the detail of it."""
        product = self.sale_line_id.product_id
        if self.channel == "MFN":
            return "withdrawn" if self._is_withdrawn() else "merchant", False
        if (self.disposition or "").upper() != SELLABLE:
            return "not_sellable", self.disposition
        if not self._fba_place(places):
            return "not_kept", False
        if not (product.is_storable or product._amazon_seller_is_kit()):
            return "no_stock", product.display_name
        if product.tracking != "none":
            return "tracked", product.display_name
        return "stockable", False

    def _fba_place(self, places):
        """Return where the stock at Amazon is kept; empty where it is not."""
        marketplace = by_sales_channel(self.order_id.sales_channel or "")
        home = self.account_id.home_marketplace_id.marketplace_identifier
        key = self.account_id, pool_of(marketplace.id if marketplace else home)
        if key not in places:
            places[key] = self.account_id._fba_location(key[1])
        return places[key]

    # === STOCK === #

    def _put_in_stock(self, places):
        """Move these items from the customers back to the stock at Amazon."""
        for company, returns in self.grouped("company_id").items():
            ours = returns.with_company(company)
            for record, error in attempt_each(ours, lambda each: each._move(places)):
                record._conclude("linked", "stock_refused", words_of(error))

    def _move(self, places):
        # Without a delivery, too, a kit comes back as its components.
        Move = self.env["stock.move"].with_context(skip_picking_assignation=True)
        moves = Move.create([record._prepare_move_values(places) for record in self])
        kits = moves.filtered(lambda move: move.product_id._amazon_seller_is_kit())
        (moves - kits)._action_confirm(merge=False)
        dates = {}
        for record, move in zip(self, moves, strict=True):
            parts = move._action_confirm(merge=False) if move in kits else move
            record.move_id = parts[:1]
            dates.update(dict.fromkeys(parts, record.returned_at))
        Move.concat(*dates)._amazon_seller_done(dates)
        self._conclude("stocked")
        self.env.flush_all()

    def _prepare_move_values(self, places):
        """Return the values of the move, as Odoo's own returns have them."""
        order, line = self.sale_order_id, self.sale_line_id
        origin = filter(None, (order.name, self.license_plate or self.rma_id))
        return {
            "product_id": line.product_id.id,
            "product_uom_qty": self.quantity,
            "product_uom": line.product_id.uom_id.id,
            "location_id": order.partner_shipping_id.property_stock_customer.id,
            "location_dest_id": self._fba_place(places).id,
            "partner_id": order.partner_shipping_id.id,
            "company_id": self.company_id.id,
            "origin": " · ".join(origin),
            "sale_line_id": line.id,
        }


def _oldest_first(record):
    return record.returned_at or datetime.min, record.id
