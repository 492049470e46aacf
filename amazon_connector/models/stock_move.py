# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools.misc import clean_context

from ..importer import fast_path
from ..importer.reservation import Reservation


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_confirm(self, merge=True, merge_into=False, create_proc=True):
        """Override of `stock`: make the deliveries of a batch with one insert."""
        path = fast_path.of(self.env)
        if path and "pickings" in path.steps:
            context = clean_context(self.env.context)
            moves = self.with_env(self.env(context=context))
            moves._amazon_seller_assign_pickings(path)
        return super()._action_confirm(
            merge=merge, merge_into=merge_into, create_proc=create_proc
        )

    def _action_assign(self, force_qty=False):
        """Override of `stock`: reserve for a batch with one search and one insert."""
        path = fast_path.of(self.env)
        is_ours = path and not path.reservation and not force_qty
        reservation = Reservation.start(self, path) if is_ours else None
        if not reservation:
            return super()._action_assign(force_qty=force_qty)
        path.reservation = reservation
        try:
            return super()._action_assign(force_qty=force_qty)
        finally:
            path.reservation = None

    def _update_reserved_quantity(
        self,
        need,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=True,
    ):
        """Override of `stock`: the move lines are created at the end, together."""
        args = (need, location_id, lot_id, package_id, owner_id, strict)
        reservation = fast_path.reservation(self.env)
        if not reservation:
            return super()._update_reserved_quantity(*args)
        values, taken_quantity = self._update_reserved_quantity_vals(*args)
        reservation.reserve(self, values)
        return taken_quantity

    def _amazon_seller_assign_pickings(self, path):
        """Put the moves of new orders into new pickings, as `_assign_picking` would.

        An order made in this very batch has no picking yet that could be found.
        """
        moves = self.filtered(lambda move: move._amazon_seller_needs_picking(path))
        groups = fast_path.group_by(moves, lambda move: move._key_assign_picking())
        groups = {
            key: group for key, group in groups.items() if key not in path.assigned
        }
        if not groups:
            return
        path.assigned.update(groups)
        pickings = self._amazon_seller_create_pickings(list(groups.values()))
        for group, picking in zip(groups.values(), pickings, strict=True):
            group.write({"picking_id": picking.id})
            group._assign_picking_post_process(new=True)

    def _amazon_seller_needs_picking(self, path):
        return (
            self.state == "draft"
            and self._should_be_assigned()
            and self.sale_line_id.order_id.id in path.order_ids
            and self.reference_ids
            and not self.move_orig_ids
            and self.procure_method == "make_to_stock"
            and self.rule_id.procure_method == "make_to_stock"
            and self.product_uom.compare(self.product_uom_qty, 0.0) > 0
        )

    def _amazon_seller_create_pickings(self, groups):
        """Create a picking per group of moves, numbered in the same order."""
        values = [group._get_new_picking_values() for group in groups]
        types = self.env["stock.picking.type"].browse(
            {picking["picking_type_id"] for picking in values}
        )
        for picking_type in types:
            same = [v for v in values if v["picking_type_id"] == picking_type.id]
            names = picking_type.sequence_id._amazon_seller_next(len(same))
            for picking, name in zip(same, names, strict=False):
                picking["name"] = name
        pickings = self.env["stock.picking"]
        return pickings.create(fast_path.with_defaults(pickings, values))
