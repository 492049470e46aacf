# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..importer.buyers import UNKNOWN
from ..insertion import insert_new


class AmazonSellerBuyer(models.Model):
    """What an account knows a buyer by, and which contact that is.

    A table of its own, so that the database refuses to know two contacts by the same
    key, and a contact keeps what others were known by that were merged into it.
    """

    _name = "amazon.seller.buyer"
    _inherit = "amazon.seller.account.record"
    _description = "Amazon Buyer"
    _order = "id"

    account_id = fields.Many2one(index=False)  # The identity begins with it.
    company_id = fields.Many2one(index=True)
    who = fields.Char(
        required=True,
        readonly=True,
        index=True,
        help="The key without the VAT number.",
    )
    key = fields.Char(required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Contact",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )

    _account_key_uniq = models.Constraint(
        "UNIQUE(account_id, key)", "This buyer of the seller account has a contact."
    )

    @api.depends("key")
    @api.depends_context("lang")
    def _compute_display_name(self):
        words = {
            "=": self.env._("Name and address"),
            "order": self.env._("One order alone"),
            "marketplace": self.env._("Collective customer"),
            "to": self.env._("Delivery address of a collective customer"),
        }
        for buyer in self:
            is_address = buyer.who.startswith("=")
            kind = "=" if is_address else buyer.who.partition(":")[0]
            vat = buyer.key.partition(" ")[2].replace(UNKNOWN, "")
            name = words.get(kind, buyer.who)
            buyer.display_name = ", ".join(filter(None, (name, vat)))

    @api.model
    def _remember(self, account, partners):
        """Note by what contacts are known.

        :param partners: ``{key: contact}``
        :raise psycopg2.errors.SerializationFailure: another transaction noted one of
            them meanwhile; roll back and try again
        """
        known = insert_new(
            self,
            [
                {
                    "account_id": account.id,
                    "company_id": account.company_id.id,
                    "who": key.partition(" ")[0],
                    "key": key,
                    "partner_id": partner.id,
                }
                for key, partner in partners.items()
            ],
            ["account_id", "key"],
        )
        self.env["res.partner"].invalidate_model(["amazon_seller_buyer_ids"])
        return known
