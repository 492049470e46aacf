"""Listings: what is kept of them, what is gone, and what an older report may do."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from odoo.addons.amazon_connector.spapi.listings import Listing
from odoo.addons.amazon_connector.spapi.orders import Channel

from tests.odoo.orders import OrderCase, make_account, make_product

TYPE = "GET_MERCHANT_LISTINGS_ALL_DATA"
MOMENT = datetime(2026, 11, 20, 10)
LAMP = Listing(
    sku="LAMP",
    asin="B0TEST0001",
    title="Lamp <script>alert(1)</script>",
    barcode="4006381333931",
    price=Decimal("19.99"),
    quantity=5,
    status="Active",
    condition="11",
    listing_id="0929FIRW02F",
)


class ListingCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Listings = cls.env["amazon.seller.listing"]
        cls.germany = cls.account.home_marketplace_id
        cls.sweden = cls.env["amazon.seller.marketplace"].search(
            [("marketplace_identifier", "=", "A2NODRKZP88ZB9")]
        )

    def report(self, hours=0, marketplace=None, report_type=TYPE):
        """Return a report whose snapshot was taken so many hours later."""
        moment = MOMENT + timedelta(hours=hours)
        return self.env["amazon.seller.report"].create(
            {
                "account_id": self.account.id,
                "report_type": report_type,
                "data_start": moment,
                "data_end": moment,
                "asked_at": moment,
                "state": "stored",
                "marketplace_ids": [(6, 0, (marketplace or self.germany).ids)],
            }
        )

    def read(self, report, *listings, refused=0):
        """Let a report state listings; return how many were new, known, changed."""
        receiver = report._receiver()
        counts = receiver._receive(self.account, list(listings), report)
        report.write({"record_count": len(listings)})
        self.env["amazon.seller.report.issue"].create(
            [
                {"report_id": report.id, "line_number": line + 2, "code": "bad_number"}
                for line in range(refused)
            ]
        )
        report._finish("done" if listings else "empty")
        return counts["new"], counts["known"], counts["changed"]

    def states(self, marketplace=None):
        return {
            listing.sku: listing.state
            for listing in self.Listings.search(
                [("marketplace_id", "=", (marketplace or self.germany).id)]
            )
        }


class TestListing(ListingCase):
    def test_listing_is_kept_as_stated(self):
        self.assertEqual(self.read(self.report(), LAMP), (1, 0, 0))
        [listing] = self.Listings.search([("account_id", "=", self.account.id)])
        self.assertRecordValues(
            listing,
            [
                {
                    "sku": "LAMP",
                    "asin": "B0TEST0001",
                    "title": "Lamp <script>alert(1)</script>",
                    "barcode": "4006381333931",
                    "price": 19.99,
                    "quantity": 5,
                    "channel": "MFN",
                    "state": "active",
                    "condition": "new",
                    "seen_at": MOMENT,
                    "company_id": self.company.id,
                    "currency_id": self.env.ref("base.EUR").id,
                    "product_id": self.lamp.id,
                    "match": "sku",
                }
            ],
        )

    def test_japanese_file_whose_header_is_silent_is_read(self):
        japan = self.env["amazon.seller.marketplace"].search(
            [("marketplace_identifier", "=", "A1VC38T7YXB528")]
        )
        report = self.report(marketplace=japan)
        header = "seller-sku\titem-name\tprice\tquantity"
        content = f"{header}\nCUP\t青いカップ\t1200\t3\n".encode("cp932")
        parts = self.env["amazon.seller.report.part"]
        report.file_size = parts._store(report, [content])
        report._read(lambda: True)
        self.assertEqual(report.state, "done")
        [cup] = self.Listings.search([("marketplace_id", "=", japan.id)])
        self.assertEqual(cup.title, "青いカップ")

    def test_same_statement_is_known_and_another_one_changes(self):
        self.read(self.report(), LAMP)
        self.assertEqual(self.read(self.report(24), LAMP), (0, 1, 0))
        dearer = replace(LAMP, price=Decimal("21.50"))
        self.assertEqual(self.read(self.report(48), dearer), (0, 0, 1))
        [listing] = self.Listings.search([("account_id", "=", self.account.id)])
        self.assertEqual(listing.price, 21.5)
        self.assertEqual(listing.seen_at, MOMENT + timedelta(hours=48))

    def test_price_is_in_the_marketplaces_currency(self):
        self.read(self.report(marketplace=self.sweden), LAMP)
        [listing] = self.Listings.search([("marketplace_id", "=", self.sweden.id)])
        self.assertEqual(listing.currency_id.name, "SEK")

    def test_what_is_not_stated_is_not_zero(self):
        amazons = replace(LAMP, price=None, quantity=None, channel=Channel.AFN)
        self.read(self.report(), amazons)
        [listing] = self.Listings.search([("account_id", "=", self.account.id)])
        self.assertTrue(listing.is_price_blank and listing.is_quantity_blank)

    def test_status_may_be_in_the_marketplaces_language(self):
        words = {"A": "Unvollständig", "B": "Inactif", "C": "ACTIVE", "D": "出品中"}
        self.read(
            self.report(),
            *(replace(LAMP, sku=sku, status=word) for sku, word in words.items()),
        )
        expected = {"A": "incomplete", "B": "inactive", "C": "active", "D": "other"}
        self.assertEqual(self.states(), expected)

    def test_absent_listing_is_gone_on_its_marketplace_only_and_comes_back(self):
        book = replace(LAMP, sku="BOOK")
        self.read(self.report(), LAMP, book)
        self.read(self.report(marketplace=self.sweden), LAMP, book)
        self.read(self.report(24), LAMP)
        self.assertEqual(self.states(), {"LAMP": "active", "BOOK": "gone"})
        self.assertEqual(self.states(self.sweden), {"LAMP": "active", "BOOK": "active"})
        self.assertEqual(self.read(self.report(48), LAMP, book), (0, 1, 1))
        self.assertEqual(self.states(), {"LAMP": "active", "BOOK": "active"})

    def test_report_that_is_empty_or_not_whole_makes_nothing_gone(self):
        book = replace(LAMP, sku="BOOK")
        self.read(self.report(), LAMP, book)
        self.read(self.report(24))
        self.read(self.report(25), LAMP, refused=1)
        self.assertEqual(self.states(), {"LAMP": "active", "BOOK": "active"})

    def test_older_report_changes_nothing(self):
        self.read(self.report(24), LAMP)
        older = replace(LAMP, price=Decimal("1.00"), status="Inactive")
        book = replace(LAMP, sku="BOOK")
        self.assertEqual(self.read(self.report(), older, book), (1, 1, 0))
        [listing] = self.Listings.search([("sku", "=", "LAMP")])
        self.assertEqual((listing.price, listing.state), (19.99, "active"))
        self.read(self.report(-24), older)
        self.assertEqual(self.states(), {"LAMP": "active", "BOOK": "active"})

    def test_report_read_again_changes_nothing(self):
        report = self.report()
        book = replace(LAMP, sku="BOOK")
        self.read(report, LAMP, book)
        self.assertEqual(self.read(report, LAMP, book), (0, 2, 0))
        self.assertEqual(self.states(), {"LAMP": "active", "BOOK": "active"})

    def test_sku_twice_in_a_report_is_one_listing(self):
        self.assertEqual(self.read(self.report(), LAMP, LAMP), (1, 1, 0))

    def test_new_product_is_found_by_the_next_report(self):
        """Though the database was changed past the models."""
        self.read(self.report(), replace(LAMP, sku="NEW-1", barcode=""))
        product = make_product(self.env, "X")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE product_product SET default_code = 'NEW-1' WHERE id = %s",
            [product.id],
        )
        self.read(self.report(24), LAMP)
        [listing] = self.Listings.search([("sku", "=", "NEW-1")])
        self.assertEqual(listing.product_id, product)

    def test_choice_by_hand_counts_on_all_marketplaces(self):
        self.read(self.report(), LAMP)
        self.read(self.report(marketplace=self.sweden), LAMP)
        listings = self.Listings.search([("account_id", "=", self.account.id)])
        listings[0].sku_id.product_id = self.book
        self.assertEqual(listings.product_id, self.book)
        self.read(self.report(24), LAMP)
        self.assertEqual(listings.product_id, self.book)

    def test_other_company_sees_nothing_and_users_write_nothing(self):
        self.read(self.report(), LAMP)
        [listing] = self.Listings.search([("account_id", "=", self.account.id)])
        user = new_test_user(self.env, "reader", "amazon_connector.group_user")
        with self.assertRaises(AccessError):
            listing.with_user(user).write({"price": 1})
        other = self.env["res.company"].create({"name": "Other"})
        user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self.Listings.with_user(user).search([]))

    def test_same_sku_of_another_account_is_another_listing(self):
        self.read(self.report(), LAMP)
        other = make_account(self.env, self.company, self.key_set, name="Second")
        self.Listings._receive(other, [LAMP])
        self.assertEqual(self.Listings.search_count([("sku", "=", "LAMP")]), 2)

    def test_number_of_queries_does_not_grow_with_the_listings(self):
        def queries(prefix, count):
            listings = [replace(LAMP, sku=f"{prefix}{n}") for n in range(count)]
            report = self.report()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.Listings._receive(self.account, listings, report)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries("A", 1)
        few, many = queries("B", 3), queries("C", 300)
        self.assertLessEqual(many, few + 2)
