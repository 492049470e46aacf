"""Single orders fetched once more, and what the reports tell of cancellations."""

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .inquiries import InquiryCase
from .lives import LivingCase


class TestFetchAgain(InquiryCase):
    def setUp(self):
        super().setUp()
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *args, **values: 9
        )
        skus = [product.sku for product in self.amazon.world.products[:2]]
        self.order_id = self.amazon.act(
            "place", items={skus[0]: 2, skus[1]: 1}, pending_seconds=0
        )
        self.record = self.account._fetch_order(self.order_id)
        self.sale_order = self.record.sale_order_id
        self.items = self.amazon.world.order(
            self.order_id, self.amazon.clock.now()
        ).items

    def again(self, do="", **values):
        """Let something happen at Amazon, and press the button."""
        if do:
            self.amazon.act(do, self.order_id, **values)
        return self.record.with_user(self.clerk).action_fetch_again()

    def total(self):
        expected = self.amazon.world.expected("eu")["orders"]
        return float(expected[self.order_id]["total"])

    def test_nothing_new_changes_nothing(self):
        messages = self.sale_order.message_ids
        action = self.again()
        self.assertEqual(action["params"]["type"], "success")
        self.assertFalse(self.record._is_behind())
        self.assertEqual(self.sale_order.message_ids, messages)
        self.assertEqual(self.record.state, "imported")

    def test_an_address_and_an_item(self):
        self.again("change_address", line1="Neue Gasse 2", city="München")
        self.assertEqual(self.sale_order.partner_shipping_id.city, "München")
        self.assertEqual(
            self.sale_order.picking_ids.partner_id, self.sale_order.partner_shipping_id
        )
        before = self.sale_order.amount_total
        gone = self.items[1]
        self.again("reduce", order_item_id=gone.order_item_id)
        self.assertLess(self.sale_order.amount_total, before)
        self.assertAlmostEqual(self.sale_order.amount_total, self.total())
        self.assertFalse(self.sale_order.amazon_seller_difference)
        self.assertTrue(
            self.record.line_ids.filtered(
                lambda line: line.order_item_id == gone.order_item_id
            ).is_cancelled
        )

    def test_a_wish_and_a_cancellation(self):
        self.again("wish", reason="Ordered twice")
        self.assertTrue(self.sale_order.amazon_seller_is_held)
        self.assertIn("Ordered twice", self.sale_order.amazon_seller_hold_text)
        self.again("withdraw_wish")
        self.assertFalse(self.sale_order.amazon_seller_is_held)
        self.again("cancel")
        self.assertEqual(self.sale_order.state, "cancel")
        self.assertEqual(
            (self.record.state, self.record.reason), ("cancelled", "cancelled")
        )
        self.again()
        self.assertEqual(self.record.state, "cancelled")
        self.assertFound(self.ask(self.order_id), "cancelled_since")

    def test_what_is_owed_is_settled_by_fetching(self):
        self.sale_order.action_cancel()
        inquiry = self.ask(self.order_id)
        self.assertFound(inquiry, "imported_cancelled")
        self.amazon.act("cancel", self.order_id)
        inquiry.action_fetch_again()
        self.assertEqual(self.record.submission_ids.state, "done")
        self.assertFound(inquiry, "cancelled_since")

    def test_refusals_are_told(self):
        for fault, words in (
            ("throttled", "limit"),
            ("internal_error", "Amazon"),
            ("role_missing", "role"),
        ):
            with self.subTest(fault), mute_logger("odoo.addons.amazon_connector"):
                self._forget_other_tests()
                self.amazon.faults.add(fault, "orders.getOrder", times=9)
                with self.assertRaisesRegex(UserError, words):
                    self.again()
        self.account.token_ids.sudo().unlink()
        with self.assertRaises(UserError):
            self.again()


class TestReportsTell(LivingCase):
    """Orders cancelled at Amazon, as its reports tell of it."""

    DAYS = 6

    def test_cancelled_before_shipping_and_before_they_came(self):
        self._go_to(5)
        placed = [self.amazon.act("place", pending_seconds=0) for _ in range(3)]
        self._live(6, 7)
        here, wished = placed[:2]
        self.amazon.act("cancel", here)
        self.amazon.act("wish", wished)
        never = self.amazon.act("place", pending_seconds=0)
        self.amazon.act("cancel", never)
        self._go_to(8)
        self._list_all_orders()

        states = {
            order.amazon_order_id: (order.state, order.reason)
            for order in self.env["amazon.seller.order"].search([])
        }
        self.assertEqual(states[here], ("cancelled", "cancelled"))
        self.assertEqual(states[never], ("ignored", "cancelled"))
        self.assertEqual(states[placed[2]], ("imported", False))
        sale_orders = {o.amazon_seller_order_ref: o for o in self._sale_orders()}
        self.assertEqual(sale_orders[here].state, "cancel")
        self.assertNotIn(never, sale_orders)
        self.assertEqual(
            sorted(ref for ref, order in sale_orders.items() if order.state == "sale"),
            sorted(self.amazon.world.expected("eu")["orders"]),
        )
