"""Another program of the same seller: it makes reports and schedules, too.

Amazon does not tell programs apart here: one's schedule silently ends the other's, and
each finds the reports of all.
"""

from datetime import datetime

from emulator import marketplaces
from emulator.report_types import EXCLUSIVE_SCHEDULES, IN_XML, REPORT_TYPES
from emulator.schedules import PERIODS

FORMS = ("flat_file", "xml")


class OtherProgram:
    """:param amazon: the emulated one; each call names a seller, or takes the first"""

    def __init__(self, amazon):
        self._amazon = amazon

    def request_report(
        self,
        report_type: str,
        start: datetime | None = None,
        end: datetime | None = None,
        *,
        marketplace_ids=(),
        options=None,
        region="eu",
        seller_id="",
    ) -> str:
        """As createReport.

        :param start: aware; default: now
        :param marketplace_ids: default: all of the region
        :return: the report's id
        :raise ValueError: Amazon would refuse
        """
        known = self._type(report_type, region)
        if not known.is_requestable:
            raise ValueError(f"{report_type} cannot be requested.")
        with self._amazon.lock:
            now = self._amazon.clock.now()
            start, end = start or now, end or now
            if start > end:
                raise ValueError("A report starts before it ends.")
            report = self._amazon.reports.create(
                self._seller(seller_id).seller_id,
                region,
                report_type,
                self._marketplace_ids(marketplace_ids, region),
                start,
                end,
                options,
            )
        return report.report_id

    def schedule(
        self,
        report_type: str,
        period: str,
        *,
        marketplace_ids=(),
        options=None,
        region="eu",
        seller_id="",
    ) -> str:
        """As createReportSchedule: it ends what Amazon's rule ends.

        :param period: such as ``PT8H``
        :param marketplace_ids: default: those of a schedule it replaces, else all
        :return: the schedule's id
        :raise ValueError: Amazon would refuse
        """
        known = self._type(report_type, region)
        if not known.is_schedulable or period not in PERIODS:
            raise ValueError(f"{report_type} cannot be scheduled every {period!r}.")
        with self._amazon.lock:
            seller = self._seller(seller_id)
            of_this = self._schedules(report_type, region, seller.seller_id)
            present = [i for s in of_this[:1] for i in s.marketplace_ids]
            schedule = self._amazon.reports.schedules.create(
                seller.seller_id,
                region,
                report_type,
                self._marketplace_ids(marketplace_ids or present, region),
                period,
                options or {},
                self._amazon.clock.now(),
            )
        return schedule.schedule_id

    def cancel_schedule(self, report_type: str, *, region="eu", seller_id="") -> int:
        """Cancel all of the seller's schedules of a type, whoever made them.

        :return: how many there were
        """
        with self._amazon.lock:
            seller = self._seller(seller_id)
            found = self._schedules(report_type, region, seller.seller_id)
            for schedule in found:
                self._amazon.reports.schedules.cancel(schedule)
        return len(found)

    def choose_form(self, form: str, *, seller_id=""):
        """The setting of Seller Central: order reports as ``flat_file`` or ``xml``.

        Schedules of the other form end, and go on in this one.

        :raise ValueError: there is no such form
        """
        if form not in FORMS:
            raise ValueError(f"The form is one of {FORMS}.")
        with self._amazon.lock:
            seller = self._seller(seller_id)
            seller.order_reports = form
            for flat, xml in IN_XML.items():
                ending = flat if form == "xml" else xml
                for region in REPORT_TYPES[flat].regions:
                    for schedule in self._schedules(ending, region, seller.seller_id):
                        self._go_on_in_the_other_form(schedule)

    def _go_on_in_the_other_form(self, schedule):
        self._amazon.reports.schedules.create(
            schedule.seller_id,
            schedule.region,
            EXCLUSIVE_SCHEDULES[schedule.report_type],
            schedule.marketplace_ids,
            schedule.period,
            schedule.options,
            self._amazon.clock.now(),
            schedule.next_at,
        )

    def _schedules(self, report_type: str, region: str, seller_id: str) -> list:
        found = self._amazon.reports.schedules.of(seller_id, region)
        return [schedule for schedule in found if schedule.report_type == report_type]

    def _seller(self, seller_id: str):
        if not seller_id:
            return self._amazon.seller
        seller = self._amazon.seller_by_id(seller_id)
        if seller is None:
            raise ValueError(f"There is no seller {seller_id}.")
        return seller

    @staticmethod
    def _type(name: str, region: str):
        report_type = REPORT_TYPES.get(name)
        if report_type is None or region not in report_type.regions:
            raise ValueError(f"There is no report type {name!r} in {region!r}.")
        return report_type

    @staticmethod
    def _marketplace_ids(given, region: str) -> list[str]:
        of_region = [m.id for m in marketplaces.of_region(region) if m.is_amazon]
        return list(given) or of_region
