"""Why an order is missing, as far as our own books know."""

from datetime import datetime, timedelta, timezone

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from tests.odoo.inquiries import Inquiries
from tests.odoo.orders import (
    OrderCase,
    again,
    item,
    make_account,
    make_product,
    order,
    shipment,
)

ORDER_1 = "302-0000001-0000001"
MFN = "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING"


class BooksCase(Inquiries, OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env, "inquiry_clerk", groups="amazon_connector.group_user"
        )
        cls.seller = new_test_user(
            cls.env,
            "inquiry_seller",
            groups="amazon_connector.group_user,"
            "sales_team.group_sale_salesman_all_leads",
        )


class TestInbox(BooksCase):
    def test_an_imported_order_is_shown(self):
        record = self.bring(order(1, item("LAMP", "10.00")))
        name = record.sale_order_id.name
        inquiry = self.ask(f" {ORDER_1}\u200b", user=self.seller)
        self.assertFound(inquiry, "imported", words=name)
        self.assertEqual(inquiry.order_ref, ORDER_1)
        self.assertEqual(
            inquiry.action_view_sale_order()["res_id"], record.sale_order_id.id
        )
        self.assertEqual(inquiry.action_view_order()["res_id"], record.id)

    def test_who_may_not_see_sale_orders_gets_no_link_to_them(self):
        record = self.bring(order(1, item("LAMP", "10.00")))
        inquiry = self.ask(ORDER_1)
        self.assertFound(inquiry, "imported")
        self.assertFalse(inquiry.sale_order_id)
        self.assertEqual(inquiry.order_id, record)

    def test_an_imported_order_that_was_cancelled_here(self):
        record = self.bring(order(1, item("LAMP", "10.00")))
        record.sale_order_id._action_cancel()
        self.assertFound(
            self.ask(ORDER_1), "imported_cancelled", words=record.sale_order_id.name
        )

    def test_an_imported_order_that_was_deleted_here_comes_again(self):
        record = self.bring(order(1, item("LAMP", "10.00")))
        record.sale_order_id._action_cancel()
        record.sale_order_id.unlink()
        inquiry = self.ask(ORDER_1)
        self.assertFound(inquiry, "sale_order_gone", "import_now")
        self.assertFound(self.press(inquiry, "import_now"), "imported")
        self.assertTrue(record.sale_order_id)

    def test_an_order_about_to_be_imported(self):
        self.receive(order(1, item("LAMP", "10.00")))
        inquiry = self.ask(ORDER_1)
        self.assertFound(inquiry, "new", "import_now")
        self.assertFound(self.press(inquiry, "import_now"), "imported")

    def test_a_waiting_order_says_its_reason_and_goes_on(self):
        self.bring(order(1, item("NEW", "10.00")))
        inquiry = self.ask(ORDER_1)
        self.assertFound(inquiry, "waiting", "import_now", words="NEW")
        self.assertEqual(inquiry.title, "Waiting: Unknown SKU")
        self.press(inquiry, "import_now")
        self.assertFound(inquiry, "waiting", "import_now", words="NEW")
        make_product(self.env, "NEW", self.tax_19)
        self.assertFound(self.press(inquiry, "import_now"), "imported")

    def test_an_order_before_the_start_date(self):
        self.account.order_start_date = "2026-11-21"
        self.bring(order(1, item("LAMP", "10.00")))
        inquiry = self.ask(ORDER_1)
        self.assertFound(inquiry, "ignored_before_start", "import_now")
        self.assertFound(self.press(inquiry, "import_now"), "imported")

    def test_an_order_of_another_marketplace(self):
        self.account.marketplace_ids = self.account.home_marketplace_id
        self.bring(order(1, item("LAMP", "10.00"), sales_channel="Amazon.fr"))
        inquiry = self.ask(ORDER_1)
        self.assertFound(
            inquiry, "ignored_other_marketplace", "import_now", words="Amazon.fr"
        )
        self.assertEqual(inquiry.action_view_account()["res_id"], self.account.id)
        self.assertFound(self.press(inquiry, "import_now"), "imported")

    def test_an_order_set_aside_by_hand(self):
        self.bring(order(1, item("NEW", "10.00"))).action_ignore()
        make_product(self.env, "NEW", self.tax_19)
        inquiry = self.ask(ORDER_1)
        self.assertFound(inquiry, "ignored_by_user", "import_now")
        self.assertFound(self.press(inquiry, "import_now"), "imported")

    def test_an_order_of_another_shop(self):
        self.bring(shipment(1, item("LAMP", "0.00"), sales_channel="Non-Amazon DE"))
        self.assertFound(self.ask(ORDER_1), "ignored_not_amazon", words="Non-Amazon DE")

    def test_of_two_accounts_the_one_that_imported_it_counts(self):
        statement = order(1, item("LAMP", "10.00"))
        other = make_account(self.env, self.company, self.key_set, name="Sister")
        first = self.bring(statement)
        second = self.bring(statement, account=other)
        self.assertEqual(second.reason, "other_account")
        self.assertFound(
            self.ask(ORDER_1, account=other), "imported", words="Test seller"
        )
        first.unlink()
        self.assertFound(self.ask(ORDER_1), "ignored_other_account")

    def test_an_archived_account_still_tells(self):
        self.bring(order(1, item("LAMP", "10.00")))
        self.account.active = False
        self.assertFound(self.ask(ORDER_1), "imported")

    def test_a_part_that_waits_is_told_beside_the_sale_order(self):
        record = self.bring(shipment(1, item("LAMP", "10.00", shipment_item_id="D1")))
        further = item("NEW", "5.00", shipment_item_id="D2")
        self.bring(again(shipment(1, item("LAMP", "10.00")), items=(further,)))
        inquiry = self.ask(ORDER_1, user=self.seller)
        self.assertFound(inquiry, "waiting", "import_now", words="NEW")
        self.assertEqual(inquiry.sale_order_id, record.sale_order_id)


class TestRows(BooksCase):
    def _report(self, **values):
        return self.env["amazon.seller.report"].create(
            {
                "account_id": self.account.id,
                "report_type": MFN,
                "data_start": "2026-11-01 00:00:00",
                "data_end": "2026-11-10 00:00:00",
                "state": "done",
                "issue_ids": [
                    Command.create(
                        {
                            "line_number": 7,
                            "amazon_order_ref": ORDER_1,
                            "code": "bad_number",
                            "column_name": "item-price",
                        }
                    )
                ],
                **values,
            }
        )

    def test_a_row_that_could_not_be_read_is_asked_for_again(self):
        report = self._report()
        inquiry = self.ask(ORDER_1)
        self.assertFound(inquiry, "row_unreadable", "ask_again", words="item-price")
        self.assertIn("Line 7 of", inquiry.sentence)
        self.assertEqual(inquiry.action_view_report()["res_id"], report.id)
        self.assertFound(self.press(inquiry, "ask_again"), "row_asked_again")
        reports = self.env["amazon.seller.report"].search(
            [("account_id", "=", self.account.id)]
        )
        self.assertEqual(len(reports), 2)
        self.assertEqual(set(reports.mapped("data_end")), {report.data_end})

    def test_a_row_that_can_never_be_read_is_fetched_without_a_report(self):
        self._report()
        self._report()
        self.assertFound(self.ask(ORDER_1), "row_unreadable_again", "fetch_order")

    def test_an_order_that_came_all_the_same_is_what_counts(self):
        self._report()
        self.bring(order(1, item("LAMP", "10.00")))
        self.assertFound(self.ask(ORDER_1), "imported")


class TestQuestion(BooksCase):
    def test_what_is_no_order_id_gets_an_example(self):
        for text in ("", "S00042", "302-1234567-123456", "<script>alert(1)</script>"):
            with self.assertRaisesRegex(UserError, "302-1234567-1234567"):
                self.ask(text)

    def test_an_order_of_another_shop_is_known_by_its_id(self):
        inquiry = self.ask("s02-1234567-1234567")
        self.assertFound(inquiry, "not_amazon")

    def test_another_question_takes_the_answer_away(self):
        self.bring(order(1, item("LAMP", "10.00")))
        inquiry = self.ask(ORDER_1)
        changed = inquiry.new({"order_ref": "302-1"}, origin=inquiry)
        changed._onchange_question()
        self.assertFalse(changed.finding or changed.severity or changed.repair)
        inquiry.order_ref = "302-1"
        self.assertFalse(inquiry.finding or inquiry.order_id or inquiry.sentence)

    def test_the_account_opens_the_question_for_itself(self):
        action = self.account.with_user(self.clerk).action_inquire_order()
        inquiries = self.env[action["res_model"]].with_user(self.clerk)
        inquiry = inquiries.with_context(**action["context"]).create({})
        self.assertEqual(inquiry.account_id, self.account)
        self.assertEqual(action["target"], "new")

    def test_menu_and_account_lead_to_the_question(self):
        menus = self.env["ir.ui.menu"].with_user(self.clerk)._visible_menu_ids()
        self.assertIn(
            self.env.ref("amazon_connector.amazon_seller_order_inquiry_menu").id, menus
        )
        accounts = self.env["amazon.seller.account"].with_user(self.clerk)
        self.assertIn("action_inquire_order", accounts.get_view()["arch"])

    def test_names_are_shown_as_text(self):
        self.account.name = "<script>alert(1)</script>"
        self.bring(order(1, item("LAMP", "10.00")))
        inquiry = self.ask(ORDER_1)
        self.assertIn("<script>", inquiry.sentence)
        for name in ("title", "sentence", "notes"):
            self.assertIn(inquiry._fields[name].type, ("char", "text"))

    def test_without_access_the_account_is_named(self):
        inquiry = self.ask(ORDER_1)
        self.assertFound(inquiry, "not_asked", "open_account")
        self.assertIn("Test seller: Access to this account has not", inquiry.notes)
        self.assertEqual(inquiry.action_repair()["res_id"], self.account.id)

    def test_without_any_account(self):
        self.account.active = False
        self.assertFound(self.ask(ORDER_1), "no_account")


class TestRights(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sister = cls.env["res.company"].create(
            {
                "name": "Sister company",
                "country_id": cls.env.ref("base.de").id,
                "currency_id": cls.env.ref("base.EUR").id,
            }
        )
        cls.stranger = new_test_user(
            cls.env,
            "inquiry_stranger",
            groups="amazon_connector.group_manager",
            company_id=cls.sister.id,
            company_ids=[Command.set(cls.sister.ids)],
        )

    def test_other_companies_orders_are_not_revealed(self):
        record = self.bring(order(1, item("LAMP", "10.00")))
        inquiry = self.ask(ORDER_1, user=self.stranger)
        self.assertFound(inquiry, "no_account")
        self.assertNotIn("Test seller", f"{inquiry.sentence}{inquiry.notes}")
        inquiry.sudo().write({"order_id": record.id, "repair": "import_now"})
        with self.assertRaises(AccessError):
            inquiry.action_repair()

    def test_nothing_is_fetched_through_another_companys_account(self):
        inquiry = self.ask(ORDER_1, user=self.stranger)
        inquiry.sudo().write(
            {"found_account_id": self.account.id, "repair": "fetch_order"}
        )
        with self.assertRaises(AccessError):
            inquiry.action_repair()

    def test_other_companies_reports_are_not_asked_for(self):
        report = self.env["amazon.seller.report"].create(
            {
                "account_id": self.account.id,
                "report_type": MFN,
                "data_start": datetime.now(timezone.utc).replace(tzinfo=None)
                - timedelta(days=3),
                "data_end": datetime.now(timezone.utc).replace(tzinfo=None),
            }
        )
        inquiry = self.ask(ORDER_1, user=self.stranger)
        inquiry.sudo().write({"report_id": report.id, "repair": "ask_again"})
        with self.assertRaises(AccessError):
            inquiry.action_repair()

    def test_an_answer_belongs_to_who_asked(self):
        self.bring(order(1, item("LAMP", "10.00")))
        inquiry = self.ask(ORDER_1)
        with self.assertRaises(AccessError):
            inquiry.with_user(self.seller).read(["sentence"])

    def test_who_is_no_amazon_user_asks_nothing(self):
        nobody = new_test_user(self.env, "inquiry_nobody", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.ask(ORDER_1, user=nobody)
