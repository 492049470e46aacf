"""The VAT of Amazon's invoice data beside that of the sale orders."""

from dataclasses import replace
from decimal import Decimal

from odoo.tests import new_test_user

from odoo.addons.amazon_connector.importer.schemes import COLLECTED
from odoo.addons.amazon_connector.spapi.tax_documents import Taxed, TransactionType

from tests.odoo.orders import again, item, order, shipment
from tests.odoo.tax_lines import issued, taxed, wanted
from tests.odoo.test_tax_documents import TaxDocumentCase

NUMBER = "DE123456788"
FREE = {"rate": Decimal(0), "seller_vat_number": NUMBER}


def off_by(more, amounts):
    """Return the same amount with a bit more of VAT in it."""
    more = Decimal(more)
    return replace(amounts, net=amounts.net - more, tax=amounts.tax + more)


class TestTaxesOfInvoiceData(TaxDocumentCase):
    def bring_lamp(self, number, **values):
        inbox = self.bring(shipment(number, item("LAMP", "20.00", 1, "01", **values)))
        self.assertImported(inbox)
        return inbox.sale_order_id

    def test_another_rate_is_seen_said_and_found(self):
        sale_order = self.bring_lamp(1)
        self.assertEqual(sale_order.amazon_seller_check, "equal")
        document = self.take(wanted(1, order_item_id="01", rate=Decimal("0.07")))
        self.assertRecordValues(
            document,
            [
                {
                    "difference": 0,
                    "amount_tax": 1.31,
                    "expected_tax": 3.19,
                    "tax_difference": 1.88,
                }
            ],
        )
        self.assertRecordValues(
            sale_order,
            [
                {
                    "amazon_seller_check": "differs",
                    "amazon_seller_difference": 0,
                    "amazon_seller_tax_difference": 1.88,
                }
            ],
        )
        text = sale_order.amazon_seller_check_text
        for part in ("SHIP1", "1.31", "7 %", "3.19", self.tax_19.name):
            self.assertIn(part, text)
        self.assertEqual(sale_order.amazon_seller_order_id.sale_check_text, text)
        for view, name, record in (
            ("sale_order_view_search", "amazon_seller_tax_difference", sale_order),
            ("amazon_seller_tax_document_view_search", "differs", document),
        ):
            self.assertIn(record, self.found_by_filter(view, name))

    def found_by_filter(self, view_name, name):
        view = self.env.ref(f"amazon_connector.{view_name}")
        model = self.env[view.model]
        [node] = model._get_view(view.id)[0].xpath(f"//filter[@name='{name}']")
        return model.search(eval(node.get("domain")))  # noqa: S307

    def test_it_agrees_as_soon_as_the_order_has_that_tax(self):
        sale_order = self.bring_lamp(2)
        document = self.take(wanted(2, order_item_id="01", rate=Decimal("0.07")))
        tax_7 = self.tax_7._amazon_seller_gross()
        sale_order.order_line.tax_ids = tax_7
        self.assertEqual(document.tax_difference, 0)
        self.assertEqual(sale_order.amazon_seller_check, "equal")

    def test_a_cent_for_each_amount_comes_from_rounding(self):
        inbox = self.bring(
            order(3, item("LAMP", "10.00", 3, "01", shipping_price="3.99"))
        )
        lines = [
            replace(
                wanted(
                    3,
                    order_item_id="01",
                    document_key=f"S{number}",
                    shipment_id=f"S{number}",
                ),
                item=off_by(more, taxed("3.33")),
                shipping=taxed("1.33"),
            )
            for number, more in enumerate(("0.00", "0.03", "0.04"))
        ]
        documents = self.take(*lines)
        off = [bool(document.tax_difference) for document in documents]
        self.assertEqual(off, [False, False, True])
        found = inbox.sale_order_id._amazon_seller_differences()
        self.assertEqual(list(found.documents), documents[2].ids)

    def test_nothing_due_is_not_the_same_as_nothing_calculated(self):
        said = {
            "due": FREE,
            "unknown number": {"rate": Decimal(0)},
            "receipt": {**FREE, "invoice_number": "REC-7"},
            "not taxed": {**FREE, "reason_code": "NonTaxable"},
        }
        for number, (case, values) in enumerate(said.items(), start=10):
            with self.subTest(case):
                sale_order = self.bring_lamp(number)
                document = self.take(issued(number, **values))
                is_due = case == "due"
                self.assertEqual(document.has_tax, is_due)
                self.assertEqual(document.tax_rates, "0 %" if is_due else "")
                self.assertEqual(document.tax_difference, 3.19 if is_due else 0)
                self.assertEqual(
                    sale_order.amazon_seller_check, "differs" if is_due else "equal"
                )

    def test_what_amazon_pays_is_not_compared(self):
        sale_order = self.bring_lamp(20)
        document = self.take(issued(20, rate=Decimal("0.07"), is_sellers_tax=False))
        self.assertEqual(document.tax_difference, 0)
        collected = self.bring_lamp(21)
        collected.amazon_seller_tax_kind = COLLECTED
        document = self.take(issued(21, rate=Decimal("0.07")))
        self.assertEqual(document.tax_difference, 0)
        self.assertEqual(
            (sale_order | collected).mapped("amazon_seller_check")[0], "equal"
        )

    def test_credit_notes_and_cancelled_orders_are_not_compared(self):
        sale_order = self.bring_lamp(22)
        self.take(
            wanted(
                22,
                "-20.00",
                order_item_id="01",
                rate=Decimal("0.07"),
                document_key="amzn1:crow:22",
                transaction_type=TransactionType.REFUND,
            )
        )
        self.assertEqual(sale_order.amazon_seller_check, "equal")
        document = self.take(wanted(22, order_item_id="01", rate=Decimal("0.07")))
        sale_order._action_cancel()
        self.assertEqual(document.tax_difference, 0)

    def test_a_corrected_invoice_replaces_the_first_one(self):
        sale_order = self.bring_lamp(24)
        self.take(issued(24, shipment_id="P24", rate=Decimal("0.07")))
        self.assertEqual(sale_order.amazon_seller_check, "differs")
        right = {"invoice_number": "DE-AEU-2026-24-2", "is_corrected": True}
        correction = self.take(issued(24, shipment_id="P24", **right))
        self.assertEqual(sale_order.amazon_seller_check, "equal")
        self.assertEqual(sale_order.amazon_seller_tax_difference, 0)
        other = issued(24, shipment_id="P25", rate=Decimal("0.07"), **right)
        self.take(replace(other, document_key="DE-25", invoice_number="DE-25"))
        self.assertEqual(sale_order.amazon_seller_check, "differs")
        self.assertEqual(correction.tax_difference, 0)

    def test_an_accepted_difference_is_not_asked_again_by_the_same_vat(self):
        [inbox] = self.bring(order(30, item("LAMP", "20.00", 1, "01", item_tax="1.31")))
        sale_order = inbox.sale_order_id
        self.assertEqual(sale_order.amazon_seller_check, "differs")
        sale_order.action_amazon_seller_accept()
        document = self.take(wanted(30, order_item_id="01", rate=Decimal("0.07")))
        self.assertEqual(document.tax_difference, 1.88)
        self.assertEqual(sale_order.amazon_seller_check, "accepted")
        self.assertEqual(sale_order.amazon_seller_tax_difference, 1.88)
        self.take(wanted(30, order_item_id="01", **FREE))
        self.assertEqual(sale_order.amazon_seller_check, "differs")
        self.assertIn("0 %", sale_order.amazon_seller_check_text)

    def test_policy_holds_what_comes_before_the_order(self):
        self.account.tax_policy = "hold"
        self.take(wanted(40, order_item_id="01", rate=Decimal("0.07")))
        [inbox] = self.bring(order(40, item("LAMP", "20.00", 1, "01")))
        self.assertEqual((inbox.state, inbox.reason), ("waiting", "tax_differs"))
        self.assertEqual(inbox.sale_order_id.state, "draft")
        inbox.sale_order_id.action_amazon_seller_accept()
        self.assertEqual(inbox.sale_order_id.state, "sale")
        self.assertEqual(inbox.sale_order_id.amazon_seller_check, "accepted")

    def test_policy_holds_what_is_still_here_once_it_is_told(self):
        self.account.tax_policy = "hold"
        [inbox] = self.bring(order(41, item("LAMP", "20.00", 2, "01")))
        sale_order = inbox.sale_order_id
        line = wanted(41, "10.00", order_item_id="01", rate=Decimal("0.07"))
        self.take(line)
        self.assertEqual(sale_order.amazon_seller_check, "held")
        self.assertTrue(sale_order.picking_ids.amazon_seller_hold_text)
        sale_order.action_amazon_seller_release()
        self.take(replace(line, title="Another title"))
        self.assertFalse(sale_order.amazon_seller_is_held)
        self.account.tax_policy = "warn"
        [other] = self.bring(order(42, item("LAMP", "20.00", 1, "01")))
        self.take(wanted(42, order_item_id="01", rate=Decimal("0.07")))
        self.assertEqual(other.sale_order_id.amazon_seller_check, "differs")

    def test_what_is_invoiced_already_is_to_be_corrected_there(self):
        sale_order = self.bring_lamp(51)
        sale_order._create_invoices().action_post()
        self.take(issued(51, rate=Decimal("0.07")))
        self.assertIn("correct its invoice", sale_order.amazon_seller_check_text)
        sale_order.invoice_ids.button_draft()
        sale_order.invoice_ids.button_cancel()
        sale_order.invalidate_recordset()
        self.assertNotIn("correct its invoice", sale_order.amazon_seller_check_text)

    def test_salespeople_read_why(self):
        sale_order = self.bring_lamp(50)
        self.take(wanted(50, order_item_id="01", rate=Decimal("0.07")))
        seller = new_test_user(
            self.env, "seller", "sales_team.group_sale_salesman_all_leads"
        )
        sale_order.invalidate_recordset()
        self.assertIn("SHIP50", sale_order.with_user(seller).amazon_seller_check_text)

    # === SEVERAL STATEMENTS OF ONE ORDER === #

    def test_what_both_reports_say_of_a_shipment_counts_once(self):
        sale_order = self.bring_lamp(60)
        self.take(wanted(60, order_item_id="01", rate=Decimal("0.07")))
        sale_order.action_amazon_seller_accept()
        self.take(issued(60, shipment_id="SHIP60", rate=Decimal("0.07")))
        self.assertEqual(sale_order.amazon_seller_check, "accepted")
        self.assertEqual(sale_order.amazon_seller_tax_difference, 1.88)
        self.assertEqual(sale_order.amazon_seller_check_text.count("invoice data"), 1)

    def test_what_order_reports_have_told_is_not_counted_again(self):
        [inbox] = self.bring(
            order(
                61,
                item("LAMP", "20.00", 1, "01", item_tax="1.31"),
                item("BOOK", "0.00", 1, "02"),
            )
        )
        free = wanted(61, "0.00", "BOOK", order_item_id="02", rate=Decimal("0.07"))
        self.take(free, wanted(61, order_item_id="01", rate=Decimal("0.07")))
        found = inbox.sale_order_id._amazon_seller_differences()
        self.assertFalse(found.documents)
        self.take(free, wanted(61, order_item_id="01", **FREE))
        self.assertEqual(inbox.sale_order_id.amazon_seller_tax_difference, 3.19)

    def test_what_is_free_does_not_keep_the_rest_from_being_compared(self):
        [inbox] = self.bring(
            order(62, item("LAMP", "20.00", 1, "01"), item("BOOK", "0.00", 1, "02"))
        )
        document = self.take(
            wanted(62, order_item_id="01", rate=Decimal("0.07")),
            wanted(62, "0.00", "BOOK", order_item_id="02", rate=Decimal(0)),
        )
        self.assertTrue(document.has_tax)
        self.assertEqual(inbox.sale_order_id.amazon_seller_check, "differs")

    def test_refunds_replace_no_invoice_and_corrections_one_another(self):
        sale_order = self.bring_lamp(63)
        values = {"shipment_id": "P63", "is_corrected": True}
        self.take(issued(63, rate=Decimal("0.07"), shipment_id="P63"))
        refund = {"transaction_type": TransactionType.REFUND, "document_key": "CN63"}
        self.take(issued(63, "-20.00", invoice_number="CN63", **refund, **values))
        self.assertEqual(sale_order.amazon_seller_tax_difference, 1.88)
        first = {"rate": Decimal("0.10"), "invoice_number": "DE-63-2"}
        self.take(issued(63, **first, **values))
        self.assertEqual(sale_order.amazon_seller_tax_difference, 1.37)
        self.take(issued(63, invoice_number="DE-63-3", **values))
        self.assertEqual(sale_order.amazon_seller_check, "equal")

    def test_a_tax_that_only_an_answer_about_the_order_states_is_compared(self):
        stated = order(64, item("LAMP", "20.00", 1, "01"))
        [inbox] = self.bring(stated)
        for tax, check in (("3.19", "equal"), ("1.31", "differs"), ("3.20", "equal")):
            now = item("LAMP", "20.00", 1, "01", item_tax=tax, is_gross=True)
            self.bring(again(stated, items=(now,)))
            with self.subTest(tax):
                self.assertEqual(inbox.sale_order_id.amazon_seller_check, check)
        self.assertTrue(inbox.sale_order_id.amazon_seller_has_tax)

    # === PARTS AND PIECES === #

    def test_shipments_of_unlike_pieces_have_the_same_rate(self):
        orders = self.bring(
            order(70, item("LAMP", "20.00", 2, "01", shipping_price="6.00")),
            order(71, item("LAMP", "20.00", 1, "01"), item("LAMP", "10.00", 1, "02")),
        )
        parts = [
            wanted(70, "10.00", order_item_id="01", document_key=key, shipment_id=key)
            for key in ("A70", "B70")
        ]
        number = {"amazon_order_id": "302-0000071-0000001"}
        dear, cheap = issued(71, "20.00"), issued(72, "10.00", **number)
        self.take(replace(parts[0], shipping=taxed("6.00")), parts[1])
        documents = self.take(dear, cheap)
        self.assertEqual(documents.mapped("expected_amount"), [20, 10])
        checks = orders.sale_order_id.mapped("amazon_seller_check")
        self.assertEqual(checks, ["equal", "equal"])
        other = self.take(replace(cheap, item=taxed("10.00", "0.07")))
        self.assertEqual(other.tax_difference, 0.95)
        self.assertEqual(orders[1].sale_order_id.amazon_seller_check, "differs")

    def test_what_is_only_counted_is_not_mistaken_for_what_is_sold(self):
        self.account.fba_order_policy = "count"
        [inbox] = self.bring(order(76, item("LAMP", "20.00", 1, "01")))
        self.bring(shipment(76, item("LAMP", "10.00", 1, "02", shipment_item_id="x")))
        number = {"amazon_order_id": "302-0000076-0000001"}
        documents = self.take(issued(76), issued(77, "10.00", **number))
        self.assertEqual(documents.mapped("expected_amount"), [20, 0])
        self.assertEqual(inbox.sale_order_id.amazon_seller_check, "equal")

    def test_another_total_with_another_vat_is_seen(self):
        sale_order = self.bring_lamp(73)
        document = self.take(issued(73, "23.80"))
        self.assertEqual((document.difference, document.tax_difference), (-3.8, -0.61))
        self.assertEqual(sale_order.amazon_seller_check, "differs")

    def test_the_vat_of_each_piece_is_rounded(self):
        # Of 9.99 each, 19 % is 1.595: ten times 1.60, and 15.95 of all together.
        told = item("LAMP", "99.90", 10, "01", item_tax="16.00")
        [inbox, other] = self.bring(
            order(74, told), order(75, replace(told, item_tax=Decimal("16.07")))
        )
        self.assertEqual(inbox.sale_order_id.amazon_seller_check, "equal")
        self.assertEqual(other.sale_order_id.amazon_seller_check, "differs")
        line = wanted(74, "99.90", order_item_id="01", quantity=10)
        by_piece = Taxed(*map(Decimal, ("99.90", "83.90", "16.00")))
        self.assertEqual(self.take(replace(line, item=by_piece)).tax_difference, 0)
        document = self.take(replace(line, item=off_by("0.07", by_piece)))
        self.assertEqual(document.tax_difference, -0.12)

    # === HOLD === #

    def test_policy_holds_what_differs_later(self):
        self.account.tax_policy = "hold"
        stated = order(80, item("LAMP", "20.00", 1, "01", item_tax="3.19"))
        parcel = shipment(81, item("LAMP", "20.00", 1, "01"))
        [inbox, grown] = self.bring(stated, parcel)
        number = {"amazon_order_id": "302-0000081-0000001"}
        self.take(issued(82, "10.00", "BOOK", **number))
        checks = (inbox | grown).sale_order_id.mapped("amazon_seller_check")
        self.assertEqual(checks, ["equal", "equal"])
        now = item("LAMP", "20.00", 1, "01", item_tax="1.31")
        later = shipment(81, item("BOOK", "10.00", 1, "02"))
        self.bring(again(stated, items=(now,)), later)
        checks = (inbox | grown).sale_order_id.mapped("amazon_seller_check")
        self.assertEqual(checks, ["held", "held"])
        view = "amazon_seller_order_view_search"
        self.assertLessEqual(inbox | grown, self.found_by_filter(view, "held"))

    def test_who_accepted_one_difference_decides_about_the_next(self):
        self.account.tax_policy = "hold"
        [inbox] = self.bring(order(83, item("LAMP", "20.00", 2, "01")))
        sale_order = inbox.sale_order_id
        parts = [
            wanted(83, "10.00", order_item_id="01", document_key=key, shipment_id=key)
            for key in ("A83", "B83", "C83")
        ]
        parts = [replace(part, item=taxed("10.00", "0.07")) for part in parts]
        self.take(parts[0])
        sale_order.action_amazon_seller_accept()
        sale_order.action_amazon_seller_hold()
        sale_order.action_amazon_seller_release()
        self.assertEqual(sale_order.amazon_seller_check, "accepted")
        self.take(parts[1])
        self.assertEqual(sale_order.amazon_seller_check, "held")
        sale_order.action_amazon_seller_release()
        self.take(parts[2])
        self.assertEqual(sale_order.amazon_seller_check, "differs")

    def test_a_batch_asks_the_database_once(self):
        numbers = range(100, 130)
        self.bring(*(order(n, item("LAMP", "20.00", 1, "01")) for n in numbers))
        counts = []
        for several in (numbers[:5], numbers[5:]):
            lines = [wanted(n, order_item_id="01", rate=Decimal("0")) for n in several]
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.take(*lines)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 20)
