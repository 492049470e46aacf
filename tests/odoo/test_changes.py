"""What Amazon states differently after the import: followed until something left."""

from odoo.fields import Command

from odoo.addons.amazon_connector.spapi.orders import Address

from .orders import again, item, make_product, order, shipment
from .test_cancellations import CancellationCase, mention

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
        self.assertIn("€ → 17", bodies)
        self.change(item("LAMP", "5.83", 1, "01"))
        self.assertFollows(5.83, {"LAMP": 1})
        self.change(item("LAMP", "5.83", 1, "01", shipping_price="1.99"))
        self.assertFollows(7.82, {"LAMP": 1})
        self.change(item("LAMP", "5.83", 1, "01", item_promotion="-0.50"))
        self.assertFollows(5.33, {"LAMP": 1})

    def test_no_pricelist_lowers_what_the_buyer_pays(self):
        everyone = self.env.ref("base.group_user")
        everyone.implied_ids += self.env.ref("sale.group_discount_per_so_line")
        self.account.pricelist_id = self.env["product.pricelist"].create(
            {
                "name": "10 % off",
                "currency_id": self.company.currency_id.id,
                "item_ids": [
                    Command.create({"compute_price": "percentage", "percent_price": 10})
                ],
            }
        )
        self.statement = order(51, item("LAMP", "30.00", 3, "01"))
        self.record = self.bring(self.statement)
        self.sale_order = self.record.sale_order_id
        self.change(item("LAMP", "20.00", 2, "01", shipping_price="2.00"))
        self.assertFollows(22, {"LAMP": 2})
        self.sale_order.action_update_prices()
        self.assertFollows(22, {"LAMP": 2})
        self.sale_order.order_line[0].product_uom_qty = 4
        self.assertEqual(self.sale_order.amount_total, 42)

    def test_a_price_that_is_left_blank_later_is_no_change(self):
        blank = item("LAMP", None, 2, "01")
        self.change(blank, ship_service_level="Expedited")
        self.assertFollows(12, {"LAMP": 2})
        self.assertEqual(self.sale_order.amazon_seller_check, "equal")
        self.change(item("LAMP", None, 0, "01"))
        self.assertCancelled(self.record)

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

    def test_an_address_that_a_person_chose_stays_until_amazon_states_another(self):
        chosen = self.sale_order.partner_id.copy({"type": "delivery"})
        self.sale_order.partner_shipping_id = chosen
        self.change(item("LAMP", "15.00", 3, "01", shipping_price="2.00"))
        self.assertFollows(17, {"LAMP": 3})
        self.assertEqual(self.sale_order.partner_shipping_id, chosen)
        self.change(ship_address=MUNICH)
        self.assertEqual(self.sale_order.partner_shipping_id.city, "München")

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

    # === CANCELLED ITEMS THAT ARE STILL HERE === #

    def _two_items(self, number):
        statement = order(
            number,
            item("LAMP", "10.00", order_item_id="01"),
            item("BOOK", "5.00", order_item_id="02"),
        )
        return statement, self.bring(statement).sale_order_id

    def _cancel_book(self, statement):
        self.say(mention(statement, "unshipped", "BOOK", item_status="cancelled"))

    def _open(self, sale_order):
        """Return what the warehouse still has to send."""
        moves = sale_order.picking_ids.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel") and move.product_uom_qty
        )
        return sorted(set(moves.product_id.mapped("default_code")))

    def test_what_is_cancelled_and_still_here_is_not_sent(self):
        statement, sale_order = self._two_items(51)
        moves = sale_order.picking_ids.move_ids
        moves.filtered(lambda move: move.product_id == self.lamp).write(
            {"quantity": 1, "picked": True}
        )
        sale_order.picking_ids.with_context(cancel_backorder=False)._action_done()
        self.assertEqual(self._open(sale_order), ["BOOK"])
        self._cancel_book(statement)
        self.assertFalse(self._open(sale_order))
        self.assertEqual(sale_order.amount_total, 10)
        self.assertFalse(sale_order.activity_ids)
        self.assertFalse(sale_order.amazon_seller_is_held)

    def test_what_is_no_longer_wanted_and_still_here_is_not_sent(self):
        self.sale_order.picking_ids.move_ids.write({"quantity": 1, "picked": True})
        self.sale_order.picking_ids.with_context(cancel_backorder=False)._action_done()
        self.sale_order.action_lock()
        self.change(item("LAMP", "5.00", 1, "01", shipping_price="2.00"))
        self.assertEqual(self.sale_order.amount_total, 7)
        self.assertFalse(self._open(self.sale_order))
        self.assertFalse(self.sale_order.activity_ids)
        self.assertTrue(self.sale_order.locked)
        self.change(item("LAMP", "15.00", 3, "01", shipping_price="2.00"))
        self.assertIn("goods have left", self.sale_order.activity_ids.note)

    def test_what_came_back_is_for_a_person(self):
        self.ship(self.sale_order)
        delivery = self.sale_order.picking_ids
        wizard = self.env["stock.return.picking"].create({"picking_id": delivery.id})
        wizard.product_return_moves.quantity = 1
        back = wizard._create_return()
        back.move_ids.write({"quantity": 1, "picked": True})
        back._action_done()
        self.change(item("LAMP", "5.00", 1, "01", shipping_price="2.00"))
        self.assertEqual(self.sale_order.order_line[0].product_uom_qty, 2)
        self.assertIn("goods have left", self.sale_order.activity_ids.note)

    def test_what_is_cancelled_and_invoiced_is_credited(self):
        statement, sale_order = self._two_items(52)
        (self.lamp | self.book).invoice_policy = "order"
        sale_order._create_invoices().action_post()
        self._cancel_book(statement)
        self.assertEqual(self._open(sale_order), ["LAMP"])
        self.assertIn("credit note", sale_order.activity_ids.note)
        self.assertNotIn("was not changed", sale_order.activity_ids.note)
        credit = sale_order._create_invoices(final=True)
        self.assertEqual((credit.move_type, credit.amount_total), ("out_refund", 5))

    def test_what_amazon_has_shipped_does_not_keep_our_part_from_changing(self):
        statement, sale_order = self._two_items(53)
        self.bring(
            shipment(53, item("LAMP", "7.00", order_item_id="03", shipment_item_id="A"))
        )
        self.assertEqual(sale_order.amount_total, 22)
        self._cancel_book(statement)
        self.assertEqual(self._open(sale_order), ["LAMP"])
        self.assertEqual(sale_order.amount_total, 17)
        self.assertFalse(sale_order.activity_ids)

    def test_goods_that_are_packed_only_may_still_change(self):
        self.account.warehouse_id.delivery_steps = "pick_ship"
        statement = order(54, item("LAMP", "30.00", 3, "01"))
        sale_order = self.bring(statement).sale_order_id
        pick = sale_order.picking_ids.filtered(
            lambda each: each.picking_type_code == "internal"
        )
        pick.move_ids.write({"quantity": 3, "picked": True})
        pick._action_done()
        self.bring(again(statement, items=(item("LAMP", "10.00", 1, "01"),)))
        out = sale_order.picking_ids.filtered(
            lambda each: each.picking_type_code == "outgoing" and each.state != "cancel"
        )
        self.assertEqual(sum(out.move_ids.mapped("product_uom_qty")), 1)
        self.assertEqual(sale_order.amount_total, 10)
        self.say(mention(statement))
        self.assertEqual(sale_order.state, "cancel")
        self.assertLessEqual(
            set(sale_order.picking_ids.mapped("state")), {"done", "cancel"}
        )

    def test_the_product_of_this_marketplace_is_no_other_product(self):
        self.env["amazon.seller.listing"].create(
            {
                "account_id": self.account.id,
                "company_id": self.company.id,
                "marketplace_id": self.account.home_marketplace_id.id,
                "sku": "LAMP",
                "state": "active",
                "sku_id": self.env["amazon.seller.sku"]
                .create({"account_id": self.account.id, "sku": "LAMP"})
                .id,
                "own_product_id": self.book.id,
            }
        )
        statement = order(55, item("LAMP", "10.00", 1, "01"))
        sale_order = self.bring(statement).sale_order_id
        self.assertEqual(sale_order.order_line.product_id, self.book)
        self.bring(again(statement, items=(item("LAMP", "20.00", 2, "01"),)))
        self.assertEqual(sale_order.amount_total, 20)

    def test_another_sku_is_for_a_person(self):
        self.change(item("BOOK", "12.00", 2, "01"))
        self.assertStays("SKU")


def _of(address, **changes):
    values = {name: getattr(address, name) for name in address.__slots__}
    return values | changes
