"""Replacement and exchange orders: free, shipped, linked to what they replace."""

from .orders import OrderCase, item, order


class TestReplacements(OrderCase):
    def setUp(self):
        super().setUp()
        self.original = order(60, item("LAMP", "10.00"))
        self.id = self.original.amazon_order_id

    def test_a_replacement_is_free_and_shipped(self):
        replacements = [
            order(
                61,
                item("LAMP", "0.00"),
                is_replacement_order=True,
                original_order_id=self.id,
            ),
            order(
                62,
                item("LAMP", None),
                is_replacement_order=True,
                original_order_id=self.id,
            ),
            order(
                63,
                item("LAMP", "3.00"),
                is_exchange_order=True,
                original_order_id=self.id,
            ),
        ]
        records = self.bring(*replacements)
        self.assertImported(records)
        sale_orders = records.sale_order_id
        self.assertEqual(sale_orders.mapped("amount_total"), [0, 0, 3])
        self.assertEqual(
            sale_orders.picking_ids.mapped("move_ids.product_uom_qty"), [1] * 3
        )
        self.assertFalse(sale_orders.amazon_seller_original_id, "not here yet")

        first = self.bring(self.original).sale_order_id

        sale_orders.invalidate_recordset()
        for each in sale_orders:
            self.assertEqual(each.amazon_seller_original_id, first)
        self.assertEqual(first.amazon_seller_replacement_count, 3)
        action = first.action_view_amazon_seller_replacements()
        self.assertEqual(
            self.env["sale.order"].search(action["domain"]), sale_orders.sorted()
        )
        action = sale_orders[0].action_view_amazon_seller_original()
        self.assertEqual(action["res_id"], first.id)
        self.assertTrue(records[2].is_exchange_order)

    def test_others_replace_nothing(self):
        sale_order = self.bring(self.original).sale_order_id
        self.assertFalse(sale_order.amazon_seller_original_id)
        self.assertEqual(sale_order.amazon_seller_replacement_count, 0)
