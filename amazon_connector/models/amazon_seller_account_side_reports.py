# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter
from datetime import timedelta

from odoo import fields, models

from ..spapi.coverage import plan
from ..spapi.reports import REPORT_TYPES, Scope
from ..spapi.stock import pool_of
from .amazon_seller_account_coverage import SLOW, SOURCES
from .amazon_seller_report import OPEN_STATES

# Amazon takes fifteen requests at once, then one a minute: so many, and then every
# other one; the rest is left to the orders.
AT_ONCE = 8
SPREAD = timedelta(minutes=2)
FINISHED_STATES = ("done", "empty")


class AmazonSellerAccountSideReports(models.Model):
    """What is asked for beside the orders: each type of report in its own rhythm."""

    _inherit = "amazon.seller.account"

    def _want_reports(self):
        """Want the orders' reports first, then what else is due."""
        result = super()._want_reports()
        if self._may_call() and self._fetched_marketplaces():
            self._want_side_reports(fields.Datetime.now())
        return result

    def _want_side_reports(self, now):
        """Want every report that is due, one after the other in the time to come."""
        sources = self._side_sources()
        if not sources:
            return
        recent = self._recent_reports(sources, now)
        due = [
            (REPORT_TYPES[source.report_type], marketplaces)
            for source in sources
            for marketplaces in self._report_targets(REPORT_TYPES[source.report_type])
            if self._is_side_due(
                source, _about(recent, source.report_type, marketplaces), now
            )
        ]
        if due:
            self._want_spread(self._missing_side_periods(due, now), now)

    def _side_sources(self):
        """Return the sources in whose rhythm we ask, but those that are denied."""
        denied = self._denied_types()
        return self.sudo().source_ids.filtered(
            lambda source: (
                source.way == "asked"
                and source.report_type not in SOURCES
                and source.report_type not in denied
            )
        )

    def _report_targets(self, report_type):
        """Return for which marketplaces each single request asks.

        :return: list of recordsets
        """
        fetched = self._fetched_marketplaces()
        if report_type.scope is Scope.ALL:
            return [fetched]
        home_first = (self.home_marketplace_id & fetched) | fetched
        if report_type.scope is Scope.EACH:
            return list(home_first)
        # The home marketplace speaks for its pool: its people read the answer.
        pools = home_first.grouped(
            lambda marketplace: pool_of(marketplace.marketplace_identifier)
        )
        return [several[0] for several in pools.values()]

    # === WHEN === #

    def _recent_reports(self, sources, now):
        """Return ``{report type: its reports}`` of the last rhythm, and open ones."""
        longest = max(source._every() for source in sources)
        return (
            self.env["amazon.seller.report"]
            .sudo()
            .search_fetch(
                [
                    ("account_id", "=", self.id),
                    ("report_type", "in", sources.mapped("report_type")),
                    ("is_upload", "=", False),
                    "|",
                    ("state", "in", OPEN_STATES),
                    ("create_date", ">=", now - longest - timedelta(days=1)),
                ],
                ["report_type", "state", "data_end", "asked_at", "create_date"],
            )
            .grouped("report_type")
        )

    def _is_side_due(self, source, reports, now):
        """Whether the last report that told of "now" lies back far enough.

        One that failed is tried again sooner, further apart after each failure.
        """
        current = reports.filtered(
            lambda report: report.data_end + SLOW >= report.create_date
        )
        if any(report.state in OPEN_STATES for report in current):
            return False
        last = max(current.mapped("create_date"), default=None)
        if last is None or last + source._every() <= now:
            return True
        batch = current.filtered(lambda report: report.create_date == last)
        has_failed = set(batch.mapped("state")) == {"failed"}
        report_type = REPORT_TYPES[source.report_type]
        return has_failed and self._is_due(current, report_type, now)

    # === WHICH PERIODS === #

    def _missing_side_periods(self, due, now):
        """Return what is missing of these reports, as Amazon allows to ask for it.

        :param due: list of (report type, marketplaces asked about)
        :return: list of (report type, marketplaces, (start, end)), naive UTC; the
            newest period of every one comes before the older ones of any, and each
            type's home marketplace before its others
        """
        ledger = self._side_ledger([each for each, _marketplaces in due], now)
        planned, turns = [], Counter()
        for report_type, marketplaces in due:
            reports = _about(ledger, report_type.name, marketplaces)
            planned += [
                (rank > 0, turns[report_type.name], (report_type, marketplaces, period))
                for rank, period in enumerate(
                    self._plan_side(report_type, reports, now)
                )
            ]
            turns[report_type.name] += 1
        return [wanted for *_turn, wanted in sorted(planned, key=lambda each: each[:2])]

    def _side_ledger(self, report_types, now):
        """Return ``{report type: reports}`` from which follows what is missing."""
        with_period = [each.name for each in report_types if not each.is_snapshot]
        return (
            self.env["amazon.seller.report"]
            .sudo()
            .search_fetch(
                [
                    ("account_id", "=", self.id),
                    ("report_type", "in", with_period),
                    ("is_upload", "=", False),
                    "|",
                    ("state", "in", (*FINISHED_STATES, *OPEN_STATES)),
                    ("create_date", ">=", now - timedelta(days=2)),
                ],
                [
                    *("report_type", "state", "data_start", "data_end"),
                    *("asked_at", "create_date"),
                ],
            )
            .grouped("report_type")
        )

    def _plan_side(self, report_type, reports, now):
        """Return the periods of one type that are to be asked for.

        What Amazon may have added to since it was read is not done: a time without
        access closes by itself.
        """
        if report_type.is_snapshot:
            return [(now, now)]
        begin = max(
            self.order_start_date - report_type.reread,
            now - timedelta(days=report_type.max_age_days - 1),
        )
        done = reports.filtered(lambda report: report.state in FINISHED_STATES)
        settled = [
            (
                report.data_start,
                min(report.data_end, _told_at(report) - report_type.reread),
            )
            for report in done
        ]
        held = reports.filtered(lambda report: report.state in OPEN_STATES)
        held |= self._hopeless_today(reports, now)
        return plan(
            min(begin, now),
            now,
            proven=[(start, end) for start, end in settled if start < end],
            held=held._periods(),
            overlap=timedelta(),
            longest=timedelta(days=report_type.max_days),
        )

    def _want_spread(self, planned, now):
        """Want reports so that they keep Amazon's limits open for the orders'.

        :param planned: as :meth:`_missing_side_periods` returns it
        """
        self._claim_planning()
        reports = self.env["amazon.seller.report"].sudo()
        waiting = reports.search(
            [
                ("account_id", "=", self.id),
                ("state", "=", "wanted"),
                ("report_type", "not in", list(SOURCES)),
                ("next_try_at", ">", now),
            ]
        )
        turn = max(waiting.mapped("next_try_at"), default=now - AT_ONCE * SPREAD)
        return reports.create(
            [
                {
                    "account_id": self.id,
                    "report_type": report_type.name,
                    "data_start": start,
                    "data_end": end,
                    # Those of one for all are the ones fetched when it is asked for.
                    "marketplace_ids": [
                        fields.Command.link(marketplace.id)
                        for marketplace in marketplaces
                        if report_type.scope is not Scope.ALL
                    ],
                    "next_try_at": max(turn + number * SPREAD, now),
                }
                for number, (report_type, marketplaces, (start, end)) in enumerate(
                    planned, start=1
                )
            ]
        )


def _about(reports, name, marketplaces):
    """Return the reports of a type that tell, or will tell, of these marketplaces.

    Of a stock that marketplaces share, the report of any of them does.

    :param reports: ``{report type: its reports}``
    """
    some = reports.get(name, marketplaces.env["amazon.seller.report"])
    if REPORT_TYPES[name].scope is Scope.POOL:
        pools = _pools(marketplaces)
        return some.filtered(lambda report: pools & _pools(report.marketplace_ids))
    return some.filtered(
        lambda report: (
            (report.state == "wanted" and not report.marketplace_ids)
            or not marketplaces - report.marketplace_ids
        )
    )


def _pools(marketplaces):
    return {pool_of(each) for each in marketplaces.mapped("marketplace_identifier")}


def _told_at(report):
    return report.asked_at or report.create_date
