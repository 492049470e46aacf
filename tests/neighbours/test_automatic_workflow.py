"""Beside `sale_automatic_workflow` of OCA: orders run by themselves until paid.

A workflow reaches the orders of an account through Odoo's own default values, which
may differ per Amazon account (developer mode, "Set Default Values" on an order).
"""

from tests.odoo.orders import OrderCase, item, make_account, order, shipment
from tests.odoo.test_invoicing import sent


class TestAutomaticWorkflow(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id), ("type", "=", "bank")], limit=1
        )
        cls.workflow = cls.env.ref("sale_automatic_workflow.automatic_validation").copy(
            {
                "name": "Amazon",
                "send_order_confirmation_mail": False,
                "register_payment": True,
                "property_payment_journal_id": cls.bank.id,
            }
        )
        cls.env["ir.default"].set(
            "sale.order",
            "workflow_process_id",
            cls.workflow.id,
            company_id=cls.company.id,
            condition=f"amazon_seller_account_id={cls.account.id}",
        )
        cls.lamp.invoice_policy = "order"
        cls.book.invoice_policy = "delivery"

    def run_workflows(self):
        self.env["automatic.workflow.job"].run()

    def test_orders_of_one_account_run_until_paid(self):
        self.account.confirm_policy = "quotation"
        mfn, fba = self.bring(
            order(
                1,
                item("LAMP", "10.00", 3, shipping_price="3.99"),
                item("BOOK", "19.99", 7, order_item_id="2", item_promotion="-2.00"),
            ),
            shipment(2, item("BOOK", "20.00", 3, gift_wrap_price="1.00")),
        )
        self.assertImported(mfn + fba)
        sale_orders = (mfn + fba).sale_order_id
        self.assertEqual(sale_orders.workflow_process_id, self.workflow)
        self.assertEqual(sale_orders.mapped("state"), ["draft", "sale"])
        self.run_workflows()
        self.assertEqual(sale_orders.mapped("state"), ["sale", "sale"])
        picking = mfn.sale_order_id.picking_ids
        for move in picking.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        picking.button_validate()
        self.run_workflows()
        for sale_order, total in zip(sale_orders, [31.98, 21.0], strict=True):
            invoices = sale_order.invoice_ids
            self.assertAlmostEqual(sum(invoices.mapped("amount_total")), total)
            self.assertEqual(set(invoices.mapped("state")), {"posted"})
            self.assertEqual(set(invoices.mapped("payment_state")), {"paid"})
            self.assertEqual(sale_order.invoice_status, "invoiced")
            self.assertEqual(sale_order.amazon_seller_difference, 0)

    def test_others_have_no_workflow_and_invoices_are_made_once(self):
        other = make_account(self.env, self.company, self.key_set)
        record = self.bring(shipment(3, item("LAMP", "10.00")), account=other)
        self.assertFalse(record.sale_order_id.workflow_process_id)
        # Both ways switched on: whichever comes first makes the invoice.
        self.account.write(
            {"invoicing_policy": "shipped", "invoices_from": "2026-01-01"}
        )
        first, second = self.bring(
            sent(4, item("LAMP", "10.00")), sent(5, item("LAMP", "12.00"))
        )
        self.account._next_to_invoice(
            among=first.sale_order_id
        )._amazon_seller_invoice()
        self.run_workflows()
        for record, total in [(first, 10), (second, 12)]:
            self.assertEqual(
                record.sale_order_id.invoice_ids.mapped("amount_total"), [total]
            )
        self.account._next_to_invoice()._amazon_seller_invoice()
        self.assertEqual(len(second.sale_order_id.invoice_ids), 1)
