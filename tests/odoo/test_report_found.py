"""Reports that other programs, or Amazon itself, made: found, read, and counted."""

from datetime import timedelta

from odoo.tools import mute_logger

from odoo.addons.amazon_connector.spapi.errors import RoleMissing

from .lives import AFN, MFN, LivingCase

LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
STOCK = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
SETTLEMENTS = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
GERMANY, FRANCE = "A1PA6795UKMFR9", "A13V1IB3VIYZZH"
FOUND = "odoo.addons.amazon_connector.models.amazon_seller_account_found_reports"


class TestReportFound(LivingCase):
    def setUp(self):
        super().setUp()
        self.other = self.amazon.other_program

    def _source(self, report_type):
        return self.account.source_ids.filtered(
            lambda source: source.report_type == report_type
        )

    def _find(self, report_type, way="found"):
        self._source(report_type).way = way

    def _made(self, report_type, first, last, **values):
        """Let the other program make a report over some days."""
        return self.other.request_report(
            report_type,
            self.first_day + timedelta(days=first),
            self.first_day + timedelta(days=last),
            **values,
        )

    def _make_both(self, day):
        """Let the other program ask, on a day, for the orders of the ten before."""
        self._go_to(day)
        self._made(MFN, day - 10, day)
        self._made(AFN, day - 10, day)

    def _asked(self):
        return self.amazon.calls.count("reports.createReport")

    def _looks(self):
        return self.amazon.calls.count("reports.getReports")

    def test_another_programs_reports_are_read_as_ours(self):
        self._find(MFN)
        self._find(AFN)
        for day in range(10, 41):
            self._make_both(day)
            self._round()
        self.assertEqual(self._asked(), 0)
        self.assertEverythingIsHere()

    def test_snapshot_that_gives_way_to_another_programs_is_read_from_there(self):
        self.amazon.settings.regeneration = "overlaps"
        self.addCleanup(setattr, self.amazon.settings, "regeneration", "never")
        germany = self.account.home_marketplace_id
        self._go_to(10)
        theirs = self.other.request_report(STOCK, marketplace_ids=[GERMANY])
        self.clock.tick(timedelta(minutes=5))
        ours = self.env["amazon.seller.report"].create(
            {
                "account_id": self.account.id,
                "report_type": STOCK,
                "data_start": self.now,
                "data_end": self.now,
                "marketplace_ids": germany.ids,
            }
        )
        self._round()
        self.assertEqual((ours.state, ours.report_identifier), ("done", theirs))
        self.assertEqual(ours.asked_at, self.now - timedelta(minutes=5))
        again = ours.copy()
        self._round()
        self.assertEqual(again.state, "wanted")

    def test_found_reports_state_what_amazon_states(self):
        self._find(MFN)
        self._go_to(10)
        identifier = self._made(MFN, 2, 8, marketplace_ids=[GERMANY, FRANCE])
        self._go_to(10.5)
        self._round()
        report = self._reports(MFN).filtered("report_identifier")[0]
        self.assertEqual(report.report_identifier, identifier)
        self.assertEqual(report._periods(), [(self._day(2), self._day(8))])
        self.assertEqual(
            set(report.marketplace_ids.mapped("marketplace_identifier")),
            {GERMANY, FRANCE},
        )
        self.assertEqual(report.asked_at, self._day(10))
        self.assertIn(report.state, ("done", "empty"))

    def test_each_is_found_once_however_often_we_look(self):
        self._find(MFN)
        self._go_to(5)
        self._made(MFN, 0, 5)
        for step in range(5):
            self._go_to(5 + step / 24)
            self._round()
        found = self._reports(MFN).filtered(
            lambda report: report._periods() == [(self._day(0), self._day(5))]
        )
        self.assertEqual(len(found), 1)

    def test_we_look_every_quarter_of_an_hour_and_for_all_types_at_once(self):
        for report_type in (MFN, AFN, LISTINGS, SETTLEMENTS):
            self._find(report_type)
        for minutes, looks in ((60, 1), (70, 1), (76, 2), (90, 2), (91, 3)):
            self._go_to(minutes / 1440)
            self.account._want_reports()
            self.assertEqual(self._looks(), looks, minutes)

    def test_nobody_looks_where_nobody_else_makes_reports(self):
        self._go_to(1)
        self._round()
        self.assertEqual(self._source(SETTLEMENTS).way, "off")
        self.assertFalse(self._source(MFN).looked_at)

    def test_when_the_other_program_stops_nothing_is_lost(self):
        self._find(MFN)
        self._find(AFN)
        for day in range(10, 16):
            self._make_both(day)
            self._round()
        self._go_to(15.9)
        self._round()
        self.assertEqual(self._asked(), 0)
        self.assertNotIn("gap", self._states())
        self._go_to(16.5)
        self._round()
        self.assertGreater(self._asked(), 0)
        self._live(17, 40)
        self.assertEverythingIsHere()

    def test_a_hole_the_other_program_leaves_is_closed(self):
        self._find(MFN)
        self._go_to(5)
        self._made(MFN, 0, 2)
        self._made(MFN, 3, 5)
        self._round()
        ours = self._reports(MFN).filtered(
            lambda report: report.data_start <= self._day(2) < report.data_end
        )
        self.assertTrue(ours)

    def test_what_is_made_later_than_we_look_is_found_later(self):
        self._find(MFN)
        self.amazon.settings.report_seconds = 7200.0
        self.addCleanup(setattr, self.amazon.settings, "report_seconds", 0.0)
        self._go_to(15)
        identifier = self._made(MFN, 0, 15)
        self._go_to(15 + 1 / 24)
        self._round()
        self.assertNotIn(identifier, self._reports(MFN).mapped("report_identifier"))
        self._go_to(15 + 3 / 24)
        self._round()
        self.assertIn(identifier, self._reports(MFN).mapped("report_identifier"))

    def test_a_schedule_without_data_proves_that_there_was_none(self):
        self.account.order_start_date = self._day(45)
        self._find(MFN, "scheduled")
        self._go_to(50)
        self.other.schedule(MFN, "P1D")
        self._go_to(53.1)
        self._round()
        scheduled = self._reports(MFN).filtered(
            lambda report: report.data_end - report.data_start == timedelta(days=1)
        )
        self.assertEqual(set(scheduled.mapped("state")), {"empty"})
        self.assertEqual(
            self.account._coverage_state_at("MFN", self._day(51.5)), "proven"
        )

    def test_marketplaces_that_are_not_ours_are_left_alone(self):
        self._find(MFN)
        self.account.marketplace_ids -= self._marketplace(FRANCE)
        self._go_to(30)
        theirs = self._made(MFN, 0, 30, marketplace_ids=[FRANCE])
        both = self._made(MFN, 0, 30, marketplace_ids=[FRANCE, GERMANY])
        self._round()
        identifiers = self._reports(MFN).mapped("report_identifier")
        self.assertNotIn(theirs, identifiers)
        report = self._reports(MFN).filtered(
            lambda report: report.report_identifier == both
        )
        self.assertEqual(report.marketplace_ids, self._marketplace(GERMANY))

    def test_what_was_passed_over_is_found_when_its_marketplace_is_chosen(self):
        self._find(SETTLEMENTS)
        chosen = self.account.marketplace_ids
        self.account.marketplace_ids = self._marketplace(FRANCE)
        self._go_to(60)
        self.account._want_reports()
        before = self._reports(SETTLEMENTS)
        self.account.marketplace_ids = chosen
        self.account._want_reports()
        self.assertGreater(len(self._reports(SETTLEMENTS)), len(before))

    def test_of_pictures_of_a_moment_only_the_newest_is_read(self):
        self._find(LISTINGS)
        for day in (1, 2, 3):
            self._go_to(day)
            newest = self.other.request_report(LISTINGS, marketplace_ids=[GERMANY])
        france = self.other.request_report(LISTINGS, marketplace_ids=[FRANCE])
        self._go_to(4)
        self.account._want_reports()
        self.assertEqual(
            set(self._reports(LISTINGS).mapped("report_identifier")), {newest, france}
        )
        self.assertEqual(
            {report.data_start for report in self._reports(LISTINGS)}, {self._day(3)}
        )

    def test_settlements_are_found_although_nobody_asks_for_them(self):
        self._find(SETTLEMENTS)
        self._go_to(60)
        self.account._want_reports()
        reports = self._reports(SETTLEMENTS)
        self.assertTrue(reports)
        self._go_to(61)
        self.account._want_reports()
        self.assertEqual(self._reports(SETTLEMENTS), reports)

    def test_a_role_missing_for_one_type_hides_no_other(self):
        self._find(MFN)
        self._find(SETTLEMENTS)
        self._go_to(15)
        identifier = self._made(MFN, 0, 15)

        def look(names):
            if SETTLEMENTS in names:
                raise RoleMissing("Access to requested resource is denied.")
            return names

        told = self.account._type_by_type([MFN, SETTLEMENTS], look)
        self.assertEqual(told, [MFN])
        self.assertEqual(self.account._denied_types(), {SETTLEMENTS})
        self._round()
        self.assertIn(identifier, self._reports(MFN).mapped("report_identifier"))
        self.assertEqual(self.account.connection_state, "connected")

    @mute_logger(FOUND)
    def test_a_look_that_fails_is_done_again_and_stops_nothing(self):
        self._find(MFN)
        self._go_to(15)
        identifier = self._made(MFN, 0, 15)
        for kind in ("unavailable_html", "empty", "throttled", "connection_lost"):
            self.amazon.faults.add(kind, "reports.getReports")
            self.account._want_reports()
            self.assertFalse(self._source(MFN).looked_at, kind)
            self.env.cr.execute("DELETE FROM amazon_seller_rate")
        self.account._want_reports()
        self.assertIn(identifier, self._reports(MFN).mapped("report_identifier"))

    def test_silence_is_told_later_and_names_the_other_program(self):
        self._find(MFN)
        self._find(AFN)
        self._go_to(3)
        self._made(MFN, 0, 3)
        self._round()
        self.account.round_at = self._day(3)
        self.clock.move_to(self.first_day + timedelta(days=4.5))
        self.account.round_at = self.now
        self.assertFalse(self.account.silence_message)
        self.clock.move_to(self.first_day + timedelta(days=5.5))
        self.account.round_at = self.now
        self.account.invalidate_recordset(["silence_message"])
        self.assertIn("Another program", self.account.silence_message)
