# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ..explanations import explain
from ..insertion import insert_new
from .amazon_seller_report import REPORT_TYPE_LABELS

_lt = LazyTranslate(__name__)

ADVICE = {
    "no_billing_address": _lt(
        "Your order reports contain no billing addresses: invoices would go to the "
        "delivery address. In Seller Central open “Orders » Order Reports”, press "
        "“Add or remove order report columns” and tick the billing address."
    ),
    "no_recipient": _lt(
        "Your order reports contain no delivery addresses. Tick the role "
        "“Direct-to-Consumer Delivery” at the app's page at Amazon, then press “Allow "
        "Access” again."
    ),
    "no_promotions": _lt(
        "Your order reports contain no promotions: discounted orders would be too "
        "expensive. In Seller Central open “Orders » Order Reports”, press “Add or "
        "remove order report columns” and tick the promotions."
    ),
    "no_sales_channel": _lt(
        "Your order reports do not say on which marketplace an order was placed. In "
        "Seller Central open “Orders » Order Reports”, press “Add or remove order "
        "report columns” and tick the sales channel."
    ),
    "xml_instead": _lt(
        "Your order reports come as XML instead of text. They are read all the same, "
        "but XML lacks billing addresses: in Seller Central, under “Settings » Order "
        "reports”, choose the text format."
    ),
    "wrong_charset": _lt(
        "The characters of this report are not what Amazon says they are: umlauts in "
        "names and titles may be wrong. Look at the last orders; if they are wrong, "
        "tell Amazon's seller support."
    ),
    "localised_header": _lt(
        "The column names of this report are not in English, so it cannot be read. In "
        "Seller Central set the language of your account to English, or ask for the "
        "report again here instead of uploading the file."
    ),
    "web_page": _lt(
        "Amazon sent a web page instead of this report. Nothing to do: it is asked for "
        "again by itself. If it lasts, tell Amazon's seller support."
    ),
    "empty_though_orders": _lt(
        "Amazon says that there is no data for this report, but orders of these days "
        "are known here. They are asked for again; compare the number of orders with "
        "Seller Central."
    ),
    "cancelled_by_other": _lt(
        "Amazon keeps cancelling this report in favour of another program's. Let only "
        "one program ask for it: on the account, under Reports, choose “Another "
        "program or Amazon makes it”."
    ),
    "orders_missing": _lt(
        "Amazon lists orders that have not come here although their days were read. "
        "Open “Orders » Missing Orders” and fetch them."
    ),
    "pending_refused": _lt(
        "Amazon does not tell this app which orders are pending, so nothing new is "
        "reserved for them. Tick the role “Inventory and Order Tracking” at the app's "
        "page at Amazon, then press “Allow Access” again; or switch “Reserve for "
        "Pending Orders” off."
    ),
    "not_read": _lt(
        "For long no report has been read: look at this account's reports."
    ),
    "none_found": _lt(
        "For long no such report has been found at Amazon. If nobody makes it any "
        "more, choose on the account, under Reports, how it is to come, or that it is "
        "not fetched."
    ),
}


class AmazonSellerAdvice(models.Model):
    """What somebody should put right at Amazon, said once; it closes by itself."""

    _name = "amazon.seller.advice"
    _inherit = "amazon.seller.account.record"
    _description = "Amazon Advice"
    _order = "closed_at DESC NULLS FIRST, id DESC"
    _rec_name = "text"

    code = fields.Char(required=True, readonly=True)
    report_type = fields.Selection(REPORT_TYPE_LABELS, "Report", readonly=True)
    report_id = fields.Many2one(
        "amazon.seller.report",
        "Seen In",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    detail = fields.Char("Amazon's Words", readonly=True)
    text = fields.Text("Advice", compute="_compute_text")
    create_date = fields.Datetime("Since")
    closed_at = fields.Datetime("Right Since", readonly=True)

    _open_uniq = models.UniqueIndex(
        "(account_id, code, COALESCE(report_type, '')) WHERE closed_at IS NULL",
        "This advice is given already.",
    )

    @api.depends("code", "detail")
    @api.depends_context("lang")
    def _compute_text(self):
        for advice in self:
            words = ADVICE.get(advice.code)
            advice.text = (
                self.env._(words)
                if words
                else explain(self.env, advice.code, advice.detail)
            )

    # === GIVING AND TAKING BACK === #

    @api.model
    def _update(self, account, possible, found, *, report_type=False, report=None):
        """Give the advice that is found, take back what is right by now.

        :param possible: codes that could have been found this time
        :param found: those that were; codes of explanations.py will do, too
        :param report: where it was seen
        :return: the advice that stands now
        """
        advice = self.sudo()
        given = advice.search(
            [
                ("account_id", "=", account.id),
                ("report_type", "=", report_type),
                ("closed_at", "=", False),
                ("code", "in", list(possible)),
            ]
        )
        right = given.filtered(lambda each: each.code not in found)
        right._close()
        new = insert_new(
            advice,
            [
                {
                    "account_id": account.id,
                    "company_id": account.company_id.id,
                    "code": code,
                    "report_type": report_type,
                    "report_id": report.id if report else False,
                    "detail": report.error_detail if report else False,
                }
                for code in sorted(set(found) - set(given.mapped("code")))
            ],
            (),  # What is open is unique by an expression.
        )
        account.invalidate_recordset(["advice_ids", "advice_count"])
        new._say()
        return given - right | new

    def _say(self):
        """Tell the person responsible, once."""
        for advice in self:
            account = advice.account_id
            with account._telling():
                reader = advice.with_context(
                    lang=account.responsible_id.lang or self.env.lang
                )
                account._tell(reader._sentence())

    def _sentence(self):
        if not self.report_type:
            return self.text
        labels = dict(self._fields["report_type"]._description_selection(self.env))
        return f"{labels[self.report_type]}: {self.text}"

    def _close(self):
        self.closed_at = fields.Datetime.now()
