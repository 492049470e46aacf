# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Amazon ships leaves the stock that is kept of its warehouses, exactly once.

Nothing is packed, so there is no delivery: each shipped item is a stock move of its
own, as of when Amazon shipped it.  A move that Odoo refuses never holds up the sale.
"""

import logging

from ..attempts import attempt_each
from ..failures import is_for_people, log_failure, words_of
from ..spapi.stock import pool_of

_logger = logging.getLogger(__name__)

# States of a sale order line.
DUE = "due"
MOVED = "moved"
WITHOUT_LOT = "lots"
REFUSED = "refused"
STUCK = (DUE, WITHOUT_LOT, REFUSED)


class FbaStock:
    """The stock at Amazon that the orders of one account are shipped from.

    :param account: the ``amazon.seller.account``, in the environment of the import
    """

    def __init__(self, account):
        self.account = account.sudo()
        self._places = {}

    def place(self, order):
        """Return where the goods of an ``amazon.seller.order`` lie at Amazon; empty
        where stock at Amazon is not kept in Odoo."""
        marketplace = order.marketplace_id or self.account.home_marketplace_id
        area = pool_of(marketplace.marketplace_identifier)
        if area not in self._places:
            self._places[area] = self.account._fba_location(area)
        return self._places[area]

    def first_state(self, order, product):
        """Return with which state a shipped item begins, False without stock."""
        has_stock = product.is_storable or product._amazon_seller_is_kit()
        return has_stock and self.place(order) and DUE

    def _place_of(self, line):
        return self.place(line.amazon_seller_line_id.order_id)

    # === MOVES === #

    def take_out(self, lines):
        """Move what these ``sale.order.line`` tell out of stock, those that are due.

        Each line ends with a state; the orders are told what could not be moved.
        """
        due = lines.filtered(lambda line: line.amazon_seller_fba_stock == DUE)
        gone = due.filtered(lambda line: not self._place_of(line))
        gone.amazon_seller_fba_stock = False
        due -= gone
        if not due:
            return
        due = due.with_context(skip_picking_assignation=True)
        for line, error in attempt_each(due, self._move):
            self._refuse(line, error)
        due._amazon_seller_note_fba_stock()

    def _refuse(self, line, error):
        if not is_for_people(error):
            log_failure(_logger, "Amazon FBA shipment could not leave stock", error)
        line.write(
            {
                "amazon_seller_fba_stock": REFUSED,
                "amazon_seller_fba_refusal": words_of(error),
            }
        )

    def _move(self, lines):
        moves = lines.env["stock.move"].create(
            [self._prepare_move(line) for line in lines]
        )
        # Kits become their components here.
        moves = moves._action_confirm(merge=False)
        without_lot = self._reserve_lots(moves)
        stopped = moves.filtered(lambda move: move.sale_line_id in without_lot)
        stopped._action_cancel()
        stopped.unlink()
        moves -= stopped
        moves._amazon_seller_done(
            {
                move: move.sale_line_id.amazon_seller_line_id.shipment_date
                for move in moves
            }
        )
        without_lot.amazon_seller_fba_stock = WITHOUT_LOT
        (lines - without_lot).write(
            {"amazon_seller_fba_stock": MOVED, "amazon_seller_fba_refusal": False}
        )
        lines.env.flush_all()

    def _reserve_lots(self, moves):
        """Give items with tracked products the lots that lie at Amazon, one by one.

        :return: the sale order lines for which they do not suffice
        """
        tracked = moves.filtered(lambda move: move.product_id.tracking != "none")
        without = tracked.sale_line_id.browse()
        for line, several in tracked.grouped("sale_line_id").items():
            several._action_assign()
            if not all(map(_has_lots, several)):
                several._do_unreserve()
                without |= line
        return without

    def _prepare_move(self, line):
        order, stated = line.order_id, line.amazon_seller_line_id
        delivery = order.partner_shipping_id
        origin = filter(None, (order.name, stated.shipment_id))
        return {
            "product_id": line.product_id.id,
            "product_uom": line.product_uom_id.id,
            "product_uom_qty": line.product_uom_qty,
            "location_id": self._place_of(line).id,
            "location_dest_id": delivery.property_stock_customer.id,
            "partner_id": delivery.id,
            "company_id": order.company_id.id,
            "origin": " · ".join(origin),
            "sale_line_id": line.id,
        }


def _has_lots(move):
    is_enough = move.product_uom.compare(move.quantity, move.product_uom_qty) >= 0
    return is_enough and all(line.lot_id for line in move.move_line_ids)
