# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AmazonSellerAccountLife(models.Model):
    """How far the orders of an account go by themselves."""

    _inherit = "amazon.seller.account"

    confirm_policy = fields.Selection(
        [("confirm", "Confirm at once"), ("quotation", "Leave as quotation")],
        "New Orders",
        required=True,
        default="confirm",
        help="A quotation waits for somebody to confirm it: nothing is reserved and "
        "nothing is delivered before.",
    )
    delivery_method_ids = fields.One2many(
        "amazon.seller.delivery.method", "account_id", "Delivery Methods", copy=True
    )
