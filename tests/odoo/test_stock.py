"""FBA stock: what is kept of it, what is not mentioned, and which report counts."""

from dataclasses import replace
from datetime import timedelta

from odoo.tests import new_test_user

from odoo.addons.amazon_connector.spapi.stock import StockLevel

from tests.odoo.test_listing import MOMENT, ListingCase

MYI = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
AFN = "GET_AFN_INVENTORY_DATA"
LAMP = StockLevel(
    sku="LAMP",
    fnsku="X000LAMP01",
    asin="B0TEST0001",
    title="Lamp",
    condition="New",
    fulfillable=10,
    reserved=2,
    unsellable=1,
    inbound=5,
    total=18,
)
BOOK = replace(LAMP, sku="BOOK", fnsku="X000BOOK01", fulfillable=4, reserved=0)


class StockCase(ListingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Stock = cls.env["amazon.seller.stock"]
        cls.britain = cls.env["amazon.seller.marketplace"].search(
            [("marketplace_identifier", "=", "A1F83G8C2ARO7P")]
        )
        cls.warehouse = cls.env["stock.warehouse"].create(
            {"name": "Amazon FBA", "code": "FBA", "company_id": cls.company.id}
        )
        cls.stock_manager = new_test_user(
            cls.env,
            "stock-manager",
            "amazon_connector.group_user,stock.group_stock_manager",
        )

    def report(self, hours=0, marketplace=None, report_type=MYI):
        return super().report(hours, marketplace, report_type)

    def level(self, sku="LAMP", area="EU"):
        return self.Stock.search(
            [
                ("account_id", "=", self.account.id),
                ("sku", "=", sku),
                ("area", "=", area),
            ]
        )

    def keep(self, policy="show"):
        self.account.write(
            {"fba_warehouse_id": self.warehouse.id, "fba_stock_policy": policy}
        )

    def quantity(self, product, area="EU"):
        """Return the product's quantity in the location of the area."""
        location = self.account._fba_location(area)
        quants = self.env["stock.quant"].search(
            [("location_id", "=", location.id), ("product_id", "=", product.id)]
        )
        return sum(quants.mapped("quantity"))

    def adjust(self, levels=None):
        levels = self.level() if levels is None else levels
        return levels.with_user(self.stock_manager).action_adjust()


class TestStatedStock(StockCase):
    def test_stock_is_kept_as_stated(self):
        self.assertEqual(self.read(self.report(), LAMP, BOOK), (2, 0, 0))
        self.assertRecordValues(
            self.level(),
            [
                {
                    "fnsku": "X000LAMP01",
                    "condition": "new",
                    "fulfillable": 10,
                    "reserved": 2,
                    "unsellable": 1,
                    "inbound": 5,
                    "total": 18,
                    "product_id": self.lamp.id,
                    "snapshot_at": MOMENT,
                    "not_listed_since": False,
                    "obstacle": "not_kept",
                    "has_difference": False,
                }
            ],
        )
        self.assertNotIn("local", self.level().stated_at)

    def test_marketplaces_of_one_area_are_one_stock(self):
        self.read(self.report(), LAMP)
        self.assertEqual(self.read(self.report(1, self.sweden), LAMP), (0, 1, 0))
        self.assertEqual(self.read(self.report(1, self.britain), LAMP), (1, 0, 0))
        self.assertEqual(self.level().fulfillable, 10)
        self.assertEqual(self.level(area="GB").fulfillable, 10)

    def test_one_sku_may_have_several_labels_and_conditions(self):
        used = replace(LAMP, condition="UsedLikeNew")
        relabelled = replace(LAMP, fnsku="X000LAMP02")
        self.assertEqual(self.read(self.report(), LAMP, used, relabelled), (3, 0, 0))
        self.assertEqual(self.read(self.report(1), LAMP, used, relabelled), (0, 3, 0))

    def test_other_report_states_some_and_blanks_nothing(self):
        self.read(self.report(), LAMP)
        blank = dict.fromkeys(
            ("fulfillable", "reserved", "unsellable", "inbound", "total")
        )
        row = replace(LAMP, **blank, title="", condition="NewItem")
        rows = replace(row, fulfillable=8), replace(row, unsellable=3)
        counts = self.read(self.report(1, report_type=AFN), *rows)
        self.assertEqual(counts, (0, 1, 1))
        self.assertRecordValues(
            self.level(),
            [
                {
                    "fulfillable": 8,
                    "unsellable": 3,
                    "reserved": 2,
                    "total": 18,
                    "title": "Lamp",
                }
            ],
        )

    def test_each_quantity_stays_as_it_was_stated_last(self):
        self.read(self.report(report_type=AFN), replace(BOOK, reserved=None))
        self.read(self.report(-2), replace(BOOK, fulfillable=9, reserved=7))
        [book] = self.level("BOOK")
        self.assertEqual((book.fulfillable, book.reserved), (4, 7))
        self.assertEqual(book.snapshot_at, MOMENT)

    def test_absent_sku_is_not_zero(self):
        self.read(self.report(), LAMP, BOOK)
        self.read(self.report(4), LAMP)
        self.read(self.report(8), LAMP)
        [book] = self.level("BOOK")
        self.assertEqual(book.fulfillable, 4)
        self.assertEqual(book.not_listed_since, MOMENT + timedelta(hours=4))
        self.assertFalse(self.level().not_listed_since)
        self.read(self.report(12), LAMP, BOOK)
        self.assertFalse(book.not_listed_since)

    def test_report_that_is_empty_or_not_whole_makes_nothing_absent(self):
        self.read(self.report(), LAMP, BOOK)
        self.read(self.report(1))
        self.read(self.report(2), LAMP, refused=1)
        self.read(self.report(3, report_type=AFN), LAMP)
        self.assertFalse(self.level("BOOK").not_listed_since)

    def test_older_report_read_later_changes_nothing(self):
        self.read(self.report(4), LAMP)
        before = self.level().read()
        older = replace(LAMP, fulfillable=99, title="Old")
        self.assertEqual(self.read(self.report(), older, BOOK), (1, 1, 0))
        self.assertEqual(self.level().read(), before)
        self.read(self.report(-4), BOOK)
        self.assertFalse(self.level().not_listed_since)

    def test_sku_without_listing_is_in_the_list_of_skus(self):
        self.read(self.report(), replace(LAMP, sku="NEW-1"))
        sku = self.level("NEW-1").sku_id
        self.assertEqual((sku.obstacle, sku.title), ("unknown", "Lamp"))

    def test_number_of_queries_does_not_grow_with_the_skus(self):
        def queries(prefix, count):
            levels = [replace(LAMP, sku=f"{prefix}{n}") for n in range(count)]
            for hours in range(2):
                report = self.report(hours)
                self.env.flush_all()
                before = self.env.cr.sql_log_count
                self.Stock._receive(self.account, levels, report)
                self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries("A", 1)
        few, many = queries("B", 3), queries("C", 300)
        self.assertLessEqual(many, few + 2)
