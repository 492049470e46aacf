# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..inquiry import findings, words
from ..inquiry.order_ids import NoOrderId, is_of_other_shop, read_order_id
from ..models.amazon_seller_account_inquiry import Answer, is_fetchable, naive_utc
from ..models.amazon_seller_report import OPEN_STATES
from ..screens import form_of
from ..spapi.errors import AmazonError
from ..spapi.marketplaces import by_id

EXAMPLE = "302-1234567-1234567"
# Of several accounts that hold the order, what the first of these says counts.
STATE_RANK = ("imported", "cancelled", "new", "waiting", "ignored")
REPAIRS = [
    ("import_now", "Import now"),
    ("ask_again", "Ask Again"),
    ("fetch_order", "Fetch This Order"),
    ("fetch_period", "Fetch the Period"),
    ("look_again", "Find Out Again"),
    ("open_account", "Open Account"),
    ("allow_access", "Allow Access"),
]
# What one answer leaves behind and the next one must not keep.
NO_ANSWER = {
    "finding": False,
    "severity": False,
    "title": False,
    "sentence": False,
    "notes": False,
    "repair": False,
    "order_id": False,
    "sale_order_id": False,
    "report_id": False,
    "found_account_id": False,
    "channel": False,
    "period_start": False,
    "period_end": False,
}


class AmazonSellerOrderInquiry(models.TransientModel):
    """Tells why an order is missing, and repairs what can be repaired."""

    _name = "amazon.seller.order.inquiry"
    _description = "Search for a Missing Amazon Order"

    order_ref = fields.Char("Amazon Order ID")
    account_id = fields.Many2one(
        "amazon.seller.account",
        "Seller Account",
        help="Leave empty to ask through all of them.",
    )

    finding = fields.Char(readonly=True)
    severity = fields.Char(readonly=True)  # A colour of Bootstrap's.
    title = fields.Char("Answer", readonly=True)
    sentence = fields.Text("Explanation", readonly=True)
    notes = fields.Text(readonly=True)
    repair = fields.Selection(REPAIRS, readonly=True)
    order_id = fields.Many2one("amazon.seller.order", "Amazon Order", readonly=True)
    sale_order_id = fields.Many2one("sale.order", readonly=True)
    report_id = fields.Many2one("amazon.seller.report", readonly=True)
    found_account_id = fields.Many2one(
        "amazon.seller.account", "Account Found", readonly=True
    )
    channel = fields.Char(readonly=True)
    period_start = fields.Datetime(readonly=True)
    period_end = fields.Datetime(readonly=True)

    @api.onchange("order_ref", "account_id")
    def _onchange_question(self):
        """Take the answer away: it belongs to another question."""
        self.update(NO_ANSWER)

    def write(self, vals):
        if {"order_ref", "account_id"} & vals.keys() and "finding" not in vals:
            vals = {**NO_ANSWER, **vals}
        return super().write(vals)

    # === ACTION METHODS === #

    def action_find_out(self):
        """Tell what became of the order."""
        self.ensure_one()
        self._find_out()
        return self._action_show()

    def action_repair(self):
        """Do the one thing that repairs what was found, and look again."""
        self.ensure_one()
        repairs = {
            "import_now": self._import_now,
            "ask_again": self._ask_again,
            "fetch_order": self._fetch_order,
            "fetch_period": self._fetch_period,
            "look_again": lambda: None,
            "open_account": self.action_view_account,
            "allow_access": self._allow_access,
        }
        return repairs[self.repair]() or self.action_find_out()

    def action_fetch_again(self):
        """Ask Amazon how the order stands now, and look again."""
        self.order_id.action_fetch_again()
        return self.action_find_out()

    def action_view_order(self):
        return self._action_view(self.order_id)

    def action_view_sale_order(self):
        return self._action_view(self.sale_order_id)

    def action_view_report(self):
        return self._action_view(self.report_id)

    def action_view_account(self):
        return self._action_view(self.found_account_id)

    def _action_view(self, record):
        return form_of(record, views=[(False, "form")])

    def _action_show(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_connector.amazon_seller_order_inquiry_action"
        )
        return dict(action, res_id=self.id)

    # === REPAIRS === #

    def _import_now(self):
        self.order_id.action_import()

    def _ask_again(self):
        self.report_id.check_access("read")
        self.report_id.action_ask_again()

    def _fetch_order(self):
        account = self.found_account_id
        try:
            account._fetch_order(self.order_ref)
        except AmazonError as error:
            # Not raised: what Amazon answered stays noted on the account.
            answer = self._nobody_knows([Answer.of(account, error)])
            self.write({**NO_ANSWER, **answer})
            return self._action_show()
        return None

    def _fetch_period(self):
        self.found_account_id.action_fetch_period(
            self.channel, self.period_start, self.period_end
        )

    def _allow_access(self):
        return self.found_account_id.action_allow_access()

    # === FINDING OUT === #

    def _find_out(self):
        try:
            order_ref = read_order_id(self.order_ref)
        except NoOrderId:
            raise UserError(
                self.env._(
                    "This is not one of Amazon's order ids, which look like "
                    "%(example)s: three characters, seven digits, seven digits. Copy "
                    "it from Seller Central.",
                    example=EXAMPLE,
                )
            ) from None
        found = (
            self._in_inbox(order_ref)
            or self._among_unread_rows(order_ref)
            or self._at_amazon(order_ref)
        )
        self.write({**NO_ANSWER, "order_ref": order_ref, **found})

    def _answer(self, code, values=None, **vals):
        """Return the wizard's values of a finding.

        :param values: fills the gaps of its sentence
        """
        title, sentence = words.tell(self.env, code, values or {})
        return {
            "finding": code,
            "severity": words.WORDS[code].severity,
            "title": title,
            "sentence": sentence,
            "repair": words.WORDS[code].repair,
            **vals,
        }

    def _time(self, moment):
        """Return a naive UTC time in the user's words and zone."""
        return format_datetime(self.env, moment, dt_format="short")

    # === OUR OWN BOOKS === #

    def _accounts(self):
        """Return the accounts whose books may be looked into, the chosen one first."""
        with_archived = [("active", "in", (True, False))]
        return self.account_id | self.env["amazon.seller.account"].search(with_archived)

    def _in_inbox(self, order_ref):
        orders = self.env["amazon.seller.order"].search(
            [
                ("account_id", "in", self._accounts().ids),
                ("amazon_order_id", "=", order_ref),
            ]
        )
        if not orders:
            return None
        order = min(orders, key=lambda order: STATE_RANK.index(order.state))
        sale_order = order.sale_order_id.sudo()
        code = findings.of_inbox(order.state, order.reason, sale_order.state or "")
        labels = dict(order._fields["reason"]._description_selection(self.env))
        values = {
            "account": order.account_id.name,
            "sale_order": sale_order.name,
            "reason": order.reason_text,
            "reason_label": labels.get(order.reason),
        }
        return self._answer(
            code,
            values,
            order_id=order.id,
            sale_order_id=self._may_open(order.sale_order_id) and sale_order.id,
            found_account_id=order.account_id.id,
        )

    def _may_open(self, record):
        return bool(record) and record.has_access("read")

    def _among_unread_rows(self, order_ref):
        issues = self.env["amazon.seller.report.issue"].search(
            [
                ("report_id.account_id", "in", self._accounts().ids),
                ("amazon_order_ref", "=", order_ref),
            ],
            order="id desc",
        )
        if not issues:
            return None
        issue, report = issues[0], issues[0].report_id
        is_asked_again = self.env["amazon.seller.report"].search_count(
            [
                ("account_id", "=", report.account_id.id),
                ("report_type", "=", report.report_type),
                ("state", "in", OPEN_STATES),
                ("data_start", "<=", report.data_start),
                ("data_end", ">=", report.data_end),
            ],
            limit=1,
        )
        code = findings.of_unread_row(len(issues.report_id), bool(is_asked_again))
        values = {
            "line": issue.line_number,
            "row_reason": issue.reason,
            "account": report.account_id.name,
            "start": self._time(report.data_start),
            "end": self._time(report.data_end),
        }
        return self._answer(
            code,
            values,
            report_id=report.id,
            found_account_id=report.account_id.id,
        )

    # === AMAZON === #

    def _at_amazon(self, order_ref):
        if is_of_other_shop(order_ref):
            return self._answer("not_amazon")
        accounts = self._accounts().filtered("active")
        asked, found, answers = (self.account_id or accounts)._ask_for_order(order_ref)
        if not found:
            return self._nobody_knows(answers)
        account = (asked | accounts)._account_fetching(found)
        return self._known_to_amazon(account, found)

    def _known_to_amazon(self, account, found):
        code, period = account._find_out(found)
        report = account.browse()
        if code in ("asked", "recent"):
            report = account._open_report_over(found)
            code = "asked" if report else "recent"
        start, end = period or (False, False)
        marketplace = by_id(found.marketplace_id)
        channel = self.env["amazon.seller.order"]._fields["channel"]
        channels = dict(channel._description_selection(self.env))
        values = {
            "account": account.name,
            "marketplace": marketplace.name if marketplace else found.marketplace_id,
            "channel": channels.get(found.channel.value),
            "created": self._time(naive_utc(found.created_at)),
            "updated": self._time(naive_utc(found.updated_at or found.created_at)),
            "start_date": self._time(account.order_start_date),
            "start": start and self._time(start),
            "end": end and self._time(end),
        }
        answer = self._answer(
            code,
            values,
            found_account_id=account.id,
            report_id=report.id,
            channel=found.channel.value,
            period_start=start,
            period_end=end,
        )
        if answer["repair"] == "fetch_order" and not is_fetchable(found):
            answer.update(repair=False, notes=self.env._(words.NOT_FETCHABLE_YET))
        return answer

    def _nobody_knows(self, answers):
        code = findings.of_answers(answer.kind for answer in answers)
        silent = [answer for answer in answers if answer.kind in _SILENT]
        moments = [
            answer.error.retry_at for answer in answers if answer.kind == "throttled"
        ]
        values = {
            "asked": ", ".join(
                answer.account.name for answer in answers if answer.kind == "unknown"
            ),
            "retry_at": moments and self._time(naive_utc(max(moments))),
        }
        vals = {}
        notes = [answer.words() for answer in silent]
        if silent:
            account = silent[0].account
            vals["found_account_id"] = account.id
            if silent[0].kind == "not_asked" and account.has_access("write"):
                vals["repair"] = "allow_access"
        if self._is_company_left_out():
            notes.append(self.env._(words.COMPANIES_LEFT_OUT))
        return self._answer(code, values, notes="\n".join(notes), **vals)

    def _is_company_left_out(self):
        """Whether the user might see further accounts with other companies ticked."""
        companies = self.env.user.company_ids
        accounts = self.env["amazon.seller.account"].with_context(
            allowed_company_ids=companies.ids
        )
        others = (companies - self.env.companies).ids
        return bool(accounts.search_count([("company_id", "in", others)], limit=1))


_SILENT = ("refused", "not_asked")
