# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta, timezone

from odoo import api, fields, models

from ..spapi.documents import download, inflate
from ..spapi.errors import AccessDenied, AmazonError, Verdict
from ..spapi.orders import Channel
from ..spapi.reports import REPORT_TYPES
from .amazon_seller_report import AMAZON_STATES, OPEN_STATES

_logger = logging.getLogger(__name__)

MAX_DOCUMENT_BYTES = 1 << 30
# Waiting before the next try, by the number of failed ones.
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
# Amazon works on a report for seconds to hours; later it is as good as lost.
PATIENCE = timedelta(days=1)
MAX_CANCELLED = 3
MAX_DOWNLOADS = 6
# https://developer-docs.amazon.com/sp-api/docs/data-protection-policy
KEEP_FILES = timedelta(days=30)
# What they proved is in the ledger; until then people may want to look them up.
KEEP_REPORTS = timedelta(days=600)


class AmazonSellerReportProgress(models.Model):
    """How a report gets from wanted to read, one step at a time."""

    _inherit = "amazon.seller.report"

    # === AT AMAZON === #

    def _advance(self, door):
        """Do the next step that needs Amazon: ask, look or download.

        :raise AmazonError: what concerns the account rather than this report
        """
        self.ensure_one()
        try:
            self._next_step()(door)
        except AmazonError as error:
            if not self._note_failure(error):
                raise

    def _next_step(self):
        steps = {"wanted": self._ask, "asked": self._look, "ready": self._fetch}
        return steps[self.state]

    def _advance_far(self, door, checkpoint):
        """Do all steps that Amazon is ready for, unless another worker is at it.

        :return: False when there is no time left
        """
        in_time, before = True, None
        while in_time and self._is_due() and self._standing() != before:
            if not self.try_lock_for_update():
                return True
            before = self._standing()
            self._advance(door)
            in_time = checkpoint()
        return in_time

    def _standing(self):
        """Return what changes with every step that led on."""
        return self.state

    def _is_due(self):
        """Whether Amazon is needed, and may be called now."""
        return self.state in AMAZON_STATES and not (
            self.next_try_at and self.next_try_at > fields.Datetime.now()
        )

    def _ask(self, door):
        report_type = REPORT_TYPES[self.report_type]
        marketplaces = self._marketplaces_to_ask()
        period = () if report_type.is_snapshot else self._aware_period()
        identifier = door.create_report(
            self.report_type,
            marketplaces.mapped("marketplace_identifier"),
            *period,
            options=dict(report_type.options),
        )
        self.write(
            {
                "state": "asked",
                "report_identifier": identifier,
                "marketplace_ids": [fields.Command.set(marketplaces.ids)],
                "asked_at": fields.Datetime.now(),
                "next_try_at": False,
            }
        )

    def _marketplaces_to_ask(self):
        """Return those that were chosen when the report was wanted, or else all."""
        return self.marketplace_ids or self.account_id._fetched_marketplaces()

    def _aware_period(self):
        return _aware(self.data_start), _aware(self.data_end)

    def _look(self, door):
        """See how far Amazon is."""
        status = door.report(self.report_identifier)
        values = {"error_code": False, "error_detail": False, "next_try_at": False}
        if status.processing_status == "DONE":
            values.update(state="ready", failure_count=0)
        elif status.processing_status == "CANCELLED":
            values.update(self._cancelled(status, door))
        elif status.processing_status == "FATAL":
            values.update(state="failed", error_code="report_fatal")
        elif self.asked_at < fields.Datetime.now() - PATIENCE:
            values.update(state="failed", error_code="report_overdue")
        values["document_identifier"] = status.report_document_id
        self.write(values)
        if self.state == "empty":
            self._finish("empty")
        elif self.state == "failed":
            self._note_giving_up()

    def _cancelled(self, status, door):
        """Tell "there is no data" from "somebody cancelled it" and "I just made one".

        Amazon says CANCELLED for all three: a shipment report over a period that
        another one covers is made again only half an hour later.  That other one may
        be unknown here: another program's, or one whose creation Amazon never got to
        tell us.  If it holds our period, it will do.
        """
        is_last_try = self.failure_count >= MAX_CANCELLED
        if not status.processing_start_time and not is_last_try:
            # Amazon never looked whether there is data.
            return self._wanted_again()
        other = self._made_just_now(door)
        if not other:
            return {"state": "empty"}
        if self._is_held_by(other) and not self._is_known(other.report_id):
            # It tells what Amazon knew when that one was asked for.
            made_at = other.created_time and other.created_time.replace(
                tzinfo=None, microsecond=0
            )
            return {
                "state": "asked",
                "report_identifier": other.report_id,
                "asked_at": min(self.asked_at, made_at or self.asked_at),
            }
        if is_last_try:
            return {"state": "failed", "error_code": "report_cancelled"}
        return self._wanted_again()

    def _wanted_again(self):
        return {
            "state": "wanted",
            "report_identifier": False,
            "failure_count": self.failure_count + 1,
            "next_try_at": self.asked_at + REPORT_TYPES[self.report_type].min_interval,
        }

    def _made_just_now(self, door):
        """Return Amazon's latest report that ours gave way to, or None."""
        report_type = REPORT_TYPES[self.report_type]
        since = _aware(self.asked_at - report_type.min_interval)
        for other in door.reports([self.report_type], created_since=since):
            if other.report_id == self.report_identifier or not self._meets(other):
                continue
            if other.processing_status != "CANCELLED":
                return other
            # It had no data, but was in the queue when we asked, and ours reaches
            # further; merchants' order reports are made as often as one likes.
            was_queued = (
                other.processing_end_time
                and other.processing_end_time > _aware(self.asked_at)
            )
            is_afn = report_type.channel is Channel.AFN
            if is_afn and was_queued and not self._is_held_by(other):
                return other
        return None

    def _meets(self, other):
        """Whether Amazon's report tells of part of what ours is to tell.

        A snapshot has no period.
        """
        if REPORT_TYPES[self.report_type].is_snapshot:
            return not self._identifiers().isdisjoint(other.marketplace_ids)
        return bool(
            other.data_start_time
            and other.data_end_time
            and other.data_start_time < _aware(self.data_end)
            and other.data_end_time > _aware(self.data_start)
        )

    def _is_held_by(self, other):
        """Whether Amazon's report has all of our period, for all our marketplaces."""
        is_snapshot = REPORT_TYPES[self.report_type].is_snapshot
        return self._identifiers() <= set(other.marketplace_ids) and (
            is_snapshot
            or (
                other.data_start_time <= _aware(self.data_start)
                and other.data_end_time >= _aware(self.data_end)
            )
        )

    def _identifiers(self):
        return set(self.marketplace_ids.mapped("marketplace_identifier"))

    def _is_known(self, identifier):
        return self.search_count(
            [
                ("account_id", "=", self.account_id.id),
                ("report_identifier", "=", identifier),
            ],
            limit=1,
        )

    def _fetch(self, door):
        """Download the document piece by piece, sealed as it comes."""
        document = door.report_document(
            self.document_identifier,
            restricted=REPORT_TYPES[self.report_type].is_restricted,
        )
        with (
            door.observed("documents.download", self.report_type),
            self.env.cr.savepoint(),
            download(document) as stream,
        ):
            chunks = inflate(stream, stream.is_gzip, MAX_DOCUMENT_BYTES)
            size = self.env["amazon.seller.report.part"].sudo()._store(self, chunks)
            self.write(
                {"file_size": size, "charset": stream.charset, "state": "stored"}
            )
        self.write({"error_code": False, "error_detail": False, "next_try_at": False})
        self.invalidate_recordset(["has_file"])

    def _note_failure(self, error):
        """Plan the next try, or give the report up.

        :return: False when it is the account that is refused, not the report
        """
        if error.code == "throttled":
            self.next_try_at = error.retry_at.replace(tzinfo=None)
            return True
        if isinstance(error, AccessDenied):
            self._note_denial(error)
            return True
        if error.verdict in (Verdict.REAUTHORIZE, Verdict.ADMINISTER):
            return False
        _logger.warning("Amazon report %s: %s", self.id, error)
        pause = PAUSES[min(self.failure_count, len(PAUSES) - 1)]
        self.write(
            {
                "failure_count": self.failure_count + 1,
                "error_code": error.code,
                "error_detail": error.detail,
                "next_try_at": fields.Datetime.now() + pause,
            }
        )
        is_hopeless = (
            error.code.startswith("document_") and self.failure_count >= MAX_DOWNLOADS
        )
        if error.verdict is Verdict.GIVE_UP or is_hopeless:
            self.state = "failed"  # Its period is wanted again, as a new report.
        return error.code != "unreachable"

    @api.autovacuum
    def _gc_reports(self):
        """Forget reports that nobody looks up any more."""
        before = fields.Datetime.now() - KEEP_REPORTS
        self.search(
            [("create_date", "<", before), ("state", "not in", OPEN_STATES)]
        ).unlink()

    @api.autovacuum
    def _gc_files(self):
        """Forget files with buyers' addresses after their time."""
        self.env["amazon.seller.report.part"].search(
            [("report_id.create_date", "<", fields.Datetime.now() - KEEP_FILES)]
        ).unlink()


def _aware(moment):
    return moment.replace(tzinfo=timezone.utc)
