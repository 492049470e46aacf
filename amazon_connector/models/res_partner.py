# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    amazon_seller_account_id = fields.Many2one(
        "amazon.seller.account",
        "Amazon Account",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="amazon_connector.group_user",
        help="The seller account through which this customer bought first.",
    )
    amazon_seller_buyer_ids = fields.One2many(
        "amazon.seller.buyer",
        "partner_id",
        "Known at Amazon by",
        readonly=True,
        groups="amazon_connector.group_user",
    )
    amazon_seller_address_key = fields.Char(
        readonly=True,
        copy=False,
        groups="amazon_connector.group_user",
        help="Fingerprint of the address as Amazon stated it.",
    )

    _amazon_seller_address_idx = models.Index(
        "(amazon_seller_address_key) WHERE amazon_seller_address_key IS NOT NULL"
    )
