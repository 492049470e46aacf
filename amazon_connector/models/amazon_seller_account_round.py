# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import time
from collections import Counter
from datetime import timedelta
from uuid import uuid4

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_time

from ..failures import log_failure
from ..screens import notification
from ..spapi.errors import AmazonError
from ..spapi.searches import SEARCHES
from .amazon_seller_account_coverage import SOURCES
from .amazon_seller_report import AMAZON_STATES, OPEN_STATES

_logger = logging.getLogger(__name__)

BUTTON_SECONDS = 20
# How soon Amazon may have made a report that was just asked for.
FIRST_LOOK = timedelta(minutes=1)
# How often Amazon is asked on which marketplaces the seller participates.
MARKETPLACES_AGE = timedelta(days=1)
# Codes of errors that concern a type of report.
DENIALS = ("access_denied", "role_missing", "wrong_region")


class AmazonSellerAccountRound(models.Model):
    """A round: want reports, move them on, read them, import their orders."""

    _inherit = "amazon.seller.account"

    round_at = fields.Datetime("Last Round", readonly=True, copy=False)

    # === CRON AND BUTTON === #

    @api.model
    def _cron_synchronize(self):
        """Do a round for every account with work to do, the longest waiting first."""
        commit = self.env["ir.cron"]._commit_progress
        accounts = self.search(
            self._living_domain() | self._local_work_domain(),
            order="round_at NULLS FIRST, id",
        )
        commit(remaining=len(accounts))
        for account in accounts:
            finished = account._round_safely(lambda: commit(1, remaining=1) > 0)
            if not finished or not commit(1, remaining=1):
                return  # Called again at once.
        commit(remaining=0)

    @api.model
    def _living_domain(self):
        return Domain("is_authorized", "=", True) & Domain("is_paused", "=", False)

    @api.model
    def _local_work_domain(self):
        """Match accounts with work for which Amazon is not needed."""
        orders = self.env["amazon.seller.order"]._search(
            [("state", "in", ("new", "waiting"))]
        )
        return Domain("report_ids.state", "=", "stored") | Domain(
            "id", "in", orders.subselect("account_id")
        )

    def action_synchronize(self):
        """Do a round now, and tell what came."""
        self.ensure_one()
        self.check_access("read")
        account = self.sudo()
        end = time.monotonic() + BUTTON_SECONDS
        before = account._tally()

        def checkpoint():
            # What Amazon was asked for must not be asked again by a repeated request.
            self.env["ir.cron"]._commit_progress()
            return time.monotonic() < end

        account._round(checkpoint)
        self.env.ref("amazon_connector.ir_cron_synchronize").sudo()._trigger()
        return account._notify_round(account._tally() - before)

    def _tally(self):
        """Count what a round may change: orders by state, reports read."""
        orders = self.env["amazon.seller.order"]._read_group(
            [("account_id", "=", self.id)], ["state"], ["__count"]
        )
        tally = Counter({state: count for state, count in orders})
        tally["orders"] = sum(tally.values())
        tally["reports"] = self.env["amazon.seller.report"].search_count(
            [("account_id", "=", self.id), ("state", "in", ("done", "empty"))]
        )
        return tally

    def _notify_round(self, gain):
        open_reports = self.env["amazon.seller.report"].search_count(
            [
                ("account_id", "=", self.id),
                ("report_type", "in", list(SOURCES)),
                ("state", "in", OPEN_STATES),
            ]
        )
        sentences = self._gain_sentences(gain)
        if open_reports:
            sentences.append(
                self.env._(
                    "Amazon is still making %s reports; their orders come by "
                    "themselves.",
                    open_reports,
                )
            )
        if not sentences:
            sentences.append(
                self.env._("There have been no new reports since the last ones.")
            )
        next_at = not open_reports and self._next_order_report_at()
        if next_at:
            sentences.append(
                self.env._(
                    "The next report of orders is asked for by itself at %s.",
                    format_time(self.env, next_at, time_format="short"),
                )
            )
        message = " ".join(sentences)
        refused = self.connection_state == "refused" or not self.is_authorized
        if refused:
            message = self.connection_message or message
        return notification(message, "danger" if refused else "success")

    def _gain_sentences(self, gain):
        """Return sentences on what a round has brought, as :meth:`_tally` counts it."""
        if not gain["reports"]:
            return []
        return [
            self.env._(
                "%(reports)s reports read: %(orders)s new orders, %(imported)s "
                "imported, %(waiting)s waiting, %(ignored)s ignored.",
                reports=gain["reports"],
                orders=gain["orders"],
                imported=gain["imported"],
                waiting=gain["waiting"],
                ignored=gain["ignored"],
            )
        ]

    # === A ROUND === #

    def _round_safely(self, checkpoint):
        """Do a round that costs nobody else theirs, whatever happens in it."""
        try:
            return self._round(checkpoint)
        except OperationalError as error:
            self.env.cr.rollback()
            _logger.info("Amazon account %s: again later: %s", self.id, error)
        except Exception as error:  # noqa: BLE001 - the other accounts go on
            self.env.cr.rollback()
            log_failure(_logger, f"Amazon account {self.id}: the round failed", error)
            self._note_connection("disturbed", "unknown")
        return True

    def _round(self, checkpoint):
        """Do all that can be done now.

        :param checkpoint: called whenever everything is consistent; returns False
            when there is no time left
        :return: False when there was more to do than time
        """
        self.ensure_one()
        # The log keeps the calls of a round together.
        self = self.with_context(amazon_seller_round=str(uuid4()))
        self.round_at = fields.Datetime.now()
        if self._may_call() and self._are_marketplaces_old():
            self._greet()
        self._follow_catch_up()
        self._want_reports()
        if not checkpoint():
            return False
        try:
            in_time = self._advance_reports(checkpoint)
        except AmazonError as error:
            _logger.info("Amazon account %s: %s", self.id, error)
            in_time = checkpoint()
        self._note_denied_types()
        in_time = (
            in_time
            and self._read_reports(checkpoint)
            and self._import_orders(checkpoint)
        )
        self._follow_catch_up()
        # After the real orders: what has come is not reserved for any more.
        self._search_pending_orders()
        return in_time

    def _are_marketplaces_old(self):
        loaded_at = self.marketplaces_loaded_at
        return not loaded_at or loaded_at < fields.Datetime.now() - MARKETPLACES_AGE

    # === REPORTS === #

    def _advance_reports(self, checkpoint):
        """Move on every report that needs Amazon and is due."""
        now = fields.Datetime.now()
        reports = (
            self.env["amazon.seller.report"]
            .search(
                [
                    ("account_id", "=", self.id),
                    ("state", "in", AMAZON_STATES),
                    "|",
                    ("next_try_at", "=", False),
                    ("next_try_at", "<=", now),
                ],
                order="id",  # As planned: new orders first.
            )
            .sorted(lambda report: report.report_type not in SOURCES)
        )
        if not (reports and self._may_call()):
            return True
        try:
            with self._connection() as door:
                in_time = all(
                    report._advance_far(door, checkpoint) for report in reports
                )
        except AmazonError:
            self._trigger_next_look(reports)
            raise
        self._trigger_next_look(reports)
        return in_time

    def _note_denied_types(self):
        """Say on the account, too, that Amazon refuses a report or a search."""
        token = self.sudo()._active_token()
        if not (token and self._may_call()):
            return
        searches = [each for each in self._order_sources() if each.name in SEARCHES]
        for source in [*self._best_report_types(), *searches]:
            newest = self.env["amazon.seller.report"].search(
                [
                    ("account_id", "=", self.id),
                    ("report_type", "=", source.name),
                    ("state", "in", ("done", "empty", "failed")),
                    ("create_date", ">=", token.authorized_at),
                ],
                order="id desc",
                limit=1,
            )
            if newest.error_code in DENIALS:
                self._note_connection("refused", newest.error_code, newest.error_detail)

    def _trigger_next_look(self, reports):
        """Wake the cron when the first of the reports may have got further."""
        soon = fields.Datetime.now() + FIRST_LOOK
        moments = [
            max(report.next_try_at or soon, soon)
            for report in reports
            if report.state in AMAZON_STATES
        ]
        if moments:
            cron = self.env.ref("amazon_connector.ir_cron_synchronize").sudo()
            cron._trigger(min(moments))

    def _read_reports(self, checkpoint):
        reports = (
            self.env["amazon.seller.report"]
            .search(
                [("account_id", "=", self.id), ("state", "=", "stored")], order="id"
            )
            .sorted(lambda report: report.report_type not in SOURCES)
        )
        return all(report._read_safely(checkpoint) for report in reports)

    # === ORDERS === #

    def _import_orders(self, checkpoint):
        orders = self.env["amazon.seller.order"]
        while orders._import_batch(self):
            if not checkpoint():
                return False
        return True
