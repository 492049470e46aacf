"""Which product a SKU is, and the orders that wait for it."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user

from odoo.addons.amazon_connector.models.amazon_seller_sku_match import barcode_forms

from tests.odoo.common import make_stranger
from tests.odoo.orders import OrderCase, item, make_account, make_product, order


class MatchingCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Skus = cls.env["amazon.seller.sku"]
        cls.user = new_test_user(cls.env, "amazon-user", "amazon_connector.group_user")

    def know(self, *names, account=None, **texts):
        """Let Amazon state these SKUs; return their records."""
        blank = dict.fromkeys(("title", "asin", "barcode"), False)
        stated = {name: blank | texts for name in names}
        known = self.Skus._ensure(account or self.account, stated)
        return self.Skus.concat(*(known[name] for name in names))

    def assertMatch(self, sku, product, match):
        self.assertEqual((sku.product_id, sku.match), (product, match))
        self.assertFalse(sku.obstacle)

    def assertNoMatch(self, sku, obstacle):
        self.assertEqual(
            (sku.product_id.id, sku.match, sku.obstacle), (False, False, obstacle)
        )


class TestMatching(MatchingCase):
    def test_reference_comes_before_barcode(self):
        make_product(self.env, "OTHER", barcode="4006381333931")
        [sku] = self.know("LAMP", barcode="4006381333931")
        self.assertMatch(sku, self.lamp, "sku")

    def test_exact_reference_comes_before_one_in_other_letters(self):
        lower = make_product(self.env, "lamp")
        skus = self.know("lamp", "LAMP", "Lamp")
        self.assertMatch(skus[0], lower, "sku")
        self.assertMatch(skus[1], self.lamp, "sku")
        self.assertNoMatch(skus[2], "several_skus")

    def test_letters_of_another_case_do_where_only_one_is_like_them(self):
        green = make_product(self.env, "HANDTUCH-GRÜN")
        self.assertMatch(self.know("Handtuch-grün"), green, "sku")

    def test_leading_zeros_are_part_of_a_sku(self):
        make_product(self.env, "123")
        self.assertNoMatch(self.know("00123"), "unknown")

    def test_several_products_with_the_reference_are_none(self):
        second = make_product(self.env, "LAMP")
        sku = self.know("LAMP", barcode="4006381333931")
        self.assertNoMatch(sku, "several_skus")
        second.default_code = "LAMP-2"
        self.assertMatch(sku, self.lamp, "sku")

    def test_barcode_is_found_with_and_without_leading_zeros(self):
        self.lamp.barcode = "0036000291452"
        self.assertMatch(self.know("A", barcode="036000291452"), self.lamp, "barcode")
        self.assertMatch(self.know("B", barcode="0036000291452"), self.lamp, "barcode")
        self.assertNoMatch(self.know("C", barcode="36000291453"), "unknown")
        self.assertEqual(barcode_forms("AB-1"), {"AB-1"})

    def test_product_that_gets_the_code_is_found(self):
        skus = self.know("NEW-1", "NEW-2", barcode="4006381333931")
        product = make_product(self.env, "X")
        self.assertNoMatch(skus[0], "unknown")
        product.default_code = "NEW-1"
        self.assertMatch(skus[0], product, "sku")
        product.barcode = "4006381333931"
        self.assertMatch(skus[1], product, "barcode")
        product.write({"default_code": "X", "barcode": False})
        self.assertNoMatch(skus[0], "unknown")
        self.assertNoMatch(skus[1], "unknown")

    def test_template_that_gets_the_code_is_found(self):
        sku = self.know("NEW-1")
        template = self.env["product.template"].create(
            {"name": "New", "default_code": "NEW-1"}
        )
        self.assertMatch(sku, template.product_variant_id, "sku")
        template.company_id = self.env["res.company"].create({"name": "Other"})
        self.assertNoMatch(sku, "unknown")

    def test_archived_and_deleted_products_are_none(self):
        sku = self.know("LAMP")
        self.lamp.active = False
        self.assertNoMatch(sku, "unknown")
        self.lamp.active = True
        self.assertMatch(sku, self.lamp, "sku")
        self.lamp.unlink()
        self.assertNoMatch(sku, "unknown")

    def test_product_of_another_company_is_none(self):
        other = self.env["res.company"].create({"name": "Other"})
        make_product(self.env, "FOREIGN", company_id=other.id)
        self.assertNoMatch(self.know("FOREIGN"), "unknown")
        theirs = make_account(self.env, other, self.key_set, name="Theirs")
        self.assertTrue(self.know("FOREIGN", account=theirs).product_id)

    def test_title_and_barcode_of_the_home_marketplace_count(self):
        sku = self.know("SKU-1", title="Bougie")
        self.know("SKU-1", title="Kerze", barcode="4006381333931")
        self.assertEqual((sku.title, sku.barcode), ("Bougie", "4006381333931"))
        texts = {"title": "Kerze", "asin": False, "barcode": False}
        self.Skus._ensure(self.account, {"SKU-1": texts}, is_leading=True)
        self.assertEqual((sku.title, sku.barcode), ("Kerze", "4006381333931"))


class TestByHand(MatchingCase):
    def test_match_by_hand_stays(self):
        sku = self.know("LAMP").with_user(self.user)
        sku.product_id = self.book
        self.assertMatch(sku, self.book, "hand")
        self.know("LAMP", barcode="4006381333931")
        make_product(self.env, "LAMP", barcode="4006381333931")
        self.assertMatch(sku, self.book, "hand")

    def test_emptied_match_is_found_again(self):
        sku = self.know("LAMP").with_user(self.user)
        sku.product_id = self.book
        sku.product_id = False
        self.assertMatch(sku, self.lamp, "sku")

    def test_people_change_nothing_but_the_product(self):
        sku = self.know("LAMP").with_user(self.user)
        for values in ({"sku": "X"}, {"product_id": False, "match": "hand"}):
            with self.assertRaises(AccessError):
                sku.write(values)
        with self.assertRaises(AccessError):
            sku.unlink()

    def test_another_company_sees_and_changes_nothing(self):
        stranger = make_stranger(self.env, "amazon_connector.group_user")
        sku = self.know("LAMP").with_user(stranger)
        self.assertFalse(self.Skus.with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            sku.product_id = self.book

    def test_resold_article_is_only_suggested(self):
        product = make_product(self.env, "GW-TEEK-01")
        make_product(self.env, "GW")
        sku = self.know("amzn.gr.GW-TEEK-01-x_7Kp-2f")
        self.assertNoMatch(sku, "unknown")
        self.assertEqual(sku.suggested_product_id, product)
        sku.with_user(self.user).action_take_suggestion()
        self.assertMatch(sku, product, "hand")
        self.assertFalse(sku.suggested_product_id)
        self.assertFalse(self.know("TEEK-GW-1").suggested_product_id)

    def test_product_is_created_from_what_amazon_states(self):
        sku = self.know("NEW-1", title="A <b>new</b> lamp", barcode="4006381333931")
        action = sku.action_create_product()
        product = self.env["product.product"].browse(action["res_id"])
        self.assertMatch(sku, product, "sku")
        self.assertEqual(product.name, "A <b>new</b> lamp")
        self.assertEqual(product.barcode, "4006381333931")
        self.assertTrue(product.is_storable)

    def test_products_are_not_created_twice(self):
        make_product(self.env, "LAMP")
        skus = self.know("LAMP", "NEW-1")
        with self.assertRaisesRegex(UserError, "LAMP"):
            skus.action_create_product()
        skus[1].action_create_product()
        count = self.env["product.product"].search_count([])
        skus[1].action_create_product()
        self.assertEqual(self.env["product.product"].search_count([]), count)

    def test_accounts_and_twins_share_the_product_that_is_created(self):
        second = make_account(self.env, self.company, self.key_set, name="Second")
        ours = self.know("NEW-1", "NEW-1-FBA", barcode="4006381333931")
        theirs = self.know("NEW-1", account=second, barcode="04006381333931")
        action = (ours | theirs).action_create_product()
        product = self.env["product.product"].browse(action["res_id"])
        self.assertEqual(product.default_code, "NEW-1")
        self.assertEqual((ours | theirs).product_id, product)

    def test_list_is_edited_in_place(self):
        sku = self.know("NEW-1").with_user(self.user)
        view = "amazon_connector.amazon_seller_sku_view_form"
        with Form(sku, view) as form:
            form.product_id = self.book
        self.assertMatch(sku, self.book, "hand")
        # A line opens in place: a button, named in our own words, opens the whole.
        arch = sku.get_view(view_type="list")["arch"]
        self.assertNotIn("open_form_view", arch)
        self.assertIn('name="action_view"', arch)
        self.assertEqual(sku.action_view()["res_id"], sku.id)


class TestWaitingOrders(MatchingCase):
    def sku(self, name, account=None):
        return self.Skus.search(
            [("account_id", "=", (account or self.account).id), ("sku", "=", name)]
        )

    def test_order_goes_on_once_its_sku_is_matched_by_hand(self):
        record = self.bring(order(101, item("A-1", "1.00"), item("A-2", "2.00")))
        skus = self.sku("A-1") | self.sku("A-2")
        self.assertEqual(skus.mapped("waiting_order_count"), [1, 1])
        self.assertEqual(skus[0].title, "Article A-1")
        skus[0].product_id = self.lamp
        self.assertEqual(self.Inbox._import_pending(self.account), 0)
        skus[1].product_id = self.book
        self.assertEqual(self.Inbox._import_pending(self.account), 1)
        self.assertImported(record)
        products = record.sale_order_id.order_line.product_id
        self.assertEqual(products, self.lamp | self.book)
        self.assertEqual(skus.mapped("waiting_order_count"), [0, 0])

    def test_match_by_hand_comes_before_the_reference(self):
        self.know("LAMP").product_id = self.book
        record = self.bring(order(102, item("LAMP", "1.00")))
        self.assertEqual(record.sale_order_id.order_line.product_id, self.book)

    def test_choice_by_hand_ends_an_ambiguity(self):
        second = make_product(self.env, "LAMP", self.tax_19)
        record = self.bring(order(103, item("LAMP", "1.00")))
        self.assertEqual(record.reason, "ambiguous_sku")
        self.assertEqual(self.sku("LAMP").obstacle, "several_skus")
        self.sku("LAMP").product_id = second
        self.Inbox._import_pending(self.account)
        self.assertImported(record)
        self.assertEqual(record.sale_order_id.order_line.product_id, second)

    def test_order_goes_on_once_a_product_gets_the_barcode(self):
        self.know("FBA-9", barcode="4006381333931")
        record = self.bring(order(104, item("FBA-9", "1.00")))
        self.assertEqual(record.reason, "unknown_sku")
        cron = self.env.ref("amazon_connector.ir_cron_synchronize")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        triggers.unlink()
        self.book.barcode = "4006381333931"
        self.assertTrue(triggers.search([("cron_id", "=", cron.id)]))
        self.Inbox._import_pending(self.account)
        self.assertImported(record)

    def test_archived_choice_does_not_count(self):
        self.know("A-1").product_id = self.book
        self.book.active = False
        record = self.bring(order(105, item("A-1", "1.00")))
        self.assertEqual(record.reason, "unknown_sku")
        self.assertEqual(self.Inbox._import_pending(self.account), 0)
        self.book.active = True
        self.Inbox._import_pending(self.account)
        self.assertImported(record)

    def test_stale_match_does_not_try_without_end(self):
        """As the database is left when a write of products passed the models by."""
        self.know("LAMP")
        second = make_product(self.env, "OTHER", self.tax_19)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE product_product SET default_code = 'LAMP' WHERE id = %s",
            [second.id],
        )
        self.env.invalidate_all()
        record = self.bring(order(106, item("LAMP", "1.00")))
        self.assertEqual((record.reason, record.attempts), ("ambiguous_sku", 1))

    def test_choice_of_another_account_does_not_count(self):
        other = make_account(self.env, self.company, self.key_set, name="Second")
        self.know("A-1", account=other).product_id = self.book
        record = self.bring(order(107, item("A-1", "1.00")))
        self.assertEqual(record.reason, "unknown_sku")

    def test_list_finds_what_holds_orders_up(self):
        self.know("IDLE")
        self.bring(order(108, item("A-1", "1.00")), order(109, item("A-1", "1.00")))
        held = self.Skus.search([("waiting_order_count", ">", 0)])
        self.assertEqual((held.sku, held.waiting_order_count), ("A-1", 2))
        orders = self.Inbox.search(held.action_view_waiting_orders()["domain"])
        self.assertEqual(len(orders), 2)

    def test_one_query_finds_many_orders_products(self):
        """A batch costs the same number of queries for two SKUs and for forty."""

        def queries(number, count):
            skus = [f"N{number}-{index}" for index in range(count)]
            orders = [order(number + i, item(s, "1.00")) for i, s in enumerate(skus)]
            self.receive(*orders)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.Inbox._import_pending(self.account)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(200, 1)
        few, many = queries(300, 2), queries(400, 40)
        self.assertLess(many - few, 12)
