"""Two workers at once: no gap is asked for twice, nothing proven is lost."""

import threading
from datetime import datetime, timedelta

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import mute_logger

from .common import AmazonCase
from .orders import make_account, make_key_set

START = datetime(2026, 1, 1)
RETURNS = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"


class TestTwoWorkers(AmazonCase):
    """Everything is committed for real, and removed again.

    The database sends a worker back who comes second, and Odoo's log says so.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry_ = Registry(cls.env.cr.dbname)
        with cls.registry_.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            key_set = make_key_set(env)
            account = make_account(
                env, env.ref("base.main_company"), key_set, name="Two workers"
            )
            account._store_refresh_token("Atzr|two-workers", "pasted")
            account.marketplace_ids = account.home_marketplace_id
            account.available_marketplace_ids = account.home_marketplace_id
            for source in account.source_ids:
                if "off" in source._ways() and source.report_type != RETURNS:
                    source.way = "off"
            cls.ids = {"key_set": key_set.id, "account": account.id}
        cls.addClassCleanup(cls._remove_everything)

    @classmethod
    def _remove_everything(cls):
        with cls.registry_.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["amazon.seller.account"].browse(cls.ids["account"]).unlink()
            env["amazon.seller.key.set"].browse(cls.ids["key_set"]).unlink()

    def _work(self, *jobs):
        """Do each job with a connection of its own, all from the same look.

        :return: the jobs that the database sent back, to be tried again later
        """
        barrier, failures, sent_back = threading.Barrier(len(jobs)), [], []

        def work(job):
            try:
                with self.registry_.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    account = env["amazon.seller.account"].browse(self.ids["account"])
                    account.read(["name"])  # The snapshot of this transaction.
                    barrier.wait(20)
                    job(account)
            except psycopg2.OperationalError:
                sent_back.append(job)
            except Exception as error:  # noqa: BLE001
                failures.append(error)

        threads = [threading.Thread(target=work, args=(job,)) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertFalse(failures)
        return sent_back

    def _account(self, cr):
        env = api.Environment(cr, SUPERUSER_ID, {})
        return env["amazon.seller.account"].browse(self.ids["account"])

    @mute_logger("odoo.sql_db")
    def test_no_gap_is_asked_for_twice(self):
        def click(account):
            now = datetime.now().replace(microsecond=0)
            account.action_fetch_period("MFN", now - timedelta(days=9), now)

        sent_back = self._work(
            lambda account: account._want_reports(),
            lambda account: account._want_reports(),
            click,
        )
        self.assertEqual(len(sent_back), 2)
        for job in sent_back:
            with self.registry_.cursor() as cr:
                job(self._account(cr))
        with self.registry_.cursor() as cr:
            reports = self._account(cr).report_ids
            periods = sorted(
                (report.report_type, report.data_start, report.data_end)
                for report in reports
            )
            self.assertIn(RETURNS, reports.mapped("report_type"))
            for one, other in zip(periods, periods[1:], strict=False):
                if one[0] == other[0]:
                    self.assertLessEqual(one[2], other[1])

    @mute_logger("odoo.sql_db")
    def test_nothing_proven_is_lost(self):
        def prove(start, end):
            def job(account):
                account.env["amazon.seller.coverage"]._prove(
                    account,
                    "MFN",
                    account.marketplace_ids,
                    START + timedelta(days=start),
                    START + timedelta(days=end),
                )

            return job

        periods = [(0, 5), (4, 9), (9, 12), (3, 10)]
        self.assertFalse(self._work(prove(0, 1)))
        jobs = [prove(*period) for period in periods]
        while jobs:
            jobs = self._work(*jobs)
        with self.registry_.cursor() as cr:
            account = self._account(cr)
            [first, *_rest] = account._coverage_stretches("MFN")
            self.assertEqual(first, (START, START + timedelta(days=12), "proven"))
            prove(2, 3)(account)
            self.assertEqual(
                account.coverage_ids._periods(), [(START, START + timedelta(days=12))]
            )
