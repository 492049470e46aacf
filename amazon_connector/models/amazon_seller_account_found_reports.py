# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import contextlib
import logging
from datetime import timedelta, timezone

from odoo import fields, models

from ..spapi.errors import AccessDenied, AmazonError
from ..spapi.marketplaces import by_id
from ..spapi.reports import REPORT_TYPES, Feed

_logger = logging.getLogger(__name__)

SETTLING = timedelta(hours=1)


class AmazonSellerAccountFoundReports(models.Model):
    """Reports that were made without our asking: found at Amazon, read as ours."""

    _inherit = "amazon.seller.account"

    def _want_reports(self):
        """Find first what others had made: it need not be asked for."""
        if self._may_call() and self._fetched_marketplaces():
            self._find_reports(fields.Datetime.now())
        return super()._want_reports()

    def _find_reports(self, now):
        """Look which reports there are at Amazon, and keep those not known yet."""
        sources = self._found_sources()
        if not any(source._is_look_due(now) for source in sources):
            return
        since = min(source._look_since(now) for source in sources)
        names = sources.mapped("report_type")

        def look(some):
            return list(door.reports(some, created_since=_aware(since)))

        try:
            with self._connection() as door:
                made = self._type_by_type(names, look)
        except AmazonError as error:
            _logger.info("Amazon account %s: %s", self.id, error)
            return
        self._claim_planning()
        self._take_found(self._worth_taking(made, sources, now))
        sources.looked_at = now

    def _found_sources(self):
        """Return the sources whose reports others make, but those that are denied."""
        denied = self._denied_types()
        return self.sudo().source_ids.filtered(
            lambda source: (
                source.way in ("scheduled", "found")
                and source.report_type not in denied
            )
        )

    def _type_by_type(self, names, call):
        """Return what Amazon tells of these types, one denied does not hide the others.

        :param call: asked with a list of names; returns a list
        """
        with contextlib.suppress(AccessDenied):
            return call(names)
        # Right after a consent Amazon may deny what it grants the next time.
        since = fields.Datetime.now() - SETTLING
        is_believed = self.sudo()._active_token().authorized_at < since
        told = []
        for name in names:
            try:
                told += call([name])
            except AccessDenied:
                if is_believed:
                    self._note_denied(name)
        return told

    # === WHAT IS TAKEN === #

    def _worth_taking(self, made, sources, now):
        """Return those of Amazon's reports that are ours to read, oldest first."""
        by_type = {source.report_type: source for source in sources}
        wanted, snapshots = [], set()
        told = [each for each in made if _is_told(each) and self._is_for_us(each)]
        for report in sorted(told, key=lambda each: each.created_time, reverse=True):
            since = by_type[report.report_type]._look_since(now)
            if report.created_time < _aware(since):
                continue
            if REPORT_TYPES[report.report_type].is_snapshot:
                # What an older one tells is no longer so.
                picture = report.report_type, frozenset(report.marketplace_ids)
                if picture in snapshots:
                    continue
                snapshots.add(picture)
            wanted.append(report)
        return wanted[::-1]

    def _is_for_us(self, report):
        """Whether a report tells of the marketplaces of this account.

        Another account of the same seller may have the others.
        """
        told = set(report.marketplace_ids)
        if told & set(self.marketplace_ids.mapped("marketplace_identifier")):
            return True
        # Amazon may name none, or "Non-Amazon" only; orders are never of such a place.
        is_about_orders = REPORT_TYPES[report.report_type].feeds is Feed.ORDERS
        return not is_about_orders and not any(map(by_id, told))

    def _take_found(self, found):
        """Keep Amazon's reports that are not known yet, for their next step."""
        reports = self.env["amazon.seller.report"].sudo()
        known = set(
            reports.search(
                [
                    ("account_id", "=", self.id),
                    ("report_identifier", "in", [each.report_id for each in found]),
                ]
            ).mapped("report_identifier")
        )
        fresh = [each for each in found if each.report_id not in known]
        taken = reports.create([self._prepare_found(each) for each in fresh])
        for report, each in zip(taken, fresh, strict=True):
            if each.processing_status == "CANCELLED":
                report._finish("empty")

    def _prepare_found(self, found):
        """Return the values of a report that others had made."""
        made_at = found.created_time
        places = self.marketplace_ids.filtered(
            lambda place: place.marketplace_identifier in found.marketplace_ids
        )
        start = found.data_start_time or made_at
        return {
            "account_id": self.id,
            "report_type": found.report_type,
            "data_start": _naive(start),
            "data_end": _naive(max(start, found.data_end_time or made_at)),
            "marketplace_ids": [fields.Command.set(places.ids)],
            "state": "ready",
            "report_identifier": found.report_id,
            "document_identifier": found.report_document_id,
            "asked_at": _naive(made_at),
        }


def _is_told(report):
    """Whether Amazon has finished: with a document, or finding that there is no data.

    What was cancelled before Amazon looked says nothing.
    """
    if not report.created_time:
        return False
    if report.processing_status == "DONE":
        return bool(report.report_document_id)
    return bool(
        report.processing_status == "CANCELLED"
        and report.report_schedule_id
        and report.processing_start_time
    )


def _aware(moment):
    return moment.replace(tzinfo=timezone.utc)


def _naive(moment):
    return moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
