"""An authorisation from its first day to its last, and what Amazon sees of it."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time

from odoo.addons.amazon_connector.models.amazon_seller_account_connection import (
    Paused,
)

from emulator.defaults import second_seller

from .connected import ConnectedCase

ACTIVITY = "amazon_connector.mail_activity_type_authorization"
REFUSAL = "odoo.addons.amazon_connector.models.amazon_seller_refusal"
START = datetime(2026, 1, 10, 9)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


class TokenCase(ConnectedCase):
    """Time stands still at `START`; `_pass` moves Odoo's clock and Amazon's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.amazon.sellers.append(second_seller())
        cls.manager.email = "manager@example.com"

    def setUp(self):
        super().setUp()
        freezer = freeze_time(START)
        self.clock = freezer.start()
        self.addCleanup(freezer.stop)
        self.amazon.faults.clear()
        self.amazon.rates.refill()
        self.amazon.amazon.authorizations.__init__()
        self.env.cr.execute("DELETE FROM amazon_seller_rate")
        self.env["amazon.seller.access"].search([]).unlink()
        self._allow()

    def _allow(self, account=None, seller=None, app=None):
        """Give an account a new authorisation, of this moment."""
        account = account or self.account
        seller = seller or self.amazon.seller
        consent = self.amazon.amazon.self_authorize(app, seller)
        account.seller_identifier = seller.seller_id
        account._store_refresh_token(consent.refresh_token, "pasted")
        account._greet()
        self.amazon.calls.clear()

    def _pass(self, time):
        self.clock.tick(time)
        self.amazon.rates.refill()
        self.env.invalidate_all()

    def _round(self, *accounts):
        for account in accounts or (self.account,):
            account.marketplaces_loaded_at = False  # Make it call in any case.
            account._round_safely(lambda: True)

    def _die(self, *accounts):
        """Let Amazon's refusal be seen, and confirmed."""
        self._round(*accounts)
        self._pass(2 * MINUTE)
        self._round(*accounts)

    def _expire(self):
        self._pass(366 * DAY)
        self._die()

    def _run(self, cron):
        self.env.flush_all()
        cron = self.env.ref(f"amazon_connector.ir_cron_{cron}")
        self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def _activities(self, records=None):
        return (records or self.account).activity_search([ACTIVITY])

    def _second_account(self, **values):
        account = self.account.copy({"name": "Second", **values})
        self._allow(account, self.amazon.sellers[1])
        return account

    def assertState(self, state, account=None):
        account = account or self.account
        self.assertEqual(account.authorization_state, state)
        for wanted in ("none", "active", "expiring", "expired", "revoked"):
            found = account.search([("authorization_state", "=", wanted)])
            self.assertEqual(account in found, wanted == state, wanted)
            others = account.search([("authorization_state", "!=", wanted)])
            self.assertEqual(account in others, wanted != state, wanted)


class TestTokenLife(TokenCase):
    # === STATES === #

    def test_the_states_of_a_year(self):
        self.assertState("active")
        self.assertEqual(self.account.days_left, 365)
        self._pass(334 * DAY)
        self.assertState("active")
        self._pass(DAY)
        self.assertState("expiring")
        self.assertEqual(self.account.days_left, 30)
        self._pass(30 * DAY)
        self.assertState("expiring")
        self.assertEqual(self.account.days_left, 0)
        self._die()
        self.assertState("expired")
        self.assertEqual(self.account.token_ids.state, "expired")
        self.assertEqual(self.account.connection_code, "authorization_expired")

    def test_an_account_without_authorisation_has_none(self):
        self.assertState("none", self.account.copy({"name": "New"}))

    def test_what_amazon_still_accepts_goes_on_after_its_end(self):
        self.app.is_private = True  # Amazon then goes on accepting it.
        self.addCleanup(setattr, self.app, "is_private", False)
        self._pass(370 * DAY)
        self._round()
        self.assertState("expiring")
        self.assertEqual(self.account.days_left, -5)
        self.assertEqual(self.account.connection_state, "connected")
        self.assertTrue(self.account._may_call())

    def test_a_revoked_authorisation_is_told_from_an_ended_one(self):
        self.amazon.amazon.revoke()
        self._die()
        self.assertState("revoked")
        self.assertEqual(self.account.connection_code, "authorization_lost")

    def test_authorisations_of_private_apps_do_not_end(self):
        self.key_set.is_private = True
        self.assertFalse(self.account.valid_until)
        self._pass(1000 * DAY)
        self.assertState("active")
        self._run("watch_authorizations")
        self.assertFalse(self._activities())
        with self.assertRaisesRegex(UserError, "is private"):
            self.account.action_allow_access()

    def test_a_key_set_is_private_as_long_as_it_has_no_application_id(self):
        key_set = self._create_key_set(application_id=False)
        self.assertTrue(key_set.is_private)
        key_set.application_id = "amzn1.sp.solution.x"
        self.assertFalse(key_set.is_private)

    # === REFUSED === #

    def test_a_dead_authorisation_costs_two_calls_one_message_one_activity(self):
        self._pass(366 * DAY)
        self._round()
        self.assertEqual(self.account.connection_state, "refused")
        self.assertFalse(self.account.is_paused)
        self.assertTrue(self.account.is_authorized)
        self.assertFalse(self.account._may_call())
        self.assertEqual(len(self.amazon.calls.select()), 1)
        self._round()  # Too soon: nobody is called.
        self.assertEqual(len(self.amazon.calls.select()), 1)
        messages = self.account.message_ids
        self._pass(MINUTE)
        self._round()
        self.assertEqual(len(self.amazon.calls.select()), 2)
        self.assertTrue(self.account.is_paused)
        self.assertFalse(self.account.is_authorized)
        self.assertFalse(self.env["amazon.seller.access"].search_count([]))
        [message] = self.account.message_ids - messages
        self.assertIn("count for a year", message.body)
        self.assertEqual(message.notified_partner_ids, self.manager.partner_id)
        self.assertEqual(self._activities().user_id, self.manager)
        messages = self.account.message_ids
        for _day in range(10):
            self._pass(DAY)
            self._round()
            self._run("synchronize")
            self._run("watch_authorizations")
        self.assertEqual(len(self.amazon.calls.select()), 2)
        self.assertEqual(self.account.message_ids, messages)
        self.assertEqual(len(self._activities()), 1)

    def test_nobody_but_a_person_who_asks_calls_for_a_paused_account(self):
        self.amazon.faults.add("access_denied", "sellers.getMarketplaceParticipations")
        self.account.marketplaces_loaded_at = False
        self.account._hold("wrong_region")
        with self.assertRaises(Paused) as refusal, self.account._connection():
            self.fail("The door was open")
        self.assertEqual(refusal.exception.code, "wrong_region")
        self.assertFalse(self.amazon.calls.select())
        self.amazon.faults.clear()
        self.account.with_user(self.manager).action_test_connection()
        self.assertTrue(self.amazon.calls.select())
        self.assertFalse(self.account.is_paused)
        self.assertEqual(self.account.connection_state, "connected")

    def test_testing_a_dead_account_says_what_to_do_and_calls_nobody(self):
        self._expire()
        self.amazon.calls.clear()
        action = self.account.with_user(self.manager).action_test_connection()
        steps = self.env[action["res_model"]].browse(action["res_id"]).step_ids
        self.assertIn("Allow Access", steps.filtered("message").message)
        self.assertFalse(self.amazon.calls.select())
        self.assertEqual(self.account.connection_code, "authorization_expired")

    def test_a_first_refusal_after_a_consent_is_only_a_first_one(self):
        for kind, operation, times in (
            ("invalid_grant", "lwa.token", 1),
            # Once with the access token, and once with a fresh one.
            ("token_rejected", "sellers.getMarketplaceParticipations", 2),
            ("access_denied", "sellers.getMarketplaceParticipations", 1),
        ):
            with self.subTest(kind):
                self.env["amazon.seller.access"].search([]).unlink()
                self.amazon.faults.add(kind, operation, times=times)
                self._allow()
                self.assertEqual(self.account.connection_state, "refused")
                self.assertTrue(self.account.refused_since)
                self._pass(15 * MINUTE)
                self._round()
                self.assertEqual(self.account.connection_state, "connected")
                self.assertFalse(self.account.refused_since)
                self.assertFalse(self.account.is_paused)
                self.assertFalse(self._activities())

    def test_the_second_try_comes_by_itself(self):
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search([])
        self.amazon.amazon.revoke()
        self._round()
        moments = (triggers.search([]) - before).mapped("call_at")
        self.assertIn(START + MINUTE, moments)

    def test_an_outage_in_between_neither_kills_nor_revives(self):
        self.amazon.amazon.revoke()
        self._round()
        self._pass(5 * MINUTE)
        self.env["amazon.seller.access"].search([]).unlink()
        self.amazon.faults.add("unavailable_html", "lwa.token")
        self._round()
        self.assertEqual(self.account.connection_state, "disturbed")
        self.assertFalse(self.account.is_paused)
        self._pass(5 * MINUTE)
        self._round()
        self.assertState("revoked")

    def test_refusals_that_change_their_words_are_refusals_all_the_same(self):
        self.amazon.faults.add(
            "token_rejected", "sellers.getMarketplaceParticipations", times=2
        )
        self._round()
        self.amazon.amazon.revoke()
        self._pass(15 * MINUTE)
        self._round()
        self.assertState("revoked")
        self.assertTrue(self.account.is_paused)

    def test_the_wrong_region_pauses_until_the_home_is_corrected(self):
        self.amazon.faults.add(
            "access_denied", "sellers.getMarketplaceParticipations", times=9
        )
        self._die()
        self.assertTrue(self.account.is_paused)
        self.assertTrue(self.account.is_authorized)
        self.assertEqual(self.account.connection_code, "wrong_region")
        calls = len(self.amazon.calls.select())
        self._pass(DAY)
        self._round()
        self.assertEqual(len(self.amazon.calls.select()), calls)
        self.account.home_marketplace_id = self._marketplace("A13V1IB3VIYZZH")
        self.assertFalse(self.account.is_paused)
        self.assertFalse(self._activities())

    def test_a_region_that_was_right_does_not_become_wrong(self):
        self.amazon.faults.add(
            "access_denied", "sellers.getMarketplaceParticipations", times=9
        )
        self._pass(DAY)
        self.account.marketplaces_loaded_at = START + MINUTE
        for _time in range(3):
            self._pass(DAY)
            self.account._greet()
        self.assertFalse(self.account.is_paused)
        self.assertEqual(self.account.connection_code, "wrong_region")

    def test_a_missing_role_does_not_pause(self):
        self.amazon.faults.add("role_missing", "reports.getReports", times=9)
        for _time in range(3):
            self._pass(5 * MINUTE)
            self.account.with_user(self.manager).action_test_connection()
        self.assertEqual(self.account.connection_code, "role_missing")
        self.assertFalse(self.account.is_paused)
        self.assertTrue(self.account._may_call())

    # === OTHER ACCOUNTS === #

    def test_other_accounts_go_on(self):
        second = self._second_account()
        self.amazon.amazon.revoke(seller=self.amazon.seller)
        self._die(self.account, second)
        self.assertTrue(self.account.is_paused)
        self.assertFalse(second.is_paused)
        self.assertEqual(second.connection_state, "connected")
        self.assertFalse(self._activities(second))
        seller = self.amazon.sellers[1].seller_id
        self.assertTrue(self.amazon.calls.select(seller=seller))

    def test_accounts_of_one_authorisation_die_with_two_calls_and_one_activity(self):
        sibling = self.account.copy(
            {"name": "Sibling", "seller_identifier": self.amazon.seller.seller_id}
        )
        self._allow()
        self.assertEqual(len(sibling.token_ids), 1)
        self.amazon.amazon.revoke()
        self.env["amazon.seller.access"].search([]).unlink()
        self._die(self.account, sibling)
        self.assertEqual(len(self.amazon.calls.select()), 2)
        for account in (self.account, sibling):
            self.assertTrue(account.is_paused)
            self.assertState("revoked", account)
            self.assertIn("Allow Access", account.connection_message)
        self.assertEqual(len(self._activities(self.account | sibling)), 1)

    def test_who_tests_one_company_wakes_the_others_of_the_same_authorisation(self):
        company = self.env["res.company"].create({"name": "Schwester GmbH"})
        sister = self.account.copy(
            {
                "name": "Sister",
                "company_id": company.id,
                "warehouse_id": False,
                "seller_identifier": self.amazon.seller.seller_id,
            }
        )
        self._allow()
        self.assertNotIn(company, self.manager.company_ids)
        (self.account | sister)._pause("token_rejected")
        self.account.with_user(self.manager).action_test_connection()
        self.assertFalse(self.account.is_paused)
        self.assertFalse(sister.is_paused)

    def test_an_open_activity_goes_to_whoever_becomes_responsible(self):
        self._pass(340 * DAY)
        self._run("watch_authorizations")
        self.account.user_id = self.user
        self.assertEqual(self._activities().user_id, self.user)

    # === RENEWED === #

    def test_a_new_authorisation_ends_the_pause_and_all_reminders(self):
        self._pass(340 * DAY)
        self._run("watch_authorizations")
        self.assertTrue(self._activities())
        self._pass(26 * DAY)
        self._die()
        self.assertEqual(len(self._activities()), 1)
        triggers = self.env["ir.cron.trigger"].search_count([])
        self._allow()
        self.assertState("active")
        self.assertFalse(self.account.is_paused)
        self.assertFalse(self._activities())
        self.assertEqual(self.account.connection_state, "connected")
        self.assertEqual(self.account.catching_up_since, fields.Datetime.now())
        self.assertGreater(self.env["ir.cron.trigger"].search_count([]), triggers)
        self.assertEqual(self.account.token_ids.mapped("state"), ["active", "expired"])
