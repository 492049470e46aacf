"""The way to Amazon's consent page and back, over real HTTP."""

import logging
import queue
from logging.handlers import QueueHandler
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from lxml import html

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, new_test_user

from .connected import ConnectedHttpCase

CALLBACK = "/amazon_connector/callback"


class TestConsent(ConnectedHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("web.base.url", cls.base_url())
        cls.key_set.registered_redirect_uri = cls.key_set._redirect_uri()
        cls.app.redirect_uris = [cls.key_set.registered_redirect_uri]
        cls.app.login_uri = cls.key_set.login_uri

    def setUp(self):
        super().setUp()
        self.authenticate("amazon-manager", "amazon-manager")

    def _leave(self):
        """Press the button; return the address of the consent page."""
        account = self.account.with_user(self.manager)
        return account.action_allow_access()["url"]

    def _come_back(self, url):
        return self.url_open(url, allow_redirects=False)

    def _tokens(self):
        return self.env["amazon.seller.token"].search(
            [("account_id", "=", self.account.id)]
        )

    def assertRefused(self, answer, words):
        self.assertEqual(answer.status_code, 403, answer.text)
        self.assertIn(words, " ".join(answer.text.split()))
        self.assertIn("Nothing was stored.", answer.text)
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertFalse(self._tokens())

    def test_consent_ends_on_the_account_with_a_token_and_marketplaces(self):
        url = self._leave()
        self.assertTrue(url.startswith(self.amazon.url + "/apps/authorize/consent?"))
        query = parse_qs(urlsplit(url).query)
        self.assertEqual(query["version"], ["beta"])
        answer = self._come_back(self._confirm_consent(url))
        self.assertEqual(answer.status_code, 303, answer.text)
        self.assertURLEqual(
            answer.headers["Location"], f"/odoo/amazon-accounts/{self.account.id}"
        )
        [token] = self._tokens()
        self.assertRecordValues(
            token,
            [
                {
                    "state": "active",
                    "source": "consent",
                    "user_id": self.manager.id,
                    "seller_identifier": self.amazon.seller.seller_id,
                    "valid_until": fields.Date.add(fields.Date.today(), days=365),
                }
            ],
        )
        self.account.invalidate_recordset()
        self.assertEqual(self.account.connection_state, "connected")
        self.assertEqual(self.account.seller_identifier, self.amazon.seller.seller_id)
        self.assertIn("Amazon.de", self.account.marketplace_ids.mapped("name"))
        self.assertNotIn("na", self.account.marketplace_ids.mapped("region"))
        self.assertTrue(self.account.is_just_authorized)

    def test_a_published_app_asks_for_no_beta(self):
        self.key_set.is_draft = False
        self.assertNotIn("version", parse_qs(urlsplit(self._leave()).query))

    def test_renewing_keeps_the_earlier_token_as_history(self):
        for _time in range(2):
            self._come_back(self._confirm_consent(self._leave()))
        self.assertEqual(sorted(self._tokens().mapped("state")), ["active", "replaced"])

    def test_a_state_counts_once(self):
        back = self._confirm_consent(self._leave())
        state = parse_qs(urlsplit(back).query)["state"]
        self._come_back(back)
        self._tokens().sudo().unlink()
        again = self._come_back(
            f"{CALLBACK}?{urlencode({'state': state[0], 'spapi_oauth_code': 'x'})}"
        )
        self.assertRefused(again, "already used once")

    def test_a_state_dies_after_ten_minutes(self):
        with freeze_time(fields.Datetime.subtract(fields.Datetime.now(), minutes=11)):
            url = self._leave()
        answer = self._come_back(self._confirm_consent(url))
        self.assertRefused(answer, "More than ten minutes")

    def test_missing_and_invented_states_are_refused(self):
        number = self.env["amazon.seller.consent"]._open(self.account, "consent")
        number = number.partition(".")[0]
        for state in ("", "1", f"{number}.", f"{number}.wrong", "9" * 30 + ".x", "²."):
            answer = self._come_back(
                f"{CALLBACK}?{urlencode({'state': state, 'spapi_oauth_code': 'x'})}"
            )
            self.assertRefused(answer, "does not belong to a consent")
        self.assertRefused(self._come_back(CALLBACK), "does not belong to a consent")

    def test_another_user_cannot_use_the_state(self):
        back = self._confirm_consent(self._leave())
        new_test_user(self.env, "amazon-other", "amazon_connector.group_manager")
        self.authenticate("amazon-other", "amazon-other")
        self.assertRefused(self._come_back(back), "does not belong to a consent")
        # The rightful user still can.
        self.authenticate("amazon-manager", "amazon-manager")
        self.assertEqual(self._come_back(back).status_code, 303)

    def test_a_refused_consent_stores_nothing(self):
        state = parse_qs(urlsplit(self._leave()).query)["state"][0]
        answer = self._come_back(
            f"{CALLBACK}?{urlencode({'state': state, 'error': 'access_denied'})}"
        )
        self.assertRefused(answer, "the consent was refused")

    def test_the_wrong_seller_is_named(self):
        self.account.seller_identifier = "A9SOMEBODYELSE"
        answer = self._come_back(self._confirm_consent(self._leave()))
        self.assertRefused(answer, "A9SOMEBODYELSE")
        self.assertIn(self.amazon.seller.seller_id, answer.text)

    def test_what_amazon_answers_to_the_code_is_explained(self):
        back = self._confirm_consent(self._leave())
        for kind, words in (("invalid_client", "client secret"),):
            self.amazon.faults.add(kind, "lwa.token")
            self.assertRefused(self._come_back(back), words)

    def test_the_page_shows_nothing_that_came_as_markup(self):
        self.account.seller_identifier = "A1"
        state = parse_qs(urlsplit(self._leave()).query)["state"][0]
        values = {
            "state": state,
            "spapi_oauth_code": "x",
            "selling_partner_id": "<script>alert(1)</script>",
        }
        answer = self._come_back(f"{CALLBACK}?{urlencode(values)}")
        self.assertRefused(answer, "You were logged in to Seller Central as")
        self.assertNotIn("<script>alert", answer.text)

    def test_codes_and_states_stand_in_no_log(self):
        log = logging.getLogger("werkzeug")
        lines = queue.Queue()
        handler = QueueHandler(lines)
        log.addHandler(handler)
        self.addCleanup(log.removeHandler, handler)
        self.addCleanup(log.setLevel, log.level)
        log.setLevel(logging.INFO)
        self._come_back(f"{CALLBACK}?state=1.s3cret&spapi_oauth_code=c0de")
        self._come_back(f"{self.key_set.login_uri}?{self._login_query()}")
        self._come_back("/web/login?harmless=1")
        # The server writes its lines after it has answered.
        text = "\n".join(lines.get(timeout=5).getMessage() for _n in range(3))
        self.assertIn(f"GET {CALLBACK}?…", text)
        self.assertIn("harmless=1", text)
        for secret in ("s3cret", "c0de", "from-amazon"):
            self.assertNotIn(secret, text)

    def test_pages_speak_the_users_language(self):
        self.manager.lang = "de_DE"
        self.authenticate("amazon-manager", "amazon-manager")
        self.assertIn("Es wurde nichts gespeichert.", self._come_back(CALLBACK).text)

    def test_an_address_that_amazon_would_not_accept_is_told_before(self):
        self.env["ir.config_parameter"].set_param(
            "web.base.url", "http://odoo.example.com"
        )
        with self.assertRaisesRegex(UserError, "https://"):
            self._leave()
        self.env["ir.config_parameter"].set_param(
            "web.base.url", "https://odoo.example.com"
        )
        with self.assertRaisesRegex(UserError, "Register the latter"):
            self._leave()

    # === FROM SELLER CENTRAL === #

    def _login_query(self, **values):
        return urlencode(
            {
                "amazon_callback_uri": self.amazon.url
                + f"/apps/authorize/confirm/{self.app.application_id}",
                "amazon_state": "from-amazon",
                "selling_partner_id": self.amazon.seller.seller_id,
                "version": "beta",
                **values,
            }
        )

    def test_the_login_uri_sends_on_to_amazon_with_our_state(self):
        answer = self._come_back(f"{self.key_set.login_uri}?{self._login_query()}")
        self.assertEqual(answer.status_code, 303, answer.text)
        location = urlsplit(answer.headers["Location"])
        self.assertEqual(f"{location.scheme}://{location.netloc}", self.amazon.url)
        query = parse_qs(location.query)
        self.assertEqual(query["amazon_state"], ["from-amazon"])
        self.assertEqual(query["version"], ["beta"])
        self.assertEqual(query["redirect_uri"], [self.key_set.registered_redirect_uri])
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")

    def test_whoever_is_not_logged_in_logs_in_first(self):
        self.logout()
        answer = self._come_back(f"{self.key_set.login_uri}?{self._login_query()}")
        self.assertIn("/web/login?redirect=", answer.headers["Location"])
        self.assertIn("amazon_callback_uri", answer.headers["Location"])

    def test_nobody_is_sent_to_an_address_that_is_not_amazons(self):
        for address in (
            "https://evil.example/amazon.de",
            "https://sellercentral.amazon.de.evil.example/x",
            "https://sellercentral.amazon.de@evil.example/x",
            "javascript:alert(1)",
            "//evil.example",
            "",
        ):
            query = self._login_query(amazon_callback_uri=address)
            answer = self._come_back(f"{self.key_set.login_uri}?{query}")
            self.assertRefused(answer, "is not one of Amazon's")

    def test_a_seller_without_account_is_told_to_make_one(self):
        self.account.seller_identifier = "A9SOMEBODYELSE"
        answer = self._come_back(f"{self.key_set.login_uri}?{self._login_query()}")
        self.assertRefused(answer, self.amazon.seller.seller_id)

    def test_a_user_without_rights_is_refused(self):
        self.authenticate("amazon-user", "amazon-user")
        answer = self._come_back(f"{self.key_set.login_uri}?{self._login_query()}")
        self.assertRefused(answer, "may not change this seller account")

    def test_reauthorizing_in_seller_central_ends_with_a_new_token(self):
        self._come_back(self._confirm_consent(self._leave()))
        self.account.invalidate_recordset()
        back = self._reauthorize()
        answer = self._come_back(back)
        self.assertEqual(answer.status_code, 303, answer.text)
        tokens = self._tokens()
        self.assertEqual(tokens.mapped("state"), ["active", "replaced"])
        self.assertEqual(tokens[0].source, "seller_central")

    def _reauthorize(self):
        """Press "Re-authorize" in the emulated Seller Central, and go all the way."""
        url = f"{self.amazon.url}/apps/manage"
        page = html.fromstring(requests.get(url, timeout=10).text)
        form = page.xpath('//form[.//button[@value="renew"]]')[0]
        to_login = requests.post(
            url,
            data={**dict(form.form_values()), "do": "renew"},
            allow_redirects=False,
            timeout=10,
        ).headers["Location"]
        self.assertTrue(to_login.startswith(self.key_set.login_uri), to_login)
        to_amazon = self._come_back(to_login).headers["Location"]
        return self._confirm_consent(to_amazon)
