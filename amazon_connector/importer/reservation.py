# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reserving the stock of many new moves with one search, one lock and one insert.

Odoo reserves move by move: up to four searches for quants, a lock and an insert each.
Which quants there are does not change in between, only what is reserved on them, and
that is in the cache.  So they are searched and locked once; each move still reserves
by Odoo's own code, in Odoo's own order.
"""

from .fast_path import group_by


class Reservation:
    """The quants of the products of several moves, while these are being assigned.

    :param quants: locked or not, in the order in which Odoo takes from them
    :param location: the location they lie in or below
    """

    def __init__(self, products, location, quants):
        self.location = location
        self._ids = {product_id: [] for product_id in products._ids}
        for product, of_product in group_by(quants, lambda q: q.product_id).items():
            self._ids[product.id] = list(of_product._ids)
        locked = quants.try_lock_for_update(allow_referencing=True)
        self.locked_ids = set(locked._ids)
        self._line_values = []

    @classmethod
    def start(cls, moves, path):
        """Return the reservation for ``moves``, ``None`` if they are Odoo's to assign.

        Only new moves out of one location, of untracked goods that lie there without
        packages and owners, first in first out.
        """
        if "reservation" not in path.steps:
            return None
        stored = moves.filtered(lambda move: not move._should_bypass_reservation())
        location = stored.location_id
        products = stored.product_id
        if len(location) != 1 or not all(_is_simple(move, path) for move in moves):
            return None
        Quant = moves.env["stock.quant"].sudo()
        if any(Quant._get_removal_strategy(p, location) != "fifo" for p in products):
            return None
        quants = Quant.search(
            [
                ("product_id", "in", products.ids),
                ("location_id", "child_of", location.id),
            ],
            order=Quant._get_removal_strategy_order("fifo"),
        )
        if quants.lot_id or quants.package_id or quants.owner_id:
            return None
        return cls(products, location, quants)

    # === INSTEAD OF SEARCHES === #

    def gather(self, Quant, product, location, strict):
        """Return what `_gather` would find, ``None`` if that is not known."""
        if product.id not in self._ids:
            return None
        quants = Quant.browse(self._ids[product.id])
        if strict:
            if not location.parent_path.startswith(self.location.parent_path):
                return None
            return quants.filtered(lambda quant: quant.location_id == location)
        return quants if location == self.location else None

    def forget(self, product_ids):
        """Leave products to Odoo's searches from now on: they have a new quant."""
        for product_id in product_ids:
            self._ids.pop(product_id, None)

    # === INSTEAD OF ONE INSERT PER MOVE === #

    def reserve(self, move, values):
        """Reserve on the quants what these values of move lines take; keep them."""
        Quant = move.env["stock.quant"]
        for line in values:
            unit = move.env["uom.uom"].browse(line["product_uom_id"])
            quantity = unit._compute_quantity(
                line["quantity"], move.product_id.uom_id, rounding_method="HALF-UP"
            )
            location = move.env["stock.location"].browse(line["location_id"])
            Quant._update_reserved_quantity(move.product_id, location, quantity)
        self._line_values += values

    def take_line_values(self):
        """Return the values kept so far, once."""
        values, self._line_values = self._line_values, []
        return values

    def _update_reserved_quantity(self, *args, **kwargs):
        """Stands in for the quant while the move lines are created: it is done."""


def _is_simple(move, path):
    return (
        move.sale_line_id.order_id.id in path.order_ids
        and move.procure_method == "make_to_stock"
        and move.product_id.tracking == "none"
        and not move.picked
        and not move.move_orig_ids
        and not move.move_line_ids
    )
