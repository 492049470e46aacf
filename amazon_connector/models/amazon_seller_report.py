# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime

from ..explanations import explain
from ..screens import notification, view_of
from ..spapi.reports import REPORT_TYPES, Scope
from ..spapi.searches import SEARCHES
from ..spapi.stock import pool_of

REPORT_TYPE_LABELS = [(each.name, each.label) for each in REPORT_TYPES.values()]
# What no report tells any more is searched for, order by order.
SEARCH_LABELS = [
    ("SEARCH_ORDERS_MFN", "Merchant fulfilment – Search for older orders"),
    ("SEARCH_ORDERS_AFN", "Fulfilment by Amazon – Search for older orders"),
]

# What still needs Amazon, and what is not finished.
AMAZON_STATES = ("wanted", "asked", "ready")
OPEN_STATES = (*AMAZON_STATES, "stored")


class AmazonSellerReport(models.Model):
    """A report from the moment it is wanted until the last of its rows is read."""

    _name = "amazon.seller.report"
    _description = "Amazon Report"
    _order = "create_date desc, id desc"

    account_id = fields.Many2one(
        "amazon.seller.account", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    report_type = fields.Selection(
        REPORT_TYPE_LABELS + SEARCH_LABELS, required=True, readonly=True
    )
    is_search = fields.Boolean(compute="_compute_is_search")
    is_upload = fields.Boolean(
        "Uploaded by Hand",
        readonly=True,
        copy=False,
        help="A file that somebody brought: it proves nothing about a period.",
    )
    data_start = fields.Datetime("From", required=True, readonly=True)
    data_end = fields.Datetime("To", required=True, readonly=True)
    marketplace_ids = fields.Many2many(
        "amazon.seller.marketplace", string="Marketplaces", readonly=True, copy=False
    )
    may_ask_again = fields.Boolean(compute="_compute_may_ask_again")
    state = fields.Selection(
        [
            ("wanted", "To be asked for"),
            ("asked", "Amazon is working"),
            ("ready", "To be downloaded"),
            ("stored", "To be read"),
            ("done", "Read"),
            ("empty", "No data"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="wanted",
        index=True,
    )
    report_identifier = fields.Char("Report ID", readonly=True, copy=False)
    document_identifier = fields.Char("Document ID", readonly=True, copy=False)
    asked_at = fields.Datetime("Asked For On", readonly=True, copy=False)
    done_at = fields.Datetime("Read On", readonly=True, copy=False)
    next_try_at = fields.Datetime("Next Try", readonly=True, copy=False)
    failure_count = fields.Integer("Failed Tries", readonly=True, copy=False)
    error_code = fields.Char(readonly=True, copy=False)
    error_detail = fields.Char(readonly=True, copy=False)
    error_message = fields.Char("Reason", compute="_compute_error_message")
    place = fields.Char(
        compute="_compute_place",
        help="The one marketplace, or the stock area, that the report is of; empty for "
        "all marketplaces.",
    )
    charset = fields.Char(readonly=True, copy=False)
    file_size = fields.Integer("File Size (bytes)", readonly=True, copy=False)
    has_file = fields.Boolean(compute="_compute_has_file", compute_sudo=True)
    part_ids = fields.One2many(
        "amazon.seller.report.part", "report_id", groups=fields.NO_ACCESS
    )
    issue_ids = fields.One2many(
        "amazon.seller.report.issue", "report_id", "Rows not Read", readonly=True
    )
    read_position = fields.Integer(readonly=True, copy=False)
    progress = fields.Integer("Progress (%)", readonly=True, copy=False)
    row_count = fields.Integer("Rows", readonly=True, copy=False)
    record_count = fields.Integer("Records", readonly=True, copy=False)
    order_count = fields.Integer("Orders", readonly=True, copy=False)
    new_count = fields.Integer("New", readonly=True, copy=False)
    known_count = fields.Integer("Known Already", readonly=True, copy=False)
    changed_count = fields.Integer("Changed", readonly=True, copy=False)
    imported_count = fields.Integer("Imported", compute="_compute_order_states")
    waiting_count = fields.Integer("Waiting", compute="_compute_order_states")
    ignored_count = fields.Integer("Ignored", compute="_compute_order_states")
    issue_count = fields.Integer(
        "Rows not Read (count)", compute="_compute_issue_count", store=True
    )

    _report_identifier_uniq = models.Constraint(
        "UNIQUE(account_id, report_identifier)",
        "This report of Amazon's is here already.",
    )

    _open_idx = models.Index(
        "(account_id) WHERE state IN ('wanted', 'asked', 'ready', 'stored')",
    )

    # === COMPUTE METHODS === #

    @api.depends("report_type")
    def _compute_is_search(self):
        for report in self:
            report.is_search = report.report_type in SEARCHES

    @api.depends("report_type", "is_upload")
    def _compute_may_ask_again(self):
        for report in self:
            source = REPORT_TYPES.get(report.report_type)
            is_requestable = not source or source.is_requestable
            report.may_ask_again = is_requestable and not report.is_upload

    @api.depends("report_type", "data_start", "data_end")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        labels = dict(self._fields["report_type"]._description_selection(self.env))
        for report in self:
            start, end = (
                format_date(self.env, moment)
                for moment in (report.data_start, report.data_end)
            )
            period = start if start == end else f"{start} – {end}"
            report.display_name = f"{labels.get(report.report_type)} {period}"

    @api.depends("error_code", "error_detail", "state", "next_try_at")
    @api.depends_context("lang", "tz")
    def _compute_error_message(self):
        now = fields.Datetime.now()
        for report in self:
            if report.error_code:
                message = explain(self.env, report.error_code, report.error_detail)
            elif report.state == "wanted" and (report.next_try_at or now) > now:
                message = self.env._(
                    "Its turn comes at %s: orders come first, and Amazon takes only so "
                    "many requests.",
                    format_datetime(self.env, report.next_try_at, dt_format="short"),
                )
            else:
                message = False
            report.error_message = message

    @api.depends("report_type", "marketplace_ids.name")
    def _compute_place(self):
        for report in self:
            source = REPORT_TYPES.get(report.report_type)
            scope = source.scope if source else Scope.ALL
            marketplaces = report.marketplace_ids
            if scope is Scope.EACH:
                report.place = ", ".join(marketplaces.mapped("name"))
            elif scope is Scope.POOL:
                identifiers = marketplaces.mapped("marketplace_identifier")
                report.place = ", ".join(sorted(set(map(pool_of, identifiers))))
            else:
                report.place = False

    @api.depends("file_size")
    def _compute_has_file(self):
        with_file = {
            report
            for [report] in self.env["amazon.seller.report.part"]._read_group(
                [("report_id", "in", self.ids)], ["report_id"]
            )
        }
        for report in self:
            report.has_file = report in with_file

    def _compute_order_states(self):
        counts = {
            (report, state): count
            for report, state, count in self.env["amazon.seller.order"]._read_group(
                [("report_id", "in", self.ids)], ["report_id", "state"], ["__count"]
            )
        }
        for report in self:
            report.imported_count = counts.get((report, "imported"), 0)
            report.waiting_count = counts.get((report, "waiting"), 0)
            report.ignored_count = counts.get((report, "ignored"), 0)

    @api.depends("issue_ids")
    def _compute_issue_count(self):
        for report in self:
            report.issue_count = len(report.issue_ids)

    # === ACTION METHODS === #

    def action_ask_again(self):
        """Ask Amazon for the same anew, as new reports."""
        finished = self.filtered(lambda report: report.state not in OPEN_STATES)
        finished._check_askable()
        copies = self.sudo().create([each._values_to_ask_again() for each in finished])
        self.env.ref("amazon_connector.ir_cron_synchronize").sudo()._trigger()
        return (copies.with_env(self.env) or self)._action_view()

    def _check_askable(self):
        """
        :raise UserError: one of the reports is none that Amazon makes when asked
        """
        if self.filtered("is_upload"):
            raise UserError(
                self.env._(
                    "An uploaded file did not come from Amazon and cannot be asked for "
                    "again. Upload it once more, or use Reports » Request."
                )
            )
        others = self.filtered(lambda report: not report.may_ask_again)
        if not others:
            return
        if any(REPORT_TYPES[report.report_type].is_schedulable for report in others):
            raise UserError(
                self.env._(
                    "This report cannot be asked for: Amazon makes it on a schedule "
                    "only. See Reports » Scheduled."
                )
            )
        raise UserError(
            self.env._(
                "Settlements cannot be asked for: Amazon makes them by itself, and "
                "they are found there."
            )
        )

    def _values_to_ask_again(self):
        values = {
            "account_id": self.account_id.id,
            "report_type": self.report_type,
            "data_start": self.data_start,
            "data_end": self.data_end,
        }
        source = REPORT_TYPES.get(self.report_type)
        if source and source.scope is not Scope.ALL:
            values["marketplace_ids"] = [fields.Command.set(self.marketplace_ids.ids)]
        if source and source.is_snapshot:
            values.update(
                dict.fromkeys(("data_start", "data_end"), fields.Datetime.now())
            )
        return values

    def action_read_again(self):
        """Read the stored files anew; known orders stay what they are."""
        reports = self.filtered(lambda report: report.state in ("done", "failed"))
        if not all(report.has_file for report in reports):
            raise UserError(self._no_file_sentence())
        reports.sudo()._reset_reading()
        self.env.ref("amazon_connector.ir_cron_synchronize").sudo()._trigger()
        return notification(
            self.env._("The files are read again within a minute; nothing comes twice.")
        )

    def _periods(self):
        """Return the periods of these reports, as pairs of naive UTC times."""
        return [(report.data_start, report.data_end) for report in self]

    def _is_for_all_marketplaces(self):
        """Whether the report tells, or will tell, of all that are fetched today."""
        if self.state == "wanted" and not self.marketplace_ids:
            return True
        return not self.account_id._fetched_marketplaces() - self.marketplace_ids

    def action_view_orders(self):
        self.ensure_one()
        return view_of(
            self.env,
            "amazon_connector.amazon_seller_order_action",
            [("report_id", "=", self.id)],
        )

    def _action_view(self):
        return view_of(
            self.env,
            "amazon_connector.amazon_seller_report_action",
            [("id", "in", self.ids)],
        )
