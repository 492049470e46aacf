# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..spapi.reports import REPORT_TYPES, report_types_of
from .report_outlook import Outlook

ACCOUNTS_DOMAIN = [("is_authorized", "=", True), ("is_paused", "=", False)]


class AmazonSellerReportRequest(models.TransientModel):
    """Several types of reports of several accounts, asked for by hand."""

    _name = "amazon.seller.report.request"
    _description = "Request of Amazon Reports"

    account_ids = fields.Many2many(
        "amazon.seller.account",
        string="Accounts",
        default=lambda self: self._default_accounts(),
    )
    fetched_marketplace_ids = fields.Many2many(
        "amazon.seller.marketplace", compute="_compute_fetched_marketplace_ids"
    )
    marketplace_ids = fields.Many2many(
        "amazon.seller.marketplace",
        string="Marketplaces",
        domain="[('id', 'in', fetched_marketplace_ids)]",
        help="Only these; without a choice, all that are fetched.",
    )
    mode = fields.Selection(
        [("period", "A certain period"), ("missing", "All that is missing")],
        "Ask For",
        required=True,
        default="period",
    )
    data_start = fields.Datetime(
        "From", default=lambda self: fields.Datetime.now() - timedelta(days=7)
    )
    data_end = fields.Datetime("To", default=lambda self: fields.Datetime.now())
    line_ids = fields.One2many(
        "amazon.seller.report.request.line",
        "request_id",
        "Reports",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    needs_period = fields.Boolean(compute="_compute_total")
    request_count = fields.Integer(compute="_compute_total")
    ready_at = fields.Datetime(compute="_compute_total")
    remark = fields.Char(compute="_compute_remark")

    def _default_accounts(self):
        accounts = self.env["amazon.seller.account"].search(ACCOUNTS_DOMAIN, limit=2)
        return accounts if len(accounts) == 1 else accounts.browse()

    # === COMPUTE METHODS === #

    @api.depends("account_ids")
    def _compute_fetched_marketplace_ids(self):
        for request in self:
            accounts = request.account_ids._origin
            request.fetched_marketplace_ids = accounts.browse().marketplace_ids.concat(
                *(account._fetched_marketplaces() for account in accounts)
            )

    @api.depends("account_ids")
    def _compute_line_ids(self):
        """Offer what Amazon makes in the accounts' regions; keep the ticks."""
        for request in self:
            regions = set(request.account_ids.mapped("region"))
            offered = [
                each.name
                for each in REPORT_TYPES.values()
                if regions & each.regions and not _is_only_scheduled(each)
            ]
            stale = request.line_ids.filtered(
                lambda line: line.report_type not in offered  # noqa: B023
            )
            present = set((request.line_ids - stale).mapped("report_type"))
            request.line_ids = [
                *(fields.Command.delete(line.id) for line in stale),
                *(
                    fields.Command.create({"report_type": name})
                    for name in offered
                    if name not in present
                ),
            ]

    @api.depends(
        "account_ids",
        "marketplace_ids",
        "mode",
        "data_start",
        "data_end",
        "line_ids.is_wanted",
    )
    def _compute_total(self):
        for request in self:
            outlook = request._outlook()
            wishes = request._wishes(outlook)
            request.request_count = sum(wish.count for wish in wishes)
            request.ready_at = outlook.ready_at(wishes)
            lines = request._wanted_lines() or request.line_ids
            is_snapshot_only = lines and all(
                line._source().is_snapshot for line in lines
            )
            request.needs_period = request.mode == "period" and not is_snapshot_only

    @api.depends("account_ids")
    def _compute_remark(self):
        for request in self:
            without = request.account_ids.filtered(
                lambda account: not report_types_of(account.region)
            )
            request.remark = bool(without) and self.env._(
                "In the Far East and Australia Amazon makes no reports that hold whole "
                "orders: orders of %s are not fetched.",
                ", ".join(without.mapped("name")),
            )

    # === BUSINESS METHODS === #

    def _outlook(self):
        period = (self.data_start, self.data_end) if self.mode == "period" else None
        if period and not all(period):
            now = fields.Datetime.now()
            period = (now, now)
        return Outlook(self.account_ids._origin, self.marketplace_ids._origin, period)

    def _wanted_lines(self):
        return self.line_ids.filtered(
            lambda line: line.is_wanted and line.is_requestable
        )

    def _wishes(self, outlook):
        return [
            wish
            for line in self._wanted_lines()
            for wish in outlook.wishes(line._source())
        ]

    # === ACTION METHODS === #

    def action_request(self):
        """Want the reports, and show them."""
        self.ensure_one()
        self._check_accounts()
        wishes = [wish for wish in self._wishes(self._outlook()) if wish.count]
        self._check_wishes(wishes)
        for account in {wish.account for wish in wishes}:
            account._claim_planning()
        reports = self._want(wishes)
        self.env.ref("amazon_connector.ir_cron_synchronize").sudo()._trigger()
        action = reports.with_env(self.env)._action_view()
        name = self.env._("Requested Reports")
        return dict(action, name=name, display_name=name)

    def _want(self, wishes):
        """Want what is wished for; what waits already is only moved forward."""
        reports = self.env["amazon.seller.report"].sudo()
        waiting = reports.search(
            [
                ("account_id", "in", [wish.account.id for wish in wishes]),
                ("report_type", "in", [wish.source.name for wish in wishes]),
                ("state", "=", "wanted"),
            ]
        )
        new_values = []
        for wish in wishes:
            for vals in wish.vals_list():
                same = waiting.filtered(
                    lambda report: wish.is_met_by(report, vals)  # noqa: B023
                )[:1]
                reports |= same
                if not same:
                    new_values.append(vals)
        reports.next_try_at = False
        return reports | reports.create(new_values)

    def _check_accounts(self):
        """
        :raise UserError: one of the accounts cannot be asked about
        """
        self.account_ids.check_access("read")
        if not self.account_ids:
            raise UserError(self.env._("Choose an account."))
        for account in self.account_ids:
            if not account.is_authorized:
                raise UserError(
                    self.env._(
                        "Access to %s is not allowed. An administrator must press "
                        '"Allow Access" on the account first.',
                        account.name,
                    )
                )
            if account.is_paused:
                raise UserError(
                    self.env._(
                        "%s is paused because Amazon refused it: see the account for "
                        "what to do. What is missing is fetched by itself afterwards.",
                        account.name,
                    )
                )

    def _check_wishes(self, wishes):
        """
        :raise UserError: there is nothing to ask for
        """
        if not self._wanted_lines():
            raise UserError(self.env._("Tick what to request."))
        if wishes:
            return
        if self.mode == "missing":
            raise UserError(
                self.env._("Nothing is missing: everything there is was read already.")
            )
        raise UserError(
            self.env._(
                "There is nothing to ask for in this period: it must end after its "
                "start, and not before what Amazon still tells of. The remarks beside "
                "the reports say how far back that is."
            )
        )


def _is_only_scheduled(report_type):
    """Whether Amazon makes it only where a schedule was made before."""
    return report_type.is_schedulable and not report_type.is_requestable
