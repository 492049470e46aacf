"""Whatever happens leaves just a gap, which is seen and closes by itself."""

from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo.tests import mute_logger

from .lives import AFN, DAY, MFN, LivingCase

ROUND = "odoo.addons.amazon_connector.models.amazon_seller_account_round"
PROGRESS = "odoo.addons.amazon_connector.models.amazon_seller_report_progress"
END = 56


class TestGaps(LivingCase):
    """Days pass, trouble comes, and at the end nothing is missing."""

    def test_a_quiet_life(self):
        self._live(1, END, step=5)
        self.assertEverythingIsHere()
        self.assertEqual(set(self._reports().mapped("state")), {"done", "empty"})

    @mute_logger(PROGRESS)
    def test_a_fatal_report(self):
        self._live(1, 10, step=3)
        self.amazon.faults.add("report_fatal", MFN)
        self._live(14, 14)
        self.assertIn("failed", self._reports(MFN).mapped("state"))
        self._live(15, END, step=5)
        self.assertEverythingIsHere()

    def test_a_report_that_another_program_cancelled(self):
        self._live(1, 10, step=3)
        self.amazon.faults.add("report_cancelled", MFN, times=2)
        self._live(14, 14)
        cancelled = self._reports(MFN)[-1]
        self.assertEqual((cancelled.state, cancelled.failure_count), ("wanted", 1))
        self.assertNotEqual(
            self.account._coverage_state_at("MFN", self._day(12)), "proven"
        )
        self._live(15, END, step=5)
        self.assertEverythingIsHere()

    def test_a_report_that_is_cancelled_again_and_again_had_no_data(self):
        self._go_to(3)
        self.account.import_afn = False
        self.amazon.faults.add("report_cancelled", MFN, times=9)
        self.account._want_reports()
        [report] = self._reports(MFN)
        for _time in range(4):
            self.clock.tick(timedelta(hours=1))
            with self.account._connection() as door:
                report._advance_far(door, lambda: True)
        self.assertEqual(report.state, "empty")

    @mute_logger(PROGRESS)
    def test_a_document_that_expired(self):
        self._live(1, 10, step=3)
        self.amazon.faults.add("document_expired", "documents.get", times=20)
        self._live(14, 18)
        self.amazon.faults.clear()
        self._live(19, END, step=5)
        self.assertEverythingIsHere()

    def test_a_report_that_amazon_never_finishes(self):
        self._live(1, 10, step=3)
        self.amazon.faults.add("report_stuck", MFN)
        self._live(14, 14)
        stuck = self._reports(MFN)[-1]
        self.assertEqual(stuck.state, "asked")
        self._live(16, END, step=5)
        self.assertEqual((stuck.state, stuck.error_code), ("failed", "report_overdue"))
        self.assertEverythingIsHere()

    @mute_logger(PROGRESS, ROUND)
    def test_amazon_is_down_for_a_week(self):
        self._live(1, 10, step=3)
        self.amazon.faults.add("unavailable_html", "*", times=10_000)
        self._live(11, 17)
        self.assertIn("asked", self._states())
        self.amazon.faults.clear()
        self._live(18, END, step=5)
        self.assertEverythingIsHere()

    def test_the_server_is_down_for_a_week(self):
        self._live(1, 10, step=3)
        self._go_to(17)
        self.assertEqual(self._states(), ["proven", "gap"])
        self._live(17, END, step=5)
        self.assertEverythingIsHere()

    def test_a_token_dead_for_a_month(self):
        self._live(1, 5)
        self.account._active_token()._retire("expired")
        self.account.invalidate_recordset()
        calls = len(self.amazon.calls.select())
        self._live(6, 36, step=3)
        self.assertEqual(len(self.amazon.calls.select()), calls)
        self.assertEqual(self._states(), ["proven", "gap"])
        self.assertEqual(self.account.gap_count, 2)
        self._authorize()
        self._live(36, END, step=5)
        self.assertEverythingIsHere()

    def test_what_is_here_already_goes_on_when_access_ends(self):
        self._go_to(20)
        self.account._want_reports()
        with self.account._connection() as door:
            for report in self._reports():
                report._advance_far(door, lambda: True)
        self.assertEqual(set(self._reports().mapped("state")), {"stored"})
        self.account._active_token()._retire("revoked")
        self.account.invalidate_recordset()
        self.amazon.calls.clear()
        commit = "odoo.addons.base.models.ir_cron.IrCron._commit_progress"
        with patch(commit, lambda cron, *args, **values: 60.0):
            self.env["amazon.seller.account"]._cron_synchronize()
        self.assertEqual(set(self._reports().mapped("state")), {"done"})
        self.assertTrue(self._sale_orders())
        self.assertFalse(self.amazon.calls.select())

    def test_a_channel_switched_off_and_on(self):
        self._live(1, 10, step=3)
        self.account.import_mfn = False
        self._live(12, 30, step=4)
        self.account.invalidate_recordset()
        kinds = self.account.coverage_timeline["kinds"]
        self.assertEqual([kind["channel"] for kind in kinds], ["AFN"])
        self.account.import_mfn = True
        self.assertEqual(self._states(), ["proven", "gap"])
        self._live(31, END, step=5)
        self.assertEverythingIsHere()

    def test_a_marketplace_added(self):
        every = self.account.marketplace_ids
        self.account.marketplace_ids = every.filtered(
            lambda marketplace: marketplace.domain == "amazon.de"
        )
        self._live(1, 30, step=5)
        self.assertEqual(self._states()[0], "proven")
        self.account.marketplace_ids = every
        self.assertEqual(self._states(), ["gap"])
        self._live(31, END, step=5)
        self.assertEverythingIsHere()

    def test_an_earlier_start_date(self):
        start = self.account.order_start_date
        self.account.order_start_date = start + 25 * DAY
        self._live(26, 36, step=5)
        self.account.order_start_date = start
        self.assertEqual(self._states()[0], "gap")
        self._live(37, END, step=5)
        self.assertEverythingIsHere()


class TestPlanning(LivingCase):
    """What is asked for, and in which order."""

    world_values = {"seed": 5, "orders": 1, "na_share": 0.0}

    def _wanted(self, report_type=MFN):
        return self._reports(report_type)._periods()

    def test_after_a_long_absence_new_orders_come_first(self):
        self._prove("MFN", (0, 5))
        self._prove("AFN", (0, 5))
        self._go_to(45)
        self.account._want_reports()
        self.assertEqual(
            self._wanted(),
            [(self._day(33), self._day(45)), (self._day(3), self._day(33))],
        )
        self.assertEqual(
            self._wanted(AFN),
            [(self._day(30), self._day(45)), (self._day(0), self._day(30))],
        )
        self.assertEqual(self._reports().mapped("report_type"), [MFN, AFN, MFN, AFN])
        self.account._want_reports()
        self.assertEqual(len(self._reports()), 4)

    @mute_logger(PROGRESS)
    def test_old_periods_that_fail_do_not_keep_new_orders_waiting(self):
        self.account.import_mfn = False
        self._go_to(200)
        self.account._want_reports()
        new, *old = self._reports(AFN)
        self.assertEqual(new.data_end, self.now)
        self.assertEqual(len(old), 6)
        self._prove("AFN", (180, 200))
        new.state = "done"
        for report in old:
            report.state = "failed"
        self.clock.tick(timedelta(minutes=35))
        self.account._want_reports()
        again = self._reports(AFN) - new - old[0].concat(*old)
        self.assertEqual(again[0].data_end, self.now)
        self.assertEqual(len(again), 7)
        # Where nothing at all succeeds, the pauses grow.
        again.write({"state": "failed"})
        for pause, count in ((35, 0), (35, 7), (65, 0), (65, 1)):
            before = self._reports(AFN)
            self.clock.tick(timedelta(minutes=pause))
            self.account._want_reports()
            wanted = self._reports(AFN) - before
            self.assertEqual(bool(wanted), bool(count))
            wanted.write({"state": "failed"})

    def test_how_far_to_look_back_is_a_setting(self):
        self.account.write({"mfn_overlap_hours": 12, "afn_overlap_days": 0})
        for channel in ("MFN", "AFN"):
            self._prove(channel, (0, 5))
        self._go_to(6)
        self.account._want_reports()
        self.assertEqual(
            self._wanted(), [(self._day(5) - timedelta(hours=12), self._day(6))]
        )
        self.assertEqual(self._wanted(AFN), [(self._day(5), self._day(6))])

    def test_nobody_looks_back_into_the_future_or_for_ever(self):
        for field, value in (
            ("mfn_overlap_hours", -1),
            ("mfn_overlap_hours", 361),
            ("afn_overlap_days", -1),
            ("afn_overlap_days", 21),
        ):
            with (
                self.subTest(field=field, value=value),
                self.assertRaises(CheckViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.account[field] = value
                self.env.flush_all()

    def test_a_report_under_way_holds_only_its_period(self):
        self.account.import_afn = False
        self._prove("MFN", (0, 5))
        self._go_to(6)
        self.account._want_reports()
        [report] = self._reports()
        report.write(
            {
                "state": "asked",
                "asked_at": self.now,
                "marketplace_ids": self.account.marketplace_ids,
            }
        )
        self.account.order_start_date = self._day(-3)
        self.clock.tick(timedelta(hours=1))
        self.account._want_reports()
        # The new gap at the beginning, not the hour at the end.
        self.assertEqual(
            (self._reports() - report)._periods(), [(self._day(-3), self._day(0))]
        )
        self.clock.tick(timedelta(hours=2))
        self.account._want_reports()
        newest = self._reports()[-1]
        self.assertEqual(newest.data_end, self.now)
        self.assertEqual(newest.data_start, report.data_end - timedelta(hours=48))

    def test_a_report_that_waits_grows_and_is_not_joined_by_dozens(self):
        self._prove("MFN", (0, 5))
        self._prove("AFN", (0, 5))
        for day in range(6, 17):
            self._go_to(day)
            self.account._want_reports()
            self.assertEqual(self._wanted(), [(self._day(3), self._day(day))])
        self._go_to(40)
        self.account._want_reports()
        self.assertEqual(
            self._wanted(),
            [(self._day(3), self._day(16)), (self._day(14), self._day(40))],
        )
        # One over an older gap does not grow beyond it.
        self._reports().write({"state": "failed"})
        self._prove("MFN", (16, 40))
        self._go_to(41)
        self.account._want_reports()
        self._go_to(42)
        self.account._want_reports()
        self.assertIn((self._day(3), self._day(16)), self._wanted()[2:])

    def test_a_report_proves_no_more_than_amazon_could_tell(self):
        self._go_to(100)
        report = self.env["amazon.seller.report"].create(
            {
                "account_id": self.account.id,
                "report_type": MFN,
                "data_start": self._day(0),
                "data_end": self._day(101),
                "marketplace_ids": self.account.marketplace_ids.ids,
                "asked_at": self._day(100),
            }
        )
        report._finish("empty")
        self.assertEqual(
            self.account.coverage_ids.sorted("start")[0]._periods(),
            [(self._day(40), self._day(100))],
        )

    def test_reports_of_a_dead_account_are_left_as_they_are(self):
        self._go_to(1)
        self.account._want_reports()
        self.account._active_token()._retire("revoked")
        self.amazon.calls.clear()
        self._go_to(9)
        self._round()
        self.assertEqual(set(self._reports().mapped("state")), {"wanted"})
        self.assertFalse(self.amazon.calls.select())

    def test_old_reports_are_forgotten_but_not_what_they_proved(self):
        self._live(1, 1)
        self._go_to(700)
        self.account._want_reports()
        open_reports = self._reports().filtered(lambda r: r.state == "wanted")
        self.env["amazon.seller.report"]._gc_reports()
        self.assertEqual(self._reports(), open_reports)
        self.assertEqual(self._states()[0], "proven")
