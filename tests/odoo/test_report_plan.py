"""What is asked for beside the orders: in which rhythm, over which periods."""

from datetime import timedelta

from odoo.tools import mute_logger

from odoo.addons.amazon_connector.spapi.periods import union
from odoo.addons.amazon_connector.spapi.reports import REPORT_TYPES

from emulator.accounts import ALL_ROLES
from emulator.report_types import REPORT_TYPES as EMULATED_TYPES

from .lives import AFN, DAY, MFN, LivingCase

LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
STOCK = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
RETURNS = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"
MERCHANT_RETURNS = "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE"
CHECK = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
PROGRESS = "odoo.addons.amazon_connector.models.amazon_seller_report_progress"


class TestReportPlan(LivingCase):
    has_side_reports = True

    def setUp(self):
        super().setUp()
        self.addCleanup(setattr, self.app, "roles", ALL_ROLES)

    def _keep_only(self, *report_types):
        """Leave all reports beside the orders' but these."""
        for source in self.account.source_ids:
            if "off" in source._ways() and source.report_type not in report_types:
                source.way = "off"

    def _want(self, report_type, day):
        """Return what is newly wanted of a type on a day."""
        self._go_to(day)
        before = self._reports(report_type)
        self.account._want_reports()
        return self._reports(report_type) - before

    def _end_well(self, reports, state="done"):
        """Let Amazon have told what these reports were asked for."""
        reports.write(
            {
                "state": state,
                "asked_at": self.now,
                "done_at": self.now,
                "marketplace_ids": self.account._fetched_marketplaces().ids,
            }
        )

    def test_a_new_account_asks_for_orders_first_and_spreads_the_rest(self):
        self._go_to(1)
        self.account._want_reports()
        reports = self._reports()
        orders = reports.filtered(lambda report: report.report_type in (MFN, AFN))
        self.assertFalse(any(orders.mapped("next_try_at")))
        side = (reports - orders).sorted("id")
        later = len(side) - 8
        self.assertGreater(later, 0)
        self.assertEqual(
            side.mapped("next_try_at"),
            [self.now] * 8
            + [
                self.now + number * timedelta(minutes=2)
                for number in range(1, later + 1)
            ],
        )
        # Of every type one, before the second marketplace's of any.
        self.assertEqual(
            set(side[:5].mapped("report_type")), set(side.mapped("report_type"))
        )
        self.assertEqual(
            set((reports - orders).mapped("report_type")),
            {LISTINGS, STOCK, RETURNS, MERCHANT_RETURNS, CHECK},
        )

    def test_what_was_wanted_later_waits_behind_what_waits_already(self):
        self._keep_only(LISTINGS, STOCK)
        self._want(LISTINGS, 1)
        last = max(self._reports().filtered("next_try_at").mapped("next_try_at"))
        self.account.source_ids.filtered(
            lambda source: source.report_type == RETURNS
        ).way = "asked"
        self.account._want_reports()
        [first, *_rest] = self._reports(RETURNS)
        self.assertEqual(first.next_try_at, last + timedelta(minutes=2))

    def test_listings_come_for_each_marketplace_and_stock_for_each_pool(self):
        fetched = self.account._fetched_marketplaces()
        listings = self._want(LISTINGS, 1)
        self.assertEqual(listings.marketplace_ids, fetched)
        self.assertEqual(len(listings), len(fetched))
        stock = self._reports(STOCK)
        self.assertEqual({len(report.marketplace_ids) for report in stock}, {1})
        germany = self._marketplace("A1PA6795UKMFR9")
        countries = stock.marketplace_ids.country_id.mapped("code")
        self.assertIn(germany, stock.marketplace_ids)
        self.assertIn("GB", countries)
        self.assertNotIn("FR", countries)

    def test_each_type_has_its_own_rhythm(self):
        self._keep_only(STOCK, LISTINGS)
        self._end_well(self._want(STOCK, 1))
        self._end_well(self._reports(LISTINGS))
        self.assertFalse(self._want(STOCK, 1 + 3.9 / 24))
        self.assertTrue(self._want(STOCK, 1 + 4.1 / 24))
        self.assertEqual(
            len(self._reports(LISTINGS).marketplace_ids), len(self._reports(LISTINGS))
        )
        self.account.source_ids.filtered(
            lambda source: source.report_type == STOCK
        ).every_hours = 24
        self._end_well(self._reports(STOCK))
        self.assertFalse(self._want(STOCK, 1.9))
        self.assertTrue(self._want(LISTINGS, 2.1))

    def test_what_is_under_way_is_not_asked_for_again(self):
        self._keep_only(STOCK)
        self.assertTrue(self._want(STOCK, 1))
        self.assertFalse(self._want(STOCK, 5))

    def test_returns_are_read_again_for_35_days(self):
        self._keep_only(RETURNS)
        self._end_well(self._want(RETURNS, 1))
        self._end_well(self._want(RETURNS, 50))
        again = self._want(RETURNS, 51.5)
        self.assertEqual(max(again.mapped("data_end")), self.now)
        self.assertEqual(
            min(again.mapped("data_start")), self._day(50) - timedelta(days=35)
        )

    def test_a_new_account_looks_back_no_further_than_its_orders_and_returns_of_them(
        self,
    ):
        self._keep_only(RETURNS)
        self.account.order_start_date = self._day(3)
        wanted = self._want(RETURNS, 10)
        self.assertEqual(
            min(wanted.mapped("data_start")), self._day(3) - timedelta(days=35)
        )
        self.account.order_start_date = self._day(-2000)
        wanted = self._reports(CHECK)
        self.account.source_ids.filtered(
            lambda source: source.report_type == CHECK
        ).way = "asked"
        self.account._want_reports()
        oldest = min(self._reports(CHECK).mapped("data_start"))
        self.assertGreater(oldest, self.now - timedelta(days=541))

    def test_a_dead_time_closes_by_itself_in_pieces_that_amazon_takes(self):
        self._keep_only(RETURNS, MERCHANT_RETURNS, CHECK)
        self._end_well(self._want(RETURNS, 1))
        self._end_well(self._reports(MERCHANT_RETURNS))
        self._end_well(self._reports(CHECK))
        before = self._reports()
        self._want(RETURNS, 200)
        for report_type in (RETURNS, MERCHANT_RETURNS, CHECK):
            wanted = self._reports(report_type) - before
            longest = timedelta(days=REPORT_TYPES[report_type].max_days)
            for report in wanted:
                self.assertLessEqual(report.data_end - report.data_start, longest)
            reread = REPORT_TYPES[report_type].reread
            self.assertEqual(
                union(wanted._periods()), [(self._day(1) - reread, self._day(200))]
            )

    def test_a_piece_that_failed_is_asked_for_again(self):
        self._keep_only(CHECK)
        self.account.order_start_date = self._day(-100)
        wanted = self._want(CHECK, 1).sorted("data_start")
        self.assertGreater(len(wanted), 3)
        self._end_well(wanted)
        wanted[1].state = "failed"
        again = self._want(CHECK, 2.1)
        self.assertIn(wanted[1]._periods()[0], again._periods())

    def test_a_report_that_fails_is_tried_sooner_but_less_and_less_often(self):
        self._keep_only(RETURNS)
        self._end_well(self._want(RETURNS, 1), "failed")
        self.assertFalse(self._want(RETURNS, 1 + 4 / 24))
        self._end_well(self._want(RETURNS, 1 + 8.2 / 24), "failed")
        self.assertTrue(self._reports(RETURNS)[-1].create_date, self.now)
        self.assertFalse(self._want(RETURNS, 1 + 17 / 24))

    def test_a_new_marketplace_is_asked_about_at_once(self):
        self._keep_only(CHECK)
        self._end_well(self._want(CHECK, 1))
        self._reports(CHECK).marketplace_ids -= self._marketplace("A13V1IB3VIYZZH")
        self.assertTrue(self._want(CHECK, 1.1))

    def test_a_file_uploaded_by_hand_proves_nothing(self):
        self._keep_only(CHECK)
        reports = self._want(CHECK, 1)
        self._end_well(reports)
        reports.is_upload = True
        self.assertTrue(self._want(CHECK, 1.1))

    @mute_logger(PROGRESS)
    def test_a_missing_role_rests_its_type_only_and_not_for_ever(self):
        self._keep_only(STOCK, LISTINGS)
        self.app.roles = ALL_ROLES - EMULATED_TYPES[STOCK].roles
        self._authorize()
        self._go_to(1)
        for _round in range(4):
            self._round()
            self._reports().write({"next_try_at": False})
        stock = self._reports(STOCK)
        self.assertEqual(set(stock.mapped("state")), {"failed"})
        self.assertEqual(set(stock.mapped("error_code")), {"role_missing"})
        self.assertEqual(self.account.connection_state, "connected")
        self.assertFalse(self.account.is_paused)
        self.assertNotIn("failed", self._reports(MFN).mapped("state"))
        self.assertFalse(self._want(STOCK, 3))
        source = self.account.source_ids.filtered(
            lambda source: source.report_type == STOCK
        )
        self.assertEqual(source.state, "denied")
        self.assertTrue(self._want(STOCK, 9))
        self.account._note_denied(STOCK)
        self._end_well(self._reports(STOCK), "failed")
        self.app.roles = ALL_ROLES
        self._authorize()
        self.assertTrue(self._want(STOCK, 9.5))

    def test_orders_are_moved_on_before_everything_else(self):
        self._go_to(1)
        self.account._want_reports()
        self._reports().write({"next_try_at": False})
        newest = self._reports()[-1].copy(
            {"report_type": MFN, "data_start": self._day(0), "data_end": self._day(1)}
        )
        self.amazon.calls.clear()
        self.account._advance_reports(lambda: newest.state == "wanted")
        self.assertNotEqual(newest.state, "wanted")
        side = self._reports().filtered(
            lambda report: report.report_type not in (MFN, AFN)
        )
        self.assertEqual(set(side.mapped("state")), {"wanted"})

    def test_nothing_is_wanted_where_nothing_may_be_asked(self):
        self.account._hold("token_rejected")
        self.assertFalse(self._want(STOCK, 1))

    def test_a_month_of_days_leaves_no_hole_and_no_flood(self):
        self._keep_only(RETURNS, MERCHANT_RETURNS, CHECK)
        for day in range(1, 30):
            self._go_to(day)
            self.account._want_reports()
            self._end_well(
                self._reports().filtered(lambda each: each.state == "wanted")
            )
        for report_type in (RETURNS, MERCHANT_RETURNS, CHECK):
            reports = self._reports(report_type)
            self.assertEqual(len(union(reports._periods())), 1)
            self.assertLessEqual(len(reports), 2 * 30)
        self.assertEqual(self.now, self._day(29))
        self.assertEqual(DAY, timedelta(days=1))
