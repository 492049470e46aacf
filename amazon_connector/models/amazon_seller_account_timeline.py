# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..screens import notification
from ..spapi.coverage import ASKED, GAP, PROVEN, UNREACHABLE
from ..spapi.periods import cut, missing
from .amazon_seller_account_coverage import SLOW

# Longer lists of days are cut off.
MOST_DAYS = 5


class AmazonSellerAccountTimeline(models.Model):
    """The coverage as people see it, and the gap they click on."""

    _inherit = "amazon.seller.account"

    coverage_timeline = fields.Json(compute="_compute_coverage_timeline")
    gap_count = fields.Integer("Gaps", compute="_compute_coverage_timeline")
    gap_summary = fields.Char("Missing", compute="_compute_coverage_timeline")

    @api.depends(
        "order_start_date",
        "import_mfn",
        "import_afn",
        "home_marketplace_id",
        "marketplace_ids",
        "available_marketplace_ids",
        "coverage_ids.start",
        "coverage_ids.end",
        "report_ids.state",
    )
    @api.depends_context("lang", "tz")
    def _compute_coverage_timeline(self):
        now = fields.Datetime.now()
        labels = self._channel_labels()
        for account, by_channel in self._all_stretches().items():
            may_fetch = account._is_living()
            account.coverage_timeline = {
                "start": _iso(min(account.order_start_date or now, now)),
                "end": _iso(now),
                "kinds": [
                    {
                        "channel": channel,
                        "label": labels[channel],
                        "stretches": _timeline(stretches, may_fetch),
                        "summary": account._coverage_sentence(stretches),
                    }
                    for channel, stretches in by_channel.items()
                ],
                "legend": account._coverage_legend(),
            }
            gaps = {
                channel: [(start, end) for start, end, state in some if state == GAP]
                for channel, some in by_channel.items()
            }
            account.gap_count = sum(map(len, gaps.values()))
            account.gap_summary = " ".join(
                f"{labels[channel]}: {account._days(periods)}."
                for channel, periods in gaps.items()
                if periods
            )

    # === WORDS === #

    def _channel_labels(self):
        return {
            "MFN": self.env._("Merchant orders (MFN)"),
            "AFN": self.env._("Amazon orders (FBA)"),
        }

    def _coverage_legend(self):
        return [
            {"state": state, "label": label}
            for state, label in (
                (PROVEN, self.env._("Complete")),
                (ASKED, self.env._("Asked for")),
                (GAP, self.env._("Missing")),
                (UNREACHABLE, self.env._("Out of Amazon's reach")),
            )
        ]

    def _coverage_sentence(self, stretches):
        """Return what matters most about these stretches, as one sentence."""
        by_state = {state: [] for state in (PROVEN, ASKED, GAP, UNREACHABLE)}
        for start, end, state in stretches:
            by_state[state].append((start, end))
        if by_state[GAP] and self._is_living():
            return self.env._(
                "Missing: %s. It is fetched by itself.", self._days(by_state[GAP])
            )
        if by_state[GAP]:
            return self.env._(
                "Missing: %s. It is fetched by itself once access is allowed again.",
                self._days(by_state[GAP]),
            )
        asked = [period for period in by_state[ASKED] if period[1] - period[0] > SLOW]
        if asked:
            return self.env._(
                "Asked for: %s. The orders come by themselves.", self._days(asked)
            )
        if by_state[UNREACHABLE]:
            return self.env._(
                "Complete but for %s: these days cannot be fetched by report any more.",
                self._days(by_state[UNREACHABLE]),
            )
        if not by_state[PROVEN]:
            return self.env._("Nothing was fetched yet.")
        return self.env._("Complete since %s.", self._day(stretches[0][0]))

    def _days(self, periods):
        """Return periods (naive UTC) as local days, such as "1 Nov – 3 Nov, 9 Nov"."""
        texts = []
        for start, end in periods[:MOST_DAYS]:
            first, last = self._day(start), self._day(end - timedelta(seconds=1))
            texts.append(first if first == last else f"{first} – {last}")
        if len(periods) > MOST_DAYS:
            texts.append("…")
        return ", ".join(texts)

    def _day(self, moment):
        """Return a moment (naive UTC) as the local day, as the reader writes it."""
        local = fields.Datetime.context_timestamp(self, moment)
        return format_date(self.env, local.date())

    # === THE CLICK ON A GAP === #

    def action_fetch_period(self, channel, start, end):
        """Ask Amazon at once for what is missing in a period.

        :param channel: ``MFN`` or ``AFN``
        :param start: ISO text or naive UTC
        :return: a notification
        :raise UserError: nothing can be asked for, with the reason
        """
        self.ensure_one()
        self.check_access("read")
        account = self.sudo()
        period = account._fetchable_period(channel, _naive(start), _naive(end))
        planned = [
            (source, piece)
            for source in account._order_sources()
            if source.channel.value == channel
            for piece in account._plan_within(source, *period)
        ]
        if planned:
            account._want(planned)
            self.env.ref("amazon_connector.ir_cron_synchronize").sudo()._trigger()
            message = self.env._(
                "Asked for: %s. The orders come by themselves.", self._days([period])
            )
        else:
            message = self.env._(
                "Nothing to ask for: these days are complete, or asked for already."
            )
        return notification(message, "success" if planned else "info")

    def _fetchable_period(self, channel, start, end):
        """Return the part of a period that lies on the account's line.

        :raise UserError: there is none, or nobody may ask Amazon for it
        """
        now = fields.Datetime.now()
        start, end = max(start, self.order_start_date), min(end, now)
        if channel not in {each.channel.value for each in self._order_report_types()}:
            raise UserError(
                self.env._(
                    "%s does not fetch these orders: choose them in its settings "
                    "first.",
                    self.name,
                )
            )
        if start >= end:
            raise UserError(
                self.env._(
                    "Orders of %(account)s are fetched from %(start)s until now. To "
                    "fetch earlier ones, change “Orders From” on the account.",
                    account=self.name,
                    start=self._day(self.order_start_date),
                )
            )
        states = {
            state
            for begin, until, state in self._coverage_stretches(channel)
            if cut([(begin, until)], start, end)
        }
        if UNREACHABLE in states and not states & {GAP, ASKED, PROVEN}:
            raise UserError(
                self.env._(
                    "These days cannot be fetched by report any more: Amazon tells of "
                    "two years. Download the report in Seller Central if it still "
                    "offers it, or enter the orders by hand."
                )
            )
        if not self._is_living():
            raise UserError(
                self.env._(
                    "%s is paused because Amazon no longer lets us in. Allow access "
                    "again; these days are then fetched by themselves.",
                    self.name,
                )
            )
        return start, end

    def _plan_within(self, source, start, end):
        """Return the periods to ask a source for, to prove what it can of a period."""
        reach = self._reach(source, fields.Datetime.now())
        if not (cut([reach], start, end) and self._fetched_marketplaces()):
            return []
        return self._plan(source, reach, held=missing(*reach, [(start, end)]))


def _timeline(stretches, may_fetch):
    return [
        {
            "start": _iso(start),
            "end": _iso(end),
            "state": state,
            "can_fetch": state == GAP and may_fetch,
        }
        for start, end, state in stretches
    ]


def _iso(moment):
    return f"{moment.isoformat(timespec='seconds')}Z"


def _naive(moment):
    """Return an ISO text or a naive UTC time as the latter."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment.replace("Z", "+00:00"))
    if moment.tzinfo:
        moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
    return moment.replace(microsecond=0)
