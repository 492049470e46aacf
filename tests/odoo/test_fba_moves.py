"""What Amazon ships leaves the stock that is kept of its warehouses, exactly once."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from tests.odoo.common import make_stranger
from tests.odoo.orders import item, make_product, order, shipment
from tests.odoo.test_listing import MOMENT
from tests.odoo.test_returns import returned
from tests.odoo.test_stock import LAMP, StockCase


def parcel(number, *items, hours=3, **values):
    """Return the statement of what Amazon shipped so long after its stock report."""
    shipped_at = (MOMENT + timedelta(hours=hours)).replace(tzinfo=timezone.utc)
    return shipment(
        number, *(replace(each, shipment_date=shipped_at) for each in items), **values
    )


class FbaCase(StockCase):
    def setUp(self):
        super().setUp()
        self.keep()

    def hold_lamps(self):
        """Let orders of the lamp wait until somebody decides about their total."""
        self.account.total_policy = "hold"
        self.lamp.taxes_id = self.env["account.tax"].create(
            {
                "name": "Eco fee",
                "amount_type": "fixed",
                "amount": 0.05,
                "company_id": self.company.id,
                "tax_group_id": self.tax_19.tax_group_id.id,
            }
        )

    def moves(self, records):
        return records.sale_order_id.order_line.move_ids.sorted("id")

    def states(self, records):
        items = records.sale_order_id.order_line.filtered(
            lambda line: line.amazon_seller_kind == "item"
        )
        return items.mapped("amazon_seller_fba_stock")

    @contextmanager
    def refusing(self, product, error):
        """Let stock moves of a product fail, as an addon of the user's may."""
        done = type(self.env["stock.move"])._action_done

        def refuse(moves, *args, **kwargs):
            if product in moves.product_id:
                raise error
            return done(moves, *args, **kwargs)

        with patch.object(type(self.env["stock.move"]), "_action_done", refuse):
            yield


class TestMoves(FbaCase):
    def test_what_has_left_stock_is_not_deleted_and_shipped_again(self):
        self.hold_lamps()
        [record] = self.bring(parcel(11, item("LAMP", "20.00")))
        sale_order = record.sale_order_id
        self.assertEqual((sale_order.state, len(self.moves(record))), ("draft", 1))
        with self.assertRaisesRegex(UserError, sale_order.name):
            sale_order.unlink()
        sale_order._action_cancel()
        with self.assertRaisesRegex(UserError, "once more"):
            sale_order.unlink()

    def test_each_shipped_item_leaves_stock_and_nothing_is_packed(self):
        record = self.bring(
            parcel(
                1,
                item("LAMP", "20.00", 2, order_item_id="1", shipping_price="3.99"),
                item("BOOK", "9.00", order_item_id="2"),
            )
        )
        self.assertImported(record)
        sale_order = record.sale_order_id
        self.assertRecordValues(
            self.moves(record),
            [
                {
                    "product_id": product.id,
                    "state": "done",
                    "quantity": quantity,
                    "date": MOMENT + timedelta(hours=3),
                    "location_id": self.account._fba_location("EU").id,
                    "picking_id": False,
                    "reference": sale_order.name,
                }
                for product, quantity in ((self.lamp, 2), (self.book, 1))
            ],
        )
        self.assertEqual(
            self.moves(record).move_line_ids.mapped("date"),
            [MOMENT + timedelta(hours=3)] * 2,
        )
        self.assertFalse(sale_order.picking_ids)
        self.assertEqual(sale_order.delivery_status, "full")
        self.assertEqual(sale_order.effective_date, MOMENT + timedelta(hours=3))
        self.assertEqual(sale_order.order_line.mapped("qty_delivered"), [2, 1, 1])
        self.assertEqual(sale_order.amazon_seller_fba_state, "moved")
        # Amazon has sold what Odoo did not know to be there.
        self.assertEqual((self.quantity(self.lamp), self.quantity(self.book)), (-2, -1))
        action = sale_order.action_view_amazon_seller_fba_moves()
        lines = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(lines.move_id, self.moves(record))

    def test_parcels_of_several_reports_leave_once_each(self):
        first = parcel(2, item("LAMP", "10.00", 1, "01", shipment_item_id="A"))
        second = parcel(
            2, item("LAMP", "20.00", 2, "01", shipment_item_id="B"), hours=30
        )
        merchant = order(2, item("BOOK", "5.00", order_item_id="02"))
        for statement in (first, first, merchant, second, first, second, merchant):
            [record] = self.bring(statement)
            self.assertImported(record)
        amazons = self.moves(record).filtered("sale_line_id.amazon_seller_fba")
        self.assertEqual(amazons.mapped("quantity"), [1, 2])
        self.assertEqual(
            amazons.mapped("date"), [MOMENT + timedelta(hours=h) for h in (3, 30)]
        )
        self.assertEqual(self.quantity(self.lamp), -3)
        self.assertEqual(
            record.sale_order_id.picking_ids.move_ids.product_id, self.book
        )
        self.assertEqual(record.sale_order_id.effective_date, amazons[0].date)

    def test_each_area_has_its_own_stock(self):
        self.bring(
            parcel(3, item("LAMP", "10.00"), sales_channel="Amazon.fr"),
            parcel(4, item("LAMP", "10.00"), sales_channel="Amazon.co.uk"),
        )
        self.assertEqual(
            (self.quantity(self.lamp), self.quantity(self.lamp, "GB")), (-1, -1)
        )

    def test_what_is_not_kept_does_not_move_later_either(self):
        self.account.fba_warehouse_id = False
        before = parcel(5, item("LAMP", "10.00", 1, "01", shipment_item_id="A"))
        service = make_product(self.env, "CARE", type="service", is_storable=False)
        record, other = self.bring(before, parcel(6, item("CARE", "5.00")))
        self.assertEqual(self.states(record), [False])
        self.keep()
        self.bring(
            parcel(5, item("LAMP", "10.00", 1, "01", shipment_item_id="B")),
            parcel(7, item("CARE", "5.00")),
        )
        self.assertEqual(self.states(record), [False, "moved"])
        self.assertEqual(self.quantity(self.lamp), -1)
        self.assertFalse(self.moves(other).filtered(lambda m: m.product_id == service))

    def test_goods_have_left_whether_or_not_the_sale_is_confirmed(self):
        self.hold_lamps()
        [record] = self.bring(parcel(10, item("LAMP", "10.00")))
        sale_order = record.sale_order_id
        self.assertEqual(sale_order.state, "draft")
        self.assertEqual(self.quantity(self.lamp), -1)
        sale_order.action_amazon_seller_accept()
        self.assertImported(record)
        self.assertEqual((self.quantity(self.lamp), len(self.moves(record))), (-1, 1))
        self.assertFalse(sale_order.picking_ids)
        self.assertEqual(sale_order.delivery_status, "full")

    def test_move_and_sale_order_are_made_together_or_not_at_all(self):
        statement = parcel(8, item("LAMP", "10.00"))
        self.receive(statement)
        with (
            self.refusing(self.lamp, SerializationFailure("Somebody was faster.")),
            self.assertRaises(SerializationFailure),
            self.env.cr.savepoint(),
        ):
            self.Inbox._import_pending(self.account)
        self.env.invalidate_all()
        self.assertFalse(self.inbox(statement).sale_order_id)
        self.assertEqual(self.quantity(self.lamp), 0)
        [record] = self.bring(statement)
        self.assertEqual(len(self.moves(record)), 1)

    def test_what_amazon_shipped_is_nobodys_to_reserve(self):
        place = self.account._fba_location("EU")
        self.env["stock.quant"]._update_available_quantity(self.lamp, place, 3)
        removal = self.env["stock.move"].create(
            {
                "product_id": self.lamp.id,
                "product_uom_qty": 3,
                "location_id": place.id,
                "location_dest_id": self.account.warehouse_id.lot_stock_id.id,
                "company_id": self.company.id,
            }
        )
        removal._action_confirm()
        removal._action_assign()
        self.assertEqual(removal.quantity, 3)
        self.bring(parcel(9, item("LAMP", "10.00", 2)))
        self.assertEqual((self.quantity(self.lamp), removal.quantity), (1, 1))
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.lamp.id), ("location_id", "=", place.id)]
        )
        self.assertEqual(quant.reserved_quantity, 1)

    def test_a_location_that_somebody_archived_is_used_again(self):
        place = self.account._fba_location("EU")
        place.active = False
        record = self.bring(parcel(5, item("LAMP", "10.00")))
        self.assertEqual(self.states(record), ["moved"])
        self.assertEqual(self.moves(record).location_id, place)
        self.assertTrue(place.active)

    def test_an_archived_warehouse_keeps_no_stock(self):
        self.account._fba_location("EU")
        self.warehouse.active = False
        record = self.bring(parcel(5, item("LAMP", "10.00")))
        self.assertImported(record)
        self.assertEqual(self.states(record), [False])
        self.assertFalse(self.moves(record))

    def test_moves_of_a_batch_are_done_at_once(self):
        self.receive(*(parcel(n, item("LAMP", "10.00")) for n in range(20, 50)))
        Move = type(self.env["stock.move"])
        with patch.object(
            Move, "_action_done", autospec=True, side_effect=Move._action_done
        ) as done:
            self.Inbox._import_pending(self.account)
        self.assertEqual([len(call.args[0]) for call in done.mock_calls], [30, 0])
        self.assertEqual(self.quantity(self.lamp), -30)


class TestStuck(FbaCase):
    def test_refused_item_costs_neither_its_order_nor_others(self):
        with self.refusing(self.book, UserError("Books\nare counted.")):
            records = self.bring(
                parcel(1, item("LAMP", "10.00"), item("BOOK", "9.00")),
                parcel(2, item("LAMP", "10.00")),
            )
        self.assertImported(records)
        self.assertEqual(self.states(records), ["moved", "refused", "moved"])
        sale_order = records[0].sale_order_id
        self.assertEqual(sale_order.amazon_seller_fba_state, "stuck")
        self.assertIn("Books are counted", sale_order.message_ids[0].body)
        stuck = self.env["sale.order"].search(
            [("amazon_seller_fba_state", "=", "stuck")]
        )
        self.assertEqual(stuck, sale_order)
        self.assertEqual(sale_order.delivery_status, "full")
        clerk = new_test_user(self.env, "fba-clerk", "sales_team.group_sale_salesman")
        stranger = make_stranger(
            self.env, "sales_team.group_sale_manager,stock.group_stock_manager"
        )
        for user in (clerk, stranger):
            with self.assertRaises(AccessError):
                sale_order.with_user(user).action_amazon_seller_take_out()
        sale_order.with_user(self.env.user).action_amazon_seller_take_out()
        self.assertEqual(sale_order.amazon_seller_fba_state, "moved")
        self.assertEqual((self.quantity(self.lamp), self.quantity(self.book)), (-2, -1))
        sale_order.action_amazon_seller_take_out()
        self.assertEqual(self.quantity(self.book), -1)

    def test_lots_that_are_not_at_amazon_stay_and_hold_up_nothing(self):
        lots = make_product(self.env, "LOTS", self.tax_19, tracking="lot")
        place = self.account._fba_location("EU")
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": lots.id})
        self.env["stock.quant"]._update_available_quantity(lots, place, 2, lot_id=lot)
        records = self.bring(
            parcel(3, item("LOTS", "30.00", 3)),
            parcel(4, item("LOTS", "10.00"), item("LAMP", "5.00")),
        )
        self.assertImported(records)
        self.assertEqual(self.states(records), ["lots", "moved", "moved"])
        self.assertFalse(self.moves(records[0]))
        self.assertEqual(self.quantity(lots), 1)
        self.assertEqual(self.moves(records[1]).lot_ids, lot)
        sale_order = records[0].sale_order_id
        self.assertIn("lots or serial numbers", sale_order.message_ids[0].body)
        answer = sale_order.action_amazon_seller_take_out()
        self.assertEqual(answer["params"]["type"], "warning")
        self.env["stock.quant"]._update_available_quantity(lots, place, 5, lot_id=lot)
        sale_order.action_amazon_seller_take_out()
        self.assertEqual(self.states(records), ["moved"] * 3)
        self.assertEqual(self.quantity(lots), 3)

    def test_merchant_orders_of_lots_and_serial_numbers_are_confirmed(self):
        for tracking in ("lot", "serial"):
            make_product(self.env, tracking, self.tax_19, tracking=tracking)
        record = self.bring(order(5, item("lot", "10.00", 2), item("serial", "9.00")))
        self.assertImported(record)
        moves = record.sale_order_id.picking_ids.move_ids
        self.assertEqual(moves.mapped("state"), ["confirmed", "confirmed"])


class TestBesideStockReports(FbaCase):
    """Amazon's number is of the moment of its report: everything has its time."""

    def setUp(self):
        super().setUp()
        self.read(self.report(), LAMP)

    def assertStock(self, quantity, difference=0):
        self.env.invalidate_all()
        self.assertEqual(self.quantity(self.lamp), quantity)
        self.assertEqual(self.level().difference, difference)

    def test_older_report_on_another_area_tells_nothing_of_this_one(self):
        self.read(self.report(-48, self.britain), LAMP)
        self.bring(parcel(9, item("LAMP", "20.00", 2), hours=-24))
        british = self.level(area="GB")
        both = self.level() | british
        self.assertEqual(both.mapped("difference"), [14, 12])
        self.assertEqual((self.level().difference, british.difference), (14, 12))

    def test_what_left_after_the_report_is_not_put_back(self):
        self.bring(parcel(1, item("LAMP", "20.00", 2), hours=1))
        self.assertStock(-2, 12)
        self.adjust()
        self.assertStock(10)
        self.read(self.report(4), replace(LAMP, fulfillable=8))
        self.assertStock(10)

    def test_what_the_report_knew_already_is_not_taken_out_twice(self):
        self.adjust()
        records = self.bring(
            parcel(1, item("LAMP", "20.00", 2), hours=-1),
            parcel(2, item("LAMP", "10.00"), hours=-30),
            parcel(3, item("LAMP", "10.00"), hours=1),
        )
        self.assertEqual(self.moves(records).mapped("quantity"), [2, 1, 1])
        self.assertStock(11)
        correction = self.env["stock.move"].search(
            [("product_id", "=", self.lamp.id), ("is_inventory", "=", True)],
            order="id desc",
            limit=1,
        )
        self.assertEqual((correction.quantity, correction.date), (3, MOMENT))
        self.assertIn("already", correction.reference)
        self.read(self.report(4), replace(LAMP, fulfillable=9))
        self.assertStock(11)

    def test_first_shipments_without_any_count_lead_to_amazons_number(self):
        self.bring(parcel(1, item("LAMP", "20.00", 2), hours=-1))
        self.assertStock(-2, 14)
        self.adjust()
        self.assertStock(12)

    def test_what_came_back_before_the_report_does_not_come_twice(self):
        self.adjust()
        self.bring(parcel(1, item("LAMP", "20.00", 2), hours=-20))
        for key, hours, quantity in (("A", -1, 12), ("B", 1, 13)):
            moment = (MOMENT + timedelta(hours=hours)).replace(tzinfo=timezone.utc)
            self.env["amazon.seller.return"]._receive(
                self.account, [returned(1, key=key, returned_at=moment)]
            )
            self.assertStock(quantity)
        self.read(self.report(4), replace(LAMP, fulfillable=11))
        self.assertStock(13)

    def test_what_a_person_counted_counts(self):
        quant = self.env["stock.quant"].create(
            {
                "product_id": self.lamp.id,
                "location_id": self.account._fba_location("EU").id,
                "inventory_quantity": 11,
            }
        )
        quant.action_apply_inventory()
        self.assertStock(11, 1)
        self.bring(parcel(1, item("LAMP", "10.00"), hours=1))
        # Counted just now, and shipped before: it was not there any more.
        self.assertStock(11, 0)

    def test_many_reports_and_late_shipments_end_at_amazons_number(self):
        """Each day Amazon ships two pieces and tells of them two days later."""
        self.adjust()
        for day in range(1, 6):
            stated = replace(LAMP, fulfillable=10 - 2 * day)
            self.read(self.report(24 * day), stated)
            if day % 2:
                self.adjust()
            if day > 2:
                shipped = parcel(
                    day, item("LAMP", "20.00", 2), hours=24 * (day - 2) - 5
                )
                self.bring(shipped)
                self.bring(shipped)
        self.assertStock(2)
        sold = self.env["stock.move"].search(
            [("product_id", "=", self.lamp.id), ("sale_line_id", "!=", False)]
        )
        self.assertEqual(sum(sold.mapped("quantity")), 6)
        at_last_report = self.lamp.with_context(
            location=self.account._fba_location("EU").id,
            to_date=datetime(2026, 11, 25, 10),
        )
        self.assertEqual(at_last_report.qty_available, 2)
