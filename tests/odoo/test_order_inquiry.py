"""Why an order is missing, as far as Amazon knows: every finding over real HTTP."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import freeze_time, new_test_user

from emulator.accounts import PRODUCT_LISTING, Seller
from emulator.reports import Reports
from emulator.world import World
from tests.odoo.connected import ConnectedCase
from tests.odoo.inquiries import Inquiries

GET_ORDER = "orders.getOrder"
UNKNOWN = "999-1234567-1234567"
HOUR = timedelta(hours=1)
INQUIRY = "odoo.addons.amazon_connector.models.amazon_seller_account_inquiry"


class InquiryCase(Inquiries, ConnectedCase):
    world_values = {"seed": 7, "orders": 30, "na_share": 0.0, "days": 20}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.user
        cls._create_products()
        cls._create_rates()

    def setUp(self):
        super().setUp()
        self._authorize()
        self.amazon.faults.clear()
        self.amazon.amazon.reports = Reports(self.amazon.amazon)
        self.amazon.rates.refill()
        self.amazon.calls.clear()
        self.env.cr.execute("DELETE FROM amazon_seller_rate")

    def pick(self, **wanted):
        """Return an order of the emulated world."""
        return next(
            order
            for order in self.amazon.world.orders
            if order.region == "eu"
            and all(getattr(order, name) == value for name, value in wanted.items())
        )

    def prove(self, until=None):
        """Let the ledger hold everything until now, or until then."""
        for channel in ("MFN", "AFN"):
            self.env["amazon.seller.coverage"]._prove(
                self.account,
                channel,
                self.account._fetched_marketplaces(),
                self.account.order_start_date,
                until or fields.Datetime.now(),
            )

    @contextmanager
    def at(self, moment):
        """Let it be an aware moment, here and at Amazon."""
        with freeze_time(moment.replace(tzinfo=None)):
            self.env.cr.execute("DELETE FROM amazon_seller_rate")
            self.amazon.rates.refill()
            yield

    def inbox(self, order):
        return self.env["amazon.seller.order"].search(
            [("amazon_order_id", "=", order.order_id)]
        )

    def rounds(self):
        """Do rounds until nothing is left to ask Amazon for."""
        for _round in range(6):
            self.account._round(lambda: True)
            self.env["amazon.seller.report"].search([]).write({"next_try_at": False})

    def assertCalls(self, count):
        self.assertEqual(self.amazon.calls.count(GET_ORDER), count)


class TestFoundAtAmazon(InquiryCase):
    def test_a_gap_is_fetched(self):
        order = self.pick(channel="MFN", status="Unshipped")
        inquiry = self.ask(order.order_id)
        self.assertFound(inquiry, "gap", "fetch_period")
        self.assertCalls(1)
        self.assertFound(self.press(inquiry, "fetch_period"), "asked")
        self.assertTrue(inquiry.report_id)
        self.rounds()
        self.assertFound(self.ask(order.order_id), "imported")

    def test_what_our_books_know_amazon_is_not_asked(self):
        order = self.pick(channel="MFN", status="Unshipped")
        self.rounds()
        self.amazon.calls.clear()
        self.assertFound(self.ask(order.order_id), "imported")
        self.assertFound(self.ask("S02-1234567-1234567"), "not_amazon")
        self.assertEqual(self.amazon.calls.count(), 0)

    def test_an_order_that_the_reports_leave_out_is_fetched_alone(self):
        for channel in ("MFN", "AFN"):
            with self.subTest(channel):
                order = self._settled(channel)
                with self.at(order.purchased_at + timedelta(days=40)):
                    self.prove()
                    inquiry = self.ask(order.order_id)
                    self.assertFound(inquiry, "not_stated", "fetch_order")
                    self.assertFound(self.press(inquiry, "fetch_order"), "imported")
                    record = self.inbox(order)
                    self.assertEqual(
                        f"{record.sale_order_id.amount_total:.2f}",
                        f"{Decimal(order.total):.2f}",
                    )

    def _settled(self, channel):
        if channel == "MFN":
            return self.pick(channel="MFN", status="Unshipped")
        return next(
            order
            for order in self.amazon.world.orders
            if order.channel == "AFN" and not order.is_multi_channel
        )

    def test_an_order_fetched_alone_comes_no_second_time(self):
        orders = [self._settled("MFN"), self._settled("AFN")]
        self.prove()
        for order in orders:
            self.press(self.ask(order.order_id), "fetch_order")
            self.account._fetch_order(order.order_id)
        before = [self.inbox(order).sale_order_id for order in orders]
        self.env["amazon.seller.coverage"].search([]).unlink()
        self.rounds()
        self.assertGreater(self.env["amazon.seller.order"].search_count([]), 2)
        for order, sale_order in zip(orders, before, strict=True):
            sale_orders = self.env["sale.order"].search(
                [("amazon_seller_order_ref", "=", order.order_id)]
            )
            self.assertEqual(sale_orders, sale_order)
            self.assertEqual(
                f"{sale_orders.amount_total:.2f}", f"{Decimal(order.total):.2f}"
            )
            self.assertFalse(sale_orders.amazon_seller_difference)

    def test_an_order_before_the_start_date_is_fetched_all_the_same(self):
        order = self.pick(channel="MFN", status="Unshipped")
        self.account.order_start_date = fields.Datetime.now()
        inquiry = self.ask(order.order_id)
        self.assertFound(inquiry, "before_start", "fetch_order")
        self.assertFound(self.press(inquiry, "fetch_order"), "imported")

    def test_a_pending_order(self):
        order = self.pick(channel="MFN", status="Unshipped")
        with self.at(order.purchased_at + timedelta(seconds=1)):
            self.assertFound(self.ask(order.order_id), "pending")

    def test_states_that_end_nowhere(self):
        order = self.pick(channel="MFN", status="Unshipped")
        for status, finding in (
            ("PENDING_AVAILABILITY", "pending_availability"),
            ("UNFULFILLABLE", "unfulfillable"),
        ):
            with patch("emulator.world.orders_api.status_at", return_value=status):
                self.assertFound(self.ask(order.order_id), finding)

    def test_a_cancelled_order(self):
        self.assertFound(self.ask(self.pick(status="Cancelled").order_id), "cancelled")

    def test_an_order_of_another_shop_with_an_id_like_others(self):
        order = self.pick(is_multi_channel=True)
        order = replace(order, order_id="302-7654321-7654321")
        index = self.amazon.world.index.by_id
        with patch.dict(index, {order.order_id: order}):
            self.assertFound(self.ask(order.order_id), "not_amazon")

    def test_an_fba_order_that_has_not_left(self):
        order = self._settled("AFN")
        left_at = min(row.shipped_at for row in order.shipped_items)
        with self.at(left_at - timedelta(seconds=1)):
            self.assertFound(self.ask(order.order_id), "fba_not_shipped")

    def test_an_fba_order_that_amazon_lists_late(self):
        order = self._settled("AFN")
        left_at = max(row.shipped_at for row in order.shipped_items)
        with self.at(left_at + timedelta(days=3)):
            self.prove()
            inquiry = self.ask(order.order_id)
            self.assertFound(inquiry, "late", "fetch_order")
            self.assertFound(self.press(inquiry, "fetch_order"), "imported")

    def test_part_of_an_fba_order_is_not_fetched_alone(self):
        order = self._settled("AFN")
        with (
            patch(
                "emulator.world.orders_api.status_at", return_value="PARTIALLY_SHIPPED"
            ),
            self.at(order.purchased_at + timedelta(days=60)),
        ):
            self.prove()
            inquiry = self.ask(order.order_id)
            self.assertFound(inquiry, "not_stated")
            self.assertIn("only in part", inquiry.notes)
            self.assertFalse(self.account._fetch_order(order.order_id))

    def test_an_order_too_new_for_the_last_report(self):
        order = self.pick(channel="MFN", status="Unshipped")
        with self.at(order.fulfillable_at + timedelta(minutes=10)):
            self.prove(until=order.fulfillable_at.replace(tzinfo=None))
            self.assertFound(self.ask(order.order_id), "recent")

    def test_an_order_beyond_the_reach_of_reports(self):
        order = self.pick(channel="MFN", status="Unshipped")
        start, now = self.account.order_start_date, fields.Datetime.now()
        with patch.object(
            type(self.account),
            "_coverage_stretches",
            lambda *_args: [(start, now, "unreachable")],
        ):
            inquiry = self.ask(order.order_id)
        self.assertFound(inquiry, "unreachable", "fetch_order")
        self.assertFound(self.press(inquiry, "fetch_order"), "imported")

    def test_a_region_without_reports(self):
        order = self.pick(channel="MFN", status="Unshipped")
        with patch.object(type(self.account), "_order_report_types", lambda *_args: []):
            inquiry = self.ask(order.order_id)
        self.assertFound(inquiry, "no_report", "fetch_order")

    def test_a_kind_of_order_that_is_not_fetched(self):
        self.account.import_mfn = False
        order = self.pick(channel="MFN", status="Unshipped")
        inquiry = self.ask(order.order_id)
        self.assertFound(inquiry, "other_channel", "open_account")
        self.assertEqual(inquiry.action_repair()["res_id"], self.account.id)

    def test_times_are_the_users(self):
        order = self.pick(channel="MFN", status="Cancelled")
        order = replace(order, purchased_at=order.purchased_at.replace(hour=20))
        self.clerk.tz = "Asia/Tokyo"
        with patch.dict(self.amazon.world.index.by_id, {order.order_id: order}):
            sentence = self.ask(order.order_id).sentence
        day = order.purchased_at + timedelta(days=1)
        self.assertIn(f"{day.month}/{day.day}/{day:%y}, 5:", sentence)


class TestWhichAccount(InquiryCase):
    def _sibling(self, **values):
        """Make another account of the same seller."""
        sibling = self.account.copy({"name": "Amazon France", **values})
        sibling.seller_identifier = self.account.seller_identifier
        return sibling

    def _french(self):
        return next(
            order
            for order in self.amazon.world.orders
            if order.marketplace.country == "FR"
            and order.channel == "MFN"
            and order.status == "Unshipped"
        )

    def test_a_marketplace_that_nobody_fetches(self):
        self.account.marketplace_ids = self.account.home_marketplace_id
        inquiry = self.ask(self._french().order_id)
        self.assertFound(inquiry, "other_marketplace", "open_account", "Amazon.fr")
        self.assertEqual(inquiry.action_repair()["res_id"], self.account.id)

    def test_the_account_that_fetches_the_marketplace_answers(self):
        france = self._marketplace("A13V1IB3VIYZZH")
        self.account.marketplace_ids -= france
        sibling = self._sibling()
        self._authorize(sibling)
        sibling.marketplace_ids = france
        self.amazon.calls.clear()
        inquiry = self.ask(self._french().order_id, account=self.account)
        self.assertFound(inquiry, "gap", "fetch_period", words="Amazon France")
        self.assertEqual(inquiry.found_account_id, sibling)
        self.ask(UNKNOWN)
        self.assertCalls(2)

    def _second_seller(self):
        world = World(seed=8, orders=12, na_share=0.0, days=20)
        seller = Seller("A9ZWEITER", "Zweiter Laden", world=world)
        self.amazon.sellers.append(seller)
        self.addCleanup(self.amazon.sellers.remove, seller)
        account = self.env["amazon.seller.account"].create(
            {
                "name": "Second Seller",
                "key_set_id": self.key_set.id,
                "home_marketplace_id": self.account.home_marketplace_id.id,
                "order_start_date": self.account.order_start_date,
                "fba_amounts": "excluded",
            }
        )
        consent = self.amazon.amazon.self_authorize(seller=seller, region="eu")
        account.seller_identifier = seller.seller_id
        account._store_refresh_token(consent.refresh_token, "pasted")
        account._greet()
        return account, next(
            order.order_id
            for order in world.orders
            if order.channel == "MFN" and order.status == "Unshipped"
        )

    def test_all_sellers_are_asked_until_one_knows_it(self):
        account, order_id = self._second_seller()
        inquiry = self.ask(order_id)
        self.assertFound(inquiry, "gap", "fetch_period", words="Second Seller")
        self.assertEqual(inquiry.found_account_id, account)
        self.assertCalls(2)

    def test_only_the_chosen_account_is_asked(self):
        _account, order_id = self._second_seller()
        inquiry = self.ask(order_id, account=self.account)
        self.assertFound(inquiry, "unknown", words="Amazon Europe")
        self.assertCalls(1)

    def test_other_companies_accounts_are_not_asked(self):
        account, order_id = self._second_seller()
        company = self.env["res.company"].create({"name": "Sister company"})
        stranger = new_test_user(
            self.env,
            "inquiry-stranger",
            "amazon_connector.group_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        inquiry = self.ask(order_id, user=stranger)
        self.assertFound(inquiry, "no_account")
        self.assertFalse(inquiry.notes)
        stranger.company_ids |= account.company_id
        inquiry = self.ask(order_id, stranger, allowed_company_ids=company.ids)
        self.assertFound(inquiry, "no_account")
        self.assertIn("left out", inquiry.notes)
        self.assertCalls(0)

    def test_accounts_without_access_are_named_and_not_asked(self):
        account, order_id = self._second_seller()
        account.sudo().token_ids._retire("revoked")
        inquiry = self.ask(order_id)
        self.assertFound(inquiry, "unknown_so_far", "open_account")
        self.assertIn("Amazon Europe", inquiry.sentence)
        self.assertIn("Second Seller: ", inquiry.notes)
        self.assertNotIn("Amazon Europe", inquiry.notes)
        self.assertEqual(inquiry.action_repair()["res_id"], account.id)
        self.assertCalls(1)

    def test_an_administrator_allows_access_from_here(self):
        self.account.sudo().token_ids._retire("revoked")
        inquiry = self.ask(UNKNOWN, user=self.manager)
        self.assertFound(inquiry, "not_asked", "allow_access")
        self.assertEqual(inquiry.action_repair()["type"], "ir.actions.act_url")
        self.assertFound(self.ask(UNKNOWN), "not_asked", "open_account")
        self.assertCalls(0)


class TestNoAnswer(InquiryCase):
    def test_an_order_that_nobody_knows(self):
        self.assertFound(self.ask(UNKNOWN), "unknown", words="Amazon Europe")
        self.assertEqual(self.account.connection_state, "connected")

    def test_amazon_throttles(self):
        self.amazon.faults.add("throttled", GET_ORDER)
        inquiry = self.ask(UNKNOWN)
        self.assertFound(inquiry, "amazon_throttled", "look_again")
        self.env.cr.execute("DELETE FROM amazon_seller_rate")
        self.assertFound(self.press(inquiry, "look_again"), "unknown")

    def test_amazon_does_not_answer(self):
        self.amazon.faults.add("unavailable_html", GET_ORDER)
        inquiry = self.ask(UNKNOWN)
        self.assertFound(inquiry, "amazon_unreachable", "look_again")
        self.assertFound(self.press(inquiry, "look_again"), "unknown")

    def test_amazon_is_slow_and_the_others_are_not_waited_for(self):
        with patch(f"{INQUIRY}.PATIENCE_SECONDS", -1):
            self.assertFound(self.ask(UNKNOWN), "amazon_unreachable", "look_again")
        self.assertCalls(0)

    def test_a_missing_role_is_told_and_refuses_nothing_else(self):
        self.addCleanup(setattr, self.app, "roles", self.app.roles)
        self.app.roles = frozenset({PRODUCT_LISTING})
        self._authorize()
        inquiry = self.ask(UNKNOWN)
        self.assertFound(inquiry, "refused", "open_account")
        self.assertIn("Amazon Europe: ", inquiry.notes)
        self.assertEqual(self.account.connection_state, "connected")

    def test_a_revoked_authorisation_is_noted_on_the_account(self):
        self.env["amazon.seller.access"].search([]).unlink()
        self.amazon.faults.add("invalid_grant", "lwa.token")
        inquiry = self.ask(UNKNOWN)
        self.assertFound(inquiry, "refused", "open_account")
        self.assertEqual(self.account.connection_code, "authorization_lost")

    def test_what_goes_wrong_while_fetching_is_told_too(self):
        order = self.pick(channel="MFN", status="Unshipped")
        self.prove()
        inquiry = self.ask(order.order_id)
        self.amazon.faults.add("unavailable_html", GET_ORDER)
        self.assertFound(
            self.press(inquiry, "fetch_order"), "amazon_unreachable", "look_again"
        )
        self.assertFalse(self.inbox(order))

    def test_nothing_of_the_buyer_is_logged(self):
        order = self.pick(channel="MFN", status="Unshipped")
        self.prove()
        with self.assertLogs("odoo.addons.amazon_connector", "DEBUG") as logs:
            self.press(self.ask(order.order_id), "fetch_order")
        said = "\n".join(logs.output)
        for secret in (order.buyer.email, order.buyer.name, order.ship_to.line1):
            self.assertNotIn(secret, said)
