"""Goods of orders that Amazon has not released yet are kept for them."""

from collections import Counter
from datetime import timedelta, timezone
from unittest.mock import patch

from odoo import fields

from odoo.addons.amazon_connector.spapi.pending_orders import (
    PendingItem,
    PendingOrder,
)

from .lives import LivingCase
from .orders import OrderCase, item, make_product, order

SEARCH_ORDERS = "orders.searchOrders"
PENDING_LOGGER = "odoo.addons.amazon_connector.models.amazon_seller_pending_order"


def pending(number, *goods, is_cancelled=False):
    """Return a pending order; the order of the same number is what it becomes."""
    became = order(number, item("LAMP", "1.00"))
    return PendingOrder(
        amazon_order_id=became.amazon_order_id,
        marketplace_id="A1PA6795UKMFR9",
        created_at=became.purchase_date,
        is_cancelled=is_cancelled,
        items=tuple(
            PendingItem(f"{index}", sku, quantity)
            for index, (sku, quantity) in enumerate(goods, 1)
        ),
    )


class TestReservation(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.reserve_pending = True
        cls.Pending = cls.env["amazon.seller.pending.order"].sudo()
        cls.env["stock.quant"]._update_available_quantity(
            cls.lamp, cls.account.warehouse_id.lot_stock_id, 3
        )

    def _receive(self, *orders):
        self.Pending._receive(self.account, orders)
        refs = [each.amazon_order_id for each in orders]
        return self.Pending.search([("amazon_order_ref", "in", refs)])

    def test_the_last_piece_is_kept_and_becomes_the_delivery(self):
        held = self._receive(pending(1, ("LAMP", 3)))
        self.assertEqual((held.state, held.reservation), ("pending", "full"))
        self.assertEqual(held.goods, "3 × LAMP")
        self.assertEqual(self.lamp.free_qty, 0)
        self.assertFalse(held.line_ids.move_ids.picking_id, "nothing can be shipped")
        [other] = self.bring(order(2, item("LAMP", "5.00")))
        self.assertEqual(other.sale_order_id.picking_ids.state, "confirmed")
        [record] = self.bring(order(1, item("LAMP", "15.00", quantity=3)))
        delivery = record.sale_order_id.picking_ids
        self.assertEqual((delivery.state, delivery.move_ids.quantity), ("assigned", 3))
        self.assertEqual(held.state, "ordered")
        self.assertEqual(held.sale_order_id, record.sale_order_id)
        self.assertEqual(self.lamp.free_qty, 0)

    def test_an_empty_list_says_when_amazon_was_asked(self):
        def help_():
            action = self.env.ref("amazon_connector.amazon_seller_pending_order_action")
            return action.read(["help", "res_model"])[0]["help"]

        self.assertIn("has not been asked yet", help_())
        self.account.pending_since = "2026-03-01 12:00:00"
        self.assertRegex(help_(), "asked last on 3/1/26")
        self.assertIn("every 15", help_())
        self.account.reserve_pending = False
        self.assertIn("No seller account reserves", help_())

    def test_a_quotation_takes_the_goods_when_it_is_confirmed(self):
        self.account.confirm_policy = "quotation"
        held = self._receive(pending(1, ("LAMP", 3)))
        [record] = self.bring(order(1, item("LAMP", "15.00", quantity=3)))
        much_later = held.seen_at + timedelta(days=9)
        self.Pending._note_left(self.account, much_later)
        self.assertEqual((held.state, self.lamp.free_qty), ("left", 0))
        record.sale_order_id.action_confirm()
        self.assertEqual(held.state, "ordered")
        self.assertEqual(record.sale_order_id.picking_ids.state, "assigned")

    def test_goods_that_odoo_refuses_to_reserve_hold_up_no_others(self):
        make_product(self.env, "SHY", self.tax_19)
        Move = type(self.env["stock.move"])
        confirm = Move._action_confirm

        def refuse(moves, *args, **kwargs):
            if "SHY" in moves.product_id.mapped("default_code"):
                raise ValueError("as an addon of the user's may")
            return confirm(moves, *args, **kwargs)

        with (
            patch.object(Move, "_action_confirm", refuse),
            self.assertLogs(PENDING_LOGGER, "WARNING"),
        ):
            self._receive(pending(1, ("SHY", 1)), pending(2, ("LAMP", 1)))
        shy, lamp = (
            self._receive(pending(number, (sku, 1)))
            for number, sku in ((1, "SHY"), (2, "LAMP"))
        )
        self.assertEqual(lamp.reservation, "full")
        self.assertTrue(shy.line_ids.move_ids, "tried again with the next search")

    def test_a_cancelled_one_is_released(self):
        held = self._receive(pending(1, ("LAMP", 2)))
        self.assertEqual(self.lamp.free_qty, 1)
        self._receive(pending(1, is_cancelled=True))
        self.assertEqual(held.state, "cancelled")
        self.assertEqual(self.lamp.free_qty, 3)

    def test_named_twice_it_is_reserved_once(self):
        self._receive(pending(1, ("LAMP", 1)))
        self._receive(pending(1, ("LAMP", 1)))
        self.assertEqual(self.lamp.free_qty, 2)

    def test_what_has_come_as_an_order_is_not_reserved_again(self):
        self.bring(order(1, item("LAMP", "5.00")))
        self.assertFalse(self._receive(pending(1, ("LAMP", 1))))
        self.assertEqual(self.lamp.free_qty, 2)

    def test_more_than_there_is_is_said(self):
        held = self._receive(pending(1, ("LAMP", 5)))
        self.assertEqual(held.reservation, "part")
        unknown = self._receive(pending(2, ("NOBODY", 1)))
        self.assertEqual((unknown.state, unknown.reservation), ("pending", "none"))
        nobody = make_product(self.env, "NOBODY", self.tax_19)
        stock = self.account.warehouse_id.lot_stock_id
        self.env["stock.quant"]._update_available_quantity(nobody, stock, 1)
        self._receive(pending(2, ("NOBODY", 1)))
        self.assertEqual(unknown.reservation, "full", "matched meanwhile")

    def test_lots_and_serials_are_kept_like_other_goods(self):
        stock = self.account.warehouse_id.lot_stock_id
        for tracking in ("lot", "serial"):
            goods = make_product(self.env, tracking.upper(), self.tax_19)
            goods.tracking = tracking
            lot = self.env["stock.lot"].create(
                {"name": tracking, "product_id": goods.id}
            )
            Quant = self.env["stock.quant"]
            Quant._update_available_quantity(goods, stock, 1, lot_id=lot)
        held = self._receive(pending(1, ("LOT", 1), ("SERIAL", 1)))
        self.assertEqual(held.reservation, "full")
        [record] = self.bring(order(1, item("LOT", "9.00"), item("SERIAL", "9.00")))
        delivery = record.sale_order_id.picking_ids
        self.assertEqual((held.state, delivery.state), ("ordered", "assigned"))

    def test_released_by_hand_it_stays_released(self):
        held = self._receive(pending(1, ("LAMP", 1)))
        held.action_release()
        self._receive(pending(1, ("LAMP", 1)))
        self.assertEqual((held.state, self.lamp.free_qty), ("released", 3))

    def test_switched_off_everything_is_free_and_switched_on_reserved_again(self):
        for switch in ("reserve_pending", "import_mfn", "active"):
            self._receive(pending(1, ("LAMP", 1)), pending(2, ("LAMP", 1)))
            self.assertEqual(self.lamp.free_qty, 1, switch)
            self.account[switch] = False
            self.assertEqual(self.lamp.free_qty, 3, switch)
            self.account[switch] = True

    def test_a_deleted_account_leaves_nothing_reserved(self):
        other = self.account.copy({"name": "Other"})
        self.Pending._receive(other, [pending(1, ("LAMP", 2))])
        self.assertEqual(self.lamp.free_qty, 1)
        other.unlink()
        self.assertEqual(self.lamp.free_qty, 3)

    def test_goods_are_as_amazon_names_them_last(self):
        held = self._receive(pending(1, ("LAMP", 3)))
        self._receive(pending(1, ("LAMP", 1)))
        self.assertEqual((held.goods, self.lamp.free_qty), ("1 × LAMP", 2))
        late = self._receive(pending(2, ("LATE", 1)))
        self.assertFalse(late.line_ids.move_ids)
        self.lamp.default_code = "LATE"
        self._receive(pending(2, ("LATE", 1)))
        self.assertEqual((late.reservation, self.lamp.free_qty), ("full", 1))

    def test_reserved_while_another_worker_imported_it(self):
        [record] = self.bring(order(1, item("LAMP", "5.00")))
        # The other worker could not see it yet.
        self.Pending._reserve_for(self.account, [pending(1, ("LAMP", 1))])
        held = self.Pending.search([])
        self.assertEqual(self.lamp.free_qty, 1)
        self.Pending._note_left(self.account, held.seen_at + timedelta(minutes=20))
        self.assertEqual((held.state, self.lamp.free_qty), ("ordered", 2))
        self.assertEqual(held.sale_order_id, record.sale_order_id)

    def test_nothing_stays_reserved_where_amazon_cannot_be_asked(self):
        held = self._receive(pending(1, ("LAMP", 1)))
        held.seen_at -= timedelta(days=29)
        self.Pending._gc_closed()
        self.assertEqual((held.state, self.lamp.free_qty), ("pending", 2))
        held.seen_at -= timedelta(days=2)
        self.Pending._gc_closed()
        self.assertEqual((held.state, self.lamp.free_qty), ("released", 3))

    def test_what_is_named_no_more_is_kept_for_some_days(self):
        held = self._receive(pending(1, ("LAMP", 1)))
        later = held.seen_at + timedelta(minutes=20)
        self.Pending._note_left(self.account, later)
        self.assertEqual((held.state, self.lamp.free_qty), ("left", 2))
        self.Pending._note_left(self.account, later + timedelta(days=5))
        self.assertEqual((held.state, self.lamp.free_qty), ("released", 3))

    def test_goods_come_from_the_marketplaces_own_warehouse(self):
        north = self.env["stock.warehouse"].create(
            {"name": "North", "code": "NORTH", "company_id": self.company.id}
        )
        german = self.env["amazon.seller.marketplace"].search(
            [("marketplace_identifier", "=", "A1PA6795UKMFR9")]
        )
        self.env["amazon.seller.marketplace.settings"].create(
            {
                "account_id": self.account.id,
                "marketplace_id": german.id,
                "warehouse_id": north.id,
            }
        )
        held = self._receive(pending(1, ("LAMP", 1)))
        self.assertEqual(held.line_ids.move_ids.location_id, north.lot_stock_id)


class TestPendingLife(LivingCase):
    """Orders wait at Amazon for their payment, and are reserved for here."""

    DAYS = 12

    def setUp(self):
        super().setUp()
        self.account.reserve_pending = True
        products = self.env["product.product"].search([("default_code", "!=", False)])
        for product in products.filtered("is_storable"):
            self.env["stock.quant"]._update_available_quantity(
                product, self.account.warehouse_id.lot_stock_id, 1000
            )

    def _of(self, order_id):
        return self.env["amazon.seller.pending.order"].search(
            [("amazon_order_ref", "=", order_id)]
        )

    def _press_synchronize(self):
        """Do a round by the button; return what it says."""
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", lambda *args, **values: 9):
            return self.account.action_synchronize()["params"]["message"]

    def test_the_button_tells_what_is_free_again(self):
        self._go_to(3)
        self._round()
        before = self.account._tally()
        held = self.env["amazon.seller.pending.order"]._of_accounts(self.account)
        self.assertTrue(held)
        held[0].action_release()
        said = self.account._notify_round(self.account._tally() - before)
        self.assertIn("or given up: 1.", str(said))
        said = str(self.account._notify_round(Counter()))
        self.assertNotIn("Nothing new", said)

    def test_a_day_of_waiting(self):
        waits = max(
            (
                each
                for each in self.amazon.world.orders
                if each.channel == "MFN" and each.fulfillable_at
            ),
            key=lambda each: each.fulfillable_at - each.purchased_at,
        )
        self.assertGreater(
            waits.fulfillable_at - waits.purchased_at, timedelta(hours=9)
        )
        self.clock.move_to(waits.purchased_at + timedelta(minutes=10))
        self.amazon.rates.refill()
        self.assertRegex(self._press_synchronize(), r"New pending orders: [1-9]")
        held = self._of(waits.order_id)
        self.assertEqual((held.state, held.reservation), ("pending", "full"))
        calls = self.amazon.calls.count(SEARCH_ORDERS)
        self.assertNotIn("ending orders", self._press_synchronize())
        self.assertEqual(self.amazon.calls.count(SEARCH_ORDERS), calls, "too soon")
        released = waits.fulfillable_at.astimezone(timezone.utc)
        for hours in (1, 2, 3):
            self.clock.move_to(released + timedelta(hours=hours))
            self.amazon.rates.refill()
            self._round()
        self.assertEqual(held.state, "ordered")
        delivery = held.sale_order_id.picking_ids
        self.assertEqual(delivery.state, "assigned")
        self.assertEqual(set(held.line_ids.move_ids.mapped("state")), {"cancel"})

    def test_a_refusal_is_rested_on(self):
        self._go_to(3)
        self._round()
        self.amazon.faults.add("role_missing", SEARCH_ORDERS, times=10)
        self.account.pending_next_at = False
        self.account._search_pending_orders()
        rest = self.account.pending_next_at - fields.Datetime.now()
        self.assertEqual(rest, timedelta(hours=6))
        advice = self.account.advice_ids
        self.assertIn("Inventory and Order Tracking", advice.text)
        self.amazon.faults.clear()
        self.account.pending_next_at = False
        self.account._search_pending_orders()
        self.assertTrue(advice.closed_at)
