"""Orders whose SKU has no product: they wait, sell a stand-in, or make the product."""

from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user

from tests.odoo.orders import OrderCase, again, item, make_product, order


class ProductCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Skus = cls.env["amazon.seller.sku"]
        cls.user = new_test_user(cls.env, "amazon-user", "amazon_connector.group_user")
        Marketplace = cls.env["amazon.seller.marketplace"]
        cls.germany = cls.account.home_marketplace_id
        cls.france = Marketplace.search([("country_id.code", "=", "FR")])
        cls.usa = Marketplace.search([("country_id.code", "=", "US")])

    def sku(self, name):
        return self.Skus.search(
            [("account_id", "=", self.account.id), ("sku", "=", name)]
        )

    def offer(self, name, marketplace, price=None, **values):
        """Let Amazon state an offer; return the listing."""
        texts = {"title": f"Listed {name}", "asin": False, "barcode": False}
        sku = self.Skus._ensure(self.account, {name: texts})[name]
        return self.env["amazon.seller.listing"].create(
            {
                "account_id": self.account.id,
                "marketplace_id": marketplace.id,
                "sku_id": sku.id,
                "sku": name,
                "currency_id": marketplace.currency_id.id,
                "price": price or 0,
                "is_price_blank": price is None,
                "state": "active",
                **values,
            }
        )


class TestStandIn(ProductCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stand_in = make_product(
            cls.env, "VARIOUS", cls.tax_19, is_storable=False, name="Various"
        )
        cls.account.write(
            {
                "unknown_sku_policy": "stand_in",
                "stand_in_product_id": cls.stand_in.id,
            }
        )

    def test_order_names_what_was_bought_and_says_so(self):
        record = self.bring(order(1, item("LAMP", "9.99"), item("NEW-1", "20.00")))
        self.assertImported(record)
        sale = record.sale_order_id
        known, stand_in = sale.order_line
        self.assertEqual(known.product_id, self.lamp)
        self.assertFalse(known.amazon_seller_stand_in_sku)
        self.assertEqual(
            (stand_in.product_id, stand_in.name, stand_in.amazon_seller_stand_in_sku),
            (self.stand_in, "Article NEW-1 [NEW-1]", "NEW-1"),
        )
        self.assertEqual(sale.amount_total, 29.99)
        self.assertEqual(sale.amazon_seller_stand_in_skus, "NEW-1")
        self.assertEqual(sale.picking_ids.amazon_seller_stand_in_skus, "NEW-1")
        for record, view in ((sale, "form"), (sale.picking_ids, "form")):
            arch = record.get_view(view_type=view)["arch"]
            self.assertIn("amazon_seller_stand_in_skus", arch)

    def test_sku_is_found_again_and_matched(self):
        sale = self.bring(order(2, item("NEW-1", "20.00"))).sale_order_id
        sku = self.sku("NEW-1")
        self.assertEqual((sku.title, sku.product_id.id), ("Article NEW-1", False))
        self.assertEqual(
            self.Skus.search([("stand_in_order_count", ">", 0)]).mapped("sku"),
            ["NEW-1"],
        )
        self.assertEqual(sku.stand_in_order_count, 1)
        found = sale.search(sku.action_view_stand_in_orders()["domain"])
        self.assertEqual(found, sale)
        sku.product_id = self.book
        later = self.bring(order(3, item("NEW-1", "20.00"))).sale_order_id
        self.assertEqual(later.order_line.product_id, self.book)
        self.assertFalse(later.amazon_seller_stand_in_skus)

    def test_other_quantities_are_followed_though_it_is_matched_by_now(self):
        stated = order(7, item("NEW-1", "20.00"))
        record = self.bring(stated)
        self.sku("NEW-1").product_id = self.book
        self.bring(again(stated, items=(item("NEW-1", "40.00", 2),)))
        line = record.sale_order_id.order_line
        self.assertEqual((line.product_uom_qty, line.price_total), (2, 40))
        self.assertEqual(line.product_id, self.stand_in)
        self.assertFalse(record._is_behind())

    def test_what_several_products_claim_waits_all_the_same(self):
        make_product(self.env, "LAMP", self.tax_19)
        record = self.bring(order(4, item("LAMP", "1.00")))
        self.assertEqual(record.reason, "ambiguous_sku")

    def test_archived_stand_in_makes_orders_wait(self):
        self.stand_in.active = False
        record = self.bring(order(5, item("NEW-1", "1.00")))
        self.assertEqual(record.reason, "unknown_sku")

    def test_waiting_orders_go_on_when_the_policy_changes(self):
        self.account.unknown_sku_policy = "wait"
        record = self.bring(order(6, item("NEW-1", "1.00")))
        self.assertEqual(record.reason, "unknown_sku")
        with Form(self.account) as form:
            form.unknown_sku_policy = "stand_in"
            form.stand_in_product_id = self.stand_in
        self.Inbox._import_pending(self.account)
        self.assertImported(record)


class TestMakeProducts(ProductCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.unknown_sku_policy = "create"

    def make(self, number, sku, **values):
        record = self.bring(order(number, item(sku, "10.00", **values)))
        self.assertImported(record)
        return record.sale_order_id.order_line.product_id

    def test_product_is_made_once_from_what_amazon_states(self):
        texts = {"title": "A <b>lamp</b>", "asin": False, "barcode": "4006381333931"}
        self.Skus._ensure(self.account, {"NEW-1": texts})
        records = self.bring(
            order(1, item("NEW-1", "10.00")), order(2, item("NEW-1", "12.00"))
        )
        self.assertImported(records)
        [product] = records.sale_order_id.order_line.product_id
        self.assertEqual(
            (product.name, product.default_code, product.barcode, product.list_price),
            ("A <b>lamp</b>", "NEW-1", "4006381333931", 0),
        )
        sku = self.sku("NEW-1")
        self.assertEqual((sku.product_id, sku.is_product_made), (product, True))
        self.assertEqual(self.Skus.search([("is_product_made", "=", True)]), sku)
        self.assertEqual(self.make(3, "NEW-1"), product)

    def test_title_of_the_order_does_where_nothing_is_listed(self):
        self.assertEqual(self.make(4, "NEW-2").name, "Article NEW-2")

    def test_price_is_the_listings_without_the_tax_or_none(self):
        self.offer("EU-1", self.france, 23.80)
        self.offer("EU-1", self.germany, 11.90)
        self.offer("EU-2", self.germany, None)
        self.offer("US-1", self.usa, 11.90)
        self.assertEqual(self.make(5, "EU-1").list_price, 10.00)
        self.assertEqual(self.make(6, "EU-2").list_price, 0)
        self.assertEqual(self.make(7, "US-1").list_price, 0, "dollars are not euro")
        self.tax_19.price_include_override = "tax_included"
        self.offer("EU-3", self.germany, 11.90)
        self.assertEqual(self.make(8, "EU-3").list_price, 11.90)

    def test_one_product_that_odoo_refuses_costs_only_its_orders(self):
        Product = self.env.registry["product.product"]
        validate = Product._validate_fields

        def strict(products, names, *args):
            if "BAD" in products.mapped("default_code"):
                raise ValidationError("No such product here.")
            return validate(products, names, *args)

        with patch.object(Product, "_validate_fields", strict):
            good, bad = self.bring(
                order(9, item("GOOD", "1.00")), order(10, item("BAD", "1.00"))
            )
        self.assertImported(good)
        self.assertEqual((bad.reason, bad.reason_detail), ("unknown_sku", "BAD"))
        self.assertFalse(self.sku("BAD").product_id)
        self.assertIn(self.sku("BAD"), self.Skus.search([("product_id", "=", False)]))

    def test_barcode_of_several_products_is_left_to_a_person(self):
        other = self.env["res.company"].create({"name": "Other"})
        for company in (other, self.company):
            make_product(self.env, "X", barcode="4006381333931", company_id=company.id)
        texts = {"title": "Y", "asin": False, "barcode": "4006381333931"}
        self.Skus._ensure(self.account, {"Y": texts})
        self.assertEqual(self.make(11, "Y").default_code, "X", "the company's own")

    def test_many_are_made_with_few_queries(self):
        def queries(number, count):
            orders = [
                order(number + n, item(f"N{number}-{n}", "1.00")) for n in range(count)
            ]
            self.receive(*orders)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.Inbox._import_pending(self.account)
            self.assertImported(self.inbox(*orders))
            return self.env.cr.sql_log_count - before

        queries(100, 1)
        few, many = queries(200, 2), queries(300, 30)
        self.assertLess((many - few) / 28, 12)


class TestOtherProductOnAMarketplace(ProductCase):
    def both(self, number):
        german = order(number, item("LAMP", "1.00"))
        french = order(number + 1, item("LAMP", "1.00"), sales_channel="Amazon.fr")
        records = self.bring(german, french)
        self.assertImported(records)
        return [record.sale_order_id.order_line.product_id for record in records]

    def test_sku_may_be_another_product_there(self):
        listing = self.offer("LAMP", self.france, 10)
        self.assertEqual(self.both(1), [self.lamp, self.lamp])
        sku = listing.sku_id.with_user(self.user)
        with Form(sku, "amazon_connector.amazon_seller_sku_view_form") as form:
            with form.listing_ids.edit(0) as line:
                line.own_product_id = self.book
        self.assertEqual(self.both(3), [self.lamp, self.book])
        self.book.active = False
        self.assertEqual(self.both(5), [self.lamp, self.lamp])

    def test_order_goes_on_once_it_is_chosen(self):
        listing = self.offer("ONLY-FR", self.france, 10)
        french = order(7, item("ONLY-FR", "1.00"), sales_channel="Amazon.fr")
        german = order(8, item("ONLY-FR", "1.00"))
        records = self.bring(french, german)
        self.assertEqual(records.mapped("reason"), ["unknown_sku"] * 2)
        listing.with_user(self.user).own_product_id = self.book
        self.Inbox._import_pending(self.account)
        self.assertImported(records[0])
        self.assertEqual(records[1].attempts, 1, "waits, and is not tried for nothing")
        self.assertEqual(records[1].reason, "unknown_sku")

    def test_people_change_nothing_else_of_a_listing(self):
        listing = self.offer("LAMP", self.france, 10).with_user(self.user)
        sku = listing.sku_id
        for record, values in (
            (listing, {"price": 1}),
            (listing, {"price": 1, "own_product_id": self.book.id}),
            (sku, {"listing_ids": [(1, listing.id, {"price": 1})]}),
            (
                sku,
                {
                    "product_id": self.book.id,
                    "listing_ids": [(1, listing.id, {"price": 1})],
                },
            ),
            (sku, {"product_id": self.book.id, "listing_ids": [(5,)]}),
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                record.write(values)
        self.assertEqual(listing.price, 10)


class TestTwins(ProductCase):
    def test_several_skus_are_one_product(self):
        twin = self.bring(order(1, item("LAMP-FBA", "1.00")))
        self.sku("LAMP-FBA").with_user(self.user).product_id = self.lamp
        self.Inbox._import_pending(self.account)
        records = twin | self.bring(order(2, item("LAMP", "1.00")))
        self.assertImported(records)
        self.assertEqual(records.sale_order_id.order_line.product_id, self.lamp)

    def test_several_are_matched_at_once(self):
        records = self.bring(
            *(order(n, item(f"A-{n}", "1.00")) for n in range(3, 6)),
        )
        skus = self.Skus.search([("waiting_order_count", ">", 0)])
        skus.with_user(self.user).write({"product_id": self.lamp.id})
        self.Inbox._import_pending(self.account)
        self.assertImported(records)
        self.assertEqual(self.Inbox._import_pending(self.account), 0)
        self.receive(again(order(3, item("A-3", "1.00"))))
        self.assertEqual(len(records[0].sale_order_id.order_line), 1)
