from datetime import datetime, timezone
from decimal import Decimal

from odoo.addons.amazon_connector.spapi.orders import Address, Buyer

from tests.odoo.orders import ADDRESS, OrderCase, again, item, order, shipment


class TestReceive(OrderCase):
    def test_everything_amazon_stated_is_kept(self):
        statement = order(
            1,
            item("LAMP", "10.00", 2, order_item_id="0583563777345", item_tax="1.60"),
            buyer=Buyer(
                email="x@marketplace.amazon.example",
                name="Jörg Ölßner",
                phone="0176 1",
                company_name="Ölßner GmbH",
                vat_number="DE136695976",
                purchase_order_number="PO-7",
            ),
            bill_address=Address(name="Ölßner GmbH", line1="Gasse 2", city="Köln"),
            is_business_order=True,
            is_prime=True,
            delivery_instructions="Klingel\x00 defekt",
            payments_date=datetime(2026, 11, 20, 9, 30, tzinfo=timezone.utc),
            ship_service_level="Standard",
        )
        self.assertEqual(self.receive(statement), (1, 0, 0))
        record = self.inbox(statement)
        self.assertRecordValues(
            record,
            [
                {
                    "state": "new",
                    "channel": "MFN",
                    "company_id": self.company.id,
                    "amount_total": 10.0,
                    "currency_code": "EUR",
                    "buyer_name": "Jörg Ölßner",
                    "buyer_company_name": "Ölßner GmbH",
                    "buyer_vat_number": "DE136695976",
                    "purchase_order_number": "PO-7",
                    "bill_city": "Köln",
                    "ship_city": "Berlin",
                    "is_business_order": True,
                    "is_prime": True,
                    "is_replacement_order": False,
                    "delivery_instructions": "Klingel defekt",
                    "payments_date": datetime(2026, 11, 20, 9, 30),
                    "purchase_date": datetime(2026, 11, 20, 9),
                    "attempts": 0,
                }
            ],
        )
        self.assertRecordValues(
            record.line_ids,
            [
                {
                    "order_item_id": "0583563777345",
                    "sku": "LAMP",
                    "quantity": 2,
                    "item_price": 10.0,
                    "item_tax": 1.6,
                    "channel": "MFN",
                    "is_price_blank": False,
                }
            ],
        )

    def test_two_statements_of_one_order_in_one_call(self):
        self.assertEqual(
            self.receive(
                order(2, item("LAMP", "1.00", order_item_id="01")),
                shipment(2, item("BOOK", "2.00", order_item_id="02")),
            ),
            (1, 0, 1),
        )
        record = self.inbox(order(2))
        self.assertEqual((record.channel, record.amount_total), ("mixed", 3.0))

    def test_same_item_twice_in_one_statement_is_kept_once(self):
        twin = item("LAMP", "1.00", order_item_id="01")
        self.receive(order(3, twin, twin))
        self.assertEqual(len(self.inbox(order(3)).line_ids), 1)

    def test_order_not_imported_yet_takes_the_newest_statement(self):
        old = order(
            4,
            item("GONE", "1.00", order_item_id="01"),
            item("LAMP", "2.00", order_item_id="02"),
        )
        record = self.bring(old)
        self.assertEqual(record.reason, "unknown_sku")
        new = again(
            old,
            items=(item("LAMP", "2.50", order_item_id="02"),),
            ship_address=Address(name="Anna Beispiel", line1="Neu 2", city="Ulm"),
        )
        self.assertEqual(self.receive(new), (0, 0, 1))
        self.assertRecordValues(
            record,
            [{"state": "new", "amount_total": 2.5, "ship_city": "Ulm"}],
        )
        self.assertEqual(record.line_ids.mapped("sku"), ["LAMP"])
        self.assertEqual(record.ship_postal_code, "10115", "a blank erases nothing")

    def test_fba_shipments_of_an_open_order_add_up(self):
        first = item("NEW", "1.00", order_item_id="01", shipment_item_id="A")
        second = item("NEW", "2.00", order_item_id="01", shipment_item_id="B")
        self.receive(shipment(5, first))
        self.receive(shipment(5, second))
        record = self.inbox(shipment(5))
        self.assertEqual(len(record.line_ids), 2)
        self.assertEqual(record.amount_total, 3)

    def test_other_spelling_of_an_amount_is_no_change(self):
        self.receive(order(6, item("LAMP", "1.00")))
        self.assertEqual(
            self.receive(order(6, item("LAMP", Decimal("1.0")))), (0, 1, 0)
        )
        self.assertEqual(self.receive(order(6, item("LAMP", "1.01"))), (0, 0, 1))

    def test_changes_after_the_import_are_noted_and_show_until_they_are_applied(self):
        statement = order(7, item("LAMP", "10.00"))
        record = self.bring(statement)
        sale_order = record.sale_order_id
        changed = again(
            statement,
            items=(item("LAMP", "12.00"),),
            ship_service_level="Expedited",
        )
        self.assertEqual(self.receive(changed), (0, 0, 1))
        self.assertEqual(record.state, "new")
        self.assertEqual(sale_order.amount_total, 10)
        self.assertEqual(sale_order.amazon_seller_total, 12)
        self.assertEqual(sale_order.amazon_seller_difference, -2)
        self.assertEqual(record.amount_total, 12)
        self.assertIn("€ → 12", sale_order.message_ids[0].body)
        note = record.message_ids[0].body
        self.assertIn("€ → 12", note)
        self.assertIn("Shipping Service: – → Expedited shipping", note)
        messages = record.message_ids
        self.assertEqual(self.receive(changed), (0, 1, 0))
        self.assertEqual(record.message_ids, messages)

    def test_items_that_come_and_go_after_the_import_show_as_a_difference(self):
        lamp, book = item("LAMP", "10.00"), item("BOOK", "5.00")
        statement = order(70, lamp)
        record = self.bring(statement)
        sale_order = record.sale_order_id
        self.receive(again(statement, items=(lamp, book)))
        self.assertEqual(sale_order.amazon_seller_total, 15)
        self.assertEqual(sale_order.amazon_seller_difference, -5)
        self.assertIn("BOOK", sale_order.message_ids[0].body)
        self.assertEqual(self.receive(again(statement, items=(book,))), (0, 0, 1))
        self.assertEqual(sale_order.amazon_seller_total, 5)
        self.assertIn("LAMP", sale_order.message_ids[0].body)
        self.assertEqual(self.receive(again(statement, items=(book,))), (0, 1, 0))

    def test_another_account_of_the_seller_makes_no_second_sale_order(self):
        statement = order(71, item("LAMP", "10.00"))
        self.bring(statement)
        other = self.account.copy({"name": "Anew"})
        self.Inbox._receive(other, [statement])
        self.Inbox._import_pending(other)
        record = self.Inbox.search([("account_id", "=", other.id)])
        self.assertEqual((record.state, record.reason), ("ignored", "other_account"))
        self.assertIn(self.account.name, record.reason_text)

    def test_an_account_whose_marketplaces_were_all_removed_wants_none(self):
        self.account.marketplaces_loaded_at = "2026-11-01"
        record = self.bring(order(72, item("LAMP", "10.00")))
        self.assertEqual(
            (record.state, record.reason), ("ignored", "other_marketplace")
        )

    def test_markup_from_amazon_stays_text_in_the_chatter(self):
        statement = order(8, item("LAMP", "10.00"))
        record = self.bring(statement)
        self.receive(again(statement, ship_service_level="<script>alert(1)</script>"))
        self.assertNotIn("<script>", record.message_ids[0].body)
        self.assertIn("&lt;script&gt;", record.message_ids[0].body)

    def test_wish_to_cancel_is_taken_over_after_the_import(self):
        statement = order(9, item("LAMP", "10.00"))
        record = self.bring(statement)
        changed = again(
            statement,
            is_buyer_requested_cancellation=True,
            buyer_cancel_reason="Ordered twice",
        )
        self.assertEqual(self.receive(changed), (0, 0, 1))
        self.assertTrue(record.is_buyer_requested_cancellation)
        self.assertEqual(record.buyer_cancel_reason, "Ordered twice")
        self.assertTrue(record.sale_order_id.amazon_seller_cancellation)
        self.assertEqual(self.receive(changed), (0, 1, 0))

    def test_new_item_of_an_imported_merchant_order_is_noted(self):
        statement = order(10, item("LAMP", "10.00", order_item_id="01"))
        record = self.bring(statement)
        more = (*statement.items, item("BOOK", "5.00", order_item_id="02"))
        self.receive(again(statement, items=more))
        self.assertEqual(record.state, "new")
        self.assertIn("BOOK", record.message_ids[0].body)
        self.assertEqual(record.sale_order_id.amount_total, 10)

    def test_report_is_the_last_that_told_something_new(self):
        def make():
            return self.env["amazon.seller.report"].create(
                {
                    "account_id": self.account.id,
                    "report_type": "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING",
                    "data_start": "2026-11-20 00:00:00",
                    "data_end": "2026-11-21 00:00:00",
                }
            )

        first, second, third = make(), make(), make()
        statement = order(11, item("LAMP", "10.00"))
        self.Inbox._receive(self.account, [statement], first)
        self.Inbox._receive(self.account, [statement], second)
        record = self.inbox(statement)
        self.assertEqual(record.report_id, first)
        self.Inbox._receive(
            self.account, [again(statement, ship_address=ADDRESS, is_prime=True)], third
        )
        self.assertEqual(record.report_id, third)
