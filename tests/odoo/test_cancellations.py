"""Orders that Amazon, or somebody here, has cancelled."""

from dataclasses import replace
from datetime import datetime, timezone
from unittest.mock import patch

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.modules.migration import load_script
from odoo.tests import new_test_user

from odoo.addons.amazon_connector.spapi.order_mentions import OrderMention
from odoo.addons.amazon_connector.spapi.orders import Channel

from .orders import OrderCase, again, item, order, shipment

MOMENT = datetime(2026, 11, 21, 8, tzinfo=timezone.utc)


def mention(statement, status="cancelled", sku="LAMP", **values):
    """Return how the report on all orders mentions an item of an order."""
    return OrderMention(
        **{
            "amazon_order_id": statement.amazon_order_id,
            "purchase_date": statement.purchase_date,
            "last_updated": MOMENT,
            "order_status": status,
            "channel": statement.channel,
            "sales_channel": "Amazon.de",
            "sku": sku,
            **values,
        }
    )


class CancellationCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        marketplace = cls.account.home_marketplace_id
        cls.account.available_marketplace_ids = marketplace
        cls.account.marketplace_ids = marketplace

    def say(self, *mentions):
        """Let the report on all orders say this, and the import follow."""
        self.env["amazon.seller.missing.order"]._receive(self.account, list(mentions))
        self.Inbox._import_pending(self.account)

    def ship(self, sale_order):
        for picking in sale_order.picking_ids:
            picking.move_ids.picked = True
            for move in picking.move_ids:
                move.quantity = move.product_uom_qty
            picking._action_done()

    def assertCancelled(self, record, reason="cancelled"):
        self.assertEqual((record.state, record.reason), ("cancelled", reason))
        self.assertTrue(record.reason_text)
        self.assertEqual(record.sale_order_id.state, "cancel")
        self.assertLessEqual(
            set(record.sale_order_id.picking_ids.mapped("state")), {"cancel"}
        )


class TestCancelledAtAmazon(CancellationCase):
    def test_what_is_not_shipped_is_cancelled_here_once(self):
        one, locked, draft = (order(n, item("LAMP", "10.00")) for n in (1, 2, 3))
        records = self.bring(one, locked, draft)
        records[1].sale_order_id.action_lock()
        records[2].sale_order_id._action_cancel()
        records[2].sale_order_id.action_draft()

        self.say(*map(mention, (one, locked, draft)))

        for record in records:
            self.assertCancelled(record)
            self.assertEqual(record.cancelled_at, datetime(2026, 11, 21, 8))
            self.assertFalse(record.sale_order_id.amazon_seller_is_held)
        self.assertFalse(records[:2].submission_ids, "Amazon knows it already")
        notes = records.sale_order_id.message_ids
        self.assertIn("Amazon has cancelled", notes[0].body)

        self.say(*map(mention, (one, locked, draft)))
        self.assertEqual(self.receive(one, again(locked, is_prime=True)), (0, 1, 1))
        self.Inbox._import_pending(self.account)
        self.assertEqual(set(records.mapped("state")), {"cancelled"})

    def test_what_never_was_a_sale_becomes_none(self):
        new, waiting = order(4, item("LAMP", "1.00")), order(5, item("NONE", "1.00"))
        unknown = order(6, item("LAMP", "1.00"))
        self.bring(waiting)
        self.receive(new)

        self.say(*map(mention, (new, waiting, unknown)))
        self.bring(unknown)

        records = self.inbox(new, waiting, unknown)
        for record in records:
            self.assertEqual((record.state, record.reason), ("ignored", "cancelled"))
        self.assertFalse(records.sale_order_id)
        self.assertEqual(records[2].line_ids.sku, "LAMP")
        self.assertEqual(self.env["amazon.seller.missing.order"].search([]).ids, [])
        with self.assertRaises(UserError):
            records.action_import()

    def test_what_amazon_ships_all_the_same_is_a_sale(self):
        statement = shipment(7, item("LAMP", "10.00"))
        self.say(mention(statement, channel=Channel.AFN))
        self.assertFalse(self.Inbox.search([("account_id", "=", self.account.id)]))
        self.assertImported(self.bring(statement))
        self.say(mention(statement, channel=Channel.AFN))
        record = self.inbox(statement)
        self.assertEqual(record.state, "imported")
        self.assertFalse(record.sale_order_id.amazon_seller_is_held, "nothing is here")
        self.assertFalse(record.sale_order_id.amazon_seller_cancellation_text)
        merchants = order(8, item("LAMP", "10.00"))
        self.say(mention(merchants))
        record = self.bring(shipment(8, item("BOOK", "5.00", shipment_item_id="A")))
        self.assertImported(record)
        self.assertEqual(record.sale_order_id.amount_total, 5)

    def test_what_has_left_is_told_once(self):
        statement = order(
            9, item("LAMP", "10.00", order_item_id="01"), item("BOOK", "5.00")
        )
        record = self.bring(statement)
        sale_order = record.sale_order_id
        sale_order.picking_ids.move_ids.filtered(
            lambda move: move.product_id == self.lamp
        ).write({"quantity": 1, "picked": True})
        sale_order.picking_ids.with_context(cancel_backorder=False)._action_done()

        self.say(mention(statement))
        self.say(mention(statement))
        self.bring(again(statement, is_prime=True))

        self.assertEqual((record.state, sale_order.state), ("imported", "sale"))
        self.assertTrue(record.cancelled_at)
        [activity] = sale_order.activity_ids
        self.assertIn("goods have left", activity.note)
        told = [
            each.body for each in sale_order.message_ids if "have left" in each.body
        ]
        self.assertEqual(len(told), 1)
        self.assertEqual(activity.user_id, self.account.responsible_id)
        self.assertTrue(sale_order.amazon_seller_is_held, "the rest stays here")
        rest = sale_order.picking_ids.filtered(lambda each: each.state != "done")
        with self.assertRaisesRegex(UserError, "cancelled"):
            rest.button_validate()
        sale_order.action_amazon_seller_ship_anyway()
        self.ship(sale_order)
        sale_order._action_cancel()
        self.assertEqual((record.state, record.reason), ("cancelled", "cancelled"))
        self.assertFalse(record.submission_ids)

    def test_an_invoice_is_to_be_credited(self):
        statement = order(10, item("LAMP", "10.00"))
        sale_order = self.bring(statement).sale_order_id
        self.lamp.invoice_policy = "order"
        invoice = sale_order._create_invoices()
        invoice.action_post()
        self.say(mention(statement))
        self.assertEqual(sale_order.state, "cancel")
        self.assertIn(invoice.name, sale_order.activity_ids.note)

    def test_a_credited_invoice_is_not_to_be_credited_again(self):
        statement = order(13, item("LAMP", "10.00"))
        sale_order = self.bring(statement).sale_order_id
        self.lamp.invoice_policy = "order"
        invoice = sale_order._create_invoices()
        invoice.action_post()
        invoice._reverse_moves(cancel=True)
        self.say(mention(statement))
        self.assertEqual(sale_order.state, "cancel")
        self.assertFalse(sale_order.activity_ids)

    def test_a_refusal_costs_only_its_order_and_is_tried_again(self):
        statements = [order(n, item("LAMP", "10.00")) for n in (11, 12)]
        records = self.bring(*statements)
        cancel = type(self.env["sale.order"])._action_cancel
        refused = records[0].sale_order_id

        def refusing(sale_orders):
            if refused in sale_orders:
                raise UserError("Not while the <b>moon</b> is full.")
            return cancel(sale_orders)

        with patch.object(type(refused), "_action_cancel", refusing):
            self.say(*map(mention, statements))
        self.assertEqual(
            (records[0].state, records[0].reason), ("waiting", "cancel_failed")
        )
        self.assertIn("moon", records[0].reason_text)
        self.assertTrue(refused.amazon_seller_is_held)
        self.assertCancelled(records[1])

        records[0].action_import()
        self.assertCancelled(records[0])

    # === ITEMS === #

    def _two_items(self, number):
        return order(
            number,
            item("LAMP", "10.00", order_item_id="01", shipping_price="2.00"),
            item("BOOK", "5.00", order_item_id="02"),
        )

    def test_one_item_of_several(self):
        statement = self._two_items(20)
        record = self.bring(statement)
        sale_order = record.sale_order_id
        said = [
            mention(statement, "unshipped", "LAMP"),
            mention(statement, "unshipped", "BOOK", item_status="cancelled"),
        ]

        self.say(*said)
        self.say(*said)
        self.assertEqual(self.receive(statement), (0, 1, 0), "it stays cancelled")

        self.assertImported(record)
        self.assertEqual(sale_order.amount_total, 12)
        self.assertEqual(sale_order.amazon_seller_difference, 0)
        moves = sale_order.picking_ids.move_ids
        self.assertEqual(
            moves.filtered(lambda move: move.state != "cancel").product_id, self.lamp
        )
        self.say(mention(statement, "unshipped", "LAMP", item_status="cancelled"))
        self.assertCancelled(record)

    def test_one_item_of_several_after_shipping(self):
        statement = self._two_items(21)
        sale_order = self.bring(statement).sale_order_id
        self.ship(sale_order)
        self.say(mention(statement, "shipped", "BOOK", item_status="cancelled"))
        self.assertEqual(sale_order.amount_total, 17)
        self.assertEqual(sale_order.amazon_seller_difference, 5)
        self.assertIn("goods have left", sale_order.activity_ids.note)

    def test_which_of_two_equal_skus_is_found_out_first(self):
        statement = order(
            22,
            item("LAMP", "10.00", order_item_id="01"),
            item("LAMP", "8.00", order_item_id="02"),
        )
        record = self.bring(statement)
        sale_order = record.sale_order_id
        self.say(mention(statement, "unshipped", item_status="cancelled"))
        self.assertEqual(record.unclear_skus, "LAMP")
        self.assertEqual(sale_order.amount_total, 18)
        self.assertTrue(sale_order.amazon_seller_is_held)
        with self.assertRaisesRegex(UserError, "LAMP"):
            sale_order.picking_ids.button_validate()
        # Found out in Seller Central.
        sale_order.action_amazon_seller_ship_anyway()
        self.say(mention(statement, "unshipped", item_status="cancelled"))
        self.assertFalse(sale_order.amazon_seller_is_held)

    def test_a_statement_without_any_quantity_is_a_cancellation(self):
        statement = self._two_items(23)
        record = self.bring(statement)
        nothing = tuple(
            item(each.sku, "0.00", 0, each.order_item_id) for each in statement.items
        )
        self.bring(again(statement, items=nothing))
        self.assertCancelled(record)


class TestCancelledHere(CancellationCase):
    def setUp(self):
        super().setUp()
        self.statement = order(30, item("LAMP", "10.00"))
        self.record = self.bring(self.statement)
        self.sale_order = self.record.sale_order_id

    def test_it_is_owed_until_amazon_knows(self):
        self.sale_order.action_cancel()
        owed = self.record.submission_ids
        self.assertRecordValues(
            owed,
            [
                {
                    "state": "owed",
                    "reason_code": "GeneralAdjustment",
                    "sale_order_id": self.sale_order.id,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertCancelled(self.record, "cancelled_here")
        self.assertIn("Seller Central", self.sale_order.activity_ids.note)
        self.assertEqual(self.account.owed_count, 1)
        domain = self.account.action_view_owed()["domain"]
        self.assertEqual(owed.search(domain), owed)
        url = owed.action_open_seller_central()["url"]
        self.assertIn(self.statement.amazon_order_id, url)
        self.assertIn("sellercentral", url)

        self.say(mention(self.statement))

        self.assertEqual(owed.state, "done")
        self.assertFalse(owed.done_by_id)
        self.assertFalse(self.sale_order.activity_ids)
        self.assertCancelled(self.record)

    def test_no_later_report_brings_it_back(self):
        self.sale_order.action_cancel()
        items = (item("LAMP", "12.00"), item("BOOK", "5.00"))
        self.bring(again(self.statement, items=items))
        self.assertCancelled(self.record, "cancelled_here")
        self.assertEqual(len(self.sale_order.order_line), 1)
        self.sale_order.action_draft()
        self.sale_order.action_confirm()
        self.Inbox._import_pending(self.account)
        self.assertImported(self.record)
        self.assertEqual(self.sale_order.amount_total, 17)

    def test_confirmed_again_nothing_is_owed(self):
        self.sale_order.action_cancel()
        self.sale_order.action_draft()
        self.sale_order.action_confirm()
        self.Inbox._import_pending(self.account)
        self.assertImported(self.record)
        self.assertEqual(self.record.submission_ids.state, "withdrawn")
        self.assertFalse(self.sale_order.activity_ids)
        self.sale_order.action_cancel()
        self.assertEqual(self.record.submission_ids.mapped("state"), ["owed"])

    def test_changed_at_amazon_before_it_is_confirmed_again(self):
        self.sale_order.action_cancel()
        self.sale_order.action_draft()
        [lamp] = self.statement.items
        self.bring(again(self.statement, items=(replace(lamp, quantity=2),)))
        self.assertEqual(self.sale_order.order_line.product_uom_qty, 2)
        self.assertEqual(self.record.submission_ids.state, "owed")
        self.sale_order.action_confirm()
        self.assertEqual(self.record.submission_ids.state, "withdrawn")
        self.assertFalse(self.sale_order.activity_ids)

    def test_done_there(self):
        self.sale_order.action_cancel()
        owed = self.record.submission_ids
        owed.action_done()
        self.assertEqual((owed.state, owed.done_by_id), ("done", self.env.user))
        self.assertAlmostEqual(
            owed.done_at.timestamp(), fields.Datetime.now().timestamp(), delta=60
        )
        self.assertFalse(self.sale_order.activity_ids)
        with self.assertRaises(UserError):
            owed.action_done()
        self.sale_order.action_draft()
        self.sale_order.action_confirm()
        self.sale_order.action_cancel()
        self.assertEqual((owed.state, owed.done_by_id.id), ("owed", False))

    def _say_done_there(self):
        self.sale_order.action_cancel()
        owed = self.record.submission_ids
        owed.action_done()
        return owed

    def test_done_there_and_confirmed_again_nothing_is_shipped_unseen(self):
        self.sale_order.amazon_seller_ships_anyway = True
        self._say_done_there()
        self.assertFalse(self.sale_order.amazon_seller_is_held)
        self.sale_order.action_draft()
        self.assertIn("by hand on", self.sale_order.amazon_seller_cancellation_text)
        self.sale_order.action_confirm()
        self.Inbox._import_pending(self.account)
        self.assertImported(self.record)
        self.assertTrue(self.sale_order.amazon_seller_is_held)
        picking = self.sale_order.picking_ids.filtered(
            lambda each: each.state != "cancel"
        )
        with self.assertRaisesRegex(UserError, "looked in Seller Central"):
            picking.button_validate()
        self.sale_order.action_amazon_seller_ship_anyway()
        self.bring(again(self.statement, is_prime=True))
        self.assertFalse(self.sale_order.amazon_seller_is_held)
        picking.move_ids.write({"quantity": 1, "picked": True})
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_done_there_can_be_taken_back(self):
        owed = self._say_done_there()
        self.assertTrue(owed.is_done_by_hand)
        owed.action_not_done()
        self.assertRecordValues(
            owed, [{"state": "owed", "done_at": False, "done_by_id": False}]
        )
        self.assertIn("Seller Central", self.sale_order.activity_ids.note)
        with self.assertRaises(UserError):
            owed.action_not_done()

        owed.action_done()
        self.sale_order.action_draft()
        self.sale_order.action_confirm()
        owed.action_not_done()
        self.assertEqual(owed.state, "withdrawn")
        self.assertFalse(self.sale_order.amazon_seller_is_held)

        self.sale_order.action_cancel()
        self.say(mention(self.statement))
        self.assertEqual(owed.state, "done")
        with self.assertRaises(UserError):
            owed.action_not_done()

    def test_done_there_asks_first(self):
        for kind in ("list", "form"):
            arch = etree.fromstring(
                self.record.submission_ids.get_view(None, kind)["arch"]
            )
            buttons = arch.findall(".//button[@name='action_done']")
            self.assertTrue(buttons)
            for button in buttons:
                self.assertIn("Seller Central?", button.get("confirm"))

    def test_who_may_see_and_do_it(self):
        self.sale_order.action_cancel()
        owed = self.record.submission_ids
        user = new_test_user(self.env, "amazon", "amazon_connector.group_user")
        mine = owed.with_user(user)
        mine.reason_code = "PricingError"
        mine.action_done()
        self.assertEqual(owed.done_by_id, user)
        mine.action_not_done()
        self.assertEqual(owed.state, "owed")
        with self.assertRaises(AccessError):
            mine.unlink()
        other = self.env["res.company"].create({"name": "Andere"})
        user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(mine.search([]))
        with self.assertRaises(AccessError):
            mine.action_open_seller_central()

    def test_orders_from_before_know_that_they_were_cancelled(self):
        self.sale_order.action_cancel()
        self.record.write({"state": "imported", "reason": False})
        self.env.flush_all()
        script = "amazon_connector/migrations/19.0.1.1.0/post-fill_cancelled.py"
        load_script(script, "fill_cancelled").migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertCancelled(self.record, "cancelled_here")

    def test_deleted_here_it_can_be_imported_again(self):
        self.sale_order.action_cancel()
        self.sale_order.unlink()
        self.record.action_import()
        self.assertImported(self.record)
        self.assertEqual(self.record.submission_ids.state, "withdrawn")

    def test_what_amazon_adds_does_not_make_it_forget_what_it_has_to_know(self):
        self.sale_order.action_cancel()
        self.bring(shipment(30, item("BOOK", "5.00", shipment_item_id="A")))
        self.assertEqual(self.record.reason, "order_cancelled")
        self.record.action_import()
        self.assertEqual(self.record.reason, "order_cancelled")
        self.assertEqual(self.record.submission_ids.state, "owed")

    def test_what_amazon_ships_is_not_owed(self):
        sale_order = self.bring(shipment(31, item("LAMP", "10.00"))).sale_order_id
        sale_order._action_cancel()
        self.assertFalse(sale_order.amazon_seller_submission_ids)
        self.assertEqual(sale_order.amazon_seller_order_id.state, "cancelled")
