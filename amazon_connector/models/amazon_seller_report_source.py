# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_datetime

from ..explanations import explain
from ..spapi.reports import REPORT_TYPES, Feed
from .amazon_seller_advice import ADVICE
from .amazon_seller_report import REPORT_TYPE_LABELS
from .amazon_seller_report_progress import KEEP_FILES, PATIENCE

HOUR = timedelta(hours=1)
MAX_HOURS = 720
# The one report that tells of taxes, by the service the seller has at Amazon.
VAT_REPORTS = {
    "vcs_lite": "GET_FLAT_FILE_VAT_INVOICE_DATA_REPORT",
    "vcs": "SC_VAT_TAX_REPORT",
}
LOOK_EVERY = timedelta(minutes=15)
# https://developer-docs.amazon.com/sp-api/docs/reports-api-v2021-06-30-reference
AMAZON_KEEPS = timedelta(days=90)
# How long others may be silent before somebody should look.
OTHERS_PATIENCE = timedelta(days=3)
# Amazon pays out every other week.
AMAZONS_PATIENCE = timedelta(days=21)


class AmazonSellerReportSource(models.Model):
    """How an account comes by the reports of one type."""

    _name = "amazon.seller.report.source"
    _description = "Source of Amazon Reports"
    _order = "account_id, id"
    _rec_name = "report_type"

    account_id = fields.Many2one(
        "amazon.seller.account", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    report_type = fields.Selection(
        REPORT_TYPE_LABELS, "Report", required=True, readonly=True
    )
    way = fields.Selection(
        [
            ("off", "Not fetched"),
            ("asked", "We ask for it"),
            ("scheduled", "Amazon makes it on our schedule"),
            ("found", "Another program or Amazon makes it"),
        ],
        "How It Comes",
        required=True,
        help="Whatever others ask Amazon for, or Amazon makes on a schedule, is found "
        "there and read. For orders nothing is lost when they stop: what is missing "
        "for longer than a day is asked for by us.",
    )
    allowed_ways = fields.Json(compute="_compute_allowed_ways")
    every_hours = fields.Integer(
        "Every (hours)",
        help="How often we ask for it. Orders are asked for as often as Amazon allows.",
    )
    has_rhythm = fields.Boolean(compute="_compute_allowed_ways")
    looked_at = fields.Datetime(readonly=True, copy=False)
    chosen_at = fields.Datetime(
        readonly=True,
        copy=False,
        default=fields.Datetime.now,
        help="Since when it comes like this.",
    )
    last_read_at = fields.Datetime("Last Read", compute="_compute_state")
    next_at = fields.Datetime("Next", compute="_compute_state")
    state = fields.Selection(
        [
            ("off", "Off"),
            ("waiting", "None yet"),
            ("good", "Comes"),
            ("late", "Overdue"),
            ("failed", "Failed"),
            ("denied", "Role missing"),
        ],
        compute="_compute_state",
    )
    reason = fields.Char(compute="_compute_state")

    _account_type_uniq = models.Constraint(
        "UNIQUE(account_id, report_type)",
        "An account has each type of report once.",
    )
    _every_check = models.Constraint(
        f"CHECK(every_hours BETWEEN 0 AND {MAX_HOURS})",
        "A report is asked for at least once in 30 days.",
    )

    # === COMPUTE METHODS === #

    @api.depends("report_type")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["report_type"]._description_selection(self.env))
        for source in self:
            source.display_name = labels.get(source.report_type)

    @api.depends("report_type", "way")
    def _compute_allowed_ways(self):
        for source in self:
            source.allowed_ways = source._ways()
            source.has_rhythm = source._has_rhythm() and source.way == "asked"

    @api.depends("way", "every_hours")
    @api.depends_context("lang", "tz")
    def _compute_state(self):
        read_at = self._last_read()
        newest = self._newest_reports()
        late = self._late(read_at)
        for source in self:
            key = source.account_id._origin, source.report_type
            source.last_read_at = read_at.get(key)
            source.next_at = source._next_at(newest.get(key))
            source.state = source._state_after(newest.get(key), source in late)
            source.reason = source._reason(newest.get(key))

    def _last_read(self):
        """Return ``{(account, report type): when one was read last}``."""
        return {
            (account, report_type): done_at
            for account, report_type, done_at in self.env[
                "amazon.seller.report"
            ]._read_group(
                [
                    ("account_id", "in", self.account_id.ids),
                    ("state", "in", ("done", "empty")),
                ],
                ["account_id", "report_type"],
                ["done_at:max"],
            )
        }

    def _newest_reports(self):
        """Return ``{(account, report type): the report wanted last}``."""
        reports = self.env["amazon.seller.report"]
        groups = reports._read_group(
            [("account_id", "in", self.account_id.ids)],
            ["account_id", "report_type"],
            ["id:max"],
        )
        by_id = {newest: reports.browse(newest) for _a, _t, newest in groups}
        reports.browse(by_id).fetch(["state", "create_date", "error_code"])
        return {(account, type_): by_id[newest] for account, type_, newest in groups}

    def _next_at(self, newest):
        if self.way != "asked" or not self._has_rhythm():
            return False
        if denied_until := self._denied_until():
            return denied_until
        return newest and newest.create_date + self._every()

    def _late(self, read_at):
        """Return those of which nothing has come for long although it could.

        :param read_at: as :meth:`_last_read` returns it
        """
        now = fields.Datetime.now()
        gone = self.filtered(lambda source: source._is_schedule_gone())
        living = self.filtered(
            lambda source: source.account_id._is_living() and source._is_used()
        )
        allowed = {
            token.account_id: token.authorized_at
            for token in living.account_id._active_token()
        }

        def since(source):
            account = source.account_id
            moments = (
                read_at.get((account, source.report_type)),
                source.chosen_at or source.create_date,
                allowed.get(account),
                account.catching_up_since,
            )
            return max(filter(None, moments))

        return gone | living.filtered(
            lambda source: since(source) + source._patience() < now
        )

    def _is_used(self):
        """Whether it should come: orders come from one type for each way to ship."""
        report_type, account = REPORT_TYPES[self.report_type], self.account_id
        if self.way == "off" or report_type.feeds is not Feed.ORDERS:
            return self.way != "off"
        return report_type.channel in account._wanted_channels() and (
            self.way != "asked" or report_type in account._order_report_types()
        )

    def _state_after(self, newest, is_late):
        if self.way == "off":
            return "off"
        if self._denied_until():
            return "denied"
        if newest and newest.state == "failed":
            return "failed"
        if is_late:
            return "late"
        return "good" if self.last_read_at else "waiting"

    def _reason(self, newest):
        """Say what is wrong, and what helps; "" where nothing is."""
        if self.state == "denied":
            return self.env._(
                "%(denial)s It is tried again on %(date)s, or right after a new "
                "consent.",
                denial=explain(self.env, "role_missing"),
                date=format_datetime(self.env, self._denied_until()),
            )
        if self.state == "failed":
            return newest.error_message
        if self.state != "late":
            return ""
        if self._is_schedule_gone():
            return self.env._(
                "The schedule no longer stands at Amazon: see Reports » Scheduled."
            )
        return self.env._(ADVICE[self._late_code()])

    def _late_code(self):
        return "not_read" if self.way == "asked" else "none_found"

    def _is_schedule_gone(self):
        """Whether it is to come on a schedule of ours, and there is none."""
        of_type = self.account_id.schedule_ids.filtered(
            lambda schedule: schedule.report_type == self.report_type
        )
        return self.way == "scheduled" and not (
            {"wanted", "active"} & set(of_type.mapped("state"))
        )

    def _patience(self):
        """Return for how long there may be no report before somebody should look."""
        report_type = REPORT_TYPES[self.report_type]
        if self.way == "asked":
            return timedelta(days=1) + 3 * self._every()
        if not (report_type.is_requestable or report_type.is_schedulable):
            return AMAZONS_PATIENCE
        return OTHERS_PATIENCE

    def _denied_until(self):
        """Return until when the type is left alone for want of a role, or None."""
        return self.account_id._denied_until(self.report_type)

    # === CONSTRAINTS AND CRUD === #

    @api.constrains("way", "report_type")
    def _check_way(self):
        for source in self:
            if source.way in source._ways():
                continue
            labels = dict(self._fields["way"]._description_selection(self.env))
            raise ValidationError(
                self.env._(
                    "“%(report)s” cannot come like this. Choose one of these: "
                    "%(ways)s.",
                    report=source.display_name,
                    ways=", ".join(labels[way] for way in source._ways()),
                )
            )

    @api.constrains("every_hours", "way", "report_type")
    def _check_every(self):
        for source in self:
            if source.way != "asked" or not source._has_rhythm():
                continue
            least = REPORT_TYPES[source.report_type].min_interval
            if source.every_hours * HOUR < max(least, HOUR):
                raise ValidationError(
                    self.env._(
                        "Amazon makes “%(report)s” anew after %(hours)s hours at the "
                        "soonest. Enter at least as many.",
                        report=source.display_name,
                        hours=max(1, round(least / HOUR)),
                    )
                )

    def write(self, vals):
        if "way" in vals:
            # Whoever makes the reports from now on may have made some already.
            vals = dict(vals, looked_at=False, chosen_at=fields.Datetime.now())
        result = super().write(vals)
        if vals.get("way") == "found":
            self.account_id.schedule_ids.sudo()._leave_to_others(self)
        return result

    # === BUSINESS METHODS === #

    def _ways(self):
        """Return the ways in which reports of this type can come, the usual first."""
        report_type = REPORT_TYPES[self.report_type]
        ways = []
        if report_type.is_requestable:
            ways.append("asked")
        if report_type.is_schedulable:
            ways.append("scheduled")
        ways.append("found")
        # Whether orders come is chosen on the account, by who ships them.
        if not (report_type.is_requestable and report_type.feeds is Feed.ORDERS):
            ways.append("off")
        return ways

    def _has_rhythm(self):
        return _has_rhythm(REPORT_TYPES[self.report_type])

    def _every(self):
        return self.every_hours * HOUR

    def _is_look_due(self, now):
        """Whether to look again which reports others had made."""
        return not self.looked_at or self.looked_at + LOOK_EVERY <= now

    def _look_since(self, now):
        """Return since when (naive UTC) reports may have been made unseen.

        What Amazon was still working on at the last look began before it.
        """
        if self.looked_at:
            return self.looked_at - PATIENCE
        report_type = REPORT_TYPES[self.report_type]
        reach = min(AMAZON_KEEPS, timedelta(days=report_type.max_age_days))
        if report_type.is_restricted:
            # Their files are gone sooner.
            reach = min(reach, KEEP_FILES)
        return now - reach

    @api.model
    def _complete(self):
        """Give every account its sources; called whenever the addon is updated."""
        accounts = self.env["amazon.seller.account"].with_context(active_test=False)
        accounts.search([("region", "!=", False)])._complete_sources()

    @api.model
    def _prepare_values(self, account, report_type):
        """Return the values of a new source, as they are usual."""
        every = report_type.every or timedelta(days=1)
        return {
            "account_id": account.id,
            "report_type": report_type.name,
            "way": self._usual_way(account, report_type),
            "every_hours": every // HOUR if _has_rhythm(report_type) else 0,
        }

    @api.model
    def _usual_way(self, account, report_type):
        if not report_type.is_requestable:
            # What can be scheduled is another form of what we ask for.
            return "off" if report_type.is_schedulable else "found"
        if report_type.feeds is Feed.ORDERS:
            return "asked"
        if report_type.feeds is Feed.TAX_DOCUMENTS:
            is_wanted = VAT_REPORTS.get(account.vat_service) == report_type.name
            return "asked" if is_wanted else "off"
        return "asked" if report_type.every else "off"


def _has_rhythm(report_type):
    """Whether we ask for it every so often, not whenever something is missing."""
    return report_type.is_requestable and report_type.feeds is not Feed.ORDERS
