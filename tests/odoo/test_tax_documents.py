from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from odoo.addons.amazon_connector.models.account_move_send import SEND_ANYWAY
from odoo.addons.amazon_connector.spapi.tax_documents import TransactionType

from tests.odoo.orders import OrderCase, item, make_account, order, shipment
from tests.odoo.tax_lines import issued, taxed, wanted


class TaxDocumentCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Documents = cls.env["amazon.seller.tax.document"]

    def take(self, *lines, account=None, report=None):
        """Receive lines; return their documents in order."""
        account = account or self.account
        self.counts = self.Documents._receive(account, list(lines), report)
        keys = list(dict.fromkeys(line.document_key for line in lines))
        found = self.Documents.search(
            [("account_id", "=", account.id), ("document_key", "in", keys)]
        ).grouped("document_key")
        return self.Documents.concat(*(found[key] for key in keys))

    def make_report(self, asked_at, type_="GET_FLAT_FILE_VAT_INVOICE_DATA_REPORT"):
        return self.env["amazon.seller.report"].create(
            {
                "account_id": self.account.id,
                "report_type": type_,
                "data_start": asked_at,
                "data_end": asked_at,
                "asked_at": asked_at,
                "marketplace_ids": self.account.home_marketplace_id.ids,
            }
        )


class TestWantedInvoices(TaxDocumentCase):
    def test_amounts_add_up_and_equal_the_sale_order(self):
        inbox = self.bring(
            order(
                1,
                item("LAMP", "20.00", 2, "01", shipping_price="3.99"),
                item("BOOK", "10.70", 1, "02", item_promotion="-1.07"),
            )
        )
        document = self.take(
            replace(wanted(1, order_item_id="01", quantity=2), shipping=taxed("3.99")),
            replace(
                wanted(1, "10.70", "BOOK", order_item_id="02", rate=Decimal("0.07")),
                item_promotion=taxed("-1.07", "0.07"),
            ),
        )
        self.assertRecordValues(
            document,
            [
                {
                    "state": "to_invoice",
                    "kind": "invoice",
                    "sale_order_id": inbox.sale_order_id.id,
                    "amount_gross": 33.62,
                    "amount_net": 29.16,
                    "amount_tax": 4.46,
                    "tax_rates": "7 %, 19 %",
                    "expected_amount": 33.62,
                    "difference": 0,
                    "buyer_vat_number": "ATU12345675",
                    "buyer_company_name": "Test AG",
                    "currency_id": self.env.ref("base.EUR").id,
                    "invoice_by": datetime(2026, 11, 22, 10),
                }
            ],
        )
        self.assertEqual(self.counts, {"new": 2, "known": 0, "changed": 0})
        self.assertEqual(inbox.sale_order_id.amazon_seller_tax_document_count, 1)
        self.assertFalse(inbox.sale_order_id.amazon_seller_invoice_number)

    def test_a_cent_less_is_seen_and_follows_the_sale_order(self):
        inbox = self.bring(order(2, item("LAMP", "20.00", order_item_id="01")))
        document = self.take(wanted(2, "19.99", order_item_id="01"))
        self.assertEqual(document.difference, 0.01)
        self.assertIn(document, self.Documents.search([("difference", "!=", 0)]))
        inbox.sale_order_id.order_line.price_unit = 19.99
        self.assertEqual(document.difference, 0)

    def test_each_shipment_is_compared_with_its_own_items(self):
        self.bring(
            shipment(
                3,
                item("LAMP", "10.00", 1, "01", shipment_item_id="A", shipment_id="S1"),
                item("LAMP", "20.00", 2, "01", shipment_item_id="B", shipment_id="S2"),
            )
        )
        documents = self.take(
            *(
                wanted(
                    3,
                    gross,
                    order_item_id="01",
                    document_key=key,
                    shipment_id=key,
                    quantity=quantity,
                )
                for key, gross, quantity in (("S1", "10.00", 1), ("S2", "20.00", 2))
            )
        )
        self.assertEqual(documents.mapped("expected_amount"), [10.0, 20.0])
        self.assertEqual(documents.mapped("difference"), [0, 0])

    def test_overlapping_files_never_double(self):
        line = wanted(4)
        document = self.take(line, report=self.make_report("2026-11-21 12:00:00"))
        self.take(line, line, report=self.make_report("2026-11-21 18:00:00"))
        self.assertEqual(self.counts, {"new": 0, "known": 2, "changed": 0})
        self.assertEqual(len(document.line_ids), 1)
        self.assertEqual(document.amount_gross, 20)

    def test_lines_of_a_document_come_in_several_batches(self):
        report = self.make_report("2026-11-21 12:00:00")
        document = self.take(wanted(5), report=report)
        notes = len(document.message_ids)
        self.assertEqual(self.take(wanted(5, "5.00", "BOOK"), report=report), document)
        self.assertEqual(document.amount_gross, 25)
        self.assertEqual(len(document.message_ids), notes)

    def test_changed_restatement_updates_and_is_noted(self):
        line = wanted(6)
        document = self.take(line, report=self.make_report("2026-11-21 12:00:00"))
        refused = replace(
            line,
            item=taxed("19.99"),
            status_description="The total <b>does not match</b>.",
        )
        self.take(refused, report=self.make_report("2026-11-21 18:00:00"))
        self.assertEqual(self.counts, {"new": 0, "known": 0, "changed": 1})
        self.assertEqual((document.state, document.amount_gross), ("refused", 19.99))
        self.assertIn("does not match", document.state_text)
        note = document.message_ids[0].body
        self.assertIn("To Invoice → Refused by Amazon", note)
        self.assertIn("19.99", note)
        done = replace(line, status="Invoiced", invoice_number="R-1")
        self.take(done, report=self.make_report("2026-11-22 06:00:00"))
        self.assertRecordValues(
            document,
            [
                {
                    "state": "invoiced",
                    "invoice_number": "R-1",
                    "amazon_status_text": False,
                    "amount_gross": 20.0,
                }
            ],
        )
        self.take(refused, report=self.make_report("2026-11-21 18:00:00"))
        self.assertEqual(document.state, "invoiced")

    def test_states_follow_amazons_words(self):
        words = {
            "InvoicePending": "to_invoice",
            "CreditNotePending": "to_invoice",
            "InvoiceProcessing": "processing",
            "Invoiced": "invoiced",
            "InvoiceRejected": "refused",
            "": "to_invoice",
            "Something new": "unknown",
        }
        documents = self.take(
            *(wanted(n, status=word) for n, word in enumerate(words, start=10))
        )
        self.assertEqual(documents.mapped("state"), list(words.values()))
        self.assertIn("Something new", documents[-1].state_text)
        self.assertEqual(self.take(wanted(30, is_amazon_invoiced=True)).state, "amazon")

    def test_overdue_after_24_hours(self):
        now = datetime.now(timezone.utc)
        late = self.take(wanted(31, document_date=now - timedelta(hours=25)))
        self.take(wanted(32, document_date=now - timedelta(hours=23)))
        overdue = [
            ("state", "in", ("to_invoice", "refused")),
            ("invoice_by", "<", "now"),
        ]
        self.assertEqual(self.Documents.search(overdue), late)

    def test_credit_note_is_compared_with_nothing(self):
        self.bring(order(33, item("LAMP", "20.00", order_item_id="01")))
        document = self.take(
            wanted(
                33,
                "-20.00",
                order_item_id="01",
                document_key="amzn1:crow:1",
                transaction_type=TransactionType.REFUND,
            )
        )
        self.assertEqual((document.kind, document.difference), ("credit_note", 0))

    def test_order_that_comes_later_is_linked(self):
        document = self.take(wanted(34, order_item_id="01"))
        self.assertFalse(document.order_id)
        inbox = self.bring(order(34, item("LAMP", "20.00", order_item_id="01")))
        self.assertEqual(document.order_id, inbox)
        self.assertEqual(document.sale_order_id, inbox.sale_order_id)
        self.assertEqual(document.expected_amount, 20)
        self.assertEqual(inbox.sale_order_id.amazon_seller_tax_document_count, 1)

    def test_what_amazon_no_longer_mentions_it_no_longer_wants(self):
        first = self.make_report("2026-11-21 18:00:00")
        documents = self.take(wanted(35), wanted(36), report=first)
        partly = self.make_report("2026-11-22 06:00:00")
        self.take(wanted(35), report=partly)
        issue = self.env["amazon.seller.report.issue"].create(
            {"report_id": partly.id, "line_number": 3, "code": "bad_number"}
        )
        self.Documents._close_report(partly)
        self.assertEqual(documents.mapped("state"), ["to_invoice", "to_invoice"])
        issue.unlink()
        self.Documents._close_report(partly)
        self.assertEqual(documents.mapped("state"), ["to_invoice", "gone"])
        self.take(wanted(36), report=self.make_report("2026-11-22 18:00:00"))
        self.assertEqual(documents.mapped("state"), ["to_invoice", "to_invoice"])


class TestIssuedInvoices(TaxDocumentCase):
    def invoice_of(self, inbox):
        invoice = inbox.sale_order_id._create_invoices()
        invoice.action_post()
        return invoice

    def test_number_rate_and_scheme_reach_the_sale_order_and_its_invoice(self):
        inbox = self.bring(shipment(50, item("LAMP", "20.00")))
        early = self.invoice_of(inbox)
        self.assertFalse(early.amazon_seller_is_invoiced)
        document = self.take(issued(50, scheme="VCS_EU_OSS"))
        self.assertEqual(document.state, "issued")
        sale_order = inbox.sale_order_id
        self.assertRecordValues(
            sale_order,
            [
                {
                    "amazon_seller_invoice_number": "DE-AEU-2026-50",
                    "amazon_seller_tax_scheme": "VCS_EU_OSS",
                    "amazon_seller_tax_rates": "19 %",
                }
            ],
        )
        self.assertRecordValues(
            early,
            [
                {
                    "amazon_seller_is_invoiced": True,
                    "amazon_seller_invoice_number": "DE-AEU-2026-50",
                    "amazon_seller_tax_scheme": "VCS_EU_OSS",
                    "amazon_seller_tax_rates": "19 %",
                }
            ],
        )
        found = self.env["account.move"].search(
            [("amazon_seller_invoice_number", "=", "DE-AEU-2026-50")]
        )
        self.assertEqual(found, early)

    def test_invoice_made_later_knows_it_too_and_credit_notes_their_own(self):
        inbox = self.bring(shipment(51, item("LAMP", "20.00")))
        self.take(
            issued(51),
            issued(
                51,
                "-20.00",
                invoice_number="DE-CN-51",
                transaction_type=TransactionType.REFUND,
            ),
        )
        invoice = self.invoice_of(inbox)
        self.assertEqual(invoice.amazon_seller_invoice_number, "DE-AEU-2026-51")
        refund = invoice._reverse_moves()
        self.assertEqual(refund.amazon_seller_invoice_number, "DE-CN-51")

    def test_odoo_does_not_send_the_buyer_a_second_invoice(self):
        inbox = self.bring(shipment(52, item("LAMP", "20.00")))
        invoice = self.invoice_of(inbox)
        self.take(issued(52))
        wizard = self.env["account.move.send.wizard"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        sending = wizard.create({})
        self.assertNotIn("email", sending.sending_methods or [])
        with self.assertRaisesRegex(UserError, "DE-AEU-2026-52"):
            wizard.create({"sending_methods": ["email"]}).action_send_and_print()
        send = self.env["account.move.send"]
        with self.assertRaisesRegex(UserError, "DE-AEU-2026-52"):
            send._check_sending_data(invoice, sending_methods={"email"})
        send._check_sending_data(invoice, sending_methods={"manual"})
        self.assertEqual(send._get_default_sending_methods(invoice), {"manual"})
        anyway = send.with_context(**{SEND_ANYWAY: True})
        anyway._check_sending_data(invoice, sending_methods={"email"})
        clerk = new_test_user(self.env, "accountant", "account.group_account_invoice")
        with self.assertRaises(UserError):
            anyway.with_user(clerk)._check_sending_data(
                invoice.with_user(clerk), sending_methods={"email"}
            )

    def test_other_invoices_are_sent_as_ever(self):
        inbox = self.bring(shipment(53, item("LAMP", "20.00"), item("BOOK", "5.00")))
        self.take(issued(53, sku="OTHER"))
        invoice = self.invoice_of(inbox)
        self.assertFalse(invoice.amazon_seller_is_invoiced)
        self.assertNotEqual(
            self.env["account.move.send"]._get_default_sending_methods(invoice),
            {"manual"},
        )

    def test_receipt_is_no_invoice(self):
        inbox = self.bring(shipment(54, item("LAMP", "20.00")))
        document = self.take(issued(54, invoice_number="REC-54", rate=None))
        self.assertEqual((document.state, document.tax_rates), ("receipt", ""))
        self.assertFalse(inbox.sale_order_id.amazon_seller_invoice_number)

    def test_invoice_that_the_seller_uploaded_is_not_amazons(self):
        inbox = self.bring(shipment(56, item("LAMP", "20.00")))
        ours = issued(56, invoice_number="RE/2026/0056", is_amazon_invoiced=False)
        self.assertEqual(self.take(ours).state, "invoiced")
        self.assertFalse(inbox.sale_order_id.amazon_seller_invoice_number)
        invoice = self.invoice_of(inbox)
        self.assertFalse(invoice.amazon_seller_is_invoiced)
        silent = issued(57, is_amazon_invoiced=None)
        self.assertEqual(self.take(silent).state, "issued")

    def test_document_without_number_keeps_its_place_when_it_gets_one(self):
        line = issued(
            55,
            invoice_number="",
            document_key="TX55",
            transaction_id="TX55",
            is_amazon_invoiced=False,
        )
        document = self.take(line)
        self.assertEqual(document.state, "receipt")
        numbered = replace(
            line,
            invoice_number="DE-55",
            document_key="DE-55",
            is_amazon_invoiced=True,
        )
        self.assertEqual(self.take(numbered), document)
        self.assertEqual((document.state, len(document.line_ids)), ("issued", 1))


class TestRightsToTaxDocuments(TaxDocumentCase):
    def test_nobody_changes_and_other_companies_see_none(self):
        document = self.take(wanted(70))
        clerk = new_test_user(self.env, "clerk", "amazon_connector.group_user")
        with self.assertRaises(AccessError):
            document.with_user(clerk).write({"invoice_number": "X"})
        for view_type in ("form", "list", "search", "pivot"):
            self.Documents.with_user(clerk).get_view(view_type=view_type)
        company = self.env["res.company"].create({"name": "Second company"})
        account = make_account(self.env, company, self.key_set, name="Second seller")
        foreign = self.take(wanted(70), account=account)
        self.assertNotEqual(foreign, document)
        visible = self.Documents.with_user(clerk).search([])
        self.assertIn(document, visible)
        self.assertNotIn(foreign, visible)
        self.assertFalse(
            self.env["amazon.seller.tax.document.line"]
            .with_user(clerk)
            .search([("document_id", "=", foreign.id)])
        )

    def test_salesperson_and_accountant_without_amazon_rights(self):
        inbox = self.bring(shipment(71, item("LAMP", "20.00")))
        self.take(issued(71))
        seller = new_test_user(
            self.env, "seller", "sales_team.group_sale_salesman_all_leads"
        )
        accountant = new_test_user(
            self.env, "accountant", "account.group_account_invoice"
        )
        sale_order = inbox.sale_order_id.with_user(seller)
        sale_order.invalidate_recordset()
        self.assertEqual(sale_order.amazon_seller_invoice_number, "DE-AEU-2026-71")
        invoice = inbox.sale_order_id._create_invoices().with_user(accountant)
        invoice.invalidate_recordset()
        self.assertTrue(invoice.amazon_seller_is_invoiced)
        self.assertIn("do not send", invoice.get_view(view_type="form")["arch"])
