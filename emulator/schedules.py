"""Report schedules: what is due is made as soon as anybody looks."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from emulator.clock import iso
from emulator.report_types import EXCLUSIVE_SCHEDULES

PERIODS = {
    **{f"PT{n}M": timedelta(minutes=n) for n in (5, 15, 30)},
    **{f"PT{n}H": timedelta(hours=n) for n in (1, 2, 4, 8, 12, 84)},
    **{f"P{n}D": timedelta(days=n) for n in (1, 2, 3, 7, 14, 15, 18, 30)},
    "P1M": timedelta(days=30),
}
RETENTION = timedelta(days=90)


@dataclass
class Schedule:
    """:ivar since: end of the last period that was reported"""

    schedule_id: str
    report_type: str
    seller_id: str
    region: str
    marketplace_ids: tuple[str, ...]
    period: str
    options: dict[str, str]
    next_at: datetime
    since: datetime

    def as_json(self) -> dict:
        return {
            "reportScheduleId": self.schedule_id,
            "reportType": self.report_type,
            "marketplaceIds": list(self.marketplace_ids),
            "reportOptions": self.options,
            "period": self.period,
            "nextReportCreationTime": iso(self.next_at),
        }


class Schedules:
    def __init__(self, reports):
        self._reports = reports
        self._schedules: dict[str, Schedule] = {}

    def create(
        self,
        seller_id,
        region,
        report_type,
        marketplace_ids,
        period,
        options,
        now,
        next_at=None,
    ) -> Schedule:
        """A new schedule; it ends those Amazon would end.

        These are the ones of the same type and marketplaces, and the one of the
        other form (XML or flat file) of the same order report.
        """
        for other in self.of(seller_id, region):
            is_same = other.report_type == report_type and set(
                other.marketplace_ids
            ) == set(marketplace_ids)
            if is_same or EXCLUSIVE_SCHEDULES.get(other.report_type) == report_type:
                self.cancel(other)
        schedule = Schedule(
            schedule_id=str(60_000_000_000 + secrets.randbelow(10**9)),
            report_type=report_type,
            seller_id=seller_id,
            region=region,
            marketplace_ids=tuple(marketplace_ids),
            period=period,
            options=dict(options),
            next_at=max(next_at or now + PERIODS[period], now),
            since=now - PERIODS[period],
        )
        self._schedules[schedule.schedule_id] = schedule
        return schedule

    def of(self, seller_id: str, region: str) -> list[Schedule]:
        return [
            schedule
            for schedule in self._schedules.values()
            if schedule.seller_id == seller_id and schedule.region == region
        ]

    def find(self, seller_id, region, schedule_id) -> Schedule | None:
        return next(
            (s for s in self.of(seller_id, region) if s.schedule_id == schedule_id),
            None,
        )

    def cancel(self, schedule: Schedule):
        self._schedules.pop(schedule.schedule_id, None)

    def run(self, now: datetime):
        """Make every report that is due, each for the time since the one before."""
        for schedule in self._schedules.values():
            self._forget_the_distant_past(schedule, now)
            while schedule.next_at <= now:
                self._reports.create(
                    schedule.seller_id,
                    schedule.region,
                    schedule.report_type,
                    schedule.marketplace_ids,
                    schedule.since,
                    schedule.next_at,
                    schedule.options,
                    created_at=schedule.next_at,
                    schedule_id=schedule.schedule_id,
                )
                schedule.since = schedule.next_at
                schedule.next_at += PERIODS[schedule.period]

    def _forget_the_distant_past(self, schedule: Schedule, now: datetime):
        """Reports that would have been deleted again by now are not made."""
        period = PERIODS[schedule.period]
        missed = (now - RETENTION - schedule.next_at) // period
        if missed > 0:
            schedule.next_at += missed * period
            schedule.since = schedule.next_at - period
