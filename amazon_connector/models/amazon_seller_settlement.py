# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..screens import view_of


class AmazonSellerSettlement(models.Model):
    """A payout of Amazon's, as it stated it, line by line."""

    _name = "amazon.seller.settlement"
    _inherit = ["mail.thread", "amazon.seller.statement"]
    _description = "Amazon Settlement"
    _order = "end_date desc, id desc"
    _rec_name = "settlement_identifier"
    _check_company_auto = True
    _mail_post_access = "read"

    # There is but one report, not a last one.
    report_id = fields.Many2one(  # pylint: disable=attribute-string-redundant
        string="Report",
        help="The report that the lines were read from.",
    )
    settlement_identifier = fields.Char("Settlement ID", required=True, readonly=True)
    start_date = fields.Datetime("From", readonly=True)
    end_date = fields.Datetime("To", readonly=True, index=True)
    deposit_date = fields.Datetime("Payout Date", readonly=True)
    currency_id = fields.Many2one(
        "res.currency", readonly=True, context={"active_test": False}
    )
    amount_total = fields.Monetary("Payout", readonly=True)
    state = fields.Selection(
        [
            ("reading", "Being Read"),
            ("balanced", "Adds Up"),
            ("unbalanced", "Does Not Add Up"),
        ],
        required=True,
        readonly=True,
        default="reading",
        index=True,
        help="Whether the lines add up to what was paid out, to the cent.",
    )
    lines_total = fields.Monetary("Sum of the Lines", readonly=True)
    difference = fields.Monetary(
        readonly=True, help="What was paid out less the sum of the lines."
    )
    times_read = fields.Integer(readonly=True)
    line_count = fields.Integer("Lines", readonly=True)
    line_ids = fields.One2many(
        "amazon.seller.settlement.line", "settlement_id", readonly=True
    )

    _identity_uniq = models.Constraint(
        "UNIQUE(account_id, settlement_identifier)", "This settlement is here already."
    )

    # === ACTION METHODS === #

    def action_view_lines(self):
        """Open the lines of this settlement."""
        self.ensure_one()
        return view_of(
            self.env,
            "amazon_connector.amazon_seller_settlement_line_action",
            [("settlement_id", "=", self.id)],
        )

    def action_view_totals(self):
        """Open the sums of this settlement, by kind."""
        action = self.action_view_lines()
        views = [(False, "pivot"), (False, "list")]
        return dict(action, views=views, view_mode="pivot,list")
