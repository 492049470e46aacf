# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class AmazonSellerAccountLife(models.Model):
    """How far the orders of an account go by themselves."""

    _inherit = "amazon.seller.account"

    confirm_policy = fields.Selection(
        [("confirm", "Confirm at once"), ("quotation", "Leave as quotation")],
        "Confirmation",
        required=True,
        default="confirm",
        help="Of merchant orders. A quotation waits for somebody to confirm it: "
        "nothing is reserved and nothing is delivered before. What Amazon has shipped "
        "itself is confirmed at once.",
    )
    delivery_method_ids = fields.One2many(
        "amazon.seller.delivery.method", "account_id", "Delivery Methods", copy=True
    )
    invoicing_policy = fields.Selection(
        [
            ("no", "No"),
            ("shipped", "When all is shipped"),
            ("confirmed", "When the order is confirmed"),
        ],
        "Automatic Invoices",
        required=True,
        default="no",
        help="Invoices of whole orders are made and posted by themselves, whatever the "
        "products say. They are not sent. Where Amazon has sent the buyer its own "
        "invoice, yours is posted all the same: your books need it. Orders on hold, "
        "and those whose amounts differ from Amazon's or whose taxes are to be "
        "checked, wait until somebody has decided.",
    )
    invoices_from = fields.Date(
        compute="_compute_invoices_from",
        store=True,
        readonly=False,
        precompute=True,
        help="Orders bought before this day are left to you.",
    )
    payment_journal_id = fields.Many2one(
        "account.journal",
        domain="[('type', 'in', ('bank', 'cash', 'credit'))]",
        check_company=True,
        copy=False,
        help="The payments of automatic invoices are registered here: its account "
        "holds what Amazon owes you until it pays out. Leave it empty to register no "
        "payments.",
    )

    @api.depends("invoicing_policy")
    def _compute_invoices_from(self):
        """Leave the past alone when automatic invoices are switched on."""
        for account in self:
            if account.invoicing_policy == "no":
                account.invoices_from = False
            elif not account.invoices_from:
                account.invoices_from = fields.Date.context_today(account)
