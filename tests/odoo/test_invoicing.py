"""Automatic invoices and payments: whole orders, once, to the cent."""

from dataclasses import replace
from datetime import date, datetime, timezone
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError

from tests.odoo.orders import (
    ADDRESS,
    OrderCase,
    item,
    make_account,
    order,
    shipment,
)
from tests.odoo.tax_lines import issued


def sent(number, *items, **values):
    """Return an FBA shipment from Leipzig: the taxes leave no doubt."""
    items = [replace(each, fulfillment_center_id="LEJ1") for each in items]
    return shipment(number, *items, **values)


class InvoicingCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.write(
            {"invoicing_policy": "shipped", "invoices_from": "2026-01-01"}
        )
        cls.account.action_make_payment_journal()
        (cls.lamp + cls.book).invoice_policy = "delivery"

    def ship(self, record, quantity=None, at="2026-11-21 12:00:00"):
        """Deliver an order, or a quantity of it with a back order."""
        picking = record.sale_order_id.picking_ids.filtered(
            lambda each: each.state != "done"
        )
        with freeze_time(at):
            for move in picking.move_ids:
                move.write(
                    {"quantity": quantity or move.product_uom_qty, "picked": True}
                )
            picking.with_context(skip_backorder=True).button_validate()

    def invoice(self):
        """Let the cron do its work on the day after."""
        with freeze_time("2026-11-22 03:00:00"), self.enter_registry_test_mode():
            cron = self.env.ref("amazon_connector.ir_cron_invoice")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def invoices(self, record):
        return record.sale_order_id.invoice_ids.sorted("id")

    def assertPaid(self, record, *totals):
        """Compare the posted, paid invoices of an order with the totals expected."""
        self.assertEqual(
            self.invoices(record).mapped(
                lambda move: (move.state, move.payment_state, move.amount_total)
            ),
            [("posted", "paid", total) for total in totals],
            record.sale_order_id.amazon_seller_invoicing_error,
        )


class TestAutomaticInvoices(InvoicingCase):
    def test_merchant_order_is_invoiced_whole_once_and_paid(self):
        record = self.bring(
            order(1, item("LAMP", "10.00", 3, shipping_price="3.99")),
        )
        self.invoice()
        self.assertFalse(self.invoices(record))
        self.ship(record, quantity=1)
        self.invoice()
        self.assertFalse(self.invoices(record), "Cents are lost in parts.")
        # The last parcel leaves on Sunday in Berlin, when it is Saturday in UTC.
        self.ship(record, at="2026-11-21 23:30:00")
        self.invoice()
        self.invoice()
        self.assertPaid(record, 13.99)
        invoice = self.invoices(record)
        self.assertEqual(
            (invoice.invoice_date, invoice.date, invoice.delivery_date),
            (date(2026, 11, 22), date(2026, 11, 22), date(2026, 11, 22)),
        )
        self.assertEqual(invoice.payment_reference, record.amazon_order_id)
        self.assertEqual(record.sale_order_id.invoice_status, "invoiced")
        self.assertFalse(invoice.is_move_sent)
        payment = invoice.matched_payment_ids
        journal = self.account.payment_journal_id
        self.assertEqual((payment.journal_id, payment.amount), (journal, 13.99))
        [held] = payment.move_id.line_ids.filtered("debit")
        self.assertEqual(
            (held.account_id, held.debit), (journal.default_account_id, 13.99)
        )

    def test_fba_order_is_invoiced_shipment_by_sent(self):
        first = item(
            "LAMP",
            "7.00",
            3,
            shipment_item_id="D1",
            shipment_date=datetime(2026, 11, 18, 20, tzinfo=timezone.utc),
        )
        record = self.bring(sent(1, first))
        self.invoice()
        self.assertPaid(record, 7)
        self.assertEqual(self.invoices(record).invoice_date, date(2026, 11, 18))
        second = item(
            "BOOK",
            "20.00",
            shipment_item_id="D2",
            shipment_date=datetime(2026, 11, 20, 20, tzinfo=timezone.utc),
        )
        self.bring(sent(1, second))
        self.assertEqual(record.sale_order_id.amount_total, 27)
        self.invoice()
        self.invoice()
        self.assertPaid(record, 7, 20)
        self.assertEqual(self.invoices(record)[1].invoice_date, date(2026, 11, 20))

    def test_confirmed_orders_need_no_shipment_where_the_account_says_so(self):
        self.account.invoicing_policy = "confirmed"
        self.account.payment_journal_id = False
        record, free, old = self.bring(
            order(1, item("LAMP", "10.00", gift_wrap_price="2.50")),
            order(2, item("LAMP", "0.00"), is_replacement_order=True),
            order(
                3,
                item("LAMP", "10.00"),
                purchase_date=datetime(2026, 10, 1, tzinfo=timezone.utc),
            ),
        )
        self.account.invoices_from = False
        self.invoice()
        self.assertFalse(self.invoices(record))
        self.account.invoices_from = "2026-11-01"
        self.invoice()
        [invoice] = self.invoices(record)
        self.assertEqual(
            (invoice.state, invoice.payment_state, invoice.amount_total),
            ("posted", "not_paid", 12.5),
        )
        self.assertEqual(invoice.invoice_date, date(2026, 11, 20))
        self.assertPaid(free, 0)
        self.assertFalse(self.invoices(old))

    def test_other_currencies_are_paid_in_full(self):
        pound = self.env.ref("base.GBP")
        pound.active = True
        self.env["res.currency.rate"].create(
            [
                {"currency_id": pound.id, "name": day, "rate": rate}
                for day, rate in [("2026-11-01", 0.87), ("2026-11-20", 0.83)]
            ]
        )
        record = self.bring(
            sent(1, item("LAMP", "19.99", 7), currency="GBP"),
        )
        self.invoice()
        self.assertPaid(record, 19.99)
        self.assertEqual(self.invoices(record).matched_payment_ids.currency_id, pound)

    def test_what_differs_or_was_begun_by_hand_is_left_to_people(self):
        # Where it goes no taxes are set up: nobody wants Germany's on the books.
        france = replace(ADDRESS, city="Paris", postal_code="75001", country_code="FR")
        differs, held, begun, taxed = self.bring(
            *(sent(number, item("LAMP", "10.00", 2)) for number in (1, 2, 3)),
            sent(4, item("LAMP", "10.00"), ship_address=france),
        )
        self.assertTrue(taxed.sale_order_id.amazon_seller_tax_check)
        differs.sale_order_id.order_line.price_unit = 5.01
        held.sale_order_id.amazon_seller_hold = "manager"
        wizard = self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=begun.sale_order_id.ids
        )
        wizard.create({"advance_payment_method": "delivered"}).create_invoices()
        self.invoices(begun).button_cancel()
        self.invoice()
        for record in differs + held + taxed:
            self.assertFalse(self.invoices(record))
        self.assertEqual(self.invoices(begun).mapped("state"), ["cancel"])
        self.assertEqual(begun.sale_order_id.amazon_seller_invoicing, "by_hand")
        # Decided: they go on by themselves.
        held.sale_order_id.action_amazon_seller_release()
        differs.sale_order_id.action_amazon_seller_accept()
        taxed.sale_order_id.action_amazon_seller_taxes_checked()
        self.invoice()
        self.assertPaid(taxed, 10)
        self.assertPaid(held, 10)
        self.assertPaid(differs, 10.02)

    def test_one_bad_order_costs_only_itself(self):
        good, bad = self.bring(
            sent(1, item("LAMP", "10.00")), sent(2, item("BOOK", "20.00"))
        )
        move = type(self.env["account.move"])
        post = move._post

        def refuse_books(moves, soft=True):
            if self.book & moves.invoice_line_ids.product_id:
                raise UserError("The books are closed.")
            return post(moves, soft)

        with patch.object(move, "_post", refuse_books):
            self.invoice()
        self.assertPaid(good, 10)
        sale_order = bad.sale_order_id
        self.assertEqual(
            (sale_order.amazon_seller_invoicing, self.invoices(bad)),
            ("refused", self.env["account.move"]),
        )
        self.assertEqual(
            sale_order.amazon_seller_invoicing_error, "The books are closed"
        )
        self.invoice()
        self.assertFalse(self.invoices(bad), "Tried again by people only.")
        self.assertEqual(self.account.refused_invoice_count, 1)
        action = self.account.action_view_refused_invoices()
        self.assertEqual(self.env["sale.order"].search(action["domain"]), sale_order)
        user = self.env["res.users"].create(
            {
                "name": "Seller",
                "login": "seller@example.com",
                "group_ids": [
                    Command.link(self.env.ref("sales_team.group_sale_manager").id)
                ],
            }
        )
        with self.assertRaises(AccessError):
            sale_order.with_user(user).action_amazon_seller_invoice()
        user.group_ids += self.env.ref("account.group_account_invoice")
        sale_order.with_user(user).action_amazon_seller_invoice()
        self.assertPaid(bad, 20)
        self.assertFalse(sale_order.amazon_seller_invoicing_error)
        self.account.invalidate_recordset(["refused_invoice_count"])
        self.assertEqual(self.account.refused_invoice_count, 0)
        with self.assertRaises(UserError):
            sale_order.with_user(user).action_amazon_seller_invoice()

    def test_amazons_own_invoice_does_not_keep_ours_out_of_the_books(self):
        sales = self.env["account.journal"].create(
            {
                "name": "Amazon sales",
                "code": "AZS",
                "type": "sale",
                "company_id": self.company.id,
            }
        )
        self.account.journal_id = sales
        record = self.bring(sent(1, item("LAMP", "20.00")))
        self.env["amazon.seller.tax.document"]._receive(self.account, [issued(1)], None)
        self.invoice()
        self.assertPaid(record, 20)
        invoice = self.invoices(record)
        self.assertEqual(invoice.journal_id, sales)
        self.assertTrue(invoice.amazon_seller_is_invoiced)
        self.assertFalse(invoice.is_move_sent)

    def test_closed_periods_put_the_entry_into_the_first_open_one(self):
        self.company.fiscalyear_lock_date = "2026-10-31"
        record = self.bring(
            sent(
                1,
                item(
                    "LAMP",
                    "10.00",
                    shipment_date=datetime(2026, 10, 30, 9, tzinfo=timezone.utc),
                ),
                purchase_date=datetime(2026, 10, 29, 9, tzinfo=timezone.utc),
            )
        )
        self.invoice()
        self.assertPaid(record, 10)
        invoice = self.invoices(record)
        shipped_on = date(2026, 10, 30)
        self.assertEqual(
            (invoice.invoice_date, invoice.delivery_date), (shipped_on, shipped_on)
        )
        self.assertGreater(invoice.date, date(2026, 10, 31))
        payment_entry = invoice.matched_payment_ids.move_id
        self.assertGreater(payment_entry.date, date(2026, 10, 31))

    def test_each_account_gets_a_journal_of_its_own_and_the_past_is_left_alone(self):
        other = make_account(self.env, self.company, self.key_set, name="Amazon US")
        self.assertFalse(other.invoices_from)
        with freeze_time("2026-11-22 12:00:00"):
            other.invoicing_policy = "shipped"
        self.assertEqual(other.invoices_from, date(2026, 11, 22))
        other.action_make_payment_journal()
        ours, theirs = self.account.payment_journal_id, other.payment_journal_id
        self.assertEqual((ours.code, theirs.code), ("AMZ", "AMZ2"))
        self.assertEqual(theirs.name, "Amazon US")
        self.assertNotEqual(ours.default_account_id, theirs.default_account_id)
        with self.assertRaises(UserError):
            other.action_make_payment_journal()
