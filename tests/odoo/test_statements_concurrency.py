"""Two workers read overlapping reports at once, each with a connection of its own."""

import io
import logging
import threading
from datetime import datetime, timezone

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

from odoo.addons.amazon_connector.spapi.order_mentions import OrderMention
from odoo.addons.amazon_connector.spapi.orders import Channel

from tests.odoo.common import AmazonCase
from tests.odoo.orders import make_account, make_key_set
from tests.odoo.tax_lines import wanted
from tests.odoo.test_returns import returned
from tests.odoo.test_settlements import amount, header

CHECK = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
MODELS = (
    "amazon.seller.return",
    "amazon.seller.tax.document",
    "amazon.seller.settlement",
    "amazon.seller.missing.order",
    "amazon.seller.advice",
    "amazon.seller.order",
)


class TestTwoWorkers(AmazonCase):
    """Everything is committed for real, and removed again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry_ = Registry(cls.env.cr.dbname)
        with cls.registry_.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            key_set = make_key_set(env)
            account = make_account(env, env.ref("base.main_company"), key_set)
            account.available_marketplace_ids = account.home_marketplace_id
            account.marketplace_ids = account.home_marketplace_id
            cls.key_set_id, cls.account_id = key_set.id, account.id
        cls.addClassCleanup(cls._remove_everything)

    @classmethod
    def _remove_everything(cls):
        with cls.registry_.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            for model in MODELS:
                env[model].search([("account_id", "=", cls.account_id)]).unlink()
            env["amazon.seller.account"].browse(cls.account_id).unlink()
            env["amazon.seller.key.set"].browse(cls.key_set_id).unlink()

    def _worker(self, work, barrier, failures):
        """Work like the cron: retry what the database asks to retry.

        :param work: called with an account
        """
        for attempt in range(10):
            try:
                with self.registry_.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    account = env["amazon.seller.account"].browse(self.account_id)
                    account.read(["name"])  # The snapshot of this transaction.
                    if not attempt:
                        barrier.wait(20)
                    work(account)
                return
            except psycopg2.OperationalError:
                continue
            except Exception as error:  # noqa: BLE001
                failures.append(error)
                return
        failures.append("never got through")

    def _receive_twice(self, model, first, second):
        return self._at_once(
            *(
                lambda account, records=records: account.env[model]._receive(
                    account, records
                )
                for records in (first, second)
            )
        )

    def _at_once(self, *works):
        """Let workers begin at the same moment; return what came into the log."""
        barrier, failures = threading.Barrier(len(works)), []
        threads = [
            threading.Thread(target=self._worker, args=(work, barrier, failures))
            for work in works
        ]
        log = io.StringIO()
        handler = logging.StreamHandler(log)
        logging.getLogger().addHandler(handler)
        self.addCleanup(logging.getLogger().removeHandler, handler)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertFalse(failures)
        return log.getvalue()

    def _found(self, cr, model):
        env = api.Environment(cr, SUPERUSER_ID, {})
        return env[model].search([("account_id", "=", self.account_id)])

    def test_returns_are_there_once_and_comments_in_no_log(self):
        some = [
            returned(n, key=f"LPN{n}", comment="Sagt Anna Beispiel") for n in range(30)
        ]
        log = self._receive_twice(MODELS[0], some[:20], some[10:])
        self.assertNotIn("Beispiel", log)
        with self.registry_.cursor() as cr:
            self.assertEqual(len(self._found(cr, MODELS[0])), 30)

    def test_lines_of_a_document_are_there_once(self):
        some = [wanted(1, "1.00", f"SKU{n}") for n in range(30)]
        self._receive_twice(MODELS[1], some[:20], some[10:])
        with self.registry_.cursor() as cr:
            [document] = self._found(cr, MODELS[1])
            self.assertEqual((len(document.line_ids), document.amount_gross), (30, 30))

    def test_settlement_is_there_once(self):
        whole = [header("2.00"), amount(2, "1.00"), amount(3, "1.00")]
        self._receive_twice(MODELS[2], whole, whole)
        with self.registry_.cursor() as cr:
            [settlement] = self._found(cr, MODELS[2])
            self.assertEqual(len(settlement.line_ids), 2)

    def test_orders_that_only_amazon_lists_are_noted_once(self):
        some = [_mention(n) for n in range(30)]
        self._receive_twice(MODELS[3], some[:20], some[10:])
        with self.registry_.cursor() as cr:
            noted = self._found(cr, MODELS[3])
            self.assertEqual(len(noted), 30)
            self.assertEqual(set(noted.mapped("state")), {"watched"})
            self.assertEqual(noted.company_id, noted.account_id.company_id)

    def test_orders_cancelled_before_they_came_are_noted_once(self):
        some = [_mention(n, "cancelled") for n in range(40, 70)]
        self._receive_twice(MODELS[3], some[:20], some[10:])
        with self.registry_.cursor() as cr:
            noted = self._found(cr, MODELS[5])
            self.assertEqual(len(noted), 30)
            self.assertEqual(set(noted.mapped("reason")), {"cancelled"})

    def test_advice_is_given_once(self):
        def advise(account):
            account.env["amazon.seller.advice"]._update(
                account, {"web_page"}, {"web_page"}, report_type=CHECK
            )

        self._at_once(advise, advise)
        with self.registry_.cursor() as cr:
            [advice] = self._found(cr, MODELS[4])
            self.assertEqual(advice.company_id, advice.account_id.company_id)
            said = advice.account_id.message_ids.filtered(
                lambda each: "web page" in (each.body or "")
            )
            self.assertEqual(len(said), 1)


def _mention(number, status="unshipped"):
    now = datetime.now(timezone.utc)
    return OrderMention(
        amazon_order_id=f"302-7654321-{number:07}",
        purchase_date=now,
        last_updated=now,
        order_status=status,
        channel=Channel.MFN,
        sales_channel="Amazon.de",
    )
