"""Odoo's stock beside Amazon's numbers, and bringing the one to the other."""

from dataclasses import replace
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user

from tests.odoo.orders import make_product
from tests.odoo.test_stock import AFN, BOOK, LAMP, StockCase


class TestDifference(StockCase):
    def setUp(self):
        super().setUp()
        self.keep()

    def test_difference_is_what_odoo_lacks(self):
        self.read(self.report(), LAMP, BOOK)
        self.assertRecordValues(
            self.level(),
            [{"odoo_quantity": 0, "difference": 12, "obstacle": False}],
        )
        found = self.Stock.search([("has_difference", "=", True)])
        self.assertEqual(found.mapped("sku"), ["BOOK", "LAMP"])

    def test_adjustment_brings_odoo_to_amazons_numbers(self):
        self.read(self.report(), LAMP, BOOK)
        self.adjust()
        self.assertEqual(self.quantity(self.lamp), 12)
        self.assertEqual(self.quantity(self.book), 0)
        self.assertFalse(self.level().has_difference)
        self.read(self.report(4), replace(LAMP, fulfillable=3), BOOK)
        self.assertEqual(self.level().difference, -7)
        self.adjust()
        self.assertEqual(self.quantity(self.lamp), 5)
        location = self.account._fba_location("EU")
        self.assertEqual(location.name, "FBA EU")
        self.assertEqual(location.location_id, self.warehouse.lot_stock_id)
        self.assertEqual(location.company_id, self.company)

    def test_adjustment_names_amazon_and_the_report(self):
        report = self.report()
        report.report_identifier = "4711"
        self.read(report, LAMP)
        self.adjust()
        [move] = self.env["stock.move"].search([("product_id", "=", self.lamp.id)])
        self.assertTrue(move.is_inventory)
        self.assertEqual(move.state, "done")
        for word in ("Amazon", "4711", self.account.name):
            self.assertIn(word, move.reference)

    def test_areas_have_locations_of_their_own(self):
        self.read(self.report(), LAMP)
        self.read(self.report(marketplace=self.britain), replace(LAMP, fulfillable=1))
        self.adjust()
        self.assertEqual(self.quantity(self.lamp), 12)
        self.assertEqual(self.quantity(self.lamp, "GB"), 0)
        self.adjust(self.level(area="GB"))
        self.assertEqual(self.quantity(self.lamp), 12)
        self.assertEqual(self.quantity(self.lamp, "GB"), 3)

    def test_several_skus_of_one_product_are_compared_together(self):
        twin = replace(LAMP, sku="LAMP-FBA", fnsku="X000LAMP02", fulfillable=5)
        self.read(self.report(), LAMP, twin)
        self.level("LAMP-FBA").sku_id.product_id = self.lamp
        both = self.level() | self.level("LAMP-FBA")
        self.assertEqual(both.mapped("difference"), [19, 19])
        self.adjust(self.level("LAMP-FBA"))
        self.assertEqual(self.quantity(self.lamp), 19)
        self.assertEqual(both.mapped("difference"), [0, 0])

    def test_what_stands_in_the_way_is_told_and_nothing_adjusted(self):
        lots = make_product(self.env, "LOTS", tracking="lot")
        service = make_product(self.env, "SERVICE", is_storable=False)
        levels = [replace(LAMP, sku=sku) for sku in ("LOTS", "SERVICE", "NONE", "GONE")]
        make_product(self.env, "GONE")
        self.read(self.report(), *levels)
        self.read(self.report(4), *levels[:3])
        self.read(
            self.report(5, report_type=AFN), replace(BOOK, reserved=None, total=None)
        )
        expected = {
            "LOTS": "tracked",
            "SERVICE": "not_storable",
            "NONE": "no_product",
            "GONE": "not_listed",
            "BOOK": "not_stated",
        }
        levels = self.Stock.search([("account_id", "=", self.account.id)])
        self.assertEqual({each.sku: each.obstacle for each in levels}, expected)
        self.assertEqual(self.level("LOTS").difference, 12)
        with self.assertRaises(UserError):
            self.adjust(levels)
        self.assertFalse(self.quantity(lots) or self.quantity(service))

    def test_stock_of_other_owners_is_not_amazons(self):
        self.read(self.report(), LAMP)
        self.env["stock.quant"]._update_available_quantity(
            self.lamp,
            self.account._fba_location("EU"),
            3,
            owner_id=self.company.partner_id,
        )
        self.assertEqual(self.level().difference, 12)

    def test_stock_in_packages_is_not_torn_out(self):
        self.read(self.report(), replace(LAMP, fulfillable=1, reserved=0))
        package = self.env["stock.package"].create({"name": "PACK-1"})
        self.env["stock.quant"]._update_available_quantity(
            self.lamp, self.account._fba_location("EU"), 3, package_id=package
        )
        level = self.level()
        self.assertEqual((level.difference, level.obstacle), (-2, "packed"))

    def test_only_stock_managers_adjust(self):
        self.read(self.report(), LAMP)
        user = new_test_user(self.env, "reader", "amazon_connector.group_user")
        level = self.level().with_user(user)
        self.assertEqual(level.difference, 12)
        for adjust in (level.action_adjust, level.action_adjust_all):
            with self.assertRaises(AccessError):
                adjust()

    def test_second_press_changes_nothing(self):
        self.read(self.report(), LAMP)
        self.adjust()
        with self.assertRaises(UserError):
            self.adjust()
        self.assertEqual(self.quantity(self.lamp), 12)

    def test_one_refused_product_costs_only_itself(self):
        self.read(self.report(), LAMP, BOOK)
        Move = type(self.env["stock.move"])
        action_done = Move._action_done

        def refuse(moves, *args, **kwargs):
            if self.book in moves.product_id:
                raise UserError("Books\nare counted by hand.")
            return action_done(moves, *args, **kwargs)

        with patch.object(Move, "_action_done", refuse):
            levels = self.Stock.search([("has_difference", "=", True)])
            action = self.adjust(levels)
        self.assertEqual(self.quantity(self.lamp), 12)
        [book] = self.level("BOOK")
        self.assertEqual(book.adjustment_error, "Books are counted by hand")
        self.assertFalse(book.is_adjustment_wanted)
        self.assertIn("counted by hand", action["params"]["message"])
        self.read(self.report(4), LAMP, BOOK)
        self.assertFalse(book.adjustment_error)

    def test_warehouse_of_deliveries_cannot_be_amazons(self):
        with self.assertRaisesRegex(ValidationError, self.account.warehouse_id.name):
            self.account.fba_warehouse_id = self.account.warehouse_id

    def test_two_accounts_share_a_warehouse_but_no_location(self):
        other = self.account.copy({"name": "Second"})
        other.fba_warehouse_id = self.warehouse
        first, second = (each._fba_location("EU") for each in (self.account, other))
        self.assertNotEqual(first, second)
        self.assertEqual(second.name, "FBA EU (Second)")
        self.assertEqual(self.account._fba_location("EU"), first)

    def test_one_sellers_stock_is_kept_once_however_many_accounts_see_it(self):
        france = self.env["amazon.seller.marketplace"].search(
            [("marketplace_identifier", "=", "A13V1IB3VIYZZH")]
        )
        self.account.write(
            {"seller_identifier": "A1SELLER", "marketplace_ids": self.germany.ids}
        )
        other = self.account.copy({"name": "France", "seller_identifier": "A1SELLER"})
        other.write(
            {
                "marketplace_ids": (france | self.britain).ids,
                "fba_warehouse_id": self.warehouse.id,
            }
        )
        for area, marketplace in (("EU", france), ("GB", self.britain)):
            report = self.report(marketplace=marketplace)
            report.account_id = other
            self.Stock._receive(other, [LAMP], report)
            level = self.Stock.search(
                [("account_id", "=", other.id), ("area", "=", area)]
            )
            is_shared = area == "EU"
            self.assertEqual(
                (level.obstacle, level.difference),
                ("kept_elsewhere", 0) if is_shared else (False, 12),
            )
            keeper = self.account if is_shared else other
            location = other._fba_location(area)
            self.assertEqual(location.amazon_seller_account_id, keeper)
        self.read(self.report(), LAMP)
        self.assertEqual((self.level().obstacle, self.level().difference), (False, 12))

    def test_stock_that_is_not_kept_has_no_location(self):
        self.account.fba_warehouse_id = False
        self.assertFalse(self.account._fba_location("EU"))
        self.read(self.report(), LAMP)
        self.assertFalse(self.Stock.search([("has_difference", "=", True)]))


class TestAdjustingByItself(StockCase):
    def setUp(self):
        super().setUp()
        self.keep("apply")

    def run_cron(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("amazon_connector.ir_cron_adjust_stock")
            self.assertIs(cron.method_direct_trigger(), True)

    def test_each_report_is_followed(self):
        self.read(self.report(), LAMP, BOOK)
        self.assertTrue(self.level().is_adjustment_wanted)
        self.run_cron()
        self.assertEqual(self.quantity(self.lamp), 12)
        self.assertEqual(self.quantity(self.book), 4)
        self.assertFalse(self.Stock.search([("is_adjustment_wanted", "=", True)]))
        self.read(self.report(4), replace(LAMP, fulfillable=0), BOOK)
        self.run_cron()
        self.assertEqual(self.quantity(self.lamp), 2)

    def test_older_report_is_not_followed(self):
        self.read(self.report(4), LAMP)
        self.run_cron()
        self.read(self.report(), replace(LAMP, fulfillable=99))
        self.run_cron()
        self.assertEqual(self.quantity(self.lamp), 12)

    def test_showing_is_all_by_default(self):
        self.keep("show")
        self.read(self.report(), LAMP)
        self.run_cron()
        self.assertEqual(self.quantity(self.lamp), 0)

    def test_number_of_our_queries_does_not_grow_with_the_products(self):
        """What Odoo itself needs for a stock move is left aside."""

        def queries(prefix, count):
            names = [f"{prefix}{number}" for number in range(count)]
            for name in names:
                make_product(self.env, name)
            self.read(self.report(), *(replace(LAMP, sku=name) for name in names))
            levels = self.Stock.search([("sku", "in", names)])
            levels._prepare_adjustments()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(levels._prepare_adjustments()), count)
            return self.env.cr.sql_log_count - before

        queries("A", 1)
        self.assertLessEqual(queries("C", 60), queries("B", 3) + 2)

    def test_batches_are_worked_off(self):
        self.read(self.report(), LAMP, BOOK)
        path = (
            "odoo.addons.amazon_connector.models.amazon_seller_stock_adjustment"
            ".BATCH_SIZE"
        )
        with patch(path, 1):
            wanted = self.Stock.search([("is_adjustment_wanted", "=", True)])
            self.assertEqual(len(wanted), 2)
            self.assertEqual(len(wanted._next_batch()), 1)
            self.run_cron()
        self.assertEqual((self.quantity(self.lamp), self.quantity(self.book)), (12, 4))
