"""What is on hold stays in the warehouse, whoever wants to ship it."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user

from tests.odoo.orders import OrderCase, item, order


class TestHold(OrderCase):
    def _bring_one(self, number):
        [record] = self.bring(order(number, item("LAMP", "10.00")))
        self.assertImported(record)
        return record.sale_order_id

    def test_deliveries_of_a_held_order_do_not_leave(self):
        held, free = self._bring_one(1), self._bring_one(2)
        held.amazon_seller_hold = "manager"
        for delivery in (held | free).picking_ids:
            delivery.move_ids.quantity = 1
            delivery.move_ids.picked = True
        packer = new_test_user(
            self.env, "packer", "stock.group_stock_user", company_id=self.company.id
        )
        with self.assertRaisesRegex(UserError, held.picking_ids.name):
            (held | free).picking_ids.with_user(packer).button_validate()
        with self.assertRaisesRegex(UserError, held.name):
            held.picking_ids._action_done()
        self.assertIn(held.name, held.picking_ids.amazon_seller_hold_text)
        self.assertFalse(free.picking_ids.amazon_seller_hold_text)

        held.amazon_seller_hold = "released"
        held.picking_ids.button_validate()
        self.assertEqual(held.picking_ids.state, "done")

    def test_a_held_quotation_cannot_be_confirmed(self):
        self.account.confirm_policy = "quotation"
        quotation = self._bring_one(3)
        quotation.amazon_seller_hold = "manager"
        with self.assertRaisesRegex(UserError, quotation.name):
            quotation.action_confirm()
        quotation.action_cancel()
        self.assertFalse(quotation.amazon_seller_is_held)


class TestInvoices(OrderCase):
    def bring_three(self):
        return self.bring(
            *(order(n, item("LAMP", "20.00", 1, "01")) for n in (20, 21, 22))
        ).sale_order_id

    def invoice(self, orders, method="delivered", **values):
        """Make invoices as the button of the form and the action of the list do."""
        Wizard = self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=orders.ids
        )
        values["advance_payment_method"] = method
        Wizard.create(values).create_invoices()
        return orders.invoice_ids

    def test_what_is_on_hold_is_not_invoiced(self):
        one, two, free = orders = self.bring_three()
        (one | two).action_amazon_seller_hold()
        with self.assertRaisesRegex(UserError, f"{one.name} is on hold.*release"):
            self.invoice(one)
        with self.assertRaises(UserError) as refusal:
            orders._create_invoices()
        for name, is_held in ((one.name, True), (two.name, True), (free.name, False)):
            self.assertEqual(name in str(refusal.exception), is_held)
        with self.assertRaisesRegex(UserError, one.name):
            self.invoice(one, "fixed", fixed_amount=5)
        self.assertFalse(orders.invoice_ids)
        self.assertTrue(self.invoice(free))
        one.action_amazon_seller_release()
        two.action_amazon_seller_accept()
        self.assertEqual(len(self.invoice(one | two)), 2)

    def test_the_invoice_says_what_its_order_says(self):
        told = item("LAMP", "20.00", 1, "01", item_tax="1.31")
        [differing] = self.bring(order(30, told)).sale_order_id
        equal = self.bring_three()[0]
        accountant = new_test_user(
            self.env,
            "clerk",
            "account.group_account_invoice",
            company_id=self.company.id,
        )

        def banner(move):
            self.env.invalidate_all()
            return move.with_user(accountant).amazon_seller_check_text or ""

        invoice = self.invoice(differing)
        self.assertIn(differing.name, banner(invoice))
        self.assertIn("1.31", banner(invoice))
        invoice.action_post()
        self.assertIn("1.31", banner(invoice))
        self.assertFalse(banner(self.invoice(equal)))
        equal.action_amazon_seller_hold()
        self.assertEqual(banner(equal.invoice_ids), f"{equal.name} is on hold.")
        equal.invoice_ids.button_cancel()
        self.assertFalse(banner(equal.invoice_ids))
        differing.action_amazon_seller_accept()
        self.assertFalse(banner(invoice))

        view = self.env["account.move"].with_user(accountant).get_view(view_type="form")
        self.assertIn("amazon_seller_check_text", view["arch"])
        action = invoice.with_user(accountant).action_view_source_sale_orders()
        self.assertEqual(action["res_id"], differing.id)
