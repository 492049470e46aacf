"""Listings and FBA stock from Amazon to Odoo, against what the emulated world has."""

from datetime import timedelta

from emulator import marketplaces
from emulator.world.offers import offered_on

from .lives import LivingCase

MYI = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"


class TestGoodsOfAWorld(LivingCase):
    DAYS = 30
    has_side_reports = True
    world_values = {"seed": 11, "orders": 60, "na_share": 0.0}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._leave_side_reports(cls.account, but_for=(MYI, LISTINGS))
        for product in cls.amazon.world.products:
            cls.env["product.product"].search(
                [("default_code", "=", product.sku)]
            ).barcode = product.ean
        cls._keep_fba_stock()

    def _live_hours(self, day, hours=1):
        """Let the hours of a day pass, with a round every five minutes."""
        self._go_to(day)
        for _round in range(hours * 12):
            self.clock.tick(timedelta(minutes=5))
            self.amazon.rates.refill()
            self.account._round(lambda: True)
        self.env.flush_all()

    def _newest(self, report_type, country):
        """Return the newest report of a country that was read."""
        reports = self._reports(report_type).filtered(
            lambda report: (
                report.state == "done"
                and report.marketplace_ids.country_id.code == country
            )
        )
        return max(reports, key=lambda report: report.asked_at)

    def _stated(self, area):
        """Return ``{SKU: quantities}`` as Odoo has them."""
        return {
            level.sku: (
                level.fulfillable,
                level.reserved,
                level.unsellable,
                level.total,
            )
            for level in self.env["amazon.seller.stock"].search([("area", "=", area)])
        }

    def _true(self, area, moment):
        """Return ``{SKU: quantities}`` of the world, but what Amazon hides."""
        return {
            sku: (stock.fulfillable, stock.reserved, stock.unsellable, stock.total)
            for sku, stock in self.amazon.world.stock(area, moment).items()
            if not stock.offer.is_suppressed
        }

    def assertStockIsTrue(self, area, country):
        report = self._newest(MYI, country)
        self.assertFalse(report.issue_ids)
        moment = self.first_day + (report.asked_at - self._day(0))
        self.assertEqual(self._stated(area), self._true(area, moment))

    def assertListingsAreTrue(self, marketplace):
        listings = self.env["amazon.seller.listing"].search(
            [("marketplace_id.marketplace_identifier", "=", marketplace.id)]
        )
        self.assertEqual(
            {
                each.sku: (each.state, each.channel, round(each.price, 2))
                for each in listings
            },
            {
                offer.sku: (
                    offer.status.lower(),
                    offer.channel,
                    0
                    if offer.status == "Incomplete"
                    else float(offer.price(marketplace)),
                )
                for offer in offered_on(self.amazon.world, marketplace)
            },
        )

    def test_everything_is_as_amazon_has_it(self):
        self._live_hours(12)
        self.assertStockIsTrue("EU", "DE")
        self.assertStockIsTrue("GB", "GB")
        for marketplace in (marketplaces.DE, marketplaces.FR, marketplaces.GB):
            self.assertListingsAreTrue(marketplace)
        self._live_hours(20)
        self.assertStockIsTrue("EU", "DE")
        self._adjustments_follow()
        self._products_are_found()

    def _adjustments_follow(self):
        stock = self.env["amazon.seller.stock"]
        while wanted := stock.search([("is_adjustment_wanted", "=", True)]):
            self.assertTrue(wanted._next_batch()._adjust_safely())
        different = stock.search([("has_difference", "=", True)])
        self.assertFalse(different.filtered(lambda level: not level.obstacle))
        kept = stock.search([("account_id", "=", self.account.id)]).filtered(
            lambda level: not level.obstacle
        )
        self.assertGreater(len(kept), 10)
        self.assertGreater(sum(kept.mapped("odoo_quantity")), 100)

    def _products_are_found(self):
        skus = self.env["amazon.seller.sku"].search(
            [("account_id", "=", self.account.id)]
        )
        unmatched = set(skus.filtered(lambda sku: not sku.product_id).mapped("sku"))
        by_barcode = skus.filtered(lambda sku: sku.match == "barcode")
        self.assertTrue(by_barcode)
        resold = skus.filtered(lambda sku: sku.sku.startswith("amzn.gr."))
        self.assertTrue(resold)
        self.assertLessEqual(set(resold.mapped("sku")), unmatched)
        self.assertTrue(all(resold.mapped("suggested_product_id")))
