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
    amazon_seller_buyer_key = fields.Char(
        readonly=True,
        copy=False,
        groups="amazon_connector.group_user",
        help="The e-mail address by which Amazon names this buyer to the seller, and "
        "the VAT number that the buyer stated.",
    )
    amazon_seller_address_key = fields.Char(
        readonly=True,
        copy=False,
        groups="amazon_connector.group_user",
        help="Fingerprint of the address as Amazon stated it.",
    )

    # Not unique: merging contacts copies the keys before it removes their old owner.
    _amazon_seller_buyer_idx = models.Index(
        "(amazon_seller_account_id, amazon_seller_buyer_key) "
        "WHERE amazon_seller_buyer_key IS NOT NULL"
    )
