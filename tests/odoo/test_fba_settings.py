"""Which FBA orders are imported, and from which stock they are shipped."""

from odoo.exceptions import ValidationError

from tests.odoo.orders import item, order, shipment
from tests.odoo.test_fba_moves import FbaCase, parcel
from tests.odoo.test_stock import LAMP


class TestOnlyCounted(FbaCase):
    def test_counted_orders_are_no_sale_orders_until_they_are_wanted(self):
        self.account.fba_order_policy = "count"
        statements = [parcel(n, item("LAMP", "10.00")) for n in (1, 2)]
        merchant = order(3, item("LAMP", "10.00"))
        records = self.bring(*statements, merchant)
        self.assertEqual(records.mapped("state"), ["ignored", "ignored", "imported"])
        self.assertEqual(records[0].reason, "only_counted")
        self.assertIn('"FBA Orders"', records[0].reason_text)
        self.assertEqual(self.account.counted_order_count, 2)
        action = self.account.action_view_counted_orders()
        self.assertIn("search_default_only_counted", action["context"])
        records[0].action_import()
        self.assertImported(records[0])
        self.assertEqual(self.quantity(self.lamp), -1)
        self.account.fba_order_policy = "import"
        self.Inbox._import_pending(self.account)
        self.assertImported(records)
        self.account.invalidate_recordset()
        self.assertEqual(self.account.counted_order_count, 0)
        self.assertEqual(self.quantity(self.lamp), -2)

    def test_what_waits_is_only_counted_from_now_on(self):
        waiting, new = parcel(4, item("NONE", "1.00")), parcel(5, item("LAMP", "1.00"))
        self.bring(waiting)
        self.receive(new)
        self.account.fba_order_policy = "count"
        records = self.inbox(waiting, new)
        self.assertEqual(records.mapped("reason"), ["only_counted"] * 2)
        self.Inbox._import_pending(self.account)
        self.assertFalse(records.sale_order_id)

    def test_order_of_both_has_what_the_merchant_ships(self):
        self.account.fba_order_policy = "count"
        merchant = order(6, item("BOOK", "5.00", order_item_id="1"))
        amazon = shipment(6, item("LAMP", "10.00", order_item_id="2"))
        later = shipment(7, item("LAMP", "10.00", order_item_id="2"))
        first, second = self.bring(merchant, later)
        self.assertEqual((first.state, second.state), ("imported", "ignored"))
        self.bring(amazon, order(7, item("BOOK", "5.00", order_item_id="1")))
        for record in (first, second):
            self.assertImported(record)
            self.assertEqual(record.channel, "mixed")
            self.assertEqual(record.sale_order_id.order_line.product_id, self.book)
            self.assertEqual(record.sale_order_id.amount_total, 5)
            self.assertEqual(record.sale_order_id.amazon_seller_difference, 0)
        self.account.fba_order_policy = "import"
        self.Inbox._import_pending(self.account)
        for record in (first, second):
            self.assertImported(record)
            self.assertEqual(record.sale_order_id.amount_total, 15)
            self.assertEqual(record.sale_order_id.amazon_seller_difference, 0)


class TestLocations(FbaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.depot = cls.env["stock.warehouse"].create(
            {"name": "Amazon UK", "code": "AUK", "company_id": cls.company.id}
        )
        cls.place = cls.depot.lot_stock_id
        cls.france = cls.env["amazon.seller.marketplace"].search(
            [("marketplace_identifier", "=", "A13V1IB3VIYZZH")]
        )

    def choose(self, marketplace, location):
        return self.env["amazon.seller.marketplace.settings"].create(
            {
                "account_id": self.account.id,
                "marketplace_id": marketplace.id,
                "fba_location_id": location.id,
            }
        )

    def pieces(self, location):
        return self.lamp.with_context(location=location.id).qty_available

    def test_marketplace_names_the_location_of_its_area(self):
        self.choose(self.france, self.place)
        self.assertEqual(self.account._fba_location("EU"), self.place)
        british = self.account._fba_location("GB")
        self.assertEqual(british.name, "FBA GB")
        self.read(self.report(), LAMP)
        self.adjust()
        self.bring(
            parcel(1, item("LAMP", "10.00")),
            parcel(2, item("LAMP", "10.00", 3), sales_channel="Amazon.co.uk"),
        )
        self.assertEqual((self.pieces(self.place), self.pieces(british)), (11, -3))
        self.assertEqual(self.level().odoo_quantity, 11)
        self.account.fba_warehouse_id = False
        self.assertFalse(self.account._fba_location("EU"))

    def test_each_area_has_one_location_apart_from_all_others(self):
        self.choose(self.france, self.place)
        merchants = self.account.warehouse_id.lot_stock_id
        for marketplace, location, words in (
            (self.sweden, self.depot.wh_input_stock_loc_id, "Choose the same one"),
            (self.britain, self.place, "keeps another stock"),
            (self.britain, merchants, "Merchant orders are delivered from"),
        ):
            with self.assertRaisesRegex(ValidationError, words), self.cr.savepoint():
                self.choose(marketplace, location)
        self.choose(self.sweden, self.place)
        with self.assertRaisesRegex(ValidationError, "Merchant orders"):
            self.account.warehouse_id = self.depot

    def test_stock_is_not_left_behind(self):
        self.bring(parcel(3, item("LAMP", "10.00")))
        refused = self.assertRaisesRegex(ValidationError, "There is stock in")
        with refused, self.cr.savepoint():
            self.choose(self.france, self.place)
        settings = self.choose(self.france, self.account._fba_location("EU"))
        self.assertEqual(self.account._fba_location("EU"), settings.fba_location_id)
