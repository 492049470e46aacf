"""Reports and what becomes of them as the clock moves on."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from emulator.clock import iso
from emulator.expiring import Expiring
from emulator.faults import XML_INSTEAD, Fault, kinds_of_report
from emulator.payouts import Payouts
from emulator.report_types import IN_XML, REPORT_TYPES, ReportType
from emulator.schedules import RETENTION, Schedules

IN_QUEUE, IN_PROGRESS = "IN_QUEUE", "IN_PROGRESS"
DONE, CANCELLED, FATAL = "DONE", "CANCELLED", "FATAL"
STATUSES = (CANCELLED, DONE, FATAL, IN_PROGRESS, IN_QUEUE)
TOO_LONG = "Date range exceeded. Report can be requested only upto {} days"


@dataclass
class Report:
    """:ivar outcome: "" until it is decided; then it never changes
    :ivar is_too_early: asked for again before Amazon makes a new one
    """

    report_id: str
    report_type: str
    seller_id: str
    region: str
    marketplace_ids: tuple[str, ...]
    start: datetime
    end: datetime
    options: dict[str, str]
    created_at: datetime
    started_at: datetime | None  # None: it was cancelled in the queue
    ended_at: datetime
    schedule_id: str = ""
    is_too_early: bool = False
    fault: Fault | None = None
    outcome: str = ""
    document_id: str = ""

    @property
    def type(self) -> ReportType:
        return REPORT_TYPES[self.report_type]


class Reports:
    """All reports of all sellers; the caller holds Amazon's lock."""

    def __init__(self, amazon):
        self._amazon = amazon
        # (seller id, region, report type) → reports by id
        self._made: dict[tuple[str, str, str], Expiring[Report]] = {}
        self._last_id = 50_000_000_000
        self.schedules = Schedules(self)
        self.payouts = Payouts(self)

    def create(
        self,
        seller_id,
        region,
        report_type,
        marketplace_ids,
        start,
        end,
        options=None,
        created_at=None,
        schedule_id="",
    ) -> Report:
        created_at = created_at or self._amazon.clock.now()
        seconds = self._amazon.settings.report_seconds
        self._last_id += secrets.randbelow(97) + 1
        report = Report(
            report_id=str(self._last_id),
            report_type=report_type,
            seller_id=seller_id,
            region=region,
            marketplace_ids=tuple(marketplace_ids),
            start=start,
            end=end,
            options=dict(options or {}),
            created_at=created_at,
            started_at=created_at + timedelta(seconds=seconds / 3),
            ended_at=created_at + timedelta(seconds=seconds),
            schedule_id=schedule_id,
            fault=self._amazon.faults.take(report_type, kinds_of_report(report_type)),
        )
        report.is_too_early = self._is_too_early(report)
        made = self._made.setdefault((seller_id, region, report_type), Expiring())
        now = self._amazon.clock.now()
        made.put(report.report_id, report, created_at + RETENTION, now)
        return report

    def _is_too_early(self, report: Report) -> bool:
        """A shipment report is made anew after 30 minutes, not before.

        https://developer-docs.amazon.com/sp-api/docs/fba-sales-reports-attributes
        """
        reading = self._amazon.settings.regeneration
        interval = report.type.min_interval
        if interval is None or reading == "never":
            return False
        key = (report.seller_id, report.region, report.report_type)
        recent = takewhile(
            lambda other: report.created_at - other.created_at < interval,
            self._made.get(key, Expiring()).newest_first(),
        )
        return any(
            not other.is_too_early
            and other.outcome not in (CANCELLED, FATAL)
            and (reading == "always" or _overlap(report, other))
            for other in recent
        )

    def __len__(self) -> int:
        """So many are kept, of all sellers."""
        return sum(len(made) for made in self._made.values())

    def of(self, seller_id: str, region: str) -> list[Report]:
        """A seller's reports of the last 90 days, newest first."""
        oldest = self._amazon.clock.now() - RETENTION
        found = [
            report
            for made in self._made_for(seller_id, region)
            for report in made.newest_first()
            if report.created_at >= oldest
        ]
        return sorted(found, key=lambda r: (r.created_at, r.report_id), reverse=True)

    def _made_for(self, seller_id: str, region: str) -> list[Expiring[Report]]:
        key = (seller_id, region)
        return [made for of, made in self._made.items() if of[:2] == key]

    def find(self, seller_id: str, region: str, report_id: str) -> Report | None:
        found = (made.get(report_id) for made in self._made_for(seller_id, region))
        report = next(filter(None, found), None)
        if report is None or self._amazon.clock.now() - report.created_at > RETENTION:
            return None
        return report

    def status(self, report: Report) -> str:
        """Where the report stands now; decides the outcome once it is due."""
        if report.outcome:
            return report.outcome
        now = self._amazon.clock.now()
        if now < report.started_at:
            return IN_QUEUE
        kind = report.fault.kind if report.fault else ""
        if kind == "report_cancelled":
            report.started_at = None
            return self._end(report, CANCELLED)
        if now < report.ended_at or kind == "report_stuck":
            return IN_PROGRESS
        if kind == "report_fatal":
            return self._end(report, FATAL)
        return self._process(report)

    def cancel(self, report: Report):
        report.started_at, report.ended_at = None, self._amazon.clock.now()
        report.outcome = CANCELLED

    def _end(self, report: Report, outcome: str) -> str:
        report.outcome = outcome
        return outcome

    def _process(self, report: Report) -> str:
        if report.is_too_early:
            return self._end_early(report)
        longest = report.type.max_period
        settings = self._amazon.settings
        if longest is not None and report.end - report.start > longest:
            self._amazon.documents.add(report, TOO_LONG.format(longest.days))
            is_fatal = settings.oversized_window == "fatal"
            return self._end(report, FATAL if is_fatal else DONE)
        form = self._form(report)
        text = self._write(report, form)
        if text is None:
            return self._end(report, CANCELLED)
        self._amazon.documents.add(report, text, form)
        return self._end(report, DONE)

    def _form(self, report: Report) -> ReportType:
        """The type, or that of the same order report in XML, if the seller chose it."""
        seller = self._amazon.seller_by_id(report.seller_id)
        is_asked_for = report.fault is not None and report.fault.kind == XML_INSTEAD
        if is_asked_for or seller.order_reports == "xml":
            return REPORT_TYPES[IN_XML.get(report.report_type, report.report_type)]
        return report.type

    def _end_early(self, report: Report) -> str:
        """Too early for a new one: there is none, or the one before once more."""
        key = (report.seller_id, report.region, report.report_type)
        before = (
            other
            for other in self._made[key].newest_first()
            if other.created_at < report.created_at
            and not other.is_too_early
            and _overlap(report, other)
            and self.status(other) == DONE
        )
        other = next(before, None)
        if other is None or self._amazon.settings.early_report == "cancelled":
            return self._end(report, CANCELLED)
        report.document_id = other.document_id
        return self._end(report, DONE)

    def _write(self, report: Report, form: ReportType) -> str | None:
        world = self._amazon.seller_by_id(report.seller_id).world
        if world is None:
            return None
        if report.type.is_snapshot:
            return report.type.write(
                world,
                report.region,
                report.ended_at,
                report.ended_at,
                set(report.marketplace_ids),
                report.options,
            )
        settings = self._amazon.settings
        lag = timedelta(seconds=settings.order_lag_seconds)
        start, end = report.start, min(report.end, report.ended_at - lag)
        if report.type.max_age is not None:
            start = max(start, report.created_at - report.type.max_age)
        marketplace_ids = set(report.marketplace_ids)
        if settings.marketplace_filter == "ignored":
            marketplace_ids = world.index.marketplace_ids
        more = {"settings": settings, "seller_id": report.seller_id}
        more = {name: more[name] for name in form.wants}
        if form.changes_later:
            more["made_at"] = report.ended_at
        return form.write(
            world, report.region, start, end, marketplace_ids, report.options, **more
        )

    def as_json(self, report: Report) -> dict:
        """The model ``Report``; what is not known yet is left out."""
        status = self.status(report)
        body = {
            "reportId": report.report_id,
            "reportType": report.report_type,
            "dataStartTime": iso(report.start),
            "dataEndTime": iso(report.end),
            "createdTime": iso(report.created_at),
            "processingStatus": status,
            "marketplaceIds": list(report.marketplace_ids),
        }
        if report.schedule_id:
            body["reportScheduleId"] = report.schedule_id
        if status != IN_QUEUE and report.started_at:
            body["processingStartTime"] = iso(report.started_at)
        if report.outcome:
            body["processingEndTime"] = iso(report.ended_at)
        if report.document_id:
            body["reportDocumentId"] = report.document_id
        return body


def _overlap(report: Report, other: Report) -> bool:
    """Whether both tell of the same time; a snapshot tells of a marketplace's now."""
    if report.type.is_snapshot:
        return bool(set(report.marketplace_ids) & set(other.marketplace_ids))
    return other.start < report.end and report.start < other.end
