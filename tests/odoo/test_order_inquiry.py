"""Why an order is missing, as far as Amazon knows: every finding over real HTTP."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

from odoo import fields

from tests.odoo.inquiries import InquiryCase


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
