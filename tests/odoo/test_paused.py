"""What a refused, paused or dead account does, says and lets others see."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import mute_logger, new_test_user

from odoo.addons.amazon_connector.spapi.errors import LoginRefused
from odoo.addons.amazon_connector.spapi.lwa import LoginWithAmazon

from .test_token_life import DAY, MINUTE, REFUSAL, START, TokenCase


class TestPaused(TokenCase):
    def test_a_pause_does_not_depend_on_whether_anybody_can_be_told(self):
        self.amazon.amazon.revoke()
        self._round()
        self._pass(2 * MINUTE)
        broken = patch.object(type(self.account), "message_post", side_effect=KeyError)
        with broken, mute_logger(REFUSAL):
            self._round()
        self.assertTrue(self.account.is_paused)
        self.assertState("revoked")
        calls = len(self.amazon.calls.select())
        self._pass(DAY)
        self._round()
        self.assertEqual(len(self.amazon.calls.select()), calls)

    def test_who_may_not_see_the_account_can_be_responsible_for_it(self):
        company = self.env["res.company"].create({"name": "Schwester GmbH"})
        self.account.user_id = new_test_user(
            self.env,
            "amazon-stranger",
            "base.group_user",
            company_id=company.id,
            company_ids=[fields.Command.set(company.ids)],
        )
        self.amazon.amazon.revoke()
        self._die()
        self.assertEqual(self._activities().user_id, self.account.user_id)

    def test_who_has_left_is_followed_by_an_administrator_of_the_company(self):
        company = self.env["res.company"].create({"name": "Schwester GmbH"})
        self.env.ref("base.user_admin").write(
            {
                "company_id": company.id,
                "company_ids": [fields.Command.set(company.ids)],
            }
        )
        self.account.user_id = self.user
        self.account.token_ids.user_id = self.user
        self.user.action_archive()
        self.env.invalidate_all()
        self.assertEqual(self.account.responsible_id, self.manager)

    def test_of_an_archived_account_nobody_is_told(self):
        sibling = self.account.copy(
            {
                "name": "Sibling",
                "seller_identifier": self.amazon.seller.seller_id,
                "user_id": self.user.id,
            }
        )
        self._allow()
        sibling.active = False
        self.amazon.amazon.revoke()
        self._die()
        self.assertTrue(sibling.is_paused)
        self.assertFalse(self._activities(sibling))
        self.assertTrue(self._activities())

    def test_names_and_amazons_words_come_as_they_are(self):
        self.account.name = "<b>Shop</b> & <Söhne>"
        self._pass(340 * DAY)
        self._run("watch_authorizations")
        self.assertIn("&lt;b&gt;Shop&lt;/b&gt; &amp; &lt;Söhne&gt;", str(self._note()))
        self.account._pause("token_rejected", "<u>no</u>")
        self.assertIn("&lt;u&gt;no&lt;/u&gt;", str(self._note()))

    def _note(self):
        return self._activities().note

    def test_who_is_not_let_in_is_not_connected(self):
        for paused in (False, True):
            self.env["amazon.seller.access"].search([]).unlink()
            self.account.is_paused = paused
            refused = LoginRefused("invalid_request: a parameter is missing")
            with patch.object(LoginWithAmazon, "refresh", side_effect=refused):
                self.account.with_user(self.manager).action_test_connection()
            self.assertEqual(self.account.connection_state, "refused")
            self.assertIn("a parameter is missing", self.account.connection_message)
            self.assertEqual(self.account.is_paused, paused)

    def test_a_dead_account_is_not_called_for_by_any_button(self):
        self.account.order_start_date = START - 9 * DAY
        self.amazon.amazon.revoke()
        self._die()
        self.amazon.calls.clear()
        account = self.account.with_user(self.user)
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", lambda *args, **values: 9):
            answer = account.action_synchronize()
        self.assertIn("Allow Access", answer["params"]["message"])
        request = account.env["amazon.seller.report.request"]
        with self.assertRaisesRegex(UserError, "Allow Access"):
            request.create({"account_ids": account.ids}).action_request()
        try:
            account.action_fetch_period("MFN", START - 3 * DAY, START)
        except UserError as refusal:
            self.assertTrue(str(refusal))
        inquiry = account.env["amazon.seller.order.inquiry"].create(
            {"order_ref": "302-1234567-7654321", "account_id": account.id}
        )
        inquiry.action_find_out()
        self._pass(DAY)
        self._run("synchronize")
        self.assertFalse(self.amazon.calls.select())

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_what_one_types_into_a_wizard_is_nobody_elses(self):
        other = new_test_user(
            self.env, "amazon-second", "amazon_connector.group_manager"
        )
        account, key_set = self.account.id, self.key_set.id
        for name, values in (
            ("token.paste", {"account_id": account, "refresh_token": "Atzr|x"}),
            ("secret.rotation", {"key_set_id": key_set, "client_secret": "x"}),
            ("key.set.switch", {"account_id": account, "key_set_id": key_set}),
            ("connection.test", {"account_id": account}),
        ):
            wizards = self.env[f"amazon.seller.{name}"].with_user(self.manager)
            wizard = wizards.create(values)
            with self.subTest(name), self.assertRaises(AccessError):
                wizard.with_user(other).read(["create_date"])
