"""Kits beside `mrp`: their components move, the kit is what is sold."""

from tests.odoo.orders import OrderCase, item, make_product, order


class KitCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bulb = make_product(cls.env, "BULB", cls.tax_19)
        cls.cable = make_product(cls.env, "CABLE", cls.tax_19)
        cls.kit = make_product(cls.env, "KIT", cls.tax_19)
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    (0, 0, {"product_id": cls.bulb.id, "product_qty": 2}),
                    (0, 0, {"product_id": cls.cable.id, "product_qty": 1}),
                ],
            }
        )

    def assertMoved(self, line, expected):
        """Compare what the moves of a sale order line took out of stock."""
        moves = line.move_ids.filtered(lambda move: move.state == "done")
        self.assertEqual(
            {move.product_id: move.quantity for move in moves}, dict(expected)
        )


class TestMerchantKits(KitCase):
    def test_components_are_delivered_and_the_kit_is_done(self):
        record = self.bring(
            order(1, item("KIT", "30.00", 2), item("LAMP", "9.00")),
        )
        self.assertImported(record)
        sale_order = record.sale_order_id
        kit, lamp = sale_order.order_line
        [picking] = sale_order.picking_ids
        self.assertEqual(
            {move.product_id: move.product_uom_qty for move in picking.move_ids},
            {self.bulb: 4, self.cable: 2, self.lamp: 1},
        )
        self.assertEqual(kit.qty_delivered, 0)
        for move in picking.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        picking.button_validate()
        self.assertMoved(kit, {self.bulb: 4, self.cable: 2})
        self.assertEqual((kit.qty_delivered, lamp.qty_delivered), (2, 1))
        self.assertEqual(sale_order.delivery_status, "full")
        self.assertEqual(sale_order.amount_total, 39)
