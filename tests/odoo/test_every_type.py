"""Every type of the catalogue, from the emulated Amazon through a round into Odoo."""

import inspect

from odoo.tools import mute_logger

from odoo.addons.amazon_connector.models.amazon_seller_report_receiver import (
    RECEIVERS,
)
from odoo.addons.amazon_connector.spapi.reports import REPORT_TYPES, Feed, Scope

from .common import AmazonCase, make_rates
from .lives import LivingCase

XML = "GET_ORDER_REPORT_DATA_INVOICING"
SETTLEMENTS = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
ROUND = "odoo.addons.amazon_connector.models.amazon_seller_account_round"
USA = "ATVPDKIKX0DER"


class TestReceivers(AmazonCase):
    def test_whatever_reports_feed_is_received(self):
        receiver = self.registry["amazon.seller.report.receiver"]
        receivers = {
            name
            for name, model in self.registry.items()
            if issubclass(model, receiver) and not model._abstract
        }
        self.assertEqual(set(RECEIVERS), set(Feed))
        self.assertEqual(set(RECEIVERS.values()), receivers)
        for name in receivers:
            with self.subTest(name):
                receive = inspect.signature(self.env[name]._receive)
                receive.bind(self.env["amazon.seller.account"], [], report=None)


class EveryTypeCase(LivingCase):
    DAYS = 20
    # Of Amazon's two VAT services a seller has one.
    OF_ANOTHER_SELLER = frozenset()

    def _types(self):
        """Return the types of the region, by name."""
        return {
            name: type_
            for name, type_ in REPORT_TYPES.items()
            if self.account.region in type_.regions
            and name not in self.OF_ANOTHER_SELLER
        }

    def _ask_for_all(self):
        """Want a report of each type that Amazon makes when asked, over all days."""
        home = self.account.home_marketplace_id
        self.env["amazon.seller.report"].create(
            [
                {
                    "account_id": self.account.id,
                    "report_type": name,
                    "data_start": self.now if type_.is_snapshot else self._day(0),
                    "data_end": self.now,
                    "marketplace_ids": [] if type_.scope is Scope.ALL else home.ids,
                }
                for name, type_ in self._types().items()
                if type_.is_requestable
            ]
        )

    def _rounds(self):
        for _round in range(4):
            self.amazon.rates.refill()
            self.env.cr.execute("DELETE FROM amazon_seller_rate")
            self.env.invalidate_all()
            self.account._round(lambda: True)
        self.env.flush_all()

    def assertAllCame(self):
        """Each type was read whole, every row of it kept or a record."""
        for name in self._types():
            with self.subTest(name):
                reports = self._reports(name)
                self.assertLessEqual(set(reports.mapped("state")), {"done", "empty"})
                self.assertGreater(sum(reports.mapped("record_count")), 0)
                self.assertFalse(reports.issue_ids)
                for report in reports.filtered("record_count"):
                    self.assertGreaterEqual(report.row_count, report.record_count)
                    self.assertGreater(
                        report.new_count + report.known_count + report.changed_count, 0
                    )


class TestEveryTypeInEurope(EveryTypeCase):
    OF_ANOTHER_SELLER = {"GET_FLAT_FILE_VAT_INVOICE_DATA_REPORT"}

    @mute_logger(ROUND)
    def test_every_type_comes(self):
        source = self.account.source_ids.filtered(
            lambda each: each.report_type in (XML, SETTLEMENTS)
        )
        source.way = "found"
        self.amazon.other_program.schedule(XML, "P1D")
        for day in range(5, 25, 5):
            self._go_to(day)
            self._rounds()
        self._ask_for_all()
        self._rounds()

        self.assertAllCame()


class TestEveryTypeOfVcsLite(TestEveryTypeInEurope):
    world_values = {**LivingCase.world_values, "vcs": "lite"}
    OF_ANOTHER_SELLER = {"SC_VAT_TAX_REPORT"}


class TestEveryTypeInNorthAmerica(EveryTypeCase):
    world_values = {"seed": 5, "orders": 60, "na_share": 0.8}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_rates(cls.env, {"USD": 1.1, "CAD": 1.6, "MXN": 21})
        cls.account = cls.env["amazon.seller.account"].create(
            {
                "name": "Amazon North America",
                "key_set_id": cls.key_set.id,
                "home_marketplace_id": cls._marketplace(USA).id,
                "order_start_date": cls.account.order_start_date,
                "user_id": cls.manager.id,
            }
        )
        cls._leave_side_reports(cls.account)

    @mute_logger(ROUND)
    def test_every_type_comes(self):
        self.account.source_ids.filtered(
            lambda each: each.report_type == SETTLEMENTS
        ).way = "found"
        for day in range(5, 25, 5):
            self._go_to(day)
            self._rounds()
        self._ask_for_all()
        self._rounds()

        self.assertAllCame()
