# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..explanations import explain
from ..screens import notification, reload
from ..spapi.errors import AmazonError, NotFound, Verdict
from ..spapi.reports import REPORT_TYPES
from ..spapi.schedules import is_ended_by, schedulable_types
from .amazon_seller_report import REPORT_TYPE_LABELS

# Another form of what we read, that only other programs have made.
_LABELS = {
    "GET_ORDER_REPORT_DATA_TAX": "Merchant fulfilment – Order report – NA, XML",
    "GET_ORDER_REPORT_DATA_SHIPPING": (
        "Merchant fulfilment – Order report – NA, without tax role, XML"
    ),
    **dict(REPORT_TYPE_LABELS),
}
SCHEDULE_LABELS = [(name, _LABELS[name]) for name in schedulable_types()]
PERIOD_LABELS = [
    ("PT5M", "Every 5 minutes"),
    ("PT15M", "Every 15 minutes"),
    ("PT30M", "Every 30 minutes"),
    ("PT1H", "Every hour"),
    ("PT2H", "Every 2 hours"),
    ("PT4H", "Every 4 hours"),
    ("PT8H", "Every 8 hours"),
    ("PT12H", "Every 12 hours"),
    ("P1D", "Every day"),
    ("P2D", "Every 2 days"),
    ("P3D", "Every 3 days"),
    ("PT84H", "Twice a week"),
    ("P7D", "Every week"),
    ("P14D", "Every 2 weeks"),
    ("P15D", "Every 15 days"),
    ("P18D", "Every 18 days"),
    ("P30D", "Every 30 days"),
    ("P1M", "Every month"),
]
# Schedules that stand at Amazon, as far as we know.
STANDING = ("active", "foreign")
# Two programs that both insist would otherwise end each other's all day long.
PUT_BACK_EVERY = timedelta(hours=20)


class AmazonSellerReportSchedule(models.Model):
    """What Amazon makes again and again, for us or for another program."""

    _name = "amazon.seller.report.schedule"
    _description = "Amazon Report Schedule"
    _order = "account_id, report_type, id"
    _rec_name = "report_type"

    account_id = fields.Many2one(
        "amazon.seller.account", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    report_type = fields.Selection(
        SCHEDULE_LABELS, "Report", required=True, readonly=True
    )
    marketplace_ids = fields.Many2many(
        "amazon.seller.marketplace", string="Marketplaces", readonly=True
    )
    period = fields.Selection(PERIOD_LABELS, "How Often", readonly=True)
    state = fields.Selection(
        [
            ("wanted", "To be made"),
            ("active", "Ours"),
            ("foreign", "Another program's"),
            ("replaced", "Replaced"),
            ("removed", "Removed"),
            ("refused", "Refused"),
            ("ended", "Ended by us"),
        ],
        required=True,
        readonly=True,
        default="wanted",
        index=True,
    )
    is_put_back = fields.Boolean(
        "Put Back",
        readonly=True,
        help="When another program replaces or removes this schedule, it is made again "
        "by itself, once a day at most.",
    )
    put_back_at = fields.Datetime("Put Back On", readonly=True)
    replaced_by_id = fields.Many2one(
        "amazon.seller.report.schedule", "Replaced by", readonly=True
    )
    schedule_identifier = fields.Char("Schedule ID", readonly=True)
    next_creation_at = fields.Datetime("Next Report", readonly=True)
    read_at = fields.Datetime("Read Back On", readonly=True)
    next_try_at = fields.Datetime("Next Try", readonly=True)
    error_code = fields.Char(readonly=True)
    error_detail = fields.Char(readonly=True)
    reason = fields.Char(compute="_compute_reason")

    _identifier_uniq = models.Constraint(
        "UNIQUE(account_id, schedule_identifier)",
        "This schedule of Amazon's is here already.",
    )

    # === COMPUTE METHODS === #

    @api.depends("report_type")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["report_type"]._description_selection(self.env))
        for schedule in self:
            schedule.display_name = labels.get(schedule.report_type)

    @api.depends("state", "error_code", "error_detail", "account_id.source_ids.way")
    @api.depends_context("lang")
    def _compute_reason(self):
        for schedule in self:
            schedule.reason = schedule._reason()

    def _reason(self):
        if self.error_code:
            return explain(self.env, self.error_code, self.error_detail)
        if self.state == "replaced":
            return self.env._(
                "Another program has scheduled this report at Amazon, which ends ours. "
                "If it is to stay so, choose on the account that another program makes "
                "this report: it is read from there then."
            )
        if self.state == "removed":
            return self.env._(
                "The schedule no longer exists at Amazon: another program, or somebody "
                "in Seller Central, has ended it. Press “Schedule Again” to restore it."
            )
        if self.state == "foreign":
            return self.env._(
                "Not made by us. Its reports are read if the account says that another "
                "program makes this report."
            )
        if self.state == "active" and not self._is_read():
            return self.env._(
                "Amazon makes this report on our schedule, but it is not read: choose "
                "on the account that Amazon makes it on our schedule, or end the "
                "schedule."
            )
        return ""

    def _is_read(self):
        """Whether the account looks at Amazon for reports of this type."""
        of_type = self.account_id.source_ids.filtered(
            lambda source: source.report_type == self.report_type
        )
        return of_type.way in ("scheduled", "found")

    # === ACTION METHODS === #

    def action_read_back(self):
        """See what stands at Amazon for all accounts that may be asked about.

        One that Amazon refuses costs no other its turn.
        """
        accounts = self.env["amazon.seller.account"]
        refusals = []
        for account in accounts.search(accounts._living_domain()).sudo():
            try:
                account._read_schedules_now()
            except UserError as error:
                refusals.append(f"{account.name}: {error}")
        return notification("\n".join(refusals), "danger") if refusals else reload()

    def action_schedule_again(self):
        """Make at Amazon again what is gone there."""
        self._check_may_change()
        gone = self.sudo().filtered(
            lambda each: each.state in ("replaced", "removed", "refused", "ended")
        )
        gone._want_again()
        gone.account_id._make_schedules_now()

    def action_end(self):
        """End our schedules at Amazon; we ask for the reports ourselves then."""
        self._check_may_change()
        if "foreign" in self.mapped("state"):
            raise UserError(
                self.env._("This schedule belongs to another program: end it there.")
            )
        for schedule in self.sudo():
            schedule._end()

    def action_switch_put_back(self):
        self._check_may_change()
        for schedule in self.sudo():
            schedule.is_put_back = not schedule.is_put_back

    def _check_may_change(self):
        self.check_access("read")
        self.account_id.check_access("write")

    # === AT AMAZON === #

    def _make(self, door):
        """Let Amazon make the reports from now on.

        :raise AmazonError: what concerns the account rather than this schedule
        """
        self.ensure_one()
        report_type = REPORT_TYPES[self.report_type]
        try:
            identifier = door.create_report_schedule(
                self.report_type,
                self.marketplace_ids.mapped("marketplace_identifier"),
                self.period,
                options=dict(report_type.options),
            )
        except AmazonError as error:
            if not self._note_failure(error):
                raise
            return
        self.write(
            {
                "state": "active",
                "schedule_identifier": identifier,
                "replaced_by_id": False,
                "error_code": False,
                "error_detail": False,
                "next_try_at": False,
            }
        )
        self._ended_by_this()._note_ended(self)

    def _note_failure(self, error):
        """Plan the next try, or give up.

        :return: False when it is the account that is refused, not the schedule
        """
        if error.code == "throttled":
            self.next_try_at = error.retry_at.replace(tzinfo=None)
            return True
        is_of_this = error.code == "role_missing" or error.verdict is Verdict.GIVE_UP
        if not is_of_this:
            return False
        self.write(
            {
                "state": "refused",
                "error_code": error.code,
                "error_detail": error.detail,
            }
        )
        return True

    def _end(self):
        self.ensure_one()
        # Whatever happens now, nobody puts back what is to end.
        self.is_put_back = False
        self.env["ir.cron"]._commit_progress()
        if self.state == "active":
            self.account_id._call_for_person(
                lambda door: door.cancel_report_schedule(self.schedule_identifier),
                harmless=NotFound,  # Somebody was faster.
            )
        self.write({"state": "ended", "next_creation_at": False, "next_try_at": False})
        self._choose_way()

    def _want_again(self):
        self.write(
            {
                "state": "wanted",
                "schedule_identifier": False,
                "replaced_by_id": False,
                "next_creation_at": False,
                "next_try_at": False,
                "error_code": False,
                "error_detail": False,
            }
        )
        self._choose_way()

    def _leave_to_others(self, sources):
        """Put none of these back that would end another program's again.

        :param sources: the ``amazon.seller.report.source`` that others make
        """
        left = {(source.account_id, source.report_type) for source in sources}
        self.filtered(
            lambda schedule: (schedule.account_id, schedule.report_type) in left
        ).is_put_back = False

    def _choose_way(self):
        """Let the accounts' reports of these types come by schedule, or no longer."""
        standing = self.search(
            [
                ("account_id", "in", self.account_id.ids),
                ("report_type", "in", self.mapped("report_type")),
                ("state", "in", ("wanted", "active")),
            ]
        )
        scheduled = {(each.account_id, each.report_type) for each in standing}
        of_types = self.account_id.source_ids.filtered(
            lambda source: source.report_type in self.mapped("report_type")
        )
        for source in of_types:
            is_scheduled = (source.account_id, source.report_type) in scheduled
            if is_scheduled and source.way in ("asked", "off"):
                source.way = "scheduled"
            elif not is_scheduled and source.way == "scheduled":
                ways = source._ways()
                source.way = "asked" if "asked" in ways else ways[-1]

    # === WHAT ENDS WHAT === #

    def _ended_by_this(self):
        """Return the schedules that Amazon ends when it makes this one."""
        standing = self.search(
            [
                ("account_id", "=", self.account_id.id),
                ("state", "in", STANDING),
                ("id", "!=", self.id),
            ]
        )
        return standing._ended_by(self.report_type, self.marketplace_ids)

    def _ended_by(self, report_type, marketplaces):
        """Return those of these that a new schedule would end, silently."""
        new_ids = marketplaces.mapped("marketplace_identifier")
        return self.filtered(
            lambda schedule: is_ended_by(
                schedule.report_type,
                schedule.marketplace_ids.mapped("marketplace_identifier"),
                report_type,
                new_ids,
            )
        )

    def _note_ended(self, successor):
        """Note that Amazon has ended these because of another one of ours."""
        foreign = self.filtered(lambda schedule: schedule.state == "foreign")
        foreign.unlink()
        (self - foreign).write(
            {"state": "ended", "next_creation_at": False, "is_put_back": False}
        )

    # === READ BACK === #

    def _title(self):
        """Return the report and how often it is made, in the reader's language."""
        period = dict(self._fields["period"]._description_selection(self.env))
        return ", ".join(filter(None, [self.display_name, period.get(self.period)]))

    def _is_this(self, told):
        """Whether Amazon tells of this schedule.

        Of one that was to be made we may not have heard the answer.

        :param told: a :class:`~..spapi.replies.ReportSchedule`
        """
        if self.schedule_identifier:
            return self.schedule_identifier == told.schedule_id
        return (
            self.state in ("wanted", "refused")
            and (self.report_type, self.period) == (told.report_type, told.period)
            and set(self.marketplace_ids.mapped("marketplace_identifier"))
            == set(told.marketplace_ids)
        )

    def _note_standing(self, values):
        """Note that it stands at Amazon; what somebody ended here may still."""
        if self.state not in STANDING:
            values = dict(values, state="active", error_code=False, error_detail=False)
        self.write(values)

    def _note_gone(self, standing):
        """Note that our schedule no longer stands at Amazon, and why.

        :param standing: all that stand there
        """
        successor = standing.filtered(
            lambda other: self._ended_by(other.report_type, other.marketplace_ids)
        )[:1]
        self.write(
            {
                "state": "replaced" if successor else "removed",
                "replaced_by_id": successor.id,
                "next_creation_at": False,
            }
        )
        account = self.account_id
        reader = account._in_language_of(account.responsible_id)
        if not self.is_put_back:
            account._tell(
                reader.env._(
                    "“%s” is no longer scheduled at Amazon. See Reports » Scheduled.",
                    self.with_env(reader.env)._title(),
                )
            )
