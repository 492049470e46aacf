"""Who is reminded of an authorisation that ends, when, and in which words."""

from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.modules.migration import load_script
from odoo.tests import mute_logger, new_test_user

from .test_token_life import ACTIVITY, DAY, REFUSAL, START, TokenCase

CRON = "watch_authorizations"
TEMPLATE = "amazon_connector.mail_template_authorization_reminder"


class TestReminders(TokenCase):
    def _mails(self, user=None):
        partner = (user or self.manager).partner_id
        return self.env["mail.mail"].search(
            [
                ("recipient_ids", "in", partner.ids),
                ("body_html", "like", "/odoo/amazon-accounts/"),
            ]
        )

    def _live(self, until, on=()):
        """Let the cron run each day until some are left; return the days of mails."""
        days = []
        while self.account.days_left > until:
            self._pass(DAY)
            left = self.account.days_left
            if on and left not in on:
                continue
            before = len(self._mails())
            for _time in range(2):
                self._run(CRON)
            days += [left] * (len(self._mails()) - before)
        return days

    def test_a_mail_a_week_from_thirty_days_on_and_one_activity(self):
        self._pass(330 * DAY)
        self.assertEqual(self._live(31), [])
        self.assertFalse(self._activities())
        self.assertEqual(self._live(-1), [30, 23, 16, 9, 2])
        [activity] = self._activities()
        self.assertEqual(activity.user_id, self.manager)
        self.assertEqual(activity.date_deadline, self.account.valid_until)
        self.assertIn(self.account.name, activity.note)

    def test_a_day_on_which_the_cron_did_not_run_is_made_up_for(self):
        self._pass(330 * DAY)
        self.assertEqual(self._live(0, on=(30, 29, 21, 20, 8, 1)), [30, 21, 8, 1])

    def test_an_activity_that_is_done_comes_back_with_the_next_mail_only(self):
        self._pass(335 * DAY)
        self._run(CRON)
        self._activities().action_feedback()
        self._pass(DAY)
        self._run(CRON)
        self.assertFalse(self._activities())
        self._pass(6 * DAY)
        self._run(CRON)
        self.assertEqual(len(self._activities()), 1)

    def test_renewed_nothing_further_is_sent(self):
        self._pass(340 * DAY)
        self._run(CRON)
        self.assertEqual(len(self._mails()), 1)
        self._allow()
        self.assertFalse(self._activities())
        self._pass(29 * DAY)
        self._run(CRON)
        self.assertEqual(len(self._mails()), 1)
        self.assertFalse(self._activities())

    def test_one_person_with_several_accounts_of_a_seller_gets_one_mail(self):
        sibling = self.account.copy(
            {"name": "Sibling", "seller_identifier": self.amazon.seller.seller_id}
        )
        other = sibling.copy(
            {
                "name": "Other",
                "seller_identifier": self.amazon.seller.seller_id,
                "user_id": self.user.id,
            }
        )
        self.user.email = "user@example.com"
        self._allow()
        self._pass(340 * DAY)
        self._run(CRON)
        self.assertEqual(len(self._mails()), 1)
        self.assertEqual(len(self._mails(self.user)), 1)
        accounts = self.account | sibling | other
        self.assertEqual(len(self._activities(accounts)), 2)
        self._pass(DAY)
        self._run(CRON)
        self.assertEqual(len(self._mails() | self._mails(self.user)), 2)

    def test_whoever_has_no_address_gets_an_activity(self):
        self.manager.email = False
        self._pass(340 * DAY)
        self._run(CRON)
        self.assertFalse(self._mails())
        self.assertEqual(self._activities().user_id, self.manager)

    def test_where_nobody_is_responsible_an_administrator_is_asked(self):
        second = self._second_account()
        self.account.user_id = False
        self.account.token_ids.user_id = False
        self._pass(340 * DAY)
        self._run(CRON)
        administrator = self.env.ref("base.user_admin")
        self.assertEqual(self._activities().user_id, administrator)
        self.assertEqual(self._activities(second).user_id, self.manager)

    def test_nobody_at_all_breaks_nothing(self):
        self.account.user_id = False
        self.account.token_ids.user_id = False
        self.env.ref("amazon_connector.group_manager").user_ids = False
        self._pass(340 * DAY)
        self._run(CRON)
        self.assertEqual(len(self._activities()), 1)
        self.assertFalse(self._activities().user_id)

    def test_who_has_left_is_stood_in_for_by_who_allowed_access(self):
        self.account.token_ids.user_id = self.manager
        self.account.user_id = new_test_user(
            self.env, "amazon-leaver", "amazon_connector.group_manager"
        )
        self.account.user_id.active = False
        self._pass(340 * DAY)
        self._run(CRON)
        self.assertEqual(self._activities().user_id, self.manager)

    def test_a_reminder_that_fails_costs_nobody_else_his(self):
        second = self._second_account()
        accounts = type(self.account)
        remind = accounts._remind

        def fail_once(account):
            if account == self.account:
                raise ValueError("broken template")
            remind(account)

        self._pass(340 * DAY)
        with patch.object(accounts, "_remind", fail_once), mute_logger(REFUSAL):
            self._run(CRON)
        self.assertFalse(self._activities())
        self.assertTrue(self._activities(second))
        self._run(CRON)  # Mended: it is made up for.
        self.assertTrue(self._activities())

    def test_a_reminder_that_met_another_worker_is_made_soon(self):
        def meet(account):
            raise SerializationFailure

        self._pass(340 * DAY)
        cron = self.env.ref("amazon_connector.ir_cron_watch_authorizations")
        triggers = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        rollback = patch.object(self.env.cr, "rollback")
        remind = patch.object(type(self.account), "_remind", meet)
        with remind, rollback as rolled_back, mute_logger(REFUSAL):
            self.account._active_token()._remind_safely()
        rolled_back.assert_called_once_with()
        self.assertEqual(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]),
            triggers + 1,
        )

    def test_a_template_that_was_spoilt_costs_only_the_mail(self):
        templates = type(self.env["mail.template"])
        self._pass(340 * DAY)
        broken = patch.object(templates, "send_mail", side_effect=ValueError)
        with broken, mute_logger(REFUSAL):
            self._run(CRON)
        self.assertFalse(self._mails())
        self.assertTrue(self._activities())

    def test_everyone_reads_his_own_language_and_the_edited_text(self):
        self.env["res.lang"]._activate_lang("de_DE")
        template = self.env.ref(TEMPLATE)
        template.with_context(
            lang="de_DE"
        ).subject = "Bald ist Schluss: {{ object.name }}"
        self.manager.lang = "de_DE"
        second = self._second_account(user_id=self.user.id)
        self.user.write({"email": "user@example.com", "lang": "en_US"})
        self._pass(340 * DAY)
        self._run(CRON)
        self.assertEqual(
            self._mails().subject, f"Bald ist Schluss: {self.account.name}"
        )
        self.assertIn("Renew the access", self._mails(self.user).subject)
        self.assertIn("01/10/2027", self._mails(self.user).body_html)
        self.assertIn(
            f"/odoo/amazon-accounts/{second.id}", self._mails(self.user).body_html
        )

    def test_other_companies_are_reminded_as_well(self):
        company = self.env["res.company"].create({"name": "Schwester GmbH"})
        other = new_test_user(
            self.env,
            "amazon-sister",
            "amazon_connector.group_manager",
            company_id=company.id,
            company_ids=[fields.Command.set(company.ids)],
            email="sister@example.com",
        )
        account = self._second_account(
            company_id=company.id, warehouse_id=False, user_id=other.id
        )
        self._pass(340 * DAY)
        self._run(CRON)
        self.assertEqual(len(self._mails(other)), 1)
        self.assertEqual(self._activities(account).user_id, other)

    def test_a_pause_is_more_urgent_than_a_reminder(self):
        self._pass(334 * DAY)
        self.account._pause("wrong_region")
        self._pass(2 * DAY)
        self._run(CRON)
        self.assertIn("refuses", self._activities().summary)
        self.assertEqual(len(self._mails()), 1)
        self.account._resume()
        self.assertIn("Renew", self._activities().summary)

    def test_what_turns_out_not_to_end_is_reminded_of_no_more(self):
        self._pass(340 * DAY)
        self._run(CRON)
        self.assertTrue(self._activities())
        self.key_set.is_private = True
        self._run(CRON)
        self.assertFalse(self._activities())
        self.account._pause("wrong_region")
        self.account._resume()
        self.assertFalse(self._activities())
        self.key_set.is_private = False
        self._run(CRON)
        self.assertTrue(self._activities())

    def test_an_upgrade_gives_what_is_there_its_ends(self):
        self.key_set.is_private = True
        self.env.flush_all()
        # As the version before left it.
        self.env.cr.execute(
            "UPDATE amazon_seller_token SET valid_until = %s", [START + 25 * DAY]
        )
        self.env.cr.execute(
            "UPDATE amazon_seller_key_set SET secret_set_on = NULL, "
            "secret_valid_until = NULL, create_date = %s",
            [START - 80 * DAY],
        )
        self.env.invalidate_all()
        script = "amazon_connector/migrations/19.0.1.1.0/post-fill_ends.py"
        load_script(script, "fill_ends").migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self._run(CRON)
        self.assertFalse(self._activities())
        self.assertEqual(self.key_set.secret_days_left, 100)

    def test_a_pause_that_ends_leaves_the_reminder_standing(self):
        self._pass(340 * DAY)
        self._run(CRON)
        self.account._pause("wrong_region")
        self.assertIn("refuses", self._activities().summary)
        self.account._resume()
        self.assertIn("Renew", self._activities().summary)
        self.assertEqual(self._activities().activity_type_id, self.env.ref(ACTIVITY))
