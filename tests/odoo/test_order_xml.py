"""Order reports that come as XML, because the seller chose so in Seller Central."""

from odoo.addons.amazon_connector.spapi.orders import Address

from .lives import MFN, LivingCase
from .orders import ADDRESS, OrderCase, again, item, make_product, order


class TestOrderXml(LivingCase):
    DAYS = 12

    def _choose(self, form):
        self.amazon.other_program.choose_form(form)

    def test_every_order_is_here_to_the_cent_whatever_the_form(self):
        for first, form in ((1, "flat_file"), (4, "xml"), (8, "flat_file")):
            self._choose(form)
            self._live(first, first + 4)
        self._choose("xml")
        self._live(13, 16)
        self.assertEverythingIsHere()
        reports = self._reports(MFN)
        self.assertFalse(reports.issue_ids)
        self.assertLessEqual(set(reports.mapped("state")), {"done", "empty"})

    def test_the_same_order_in_both_forms_is_one(self):
        self._choose("xml")
        self._live(1, 6)
        orders = self._sale_orders()
        report = self._reports(MFN).filtered("new_count")[:1]
        self._choose("flat_file")
        again = report.copy({"state": "wanted", "report_identifier": False})
        self._round()
        self.assertEqual((again.state, again.new_count), ("done", 0))
        self.assertEqual(again.order_count, report.order_count)
        self.assertEqual(self._sale_orders(), orders)


class TestFewerStatements(OrderCase):
    """XML says less of an order than the flat file that told of it before."""

    FLAGS = ("is_prime", "is_replacement_order", "is_buyer_requested_cancellation")

    def _state(self, is_imported):
        told = order(1, item("CUP", "10.00"), bill_address=ADDRESS)
        told = again(told, buyer_cancel_reason="Ordered twice")
        told = again(told, **dict.fromkeys(self.FLAGS, True))
        self.receive(told)
        if is_imported:
            self.Inbox._import_pending(self.account)
        return told

    def _inbox(self, statement):
        return self.Inbox.search(
            [
                ("account_id", "=", self.account.id),
                ("amazon_order_id", "=", statement.amazon_order_id),
            ]
        )

    def test_what_it_does_not_say_is_not_taken_back(self):
        make_product(self.env, "CUP", self.tax_19)
        for is_imported in (False, True):
            with self.subTest(is_imported=is_imported):
                told = self._state(is_imported)
                silent = again(told, bill_address=Address(), buyer_cancel_reason="")
                self.receive(again(silent, **dict.fromkeys(self.FLAGS)))
                inbox = self._inbox(told)
                self.assertTrue(all(inbox[flag] for flag in self.FLAGS))
                self.assertEqual(inbox.buyer_cancel_reason, "Ordered twice")
                self.assertEqual(inbox.bill_city, ADDRESS.city)

    def test_what_it_denies_is_taken_back(self):
        told = self._state(is_imported=False)
        self.receive(again(told, is_buyer_requested_cancellation=False))
        self.assertFalse(self._inbox(told).is_buyer_requested_cancellation)

    def test_what_a_first_statement_does_not_say_is_no(self):
        told = order(2, item("CUP", "10.00"))
        self.receive(again(told, **dict.fromkeys(self.FLAGS)))
        self.assertFalse(any(self._inbox(told)[flag] for flag in self.FLAGS))
