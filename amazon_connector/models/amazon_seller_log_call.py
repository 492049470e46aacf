# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ..explanations import explain
from ..spapi.errors import Verdict
from ..spapi.reports import REPORT_TYPES
from .amazon_seller_log import OUTCOMES

_lt = LazyTranslate(__name__)

OPERATIONS = {
    "lwa.refreshToken": _lt("Sign in"),
    "sellers.getAccount": _lt("Look at the seller's plan"),
    "sellers.getMarketplaceParticipations": _lt("Look at the marketplaces"),
    "tokens.createRestrictedDataToken": _lt("Ask for access to personal data"),
    "reports.createReport": _lt("Ask for a report"),
    "reports.getReport": _lt("Look how far a report is"),
    "reports.getReports": _lt("Look which reports there are"),
    "reports.cancelReport": _lt("Cancel a report"),
    "reports.getReportDocument": _lt("Ask where a report's file is"),
    "reports.createReportSchedule": _lt("Schedule a report"),
    "reports.getReportSchedules": _lt("Look at the schedules"),
    "reports.cancelReportSchedule": _lt("Cancel a schedule"),
    "documents.download": _lt("Download a report's file"),
    "orders.getOrder": _lt("Look at an order"),
    "orders.searchOrders": _lt("Search for orders"),
}


class AmazonSellerLogCall(models.Model):
    """One call to Amazon."""

    _name = "amazon.seller.log.call"
    _description = "Amazon Call"
    _order = "called_at, id"
    _log_access = False

    log_id = fields.Many2one(
        "amazon.seller.log", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="log_id.company_id", store=True)
    called_at = fields.Datetime("Time", required=True, readonly=True)
    operation = fields.Char("Amazon's Operation", required=True, readonly=True)
    about = fields.Char(readonly=True)
    what = fields.Char("Call", compute="_compute_what")
    seconds = fields.Float("Duration (s)", readonly=True, digits=(10, 2))
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    error_code = fields.Char(readonly=True)
    error_detail = fields.Char("Amazon's Words", readonly=True)
    http_status = fields.Integer("HTTP Status", readonly=True)
    request_identifier = fields.Char(
        "Request ID",
        readonly=True,
        help="Amazon's support finds the call by it.",
    )
    message = fields.Char("In Plain Words", compute="_compute_message")

    _kept_idx = models.Index("(called_at) WHERE outcome = 'done'")

    @api.depends("operation", "about")
    @api.depends_context("lang")
    def _compute_what(self):
        labels = dict(
            self.env["amazon.seller.report"]
            ._fields["report_type"]
            ._description_selection(self.env)
        )
        for call in self:
            words = self._words(call.operation)
            about = labels.get(call.about) if call.about in REPORT_TYPES else call.about
            call.what = f"{words}: {about}" if about else words

    @api.depends("error_code", "error_detail")
    @api.depends_context("lang")
    def _compute_message(self):
        for call in self:
            call.message = call.error_code and explain(
                self.env, call.error_code, call.error_detail
            )

    @api.model
    def _words(self, operation):
        """Return what an operation of Amazon's does, in the reader's words."""
        words = OPERATIONS.get(operation)
        return self.env._(words) if words else operation

    @api.model
    def _values(self, called_at, call):
        """Return the values of a :class:`~..spapi.door.Call`."""
        error = call.error
        return {
            "called_at": called_at,
            "operation": call.operation,
            "about": call.about,
            "seconds": call.seconds,
            "outcome": _outcome(error),
            "error_code": error and error.code,
            # What we put off ourselves is named by the operation alone.
            "error_detail": error and error.code != "throttled" and error.detail,
            "http_status": error.http_status if error else 0,
            "request_identifier": error and error.request_id,
        }


def _outcome(error):
    if error is None:
        return "done"
    if error.code == "throttled":
        return "limited"
    return "failed" if error.verdict is Verdict.RETRY else "refused"
