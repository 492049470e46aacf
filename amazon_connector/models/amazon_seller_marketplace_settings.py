# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AmazonSellerMarketplaceSettings(models.Model):
    """Where one marketplace of an account differs from the account."""

    _name = "amazon.seller.marketplace.settings"
    _inherit = ["amazon.seller.account.record", "amazon.seller.settings"]
    _description = "Settings of an Amazon Marketplace"
    _order = "account_id, marketplace_id"
    _rec_name = "marketplace_id"
    _check_company_auto = True

    account_id = fields.Many2one(readonly=False)
    region = fields.Selection(related="account_id.region")
    contact_policy = fields.Selection(related="account_id.contact_policy")
    marketplace_id = fields.Many2one(
        "amazon.seller.marketplace",
        required=True,
        domain="[('region', '=', region)]",
        ondelete="cascade",
    )

    _account_marketplace_uniq = models.Constraint(
        "UNIQUE(account_id, marketplace_id)",
        "This marketplace has settings of its own already: change those.",
    )
