# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..spapi.coverage import ASKED, GAP, partition, plan
from ..spapi.orders import Channel
from ..spapi.periods import cut, intersection
from ..spapi.reports import REPORT_TYPES, Feed
from ..spapi.searches import SEARCHES
from .amazon_seller_report import OPEN_STATES

# A tail up to this long waits while a report of its type is under way; what is longer
# no longer keeps us from asking anew.
SLOW = timedelta(hours=2)
# What others make for us may be missing for so long before we ask ourselves.
OTHERS_SLOW = timedelta(days=1)
# Amazon's clock and ours differ.
MARGIN = timedelta(minutes=1)
# How often a day a past period may fail before it is left alone until tomorrow.
MAX_FAILURES_A_DAY = 4
SOURCES = {
    **{
        name: type_
        for name, type_ in REPORT_TYPES.items()
        if type_.feeds is Feed.ORDERS
    },
    **SEARCHES,
}


@dataclass
class Ledger:
    """What is known of one account and channel.

    :ivar covered: proven periods by marketplace
    :ivar asked: periods of the requests under way
    """

    covered: dict = field(default_factory=lambda: defaultdict(list))
    asked: list = field(default_factory=list)

    def proven(self, marketplaces):
        """Return what is proven for every one of the marketplaces."""
        return intersection(self.covered.get(place, []) for place in marketplaces)


class AmazonSellerAccountCoverage(models.Model):
    """What is proven, what is missing, and what to ask Amazon for next."""

    _inherit = "amazon.seller.account"

    coverage_ids = fields.One2many("amazon.seller.coverage", "account_id")
    mfn_overlap_hours = fields.Integer(
        "Look Back for Merchant Orders (hours)",
        required=True,
        default=48,
        help="Amazon lists an order when its payment is settled, sometimes late: each "
        "report begins this much before what is done already.",
    )
    afn_overlap_days = fields.Integer(
        "Look Back for FBA Shipments (days)",
        required=True,
        default=10,
        help="Amazon has listed shipments up to a week late: each report begins this "
        "much before what is done already.",
    )

    _mfn_overlap_check = models.Constraint(
        "CHECK(mfn_overlap_hours BETWEEN 0 AND 360)",
        "Looking back for merchant orders takes between 0 and 360 hours.",
    )
    _afn_overlap_check = models.Constraint(
        "CHECK(afn_overlap_days BETWEEN 0 AND 20)",
        "Looking back for FBA shipments takes between 0 and 20 days.",
    )

    # === WHERE IT COMES FROM === #

    def _order_sources(self):
        """Return the report types, and the searches for what reports do not tell."""
        report_types = self._order_report_types()
        channels = {report_type.channel for report_type in report_types}
        searches = [each for each in SEARCHES.values() if each.channel in channels]
        return report_types + searches

    def _overlap(self, channel):
        """Return how far before a gap to begin."""
        if channel == Channel.MFN:
            return timedelta(hours=self.mfn_overlap_hours)
        return timedelta(days=self.afn_overlap_days)

    def _reach(self, source, now):
        """Return from when until when a source may be asked about this account."""
        start, end = max(self.order_start_date, _oldest(source, now)), now
        if source.name in SEARCHES:
            end = min(end, _oldest(self._report_type_of(source.channel), now))
        return start, end

    # === WHAT IS PROVEN === #

    def _ledgers(self):
        """Return ``{(account id, channel): Ledger}`` of these accounts."""
        ledgers = defaultdict(Ledger)
        rows = (
            self.env["amazon.seller.coverage"]
            .sudo()
            .search_fetch(
                [("account_id", "in", self.ids)],
                ["account_id", "channel", "marketplace_id", "start", "end"],
            )
        )
        for row in rows:
            covered = ledgers[row.account_id.id, row.channel].covered
            covered[row.marketplace_id.id].append((row.start, row.end))
        for report in self._open_reports():
            # What nobody asked Amazon for is no request while nobody may ask.
            is_asked = report.asked_at or report.account_id._is_living()
            if is_asked and report._is_for_all_marketplaces():
                channel = SOURCES[report.report_type].channel.value
                ledgers[report.account_id.id, channel].asked += report._periods()
        return ledgers

    def _open_reports(self):
        return (
            self.env["amazon.seller.report"]
            .sudo()
            .search(
                [
                    ("account_id", "in", self.ids),
                    ("state", "in", OPEN_STATES),
                    ("report_type", "in", list(SOURCES)),
                ]
            )
        )

    def _coverage_stretches(self, channel):
        """Return what became of every moment from the account's start until now.

        :param channel: ``MFN`` or ``AFN``
        :return: list of (start, end, state), naive UTC; state is ``proven``,
            ``asked``, ``gap`` or ``unreachable``
        """
        self.ensure_one()
        ledger = self._ledgers()[self._origin.id, channel]
        return self._stretches(ledger, self._slow(channel))

    def _all_stretches(self):
        """Return ``{account: {channel: stretches}}`` for what each account fetches."""
        ledgers = self._ledgers()
        return {
            account: {
                report_type.channel.value: account._stretches(
                    ledgers[account._origin.id, report_type.channel.value],
                    account._slow(report_type.channel.value),
                )
                for report_type in account._order_report_types()
            }
            for account in self
        }

    def _proven(self, channel):
        """Return the periods proven for all the marketplaces fetched today."""
        ledger = self._ledgers()[self.id, channel.value]
        return ledger.proven(self._fetched_marketplaces().ids)

    def _stretches(self, ledger, slow=SLOW):
        """:param slow: how long the end may be missing before it counts as a gap"""
        now = fields.Datetime.now()
        if self.order_start_date >= now:
            return []
        stretches = partition(
            self.order_start_date,
            now,
            proven=ledger.proven(self._fetched_marketplaces().ids),
            asked=ledger.asked,
            oldest=_oldest(next(iter(SEARCHES.values())), now),
        )
        start, end, state = stretches[-1]
        if state == GAP and end - start <= slow and self._is_living():
            # The next report is due by itself.
            before = stretches[:-1]
            if before and before[-1][2] == ASKED:
                start = before.pop()[0]
            stretches = [*before, (start, end, ASKED)]
        return stretches

    def _slow(self, channel):
        """Return how long orders shipped by a channel come later than they are made."""
        is_others = Channel(channel) in self._channels_of_others()
        return OTHERS_SLOW + SLOW if is_others else SLOW

    def _is_living(self):
        """Whether reports are fetched for this account, now or in a minute."""
        return self.active and self.is_authorized and not self.is_paused

    def _coverage_state_at(self, channel, moment):
        """Return the state of a moment (naive UTC), False outside the line."""
        for start, end, state in self._coverage_stretches(channel):
            if start <= moment < end:
                return state
        return False

    # === WHAT TO ASK FOR === #

    def _want_reports(self):
        """Want the reports that close the gaps, the newest orders first."""
        if not (self._may_call() and self._fetched_marketplaces()):
            return
        now = fields.Datetime.now()
        self._widen_waiting(now)
        planned = [
            (source, self._wanted_periods(source, now))
            for source in self._order_sources()
        ]
        # New orders of every kind come before the older gaps of any.
        first = [(source, period) for source, some in planned for period in some[:1]]
        rest = [(source, period) for source, some in planned for period in some[1:]]
        self._want(first + rest)

    def _widen_waiting(self, now):
        """Let reports that Amazon was not asked for yet reach until now.

        Else a week in which it cannot be asked would leave dozens of them.
        """
        newest = {}
        for report in self._open_reports().sorted("data_end"):
            newest[report.report_type] = report
        for report_type in self._order_report_types():
            report = newest.get(report_type.name)
            longest = timedelta(days=report_type.max_days)
            if (
                report
                and not report.asked_at
                and report.data_end + SLOW < now <= report.data_start + longest
                and not cut(self._proven(report_type.channel), report.data_end, now)
                and report.try_lock_for_update()
            ):
                report.data_end = now

    def _want(self, planned):
        """Want reports over (source, (start, end)); return them.

        :raise psycopg2.errors.SerializationFailure: another worker planned meanwhile
        """
        if planned:
            self._claim_planning()
        return (
            self.env["amazon.seller.report"]
            .sudo()
            .create(
                [
                    {
                        "account_id": self.id,
                        "report_type": source.name,
                        "data_start": start,
                        "data_end": end,
                    }
                    for source, (start, end) in planned
                ]
            )
        )

    def _claim_planning(self):
        """Let no other worker want the same.

        A new version of the row, unlike a lock, also sends back who looked at the
        ledger before and comes to plan after us.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE amazon_seller_account SET round_at = round_at WHERE id = %s",
                self.id,
            ),
            log_exceptions=False,
        )

    def _wanted_periods(self, source, now):
        """Return the periods to ask for now, in this order, as Amazon allows them.

        What is not proven is missing, whatever the cause: a failure, another program,
        a dead authorisation, a marketplace or an earlier start date added since.
        """
        begin, end = self._reach(source, now)
        if begin >= end:
            return []
        reports = self._order_reports_lately(source, now)
        if not self._is_due(reports, source, now):
            return []
        is_open = any(report.state in OPEN_STATES for report in reports)
        return self._plan(
            source,
            (begin, end),
            self._hopeless_today(reports, now)._periods(),
            patience=self._patience(source, is_open) if end == now else None,
        )

    def _order_reports_lately(self, source, now):
        return self.env["amazon.seller.report"].search_fetch(
            [
                ("account_id", "=", self.id),
                ("report_type", "=", source.name),
                "|",
                ("state", "in", OPEN_STATES),
                ("create_date", ">=", now - timedelta(days=2)),
            ],
            ["state", "data_start", "data_end", "asked_at", "create_date"],
        )

    def _next_order_report_at(self):
        """Return when the next report of new orders is due; None: now or never."""
        self.ensure_one()
        now = fields.Datetime.now()
        others = self._channels_of_others()
        due = [
            self._due_at(self._order_reports_lately(report_type, now), report_type)
            for report_type in self._order_report_types()
            if report_type.channel not in others
        ]
        return min((moment for moment in due if moment and moment > now), default=None)

    def _patience(self, source, is_open):
        """Return how long what is missing until now may wait; None: not at all."""
        if source.channel in self._channels_of_others():
            return OTHERS_SLOW
        return SLOW if is_open else None

    def _plan(self, source, period, held, patience=None):
        """Return the periods to ask a source for, so that ``period`` is proven.

        :param held: periods to leave alone, beside those asked for already
        """
        ledger = self._ledgers()[self.id, source.channel.value]
        is_search = source.name in SEARCHES
        return plan(
            *period,
            proven=ledger.proven(self._fetched_marketplaces().ids),
            held=[*ledger.asked, *held],
            # A search reaches back by itself: its clock is the purchase.
            overlap=timedelta() if is_search else self._overlap(source.channel),
            longest=timedelta(days=source.max_days),
            patience=patience,
        )

    def _hopeless_today(self, reports, now):
        """Return failed reports over a past period that is left alone for a day.

        What has failed again and again must not keep Amazon busy with it.
        """
        since = max(now - timedelta(days=1), self.sudo()._active_token().authorized_at)
        failed = reports.filtered(
            lambda report: report.state == "failed" and report.create_date > since
        )
        return failed.browse().concat(
            *(
                several
                for several in failed.grouped("data_end").values()
                if len(several) >= MAX_FAILURES_A_DAY
            )
        )

    def _is_due(self, reports, source, now):
        return (self._due_at(reports, source) or now) <= now

    def _due_at(self, reports, source):
        """Return when a source may be asked again; None: it was not asked lately.

        Later after each failure.

        Where one of several reports wanted together fails, the others must not wait:
        new orders do not suffer from what is wrong with an old period.  A new
        authorisation begins anew: it may have brought the missing role.
        """
        tried = reports.sorted(lambda report: (report.create_date, report.id))
        if not tried:
            return None
        since = self.sudo()._active_token().authorized_at
        failures = 0
        for wanted_at, several in reversed(tried.grouped("create_date").items()):
            if set(several.mapped("state")) != {"failed"} or wanted_at < since:
                break
            failures += 1
        pause = source.min_interval * 2 ** min(failures, 5) + MARGIN
        # Amazon counts from when it was asked, which may have been throttled.
        return (tried[-1].asked_at or tried[-1].create_date) + pause


def _oldest(source, now):
    """Return from when on Amazon still tells.

    From a midnight on, so that what is missing keeps its bounds for a day.
    """
    oldest = now - timedelta(days=source.max_age_days - 1)
    return datetime.combine(oldest, datetime.min.time())
