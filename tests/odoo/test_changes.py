"""What Amazon states differently after the import: followed until something left."""

from odoo.addons.amazon_connector.spapi.orders import Address

from .orders import again, item, make_product, order
from .test_cancellations import CancellationCase

MUNICH = Address(
    name="Anna Beispiel",
    line1="Neue Gasse 2",
    city="München",
    postal_code="80331",
    country_code="DE",
)


class TestChanges(CancellationCase):
    def setUp(self):
        super().setUp()
        self.statement = order(
            50, item("LAMP", "10.00", 2, "01", shipping_price="2.00")
        )
        self.record = self.bring(self.statement)
        self.sale_order = self.record.sale_order_id

    def change(self, *items, **values):
        if items:
            values["items"] = items
        self.bring(again(self.statement, **values))

    def assertFollows(self, total, demand):
        self.assertImported(self.record)
        self.assertFalse(self.record._is_behind())
        self.assertEqual(self.sale_order.amount_total, total)
        self.assertEqual(self.sale_order.amazon_seller_total, total)
        self.assertEqual(self.record.amount_total, total)
        moves = self.sale_order.picking_ids.move_ids.filtered(
            lambda move: move.state != "cancel" and move.product_uom_qty
        )
        self.assertEqual(
            {move.product_id.default_code: move.product_uom_qty for move in moves},
            demand,
        )
        self.assertFalse(self.sale_order.activity_ids)

    def test_more_and_fewer_pieces_and_other_prices(self):
        self.change(item("LAMP", "17.50", 3, "01", shipping_price="2.00"))
        self.assertFollows(19.5, {"LAMP": 3})
        bodies = "".join(map(str, self.sale_order.message_ids.mapped("body")))
        self.assertIn("10.0 → 17.5", bodies)
        self.change(item("LAMP", "5.83", 1, "01"))
        self.assertFollows(5.83, {"LAMP": 1})
        self.change(item("LAMP", "5.83", 1, "01", shipping_price="1.99"))
        self.assertFollows(7.82, {"LAMP": 1})
        self.change(item("LAMP", "5.83", 1, "01", item_promotion="-0.50"))
        self.assertFollows(5.33, {"LAMP": 1})

    def test_items_come_and_go(self):
        lamp = self.statement.items[0]
        self.change(lamp, item("BOOK", "5.00", 1, "02"))
        self.assertFollows(17, {"LAMP": 2, "BOOK": 1})
        self.change(item("BOOK", "5.00", 1, "02"))
        self.assertFollows(5, {"BOOK": 1})
        self.change(lamp, item("BOOK", "5.00", 1, "02"))
        self.assertFollows(17, {"LAMP": 2, "BOOK": 1})

    def test_a_new_item_without_product_waits_for_it(self):
        lamp = self.statement.items[0]
        self.change(lamp, item("TABLE", "50.00", 1, "02"))
        self.assertEqual(self.record.reason, "unknown_sku")
        self.assertEqual(self.sale_order.amount_total, 12)
        make_product(self.env, "TABLE", self.tax_19)
        self.Inbox._import_pending(self.account)
        self.assertFollows(62, {"LAMP": 2, "TABLE": 1})

    def test_locked_orders_follow_and_stay_locked(self):
        self.sale_order.action_lock()
        self.change(item("LAMP", "15.00", 3, "01", shipping_price="2.00"))
        self.assertFollows(17, {"LAMP": 3})
        self.assertTrue(self.sale_order.locked)

    def test_another_address(self):
        self.change(ship_address=MUNICH)
        self.assertFollows(12, {"LAMP": 2})
        picking = self.sale_order.picking_ids
        delivery = self.sale_order.partner_shipping_id
        self.assertEqual((delivery.city, delivery.zip), ("München", "80331"))
        self.assertEqual(picking.partner_id, delivery)
        self.assertFalse(picking.activity_ids)
        self.change(ship_address=self.statement.ship_address)
        self.assertEqual(self.sale_order.partner_shipping_id.city, "Berlin")
        self.assertEqual(self.sale_order.partner_shipping_id.parent_id.city, False)

    def test_another_country_is_taxed_as_there(self):
        france = self.env.ref("base.fr")
        tax = self.tax_19.copy({"name": "20 % FR", "amount": 20})
        tax.original_tax_ids = self.tax_19
        position = self.env["account.fiscal.position"].create(
            {
                "name": "France",
                "auto_apply": True,
                "country_id": france.id,
                "sequence": 0,
                "tax_ids": [(6, 0, tax.ids)],
            }
        )
        self.change(ship_address=Address(**_of(MUNICH, country_code="FR")))
        self.assertFollows(12, {"LAMP": 2})
        self.assertEqual(self.sale_order.fiscal_position_id, position)
        self.assertEqual(set(self.sale_order.order_line.tax_ids.mapped("amount")), {20})
        self.assertEqual(self.sale_order.amount_tax, 2)

    def test_the_same_amounts_in_other_words_are_no_change(self):
        messages = self.sale_order.message_ids
        same = item("LAMP", "10.00", 2, "01", shipping_price="2.00", is_gross=True)
        self.change(same)
        self.assertFollows(12, {"LAMP": 2})
        self.assertEqual(self.sale_order.message_ids, messages)
        self.assertFalse(self.record.line_ids.is_gross, "as it was stated first")

    # === TOO LATE === #

    def test_another_title_concerns_nobody(self):
        self.ship(self.sale_order)
        same = item("LAMP", "10.00", 2, "01", shipping_price="2.00", title="Leuchte")
        self.change(same)
        self.assertFalse(self.sale_order.activity_ids)
        self.assertEqual(self.record.state, "imported")

    def assertStays(self, words, total=12):
        self.assertEqual(self.sale_order.amount_total, total)
        self.assertEqual(self.sale_order.partner_shipping_id.city, "Berlin")
        [activity] = self.sale_order.activity_ids
        self.assertIn(words, activity.note)
        self.assertEqual(activity.user_id, self.account.responsible_id)
        self.assertEqual(self.record.state, "imported")

    def test_after_shipping_somebody_is_asked_once(self):
        self.ship(self.sale_order)
        changed = item("LAMP", "15.00", 3, "01", shipping_price="2.00")
        self.change(changed, item("BOOK", "5.00", 1, "02"), ship_address=MUNICH)
        self.assertStays("goods have left")
        self.assertEqual(self.sale_order.amazon_seller_difference, -10)
        messages = self.sale_order.message_ids
        self.change(changed, item("BOOK", "5.00", 1, "02"), ship_address=MUNICH)
        self.assertEqual(self.sale_order.message_ids, messages)
        self.assertEqual(len(self.sale_order.picking_ids), 1)

    def test_after_the_invoice(self):
        self.lamp.invoice_policy = "order"
        self.sale_order._create_invoices()
        self.change(item("LAMP", "15.00", 3, "01"))
        self.assertStays("invoice")

    def test_another_sku_is_for_a_person(self):
        self.change(item("BOOK", "12.00", 2, "01"))
        self.assertStays("SKU")


def _of(address, **changes):
    values = {name: getattr(address, name) for name in address.__slots__}
    return values | changes
