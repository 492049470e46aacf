# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AmazonSellerOrder(models.Model):
    """Orders of which Amazon does not state where to ship them."""

    _inherit = "amazon.seller.order"

    is_address_waived = fields.Boolean(
        "Without Address",
        readonly=True,
        help="Somebody wanted this order imported without an address.",
    )

    def action_import_without_address(self):
        """Import the chosen orders; the address is entered on the sale order."""
        self.check_access("read")
        waiting = self.filtered(lambda order: order.reason == "no_address")
        waiting.sudo().is_address_waived = True
        return waiting.action_import()
