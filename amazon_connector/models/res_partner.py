# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import ormcache


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

    def _company_dependent_commercial_sync(self):
        """Override of `base`: one company has no others to write for.

        Odoo searches for them with each new contact below another.
        """
        if self._amazon_seller_has_one_company():
            return None
        return super()._company_dependent_commercial_sync()

    @api.model
    @ormcache()
    def _amazon_seller_has_one_company(self):
        return self.env["res.company"].sudo().search([], limit=2) == self.env.company
