"""What people see of Amazon's invoice data: on the documents, on the sale orders."""

from dataclasses import replace
from decimal import Decimal

from odoo.tests import Form

from odoo.addons.amazon_connector.spapi.tax_documents import TransactionType

from tests.odoo.common import make_rates
from tests.odoo.orders import item, order, shipment
from tests.odoo.tax_lines import issued, wanted
from tests.odoo.taxes import to
from tests.odoo.test_tax_documents import TaxDocumentCase

LOW = Decimal("0.07")
BRITISH = {"currency": "GBP", "sales_channel": "Amazon.co.uk"}


class TestInvoiceDataOnScreens(TaxDocumentCase):
    def bring_lamp(self, number, make=shipment, **values):
        return self.bring(make(number, item("LAMP", "20.00", 1, "01"), **values))

    def test_vat_that_amazon_keeps_is_beside_the_total(self):
        make_rates(self.env, {"GBP": 0.8})
        lamp = item("LAMP", "24.00", 1, "01", item_tax="4.00")
        here = to("GB", "SW1A 1AA")
        [inbox] = self.bring(order(1, lamp, ship_address=here, **BRITISH))
        line = wanted(1, "24.00", order_item_id="01", rate=Decimal("0.2"))
        document = self.take(replace(line, currency="GBP", is_amazon_invoiced=True))
        self.assertRecordValues(
            document,
            [
                {
                    "state": "amazon",
                    "amount_gross": 24,
                    "expected_amount": 20,
                    "withheld_tax": 4,
                    "difference": 0,
                    "tax_difference": 0,
                }
            ],
        )
        self.assertEqual(inbox.sale_order_id.amazon_seller_withheld_tax, 4)
        to_check = inbox.sale_order_id._amazon_seller_all_tax_notes()
        self.assertNotIn({"code": "seller_pays"}, to_check)
        # Wanted from the seller with its VAT, it is the seller's.
        self.take(replace(line, currency="GBP", is_amazon_invoiced=False))
        self.assertIn("you pay the VAT", inbox.sale_order_id.amazon_seller_tax_text)
        self.assertFalse(inbox.sale_order_id.amazon_seller_has_documented_tax)
        self.assertFalse(self.bring_lamp(2).sale_order_id.amazon_seller_withheld_tax)

    def test_order_shows_the_vat_of_its_documents_once(self):
        sale_order = self.bring_lamp(3).sale_order_id
        self.take(issued(3, shipment_id="P3"), wanted(3, shipment_id="P3"))
        self.take(
            issued(
                3,
                "-20.00",
                invoice_number="CN-3",
                transaction_type=TransactionType.REFUND,
            )
        )
        self.assertEqual(sale_order.amazon_seller_documented_tax, 3.19)

    def test_a_receipt_asks_for_an_invoice_until_one_was_sent(self):
        sale_order = self.bring_lamp(4).sale_order_id
        self.assertFalse(sale_order.amazon_seller_tax_info)
        to_check = sale_order.amazon_seller_tax_check
        self.take(issued(4, invoice_number="REC-CZ-4", rate=Decimal(0)))
        self.assertIn("REC-CZ-4", sale_order.amazon_seller_tax_info)
        self.assertEqual(sale_order.amazon_seller_tax_check, to_check)
        invoice = sale_order._create_invoices()
        invoice.action_post()
        self.assertTrue(sale_order.amazon_seller_tax_info)
        invoice.is_move_sent = True
        self.assertFalse(sale_order.amazon_seller_tax_info)

    def test_what_was_accepted_is_not_listed_as_different(self):
        sale_order = self.bring_lamp(5).sale_order_id
        document = self.take(wanted(5, order_item_id="01", rate=LOW))
        self.assertIn(document, self.differing())
        sale_order.action_amazon_seller_accept()
        self.assertEqual(document.sale_check, "accepted")
        self.assertNotIn(document, self.differing())

    def differing(self):
        view = self.env.ref("amazon_connector.amazon_seller_tax_document_view_search")
        arch = self.Documents._get_view(view.id)[0]
        [node] = arch.xpath("//filter[@name='differs']")
        return self.Documents.search(eval(node.get("domain")))  # noqa: S307

    def test_difference_of_the_tax_is_that_of_the_amounts_shown(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        items = [
            item("LAMP", "9.99", 1, f"0{number}", item_tax="1.60")
            for number in range(1, 7)
        ]
        [inbox] = self.bring(order(6, *items))
        sale_order = inbox.sale_order_id
        self.assertEqual(sale_order.amount_tax, 9.57)
        self.assertRecordValues(
            sale_order,
            [
                {
                    "amazon_seller_check": "equal",
                    "amazon_seller_tax": 9.6,
                    "amazon_seller_tax_difference": -0.03,
                }
            ],
        )
        self.assertEqual(Form(sale_order).amazon_seller_tax_difference, -0.03)
