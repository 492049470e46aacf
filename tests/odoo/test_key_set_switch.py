"""From one developer key set to another and back, over real HTTP."""

from urllib.parse import parse_qs, urlencode, urlsplit

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user

from emulator.defaults import demo_app

from .connected import ConnectedHttpCase


class TestKeySetSwitch(ConnectedHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("web.base.url", cls.base_url())
        cls.other_app = demo_app(
            application_id="amzn1.sp.solution.other",
            client_id="amzn1.application-oa2-client.other",
            client_secret="amzn1.oa2-cs.v1.other",
        )
        cls.amazon.apps.append(cls.other_app)
        cls.other = cls._create_key_set(
            name="Alternative",
            application_id=cls.other_app.application_id,
            client_id=cls.other_app.client_id,
            client_secret=cls.other_app.client_secret,
        )
        for key_set, app in ((cls.key_set, cls.app), (cls.other, cls.other_app)):
            key_set.registered_redirect_uri = key_set._redirect_uri()
            app.redirect_uris = [key_set.registered_redirect_uri]
            app.login_uri = key_set.login_uri

    def setUp(self):
        super().setUp()
        self.amazon.faults.clear()
        self.amazon.rates.refill()
        self.env["amazon.seller.access"].search([]).unlink()
        self._authorize()
        self.first = self.account._active_token()
        self.amazon.calls.clear()
        self.authenticate("amazon-manager", "amazon-manager")

    def _switch(self, key_set=None, account=None, user=None):
        account = (account or self.account).with_user(user or self.manager)
        action = account.action_change_key_set()
        switch = Form(account.env[action["res_model"]].with_context(action["context"]))
        switch.key_set_id = key_set or self.other
        return switch.save().action_continue()

    def _consent(self, action):
        answer = self.url_open(
            self._confirm_consent(action["url"]), allow_redirects=False
        )
        self.env.invalidate_all()
        return answer

    def _paste(self, action, app):
        token = self.amazon.amazon.self_authorize(app).refresh_token
        wizards = self.env[action["res_model"]].with_user(self.manager)
        wizard = Form(wizards.with_context(action["context"]))
        wizard.refresh_token = token
        wizard.save().action_confirm()
        return token

    def test_a_consent_moves_the_account_and_keeps_the_earlier_token(self):
        action = self._switch()
        self.assertIn(self.other_app.application_id, action["url"])
        # Until it is given, nothing changes.
        self.assertEqual(self.account.key_set_id, self.key_set)
        self.assertEqual(self.account._active_token(), self.first)
        answer = self._consent(action)
        self.assertEqual(answer.status_code, 303, answer.text)
        self.assertEqual(self.account.key_set_id, self.other)
        token = self.account._active_token()
        self.assertEqual(token.key_set_id, self.other)
        self.assertEqual(self.first.state, "replaced")
        self.assertEqual(self.account.connection_state, "connected")
        with self.account._connection() as door:
            door.account()
        apps = {call.application for call in self.amazon.calls.select(status=200)}
        self.assertEqual(apps - {""}, {self.other_app.application_id})

    def test_a_switch_that_fails_changes_nothing(self):
        back = self._confirm_consent(self._switch()["url"])
        self.amazon.faults.add("invalid_client", "lwa.token")
        self.assertEqual(self.url_open(back).status_code, 403)
        self.env.invalidate_all()
        self.assertEqual(self.account.key_set_id, self.key_set)
        self.assertEqual(self.account._active_token(), self.first)
        with self.account._connection() as door:
            door.account()

    def test_a_private_app_gets_its_token_pasted(self):
        self.other.is_private = True
        action = self._switch()
        self.assertEqual(action["res_model"], "amazon.seller.token.paste")
        self._paste(action, self.other_app)
        self.assertEqual(self.account.key_set_id, self.other)
        self.assertFalse(self.account.valid_until)
        self.assertEqual(self.first.state, "replaced")

    def test_a_pasted_token_of_the_wrong_app_changes_nothing(self):
        self.other.is_private = True
        with self.assertRaisesRegex(UserError, "belongs to another app"):
            self._paste(self._switch(), self.app)
        self.assertEqual(self.account.key_set_id, self.key_set)

    def test_all_accounts_on_either_key_set_move_together(self):
        company = self.env["res.company"].create({"name": "Schwester GmbH"})
        seller = self.amazon.seller.seller_id

        def copy(name, **values):
            values = {"name": name, "seller_identifier": seller, **values}
            return self.account.copy(values)

        sibling = copy("Sibling")
        there = copy("There already", key_set_id=self.other.id)
        third = self._create_key_set(name="Third")
        elsewhere = copy("Elsewhere", key_set_id=third.id)
        stranger = copy("Stranger", company_id=company.id, warehouse_id=False)
        self._consent(self._switch())
        for account in (self.account, sibling, there):
            self.assertEqual(account.key_set_id, self.other, account.name)
            self.assertEqual(account._active_token().key_set_id, self.other)
        self.assertEqual(elsewhere.key_set_id, third)
        self.assertFalse(elsewhere.is_authorized)
        # The manager does not belong to its company.
        self.assertEqual(stranger.key_set_id, self.key_set)
        self.assertFalse(stranger.is_authorized)

    def test_a_company_keeps_its_own_key_set(self):
        company = self.env["res.company"].create({"name": "Schwester GmbH"})
        self.manager.company_ids += company
        self.other.company_id = self.company
        sister = self.account.copy(
            {
                "name": "Sister",
                "company_id": company.id,
                "warehouse_id": False,
                "seller_identifier": self.amazon.seller.seller_id,
            }
        )
        self._consent(self._switch())
        self.assertEqual(self.account.key_set_id, self.other)
        self.assertEqual(sister.key_set_id, self.key_set)
        switches = self.env["amazon.seller.key.set.switch"].with_user(self.manager)
        switch = switches.create({"account_id": sister.id, "key_set_id": self.other.id})
        with self.assertRaisesRegex(UserError, "company may use"):
            switch.action_continue()

    def test_the_key_set_of_an_authorised_account_is_not_just_changed(self):
        with self.assertRaisesRegex(UserError, "Change Key Set"):
            self.account.key_set_id = self.other
        self.account.write({"key_set_id": self.key_set.id, "name": "Renamed"})
        self.first._retire("revoked")
        self.account.key_set_id = self.other

    # === AND BACK === #

    def _use_again(self, token, user=None):
        return token.with_user(user or self.manager).action_use_again()

    def test_back_to_an_earlier_token_that_still_lives(self):
        sibling = self.account.copy(
            {"name": "Sibling", "seller_identifier": self.amazon.seller.seller_id}
        )
        self._consent(self._switch())
        second = self.account._active_token()
        self.assertTrue(self.first.can_use_again)
        self.amazon.calls.clear()
        self._use_again(self.first)
        self.assertEqual(self.account.key_set_id, self.key_set)
        self.assertEqual(self.account._active_token(), self.first)
        self.assertEqual(second.state, "replaced")
        self.assertFalse(self.first.ended_at)
        self.assertEqual(self.account.connection_state, "connected")
        # It counts for the seller's other account, which never had it, as well.
        self.assertEqual(sibling.key_set_id, self.key_set)
        token = sibling._active_token()
        self.assertEqual(token._refresh_token(), self.first._refresh_token())
        self.assertEqual(token.valid_until, self.first.valid_until)
        self._use_again(second)
        self.assertEqual(sibling.key_set_id, self.other)
        self.assertEqual(len(sibling.token_ids), 2)
        self.assertEqual(len(self.account.token_ids), 2)

    def test_a_renewal_is_not_undone_while_it_works(self):
        self._authorize()
        self.assertFalse(self.first.can_use_again)
        with self.assertRaisesRegex(UserError, "was renewed since"):
            self.first.with_user(self.manager).action_use_again()
        self.account._pause("token_rejected")
        self.first.invalidate_recordset()
        self.assertTrue(self.first.can_use_again)

    def test_an_earlier_token_that_died_is_noted_as_dead(self):
        self._consent(self._switch())
        self.amazon.amazon.revoke(self.app)
        answer = self._use_again(self.first)
        self.assertEqual(answer["params"]["type"], "danger")
        self.assertEqual(self.first.state, "revoked")
        self.assertEqual(self.account.key_set_id, self.other)
        self.assertTrue(self.account.is_authorized)
        self.assertEqual(self.account.connection_state, "connected")

    def test_a_token_past_its_end_is_not_used_again(self):
        self._consent(self._switch())
        self.first.sudo().authorized_at = fields.Datetime.subtract(
            fields.Datetime.now(), days=366
        )
        self.assertFalse(self.first.can_use_again)
        self.amazon.calls.clear()
        with self.assertRaisesRegex(UserError, "year is over"):
            self._use_again(self.first)
        with self.assertRaises(UserError):
            self._use_again(self.account._active_token().sudo(False))
        self.assertFalse(self.amazon.calls.select())

    def test_a_disturbance_changes_nothing(self):
        self._consent(self._switch())
        self.amazon.faults.add("unavailable_html", "lwa.token")
        with self.assertRaisesRegex(UserError, "did not answer"):
            self._use_again(self.first)
        self.assertEqual(self.account.key_set_id, self.other)

    def test_a_pasted_token_that_is_in_use_is_no_renewal(self):
        wizard = (
            self.env["amazon.seller.token.paste"]
            .with_user(self.manager)
            .create(
                {
                    "account_id": self.account.id,
                    "refresh_token": self.first._refresh_token(),
                }
            )
        )
        with self.assertRaisesRegex(UserError, "uses this token already"):
            wizard.action_confirm()

    def test_a_pasted_tokens_year_begins_when_the_app_was_authorised(self):
        token = self.amazon.amazon.self_authorize().refresh_token
        day = fields.Date.subtract(fields.Date.today(), days=100)
        wizard = (
            self.env["amazon.seller.token.paste"]
            .with_user(self.manager)
            .create(
                {
                    "account_id": self.account.id,
                    "refresh_token": token,
                    "authorized_on": day,
                }
            )
        )
        wizard.action_confirm()
        self.assertEqual(self.account.days_left, 265)

    # === RIGHTS === #

    def test_switching_is_for_administrators_of_the_company(self):
        company = self.env["res.company"].create({"name": "Schwester GmbH"})
        sister = new_test_user(
            self.env,
            "amazon-sister",
            "amazon_connector.group_manager",
            company_id=company.id,
            company_ids=[fields.Command.set(company.ids)],
        )
        for user in (self.user, sister):
            with self.assertRaises(AccessError):
                self._switch(user=user)
            with self.assertRaises(AccessError):
                self._use_again(self.first, user)

    # === FROM SELLER CENTRAL === #

    def test_seller_central_renews_the_app_it_was_asked_for(self):
        self._consent(self._switch())
        back = self._login(self.other, self.other_app)
        self.assertEqual(self.url_open(back, allow_redirects=False).status_code, 303)
        self.env.invalidate_all()
        token = self.account._active_token()
        self.assertEqual(
            (token.source, token.key_set_id), ("seller_central", self.other)
        )
        self.assertEqual(len(self.account.token_ids), 3)

    def test_an_app_that_was_left_is_not_renewed_by_mistake(self):
        self._consent(self._switch())
        query = urlencode(
            {
                "amazon_callback_uri": f"{self.amazon.url}/apps/authorize/confirm/x",
                "selling_partner_id": self.amazon.seller.seller_id,
            }
        )
        answer = self.url_open(f"{self.key_set.login_uri}?{query}")
        self.assertEqual(answer.status_code, 403)
        self.assertIn("Change Key Set", " ".join(answer.text.split()))

    def _login(self, key_set, app):
        """Come to the login URI as from Seller Central, and consent there."""
        query = urlencode(
            {
                "amazon_callback_uri": self.amazon.url
                + f"/apps/authorize/confirm/{app.application_id}",
                "amazon_state": "from-amazon",
                "selling_partner_id": self.amazon.seller.seller_id,
                "version": "beta",
            }
        )
        answer = self.url_open(f"{key_set.login_uri}?{query}", allow_redirects=False)
        state = parse_qs(urlsplit(answer.headers["Location"]).query)["state"][0]
        consent = self.env["amazon.seller.consent"].browse(int(state.split(".")[0]))
        self.assertEqual(consent.key_set_id, key_set)
        with self.amazon.amazon.lock:
            amazon = self.amazon.amazon
            now = amazon.clock.now()
            seller = self.amazon.seller.seller_id
            granted = amazon.authorizations.consent(app, seller, "eu", now)
            code = amazon.authorizations.new_code(
                granted, key_set.registered_redirect_uri, now
            )
        return "/amazon_connector/callback?" + urlencode(
            {"state": state, "selling_partner_id": seller, "spapi_oauth_code": code}
        )
