"""Base class of the tests in which days and months pass."""

from datetime import datetime, timedelta
from decimal import Decimal
from unittest.mock import patch

from odoo import fields
from odoo.sql_db import BaseCursor
from odoo.tests import freeze_time

from .connected import ConnectedCase

FIRST_DAY = "2026-01-05 06:00:00"
DAY = timedelta(days=1)
MFN = "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING"
AFN = "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_INVOICING"
ALL_ORDERS = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"


class LivingCase(ConnectedCase):
    """One clock for Odoo and the emulated Amazon; orders of the first DAYS days."""

    DAYS = 40
    world_values = {"seed": 5, "orders": 40, "na_share": 0.0, "vcs": True}

    @classmethod
    def setUpClass(cls):
        freezer = freeze_time(FIRST_DAY)
        cls.clock = freezer.start()
        cls.addClassCleanup(freezer.stop)
        # Odoo takes its records' dates from the database's clock.
        cls.startClassPatcher(
            patch.object(BaseCursor, "now", lambda cursor: datetime.now())
        )
        cls.first_day = datetime.fromisoformat(f"{FIRST_DAY}+00:00")
        cls.world_values = {
            **cls.world_values,
            "start": cls.first_day,
            "end": cls.first_day + cls.DAYS * DAY,
        }
        super().setUpClass()
        cls.account.order_start_date = fields.Datetime.now()
        cls._create_products()
        cls._create_rates()

    @classmethod
    def _keep_fba_stock(cls):
        """Let Odoo follow Amazon's stock in a warehouse of its own."""
        warehouse = cls.env["stock.warehouse"].create(
            {"name": "Amazon FBA", "code": "FBA", "company_id": cls.company.id}
        )
        cls.account.write(
            {"fba_warehouse_id": warehouse.id, "fba_stock_policy": "apply"}
        )

    def setUp(self):
        super().setUp()
        self.clock.move_to(self.first_day)
        self._forget_other_tests()
        self._authorize()

    @property
    def now(self):
        return fields.Datetime.now()

    def _day(self, day):
        return (self.first_day + day * DAY).replace(tzinfo=None)

    def _go_to(self, day):
        """Let time pass, and nothing happen in Odoo."""
        self.clock.move_to(self.first_day + day * DAY)
        self.amazon.rates.refill()

    def _live(self, first, last, step=1):
        """Let the days pass, with two rounds each."""
        for day in range(first, last + 1, step):
            self._go_to(day)
            self._round()

    def _round(self):
        for _round in range(2):
            self.account._round(lambda: True)
        self.env.flush_all()

    def _list_all_orders(self):
        """Take over Amazon's list of all orders as it is now."""
        self.env["amazon.seller.report"].create(
            {
                "account_id": self.account.id,
                "report_type": ALL_ORDERS,
                "data_start": self._day(0),
                "data_end": self.now,
            }
        )
        self._round()

    def _reports(self, report_type=None):
        domain = [("account_id", "=", self.account.id)]
        if report_type:
            domain.append(("report_type", "=", report_type))
        return self.env["amazon.seller.report"].search(domain, order="id")

    def _states(self, channel="MFN"):
        return [state for _a, _b, state in self.account._coverage_stretches(channel)]

    def _prove(self, channel, *days):
        """Prove the periods between days."""
        for start, end in days:
            self.env["amazon.seller.coverage"]._prove(
                self.account,
                channel,
                self.account._fetched_marketplaces(),
                self._day(start),
                self._day(end),
            )

    def _sale_orders(self):
        return self.env["sale.order"].search(
            [("amazon_seller_account_id", "=", self.account.id)]
        )

    def assertEverythingIsHere(self):
        """Every order is in Odoo once, to the cent, and the ledger has no hole."""
        expected = self.amazon.world.expected("eu")["orders"]
        self.assertEqual(
            sorted(
                (order.amazon_seller_order_ref, f"{order.amount_total:.2f}")
                for order in self._sale_orders()
            ),
            sorted(
                (ref, f"{Decimal(order['total']):.2f}")
                for ref, order in expected.items()
            ),
        )
        for channel in ("MFN", "AFN"):
            self.assertLessEqual(set(self._states(channel)), {"proven", "asked"})
            self.assertEqual(self._states(channel)[0], "proven")
        self.account.invalidate_recordset()
        self.assertEqual((self.account.gap_count, self.account.gap_summary), (0, ""))
