"""Tokens, key sets and what Amazon says of them, over real HTTP."""

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user

from odoo.addons.amazon_connector import secret_box

from .connected import ConnectedCase


class TestAuthorization(ConnectedCase):
    def setUp(self):
        super().setUp()
        self.amazon.faults.clear()
        self.amazon.rates.refill()
        self.amazon.calls.clear()
        self.env.cr.execute("DELETE FROM amazon_seller_rate")

    def _paste(self, token, seller=None, account=None):
        wizard = (
            self.env["amazon.seller.token.paste"]
            .with_user(self.manager)
            .create(
                {
                    "account_id": (account or self.account).id,
                    "seller_identifier": seller or self.amazon.seller.seller_id,
                    "refresh_token": token,
                }
            )
        )
        return wizard.action_confirm()

    def _private_token(self, region="eu"):
        return self.amazon.amazon.self_authorize(region=region).refresh_token

    # === PASTED TOKENS === #

    def test_a_pasted_token_is_trimmed_checked_and_stored(self):
        token = self._private_token()
        self._paste(f"  {token[:20]}\n{token[20:]}\t ")
        self.assertEqual(self.account._active_token()._refresh_token(), token)
        self.assertEqual(self.account.token_ids.source, "pasted")
        self.assertEqual(self.account.connection_state, "connected")
        self.assertTrue(self.account.marketplace_ids)

    def test_a_pasted_token_that_amazon_refuses_is_not_stored(self):
        with self.assertRaisesRegex(UserError, "does not accept this token"):
            self._paste("Atzr|nonsense")
        self.assertFalse(self.account.token_ids)

    def test_a_token_of_another_seller_is_refused(self):
        self.account.seller_identifier = "A9SOMEBODYELSE"
        with self.assertRaisesRegex(UserError, "A9SOMEBODYELSE"):
            self._paste(self._private_token())

    def test_a_pasted_token_stands_nowhere_in_clear(self):
        token = self._private_token()
        self._paste(token)
        self.env.flush_all()
        for table in ("token", "token_paste", "access", "account"):
            self.env.cr.execute(f"SELECT t::text FROM amazon_seller_{table} t")
            for (row,) in self.env.cr.fetchall():
                self.assertNotIn(token, row)
                self.assertNotIn("Atza|", row)

    # === ONE GRANT, SEVERAL ACCOUNTS === #

    def test_all_accounts_of_a_seller_get_the_new_token(self):
        company = self.env["res.company"].create({"name": "Schwester GmbH"})
        self.manager.company_ids += company
        self.account.seller_identifier = self.amazon.seller.seller_id
        sibling = self.account.copy(
            {
                "name": "Sibling",
                "company_id": company.id,
                "seller_identifier": self.amazon.seller.seller_id,
                "warehouse_id": False,
            }
        )
        stranger = self.account.copy(
            {"name": "Stranger", "seller_identifier": "A9SOMEBODYELSE"}
        )
        american = self.account.copy(
            {
                "name": "American",
                "home_marketplace_id": self._marketplace("ATVPDKIKX0DER").id,
                "seller_identifier": self.amazon.seller.seller_id,
            }
        )
        token = self._private_token()
        self._paste(token)
        self.assertEqual(sibling._active_token()._refresh_token(), token)
        self.assertFalse(stranger.is_authorized)
        self.assertFalse(american.is_authorized)

    def test_a_manager_does_not_change_what_another_company_lives_by(self):
        self._authorize()
        token = self.account._active_token()
        company = self.env["res.company"].create({"name": "Fremde GmbH"})
        stranger = new_test_user(
            self.env,
            "amazon-stranger",
            "amazon_connector.group_manager",
            company_id=company.id,
            company_ids=[fields.Command.set(company.ids)],
        )
        theirs = self.account.copy(
            {
                "name": "Theirs",
                "company_id": company.id,
                "warehouse_id": False,
                "seller_identifier": self.account.seller_identifier,
            }
        )
        theirs.with_user(stranger)._store_refresh_token("Atzr|theirs", "pasted")
        self.assertEqual(self.account._active_token(), token)
        self.assertEqual(theirs._active_token()._refresh_token(), "Atzr|theirs")

    def test_two_accounts_of_a_seller_never_fetch_the_same_marketplace(self):
        self._authorize()
        second = self.account.copy({"name": "Second"})
        self._authorize(second)
        self.assertTrue(self.account.marketplace_ids)
        self.assertFalse(second.marketplace_ids)
        [germany] = self.account.marketplace_ids.filtered(
            lambda marketplace: marketplace.domain == "amazon.de"
        )
        with self.assertRaisesRegex(ValidationError, "would come twice"):
            second.marketplace_ids = germany
        self.account.marketplace_ids -= germany
        second.marketplace_ids = germany
        for account in (self.account, second):
            account.action_test_connection()
        self.assertEqual(second.marketplace_ids, germany)
        self.assertNotIn(germany, self.account.marketplace_ids)

    def test_a_marketplace_the_seller_joins_is_taken_over(self):
        self._authorize()
        [germany] = self.account.marketplace_ids.filtered(
            lambda marketplace: marketplace.domain == "amazon.de"
        )
        self.account.known_marketplace_ids -= germany
        self.account.marketplace_ids -= germany
        self.account.action_test_connection()
        self.assertIn(germany, self.account.marketplace_ids)

    def test_an_account_stays_in_its_region_and_company(self):
        self._authorize()
        with self.assertRaisesRegex(ValidationError, "another region"):
            self.account.home_marketplace_id = self._marketplace("ATVPDKIKX0DER")

    def test_only_one_token_is_active_and_the_others_stay(self):
        tokens = [self._private_token() for _n in range(3)]
        for token in tokens:
            self._paste(token)
        self.assertEqual(
            sorted(self.account.token_ids.mapped("state")),
            ["active", "replaced", "replaced"],
        )
        self.assertEqual(self.account._active_token()._refresh_token(), tokens[-1])

    # === ACCESS TOKENS === #

    def test_an_access_token_is_asked_for_once_and_shared(self):
        self._authorize()
        self.amazon.calls.clear()
        for _time in range(3):
            with self.account._connection() as door:
                door.account()
        self.assertEqual(self.amazon.calls.count("lwa.refresh_token"), 0)
        self.env["amazon.seller.access"].search([]).unlink()
        for _time in range(3):
            with self.account._connection() as door:
                door.account()
        self.assertEqual(self.amazon.calls.count("lwa.refresh_token"), 1)

    def test_a_rejected_access_token_is_renewed_once(self):
        self._authorize()
        self.amazon.calls.clear()
        self.amazon.faults.add("token_rejected", "sellers.getAccount")
        with self.account._connection() as door:
            self.assertEqual(door.account().selling_plan, "PROFESSIONAL")
        self.assertEqual(self.amazon.calls.count("lwa.refresh_token"), 1)

    def test_a_replaced_token_takes_its_access_token_along(self):
        self._authorize()
        self.assertTrue(self.env["amazon.seller.access"].search_count([]))
        self.account.token_ids._retire("replaced")
        self.assertFalse(self.env["amazon.seller.access"].search_count([]))

    # === TEST CONNECTION === #

    def _test_connection(self):
        action = self.account.with_user(self.manager).action_test_connection()
        test = self.env[action["res_model"]].browse(action["res_id"])
        return {step.step: step for step in test.step_ids}

    def assertFirstFailure(self, step, words):
        steps = self._test_connection()
        results = [line.result for line in steps.values()]
        position = list(steps).index(step)
        self.assertEqual(results[:position], ["passed"] * position)
        self.assertEqual(results[position], "failed")
        self.assertEqual(set(results[position + 1 :]) - {"skipped"}, set())
        self.assertIn(words, steps[step].message)

    def test_a_working_connection_passes_every_step(self):
        self._authorize()
        steps = self._test_connection()
        self.assertEqual({step.result for step in steps.values()}, {"passed"})

    def test_each_step_that_fails_says_what_to_do(self):
        self.assertFirstFailure("authorization", "Allow Access")
        self._authorize()
        cases = [
            ("invalid_client", "lwa.token", "keys", "client secret"),
            ("invalid_grant", "lwa.token", "authorization", "Allow Access"),
            ("unauthorized_client", "lwa.token", "authorization", "Private apps"),
            (
                "access_denied",
                "sellers.getMarketplaceParticipations",
                "region",
                "home marketplace",
            ),
            ("role_missing", "reports.getReports", "roles", "role"),
        ]
        for kind, operation, step, words in cases:
            with self.subTest(kind):
                self.amazon.faults.add(kind, operation)
                self.assertFirstFailure(step, words)
                self.assertEqual(self.account.connection_state, "refused")
                self.amazon.faults.clear()

    def test_the_individual_plan_is_recognised(self):
        self._authorize()
        self.amazon.seller.selling_plan = "INDIVIDUAL"
        self.addCleanup(setattr, self.amazon.seller, "selling_plan", "PROFESSIONAL")
        self.assertFirstFailure("plan", "Professional plan")

    def test_a_key_set_without_secret_fails_at_the_first_step(self):
        self._authorize()
        self.key_set.sudo().client_secret_sealed = False
        self.assertFirstFailure("keys", "Enter the client secret")

    # === THE KEY IS LOST === #

    def test_a_database_without_its_key_asks_for_a_new_consent(self):
        self._authorize()
        self.account.token_ids.sudo().refresh_token_sealed = "sealed elsewhere"
        self.account._round(lambda: True)
        self.assertEqual(self.account.connection_code, "secret_unreadable")
        self.assertIn("Put the key back", self.account.connection_message)
        self._paste(self._private_token())
        self.assertEqual(self.account.connection_state, "connected")

    def test_without_the_key_nothing_crashes_when_a_token_is_replaced(self):
        self._authorize()
        self.account.token_ids.sudo().refresh_token_sealed = "sealed elsewhere"
        self._paste(self._private_token())
        self.assertEqual(
            sorted(self.account.token_ids.mapped("state")), ["active", "replaced"]
        )

    # === KEY SETS === #

    def test_a_secret_is_stored_sealed_and_never_shown(self):
        secret = "amzn1.oa2-cs.v1.verysecret"
        self.key_set.with_user(self.manager).client_secret = f" {secret} "
        self.assertEqual(
            secret_box.unseal(self.key_set.sudo().client_secret_sealed), secret
        )
        key_set = self.key_set.with_user(self.manager)
        key_set.invalidate_recordset()
        self.assertFalse(key_set.client_secret)
        self.assertTrue(key_set.has_client_secret)
        with self.assertRaises(AccessError):
            key_set.read(["client_secret_sealed"])
        with self.assertRaises(AccessError):
            self.key_set.with_user(self.env.ref("base.user_admin")).read(
                ["client_secret_sealed"]
            )
        self.assertNotIn(secret, str(self.key_set.message_ids.mapped("body")))

    def test_defaults_are_no_way_around_the_right_to_own_addresses(self):
        defaults = {
            f"default_custom_{name}_url": "https://evil.example/{region}"
            for name in ("api", "token", "consent")
        }
        key_sets = self.env["amazon.seller.key.set"].with_user(self.manager)
        with self.assertRaises(AccessError):
            key_sets.with_context(default_environment="custom", **defaults).create(
                {"name": "Mine", "client_id": "x"}
            )

    def test_own_addresses_are_for_system_administrators(self):
        key_set = self.key_set.with_user(self.manager)
        with self.assertRaises(AccessError):
            key_set.custom_api_url = "https://evil.example/{region}"
        with self.assertRaises(AccessError):
            self.env["amazon.seller.key.set"].with_user(self.manager).create(
                {
                    "name": "Mine",
                    "client_id": "x",
                    "environment": "custom",
                    "custom_api_url": "https://evil.example/{region}",
                    "custom_token_url": "https://evil.example/",
                    "custom_consent_url": "https://evil.example/",
                }
            )
        key_set.name = "Renamed"  # Everything else is the manager's.

    def test_each_environment_has_its_addresses(self):
        key_set = self.key_set
        self.assertEqual(key_set._api_url("na"), f"{self.amazon.url}/na")
        key_set.environment = "amazon"
        self.assertEqual(
            key_set._api_url("eu"), "https://sellingpartnerapi-eu.amazon.com"
        )
        germany = self.account.home_marketplace_id
        self.assertEqual(
            key_set._seller_central_url(germany),
            "https://sellercentral-europe.amazon.com",
        )
        self.assertFalse(key_set._allowed_callback_origins())
        key_set.environment = "sandbox"
        self.assertEqual(
            key_set._api_url("fe"), "https://sandbox.sellingpartnerapi-fe.amazon.com"
        )

    def test_addresses_are_https_or_on_this_machine(self):
        for address in ("http://evil.example/", "ftp://127.0.0.1/", "evil", ""):
            with self.assertRaises(ValidationError):
                self.key_set.custom_token_url = address

    # === RIGHTS AND COMPANIES === #

    def test_users_see_accounts_and_reports_but_no_keys(self):
        self._authorize()
        account = self.account.with_user(self.user)
        self.assertEqual(account.connection_state, "connected")
        self.assertTrue(account.is_authorized)
        for forbidden in (
            lambda: account.write({"name": "Mine"}),
            lambda: account.action_allow_access(),
            lambda: account.action_test_connection(),
            lambda: self.env["amazon.seller.token"].with_user(self.user).search([]),
            lambda: self.env["amazon.seller.access"].with_user(self.user).search([]),
            lambda: self.key_set.with_user(self.user).write({"name": "Mine"}),
        ):
            with self.assertRaises(AccessError):
                forbidden()

    def test_nobody_reads_a_refresh_token(self):
        self._authorize()
        for user in (self.manager, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                self.account.token_ids.with_user(user).read(["refresh_token_sealed"])

    def test_another_company_sees_nothing(self):
        self._authorize()
        self.account._want_reports()
        company = self.env["res.company"].create({"name": "Schwester GmbH"})
        other = new_test_user(
            self.env,
            "amazon-sister",
            "amazon_connector.group_manager",
            company_id=company.id,
            company_ids=[fields.Command.set(company.ids)],
        )
        for model in ("account", "token", "report", "order"):
            records = self.env[f"amazon.seller.{model}"].with_user(other)
            self.assertFalse(records.search([]), model)
        with self.assertRaises(AccessError):
            self.account.with_user(other).read(["name"])

    def test_nobody_rewrites_what_amazon_stated(self):
        order = self.env["amazon.seller.order"].create(
            {
                "amazon_order_id": "302-0000001-0000001",
                "account_id": self.account.id,
                "company_id": self.company.id,
                "channel": "MFN",
            }
        )
        for user in (self.user, self.manager):
            with self.assertRaises(AccessError):
                order.with_user(user).write({"amount_total": 1})
        order.with_user(self.user).message_post(body="Seen.")
        order.with_user(self.user).action_ignore()
        self.assertEqual(order.state, "ignored")

    # === A COPIED DATABASE === #

    def test_a_neutralised_copy_cannot_speak_with_amazon(self):
        self._authorize()
        self.env.flush_all()
        path = "amazon_connector/data/neutralize.sql"
        with self.env.registry.cursor() as cr:
            cr.execute(open(path).read())  # noqa: SIM115
        self.env.invalidate_all()
        self.amazon.calls.clear()
        self.assertFalse(self.account.is_authorized)
        self.assertFalse(self.key_set.has_client_secret)
        self.account._round(lambda: True)
        self.assertFalse(self.amazon.calls.select())
