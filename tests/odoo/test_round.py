"""A round of an account: from Amazon's reports to sale orders, over real HTTP."""

from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

from odoo import fields
from odoo.tests import freeze_time, mute_logger

from .connected import ConnectedCase, ConnectedHttpCase

MFN = "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING"
AFN = "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_INVOICING"
ROUND = "odoo.addons.amazon_connector.models.amazon_seller_account_round"
AUTHORIZATION = (
    "odoo.addons.amazon_connector.models.amazon_seller_account_authorization"
)
PROGRESS = "odoo.addons.amazon_connector.models.amazon_seller_report_progress"
READING = "odoo.addons.amazon_connector.models.amazon_seller_report_reading"


class TestRound(ConnectedCase):
    world_values = {"seed": 7, "orders": 40, "na_share": 0.0, "days": 20, "vcs": True}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_products()
        cls._create_rates()

    def setUp(self):
        super().setUp()
        self._authorize()
        self._forget_other_tests()

    def _reports(self, report_type=None):
        domain = [("account_id", "=", self.account.id)]
        if report_type:
            domain.append(("report_type", "=", report_type))
        return self.env["amazon.seller.report"].search(domain, order="id")

    def _sale_orders(self):
        return self.env["sale.order"].search(
            [("amazon_seller_account_id", "=", self.account.id)]
        )

    def _a_day_passes(self):
        """Let the reports be a day old."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE amazon_seller_report SET create_date = create_date - "
            "interval '1 day', asked_at = asked_at - interval '1 day'"
        )
        self.env.invalidate_all()

    def _finish(self):
        """Do rounds until nothing is left to ask Amazon for."""
        for _round in range(6):
            self.account._round(lambda: True)
            self._reports().write({"next_try_at": False})

    def test_every_order_arrives_once_and_to_the_cent(self):
        self._finish()
        expected = self.amazon.world.expected("eu")["orders"]
        orders = self._sale_orders()
        self.assertEqual(
            {
                order.amazon_seller_order_ref: f"{order.amount_total:.2f}"
                for order in orders
            },
            {ref: f"{Decimal(order['total']):.2f}" for ref, order in expected.items()},
        )
        self.assertEqual(
            {order.amazon_seller_order_ref: order.currency_id.name for order in orders},
            {ref: order["currency"] for ref, order in expected.items()},
        )
        self.assertFalse(orders.filtered("amazon_seller_difference"))
        self.assertEqual(set(self._reports().mapped("state")), {"done"})
        for report in self._reports():
            self.assertEqual(report.order_count, report.new_count + report.known_count)
            self.assertGreaterEqual(report.row_count, report.order_count)

    def test_the_same_reports_again_make_no_second_order(self):
        self._finish()
        orders = self._sale_orders()
        self._reports().action_read_again()
        self._finish()
        self.assertEqual(self._sale_orders(), orders)
        self.assertEqual(sum(self._reports().mapped("new_count")), 0)
        self._reports().action_ask_again()
        self._finish()
        self.assertEqual(self._sale_orders(), orders)

    def test_marketplaces_that_could_not_be_loaded_are_loaded_later(self):
        self.account.write(
            {
                "marketplace_ids": False,
                "available_marketplace_ids": False,
                "known_marketplace_ids": False,
                "marketplaces_loaded_at": False,
            }
        )
        operation = "sellers.getMarketplaceParticipations"
        self.amazon.faults.add("unavailable_html", operation, times=2)
        with mute_logger(AUTHORIZATION):
            self._authorize()
            self.account._round(lambda: True)
        self.assertFalse(self._reports())
        self.assertEqual(self.account.connection_state, "disturbed")
        self._finish()
        self.assertEqual(len(self._sale_orders()), 40)

    def test_what_was_asked_for_is_not_asked_for_again_at_once(self):
        self._finish()
        self.assertEqual(self.amazon.calls.count("reports.createReport"), 2)

    def test_the_next_report_overlaps_the_last_one(self):
        self._finish()
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), hours=1)):
            self.account._want_reports()
        [first, second] = self._reports(MFN)
        self.assertEqual(second.data_start, first.data_end - timedelta(hours=48))
        [first, second] = self._reports(AFN)
        self.assertEqual(second.data_start, first.data_end - timedelta(days=10))

    def test_a_failed_report_leaves_no_hole(self):
        self.amazon.faults.add("report_fatal", MFN)
        self._finish()
        [failed] = self._reports(MFN)
        self.assertEqual((failed.state, failed.error_code), ("failed", "report_fatal"))
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), hours=1)):
            self.account._want_reports()
        second = self._reports(MFN) - failed
        self.assertEqual(second.data_start, failed.data_start)

    def test_a_period_that_always_fails_is_left_alone_for_a_day(self):
        self._finish()
        now = fields.Datetime.now()
        [mfn] = [t for t in self.account._order_report_types() if t.name == MFN]
        [report] = self._reports(MFN)
        start, until = report.data_start, report.data_end
        end = start + timedelta(days=3)
        self.account.coverage_ids.write({"start": end})
        overlap = timedelta(hours=48)
        soon = now + timedelta(hours=3)
        self.assertIn((start, end), self.account._wanted_periods(mfn, soon))
        values = {
            "account_id": self.account.id,
            "report_type": MFN,
            "data_start": start,
            "data_end": end,
            "state": "failed",
        }
        self.env["amazon.seller.report"].create([dict(values) for _n in range(4)])
        later = now + timedelta(hours=10)
        [current] = self.account._wanted_periods(mfn, later)
        self.assertEqual(current, (until - overlap, later))
        # A new authorisation may have cured it.
        self.account._active_token().authorized_at = later
        [_current, past] = self.account._wanted_periods(mfn, later)
        self.assertEqual(past, (start, end))
        tomorrow = now + timedelta(days=2)
        self.assertIn((start, end), self.account._wanted_periods(mfn, tomorrow))

    def test_failing_again_and_again_it_asks_less_often(self):
        now = fields.Datetime.now()
        report = {
            "account_id": self.account.id,
            "report_type": MFN,
            "data_start": now,
            "data_end": now,
            "state": "failed",
        }
        for failure in range(4):
            failed = self.env["amazon.seller.report"].create(dict(report))
            self.env.cr.execute(
                "UPDATE amazon_seller_report SET create_date = %s WHERE id = %s",
                [now - timedelta(minutes=4 - failure), failed.id],
            )
        self.env.invalidate_all()
        mfn = next(
            type_ for type_ in self.account._order_report_types() if type_.name == MFN
        )
        soon, later = now + timedelta(hours=3), now + timedelta(hours=5)
        self.assertEqual(self.account._wanted_periods(mfn, soon), [])
        self.assertTrue(self.account._wanted_periods(mfn, later))

    def test_long_periods_are_cut_to_what_amazon_allows(self):
        self.account.order_start_date = fields.Datetime.now() - timedelta(days=400)
        self.account._want_reports()
        for report in self._reports():
            self.assertLessEqual(report.data_end - report.data_start, timedelta(30))
        starts = min(self._reports(MFN).mapped("data_start"))
        self.assertAlmostEqual(
            starts,
            fields.Datetime.now() - timedelta(days=59, hours=12),
            delta=timedelta(hours=12),
        )

    @mute_logger(PROGRESS)
    def test_a_document_cut_in_half_is_downloaded_again(self):
        self.amazon.faults.add("document_cut", "documents.get", times=2)
        self.account._round(lambda: True)
        self.assertEqual(
            set(self._reports().mapped("error_code")), {"document_damaged"}
        )
        self.assertFalse(self._sale_orders())
        self._finish()
        self.assertEqual(len(self._sale_orders()), 40)
        self.assertFalse(any(self._reports().mapped("error_code")))

    @mute_logger(PROGRESS, ROUND)
    def test_bad_answers_are_retried_and_lose_nothing(self):
        for kind in ("unavailable_html", "empty", "internal_error", "connection_lost"):
            for operation in (
                "reports.createReport",
                "reports.getReport",
                "reports.getReportDocument",
                "tokens.createRestrictedDataToken",
            ):
                self.amazon.faults.add(kind, operation)
        for _round in range(12):
            self._finish()
            self.amazon.rates.refill()
            self.env.cr.execute("DELETE FROM amazon_seller_rate")
        self.assertEqual(len(self._sale_orders()), 40)
        self.assertEqual(self.account.connection_state, "connected")

    def test_throttled_it_plans_the_next_try(self):
        self.amazon.faults.add("throttled", "reports.createReport")
        self.account._round(lambda: True)
        first = self._reports()[0]
        self.assertEqual(first.state, "wanted")
        self.assertGreater(
            first.next_try_at, fields.Datetime.now() + timedelta(seconds=50)
        )
        # The connection itself is not disturbed by that.
        self.assertEqual(self.account.connection_state, "connected")

    @mute_logger(ROUND)
    def test_a_revoked_authorisation_stops_the_round_and_says_so(self):
        self.amazon.amazon.revoke()
        self.account._round(lambda: True)
        self.assertEqual(self.account.connection_state, "refused")
        self.assertEqual(self.account.connection_code, "authorization_lost")
        self.assertIn("Allow Access", self.account.connection_message)
        self.assertEqual(self.amazon.calls.count("reports.createReport", 202), 0)

    def test_no_data_is_no_failure(self):
        self.account.order_start_date = fields.Datetime.now() - timedelta(minutes=5)
        self._finish()
        self.assertEqual(set(self._reports().mapped("state")), {"empty"})
        self.assertFalse(self._sale_orders())

    def test_cancelled_because_there_was_one_just_now_is_not_no_data(self):
        self.amazon.settings.regeneration = "overlaps"
        self.addCleanup(setattr, self.amazon.settings, "regeneration", "never")
        self._finish()
        [report] = self._reports(AFN)
        again = report.action_ask_again()
        again = self.env["amazon.seller.report"].search(again["domain"])
        self.account._round(lambda: True)
        self.assertEqual(again.state, "wanted")
        self.assertGreater(again.next_try_at, fields.Datetime.now())

    def test_an_answer_that_got_lost_makes_no_hole(self):
        self.amazon.settings.regeneration = "overlaps"
        self.addCleanup(setattr, self.amazon.settings, "regeneration", "never")
        self.amazon.faults.add(
            "connection_lost", "reports.createReport", skip=1, after=True
        )
        with mute_logger(PROGRESS, ROUND):
            self._finish()
        self.assertEqual(len(self._sale_orders()), 40)
        self.assertEqual(set(self._reports().mapped("state")), {"done"})

    @mute_logger(PROGRESS)
    def test_a_document_that_stays_damaged_is_given_up_and_asked_for_anew(self):
        self.amazon.faults.add("document_cut", "documents.get", times=14)
        for _time in range(10):
            self._finish()
            self.env.cr.execute("DELETE FROM amazon_seller_rate")
            self.amazon.rates.refill()
        self.assertEqual(set(self._reports().mapped("state")), {"failed"})
        self._a_day_passes()
        self._finish()
        self.assertEqual(len(self._sale_orders()), 40)

    def test_a_denial_is_doubted_once(self):
        self.amazon.faults.add("role_missing", "reports.createReport")
        self.account._round(lambda: True)
        [doubted] = self._reports(MFN)
        self.assertEqual(
            (doubted.state, doubted.error_code), ("wanted", "role_missing")
        )
        self._finish()
        self.assertEqual(doubted.state, "done")
        self.assertFalse(doubted.error_code)
        # It was asked for with a fresh access token.
        self.assertEqual(self.amazon.calls.count("lwa.refresh_token"), 1)
        self.assertEqual(self.account.connection_state, "connected")

    @mute_logger(PROGRESS, ROUND)
    def test_a_role_missing_for_one_type_stops_only_this_type(self):
        self.amazon.faults.add("role_missing", "reports.createReport")
        # The second type is not denied: its call comes between the first one's two.
        self.amazon.faults.add("role_missing", "reports.createReport", skip=1)
        self._finish()
        [denied] = self._reports(MFN)
        self.assertEqual((denied.state, denied.error_code), ("failed", "role_missing"))
        self.assertEqual(self._reports(AFN).state, "done")
        self.assertEqual(self.account.connection_code, "role_missing")

    def test_a_marketplace_added_later_is_fetched_from_the_start(self):
        every = self.account.marketplace_ids
        self.account.marketplace_ids = every.filtered(
            lambda marketplace: marketplace.domain == "amazon.de"
        )
        self._finish()
        self.assertLess(len(self._sale_orders()), 40)
        self.account.marketplace_ids = every
        self._a_day_passes()
        self._finish()
        self.assertEqual(len(self._sale_orders()), 40)

    def test_a_marketplace_the_seller_left_is_not_asked_for(self):
        [germany] = self.account.marketplace_ids.filtered(
            lambda marketplace: marketplace.domain == "amazon.de"
        )
        self.account.available_marketplace_ids -= germany
        self.account._round(lambda: True)
        for report in self._reports():
            self.assertTrue(report.marketplace_ids)
            self.assertNotIn(germany, report.marketplace_ids)
        self.assertIn(germany, self.account.marketplace_ids)

    def test_orders_of_other_marketplaces_are_left_alone_until_wanted(self):
        self.amazon.settings.marketplace_filter = "ignored"
        self.addCleanup(setattr, self.amazon.settings, "marketplace_filter", "honoured")
        every = self.account.marketplace_ids
        self.account.marketplace_ids = every.filtered(
            lambda marketplace: marketplace.domain == "amazon.de"
        )
        self._finish()
        channels = set(
            self.env["amazon.seller.order"]
            .search([("state", "=", "imported")])
            .mapped("sales_channel")
        )
        self.assertEqual({channel.lower() for channel in channels}, {"amazon.de"})
        self.account.marketplace_ids = every
        self._finish()
        self.assertEqual(len(self._sale_orders()), 40)

    def test_the_start_date_may_go_forth_and_back(self):
        start = self.account.order_start_date
        self.account._want_reports()
        self.account.order_start_date = fields.Datetime.now() - timedelta(days=5)
        self._finish()
        self.assertLess(len(self._sale_orders()), 40)
        self.account.order_start_date = start
        self._finish()
        self.assertEqual(len(self._sale_orders()), 40)

    def test_the_cron_does_it_all(self):
        cron = self.env.ref("amazon_connector.ir_cron_synchronize")
        self.registry_leave_test_mode()
        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
        self.registry_enter_test_mode(register_cleanup=False)
        self.assertEqual(len(self._sale_orders()), 40)

    @mute_logger(ROUND)
    def test_one_account_costs_no_other_its_round(self):
        broken = self.account.copy({"name": "Broken"})
        self._authorize(broken)
        broken.token_ids.sudo().refresh_token_sealed = "rubbish"
        broken.marketplaces_loaded_at = False
        self._finish()
        self.assertEqual(broken._round_safely(lambda: True), True)
        self.assertEqual(broken.connection_code, "secret_unreadable")
        self.assertEqual(len(self._sale_orders()), 40)

    def test_a_killed_worker_goes_on_where_it_committed(self):
        self.account._want_reports()
        with self.account._connection() as door:
            for report in self._reports():
                report._advance_far(door, lambda: True)
        [report] = self._reports(MFN)
        orders = self.env["amazon.seller.order"]
        with self._read_batches_of(5):
            self.assertFalse(report._read(lambda: False))
            self.assertEqual((report.state, report.read_position), ("stored", 5))
            self.assertEqual(orders.search_count([("report_id", "=", report.id)]), 5)
            self.assertTrue(report._read(lambda: True))
        self.assertEqual(report.known_count, 0)
        self.assertEqual(report.new_count, report.order_count)

    def _read_batches_of(self, size):
        return patch(f"{READING}.READ_BATCH", size)


class TestRoundButton(ConnectedHttpCase):
    """Through the web client's own door: the button commits step by step."""

    world_values = TestRound.world_values

    def test_the_button_tells_what_came(self):
        self._create_products()
        self._create_rates()
        self._authorize()
        self.authenticate("amazon-user", "amazon-user")
        action = self.make_jsonrpc_request(
            "/web/dataset/call_button/amazon.seller.account/action_synchronize",
            {
                "model": "amazon.seller.account",
                "method": "action_synchronize",
                "args": [self.account.ids],
                "kwargs": {},
            },
        )
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(action["params"]["type"], "success")
        self.assertIn(
            "2 reports read: 42 new orders, 40 imported, 0 waiting, 2 ignored.",
            action["params"]["message"],
        )
        self.assertRegex(
            action["params"]["message"],
            r"The next report of orders is asked for by itself at \d+:\d+",
        )
