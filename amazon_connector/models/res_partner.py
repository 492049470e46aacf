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
    amazon_seller_is_moved = fields.Boolean(
        "Other Address than at Amazon",
        readonly=True,
        copy=False,
        groups="amazon_connector.group_user",
        help="Somebody gave this contact another address than Amazon stated: orders "
        "that state that one again are delivered there all the same.",
    )

    _amazon_seller_address_idx = models.Index(
        "(amazon_seller_address_key) WHERE amazon_seller_address_key IS NOT NULL"
    )

    def write(self, vals):
        """Override of `base`: notice whose address is no longer Amazon's."""
        moved = self.sudo()._amazon_seller_moved_by(vals)
        result = super().write(vals)
        moved.amazon_seller_is_moved = True
        return result

    def _amazon_seller_moved_by(self, vals):
        """Return the contacts that these values give an address of another place.

        A corrected street is none: it stays corrected for further orders.
        """
        if vals.get("amazon_seller_address_key"):
            # A buyer is merged into a contact that keeps its own address.
            return self.filtered(
                lambda each: (
                    (each.street or each.zip) and not each.amazon_seller_address_key
                )
            )
        if not {"zip", "country_id"} & vals.keys():
            return self.browse()
        return self.filtered(
            lambda each: (
                each.amazon_seller_address_key
                and (
                    (vals.get("zip", each.zip) or False) != each.zip
                    or (vals.get("country_id", each.country_id.id) or False)
                    != each.country_id.id
                )
            )
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
