"""What the overview counts, and what an account tells of its authorisation."""

from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.tests import Form, new_test_user

from odoo.addons.amazon_connector.secret_box import seal

from .common import AmazonCase, make_stranger

YEAR = 365


class TestOverview(AmazonCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key_set = cls.env["amazon.seller.key.set"].create(
            {
                "name": "Standard",
                "application_id": "amzn1.sp.solution.overview",
                "client_id": "amzn1.application-oa2-client.overview",
                "client_secret": "amzn1.oa2-cs.v1.overview",
            }
        )
        cls.marketplace = cls.env["amazon.seller.marketplace"].search(
            [("marketplace_identifier", "=", "A1PA6795UKMFR9")]
        )
        cls.user = new_test_user(
            cls.env, "overview_user", "amazon_connector.group_user"
        )

    def _account(self, name, days_ago=None, state="active", **values):
        """An account whose authorisation was given so many days ago; none if None."""
        account = self.env["amazon.seller.account"].create(
            {
                "name": name,
                "key_set_id": self.key_set.id,
                "home_marketplace_id": self.marketplace.id,
                "marketplace_ids": self.marketplace.ids,
                "available_marketplace_ids": self.marketplace.ids,
                "order_start_date": fields.Datetime.now() - timedelta(days=20),
                **values,
            }
        )
        if days_ago is not None:
            self.env["amazon.seller.token"].create(
                {
                    "account_id": account.id,
                    "key_set_id": self.key_set.id,
                    "state": state,
                    "source": "consent",
                    "authorized_at": fields.Datetime.now() - timedelta(days=days_ago),
                    "refresh_token_sealed": seal(f"Atzr|{name}"),
                }
            )
        return account

    def _prove(self, account, *spans):
        """Note spans of days ago, as (from, to), as proven for both kinds of order."""
        now = fields.Datetime.now()
        self.env["amazon.seller.coverage"].create(
            [
                {
                    "account_id": account.id,
                    "channel": channel,
                    "marketplace_id": self.marketplace.id,
                    "start": now - timedelta(days=start),
                    "end": now - timedelta(days=end),
                }
                for channel in ("MFN", "AFN")
                for start, end in spans
            ]
        )

    def _wait(self, account, count):
        self.env["amazon.seller.order"].create(
            [
                {
                    "amazon_order_id": f"302-0000000-000000{number}",
                    "account_id": account.id,
                    "company_id": account.company_id.id,
                    "channel": "MFN",
                    "state": "waiting",
                }
                for number in range(count)
            ]
        )

    def _overview(self, user=None):
        accounts = self.env["amazon.seller.account"].with_user(user or self.user)
        return accounts.retrieve_overview()

    # === THE COUNTS === #

    def test_the_overview_counts_what_waits(self):
        before = self._overview()
        fine = self._account("Fine", 10)
        self._prove(fine, (21, 0))
        ending = self._account("Ending", YEAR - 9)
        self._prove(ending, (21, 8), (5, 0))
        dead = self._account("Dead", YEAR + 7, "expired", is_paused=True)
        self._prove(dead, (21, 7))
        self._account("New")
        self._wait(fine, 2)
        after = self._overview()
        counts = {
            name: after[name] - before[name]
            for name in ("paused", "ending", "waiting_orders", "gaps")
        }
        # One gap of each kind of order, on two accounts; the new one has none to tell.
        self.assertEqual(
            counts, {"paused": 1, "ending": 2, "waiting_orders": 2, "gaps": 4}
        )
        found = self.env["amazon.seller.account"].search(after["gaps_action"]["domain"])
        self.assertLessEqual(ending | dead, found)
        self.assertFalse(fine & found)

    def test_the_list_shows_the_connection_of_paused_accounts(self):
        view = self.env["amazon.seller.account"].get_view(view_type="list")
        [state] = etree.fromstring(view["arch"]).xpath(
            "//field[@name='connection_state']"
        )
        self.assertFalse(state.get("invisible"))

    def test_the_only_account_with_gaps_opens_itself(self):
        self.env["amazon.seller.account"].search([]).active = False
        account = self._account("Ending", YEAR - 9)
        self._prove(account, (21, 8), (5, 0))
        action = self._overview()["gaps_action"]
        self.assertEqual(action["res_id"], account.id)
        self.assertEqual(action["views"], [(False, "form")])

    def test_waiting_orders_are_a_click_away(self):
        action = self._overview()["waiting_orders_action"]
        self.assertEqual(action["res_model"], "amazon.seller.order")
        self.assertEqual(action["context"], {"search_default_waiting": 1})

    def test_another_companys_accounts_are_not_counted(self):
        stranger = make_stranger(self.env, "amazon_connector.group_user")
        account = self._account("Ending", YEAR - 9, is_paused=True)
        self._wait(account, 1)
        overview = self._overview(stranger)
        for name in ("paused", "ending", "waiting_orders", "gaps"):
            self.assertEqual(overview[name], 0, name)

    # === WHAT THE ACCOUNT TELLS === #

    def test_the_notice_counts_the_days(self):
        for days_ago, words in (
            (10, False),
            (YEAR - 31, False),
            (YEAR - 30, "in 30 days"),
            (YEAR - 2, "in 2 days"),
            (YEAR - 1, "about to end"),
            (YEAR, "about to end"),
            (YEAR + 1, "may refuse it at any time"),
        ):
            with self.subTest(days_ago=days_ago):
                account = self._account(f"Since {days_ago}", days_ago)
                notice = account.authorization_notice
                self.assertIn(words, notice) if words else self.assertFalse(notice)
                self.assertEqual(account.is_access_needed, bool(words))

    def test_a_dead_authorisation_says_why(self):
        expired = self._account("Expired", YEAR + 7, "expired")
        revoked = self._account("Revoked", 10, "revoked")
        self.assertIn("has ended", expired.authorization_notice)
        self.assertIn("no longer accepts", revoked.authorization_notice)
        self.assertTrue(expired.is_access_needed)
        self.assertTrue(revoked.is_access_needed)

    def test_access_is_asked_for_only_where_it_helps(self):
        account = self._account("Refused", 10)
        for code, helps in (
            ("role_missing", True),
            ("authorization_lost", True),
            ("client_rejected", False),
            ("individual_plan", False),
        ):
            account._note_connection("refused", code)
            self.assertEqual(account.is_access_needed, helps, code)
        account._note_connection("connected")
        self.assertFalse(account.is_access_needed)

    def test_the_marketplaces_are_told_in_short(self):
        more = self.env["amazon.seller.marketplace"].search(
            [("marketplace_identifier", "in", ("A13V1IB3VIYZZH", "A1F83G8C2ARO7P"))]
        )
        account = self._account("Three", marketplace_ids=(more | self.marketplace).ids)
        self.assertEqual(account.marketplace_codes, "DE · FR · GB")

    def test_the_key_set_is_fixed_once_access_is_allowed(self):
        manager = new_test_user(
            self.env, "overview_manager", "amazon_connector.group_manager"
        )
        new = self._account("New").with_user(manager)
        with Form(new) as form:
            form.key_set_id = self.key_set
        with Form(self._account("Allowed", 10).with_user(manager)) as form:
            with self.assertRaisesRegex(AssertionError, "readonly"):
                form.key_set_id = self.key_set

    def test_everybody_of_amazon_opens_the_form(self):
        for account in (
            self._account("New"),
            self._account("Ending", YEAR - 9),
            self._account("Dead", YEAR + 7, "expired", is_paused=True),
        ):
            form = Form(account.with_user(self.user))
            self.assertEqual(
                [kind["channel"] for kind in form.coverage_timeline["kinds"]],
                ["MFN", "AFN"],
            )
