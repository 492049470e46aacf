"""Many orders from all marketplaces come out as the emulated Amazon says.

``script/proof`` runs this with 10,000 orders; by itself it takes fewer, so that every
test run has it.
"""

import os
from collections import Counter
from datetime import datetime, timedelta, timezone
from random import Random

from emulator.world import World
from emulator.world.tax_documents import REGISTRATIONS
from tests.odoo import proof
from tests.odoo.bookkeeping import Bookkeeping
from tests.odoo.common import make_rates
from tests.odoo.orders import OrderCase, make_account, make_product

COUNT = int(os.environ.get("AMAZON_CONNECTOR_PROOF", "600"))
END = datetime(2026, 11, 20, tzinfo=timezone.utc)
DAYS = 28
RATES = {"GBP": 0.87, "PLN": 4.25, "SEK": 11.1, "USD": 1.16, "CAD": 1.6, "MXN": 21.3}
RATES["CHF"] = 0.94
SEED = 2026


class TestProof(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_rates(cls.env, RATES)
        cls.world = World(
            seed=SEED, orders=COUNT, end=END, days=DAYS, variety="full", vcs=True
        )
        books = Bookkeeping(cls.company, REGISTRATIONS)
        for product in cls.world.products:
            make_product(cls.env, product.sku, books.taxes[product.tax_code])
        cls.account.vat_service = "vcs"
        cls.account.vat_calculated_since = cls.world.start.date()
        books.choose(cls.account)
        american = cls.env["amazon.seller.marketplace"].search(
            [("marketplace_identifier", "=", "ATVPDKIKX0DER")]
        )
        cls.accounts = {
            "eu": cls.account,
            "na": make_account(
                cls.env,
                cls.company,
                cls.key_set,
                name="Test seller, America",
                home_marketplace_id=american.id,
            ),
        }

    def _documents(self, region):
        """Return the reports of each week and of a last one that comes late."""
        week = timedelta(days=7)
        first = self.world.start
        periods = [(first + n * week, first + (n + 1) * week) for n in range(4)]
        periods.append((periods[-1][1], END + timedelta(days=60)))
        return proof.documents(self.world, region, periods)

    def _import(self, region, documents):
        account = self.accounts[region]
        for report_type, document in documents:
            self.receive(*proof.statements(report_type, document), account=account)
            self.Inbox._import_pending(account)

    def _import_all(self, shuffled=None):
        for region in self.accounts:
            documents = self._documents(region)
            if shuffled:
                shuffled.shuffle(documents)
            self._import(region, documents)
        return {
            region: proof.outcome(account) for region, account in self.accounts.items()
        }

    def _compare(self, region, outcome):
        expected = proof.as_expected(self.world, region)
        waiting = self.Inbox.search(
            [
                ("account_id", "=", self.accounts[region].id),
                ("state", "in", ("new", "waiting")),
            ]
        )
        self.assertEqual(Counter(waiting.mapped("reason_text")), Counter())
        self.assertEqual(set(outcome), set(expected))
        wrong = {
            order_id: difference
            for order_id, wanted in expected.items()
            if (difference := proof.difference(wanted, outcome[order_id]))
        }
        self.assertFalse(wrong, f"{len(wrong)} orders, such as {_few(wrong)}")

    def test_every_order_as_amazon_says(self):
        with self.env.cr.savepoint() as savepoint:
            first = self._import_all()
            for region, outcome in first.items():
                with self.subTest("as Amazon says", region=region):
                    self._compare(region, outcome)
            with self.subTest("everything comes twice"):
                self._assert_same(self._import_all(), first)
            savepoint.rollback()
        self.env.invalidate_all()
        again = self._import_all(Random(SEED))
        with self.subTest("the reports come in another order"):
            self._assert_same(again, first, proof.DEPENDS_ON_THE_FIRST)
        for region, outcome in again.items():
            with self.subTest("in another order, too", region=region):
                self._compare(region, outcome)

    def _assert_same(self, again, first, but_for=()):
        for region, outcome in first.items():
            self.assertEqual(set(again[region]), set(outcome))
            others = {
                order_id: {
                    name: (value, again[region][order_id][name])
                    for name, value in made.items()
                    if name not in but_for and value != again[region][order_id][name]
                }
                for order_id, made in outcome.items()
            }
            others = {order_id: names for order_id, names in others.items() if names}
            self.assertFalse(others, f"{len(others)} orders, such as {_few(others)}")


def _few(wrong):
    return dict(list(wrong.items())[:5])
