# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

REASONS = {
    "bad_number": _lt("“%(column)s” is not a number."),
    "bad_date": _lt("“%(column)s” is not a date."),
    "missing_value": _lt("“%(column)s” is empty."),
    "bad_order_id": _lt("The order id is not one of Amazon's."),
    "excel_number": _lt(
        "“%(column)s” was damaged by a spreadsheet program (such as 1.23E+14). Use the "
        "file as Amazon made it."
    ),
    "ambiguous_number": _lt(
        "“%(column)s” holds a number such as 1,234 or 1.234, and the rest of the file "
        "does not tell whether thousands or decimals are meant. Use the file as Amazon "
        "made it, with tabs."
    ),
    "too_many_columns": _lt("The row has more columns than the header."),
    "conflicting_rows": _lt("The row contradicts another row of the same order item."),
    "conflicting_amounts": _lt(
        "“%(column)s” contradicts the other amounts of its row. Look the document up "
        "in Seller Central and enter it by hand."
    ),
    "unknown_value": _lt("“%(column)s” holds a word that is not known."),
    "tax_collector": _lt(
        "Amazon states a tax and, in “%(column)s”, another one who collects it than is "
        "known for this marketplace. Enter the order by hand."
    ),
    "cut_row": _lt("The row is cut off. Ask for the report again."),
}


class AmazonSellerReportIssue(models.Model):
    """A row of a report that could not be read, with line number and reason."""

    _name = "amazon.seller.report.issue"
    _description = "Amazon Report Row not Read"
    _order = "report_id, line_number"

    report_id = fields.Many2one(
        "amazon.seller.report", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True)
    line_number = fields.Integer("Line", required=True)
    amazon_order_ref = fields.Char("Amazon Order", index="btree_not_null")
    code = fields.Char(required=True)
    column_name = fields.Char("Column")
    reason = fields.Char(compute="_compute_reason")

    @api.depends("code", "column_name")
    @api.depends_context("lang")
    def _compute_reason(self):
        for issue in self:
            words = self.env._(REASONS[issue.code]) if issue.code in REASONS else ""
            issue.reason = words % {"column": issue.column_name} or issue.code

    @api.model
    def _prepare_values(self, report, row):
        return {
            "report_id": report.id,
            "line_number": row.line_number,
            "amazon_order_ref": row.order_id,
            "code": row.code,
            "column_name": row.column,
        }
