# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_datetime

from ..explanations import explain
from ..spapi.errors import AmazonError

# Amazon's Data Protection Policy wants a year.
# https://developer-docs.amazon.com/sp-api/docs/data-protection-policy
KEEP_ROUNDS = timedelta(days=400)
# Single calls that Amazon answered as asked are of no interest for so long.
KEEP_CALLS = timedelta(days=30)
OUTCOMES = [
    ("done", "Done"),
    ("limited", "Put off"),
    ("failed", "Failed"),
    ("refused", "Refused"),
]
# The worst first.
_RANK = ("refused", "failed", "limited", "done")


class AmazonSellerLog(models.Model):
    """What was said to Amazon in one round, for people: no secrets, no buyers."""

    _name = "amazon.seller.log"
    _inherit = "amazon.seller.account.record"
    _description = "Amazon Log"
    _order = "began_at desc, id desc"

    began_at = fields.Datetime("Time", required=True, readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        "Started By",
        readonly=True,
        help="Empty where the connector started the round by itself.",
    )
    round_mark = fields.Char(readonly=True, index="btree_not_null")
    call_ids = fields.One2many("amazon.seller.log.call", "log_id", readonly=True)
    call_count = fields.Integer("Calls", readonly=True)
    trouble_count = fields.Integer("Not Done", readonly=True)
    operation_counts = fields.Json(readonly=True)
    seconds = fields.Float("Duration (s)", readonly=True, digits=(10, 2))
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True, index=True)
    error_code = fields.Char(readonly=True)
    error_detail = fields.Char(readonly=True)
    message = fields.Char("In Plain Words", compute="_compute_message")

    @api.depends("began_at", "account_id.name")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for log in self:
            moment = format_datetime(self.env, log.began_at)
            log.display_name = f"{log.account_id.name}, {moment}"

    @api.depends("error_code", "error_detail", "operation_counts")
    @api.depends_context("lang")
    def _compute_message(self):
        calls = self.env["amazon.seller.log.call"]
        for log in self:
            if log.error_code:
                log.message = explain(self.env, log.error_code, log.error_detail)
            else:
                log.message = " · ".join(
                    f"{calls._words(operation)} ({count})"
                    for operation, count in (log.operation_counts or {}).items()
                )

    # === WRITING === #

    @api.model
    @contextmanager
    def _observing(self, account):
        """Yield what a door tells its calls to; they are kept at the end.

        All calls of a round (context ``amazon_seller_round``) come together.
        """
        calls = []
        began_at = fields.Datetime.now()
        try:
            yield lambda call: calls.append((fields.Datetime.now(), call))
        except AmazonError:
            self.sudo()._keep(account, began_at, calls)
            raise
        self.sudo()._keep(account, began_at, calls)

    def _keep(self, account, began_at, calls):
        """Keep calls, as pairs of time and :class:`~..spapi.door.Call`."""
        if not calls:
            return
        lines = [self.env["amazon.seller.log.call"]._values(*each) for each in calls]
        mark = self.env.context.get("amazon_seller_round")
        log = self._of_round(account, mark) or self.create(
            {
                "account_id": account.id,
                "began_at": began_at,
                "round_mark": mark,
                "user_id": self._person(),
                "outcome": "done",
            }
        )
        troubles = [line for line in lines if line["outcome"] != "done"]
        values = {
            "call_ids": [fields.Command.create(line) for line in lines],
            "call_count": log.call_count + len(lines),
            "trouble_count": log.trouble_count + len(troubles),
            "seconds": log.seconds + sum(line["seconds"] for line in lines),
            "operation_counts": Counter(log.operation_counts or {})
            + Counter(line["operation"] for line in lines),
        }
        worst = min(lines, key=lambda line: _RANK.index(line["outcome"]))
        if _RANK.index(worst["outcome"]) < _RANK.index(log.outcome):
            values |= {
                name: worst[name] for name in ("outcome", "error_code", "error_detail")
            }
        log.write(values)

    def _of_round(self, account, mark):
        return mark and self.search(
            [("account_id", "=", account.id), ("round_mark", "=", mark)], limit=1
        )

    def _person(self):
        """Return who pressed a button, False for the cron."""
        return self.env.user.active and self.env.uid

    # === FORGETTING === #

    @api.autovacuum
    def _gc_logs(self):
        now = fields.Datetime.now()
        self.env.flush_all()
        for query in (
            SQL(
                "DELETE FROM amazon_seller_log WHERE began_at < %s",
                now - KEEP_ROUNDS,
            ),
            SQL(
                "DELETE FROM amazon_seller_log_call "
                "WHERE called_at < %s AND outcome = 'done'",
                now - KEEP_CALLS,
            ),
        ):
            self.env.cr.execute(query)
        self.env.invalidate_all()
