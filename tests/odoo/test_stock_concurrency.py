"""Two workers at the same goods, each with a connection of its own."""

import threading

import psycopg2

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tools import mute_logger

from odoo.addons.amazon_connector.spapi.listings import Listing
from odoo.addons.amazon_connector.spapi.stock import StockLevel

from tests.odoo.common import AmazonCase
from tests.odoo.orders import make_account, make_key_set, make_product
from tests.odoo.test_pending_orders import pending as waiting

COUNT = 300


class TestTwoWorkersAtGoods(AmazonCase):
    """Everything is committed for real and removed again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry_ = Registry(cls.env.cr.dbname)
        with cls.registry_.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            company = env.ref("base.main_company")
            key_set = make_key_set(env)
            account = make_account(env, company, key_set, name="Goods")
            warehouse = account.warehouse_id
            account.write({"warehouse_id": False, "fba_warehouse_id": warehouse.id})
            product = make_product(env, "GOODS-1")
            cls.ids = {
                "amazon.seller.account": account.id,
                "amazon.seller.key.set": key_set.id,
                "product.product": product.id,
            }
        cls.addClassCleanup(cls._remove_everything)

    @classmethod
    def _remove_everything(cls):
        with cls.registry_.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            for model, id_ in cls.ids.items():
                env[model].browse(id_).unlink()

    def _receive(self, env):
        account = env["amazon.seller.account"].browse(self.ids["amazon.seller.account"])
        names = [f"GOODS-{number}" for number in range(COUNT)]
        listings = [Listing(sku=name) for name in names]
        levels = [StockLevel(sku=name, fulfillable=3, reserved=1) for name in names]
        env["amazon.seller.listing"]._receive(account, listings)
        env["amazon.seller.stock"]._receive(account, levels)

    def _worker(self, barrier, tries, failures):
        """Receive like the cron: again when the database asks for it."""
        for attempt in range(10):
            tries.append(attempt)
            try:
                with self.registry_.cursor() as cr:
                    cr.execute("SELECT 1")  # The snapshot of this transaction.
                    if not attempt:
                        barrier.wait(20)
                    self._receive(api.Environment(cr, SUPERUSER_ID, {}))
                return
            except psycopg2.OperationalError:
                continue
            except Exception as error:  # noqa: BLE001
                failures.append(error)
                return
        failures.append("never got through")

    def test_1_same_report_read_by_two_workers_is_kept_once(self):
        barrier, tries, failures = threading.Barrier(2), [], []
        threads = [
            threading.Thread(target=self._worker, args=(barrier, tries, failures))
            for _worker in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        self.assertFalse(failures)
        self.assertIn(1, tries, "They did not meet.")
        with self.registry_.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            for name in ("sku", "listing", "stock"):
                count = env[f"amazon.seller.{name}"].search_count(
                    [("account_id", "=", self.ids["amazon.seller.account"])]
                )
                self.assertEqual(count, COUNT, name)

    def _keep_stock(self):
        with self.registry_.cursor() as cr:
            self._receive(api.Environment(cr, SUPERUSER_ID, {}))

    def _level(self, cr):
        env = api.Environment(cr, SUPERUSER_ID, {})
        return env["amazon.seller.stock"].search(
            [
                ("account_id", "=", self.ids["amazon.seller.account"]),
                ("sku", "=", "GOODS-1"),
            ]
        )

    def test_2_stock_that_somebody_adjusts_is_left_to_him(self):
        self._keep_stock()
        with self.registry_.cursor() as cr1, self.registry_.cursor() as cr2:
            first, second = self._level(cr1), self._level(cr2)
            self.assertEqual(first._adjust_safely(), 1)
            first.env.flush_all()
            self.assertEqual(second._adjust_safely(), 0)
            cr1.rollback()
            self.assertEqual(second._adjust_safely(), 1)
            cr2.rollback()

    def assertTriesAgain(self, level):
        """The database refuses to adjust by what was seen before somebody else did."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.SerializationFailure),
        ):
            level._adjust_safely()
        level.env.cr.rollback()

    def test_3_stock_that_somebody_has_just_adjusted_is_compared_anew(self):
        self._keep_stock()
        with self.registry_.cursor() as cr1, self.registry_.cursor() as cr2:
            first, second = self._level(cr1), self._level(cr2)
            self.assertTrue(second.has_difference)
            first.adjusted_at = fields.Datetime.now()  # As adjusting does.
            first.env.flush_all()
            cr1.commit()
            self.assertTriesAgain(second)

    def test_4_stock_that_amazon_has_just_shipped_from_is_compared_anew(self):
        self._keep_stock()
        with self.registry_.cursor() as cr1, self.registry_.cursor() as cr2:
            first, second = self._level(cr1), self._level(cr2)
            self.assertTrue(second.has_difference)
            shipped = first.env["stock.move"].new(
                {"product_id": first.product_id.id, "company_id": first.company_id.id}
            )
            shipped._amazon_seller_make_others_compare_again()
            cr1.commit()
            self.assertTriesAgain(second)

    def _receive_pending(self, cr):
        env = api.Environment(cr, SUPERUSER_ID, {})
        account = env["amazon.seller.account"].browse(self.ids["amazon.seller.account"])
        pending = env["amazon.seller.pending.order"]
        pending._receive(account, [waiting(1, ("GOODS-1", 2))])
        env.flush_all()
        return pending.search([("account_id", "=", account.id)])

    def test_5_goods_are_reserved_once_for_a_pending_order(self):
        with self.registry_.cursor() as cr1, self.registry_.cursor() as cr2:
            cr2.execute("SELECT 1")  # The snapshot of this transaction.
            self._receive_pending(cr1)
            cr1.rollback()  # The worker was killed.
            self._receive_pending(cr1)
            cr1.commit()
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                self._receive_pending(cr2)
            cr2.rollback()
            self.assertEqual(self._receive_pending(cr2).line_ids.quantity, 2)
            cr2.rollback()
