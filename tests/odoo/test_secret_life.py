"""A client secret from the day it is made to the day it is rotated."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import mute_logger

from odoo.addons.amazon_connector.secret_box import seal, unseal
from odoo.addons.amazon_connector.spapi.errors import ClientRejected

from .test_token_life import DAY, MINUTE, REFUSAL, TokenCase

ACTIVITY = "amazon_connector.mail_activity_type_client_secret"
CRON = "watch_secrets"


class TestSecretLife(TokenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key_set.user_id = cls.manager

    def setUp(self):
        super().setUp()
        self.first_secret = self.app.client_secret
        self.addCleanup(setattr, self.app, "client_secret", self.first_secret)
        self.addCleanup(self.app.old_secrets.clear)
        self.addCleanup(setattr, self.app, "secret_expires_at", None)
        self.key_set.write(
            {
                "client_secret": self.first_secret,
                "previous_secret_until": False,
                "previous_secret_sealed": False,
            }
        )
        self.second = self._second_account()
        self.accounts = self.account | self.second

    def _rotation(self, secret, **values):
        rotations = self.env["amazon.seller.secret.rotation"].with_user(self.manager)
        return rotations.create(
            {"key_set_id": self.key_set.id, "client_secret": secret, **values}
        )

    def _reminders(self):
        return self.key_set.activity_search([ACTIVITY])

    def _refuse(self, kind="invalid_client", times=99):
        self.env["amazon.seller.access"].search([]).unlink()
        self.amazon.faults.add(kind, "lwa.token", times=times)

    # === REFUSED === #

    def test_a_refused_secret_costs_two_calls_one_message_and_one_activity(self):
        for kind, words in (
            ("invalid_client", "Rotate Secret"),
            ("unauthorized_client", "Private apps"),
        ):
            with self.subTest(kind):
                self.amazon.calls.clear()
                before = self.key_set.message_ids
                ours = self.accounts.message_ids
                self._refuse(kind)
                self._round(*self.accounts)
                self.assertEqual(len(self.amazon.calls.select()), 1)
                self.assertFalse(any(self.accounts.mapped("is_paused")))
                self._pass(2 * MINUTE)
                self._round(*self.accounts)
                self.assertEqual(len(self.amazon.calls.select()), 2)
                self.assertTrue(all(self.accounts.mapped("is_paused")))
                self.assertTrue(all(self.accounts.mapped("is_authorized")))
                [message] = self.key_set.message_ids - before
                self.assertIn(words, message.body)
                self.assertEqual(message.notified_partner_ids, self.manager.partner_id)
                self.assertEqual(self._reminders().user_id, self.manager)
                self.assertEqual(self.accounts.message_ids, ours)
                self.assertFalse(self._activities(self.accounts))
                for account in self.accounts:
                    self.assertIn(words, account.connection_message)
                self.assertIn(words, self.key_set.refusal_message)
                self._pass(3 * DAY)
                self._round(*self.accounts)
                self._run("synchronize")
                self.assertEqual(len(self.amazon.calls.select()), 2)
                self.amazon.faults.clear()
                self.second.with_user(self.manager).action_test_connection()
                self.assertFalse(any(self.accounts.mapped("is_paused")))
                self.assertFalse(self._reminders())

    def test_what_is_missing_here_pauses_as_well(self):
        for sealed, code in ((False, "no_secret"), ("rubbish", "secret_unreadable")):
            with self.subTest(code):
                self.amazon.calls.clear()
                self.key_set.sudo().client_secret_sealed = sealed
                self._die(*self.accounts)
                self.assertTrue(all(self.accounts.mapped("is_paused")))
                self.assertEqual(set(self.accounts.mapped("connection_code")), {code})
                self.assertEqual(len(self._reminders()), 1)
                self.assertFalse(self.amazon.calls.select())
                self.key_set.client_secret = self.first_secret
                self.assertFalse(any(self.accounts.mapped("is_paused")))
                self.assertFalse(self._reminders())
                self._round(*self.accounts)
                self.assertEqual(
                    set(self.accounts.mapped("connection_state")), {"connected"}
                )

    def test_keys_are_paused_even_if_nobody_can_be_told(self):
        self._refuse()
        self._round()
        self._pass(2 * MINUTE)
        broken = patch.object(type(self.key_set), "message_post", side_effect=KeyError)
        with broken, mute_logger(REFUSAL):
            self._round()
        self.assertTrue(self.key_set.is_paused)
        self.assertTrue(all(self.accounts.mapped("is_paused")))

    def test_a_lost_token_pauses_only_its_own_account(self):
        self.account.token_ids.sudo().refresh_token_sealed = "rubbish"
        self._die(*self.accounts)
        self.assertTrue(self.account.is_paused)
        self.assertFalse(self.second.is_paused)
        self.assertFalse(self.key_set.is_paused)
        self.assertEqual(len(self._activities(self.accounts)), 1)
        self._allow()
        self.assertFalse(self.account.is_paused)

    def test_one_refusal_of_the_secret_is_not_enough(self):
        self._refuse(times=1)
        self._die(*self.accounts)
        self.assertFalse(self.key_set.is_paused)
        self.assertFalse(self.key_set.refused_since)
        self.assertEqual(set(self.accounts.mapped("connection_state")), {"connected"})

    def test_a_new_secret_resumes_at_once(self):
        self.app.client_secret = "amzn1.oa2-cs.v1.made-at-amazon"
        self.env["amazon.seller.access"].search([]).unlink()
        self._die(*self.accounts)
        self.assertTrue(self.key_set.is_paused)
        triggers = self.env["ir.cron.trigger"].search_count([])
        self._rotation(self.app.client_secret).action_rotate()
        self.assertFalse(self.key_set.is_paused)
        self.assertFalse(any(self.accounts.mapped("is_paused")))
        self.assertTrue(all(self.accounts.mapped("catching_up_since")))
        self.assertGreater(self.env["ir.cron.trigger"].search_count([]), triggers)
        self.assertFalse(self._reminders())
        self._round(*self.accounts)
        self.assertEqual(set(self.accounts.mapped("connection_state")), {"connected"})

    def test_a_dead_account_stays_paused_when_the_keys_are_mended(self):
        self.amazon.amazon.revoke(seller=self.amazon.seller)
        self._die(*self.accounts)
        self._refuse()
        self._die(*self.accounts)
        self.assertTrue(all(self.accounts.mapped("is_paused")))
        self.amazon.faults.clear()
        self.key_set.client_secret = self.first_secret
        self.assertTrue(self.account.is_paused)
        self.assertFalse(self.second.is_paused)

    def test_without_a_person_of_its_own_the_accounts_are_asked(self):
        self.key_set.user_id = False
        self.account.user_id = self.user
        self.second.user_id = False
        self._pass(MINUTE)
        self.assertEqual(self.key_set.responsible_id, self.user)
        self._refuse()
        self._die()
        self.assertEqual(self._reminders().user_id, self.user)

    # === WATCHED === #

    def test_warned_at_90_30_7_and_1_days_with_one_activity_that_moves_along(self):
        self.assertEqual(self.key_set.secret_set_on, fields.Date.today())
        self.assertEqual(self.key_set.secret_days_left, 180)
        self.assertEqual(self.key_set.secret_state, "valid")
        warned = []
        while self.key_set.secret_days_left > -3:
            self._pass(DAY)
            before = self.key_set.message_ids
            for _time in range(2):
                self._run(CRON)
            new = self.key_set.message_ids - before
            warned += [self.key_set.secret_days_left] * len(new)
            if warned:
                [activity] = self._reminders()
                self.assertEqual(
                    activity.date_deadline, self.key_set.secret_valid_until
                )
                self.assertEqual(activity.user_id, self.manager)
        self.assertEqual(warned, [90, 30, 7, 1])
        self.assertEqual(self.key_set.secret_state, "overdue")

    def test_the_end_that_amazon_names_counts(self):
        self.key_set.secret_valid_until = fields.Date.add(fields.Date.today(), days=25)
        self.assertEqual(self.key_set.secret_state, "expiring")
        self._run(CRON)
        self.assertEqual(len(self._reminders()), 1)
        self.key_set.secret_valid_until = fields.Date.add(fields.Date.today(), days=31)
        self._pass(DAY)
        self._run(CRON)  # Warned anew, for it is another end.
        self.assertEqual(
            self._reminders().date_deadline, self.key_set.secret_valid_until
        )

    def test_a_warning_of_an_end_that_was_wrong_closes_itself(self):
        self._pass(160 * DAY)
        self._run(CRON)
        self.assertTrue(self._reminders())
        self.key_set.secret_valid_until = fields.Date.add(fields.Date.today(), days=99)
        self.assertFalse(self._reminders())
        self._run(CRON)
        self.assertFalse(self._reminders())

    def test_an_archived_key_set_is_watched_as_long_as_accounts_live_by_it(self):
        self.key_set.active = False
        self._pass(150 * DAY)
        self.accounts.active = False
        self._run(CRON)
        self.assertFalse(self._reminders())
        self.accounts.active = True
        self._run(CRON)
        self.assertTrue(self._reminders())

    def test_a_secret_without_a_date_or_a_person_breaks_nothing(self):
        self.key_set.write({"secret_set_on": False, "secret_valid_until": False})
        self.env["amazon.seller.key.set"].create(
            {
                "name": "Nobody's",
                "client_id": "x",
                "client_secret": "y",
                "user_id": False,
                "secret_valid_until": fields.Date.today(),
            }
        )
        self._run(CRON)
        self.assertFalse(self._reminders())

    def test_warnings_come_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.manager.lang = "de_DE"
        self._pass(150 * DAY)
        self._run(CRON)
        self.assertIn("09.07.2026", self._reminders().note)

    # === ROTATED === #

    def test_a_rotated_secret_closes_its_warnings(self):
        self._pass(170 * DAY)
        self._run(CRON)
        self.assertTrue(self._reminders())
        secret = self.amazon.amazon.rotate_secret()
        made_on = fields.Date.subtract(fields.Date.today(), days=2)
        self._rotation(f" {secret}\n", set_on=made_on).action_rotate()
        key_set = self.key_set.sudo()
        self.assertEqual(unseal(key_set.client_secret_sealed), secret)
        self.assertEqual(key_set.secret_set_on, made_on)
        self.assertEqual(key_set.secret_days_left, 178)
        self.assertFalse(self._reminders())
        self._pass(8 * DAY)
        self._round(*self.accounts)
        self.assertEqual(set(self.accounts.mapped("connection_state")), {"connected"})

    def test_the_old_secret_serves_for_seven_days_and_is_forgotten(self):
        self.key_set.client_secret = "amzn1.oa2-cs.v1.not-known-at-amazon-yet"
        key_set = self.key_set.sudo()
        self.assertEqual(unseal(key_set.previous_secret_sealed), self.first_secret)
        key_set._lwa().refresh(self.account._active_token()._refresh_token())
        self._pass(7 * DAY + MINUTE)
        with self.assertRaises(ClientRejected):
            key_set._lwa().refresh(self.account._active_token()._refresh_token())
        key_set._gc_previous_secrets()
        self.assertFalse(key_set.previous_secret_sealed)
        self.assertFalse(key_set.previous_secret_until)

    def test_a_secret_that_amazon_refuses_is_not_stored(self):
        wizard = self._rotation("amzn1.oa2-cs.v1.mistyped")
        for revoked in (False, True):
            if revoked:  # Then no living token can be tried.
                self.amazon.amazon.authorizations.__init__()
                self.accounts.token_ids._retire("revoked")
            with self.assertRaisesRegex(UserError, "present one stays in use"):
                wizard.action_rotate()
        self.assertEqual(
            unseal(self.key_set.sudo().client_secret_sealed), self.first_secret
        )

    def test_a_secret_is_tried_out_without_a_living_token(self):
        self.accounts.token_ids._retire("revoked")
        self.amazon.calls.clear()
        secret = self.amazon.amazon.rotate_secret()
        self._rotation(secret).action_rotate()
        self.assertEqual(self.amazon.calls.count("lwa.client_credentials"), 1)
        self.assertEqual(unseal(self.key_set.sudo().client_secret_sealed), secret)

    def test_a_token_that_died_does_not_speak_against_the_secret(self):
        self.amazon.amazon.revoke(seller=self.amazon.sellers[0])
        self.amazon.amazon.revoke(seller=self.amazon.sellers[1])
        secret = self.amazon.amazon.rotate_secret()
        self._rotation(secret).action_rotate()
        self.assertEqual(unseal(self.key_set.sudo().client_secret_sealed), secret)

    def test_the_present_secret_is_no_rotation(self):
        with self.assertRaisesRegex(UserError, "Make a new one at Amazon"):
            self._rotation(self.first_secret).action_rotate()

    def test_amazon_out_of_order_changes_nothing(self):
        secret = self.amazon.amazon.rotate_secret()
        self.amazon.faults.add("unavailable_html", "lwa.token", times=2)
        with self.assertRaisesRegex(UserError, "did not answer"):
            self._rotation(secret).action_rotate()
        self.assertEqual(
            unseal(self.key_set.sudo().client_secret_sealed), self.first_secret
        )

    def test_a_new_secret_stands_nowhere_in_clear(self):
        secret = self.amazon.amazon.rotate_secret()
        wizard = self._rotation(secret)
        self.assertNotWritten(secret)
        wizard.action_rotate()
        self.assertNotWritten(secret)
        self.assertNotIn(secret, str(self.key_set.message_ids.mapped("body")))

    def assertNotWritten(self, secret):
        self.env.flush_all()
        for table in ("secret_rotation", "key_set"):
            self.env.cr.execute(f"SELECT t::text FROM amazon_seller_{table} t")
            for (row,) in self.env.cr.fetchall():
                self.assertNotIn(secret, row)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models")
    def test_only_administrators_of_the_connector_rotate(self):
        rotations = self.env["amazon.seller.secret.rotation"].with_user(self.user)
        with self.assertRaises(AccessError):
            rotations.create({"key_set_id": self.key_set.id, "client_secret": "x"})
        with self.assertRaises(AccessError):
            self.key_set.with_user(self.manager).read(["previous_secret_sealed"])

    def test_the_first_secret_keeps_the_date_beside_it(self):
        made_on = fields.Date.today() - timedelta(days=20)
        key_set = self._create_key_set(secret_set_on=made_on)
        self.assertEqual(key_set.secret_set_on, made_on)
        self.assertEqual(key_set.secret_days_left, 160)

    def test_a_previous_secret_that_cannot_be_opened_is_left_alone(self):
        self.key_set.sudo().write(
            {
                "previous_secret_sealed": seal("x")[:-4],
                "previous_secret_until": fields.Datetime.now() + DAY,
            }
        )
        self.assertEqual(self.key_set._previous_secret(), "")
