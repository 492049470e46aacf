"""Weeks in which Amazon ships, takes back and counts: each by a report of its own."""

from collections import Counter

from odoo.fields import Datetime

from .lives import LivingCase

MYI = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
RETURNS = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"


class TestFbaLife(LivingCase):
    DAYS = 24
    has_side_reports = True
    world_values = {"seed": 23, "orders": 160, "na_share": 0.0}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._leave_side_reports(cls.account, but_for=(MYI, RETURNS))
        cls.stock_source = cls.account.source_ids.filtered(
            lambda source: source.report_type == MYI
        )
        cls.stock_way = cls.stock_source.way
        cls._keep_fba_stock()

    def _adjust(self):
        """Let the cron adjust what the day's reports made it want to."""
        stock = self.env["amazon.seller.stock"]
        while wanted := stock.search([("is_adjustment_wanted", "=", True)]):
            batch = wanted._next_batch()
            batch._adjust_safely()
            self.assertFalse(batch.filtered("is_adjustment_wanted"))
        self.assertFalse(stock.search([("adjustment_error", "!=", False)]))

    def _kept(self):
        """Return the stock levels that Odoo follows."""
        levels = self.env["amazon.seller.stock"].search([])
        return levels.filtered(lambda level: not level.obstacle)

    def assertFollowed(self):
        """Odoo has Amazon's number of the moment of Amazon's report."""
        self.env.invalidate_all()
        different = self._kept().filtered("has_difference")
        self.assertFalse(different.mapped(lambda e: (e.sku, e.area, e.difference)))

    def assertShippedOnce(self):
        """Each item that Amazon shipped left its area's stock once, on its day."""
        lines = self._sale_orders().order_line.filtered(
            lambda line: line.amazon_seller_fba and line.amazon_seller_kind == "item"
        )
        self.assertEqual(set(lines.mapped("amazon_seller_fba_stock")), {"moved"})
        for line in lines:
            gone = line.move_ids.filtered(lambda move: move._is_outgoing())
            self.assertEqual(gone.mapped("quantity"), [line.product_uom_qty])
            self.assertEqual(gone.date, line.amazon_seller_line_id.shipment_date)
            self.assertEqual(gone.location_id.amazon_seller_account_id, self.account)
        return lines

    def test_stock_follows_amazon_whatever_is_told_first(self):
        """Every other day brings no stock report: what is told then has its place in
        the number that was told before, and nobody adjusts anything."""
        self._live_day(2, with_stock=True)
        told = []
        for day in range(3, self.DAYS):
            before = len(self._moves())
            self._live_day(day, with_stock=not day % 2)
            self.assertFollowed()
            if day % 2:
                told.append(len(self._moves()) - before)
        self.assertGreater(sum(told), 20, "told on days without a stock report")
        lines = self.assertShippedOnce()
        self.assertGreater(len(lines), 60)
        self._nothing_comes_from_nowhere(lines)

    def _live_day(self, day, with_stock):
        self._go_to(day)
        self.stock_source.way = self.stock_way if with_stock else "off"
        self._round()
        if with_stock:
            self._adjust()

    def _moves(self):
        return self.env["stock.move"].search([("sale_line_id", "!=", False)])

    def _nothing_comes_from_nowhere(self, lines):
        """What is there was counted or came back, and was not sold."""
        places = self.account._fba_places()
        balance = Counter()
        for move in self.env["stock.move"].search([("state", "=", "done")]):
            balance[move.location_id, move.product_id] -= move.quantity
            balance[move.location_dest_id, move.product_id] += move.quantity
        for quant in self.env["stock.quant"].search(
            [("location_id", "in", [place.id for place in places])]
        ):
            key = quant.location_id, quant.product_id
            self.assertEqual(balance[key], quant.quantity)
        self.assertTrue(lines.move_ids.filtered(lambda move: move._is_incoming()))
        self.assertLessEqual(max(lines.move_ids.mapped("date")), Datetime.now())
