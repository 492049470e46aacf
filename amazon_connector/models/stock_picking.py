# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..importer import fast_path


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def action_confirm(self):
        """Override of `stock`: look for replenishment once a batch."""
        path = fast_path.of(self.env)
        if (
            path
            and path.does("scheduler", self.sale_id)
            and self.sale_id
            and "draft" not in self.move_ids.mapped("state")
        ):
            path.confirm_later(self)
            return True
        return super().action_confirm()

    def message_post_with_source(self, source_ref, **kwargs):
        """Override of `mail`: note the origins of a batch of deliveries at once."""
        path = fast_path.of(self.env)
        origin = (kwargs.get("render_values") or {}).get("origin")
        if (
            path
            and source_ref == "mail.message_origin_link"
            and set(kwargs) == {"render_values", "subtype_xmlid"}
            and kwargs["subtype_xmlid"] == "mail.mt_note"
            and origin._name == "sale.order"
            and path.does("messages", origin)
        ):
            path.note_origin(self, origin)
            return self.env["mail.message"]
        return super().message_post_with_source(source_ref, **kwargs)
