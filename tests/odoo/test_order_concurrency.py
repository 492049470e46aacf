"""Two workers at once, each with a connection of its own, as in production."""

import io
import logging
import threading

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import mute_logger

from tests.odoo.common import AmazonCase
from tests.odoo.orders import item, make_account, make_key_set, make_product, order
from tests.odoo.test_cancellations import mention

COUNT = 40


class TestTwoConnections(AmazonCase):
    """Everything is committed for real, in a company of its own, and removed again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry_ = Registry(cls.env.cr.dbname)
        with cls.registry_.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            company = env.ref("base.main_company")
            key_set = make_key_set(env)
            account = make_account(
                env,
                company,
                key_set,
                name="Concurrency",
                invoicing_policy="confirmed",
                invoices_from="2026-01-01",
            )
            product = make_product(env, "CONCURRENT", company.account_sale_tax_id)
            cls.ids = {
                "key_set": key_set.id,
                "account": account.id,
                "product": product.id,
            }
        cls.addClassCleanup(cls._remove_everything)

    @classmethod
    def _remove_everything(cls):
        with cls.registry_.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            account = env["amazon.seller.account"].browse(cls.ids["account"])
            sale_orders = env["sale.order"].search(
                [("amazon_seller_account_id", "=", account.id)]
            )
            partners = sale_orders.partner_id
            sale_orders.picking_ids.action_cancel()
            sale_orders.picking_ids.unlink()
            sale_orders._action_cancel()
            sale_orders.unlink()
            partners.unlink()
            env["amazon.seller.order"].search(
                [("account_id", "=", account.id)]
            ).unlink()
            product = env["product.product"].browse(cls.ids["product"])
            product.stock_quant_ids.unlink()
            product.unlink()
            account.unlink()
            env["amazon.seller.key.set"].browse(cls.ids["key_set"]).unlink()

    def _worker(self, statements, barrier, failures):
        """Receive and import like the cron: retry what the database asks to retry."""
        for attempt in range(10):
            try:
                with self.registry_.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    account = env["amazon.seller.account"].browse(self.ids["account"])
                    account.read(["name"])  # The snapshot of this transaction.
                    if not attempt:
                        barrier.wait(20)
                    env["amazon.seller.order"]._receive(account, statements)
                    env["amazon.seller.order"]._import_pending(account)
                return
            except psycopg2.OperationalError:
                continue
            except Exception as error:  # noqa: BLE001
                failures.append(error)
                return
        failures.append("never got through")

    def test_same_report_read_by_two_workers_makes_each_order_once(self):
        first = [order(n, item("CONCURRENT", "10.00")) for n in range(COUNT)]
        second = [order(n, item("CONCURRENT", "10.00")) for n in range(COUNT // 2, 60)]
        barrier = threading.Barrier(2)
        failures = []
        threads = [
            threading.Thread(target=self._worker, args=(part, barrier, failures))
            for part in (first, second)
        ]
        log = io.StringIO()
        handler = logging.StreamHandler(log)
        logging.getLogger().addHandler(handler)
        self.addCleanup(logging.getLogger().removeHandler, handler)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        for personal in ("Beispiel", "Musterweg", "@marketplace"):
            self.assertNotIn(personal, log.getvalue())
        self.assertFalse(failures)
        with self.registry_.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            account = env["amazon.seller.account"].browse(self.ids["account"])
            # A worker that found the other one importing left that work to it.
            env["amazon.seller.order"]._import_pending(account)
            records = env["amazon.seller.order"].search(
                [("account_id", "=", account.id)]
            )
            sale_orders = env["sale.order"].search(
                [("amazon_seller_account_id", "=", account.id)]
            )
            self.assertEqual(len(records), 60)
            self.assertEqual(set(records.mapped("state")), {"imported"})
            self.assertEqual(len(sale_orders), 60)
            self.assertEqual(len(sale_orders.picking_ids), 60)
            self.assertEqual(sum(sale_orders.mapped("amount_total")), 600)

    def test_second_worker_leaves_the_import_to_the_first(self):
        with self.registry_.cursor() as cr1, self.registry_.cursor() as cr2:
            env1 = api.Environment(cr1, SUPERUSER_ID, {})
            env2 = api.Environment(cr2, SUPERUSER_ID, {})
            account_id = self.ids["account"]
            statements = [order(n, item("CONCURRENT", "1.00")) for n in range(900, 903)]
            account1 = env1["amazon.seller.account"].browse(account_id)
            env1["amazon.seller.order"]._receive(account1, statements)
            cr1.commit()
            self.assertEqual(env1["amazon.seller.order"]._import_batch(account1), 3)
            account2 = env2["amazon.seller.account"].browse(account_id)
            self.assertEqual(env2["amazon.seller.order"]._import_batch(account2), 0)
            cr1.rollback()
            cr2.rollback()
            self.assertEqual(env2["amazon.seller.order"]._import_batch(account2), 3)
            cr2.rollback()
            env1["amazon.seller.order"].search(
                [("amazon_order_id", "in", [s.amazon_order_id for s in statements])]
            ).unlink()
            cr1.commit()

    def test_second_worker_leaves_the_invoices_to_the_first(self):
        with self.registry_.cursor() as cr1, self.registry_.cursor() as cr2:
            accounts = [
                api.Environment(cr, SUPERUSER_ID, {})["amazon.seller.account"].browse(
                    self.ids["account"]
                )
                for cr in (cr1, cr2)
            ]
            Inbox = accounts[0].env["amazon.seller.order"]
            statements = [order(n, item("CONCURRENT", "1.00")) for n in (970, 971)]
            Inbox._receive(accounts[0], statements)
            Inbox._import_batch(accounts[0])
            cr1.commit()
            mine = accounts[0]._next_to_invoice(1)
            self.assertEqual(len(mine), 1)
            others = accounts[1]._next_to_invoice()
            self.assertTrue(others)
            self.assertNotIn(mine.id, others.ids)
            # Invoiced meanwhile: the other worker's view is out of date.
            accounts[1].env.cr.rollback()
            accounts[1].read(["name"])
            mine.amazon_seller_invoicing = "invoiced"
            cr1.commit()
            with (
                self.assertRaises(psycopg2.OperationalError),
                mute_logger("odoo.sql_db"),
            ):
                accounts[1]._next_to_invoice()
            cr2.rollback()

    def test_stock_locked_by_another_worker_is_neither_awaited_nor_lost(self):
        with self.registry_.cursor() as cr1, self.registry_.cursor() as cr2:
            env = api.Environment(cr1, SUPERUSER_ID, {})
            account = env["amazon.seller.account"].browse(self.ids["account"])
            product = env["product.product"].browse(self.ids["product"])
            location = account.warehouse_id.lot_stock_id
            env["stock.quant"]._update_available_quantity(product, location, 100)
            cr1.commit()
            quants = product.stock_quant_ids
            cr2.execute(
                "SELECT id FROM stock_quant WHERE id IN %s FOR UPDATE", [quants._ids]
            )
            statements = [
                order(n, item("CONCURRENT", "1.00", 2)) for n in range(950, 955)
            ]
            env["amazon.seller.order"]._receive(account, statements)
            self.assertEqual(env["amazon.seller.order"]._import_batch(account), 5)
            orders = env["sale.order"].search(
                [("amazon_seller_account_id", "=", account.id)], limit=5
            )
            self.assertEqual(
                set(orders.picking_ids.move_ids.mapped("state")), {"assigned"}
            )
            env.flush_all()
            env.invalidate_all()
            self.assertEqual(sum(quants.mapped("reserved_quantity")), 0)
            self.assertEqual(
                sum(product.stock_quant_ids.mapped("reserved_quantity")), 10
            )
            cr1.rollback()
            cr2.rollback()

    def test_a_cancellation_that_comes_during_the_import_is_not_lost(self):
        with self.registry_.cursor() as importing, self.registry_.cursor() as reading:
            account, reader = (
                api.Environment(cr, SUPERUSER_ID, {})["amazon.seller.account"].browse(
                    self.ids["account"]
                )
                for cr in (importing, reading)
            )
            statement = order(990, item("CONCURRENT", "1.00"))
            inbox = account.env["amazon.seller.order"]
            inbox._receive(account, [statement])
            importing.commit()
            reader.read(["name"])  # The snapshot of this transaction.
            inbox._import_pending(account)
            importing.commit()
            cancelled = [mention(statement)]
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.OperationalError),
            ):
                reader.env["amazon.seller.order"]._receive_cancellations(
                    reader, cancelled
                )
                reader.env.flush_all()
            reading.rollback()
            reader.env.invalidate_all()
            inbox = reader.env["amazon.seller.order"]
            inbox._receive_cancellations(reader, cancelled)
            inbox._import_pending(reader)
            record = inbox.search(
                [("amazon_order_id", "=", statement.amazon_order_id)], limit=1
            )
            self.assertEqual((record.state, record.reason), ("cancelled",) * 2)
            self.assertEqual(record.sale_order_id.state, "cancel")
            record.sale_order_id.picking_ids.unlink()
            record.sale_order_id.unlink()
            record.unlink()
            reading.commit()
