"""What Amazon ships leaves the stock that is kept of its warehouses, exactly once."""

from dataclasses import replace
from datetime import datetime, timezone

from tests.odoo.orders import item, shipment
from tests.odoo.test_stock import StockCase

SHIPPED = datetime(2026, 11, 21, 15, tzinfo=timezone.utc)


def parcel(number, *items, shipped_at=SHIPPED):
    """Return the statement of an FBA shipment."""
    return shipment(
        number, *(replace(each, shipment_date=shipped_at) for each in items)
    )


class FbaCase(StockCase):
    def setUp(self):
        super().setUp()
        self.keep()

    def moves(self, record):
        moves = record.sale_order_id.order_line.move_ids
        return moves.sorted("id")


class TestMoves(FbaCase):
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
                    "date": datetime(2026, 11, 21, 15),
                    "location_id": self.account._fba_location("EU").id,
                    "picking_id": False,
                    "origin": sale_order.name,
                    "reference": sale_order.name,
                }
                for product, quantity in ((self.lamp, 2), (self.book, 1))
            ],
        )
        self.assertFalse(sale_order.picking_ids)
        self.assertEqual(sale_order.delivery_status, "full")
        self.assertEqual(sale_order.effective_date, datetime(2026, 11, 21, 15))
        self.assertEqual(
            sale_order.order_line.mapped("qty_delivered"), [2, 1, 1], "with shipping"
        )
        self.assertEqual((self.quantity(self.lamp), self.quantity(self.book)), (-2, -1))
