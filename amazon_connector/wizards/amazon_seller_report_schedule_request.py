# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.amazon_seller_report import REPORT_TYPE_LABELS
from ..models.amazon_seller_report_schedule import PERIOD_LABELS, STANDING
from ..screens import form_of
from ..spapi.reports import REPORT_TYPES, Scope


class AmazonSellerReportScheduleRequest(models.TransientModel):
    """Schedules a report at Amazon, and says before what that would end there."""

    _name = "amazon.seller.report.schedule.request"
    _description = "Scheduling of an Amazon Report"

    account_id = fields.Many2one(
        "amazon.seller.account",
        required=True,
        domain=[("is_authorized", "=", True), ("is_paused", "=", False)],
        default=lambda self: self._default_account(),
    )
    offered_types = fields.Json(compute="_compute_offered_types")
    report_type = fields.Selection(
        REPORT_TYPE_LABELS,
        "Report",
        required=True,
        compute="_compute_report_type",
        store=True,
        readonly=False,
        precompute=True,
    )
    offered_marketplace_ids = fields.Many2many(
        "amazon.seller.marketplace", compute="_compute_offered_marketplace_ids"
    )
    marketplace_ids = fields.Many2many(
        "amazon.seller.marketplace",
        "amazon_seller_report_schedule_request_marketplace_rel",
        string="Marketplaces",
        required=True,
        compute="_compute_marketplace_ids",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('id', 'in', offered_marketplace_ids)]",
    )
    period = fields.Selection(PERIOD_LABELS, "How Often", required=True, default="P1D")
    is_put_back = fields.Boolean(
        "Put Back",
        help="When another program replaces or removes this schedule, it is made again "
        "by itself, once a day at most.",
    )
    ended_ids = fields.Many2many(
        "amazon.seller.report.schedule", compute="_compute_ended_ids"
    )
    is_confirmed = fields.Boolean("End them nevertheless")

    def _default_account(self):
        accounts = self.env["amazon.seller.account"]
        found = accounts.search(accounts._living_domain(), limit=2)
        return found if len(found) == 1 else accounts

    # === COMPUTE METHODS === #

    @api.depends("account_id")
    def _compute_offered_types(self):
        for request in self:
            region = request.account_id.region
            request.offered_types = [
                report_type.name
                for report_type in REPORT_TYPES.values()
                if report_type.is_schedulable
                and (not region or region in report_type.regions)
            ]

    @api.depends("offered_types")
    def _compute_report_type(self):
        for request in self:
            if request.report_type not in request.offered_types:
                request.report_type = next(iter(request.offered_types), False)

    @api.depends("account_id")
    def _compute_offered_marketplace_ids(self):
        for request in self:
            account = request.account_id
            request.offered_marketplace_ids = account._fetched_marketplaces()

    @api.depends("account_id")
    def _compute_marketplace_ids(self):
        for request in self:
            request.marketplace_ids = request.account_id._fetched_marketplaces()

    @api.depends("account_id", "report_type", "marketplace_ids")
    def _compute_ended_ids(self):
        """Find what Amazon would end, as far as it was read back."""
        for request in self:
            standing = request.account_id.schedule_ids.filtered(
                lambda schedule: schedule.state in STANDING
            )
            request.ended_ids = standing.browse().union(
                *(
                    standing._ended_by(request.report_type, marketplaces)
                    for marketplaces in request._targets()
                )
            )

    def _targets(self):
        """Return the marketplaces of each schedule to make, as a list of recordsets."""
        if not (self.report_type and self.marketplace_ids):
            return []
        if REPORT_TYPES[self.report_type].scope is Scope.EACH:
            return list(self.marketplace_ids._origin)
        return [self.marketplace_ids._origin]

    # === ACTION METHODS === #

    def action_schedule(self):
        """Let Amazon make the report from now on; ask first if that ends another."""
        self.ensure_one()
        self._check_may_schedule()
        account = self.account_id.sudo()
        told = self.ended_ids
        account._read_schedules_now()
        self.invalidate_recordset(["ended_ids"])
        # Nobody has agreed to what they were not told of.
        self.is_confirmed = self.is_confirmed and not self.ended_ids - told
        if self.ended_ids and not self.is_confirmed:
            return self._action_reopen()
        schedules = account.schedule_ids.create(
            [
                {
                    "account_id": account.id,
                    "report_type": self.report_type,
                    "marketplace_ids": [fields.Command.set(marketplaces.ids)],
                    "period": self.period,
                    "is_put_back": self.is_put_back,
                }
                for marketplaces in self._targets()
            ]
        )
        schedules._choose_way()
        account._make_schedules_now()
        return {"type": "ir.actions.act_window_close"}

    def _check_may_schedule(self):
        account = self.account_id
        account.check_access("write")
        if not account.is_authorized or account.is_paused:
            raise UserError(
                self.env._(
                    "Amazon may not be called for %s now: see the account for what to "
                    "do.",
                    account.name,
                )
            )
        if self.report_type not in self.offered_types:
            raise UserError(
                self.env._(
                    "Amazon does not make this report on a schedule in the region of "
                    "%s.",
                    account.name,
                )
            )
        if self.marketplace_ids - account._fetched_marketplaces():
            raise UserError(
                self.env._("Choose marketplaces that %s fetches.", account.name)
            )

    def _action_reopen(self):
        """Show what would end, once more, with what Amazon has just told."""
        return form_of(self, name=self.env._("Schedule a Report"), target="new")
