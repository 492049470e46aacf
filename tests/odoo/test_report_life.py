"""Weeks in which every report comes that can, from the same emulated world."""

from collections import Counter

from odoo.tools import mute_logger

from .lives import LivingCase

HOUR = 1 / 24
SNAPSHOTS = {
    "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA",
    "GET_MERCHANT_LISTINGS_ALL_DATA",
}


class TestReportLife(LivingCase):
    has_side_reports = True
    DAYS = 20

    def _day_passes(self, day):
        """Let one day pass: what is wanted at once, and what waits for its turn."""
        for moment in (day, day + HOUR, day + 2 * HOUR):
            self._go_to(moment)
            self.account._round(lambda: True)
        self.env.flush_all()

    @mute_logger("odoo.addons.amazon_connector.models.amazon_seller_account_round")
    def test_every_report_comes_and_amazon_is_not_flooded(self):
        self.account.vat_service = "vcs"
        for day in range(1, 26):
            before = self.amazon.calls.count("reports.createReport")
            self._day_passes(day)
            asked = self.amazon.calls.count("reports.createReport") - before
            self.assertLessEqual(asked, 40, f"on day {day}")
        states = Counter(
            (report.report_type, report.state, report.error_code)
            for report in self._reports()
            if report.state not in ("done", "empty")
        )
        self.assertFalse(states)
        self.assertEqual(self.account.connection_state, "connected")
        self.assertFalse(self.account.silence_message)
        for source in self.account.source_ids:
            self.assertIn(source.state, ("good", "off"), source.report_type)
        self.assertEverythingIsHere()

    @mute_logger("odoo.addons.amazon_connector.models.amazon_seller_account_round")
    def test_of_a_dead_time_every_period_comes_afterwards(self):
        for day in (1, 2):
            self._day_passes(day)
        for day in range(22, 30):
            self._day_passes(day)
        for source in self.account.source_ids:
            reports = self._reports(source.report_type).filtered(
                lambda report: report.state in ("done", "empty")
            )
            if source.way != "asked" or source.report_type in SNAPSHOTS:
                continue
            told = sorted(reports._periods())
            reached = told[0][1]
            for start, end in told:
                self.assertLessEqual(start, reached, source.report_type)
                reached = max(reached, end)
            self.assertGreaterEqual(reached, self._day(29), source.report_type)
