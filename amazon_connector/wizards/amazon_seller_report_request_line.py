# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from ..models.amazon_seller_report import REPORT_TYPE_LABELS
from ..spapi.reports import REPORT_TYPES, Feed


class AmazonSellerReportRequestLine(models.TransientModel):
    """A type of report that may be asked for, and what that would mean."""

    _name = "amazon.seller.report.request.line"
    _description = "Type of Report to Request"

    request_id = fields.Many2one(
        "amazon.seller.report.request",
        "Request of Amazon Reports",
        required=True,
        ondelete="cascade",
        index=True,
    )
    is_wanted = fields.Boolean("Request")
    report_type = fields.Selection(REPORT_TYPE_LABELS, "Report", required=True)
    is_requestable = fields.Boolean(compute="_compute_is_requestable")
    request_count = fields.Integer("Requests", compute="_compute_plan")
    ready_at = fields.Datetime("Ready at About", compute="_compute_plan")
    remark = fields.Char(compute="_compute_plan")

    @api.depends("report_type")
    def _compute_is_requestable(self):
        for line in self:
            source = line._source()
            line.is_requestable = bool(source and source.is_requestable)

    @api.depends(
        "report_type",
        "request_id.account_ids",
        "request_id.marketplace_ids",
        "request_id.mode",
        "request_id.data_start",
        "request_id.data_end",
    )
    def _compute_plan(self):
        for request, lines in self.grouped("request_id").items():
            outlook = request._outlook()
            for line in lines:
                wishes = outlook.wishes(line._source())
                line.request_count = sum(wish.count for wish in wishes)
                line.ready_at = outlook.ready_at(wishes)
                line.remark = " ".join(line._remarks(wishes, outlook)) or False

    def _source(self):
        return REPORT_TYPES.get(self.report_type)

    # === WHAT THERE IS TO SAY === #

    def _remarks(self, wishes, outlook):
        """Yield sentences on what Amazon will not give, or not so soon."""
        source = self._source()
        if not source.is_requestable:
            yield self.env._(
                "Amazon makes these by itself; they are found there and read."
            )
            return
        yield from self._remarks_on_accounts(source, wishes)
        if self.request_id.mode == "period" and not source.is_snapshot:
            yield from self._remarks_on_period(source, outlook)
        elif wishes and not self.request_count:
            yield self.env._("Nothing is missing.")
        again_at = outlook.made_again_at(wishes)
        if again_at:
            yield self.env._(
                "Amazon made it just now and makes it anew from %s on.",
                format_datetime(self.env, again_at, dt_format="short"),
            )

    def _remarks_on_accounts(self, source, wishes):
        others = self.request_id.account_ids.filtered(
            lambda account: account.region not in source.regions
        )
        if others:
            yield self.env._(
                "Not for %s: Amazon makes this report in other regions only.",
                ", ".join(others.mapped("name")),
            )
        if source.stands_in_for:
            yield self.env._("For apps without the role “Tax Remittance”.")
        denied = [
            wish.account.name
            for wish in wishes
            if wish.account._denied_until(source.name)
        ]
        if denied:
            yield self.env._(
                "Amazon refuses it for %s, since the app lacks the role for it: see "
                "“Reports” on the account.",
                ", ".join(denied),
            )
        without = [wish.account.name for wish in wishes if not wish.places]
        if without:
            yield self.env._(
                "Not for %s: none of its marketplaces is fetched.", ", ".join(without)
            )

    def _remarks_on_period(self, source, outlook):
        start = self.request_id.data_start
        if not start:
            return
        oldest = outlook.oldest(source)
        if start < oldest:
            yield self.env._(
                "Amazon tells nothing of what was before %s.",
                format_date(self.env, oldest),
            )
        first = max(self.request_id.account_ids.mapped("order_start_date"))
        if source.feeds is Feed.ORDERS and start < first:
            yield self.env._(
                "Orders bought before %s are set aside (“Orders From” on the account).",
                format_date(self.env, first),
            )
