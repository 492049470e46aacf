"""Kits beside `mrp`: their components move, the kit is what is sold."""

from dataclasses import replace
from datetime import timedelta, timezone

from odoo.addons.amazon_connector.spapi.pending_orders import (
    PendingItem,
    PendingOrder,
)
from odoo.addons.amazon_connector.spapi.stock import StockLevel

from tests.odoo.orders import OrderCase, item, make_product, order, shipment
from tests.odoo.test_returns import returned


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

    def test_components_are_kept_while_amazon_holds_the_order_back(self):
        self.kit.is_storable = False
        stock = self.account.warehouse_id.lot_stock_id
        for product, pieces in ((self.bulb, 4), (self.cable, 5)):
            self.env["stock.quant"]._update_available_quantity(product, stock, pieces)
        self.account.reserve_pending = True
        kit = order(1, item("KIT", "30.00", 2))
        Pending = self.env["amazon.seller.pending.order"].sudo()
        Pending._receive(
            self.account,
            [
                PendingOrder(
                    amazon_order_id=kit.amazon_order_id,
                    marketplace_id="A1PA6795UKMFR9",
                    created_at=kit.purchase_date,
                    is_cancelled=False,
                    items=(PendingItem("1", "KIT", 2),),
                )
            ],
        )
        held = Pending.search([("amazon_order_ref", "=", kit.amazon_order_id)])
        self.assertEqual(held.reservation, "full")
        self.assertEqual((self.bulb.free_qty, self.cable.free_qty), (0, 3))
        record = self.bring(kit)
        self.assertEqual(held.state, "ordered")
        self.assertEqual(record.sale_order_id.picking_ids.state, "assigned")
        self.assertEqual((self.bulb.free_qty, self.cable.free_qty), (0, 3))


class TestKitsAtAmazon(KitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.fba_warehouse_id = cls.env["stock.warehouse"].create(
            {"name": "At Amazon", "code": "AMZ", "company_id": cls.company.id}
        )
        cls.place = cls.account._fba_location("EU")

    def assertStock(self, **pieces):
        self.env.invalidate_all()
        for sku, quantity in pieces.items():
            product = getattr(self, sku).with_context(location=self.place.id)
            self.assertEqual(product.qty_available, quantity, sku)

    def test_components_leave_and_come_back(self):
        records = self.bring(
            shipment(2, item("KIT", "30.00", 2), item("LAMP", "9.00")),
            shipment(3, item("KIT", "15.00")),
        )
        self.assertImported(records)
        kit, lamp, other = records.sale_order_id.order_line
        self.assertMoved(kit, {self.bulb: 4, self.cable: 2})
        self.assertMoved(lamp, {self.lamp: 1})
        self.assertMoved(other, {self.bulb: 2, self.cable: 1})
        self.assertFalse(records.sale_order_id.picking_ids)
        self.assertEqual((kit + other).mapped("qty_delivered"), [2, 1])
        self.assertEqual(set((kit + lamp).mapped("amazon_seller_fba_stock")), {"moved"})
        self.assertStock(bulb=-6, cable=-3, lamp=-1)
        self.env["amazon.seller.return"]._receive(
            self.account, [returned(2, "KIT"), returned(2, key="LPN2")]
        )
        backs = self.env["amazon.seller.return"].search([])
        self.assertEqual(backs.mapped("state"), ["stocked", "stocked"])
        self.assertStock(bulb=-4, cable=-2, lamp=0)
        self.assertEqual(kit.qty_delivered, 2, "stays as Amazon shipped it")

    def test_component_without_lots_stays_and_holds_up_nothing(self):
        self.cable.tracking = "serial"
        records = self.bring(
            shipment(4, item("KIT", "30.00"), item("LAMP", "9.00")),
        )
        self.assertImported(records)
        self.assertEqual(
            records.sale_order_id.order_line.mapped("amazon_seller_fba_stock"),
            ["lots", "moved"],
        )
        self.assertStock(bulb=0, cable=0, lamp=-1)

    def test_kits_are_counted_as_their_components(self):
        stock = self.env["amazon.seller.stock"]
        stated = [("KIT", 5), ("BULB", 3), ("LAMP", 2)]
        stock._receive(
            self.account,
            [StockLevel(sku, fulfillable=n, reserved=0) for sku, n in stated],
        )
        levels = {level.sku: level for level in stock.search([])}
        self.assertEqual(
            {sku: level.difference for sku, level in levels.items()},
            {"KIT": 6.5, "BULB": 13, "LAMP": 2},
        )
        levels["KIT"]._want_adjustment()._adjust_safely()
        self.assertStock(bulb=13, cable=5, lamp=0, kit=5)
        self.assertEqual(
            [(level.odoo_quantity, level.difference) for level in levels.values()],
            [(13, 0), (5, 0), (0, 2)],
        )
        shipped_at = levels["KIT"].snapshot_at - timedelta(hours=1)
        parcel = replace(
            item("KIT", "30.00", 2),
            shipment_date=shipped_at.replace(tzinfo=timezone.utc),
        )
        self.assertImported(self.bring(shipment(5, parcel)))
        # Amazon's number knew of it.
        self.assertStock(bulb=13, cable=5)
        self.assertFalse(levels["KIT"].has_difference)
