from datetime import datetime, timezone

from odoo import Command
from odoo.tests import Form

from odoo.addons.amazon_connector.spapi.orders import Channel

from tests.odoo.orders import OrderCase, again, item, order, shipment


class TestImportMerchantOrders(OrderCase):
    def test_order_becomes_a_confirmed_sale_order_with_a_delivery(self):
        record = self.bring(order(1, item("LAMP", "10.00", 3, shipping_price="3.99")))
        self.assertImported(record)
        sale_order = record.sale_order_id
        self.assertRecordValues(
            sale_order,
            [
                {
                    "state": "sale",
                    "amount_total": 13.99,
                    "amazon_seller_total": 13.99,
                    "amazon_seller_difference": 0,
                    "amazon_seller_account_id": self.account.id,
                    "amazon_seller_order_ref": "302-0000001-0000001",
                    "amazon_seller_order_id": record.id,
                    "client_order_ref": "302-0000001-0000001",
                    "date_order": datetime(2026, 11, 20, 9),
                    "commitment_date": datetime(2026, 11, 24, 22, 59, 59),
                    "require_payment": False,
                    "require_signature": False,
                    "warehouse_id": self.account.warehouse_id.id,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(len(sale_order.picking_ids), 1)
        self.assertEqual(sale_order.picking_ids.move_ids.product_uom_qty, 3)
        self.assertEqual(sale_order.picking_ids.partner_id.street, "Musterweg 1")

    def test_each_charge_is_a_line_with_the_tax_of_its_item(self):
        record = self.bring(
            order(
                2,
                item(
                    "BOOK",
                    "20.00",
                    2,
                    shipping_price="3.00",
                    gift_wrap_price="1.50",
                    item_promotion="-2.00",
                    shipping_promotion="-3.00",
                    promotion_ids=("SUMMER",),
                    gift_wrap_type="Red",
                ),
            )
        )
        lines = record.sale_order_id.order_line
        self.assertEqual(
            lines.mapped(lambda line: (line.amazon_seller_kind, line.price_total)),
            [
                ("item", 20.0),
                ("shipping", 3.0),
                ("gift_wrap", 1.5),
                ("item_promotion", -2.0),
                ("shipping_promotion", -3.0),
            ],
        )
        self.assertEqual(lines.tax_ids.mapped("amount"), [7.0])
        self.assertIn("Red", lines[2].name)
        self.assertIn("SUMMER", lines[3].name)
        self.assertEqual(record.sale_order_id.amazon_seller_difference, 0)

    def test_price_survives_a_new_quantity(self):
        record = self.bring(order(3, item("LAMP", "10.00", 3)))
        with Form(record.sale_order_id) as form, form.order_line.edit(0) as line:
            line.product_uom_qty = 6
        self.assertAlmostEqual(
            record.sale_order_id.order_line.price_unit, 10 / 3, places=6
        )
        self.assertEqual(record.sale_order_id.amazon_seller_difference, 10.0)

    def test_update_taxes_keeps_the_total(self):
        record = self.bring(order(4, item("LAMP", "11.90", shipping_price="4.99")))
        record.sale_order_id.action_update_taxes()
        self.assertEqual(record.sale_order_id.amount_total, 16.89)

    def test_locked_orders_are_imported_and_stay_locked(self):
        self.env.user.group_ids += self.env.ref("sale.group_auto_done_setting")
        self.env["res.config.settings"].create(
            {"group_auto_done_setting": True}
        ).execute()
        record = self.bring(order(5, item("LAMP", "11.90")))
        self.assertImported(record)
        self.assertTrue(record.sale_order_id.locked)
        self.assertTrue(record.sale_order_id.picking_ids)

    def test_extra_charges_are_not_invoiced_before_the_goods_are_shipped(self):
        self.lamp.invoice_policy = "delivery"
        record = self.bring(order(6, item("LAMP", "10.00", shipping_price="3.99")))
        self.assertEqual(record.sale_order_id.invoice_status, "no")
        picking = record.sale_order_id.picking_ids
        picking.move_ids.write({"quantity": 1, "picked": True})
        picking.button_validate()
        invoice = record.sale_order_id._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 13.99)

    def test_zero_price_of_a_replacement_is_free_of_charge(self):
        record = self.bring(order(7, item("LAMP", "0.00"), is_replacement_order=True))
        self.assertImported(record)
        self.assertEqual(record.sale_order_id.amount_total, 0)
        self.assertTrue(record.sale_order_id.picking_ids)

    def test_fiscal_position_is_the_one_odoo_would_choose(self):
        abroad = self.env["account.fiscal.position"].create(
            {
                "name": "Test Austria",
                "auto_apply": True,
                "country_id": self.env.ref("base.at").id,
                "sequence": 1,
                "company_id": self.company.id,
            }
        )
        tax_20 = self.tax_19.copy(
            {
                "name": "20 % AT",
                "amount": 20,
                "fiscal_position_ids": [Command.set(abroad.ids)],
                "original_tax_ids": [Command.set(self.tax_19.ids)],
            }
        )
        statements = [
            order(
                8 + number,
                item("LAMP", "11.90"),
                ship_address=order(1).ship_address.__class__(
                    name="Franz Test",
                    line1="Ring 1",
                    city="Wien",
                    postal_code="1010",
                    country_code=country,
                ),
            )
            for number, country in enumerate(["AT", "DE", "AT"])
        ]
        records = self.bring(*statements)
        self.assertImported(records)
        orders = records.sale_order_id
        self.assertEqual(orders[0].fiscal_position_id, abroad)
        self.assertNotEqual(orders[1].fiscal_position_id, abroad)
        self.assertEqual(orders[2].fiscal_position_id, abroad)
        for sale_order in orders:
            self.assertEqual(
                sale_order.fiscal_position_id,
                self.env["account.fiscal.position"]._get_fiscal_position(
                    sale_order.partner_id, sale_order.partner_shipping_id
                ),
            )
        self.assertEqual(orders.mapped("amount_total"), [11.9] * 3)
        self.assertEqual(orders[0].amount_tax, 1.98)
        self.assertEqual(
            orders[0].order_line.tax_ids.amazon_seller_source_tax_id, tax_20
        )


class TestImportFbaOrders(OrderCase):
    def _parts(self):
        first = item("LAMP", "10.00", 1, order_item_id="01", shipment_item_id="A")
        second = item("LAMP", "20.00", 2, order_item_id="01", shipment_item_id="B")
        return shipment(20, first), shipment(20, second)

    def test_fba_order_is_delivered_without_a_delivery(self):
        record = self.bring(
            shipment(21, item("LAMP", "20.00", 2, shipping_price="3.00"))
        )
        self.assertImported(record)
        sale_order = record.sale_order_id
        self.assertFalse(sale_order.picking_ids)
        self.assertFalse(sale_order.order_line.move_ids)
        self.assertEqual(sale_order.order_line[0].qty_delivered, 2)
        self.assertEqual(sale_order.order_line[0].qty_delivered_method, "manual")
        self.assertEqual(sale_order.delivery_status, "full")
        self.assertEqual(sale_order.invoice_status, "to invoice")

    def test_fba_line_never_gets_a_delivery_however_it_is_changed(self):
        record = self.bring(shipment(22, item("LAMP", "20.00", 2)))
        line = record.sale_order_id.order_line
        line.product_uom_qty = 5
        self.assertFalse(record.sale_order_id.picking_ids)
        line._action_launch_stock_rule()
        self.assertFalse(line.move_ids)

    def test_further_shipments_let_the_sale_order_grow(self):
        first, second = self._parts()
        record = self.bring(first)
        sale_order = record.sale_order_id
        self.assertEqual(sale_order.amount_total, 10)
        self.assertEqual(self.receive(second), (0, 0, 1))
        self.assertEqual(record.state, "new")
        self.Inbox._import_pending(self.account)
        self.assertImported(record)
        self.assertEqual(record.sale_order_id, sale_order)
        self.assertEqual(sale_order.amount_total, 30)
        self.assertEqual(sale_order.amazon_seller_total, 30)
        self.assertEqual(sale_order.amazon_seller_difference, 0)
        self.assertEqual(sum(sale_order.order_line.mapped("qty_delivered")), 3)
        self.assertFalse(sale_order.picking_ids)
        self.assertEqual(self.receive(first, second), (0, 2, 0))

    def test_locked_sale_order_grows_too(self):
        first, second = self._parts()
        record = self.bring(first)
        record.sale_order_id.action_lock()
        self.bring(second)
        self.assertImported(record)
        self.assertEqual(record.sale_order_id.amount_total, 30)
        self.assertTrue(record.sale_order_id.locked)

    def test_cancelled_sale_order_does_not_grow_unseen(self):
        first, second = self._parts()
        record = self.bring(first)
        record.sale_order_id._action_cancel()
        self.bring(second)
        self.assertEqual((record.state, record.reason), ("waiting", "order_cancelled"))
        self.assertIn(record.sale_order_id.name, record.reason_text)

    def test_mixed_order_delivers_only_what_the_merchant_ships(self):
        merchant = order(23, item("LAMP", "10.00", order_item_id="01"))
        amazon = shipment(
            23, item("BOOK", "5.00", order_item_id="02", shipment_item_id="X")
        )
        record = self.bring(merchant, amazon)
        self.assertImported(record)
        self.assertEqual(record.channel, "mixed")
        sale_order = record.sale_order_id
        self.assertEqual(len(sale_order), 1)
        self.assertEqual(sale_order.amount_total, 15)
        self.assertEqual(sale_order.picking_ids.move_ids.product_id, self.lamp)
        self.assertEqual(sale_order.delivery_status, "pending")

    def test_merchant_part_of_a_mixed_order_may_come_second(self):
        merchant = order(24, item("LAMP", "10.00", order_item_id="01"))
        amazon = shipment(
            24, item("BOOK", "5.00", order_item_id="02", shipment_item_id="X")
        )
        record = self.bring(amazon)
        self.assertFalse(record.sale_order_id.picking_ids)
        self.bring(merchant)
        self.assertImported(record)
        self.assertEqual(record.sale_order_id.amount_total, 15)
        self.assertEqual(record.sale_order_id.amazon_seller_difference, 0)
        self.assertEqual(
            record.sale_order_id.picking_ids.move_ids.product_id, self.lamp
        )

    def test_tax_on_top_is_added_when_the_accountant_says_so(self):
        self.account._decide_price_reading("AFN", "net", "net", "after")
        record = self.bring(
            shipment(
                25,
                item(
                    "LAMP",
                    "16.53",
                    item_tax="3.14",
                    shipping_price="1.00",
                    shipping_tax="0.19",
                ),
            )
        )
        self.assertEqual(record.amount_total, 20.86)
        self.assertEqual(record.sale_order_id.amount_total, 20.86)
        self.assertEqual(record.sale_order_id.amazon_seller_difference, 0)

    def test_merchant_prices_include_the_tax_whatever_fba_does(self):
        self.account._decide_price_reading("AFN", "net", "net", "after")
        record = self.bring(order(26, item("LAMP", "11.90", item_tax="1.90")))
        self.assertEqual(record.sale_order_id.amount_total, 11.9)


class TestImportTwice(OrderCase):
    def test_same_statements_make_no_second_sale_order(self):
        statements = [order(n, item("LAMP", "10.00")) for n in range(30, 40)]
        records = self.bring(*statements)
        sale_orders = records.sale_order_id
        self.assertEqual(len(sale_orders), 10)
        self.assertEqual(self.receive(*statements), (0, 10, 0))
        self.assertEqual(self.Inbox._import_pending(self.account), 0)
        overlapping = [order(n, item("LAMP", "10.00")) for n in range(35, 45)]
        self.assertEqual(self.receive(*overlapping), (5, 5, 0))
        self.Inbox._import_pending(self.account)
        self.assertEqual(
            self.env["sale.order"].search_count(
                [("amazon_seller_account_id", "=", self.account.id)]
            ),
            15,
        )

    def test_lost_link_finds_the_sale_order_again(self):
        record = self.bring(order(46, item("LAMP", "10.00")))
        sale_order = record.sale_order_id
        record.write({"sale_order_id": False, "state": "new"})
        self.Inbox._import_pending(self.account)
        self.assertImported(record)
        self.assertEqual(record.sale_order_id, sale_order)
        self.assertEqual(sale_order.amount_total, 10)

    def test_more_orders_than_one_batch(self):
        statements = [order(n, item("LAMP", "10.00")) for n in range(50, 57)]
        self.receive(*statements)
        self.assertEqual(self.Inbox._import_batch(self.account, limit=5), 5)
        self.assertEqual(self.Inbox._import_batch(self.account, limit=5), 2)
        self.assertEqual(self.Inbox._import_batch(self.account, limit=5), 0)
        self.assertImported(self.inbox(*statements))

    def test_two_accounts_of_a_company_make_one_sale_order(self):
        other = self.account.copy({"name": "Second account"})
        statement = order(60, item("LAMP", "10.00"))
        first = self.bring(statement)
        second = self.bring(statement, account=other)
        self.assertImported(first)
        self.assertEqual((second.state, second.reason), ("ignored", "other_account"))
        self.assertFalse(second.sale_order_id)

    def test_channel_and_times_are_kept_as_stated(self):
        statement = again(
            order(61, item("LAMP", "10.00")),
            payments_date=datetime(2026, 11, 20, 10, 5, 7, 123, timezone.utc),
        )
        record = self.bring(statement)
        self.assertEqual(record.channel, Channel.MFN.value)
        self.assertEqual(record.payments_date, datetime(2026, 11, 20, 10, 5, 7))
