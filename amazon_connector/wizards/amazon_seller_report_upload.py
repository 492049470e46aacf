# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import zlib
from datetime import timezone

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import secret_box
from ..models.amazon_seller_report import REPORT_TYPE_LABELS
from ..screens import form_of
from ..secret_box import SecretUnreadable
from ..spapi.errors import AmazonError
from ..spapi.reports import REPORT_TYPES, Scope
from ..spapi.reports.recognition import recognise
from ..spapi.uploads import unpacked
from .preview_table import first_rows
from .upload_look import Look, why_not

MAX_FILE_BYTES = 64 << 20
MAX_DOCUMENT_BYTES = 256 << 20
MEGABYTE = 1 << 20


class AmazonSellerReportUpload(models.TransientModel):
    """A report's file that somebody brings: looked into first, then imported."""

    _name = "amazon.seller.report.upload"
    _description = "Upload of an Amazon Report"

    account_id = fields.Many2one(
        "amazon.seller.account",
        required=True,
        ondelete="cascade",
        default=lambda self: self._default_account(),
    )
    state = fields.Selection(
        [("choose", "Choose"), ("look", "Look")], required=True, default="choose"
    )
    file = fields.Binary(compute="_compute_file", inverse="_inverse_file")
    file_name = fields.Char()
    # The file, compressed and sealed: buyers' addresses lie readable nowhere.
    sealed = fields.Text(groups=fields.NO_ACCESS)
    candidate_types = fields.Json(readonly=True)
    report_type = fields.Selection(REPORT_TYPE_LABELS, "Report")
    needs_marketplace = fields.Boolean(compute="_compute_needs_marketplace")
    fetched_marketplace_ids = fields.Many2many(
        "amazon.seller.marketplace", compute="_compute_fetched_marketplace_ids"
    )
    marketplace_id = fields.Many2one(
        "amazon.seller.marketplace",
        domain="[('id', 'in', fetched_marketplace_ids)]",
        help="The file does not say it: for which marketplace was it made?",
    )
    data_start = fields.Datetime("From", readonly=True)
    data_end = fields.Datetime("To", readonly=True)
    made_at = fields.Datetime(
        "Made On",
        help="When Amazon made the file. What Amazon told later is not replaced by it.",
    )
    row_count = fields.Integer("Rows", readonly=True)
    record_count = fields.Integer("Records", readonly=True)
    refused_count = fields.Integer("Rows not Read", readonly=True)
    known_count = fields.Integer("Orders Known Already", readonly=True)
    new_count = fields.Integer("New Orders", readonly=True)
    is_whole = fields.Boolean(readonly=True)
    problem = fields.Char(readonly=True)
    content = fields.Html(compute="_compute_content", sanitize=False)
    report_id = fields.Many2one("amazon.seller.report", "Amazon Report", readonly=True)

    def _default_account(self):
        accounts = self.env["amazon.seller.account"].search([], limit=2)
        return accounts if len(accounts) == 1 else accounts.browse()

    # === COMPUTE METHODS === #

    def _compute_file(self):
        self.file = False  # It goes in, and never out again.

    def _inverse_file(self):
        for upload in self.filtered("file"):
            content = base64.b64decode(upload.file)
            if len(content) > MAX_FILE_BYTES:
                raise UserError(
                    self.env._(
                        "The file is larger than %s MB. Ask Amazon for a shorter "
                        "period, or pack the file as ZIP.",
                        MAX_FILE_BYTES // MEGABYTE,
                    )
                )
            upload.sudo().sealed = secret_box.seal(zlib.compress(content))

    @api.depends("report_type")
    def _compute_needs_marketplace(self):
        for upload in self:
            source = REPORT_TYPES.get(upload.report_type)
            upload.needs_marketplace = bool(source) and source.scope is not Scope.ALL

    @api.depends("account_id")
    def _compute_fetched_marketplace_ids(self):
        regions = self.account_id.mapped("region")
        marketplaces = self.env["amazon.seller.marketplace"].search(
            [("region", "in", regions)]
        )
        by_region = marketplaces.grouped("region")
        for upload in self:
            account = upload.account_id
            # Amazon has not told yet where an account sells that never had access.
            upload.fetched_marketplace_ids = (
                account._fetched_marketplaces() or by_region.get(account.region)
            )

    @api.depends("report_type")
    def _compute_content(self):
        for upload in self:
            upload.content = False
            if upload.report_type and not upload.problem:
                try:
                    upload.content = first_rows(
                        upload.report_type,
                        upload._opener(),
                        may_see_personal_data=True,  # They have the file.
                    )
                except (AmazonError, SecretUnreadable):
                    continue  # Whoever looked into it was told.

    # === ACTION METHODS === #

    def action_look(self):
        """Say what the file is, and what an import would bring."""
        self.ensure_one()
        self.account_id.check_access("read")
        if not self.sudo().sealed:
            raise UserError(self.env._("Choose a file."))
        self._recognise()
        if not self.problem:
            self._count()
        self.state = "look"
        return self._reopen()

    def action_look_again(self):
        """Count anew, as another type."""
        self.ensure_one()
        self.problem = False
        self._count()
        return self._reopen()

    def action_choose_another(self):
        self.ensure_one()
        self.sudo().sealed = False
        self.write({"state": "choose", "problem": False, "report_type": False})
        return self._reopen()

    def action_import(self):
        """Let the file be read as if Amazon had just made it; show the report."""
        self.ensure_one()
        self.account_id.check_access("read")
        self.lock_for_update()
        if not self.report_id:
            self._check_importable()
            self.report_id = self._create_report()
            self.sudo().sealed = False
            self.env.ref("amazon_connector.ir_cron_synchronize").sudo()._trigger()
        action = self.report_id._action_view()
        return dict(
            action,
            views=[(False, "form")],
            view_mode="form",
            res_id=self.report_id.id,
        )

    # === BUSINESS METHODS === #

    def _reopen(self):
        return form_of(
            self,
            name=self.env._("Upload a File"),
            target="new",
            context={"dialog_size": "extra-large"},
        )

    def _opener(self):
        """Return what opens the document, as often as one likes.

        :raise SecretUnreadable: the key changed meanwhile
        """
        sealed = self._origin.sudo().sealed or ""
        content = zlib.decompress(secret_box.unseal_bytes(sealed.encode()))
        return lambda: unpacked(content, MAX_DOCUMENT_BYTES)

    def _recognise(self):
        """Find out which types the file can be."""
        values = {"problem": False, "candidate_types": [], "report_type": False}
        try:
            opener = self._opener()
            types = recognise(opener, self.account_id.region)
            if types:
                values.update(candidate_types=list(types), report_type=types[0])
            else:
                values["problem"] = why_not(self.env, opener=opener)
        except (AmazonError, SecretUnreadable) as error:
            values["problem"] = why_not(self.env, error)
        self.write(values)

    def _count(self):
        """Read the file without keeping anything of it."""
        try:
            look = Look(self.report_type, self._opener())
        except (AmazonError, SecretUnreadable) as error:
            self.problem = why_not(self.env, error)
            return
        known = self.env["amazon.seller.order"].search_count(
            [
                ("account_id", "=", self.account_id.id),
                ("amazon_order_id", "in", list(look.order_ids)),
            ]
        )
        now = fields.Datetime.now()
        is_snapshot = REPORT_TYPES[self.report_type].is_snapshot
        start, end = (moment and _naive(moment) for moment in (look.first, look.last))
        self.write(
            {
                "row_count": look.rows,
                "record_count": look.records,
                "refused_count": look.refused,
                "known_count": known,
                "new_count": len(look.order_ids) - known,
                "is_whole": look.is_whole,
                "data_start": min(start or now, now),
                "data_end": min(end or now, now),
                # A picture of a moment does not say of which one.
                "made_at": not is_snapshot and min(end or now, now),
            }
        )

    def _check_importable(self):
        """
        :raise UserError: there is nothing to import, or something is not said yet
        """
        if self.problem or not (self.report_type and self.sudo().sealed):
            raise UserError(self.problem or self.env._("Choose a file."))
        if self.report_type not in (self.candidate_types or ()):
            raise UserError(self.env._("The file is not of this type."))
        if self.needs_marketplace and not self.marketplace_id:
            raise UserError(
                self.env._(
                    "Choose the marketplace that the file was made for: the file does "
                    "not say it."
                )
            )
        if not self.made_at or self.made_at > fields.Datetime.now():
            raise UserError(
                self.env._("Enter when Amazon made the file: a day that has been.")
            )

    def _create_report(self):
        """Keep the file as a report that waits to be read."""
        start, end = self.data_start, self.data_end
        if REPORT_TYPES[self.report_type].is_snapshot:
            start = end = self.made_at
        places = self.marketplace_id or self.account_id._fetched_marketplaces()
        report = (
            self.env["amazon.seller.report"]
            .sudo()
            .create(
                {
                    "account_id": self.account_id.id,
                    "report_type": self.report_type,
                    "data_start": start,
                    "data_end": end,
                    "marketplace_ids": [fields.Command.set(places.ids)],
                    "asked_at": self.made_at,
                    "state": "stored",
                    "is_upload": True,
                }
            )
        )
        parts = self.env["amazon.seller.report.part"].sudo()
        try:
            report.file_size = parts._store(report, self._opener()())
        except (AmazonError, SecretUnreadable) as error:
            raise UserError(why_not(self.env, error)) from None
        return report.with_env(self.env)


def _naive(moment):
    return moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
