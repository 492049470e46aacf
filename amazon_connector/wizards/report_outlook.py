# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a request of reports would mean: how many, over what, ready when."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from odoo import fields

from ..models.amazon_seller_report import AMAZON_STATES
from ..spapi import forecast
from ..spapi.orders import Channel
from ..spapi.periods import pieces
from ..spapi.reports import REPORT_TYPES, Feed, ReportType, Scope
from ..spapi.stock import pool_of


@dataclass(frozen=True)
class Wish:
    """What one account is to ask for of one type.

    :ivar periods: list of (start, end), naive UTC
    :ivar places: the marketplaces of each request, as records; without any for all
        that are fetched
    """

    account: object
    source: ReportType
    periods: list
    places: list

    @property
    def count(self):
        return len(self.periods) * len(self.places)

    def is_met_by(self, report, vals):
        """Whether a report that waits to be asked for tells what one of these would.

        :param vals: one of :meth:`vals_list`
        """
        [(_set, _id, places)] = vals["marketplace_ids"]
        return (
            report.account_id.id == vals["account_id"]
            and report.report_type == vals["report_type"]
            and set(report.marketplace_ids.ids) == set(places)
            and (
                self.source.is_snapshot
                or report.data_start <= vals["data_start"] < vals["data_end"]
                and vals["data_end"] <= report.data_end
            )
        )

    def vals_list(self):
        """Return the values of the reports."""
        return [
            {
                "account_id": self.account.id,
                "report_type": self.source.name,
                "data_start": start,
                "data_end": end,
                "marketplace_ids": [fields.Command.set(place.ids)],
            }
            for start, end in self.periods
            for place in self.places
        ]


class Outlook:
    """Knows of some accounts what was asked for, and how far the limits are used."""

    def __init__(self, accounts, marketplaces, period=None):
        """
        :param marketplaces: only these; none for all
        :param period: (start, end), naive UTC; None for all that is missing
        """
        self._accounts = accounts.sudo()
        self._marketplaces = marketplaces
        self._period = period
        self._now = fields.Datetime.now()

    # === WHAT TO ASK FOR === #

    def wishes(self, source):
        """Return a :class:`Wish` for each account that Amazon makes this type for."""
        if not source.is_requestable:
            return []
        return [
            Wish(
                account,
                source,
                self._periods(account, source),
                self._places(account, source),
            )
            for account in self._accounts
            if account.region in source.regions and account.is_authorized
        ]

    def oldest(self, source):
        """Return from when on Amazon tells."""
        return self._now - timedelta(days=source.max_age_days)

    def _periods(self, account, source):
        if source.is_snapshot:
            return [(self._now, self._now)]
        if not self._period:
            return self._missing(account, source)
        start, end = self._period
        start, end = max(start, self.oldest(source)), min(end, self._now)
        return list(pieces(start, end, timedelta(days=source.max_days)))

    def _missing(self, account, source):
        """Return what is missing; Amazon tells nothing new so soon after the last."""
        if source.feeds is Feed.ORDERS:
            start, end = account._reach(source, self._now)
            patience = source.min_interval
            return (
                account._plan(source, (start, end), [], patience) if start < end else []
            )
        return [
            (start, end)
            for each, _marketplaces, (start, end) in self._missing_beside[account]
            if each is source and end - start > source.min_interval
        ]

    @cached_property
    def _missing_beside(self):
        """Each account's missing periods beside the orders': its ledger is read once.

        :return: ``{account: [(report type, marketplaces, (start, end))]}``
        """
        return {
            account: account._missing_side_periods(
                [
                    (each, account._fetched_marketplaces())
                    for each in REPORT_TYPES.values()
                    if each.is_requestable
                    and not each.is_snapshot
                    and each.feeds is not Feed.ORDERS
                    and account.region in each.regions
                ],
                self._now,
            )
            for account in self._accounts.filtered("is_authorized")
        }

    def _places(self, account, source):
        """Return the marketplaces for each request; nothing where none is fetched."""
        fetched = account._fetched_marketplaces()
        if not fetched:
            return []
        if not self._marketplaces:
            is_for_all = source.scope is Scope.ALL
            return [fetched.browse()] if is_for_all else account._report_targets(source)
        chosen = fetched & self._marketplaces
        if source.scope is Scope.EACH:
            return list(chosen)
        if source.scope is Scope.POOL:
            pools = chosen.grouped(lambda each: pool_of(each.marketplace_identifier))
            return [several[:1] for several in pools.values()]
        return [chosen] if chosen else []

    def _reports(self):
        return self._accounts.env["amazon.seller.report"]

    # === WHEN IT IS READY === #

    def ready_at(self, wishes):
        """Return when the last of these reports can be here, False for none.

        Each seller has limits of its own; accounts may be of the same one.
        """
        moments = []
        for key, accounts in self._limits.items():
            ours = [wish for wish in wishes if wish.account in accounts]
            if count := sum(wish.count for wish in ours):
                again_at = self.made_again_at(ours)
                moments.append(
                    forecast.ready_at(
                        time.time(),
                        count,
                        arrivals=self._arrivals[key],
                        to_ask=self._waiting(accounts, ("wanted",)),
                        to_fetch=self._waiting(accounts, AMAZON_STATES),
                        not_before=again_at.timestamp() if again_at else 0.0,
                    )
                )
        return bool(moments) and datetime.utcfromtimestamp(max(moments))

    def made_again_at(self, wishes):
        """Return when Amazon makes anew what it was asked for just now, or None.

        So it is with what lies in its own warehouses; the other reports it makes as
        often as it is asked.
        """
        moments = [
            self._asked_at[wish.account, wish.source.name] + wish.source.min_interval
            for wish in wishes
            if wish.count
            and wish.source.channel is Channel.AFN
            and (wish.account, wish.source.name) in self._asked_at
        ]
        return max((each for each in moments if each > self._now), default=None)

    @cached_property
    def _limits(self):
        """Accounts by what their calls are counted under."""
        return self._accounts.grouped(
            lambda account: (
                f"{account.key_set_id.client_id}:{account.seller_identifier}"
                f":{account.region}"
            )
        )

    @cached_property
    def _arrivals(self):
        operations = ("reports.createReport", "reports.getReportDocument")
        rates = self._accounts.env["amazon.seller.rate"].search(
            [
                (
                    "bucket",
                    "in",
                    [f"{key}:{each}" for key in self._limits for each in operations],
                )
            ]
        )
        arrival_of = {rate.bucket: rate.arrival for rate in rates}
        return {
            key: {each: arrival_of.get(f"{key}:{each}", 0.0) for each in operations}
            for key in self._limits
        }

    def _waiting(self, accounts, states):
        return sum(
            count
            for (account, state), count in self._open_counts.items()
            if account in accounts and state in states
        )

    @cached_property
    def _open_counts(self):
        rows = self._reports()._read_group(
            [
                ("account_id", "in", self._accounts.ids),
                ("state", "in", AMAZON_STATES),
            ],
            ["account_id", "state"],
            ["__count"],
        )
        return {(account, state): count for account, state, count in rows}

    @cached_property
    def _asked_at(self):
        rows = self._reports()._read_group(
            [
                ("account_id", "in", self._accounts.ids),
                ("is_upload", "=", False),
                ("asked_at", ">=", self._now - timedelta(days=1)),
            ],
            ["account_id", "report_type"],
            ["asked_at:max"],
        )
        return {(account, name): moment for account, name, moment in rows}
