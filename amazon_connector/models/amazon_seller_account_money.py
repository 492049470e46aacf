# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

WARN_OR_HOLD = [
    ("warn", "Confirm it and warn"),
    ("hold", "Hold it for a manager"),
]


class AmazonSellerAccountMoney(models.Model):
    """What becomes of orders whose amounts are not those that Amazon states."""

    _inherit = "amazon.seller.account"

    total_policy = fields.Selection(
        WARN_OR_HOLD,
        "If the Total Differs",
        required=True,
        default="warn",
        help="A held order stays a quotation until a manager accepts the difference, "
        "adds a rounding line or releases it.",
    )
    tax_policy = fields.Selection(
        WARN_OR_HOLD,
        "If the Tax Differs",
        required=True,
        default="warn",
        help="Where Amazon states the tax, in order reports or invoice data, it is "
        "compared with the tax of the order. Up to a cent for each amount, and half a "
        "cent for each further piece, comes from rounding and is no difference.",
    )

    def _holds(self, found):
        """Whether an order with these differences waits for a manager.

        :param found: :class:`~..importer.comparison.Differences`
        """
        self.ensure_one()
        return (found.is_amount and self.total_policy == "hold") or (
            found.is_tax and self.tax_policy == "hold"
        )
