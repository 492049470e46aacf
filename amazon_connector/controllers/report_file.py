# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from werkzeug.exceptions import Forbidden, NotFound

from odoo import api, http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request
from odoo.modules.registry import Registry

from ..explanations import explain
from ..secret_box import SecretUnreadable


class ReportFileController(http.Controller):
    @http.route(
        "/amazon_connector/report/<int:report_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download(self, report_id):
        """Stream a report's file as Amazon made it."""
        report = request.env["amazon.seller.report"].browse(report_id).exists()
        if not (report and report.has_access("read") and report.has_file):
            raise NotFound
        try:
            report._check_personal_data()
            next(request.env["amazon.seller.report.part"].sudo()._load(report))
        except AccessError as error:
            raise Forbidden(str(error)) from None
        except SecretUnreadable as error:
            # Said before the answer begins, not by a file that breaks off.
            raise UserError(explain(request.env, error.code)) from None
        headers = [
            ("Content-Type", "text/plain; charset=" + (report.charset or "utf-8")),
            ("Content-Disposition", content_disposition(report._file_name())),
            ("Content-Length", str(report.file_size)),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        pieces = _stream(request.db, request.env.uid, report_id)
        return request.make_response(pieces, headers)


def _stream(database, uid, report_id):
    """Yield the file piece by piece.

    The request's own cursor is closed by the time the server reads on.
    """
    with Registry(database).cursor(readonly=True) as cr:
        env = api.Environment(cr, uid, {})
        report = env["amazon.seller.report"].browse(report_id)
        yield from env["amazon.seller.report.part"].sudo()._load(report)
