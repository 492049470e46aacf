# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..importer import fast_path


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def _gather(
        self,
        product_id,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
        qty=0,
    ):
        """Override of `stock`: answer from the quants read for the whole batch."""
        reservation = fast_path.reservation(self.env)
        if reservation and not (lot_id or package_id or owner_id):
            quants = reservation.gather(self, product_id, location_id, strict)
            if quants is not None:
                return quants
        return super()._gather(
            product_id,
            location_id,
            lot_id=lot_id,
            package_id=package_id,
            owner_id=owner_id,
            strict=strict,
            qty=qty,
        )

    @api.private
    def try_lock_for_update(self, *, allow_referencing=False, limit=None):
        """Override of `base`: what the batch has locked needs no second lock."""
        reservation = fast_path.reservation(self.env)
        if reservation and limit == 1 and self[:1].id in reservation.locked_ids:
            return self[:1]
        return super().try_lock_for_update(
            allow_referencing=allow_referencing, limit=limit
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `stock`: a quant that another worker has locked is doubled."""
        if reservation := fast_path.reservation(self.env):
            reservation.forget({vals.get("product_id") for vals in vals_list})
        return super().create(vals_list)
