# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from ..insertion import insert_new


class AmazonSellerAccountTaxes(models.Model):
    """Which taxes the orders of an account get, kind of sale by kind of sale."""

    _inherit = "amazon.seller.account"

    tax_rule_ids = fields.One2many(
        "amazon.seller.tax.rule", "account_id", "Taxes by Kind of Sale"
    )
    missing_tax_policy = fields.Selection(
        [
            ("warn", "Take Odoo's choice and say so"),
            ("hold", "Let the order wait"),
        ],
        "Taxes Not Set Up",
        required=True,
        default="warn",
        help="What becomes of an order to a country or a customer for whose taxes no "
        "fiscal position is there.",
    )

    def write(self, vals):
        """Override: what waits for taxes may go on now."""
        result = super().write(vals)
        if {"missing_tax_policy", "fiscal_position_id", "warehouse_id"} & vals.keys():
            self._reconsider_taxes()
        return result

    # === BUSINESS METHODS === #

    def _tax_rules(self):
        """Return ``{(scheme, from, to): rule}`` of the account."""
        self.ensure_one()
        rules = self.env["amazon.seller.tax.rule"].search(
            [("account_id", "=", self.id)]
        )
        return {
            (rule.scheme, rule.ship_from_id, rule.ship_to_id): rule for rule in rules
        }

    def _note_tax_kinds(self, keys):
        """Add kinds of sale to the account's list, each once.

        :param keys: list of (scheme, ``res.country`` from, ``res.country`` to)
        :raise psycopg2.errors.SerializationFailure: another transaction added one of
            them meanwhile; roll back and try again
        """
        self.ensure_one()
        insert_new(
            self.env["amazon.seller.tax.rule"].sudo(),
            [
                {
                    "account_id": self.id,
                    "company_id": self.company_id.id,
                    "scheme": scheme,
                    "ship_from_id": origin.id,
                    "ship_to_id": destination.id,
                }
                for scheme, origin, destination in keys
            ],
            (),
        )
        self.invalidate_recordset(["tax_rule_ids"])

    def _country_of_center(self, center):
        """Return the code of the country that Amazon's invoice data name most often
        for what a fulfilment centre shipped; None where they name none."""
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                """SELECT d.ship_from_country
                     FROM amazon_seller_order_line l
                     JOIN amazon_seller_tax_document d
                       ON d.shipment_id = l.shipment_id
                    WHERE l.fulfillment_center_id = %s
                      AND d.company_id = %s AND l.company_id = %s
                      AND d.ship_from_country <> ''
                    GROUP BY d.ship_from_country
                    ORDER BY count(*) DESC, d.ship_from_country LIMIT 1""",
                center,
                self.company_id.id,
                self.company_id.id,
            )
        )
        return rows[0][0] if rows else None

    def _reconsider_taxes(self):
        """Try orders again that wait for taxes."""
        self.env["amazon.seller.order"].sudo().search(
            [
                ("account_id", "in", self.ids),
                ("state", "=", "waiting"),
                ("reason", "=", "tax_setup"),
            ]
        )._import_again()

    # === ACTION METHODS === #

    def action_set_up_taxes(self):
        """Show which taxes the account needs, and what is missing."""
        self.ensure_one()
        return (
            self.env["amazon.seller.tax.setup"].create({"account_id": self.id})._show()
        )

    def action_view_tax_rules(self):
        """Open the account's list of kinds of sale."""
        action = self._action_view("amazon_connector.amazon_seller_tax_rule_action")
        return dict(action, context={"default_account_id": self.id})
