# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AmazonSellerAccount(models.Model):
    """Which contacts the buyers of an account become."""

    _inherit = "amazon.seller.account"

    contact_policy = fields.Selection(
        [
            ("buyer", "One contact for each buyer"),
            ("order", "A new contact for each order"),
            ("marketplace", "One collective customer for each marketplace"),
        ],
        "Contacts",
        required=True,
        default="buyer",
        help="A collective customer gets the orders and invoices of all private "
        "buyers; their delivery addresses are kept as archived contacts. Businesses "
        "have a contact of their own all the same: their invoices must name them.",
    )
