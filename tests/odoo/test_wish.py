"""Buyers who wish to cancel: nothing leaves before somebody has decided."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .orders import again, item, order, shipment
from .test_cancellations import CancellationCase, mention


class TestWish(CancellationCase):
    def setUp(self):
        super().setUp()
        self.statement = order(40, item("LAMP", "10.00"))
        self.wish = again(
            self.statement,
            is_buyer_requested_cancellation=True,
            buyer_cancel_reason="Ordered <b>twice</b>",
        )
        self.clerk = new_test_user(
            self.env,
            "clerk",
            "sales_team.group_sale_salesman_all_leads,stock.group_stock_user",
        )

    def _bring_with_wish(self):
        record = self.bring(self.statement)
        self.bring(self.wish)
        return record.sale_order_id

    def assertBlocked(self, sale_order):
        self.assertTrue(sale_order.amazon_seller_is_cancellation_open)
        self.assertTrue(sale_order.amazon_seller_is_held)
        picking = sale_order.picking_ids.with_user(self.clerk)
        self.assertIn("twice", picking.amazon_seller_hold_text)
        with self.assertRaisesRegex(UserError, "wishes to cancel"):
            picking.button_validate()

    def test_a_wish_blocks_the_delivery_and_asks_somebody(self):
        sale_order = self._bring_with_wish()
        self.assertBlocked(sale_order)
        [activity] = sale_order.activity_ids
        self.assertIn("&lt;b&gt;twice", activity.note)
        self.assertEqual(activity.summary, "Cancel the order, or ship it anyway")
        self.assertEqual(activity.user_id, self.account.responsible_id)
        text = sale_order.with_user(self.clerk).amazon_seller_cancellation_text
        self.assertIn("twice", text)

    def test_what_amazon_ships_itself_does_not_take_a_wish_back(self):
        sale_order = self._bring_with_wish()
        record = self.bring(shipment(40, item("BOOK", "5.00", shipment_item_id="A")))
        self.assertEqual(record.channel, "mixed")
        self.assertBlocked(sale_order)

    def test_an_order_that_comes_with_a_wish(self):
        sale_order = self.bring(self.wish).sale_order_id
        self.assertBlocked(sale_order)
        self.assertEqual(len(sale_order.activity_ids), 1)

    def test_amazons_codes_are_told_in_words(self):
        record = self.bring(self.statement)
        for stated, words in (
            ("Order Created by Mistake", "ordered by mistake"),
            ("BUYER_CHANGED_MIND", "no longer wanted"),
            ("Too blue", '"Too blue"'),
            (False, ""),
        ):
            record.buyer_cancel_reason = stated
            self.assertEqual(record.buyer_wish, words)
        for stated, words in (
            ("Expedited", "Expedited shipping"),
            ("NEXT_DAY", "Delivery the next day"),
            ("Std DE Dom_3", "Standard shipping"),
            ("Teleport", '"Teleport"'),
            (False, ""),
        ):
            record.ship_service_level = stated
            self.assertEqual(record.ship_service, words)
            record.sale_order_id.amazon_seller_service_level = stated
            picking = record.sale_order_id.picking_ids
            self.assertEqual(picking.amazon_seller_service, words)

    def test_a_line_names_its_product_once(self):
        for title, name in (
            ("Product LAMP", "[LAMP] Product LAMP"),
            ("", "[LAMP] Product LAMP"),
            ("Bright lamp", "Bright lamp"),
        ):
            statement = order(41 + len(title), item("LAMP", "10.00", title=title))
            self.assertEqual(self.bring(statement).sale_order_id.order_line.name, name)

    def test_changes_are_told_in_the_companys_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.env.company.partner_id.lang = "de_DE"
        sale_order = self._bring_with_wish()
        note = sale_order.message_ids.filtered("body")[0].body
        self.assertIn("Stornowunsch: nein → ja", note)

    def test_cancelled_it_is_owed_to_amazon_with_the_buyers_reason(self):
        sale_order = self._bring_with_wish()
        sale_order.action_lock()
        sale_order.with_user(self.clerk).action_amazon_seller_cancel()
        self.assertCancelled(sale_order.amazon_seller_order_id, "cancelled_here")
        owed = sale_order.amazon_seller_submission_ids
        self.assertEqual(owed.reason_code, "BuyerCanceled")
        self.assertTrue(sale_order.amazon_seller_is_owed)
        self.assertIn("Seller Central", sale_order.activity_ids.note)
        self.say(mention(self.statement))
        self.assertEqual(owed.state, "done")
        self.assertFalse(sale_order.amazon_seller_is_owed)

    def test_taken_back_too_late_amazon_still_has_to_know(self):
        sale_order = self._bring_with_wish()
        sale_order.action_amazon_seller_cancel()
        self.bring(self.statement)
        self.assertIn("Seller Central", sale_order.activity_ids.note)
        self.assertEqual(sale_order.amazon_seller_submission_ids.state, "owed")

    def test_it_can_be_decided_on_the_delivery(self):
        sale_order = self._bring_with_wish()
        picking = sale_order.picking_ids.with_user(self.clerk)
        self.assertTrue(picking.amazon_seller_is_cancellation_open)
        self.assertTrue(sale_order.amazon_seller_order_id.is_wish_open)
        picking.action_amazon_seller_ship_anyway()
        self.assertFalse(sale_order.amazon_seller_order_id.is_wish_open)
        self.assertFalse(picking.amazon_seller_hold_text)
        picking.move_ids.quantity = 1
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        self.assertFalse(picking.amazon_seller_is_cancellation_open)
        other = order(41, item("LAMP", "1.00"), is_buyer_requested_cancellation=True)
        record = self.bring(other)
        record.sale_order_id.picking_ids.with_user(
            self.clerk
        ).action_amazon_seller_cancel()
        self.assertCancelled(record, "cancelled_here")

    def test_wish_change_and_cancellation_at_once(self):
        sale_order = self.bring(self.statement).sale_order_id
        lamps = (item("LAMP", "20.00", 2), item("BOOK", "5.00"))
        self.receive(again(self.wish, items=lamps))
        self.say(mention(self.statement))
        record = sale_order.amazon_seller_order_id
        self.assertCancelled(record)
        self.assertFalse(record.submission_ids)
        self.assertFalse(sale_order.activity_ids)
        self.assertFalse(sale_order.amazon_seller_is_held)
        self.bring(again(self.wish, items=lamps))
        self.assertCancelled(record)

    def test_shipped_anyway_nobody_is_asked_again(self):
        sale_order = self._bring_with_wish()
        sale_order.with_user(self.clerk).action_amazon_seller_ship_anyway()
        self.assertFalse(sale_order.amazon_seller_is_held)
        self.assertFalse(sale_order.activity_ids)
        self.assertIn(
            self.clerk.name, "".join(map(str, sale_order.message_ids.mapped("body")))
        )
        self.bring(again(self.wish, is_prime=True))
        self.assertFalse(sale_order.amazon_seller_is_held)
        self.assertFalse(sale_order.activity_ids)
        self.ship(sale_order)
        self.assertEqual(sale_order.delivery_status, "full")
        with self.assertRaises(UserError):
            sale_order.action_amazon_seller_ship_anyway()

    def test_taken_back_it_may_be_shipped_and_wished_anew_it_is_asked_anew(self):
        sale_order = self._bring_with_wish()
        self.bring(self.statement)
        self.assertFalse(sale_order.amazon_seller_is_held)
        self.assertFalse(sale_order.activity_ids)
        self.bring(self.wish)
        sale_order.action_amazon_seller_ship_anyway()
        self.bring(self.statement)
        self.bring(self.wish)
        self.assertBlocked(sale_order)

    def test_shipped_already_it_is_only_noted(self):
        sale_order = self.bring(self.statement).sale_order_id
        self.ship(sale_order)
        self.bring(self.wish)
        self.assertFalse(sale_order.amazon_seller_is_held)
        self.assertFalse(sale_order.activity_ids)
        self.assertIn("wishes to cancel", sale_order.message_ids[0].body)
