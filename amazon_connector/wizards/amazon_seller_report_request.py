# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.amazon_seller_report import REPORT_TYPE_LABELS
from ..spapi.periods import pieces
from ..spapi.reports import REPORT_TYPES


class AmazonSellerReportRequest(models.TransientModel):
    _name = "amazon.seller.report.request"
    _description = "Request of an Amazon Report"

    account_id = fields.Many2one(
        "amazon.seller.account",
        required=True,
        domain=[("is_authorized", "=", True), ("is_paused", "=", False)],
        default=lambda self: self._default_account(),
    )
    offered_types = fields.Json(compute="_compute_offered_types")
    report_type = fields.Selection(
        REPORT_TYPE_LABELS,
        required=True,
        compute="_compute_report_type",
        store=True,
        readonly=False,
        precompute=True,
    )
    data_start = fields.Datetime(
        "From",
        required=True,
        default=lambda self: fields.Datetime.now() - timedelta(days=7),
    )
    data_end = fields.Datetime(
        "To", required=True, default=lambda self: fields.Datetime.now()
    )
    request_count = fields.Integer(compute="_compute_request_count")
    earliest = fields.Datetime(compute="_compute_request_count")

    def _default_account(self):
        accounts = self.env["amazon.seller.account"].search(
            [("is_authorized", "=", True), ("is_paused", "=", False)], limit=2
        )
        return accounts if len(accounts) == 1 else accounts.browse()

    @api.depends("account_id")
    def _compute_offered_types(self):
        """Offer what Amazon makes for the account's region."""
        for request in self:
            region = request.account_id.region
            request.offered_types = [
                report_type.name
                for report_type in REPORT_TYPES.values()
                if not region or region in report_type.regions
            ]

    @api.depends("offered_types")
    def _compute_report_type(self):
        for request in self:
            if request.report_type not in request.offered_types:
                request.report_type = next(iter(request.offered_types), False)

    @api.depends("report_type", "data_start", "data_end")
    def _compute_request_count(self):
        now = fields.Datetime.now()
        for request in self:
            report_type = REPORT_TYPES.get(request.report_type)
            request.earliest = report_type and (
                now - timedelta(days=report_type.max_age_days)
            )
            request.request_count = len(request._periods())

    def _periods(self):
        """Return the periods to ask for, cut to what Amazon allows."""
        self.ensure_one()
        if not (self.report_type and self.data_start and self.data_end):
            return []
        start = max(self.data_start, self.earliest)
        end = min(self.data_end, fields.Datetime.now())
        max_days = REPORT_TYPES[self.report_type].max_days
        return list(pieces(start, end, timedelta(days=max_days)))

    def action_request(self):
        """Want the reports, and show them."""
        self.ensure_one()
        self.account_id.check_access("read")
        if not self.account_id.is_authorized:
            raise UserError(
                self.env._(
                    "Access to %s is not allowed. An administrator must press "
                    '"Allow Access" on the account first.',
                    self.account_id.name,
                )
            )
        if self.account_id.is_paused:
            raise UserError(
                self.env._(
                    "%s is paused because Amazon refused it: see the account for what "
                    "to do. What is missing is fetched by itself afterwards.",
                    self.account_id.name,
                )
            )
        if self.report_type not in self.offered_types:
            raise UserError(
                self.env._(
                    "Amazon makes this report for other regions than that of %s.",
                    self.account_id.name,
                )
            )
        periods = self._periods()
        if not periods:
            raise UserError(
                self.env._(
                    "There is nothing to ask for in this period: it must end after "
                    "its start, and Amazon's reports reach back to %s.",
                    format_date(self.env, self.earliest),
                )
            )
        source = REPORT_TYPES[self.report_type]
        reports = self.account_id.sudo()._want([(source, each) for each in periods])
        self.env.ref("amazon_connector.ir_cron_synchronize").sudo()._trigger()
        return reports.with_env(self.env)._action_view()
