# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from babel.dates import format_timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import babel_locale_parse, get_lang

from ..screens import form_of
from ..spapi.reports import REPORT_TYPES

PERSONAL_DATA_GROUP = "amazon_connector.group_personal_data"
SECONDS_AN_HOUR = 3600


class AmazonSellerReportContent(models.Model):
    """What is in a report's file, who may see it, and what came of it."""

    _inherit = "amazon.seller.report"

    feeds = fields.Selection(
        [
            ("orders", "Orders"),
            ("stock", "FBA Stock"),
            ("returns", "Returns"),
            ("tax_documents", "Invoice Data"),
            ("listings", "Listings"),
            ("order_check", "Cross-Check of Orders"),
            ("settlements", "Settlements"),
        ],
        "Content",
        compute="_compute_feeds",
    )
    is_personal = fields.Boolean(
        "Holds Buyers' Data",
        compute="_compute_is_personal",
        help="Names, addresses or words of buyers: only for those who may see them.",
    )
    duration = fields.Float(
        "Duration (hours)",
        compute="_compute_duration",
        store=True,
        aggregator="avg",
        help="From asking Amazon until the last row was read.",
    )
    duration_text = fields.Char("Duration", compute="_compute_duration_text")

    # === COMPUTE METHODS === #

    @api.depends("report_type")
    def _compute_feeds(self):
        for report in self:
            report.feeds = report.report_type and report._feeds().value

    @api.depends("report_type")
    def _compute_is_personal(self):
        for report in self:
            source = REPORT_TYPES.get(report.report_type)
            report.is_personal = bool(
                source and (source.is_restricted or source.reader.personal)
            )

    @api.depends("asked_at", "done_at", "is_upload")
    def _compute_duration(self):
        for report in self:
            taken = report.duration  # Read again later, it did not take longer.
            is_new = not (taken or report.is_upload)
            if is_new and report.asked_at and report.done_at:
                seconds = (report.done_at - report.asked_at).total_seconds()
                taken = max(seconds, 0) / SECONDS_AN_HOUR
            report.duration = taken

    @api.depends("duration")
    @api.depends_context("lang")
    def _compute_duration_text(self):
        locale = babel_locale_parse(get_lang(self.env).code)
        for report in self:
            report.duration_text = bool(report.duration) and format_timedelta(
                timedelta(hours=report.duration), format="short", locale=locale
            )

    # === ACTION METHODS === #

    def action_download(self):
        self.ensure_one()
        self._check_personal_data()
        return {
            "type": "ir.actions.act_url",
            "url": f"/amazon_connector/report/{self.id}",
            "target": "download",
        }

    def action_preview(self):
        """Show the first rows of the file as a table."""
        self.ensure_one()
        if not self.has_file:
            raise UserError(self._no_file_sentence())
        preview = self.env["amazon.seller.report.preview"].create(
            {"report_id": self.id}
        )
        return form_of(
            preview,
            name=self.display_name,
            target="new",
            context={"dialog_size": "extra-large"},
        )

    def action_view_records(self):
        """Show what the report's records became."""
        self.ensure_one()
        records = self._receiver()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": records._name,
            "view_mode": "list,form",
            "domain": [("report_id", "=", self.id)],
            "context": {"create": False},
        }

    # === BUSINESS METHODS === #

    def _check_personal_data(self):
        """
        :raise AccessError: the file tells of buyers what the user may not see
        """
        if self.is_personal and not self._may_see_personal_data():
            raise AccessError(
                self.env._(
                    "This file holds buyers' personal data. An Odoo administrator can "
                    "give you the right “Buyers' personal data”; the preview shows you "
                    "the rest."
                )
            )

    @api.model
    def _may_see_personal_data(self):
        return self.env.su or self.env.user.has_group(PERSONAL_DATA_GROUP)

    def _no_file_sentence(self):
        return self.env._(
            "The file is no longer here: buyers' addresses are not kept longer than 30 "
            "days. Ask Amazon for the report again."
        )

    def _file_name(self):
        start, end = (moment.date() for moment in (self.data_start, self.data_end))
        return f"{self.report_type}_{start}_{end}.txt"
