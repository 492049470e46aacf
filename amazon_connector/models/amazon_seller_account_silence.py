# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_datetime

from ..explanations import explain
from .amazon_seller_account_catch_up import FINISHED_STATES
from .amazon_seller_account_coverage import SOURCES
from .amazon_seller_report import OPEN_STATES

# Reports come every quarter of an hour, even those without any order.
SILENCE = timedelta(days=1)
# Others may make them once a day; what they leave out is asked for a day later.
SILENCE_OF_OTHERS = timedelta(days=2)


class AmazonSellerAccountSilence(models.Model):
    """A warning when nothing comes any more although access is allowed."""

    _inherit = "amazon.seller.account"

    silence_message = fields.Char("No New Reports", compute="_compute_silence_message")

    @api.depends_context("lang", "tz")
    def _compute_silence_message(self):
        now = fields.Datetime.now()
        last_done = dict(
            self.env["amazon.seller.report"]._read_group(
                [
                    ("account_id", "in", self.ids),
                    ("state", "in", FINISHED_STATES),
                    # Whatever else comes must not hide that no orders do.
                    ("report_type", "in", list(SOURCES)),
                ],
                ["account_id"],
                ["done_at:max"],
            )
        )
        authorized_at = {
            token.account_id.id: token.authorized_at
            for token in self.sudo()._active_token()
        }
        for account in self:
            since = account._heard_from_at(
                last_done.get(account._origin), authorized_at.get(account._origin.id)
            )
            is_silent = since and since < now - account._silence_allowed()
            account.silence_message = is_silent and account._silence_text(since)

    def _silence_allowed(self):
        """Return how long nothing may come before somebody should look."""
        wanted = set(self._wanted_channels())
        is_others = wanted and wanted <= self._channels_of_others()
        return SILENCE_OF_OTHERS if is_others else SILENCE

    def _heard_from_at(self, last_done, authorized_at):
        """Return since when reports might have come, False when none can."""
        if not (self._origin and self._is_living()):
            return False
        moments = (
            last_done,
            authorized_at,
            self.catching_up_since,
            self.order_start_date,
        )
        return max(moment for moment in moments if moment)

    def _silence_text(self, since):
        causes = self._silence_causes(since) or [
            self.env._("The cause is not known; press “Test Connection”.")
        ]
        first = self.env._(
            "No new report has come since %s.", format_datetime(self.env, since)
        )
        return " ".join([first, *causes])

    def _silence_causes(self, since):
        """Return the likely causes as sentences, the likeliest first."""
        texts = (
            self._text_not_running(),
            self._text_nothing_chosen(),
            self._text_others_stopped(),
            *self._texts_of_reports(since),
        )
        causes = [text for text in texts if text]
        if not causes and self.connection_state == "disturbed":
            causes.append(self.connection_message)
        return causes

    def _text_not_running(self):
        cron = self.env.ref("amazon_connector.ir_cron_synchronize").sudo()
        if not cron.active:
            return self.env._(
                "The scheduled action “%s” is switched off: an administrator must "
                "switch it on again.",
                cron.name,
            )
        if not self.round_at or self.round_at < fields.Datetime.now() - SILENCE:
            return self.env._(
                "The scheduled action “%s” is not running: an administrator must look "
                "whether Odoo runs scheduled actions at all.",
                cron.name,
            )
        return ""

    def _text_nothing_chosen(self):
        if not self._wanted_channels():
            return self.env._(
                "Neither merchant orders nor Amazon orders are chosen to be fetched."
            )
        if not self._order_report_types():
            return self.env._("Amazon's order reports of this region are not fetched.")
        if not self._fetched_marketplaces():
            return self.env._(
                "No marketplace is chosen on which the seller sells today."
            )
        return ""

    def _text_others_stopped(self):
        if not self._channels_of_others() & set(self._wanted_channels()):
            return ""
        return self.env._(
            "Another program, or a schedule at Amazon, is to make the order reports, "
            "but none is found there. See under “Reports” whether that is still right."
        )

    def _texts_of_reports(self, since):
        """Say what became of the reports wanted since then, failures first."""
        reports = self.env["amazon.seller.report"].search(
            [
                ("account_id", "=", self.id),
                ("report_type", "in", list(SOURCES)),
                "|",
                ("create_date", ">=", since),
                ("state", "in", OPEN_STATES),
            ],
            order="id desc",
            limit=100,
        )
        failed = reports.filtered(lambda report: report.error_code)
        if failed:
            yield self.env._(
                "The last reports failed: %s",
                explain(self.env, failed[0].error_code, failed[0].error_detail),
            )
        by_state = reports.grouped("state")
        if not failed and any(report.next_try_at for report in reports):
            yield self.env._(
                "Amazon's limit of calls is used up; another program may use it up."
            )
        if waiting := by_state.get("asked"):
            yield self.env._("Amazon has not finished %s reports yet.", len(waiting))
