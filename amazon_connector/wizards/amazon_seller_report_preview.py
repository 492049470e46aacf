# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..explanations import explain
from ..secret_box import SecretUnreadable
from ..spapi.errors import AmazonError
from .preview_table import first_rows


class AmazonSellerReportPreview(models.TransientModel):
    """The first rows of a report's file, read anew whenever somebody looks."""

    _name = "amazon.seller.report.preview"
    _description = "Preview of an Amazon Report"

    report_id = fields.Many2one(
        "amazon.seller.report", required=True, readonly=True, ondelete="cascade"
    )
    hides_personal_data = fields.Boolean(compute="_compute_content")
    # Escaped here; stored nowhere.
    content = fields.Html(compute="_compute_content", sanitize=False)
    problem = fields.Char(compute="_compute_content")

    @api.depends("report_id")
    @api.depends_context("uid", "lang")
    def _compute_content(self):
        for preview in self:
            report = preview.report_id
            report.check_access("read")
            may_see = report._may_see_personal_data()
            preview.hides_personal_data = report.is_personal and not may_see
            preview.content = preview.problem = False
            try:
                preview.content = preview._first_rows(may_see)
            except (AmazonError, SecretUnreadable) as error:
                detail = error.detail if may_see else ""
                preview.problem = explain(self.env, error.code, detail)

    def _first_rows(self, may_see):
        report = self.report_id
        parts = self.env["amazon.seller.report.part"].sudo()
        return first_rows(
            report.report_type,
            lambda: parts._load(report),
            report._file_charset(),
            may_see_personal_data=may_see,
        )

    def action_download(self):
        return self.report_id.action_download()
