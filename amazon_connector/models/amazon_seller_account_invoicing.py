# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..screens import count_by

# Orders a transaction invoices.
BATCH_SIZE = 50
# Orders that wait for somebody to put something right.
REFUSED = [
    ("amazon_seller_invoicing", "=", "refused"),
    ("invoice_status", "!=", "invoiced"),
]


class AmazonSellerAccountInvoicing(models.Model):
    """Which orders of an account are invoiced by themselves, and where it is paid."""

    _inherit = "amazon.seller.account"

    refused_invoice_count = fields.Integer(compute="_compute_refused_invoice_count")

    def _compute_refused_invoice_count(self):
        counts = count_by(
            self, self.env["sale.order"].sudo(), "amazon_seller_account_id", REFUSED
        )
        for account in self:
            account.refused_invoice_count = counts[account]

    # === ACTIONS AND CRON === #

    def action_view_refused_invoices(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_connector.sale_order_refused_invoice_action"
        )
        domain = [("amazon_seller_account_id", "=", self.id), *REFUSED]
        return dict(action, domain=domain)

    def action_make_payment_journal(self):
        """Make a journal for what Amazon owes, and choose it.

        Its payments go straight to its own account: paid out by Amazon, the money is
        moved from there to the bank, less Amazon's fees.
        """
        self.ensure_one()
        self.check_access("write")
        self.env["account.journal"].check_access("create")
        if self.payment_journal_id:
            raise UserError(
                self.env._("A payment journal is chosen already: remove it first.")
            )
        journal = self.env["account.journal"].create(
            {
                "name": self.name,
                "type": "bank",
                "code": self._free_journal_code(),
                "company_id": self.company_id.id,
            }
        )
        methods = (
            journal.inbound_payment_method_line_ids
            + journal.outbound_payment_method_line_ids
        )
        methods.payment_account_id = journal.default_account_id
        self.payment_journal_id = journal

    def _free_journal_code(self):
        journals = self.env["account.journal"].with_context(active_test=False)
        taken = journals.search(
            [("company_id", "=", self.company_id.id), ("code", "=like", "AMZ%")]
        ).mapped("code")
        codes = ["AMZ", *(f"AMZ{number}" for number in range(2, 100))]
        return next(code for code in codes if code not in taken)

    @api.model
    def _cron_invoice(self):
        """Invoice what is due, batch by batch."""
        commit = self.env["ir.cron"]._commit_progress
        for account in self.search([("invoicing_policy", "!=", "no")]):
            while orders := account._next_to_invoice(BATCH_SIZE):
                orders._amazon_seller_invoice()
                if not commit(len(orders), remaining=len(orders) // BATCH_SIZE):
                    return
        commit(remaining=0)

    # === BUSINESS METHODS === #

    def _next_to_invoice(self, limit=None, among=None):
        """Lock and return the next sale orders to invoice.

        :param among: sale orders to choose from; every one if not given
        """
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT s.id FROM sale_order s
                    WHERE s.amazon_seller_account_id = %s
                      AND s.amazon_seller_order_ref IS NOT NULL
                      AND s.state = 'sale'
                      AND s.amazon_seller_invoicing IN ('open', 'more')
                      AND s.date_order >= %s
                      AND NOT COALESCE(s.amazon_seller_is_held, false)
                      AND NOT COALESCE(s.amazon_seller_tax_check, false)
                      AND s.amazon_seller_check IN ('equal', 'accepted', 'rounded')
                      AND %s
                    ORDER BY s.date_order, s.id LIMIT %s
                    FOR NO KEY UPDATE SKIP LOCKED""",
                self.id,
                self.invoices_from or None,  # Without a day none is due.
                SQL(" AND ").join(self._invoicing_conditions(among)),
                limit,
            )
        )
        company = self.company_id
        return (
            self.env["sale.order"]
            .sudo()
            .with_company(company)
            .with_context(
                lang=company.partner_id.lang or self.env.lang,
                tracking_disable=True,
                mail_create_nosubscribe=True,
            )
            .browse([id_ for (id_,) in rows])
        )

    def _invoicing_conditions(self, among):
        """Return what the order's lines must fulfil.

        Only whole orders: invoiced in parts, a total that does not divide by its
        quantity would miss a cent.
        """
        yield SQL(
            """EXISTS (SELECT 1 FROM sale_order_line l
                        WHERE l.order_id = s.id AND l.product_uom_qty <> 0)"""
        )
        if self.invoicing_policy == "shipped":
            yield SQL(
                """NOT EXISTS (
                    SELECT 1 FROM sale_order_line l
                     WHERE l.order_id = s.id
                       AND (l.qty_delivered_method = 'stock_move'
                            OR l.amazon_seller_fba)
                       AND COALESCE(l.qty_delivered, 0) < l.product_uom_qty)"""
            )
        if among is not None:
            yield SQL("s.id IN %s", tuple(among.ids))
