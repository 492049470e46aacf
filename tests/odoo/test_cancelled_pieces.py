"""Orders of which Amazon has cancelled some pieces, and says so only in part."""

from dataclasses import replace
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

from odoo.addons.amazon_connector.spapi.orders import Channel

from .lives import ALL_ORDERS, LivingCase
from .orders import again, item, make_product, order, shipment
from .test_cancellations import CancellationCase, mention


def row(statement, quantity, status="unshipped", **values):
    return mention(statement, status, quantity=quantity, **values)


class TestFewerPieces(CancellationCase):
    """The list of all orders has fewer pieces of a SKU than the order here."""

    def setUp(self):
        super().setUp()
        self.statement = order(40, item("LAMP", "30.00", 3), item("BOOK", "5.00"))
        self.record = self.bring(self.statement)
        self.sale_order = self.record.sale_order_id

    def list(self, pieces, report=None, **values):
        """Let Amazon's list say how many pieces of the lamp there are."""
        rows = [
            row(self.statement, pieces, **values),
            row(self.statement, 1, sku="BOOK"),
        ]
        self.env["amazon.seller.missing.order"]._receive(self.account, rows, report)
        self.Inbox._import_pending(self.account)

    def report(self, hours):
        """Return a list that was asked for so many hours ago."""
        return self.env["amazon.seller.report"].create(
            {
                "account_id": self.account.id,
                "report_type": ALL_ORDERS,
                "data_start": "2026-11-01 00:00:00",
                "data_end": "2026-11-22 00:00:00",
                "asked_at": fields.Datetime.now() - timedelta(hours=hours),
            }
        )

    def assertOpen(self, is_open=True):
        self.assertEqual(self.record.unclear_skus, "LAMP" if is_open else False)
        self.assertEqual(self.sale_order.amazon_seller_is_held, is_open)

    def test_the_order_is_held_until_the_list_agrees(self):
        self.list(1)
        self.assertOpen()
        self.assertEqual(self.record.unclear_pieces, {"LAMP": 1})
        self.assertEqual(self.sale_order.amazon_seller_cancellation_text.count("\n"), 0)
        self.assertIn("a part of", self.sale_order.amazon_seller_cancellation_text)
        self.assertIn("Fetch Again", self.sale_order.amazon_seller_hold_text)
        self.assertEqual(self.sale_order.amount_total, 35, "nobody knows the price")
        with self.assertRaisesRegex(UserError, "LAMP"):
            self.sale_order.picking_ids.button_validate()
        self.list(None)
        self.list(3, status="shipping")
        self.assertOpen()
        self.list(3)
        self.assertOpen(False)

    def test_what_was_decided_is_not_asked_again(self):
        self.list(2)
        self.sale_order.action_amazon_seller_ship_anyway()
        self.list(2)
        self.assertFalse(self.sale_order.amazon_seller_is_held)
        self.list(1)
        self.assertOpen()
        self.sale_order.action_amazon_seller_ship_anyway()
        self.ship(self.sale_order)
        self.list(2)
        self.assertFalse(self.sale_order.amazon_seller_is_held)

    def test_a_new_statement_and_the_same_list(self):
        self.list(2)
        lamp, book = self.statement.items
        fewer = replace(lamp, quantity=2, item_price=lamp.item_price * 2 / 3)
        self.bring(again(self.statement, items=(fewer, book)))
        self.list(2)
        self.assertOpen(False)
        self.assertEqual(self.sale_order.amount_total, 25)
        self.assertEqual(self.sale_order.amazon_seller_difference, 0)

    def test_a_list_from_before_neither_opens_nor_closes(self):
        self.list(2, self.report(1))
        self.assertOpen()
        self.list(3, self.report(2))
        self.assertOpen()
        self.record._note_unclear({}, fields.Datetime.now())
        self.list(2, self.report(1))
        self.assertOpen(False)
        self.list(2, self.report(0))
        self.assertOpen()

    def test_lists_that_do_not_tell(self):
        for pieces, values in (
            (None, {}),
            (4, {}),
            (0, {}),
            (1, {"status": "shipped"}),
            (1, {"status": "shipping"}),
            (1, {"status": "pending"}),
            (1, {"channel": Channel.AFN}),
        ):
            with self.subTest(pieces=pieces, **values):
                self.list(pieces, **values)
                self.assertOpen(False)
        self.assertEqual(self.sale_order.amount_total, 35)
        self.say(row(self.statement, 1), row(self.statement, None))
        self.assertOpen(False)
        self.say(row(self.statement, 1), row(self.statement, 2))
        self.assertOpen(False)

    def test_items_with_the_same_sku(self):
        statement = order(
            41,
            item("LAMP", "20.00", 2, order_item_id="01"),
            item("LAMP", "8.00", 1, order_item_id="02"),
        )
        record = self.bring(statement)
        self.say(row(statement, 2))  # The other row may not be read yet.
        self.assertFalse(record.unclear_skus)
        self.say(row(statement, 2), row(statement, 0, item_status="cancelled"))
        self.assertEqual(record.unclear_skus, "LAMP")
        self.assertEqual(record.sale_order_id.amount_total, 28)
        two, _one = statement.items
        self.bring(again(statement, items=(two,)))
        self.say(row(statement, 2), row(statement, 0, item_status="cancelled"))
        self.assertFalse(record.unclear_skus)
        self.assertEqual(record.sale_order_id.amount_total, 20)

    def test_what_stands_is_not_taken_for_what_was_cancelled_before_it_came(self):
        statement = order(42, item("LAMP", "10.00"))
        record = self.bring(statement)
        self.say(row(statement, 0, item_status="cancelled"), row(statement, 1))
        self.assertImported(record)
        self.assertEqual(record.sale_order_id.amount_total, 10)
        self.assertFalse(record.unclear_skus)

    def test_orders_that_are_no_sale_orders_yet_and_those_amazon_ships(self):
        waiting = order(43, item("NONE", "20.00", 2))
        record = self.bring(waiting)
        amazons = shipment(43 + 1, item("LAMP", "20.00", 2))
        of_amazon = self.bring(amazons)
        self.say(row(waiting, 1, sku="NONE"), row(amazons, 1))
        self.assertEqual(record.unclear_skus, "NONE")
        self.assertFalse(of_amazon.unclear_skus)
        make_product(self.env, "NONE", self.tax_19)
        record.action_import()
        self.assertImported(record)
        self.assertTrue(record.sale_order_id.amazon_seller_is_held)

    def test_a_list_costs_the_same_number_of_queries_for_many_orders(self):
        def queries(numbers):
            statements = [order(n, item("LAMP", "20.00", 2)) for n in numbers]
            self.bring(*statements)
            rows = [row(each, 2) for each in statements]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Inbox._receive_cancellations(self.account, rows)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries([50])
        self.assertEqual(queries([51, 52]), queries(range(60, 90)))


class TestFetchAgain(LivingCase):
    """Amazon cancels a piece; its list tells of it, and the order is fetched again."""

    DAYS = 6

    def setUp(self):
        super().setUp()
        self.addCleanup(
            self.amazon.settings.change,
            cancelled_orders="left_out",
            cancelled_items="zero",
            order_prices="included",
        )
        self.amazon.settings.change(cancelled_orders="listed")
        self._go_to(5)
        skus = [product.sku for product in self.amazon.world.products[:2]]
        self.order_id = self.amazon.act(
            "place", items={skus[0]: 4, skus[1]: 1}, pending_seconds=0
        )
        self.day = 5.05
        self._go_to(self.day)
        self._round()
        self.sale_order = self._sale_orders().filtered(
            lambda each: each.amazon_seller_order_ref == self.order_id
        )
        self.record = self.sale_order.amazon_seller_order_id
        self.sku = skus[0]
        self.item_id = self.record.line_ids.filtered(
            lambda line: line.sku == self.sku
        ).order_item_id

    def leave(self, pieces):
        """Let Amazon cancel all but so many pieces, and its list tell of it."""
        self.amazon.act(
            "reduce", self.order_id, order_item_id=self.item_id, quantity=pieces
        )
        self.list()

    def list(self):
        """Let Amazon make its list half an hour later, before anything is shipped."""
        self.day += 0.02
        self._go_to(self.day)
        self._list_all_orders()

    def assertFollows(self, pieces):
        line = self.sale_order.order_line.filtered(
            lambda line: line.product_id.default_code == self.sku
        )
        self.assertEqual(line.product_uom_qty, pieces)
        self.assertEqual(sum(line.move_ids.mapped("product_uom_qty")), pieces)
        expected = self.amazon.world.expected("eu")["orders"][self.order_id]["total"]
        self.assertEqual(f"{self.sale_order.amount_total:.2f}", expected)
        self.assertFalse(self.sale_order.amazon_seller_difference)
        self.assertFalse(self.record.unclear_skus)
        self.assertFalse(self.sale_order.amazon_seller_is_held)

    def test_the_order_follows_however_amazon_states_it(self):
        pieces = 3
        for prices in ("included", "excluded"):
            with self.subTest(prices):
                self.amazon.settings.change(cancelled_items="kept", order_prices=prices)
                self.leave(pieces)
                self.assertEqual(self.record.unclear_skus, self.sku)
                self.assertTrue(self.sale_order.amazon_seller_is_held)
                self.record.action_fetch_again()
                self.assertFollows(pieces)
                self.list()  # With a report that states the order as it was at first.
                self.assertFollows(pieces)
                pieces -= 1

    def test_a_price_that_may_be_that_of_all_the_pieces_is_refused(self):
        self.amazon.settings.change(cancelled_items="charged")
        self.leave(1)
        total = self.sale_order.amount_total
        with self.assertRaisesRegex(UserError, "cancelled in part"):
            self.record.action_fetch_again()
        self.assertTrue(self.sale_order.amazon_seller_is_held)
        self.assertEqual(self.sale_order.amount_total, total)
        self.amazon.settings.change(cancelled_items="zero")
        self.record.action_fetch_again()
        self.assertFollows(1)
