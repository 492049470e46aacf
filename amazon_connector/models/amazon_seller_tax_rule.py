# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..importer.schemes import OSS, SCHEMES
from ..importer.settings import in_use
from ..importer.tax_positions import TaxPositions, is_needed
from ..screens import count_by, view_of


class AmazonSellerTaxRule(models.Model):
    """A kind of sale that an account has, and the fiscal position it gets.

    A line is made when the first such order arrives.  What nobody has chosen is
    proposed anew each time, so that it follows the company's fiscal positions.
    """

    _name = "amazon.seller.tax.rule"
    _inherit = "amazon.seller.account.record"
    _description = "Amazon Taxes by Kind of Sale"
    _order = "account_id, scheme, ship_from_id, ship_to_id"
    _check_company_auto = True

    account_id = fields.Many2one(readonly=False)
    company_id = fields.Many2one(index=True)
    scheme = fields.Selection(SCHEMES, "Kind of Sale", required=True)
    ship_from_id = fields.Many2one("res.country", "Shipped from")
    ship_to_id = fields.Many2one(
        "res.country",
        "Delivered to",
        help="Empty: for all countries that have no line of their own with a fiscal "
        "position.",
    )
    fiscal_position_id = fields.Many2one(
        "account.fiscal.position",
        "Chosen",
        check_company=True,
        ondelete="restrict",
        help="Counts from the next order on. Empty it to go back to what is proposed.",
    )
    proposed_position_id = fields.Many2one(
        "account.fiscal.position",
        "Proposed",
        compute="_compute_proposal",
        help="What fits among the company's fiscal positions, by countries and taxes.",
    )
    state = fields.Selection(
        [
            ("chosen", "Chosen"),
            ("proposed", "Proposed"),
            ("own", "Odoo's choice"),
            ("homeward", "To decide"),
            ("missing", "Not set up"),
        ],
        compute="_compute_proposal",
    )
    order_count = fields.Integer("Orders", compute="_compute_order_count")

    _kind_uniq = models.UniqueIndex(
        "(account_id, scheme, COALESCE(ship_from_id, 0), COALESCE(ship_to_id, 0))",
        "This kind of sale is in the list already: change that line.",
    )

    # === COMPUTE METHODS === #

    @api.depends("scheme", "ship_from_id", "ship_to_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        schemes = dict(self._fields["scheme"]._description_selection(self.env))
        for rule in self:
            rule.display_name = self.env._(
                "%(kind)s, %(origin)s → %(destination)s",
                kind=schemes.get(rule.scheme, ""),
                origin=rule.ship_from_id.name or "–",
                destination=rule.ship_to_id.name or "–",
            )

    @api.depends("scheme", "ship_from_id", "ship_to_id", "fiscal_position_id.active")
    def _compute_proposal(self):
        for company, rules in self.grouped("company_id").items():
            positions = TaxPositions(company.sudo())
            home = company.account_fiscal_country_id
            for rule in rules:
                proposal = positions.proposal(
                    rule.scheme, rule.ship_from_id, rule.ship_to_id
                )
                rule.proposed_position_id = proposal
                is_due = rule.ship_to_id and is_needed(
                    rule.scheme, home, rule.ship_to_id
                )
                # Odoo has no OSS taxes for the home country.
                is_homeward = rule.scheme == OSS and rule.ship_to_id == home
                rule.state = (
                    (in_use(rule.fiscal_position_id) and "chosen")
                    or (is_homeward and "homeward")
                    or (proposal and "proposed")
                    or ("missing" if is_due else "own")
                )

    def _compute_order_count(self):
        counts = count_by(self, self.env["sale.order"], "amazon_seller_tax_rule_id")
        for rule in self:
            rule.order_count = counts[rule]

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override: what waits for taxes may go on now."""
        rules = super().create(vals_list)
        rules.account_id._reconsider_taxes()
        return rules

    def write(self, vals):
        """Override: what waits for taxes may go on now."""
        result = super().write(vals)
        self.account_id._reconsider_taxes()
        return result

    # === ACTION METHODS === #

    def action_view_orders(self):
        """Open the sale orders of this kind."""
        self.ensure_one()
        return view_of(
            self.env,
            "sale.action_orders",
            [("amazon_seller_tax_rule_id", "=", self.id)],
        )

    def action_forget_choice(self):
        """Go back to what is proposed."""
        self.fiscal_position_id = False
