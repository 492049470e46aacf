# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AmazonSellerAccountRecord(models.AbstractModel):
    """What belongs to one seller account, and goes with it.

    The company is stored, because the rules for companies select by it.
    """

    _name = "amazon.seller.account.record"
    _description = "Record of an Amazon Seller Account"

    account_id = fields.Many2one(
        "amazon.seller.account",
        "Seller Account",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
