"""The log: calls grouped by round, refusals in plain words, nothing secret."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import new_test_user

from .common import AmazonCase
from .connected import ConnectedCase


class TestLog(ConnectedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_products()

    def setUp(self):
        super().setUp()
        self._forget_other_tests()
        self._authorize()
        self.logs.search([]).unlink()

    @property
    def logs(self):
        return self.env["amazon.seller.log"]

    def _round(self):
        self.account._round(lambda: True)
        return self.logs.search([])

    def test_a_round_is_one_entry_with_its_calls(self):
        log = self._round()

        self.assertEqual(len(log), 1)
        self.assertEqual((log.account_id, log.outcome), (self.account, "done"))
        self.assertEqual(log.call_count, len(log.call_ids))
        reached = [
            call
            for call in self.amazon.calls.select()
            if call.operation.startswith("reports.")
        ]
        told = log.call_ids.filtered(
            lambda call: (
                call.operation.startswith("reports.") and call.outcome != "limited"
            )
        )
        self.assertEqual(len(told), len(reached))
        asked = log.call_ids.filtered(
            lambda call: call.operation == "reports.createReport"
        )
        self.assertIn(
            "Ask for a report: Merchant fulfilment – Order report – EU",
            asked.mapped("what"),
        )

    def test_it_says_in_words_what_was_done(self):
        log = self._round()

        asked = log.call_ids.filtered(
            lambda call: call.operation == "reports.createReport"
        )
        self.assertIn(f"Ask for a report ({len(asked)})", log.message)

    def test_two_rounds_are_two_entries(self):
        self._round()
        self.env["amazon.seller.report"].search([], limit=1).action_ask_again()

        self.assertEqual(len(self._round()), 2)

    def test_a_round_without_calls_leaves_no_entry(self):
        self.account.is_paused = True

        self.assertFalse(self._round())

    def test_a_refusal_says_what_to_do(self):
        self.amazon.amazon.revoke()
        self.env["amazon.seller.access"].search([]).unlink()

        log = self._round()

        self.assertEqual(log.outcome, "refused")
        self.assertIn("Allow Access", log.message)
        self.assertEqual(log.trouble_count, 1)

    def test_a_person_is_named(self):
        account = self.account.with_user(self.manager).sudo()
        account._round(lambda: True)

        self.assertEqual(self.logs.search([]).user_id, self.manager)

    def test_no_secret_and_no_buyer_is_in_it(self):
        self.amazon.faults.add("throttled", "reports.getReport")
        logs = self._round() | self._round()
        said = str(logs.read()) + str(logs.call_ids.read())

        secrets = [self.app.client_secret, "Atza|", "Atzr|", "X-Amz-Signature"]
        people = [order.buyer.name for order in self.amazon.world.orders]
        for word in secrets + people:
            self.assertNotIn(word, said)

    def test_old_entries_go_refusals_last(self):
        old = self._round()
        old.call_ids[0].outcome = "refused"
        kept = old.call_ids[0]

        with freeze_time(fields.Datetime.now() + timedelta(days=31)):
            self.logs._gc_logs()
        self.assertEqual(old.call_ids.exists(), kept)

        with freeze_time(fields.Datetime.now() + timedelta(days=401)):
            self.logs._gc_logs()
        self.assertFalse(old.exists())
        self.assertFalse(kept.exists())


class TestLogRights(AmazonCase):
    def test_nobody_rewrites_it(self):
        user = new_test_user(self.env, "reader", "amazon_connector.group_manager")
        for model in ("amazon.seller.log", "amazon.seller.log.call"):
            records = self.env[model].with_user(user)
            self.assertTrue(records.has_access("read"))
            for operation in ("create", "write", "unlink"):
                self.assertFalse(records.has_access(operation))
