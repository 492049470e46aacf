"""Which account is asked for a missing order, and what is said where none answers."""

from unittest.mock import patch

from odoo import Command
from odoo.tests import new_test_user

from emulator.accounts import PRODUCT_LISTING, Seller
from emulator.world import World
from tests.odoo.inquiries import GET_ORDER, InquiryCase

UNKNOWN = "999-1234567-1234567"
INQUIRY = "odoo.addons.amazon_connector.models.amazon_seller_account_inquiry"


class TestWhichAccount(InquiryCase):
    def _sibling(self, **values):
        """Make another account of the same seller."""
        sibling = self.account.copy({"name": "Amazon France", **values})
        sibling.seller_identifier = self.account.seller_identifier
        return sibling

    def _french(self):
        return next(
            order
            for order in self.amazon.world.orders
            if order.marketplace.country == "FR"
            and order.channel == "MFN"
            and order.status == "Unshipped"
        )

    def test_a_marketplace_that_nobody_fetches(self):
        self.account.marketplace_ids = self.account.home_marketplace_id
        inquiry = self.ask(self._french().order_id)
        self.assertFound(inquiry, "other_marketplace", "open_account", "Amazon.fr")
        self.assertEqual(inquiry.action_repair()["res_id"], self.account.id)

    def test_the_account_that_fetches_the_marketplace_answers(self):
        france = self._marketplace("A13V1IB3VIYZZH")
        self.account.marketplace_ids -= france
        sibling = self._sibling()
        self._authorize(sibling)
        sibling.marketplace_ids = france
        self.amazon.calls.clear()
        inquiry = self.ask(self._french().order_id, account=self.account)
        self.assertFound(inquiry, "gap", "fetch_period", words="Amazon France")
        self.assertEqual(inquiry.found_account_id, sibling)
        self.ask(UNKNOWN)
        self.assertCalls(2)

    def _second_seller(self):
        world = World(seed=8, orders=12, na_share=0.0, days=20)
        seller = Seller("A9ZWEITER", "Zweiter Laden", world=world)
        self.amazon.sellers.append(seller)
        self.addCleanup(self.amazon.sellers.remove, seller)
        account = self.env["amazon.seller.account"].create(
            {
                "name": "Second Seller",
                "key_set_id": self.key_set.id,
                "home_marketplace_id": self.account.home_marketplace_id.id,
                "order_start_date": self.account.order_start_date,
            }
        )
        self._decide_price_readings(account)
        consent = self.amazon.amazon.self_authorize(seller=seller, region="eu")
        account.seller_identifier = seller.seller_id
        account._store_refresh_token(consent.refresh_token, "pasted")
        account._greet()
        return account, next(
            order.order_id
            for order in world.orders
            if order.channel == "MFN" and order.status == "Unshipped"
        )

    def test_all_sellers_are_asked_until_one_knows_it(self):
        account, order_id = self._second_seller()
        inquiry = self.ask(order_id)
        self.assertFound(inquiry, "gap", "fetch_period", words="Second Seller")
        self.assertEqual(inquiry.found_account_id, account)
        self.assertCalls(2)

    def test_only_the_chosen_account_is_asked(self):
        _account, order_id = self._second_seller()
        inquiry = self.ask(order_id, account=self.account)
        self.assertFound(inquiry, "unknown", words="Amazon Europe")
        self.assertCalls(1)

    def test_other_companies_accounts_are_not_asked(self):
        account, order_id = self._second_seller()
        company = self.env["res.company"].create({"name": "Sister company"})
        stranger = new_test_user(
            self.env,
            "inquiry-stranger",
            "amazon_connector.group_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        inquiry = self.ask(order_id, user=stranger)
        self.assertFound(inquiry, "no_account")
        self.assertFalse(inquiry.notes)
        stranger.company_ids |= account.company_id
        inquiry = self.ask(order_id, stranger, allowed_company_ids=company.ids)
        self.assertFound(inquiry, "no_account")
        self.assertIn("left out", inquiry.notes)
        self.assertCalls(0)

    def test_accounts_without_access_are_named_and_not_asked(self):
        account, order_id = self._second_seller()
        account.sudo().token_ids._retire("revoked")
        inquiry = self.ask(order_id)
        self.assertFound(inquiry, "unknown_so_far", "open_account")
        self.assertIn("Amazon Europe", inquiry.sentence)
        self.assertIn("Second Seller: ", inquiry.notes)
        self.assertNotIn("Amazon Europe", inquiry.notes)
        self.assertEqual(inquiry.action_repair()["res_id"], account.id)
        self.assertCalls(1)

    def test_an_administrator_allows_access_from_here(self):
        self.account.sudo().token_ids._retire("revoked")
        inquiry = self.ask(UNKNOWN, user=self.manager)
        self.assertFound(inquiry, "not_asked", "allow_access")
        self.assertEqual(inquiry.action_repair()["type"], "ir.actions.act_url")
        self.assertFound(self.ask(UNKNOWN), "not_asked", "open_account")
        self.assertCalls(0)


class TestNoAnswer(InquiryCase):
    def test_an_order_that_nobody_knows(self):
        self.assertFound(self.ask(UNKNOWN), "unknown", words="Amazon Europe")
        self.assertEqual(self.account.connection_state, "connected")

    def test_amazon_throttles(self):
        self.amazon.faults.add("throttled", GET_ORDER)
        inquiry = self.ask(UNKNOWN)
        self.assertFound(inquiry, "amazon_throttled", "look_again")
        self.env.cr.execute("DELETE FROM amazon_seller_rate")
        self.assertFound(self.press(inquiry, "look_again"), "unknown")

    def test_amazon_does_not_answer(self):
        self.amazon.faults.add("unavailable_html", GET_ORDER)
        inquiry = self.ask(UNKNOWN)
        self.assertFound(inquiry, "amazon_unreachable", "look_again")
        self.assertFound(self.press(inquiry, "look_again"), "unknown")

    def test_amazon_is_slow_and_the_others_are_not_waited_for(self):
        with patch(f"{INQUIRY}.PATIENCE_SECONDS", -1):
            self.assertFound(self.ask(UNKNOWN), "amazon_unreachable", "look_again")
        self.assertCalls(0)

    def test_a_missing_role_is_told_and_refuses_nothing_else(self):
        self.addCleanup(setattr, self.app, "roles", self.app.roles)
        self.app.roles = frozenset({PRODUCT_LISTING})
        self._authorize()
        inquiry = self.ask(UNKNOWN)
        self.assertFound(inquiry, "refused", "open_account")
        self.assertIn("Amazon Europe: ", inquiry.notes)
        self.assertEqual(self.account.connection_state, "connected")

    def test_a_revoked_authorisation_is_noted_on_the_account(self):
        self.env["amazon.seller.access"].search([]).unlink()
        self.amazon.faults.add("invalid_grant", "lwa.token")
        inquiry = self.ask(UNKNOWN)
        self.assertFound(inquiry, "refused", "open_account")
        self.assertEqual(self.account.connection_code, "authorization_lost")

    def test_what_goes_wrong_while_fetching_is_told_too(self):
        order = self.pick(channel="MFN", status="Unshipped")
        self.prove()
        inquiry = self.ask(order.order_id)
        self.amazon.faults.add("unavailable_html", GET_ORDER)
        self.assertFound(
            self.press(inquiry, "fetch_order"), "amazon_unreachable", "look_again"
        )
        self.assertFalse(self.inbox(order))

    def test_nothing_of_the_buyer_is_logged(self):
        order = self.pick(channel="MFN", status="Unshipped")
        self.prove()
        with self.assertLogs("odoo.addons.amazon_connector", "DEBUG") as logs:
            self.press(self.ask(order.order_id), "fetch_order")
        said = "\n".join(logs.output)
        for secret in (order.buyer.email, order.buyer.name, order.ship_to.line1):
            self.assertNotIn(secret, said)
