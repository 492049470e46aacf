# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta, timezone
from itertools import islice

from psycopg2 import OperationalError

from odoo import api, fields, models

from ..failures import log_failure
from ..secret_box import SecretUnreadable
from ..spapi.documents import download, inflate
from ..spapi.errors import AccessDenied, AmazonError, Verdict
from ..spapi.orders import Channel, RefusedRow
from ..spapi.reports import REPORT_TYPES, read_orders
from ..spapi.searches import SEARCHES
from .amazon_seller_report import AMAZON_STATES, OPEN_STATES

_logger = logging.getLogger(__name__)

READ_BATCH = 100
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
        marketplaces = self.account_id._fetched_marketplaces()
        identifier = door.create_report(
            self.report_type,
            marketplaces.mapped("marketplace_identifier"),
            _aware(self.data_start),
            _aware(self.data_end),
            dict(REPORT_TYPES[self.report_type].options),
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
        """Whether Amazon's report has part of our period."""
        return bool(
            other.data_start_time
            and other.data_end_time
            and other.data_start_time < _aware(self.data_end)
            and other.data_end_time > _aware(self.data_start)
        )

    def _is_held_by(self, other):
        """Whether Amazon's report has all of our period, for all our marketplaces."""
        marketplaces = self.marketplace_ids.mapped("marketplace_identifier")
        return (
            set(marketplaces) <= set(other.marketplace_ids)
            and other.data_start_time <= _aware(self.data_start)
            and other.data_end_time >= _aware(self.data_end)
        )

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
        with self.env.cr.savepoint(), download(document) as stream:
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

    # === READING === #

    def _reset_reading(self):
        self.issue_ids.unlink()
        self.write(
            {
                "state": "stored",
                "read_position": 0,
                "row_count": 0,
                "order_count": 0,
                "new_count": 0,
                "known_count": 0,
                "changed_count": 0,
                "error_code": False,
                "error_detail": False,
            }
        )

    def _read(self, checkpoint):
        """Read the stored file into the inbox, batch by batch.

        A worker that is killed in between goes on after the last batch that it had
        committed.

        :param checkpoint: called after each batch, when everything is consistent;
            returns False when there is no time left
        :return: False when it was stopped before the end
        """
        self.ensure_one()
        parts = self.env["amazon.seller.report.part"].sudo()
        try:
            statements = read_orders(
                self.report_type,
                lambda: parts._load(self),
                charset=self.charset or "",
            )
            position = self.read_position
            for _known in islice(statements, position):
                pass
            while batch := list(islice(statements, READ_BATCH)):
                position += len(batch)
                self._receive(batch, position)
                if not checkpoint():
                    return False
                # The checkpoint gave the lock away; who has it now reads on instead.
                if not self.try_lock_for_update() or self.read_position != position:
                    return True
        except (AmazonError, SecretUnreadable) as error:
            self._give_up(error.code, error.detail)
            return True
        self.row_count = statements.rows
        self._finish("done")
        return True

    def _finish(self, state):
        """End well.

        :param state: ``done`` or ``empty``
        """
        self.write({"state": state, "done_at": fields.Datetime.now()})
        self.env["amazon.seller.coverage"]._prove(
            self.account_id,
            self._source().channel.value,
            self.marketplace_ids,
            *self._told_period(),
        )

    def _told_period(self):
        """Return what the report tells of, naive UTC; its end may be before its start.

        That is neither what lay in the future when Amazon made it, nor what was too
        long ago for it to tell.
        """
        asked_at = self.asked_at or fields.Datetime.now()
        oldest = asked_at - timedelta(days=self._source().max_age_days)
        return max(self.data_start, oldest), min(self.data_end, asked_at)

    def _source(self):
        """Return the type of the report, or of the search, with its limits."""
        return SEARCHES.get(self.report_type) or REPORT_TYPES[self.report_type]

    def _read_safely(self, checkpoint):
        """Read, unless another worker is at it; a failure costs only this report."""
        if not self.try_lock_for_update():
            return True
        try:
            return self._read(checkpoint)
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - the other reports go on
            self.env.cr.rollback()
            log_failure(_logger, f"Amazon report {self.id}: reading failed", error)
            self._give_up("unknown")
            return checkpoint()

    def _give_up(self, code, detail=False):
        self.write({"state": "failed", "error_code": code, "error_detail": detail})

    def _receive(self, statements, position):
        """Hand a batch of statements on: orders to the inbox, refused rows to us."""
        orders, refused = [], []
        for statement in statements:
            is_row = isinstance(statement, RefusedRow)
            (refused if is_row else orders).append(statement)
        issues = self.env["amazon.seller.report.issue"].sudo()
        rows = refused + [row for order in orders for row in order.refused_rows]
        issues.create([issues._prepare_values(self, row) for row in rows])
        counts = self.env["amazon.seller.order"]._receive(self.account_id, orders, self)
        self.write(
            {
                "read_position": position,
                "order_count": self.order_count + len(orders),
                "new_count": self.new_count + counts["new"],
                "known_count": self.known_count + counts["known"],
                "changed_count": self.changed_count + counts["changed"],
            }
        )

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
