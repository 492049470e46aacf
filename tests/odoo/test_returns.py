from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from odoo.addons.amazon_connector.spapi.orders import Channel
from odoo.addons.amazon_connector.spapi.returns import CustomerReturn

from tests.odoo.orders import (
    OrderCase,
    item,
    make_account,
    make_product,
    order,
    shipment,
)


def returned(number, sku="LAMP", key="LPN001", **values):
    """Return what Amazon states of an item that came back to its warehouse."""
    values.setdefault("amazon_order_id", f"302-{number:07d}-0000001")
    values.setdefault("disposition", "SELLABLE")
    values.setdefault("returned_at", datetime(2026, 11, 21, 15, tzinfo=timezone.utc))
    return CustomerReturn(
        key=key,
        channel=values.pop("channel", Channel.AFN),
        sku=sku,
        quantity=values.pop("quantity", 1),
        reason="UNWANTED_ITEM",
        license_plate=key,
        **values,
    )


class ReturnCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Returns = cls.env["amazon.seller.return"]
        cls.account.fba_warehouse_id = cls.env["stock.warehouse"].create(
            {"name": "At Amazon", "code": "AMZ", "company_id": cls.company.id}
        )

    def take(self, *returns, account=None, report=None):
        """Receive returns; return their records in order."""
        account = account or self.account
        self.counts = self.Returns._receive(account, list(returns), report)
        keys = [each.key for each in returns]
        found = self.Returns.search(
            [("account_id", "=", account.id), ("key", "in", keys)]
        ).grouped("key")
        return self.Returns.concat(*(found[key] for key in dict.fromkeys(keys)))

    def make_report(self, asked_at):
        return self.env["amazon.seller.report"].create(
            {
                "account_id": self.account.id,
                "report_type": "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA",
                "data_start": "2026-11-01",
                "data_end": "2026-11-22",
                "asked_at": asked_at,
            }
        )

    def stock_at_amazon(self, product=None):
        location = self.account._fba_location("EU")
        return (product or self.lamp).with_context(location=location.id).qty_available

    @contextmanager
    def refusing(self, product):
        """Let Odoo refuse stock moves of a product, as an addon of the user's may."""
        done = type(self.env["stock.move"])._action_done

        def refuse(moves, *args, **kwargs):
            if product in moves.product_id:
                raise UserError("Not this one.")
            return done(moves, *args, **kwargs)

        with patch.object(type(self.env["stock.move"]), "_action_done", refuse):
            yield


class TestReturnsOfFba(ReturnCase):
    def test_sellable_item_goes_back_to_the_stock_at_amazon_once(self):
        inbox = self.bring(shipment(1, item("LAMP", "20.00", 2)))
        statement = returned(1)
        record = self.take(statement)
        self.assertRecordValues(
            record,
            [
                {
                    "state": "stocked",
                    "reason": False,
                    "order_id": inbox.id,
                    "sale_order_id": inbox.sale_order_id.id,
                    "sale_line_id": inbox.sale_order_id.order_line.id,
                    "product_id": self.lamp.id,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertRecordValues(
            record.move_id,
            [
                {
                    "state": "done",
                    "quantity": 1,
                    "sale_line_id": inbox.sale_order_id.order_line.id,
                    "location_dest_id": self.account._fba_location("EU").id,
                    "to_refund": True,
                    "origin": f"{inbox.sale_order_id.name} · LPN001",
                }
            ],
        )
        self.assertEqual(record.move_id.location_id.usage, "customer")
        self.assertEqual(self.stock_at_amazon(), -1)
        self.take(statement)
        self.assertEqual(self.counts, {"new": 0, "known": 1, "changed": 0})
        record.action_settle()
        self.assertEqual(self.stock_at_amazon(), -1, "two went, one is back")
        self.assertEqual(inbox.sale_order_id.delivery_status, "full")
        self.assertEqual(inbox.sale_order_id.amazon_seller_return_count, 1)

    def test_what_amazon_does_not_sell_again_stays_out_of_stock(self):
        inbox = self.bring(shipment(2, item("LAMP", "20.00", 2)))
        record = self.take(returned(2, disposition="CUSTOMER_DAMAGED"))
        self.assertEqual((record.state, record.reason), ("linked", "not_sellable"))
        self.assertIn("CUSTOMER_DAMAGED", record.reason_text)
        self.assertEqual(record.sale_order_id, inbox.sale_order_id)
        self.assertFalse(record.move_id)
        self.assertEqual(self.stock_at_amazon(), -2)

    def test_stock_that_is_not_kept_gets_nothing_until_it_is(self):
        warehouse = self.account.fba_warehouse_id
        self.account.fba_warehouse_id = False
        self.bring(shipment(3, item("LAMP", "20.00")))
        record = self.take(returned(3))
        self.assertEqual((record.state, record.reason), ("linked", "not_kept"))
        self.account.fba_warehouse_id = warehouse
        clerk = new_test_user(self.env, "returns-clerk", "amazon_connector.group_user")
        record.with_user(clerk).action_settle()
        self.assertEqual(record.state, "stocked")
        self.assertEqual(self.stock_at_amazon(), 1)

    def test_return_waits_for_its_order(self):
        record = self.take(returned(4))
        self.assertEqual((record.state, record.reason), ("no_order", "unknown_order"))
        self.assertIn("302-0000004-0000001", record.reason_text)
        self.receive(shipment(4, item("LAMP", "20.00")))
        self.assertEqual(record.order_id.amazon_order_id, "302-0000004-0000001")
        self.Inbox._import_pending(self.account)
        self.assertEqual(record.state, "stocked")
        self.assertEqual(self.stock_at_amazon(), 0)

    def test_return_waits_for_the_sale_order(self):
        inbox = self.bring(shipment(5, item("NEW", "20.00")))
        record = self.take(returned(5, "NEW"))
        self.assertEqual((record.state, record.reason), ("received", "order_waiting"))
        product = make_product(self.env, "NEW", self.tax_19)
        self.Inbox._import_pending(self.account)
        self.assertImported(inbox)
        self.assertEqual(record.state, "stocked")
        self.assertEqual(self.stock_at_amazon(product), 0)

    def test_return_of_an_order_that_was_set_aside_waits_for_nothing(self):
        inbox = self.bring(shipment(5, item("LAMP", "20.00")))
        inbox.write({"state": "ignored", "reason": "not_amazon"})
        record = self.take(returned(5, "LAMP"))
        self.assertEqual((record.state, record.reason), ("linked", "order_ignored"))
        self.assertIn("302-0000005-0000001", record.reason_text)

    def test_each_return_takes_the_oldest_item_that_is_not_back(self):
        inbox = self.bring(
            shipment(
                6,
                item("LAMP", "10.00", 1, order_item_id="01", shipment_item_id="A"),
                item("LAMP", "10.00", 2, order_item_id="01", shipment_item_id="B"),
            )
        )
        records = self.take(*(returned(6, key=f"LPN{n}") for n in range(4)))
        lines = records.mapped(lambda each: each.order_line_id.shipment_item_id)
        self.assertEqual(lines, ["A", "B", "B", False])
        self.assertEqual(records[3].reason, "returned_twice")
        self.assertIn("LAMP", records[3].reason_text)
        self.assertEqual(self.stock_at_amazon(), 0)
        self.assertEqual(inbox.sale_order_id.amazon_seller_return_count, 4)

    def test_another_sku_of_the_order_is_not_taken(self):
        self.bring(shipment(7, item("BOOK", "10.00")))
        record = self.take(returned(7, "LAMP"))
        self.assertEqual((record.state, record.reason), ("received", "unknown_line"))
        other_case = self.take(returned(7, "book", key="LPN002"))
        self.assertEqual(other_case.state, "stocked")

    def test_later_statement_updates_and_never_doubles(self):
        self.bring(shipment(8, item("LAMP", "20.00")))
        first = returned(8, disposition="DEFECTIVE", status="Unit in examination")
        record = self.take(first, report=self.make_report("2026-11-20 10:00:00"))
        later = replace(
            first,
            disposition="SELLABLE",
            status="Unit returned to inventory",
            returned_at=datetime(2026, 11, 22, tzinfo=timezone.utc),
        )
        newer = self.make_report("2026-11-21 10:00:00")
        self.assertEqual(self.take(later, report=newer), record)
        self.assertEqual(self.counts, {"new": 0, "known": 0, "changed": 1})
        self.assertRecordValues(
            record,
            [
                {
                    "state": "stocked",
                    "status": "Unit returned to inventory",
                    "returned_at": datetime(2026, 11, 22),
                    "report_id": newer.id,
                }
            ],
        )
        self.assertIn("Unit in examination", record.message_ids[0].body)
        self.take(first, report=self.make_report("2026-11-20 09:00:00"))
        self.assertEqual(self.counts["changed"], 0)
        self.assertEqual(record.status, "Unit returned to inventory")

    def test_what_odoo_cannot_stock_says_so(self):
        service = make_product(self.env, "SERVICE", type="service", is_storable=False)
        serial = make_product(self.env, "SERIAL", tracking="serial")
        self.bring(shipment(9, item("SERVICE", "1.00"), item("SERIAL", "2.00")))
        records = self.take(
            returned(9, "SERVICE", key="S1"), returned(9, "SERIAL", key="S2")
        )
        self.assertEqual(records.mapped("reason"), ["no_stock", "tracked"])
        self.assertIn(service.display_name, records[0].reason_text)
        self.assertIn(serial.display_name, records[1].reason_text)

    def test_refused_stock_costs_only_its_own_return(self):
        self.bring(shipment(10, item("LAMP", "1.00"), item("BOOK", "2.00")))
        with self.refusing(self.book):
            records = self.take(returned(10), returned(10, "BOOK", key="LPN002"))
        self.assertEqual(records.mapped("state"), ["stocked", "linked"])
        self.assertEqual(records[1].reason, "stock_refused")
        self.assertIn("Not this one", records[1].reason_text)
        records[1].action_settle()
        self.assertEqual(records.mapped("state"), ["stocked", "stocked"])

    def test_order_that_is_not_stated_is_nobodys(self):
        record = self.take(returned(11, amazon_order_id=""))
        self.assertEqual((record.state, record.reason), ("no_order", "no_order_id"))


class TestReturnsOfMerchants(ReturnCase):
    def test_information_only(self):
        inbox = self.bring(order(20, item("LAMP", "10.00")))
        record = self.take(
            returned(
                20,
                key="RMA1/LAMP",
                channel=Channel.MFN,
                disposition="",
                status="Approved",
                rma_id="RMA1",
                currency="EUR",
                refunded_amount=Decimal("10.00"),
            )
        )
        self.assertRecordValues(
            record,
            [
                {
                    "state": "linked",
                    "reason": "merchant",
                    "sale_order_id": inbox.sale_order_id.id,
                    "refunded_amount": 10.0,
                    "move_id": False,
                }
            ],
        )
        self.assertEqual(self.lamp.qty_available, 0)

    def test_withdrawn_request_takes_no_items_place(self):
        self.bring(order(22, item("LAMP", "10.00")))
        values = {"channel": Channel.MFN, "disposition": ""}
        first = returned(22, key="RMA1/LAMP", status="Approved", **values)
        record = self.take(first)
        self.assertEqual(record.reason, "merchant")
        withdrawn = replace(first, status="Cancelled")
        second = returned(22, key="RMA2/LAMP", status="Approved", **values)
        third = returned(22, key="RMA3/LAMP", status="Approved", **values)
        records = self.take(withdrawn, second, third)
        self.assertEqual(
            records.mapped("reason"), ["withdrawn", "merchant", "returned_twice"]
        )
        self.assertIn("Nothing is left to do", record.reason_text)

    def test_item_that_amazon_shipped_does_not_come_to_the_merchant(self):
        self.bring(shipment(21, item("LAMP", "10.00")))
        record = self.take(returned(21, channel=Channel.MFN))
        self.assertEqual(record.reason, "unknown_line")


class TestRightsToReturns(ReturnCase):
    def test_comment_is_for_those_who_may_see_personal_data(self):
        record = self.take(returned(30, comment="<script>alert(1)</script> Too big"))
        clerk = new_test_user(self.env, "clerk", "amazon_connector.group_user")
        insider = new_test_user(
            self.env,
            "insider",
            "amazon_connector.group_user,amazon_connector.group_personal_data",
        )
        with self.assertRaises(AccessError):
            record.with_user(clerk).read(["comment"])
        self.assertNotIn("comment", record.with_user(clerk).get_view()["arch"])
        self.assertIn("Too big", record.with_user(insider).comment)
        with self.assertRaises(AccessError):
            record.with_user(clerk).write({"status": "Lost"})

    def test_comment_is_forgotten_after_a_year(self):
        long_ago = datetime(2025, 1, 2, tzinfo=timezone.utc)
        old = self.take(returned(32, comment="Too big", returned_at=long_ago))
        new = self.take(returned(33, key="LPN002", comment="Too small"))
        self.Returns._gc_comments()
        self.assertFalse(old.comment)
        self.assertEqual(new.comment, "Too small")

    def test_other_company_sees_none(self):
        company = self.env["res.company"].create({"name": "Second company"})
        account = make_account(self.env, company, self.key_set, name="Second seller")
        record = self.take(returned(31), account=account)
        self.assertEqual(record.company_id, company)
        clerk = new_test_user(self.env, "clerk2", "amazon_connector.group_user")
        self.assertFalse(self.Returns.with_user(clerk).search([("id", "=", record.id)]))
        same_key = self.take(returned(31))
        self.assertNotEqual(same_key, record)
