"""A consent while a worker gives the authorisation up: neither spoils the other's."""

import threading
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import mute_logger

from odoo.addons.amazon_connector.models.amazon_seller_access import grant_digest
from odoo.addons.amazon_connector.spapi.errors import AuthorizationLost
from odoo.addons.amazon_connector.spapi.lwa import Grant, LoginWithAmazon

from .common import AmazonCase
from .orders import make_account, make_key_set

SELLER = "A2TWOATONCE"


class TestConsentAndWorker(AmazonCase):
    """Everything is committed for real, and removed again."""

    def setUp(self):
        super().setUp()
        self.registry_ = Registry(self.env.cr.dbname)
        with self._own_account() as account:
            self.account_id = account.id
        self.addCleanup(self._remove_everything)

    @contextmanager
    def _own_account(self):
        """Yield the account, in a transaction of its own."""
        with self.registry_.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            if hasattr(self, "account_id"):
                yield env["amazon.seller.account"].browse(self.account_id)
                return
            key_set = make_key_set(env)
            key_set.client_secret = "secret"
            account = make_account(
                env, env.ref("base.main_company"), key_set, name="Two at once"
            )
            account.seller_identifier = SELLER
            account._store_refresh_token("Atzr|first", "pasted")
            account.refused_since = "2020-01-01"
            yield account

    def _remove_everything(self):
        with self._own_account() as account:
            key_set = account.key_set_id
            account.unlink()
            key_set.unlink()

    def _give_up(self, account):
        """Amazon refuses the authorisation for the second time."""
        account._note_refusal(AuthorizationLost("invalid_grant: gone"))

    def _allow(self, account, during_the_exchange=lambda: None):
        grant = Grant("Atza|second", "Atzr|second", account.env.cr.now())

        def exchange(lwa, code, redirect_uri):
            during_the_exchange()
            self.exchanged += 1
            return grant

        with (
            patch.object(LoginWithAmazon, "exchange_code", exchange),
            patch.object(type(account), "_greet", lambda account: None),
        ):
            account._authorize("code", SELLER, "consent")

    @mute_logger("odoo.sql_db")
    def test_who_allows_access_is_first_and_the_worker_goes_back(self):
        self.exchanged, sent_back = 0, []
        looked, allowed = threading.Event(), threading.Event()

        def work():
            try:
                with self._own_account() as account:
                    account.read(["name"])  # The snapshot of this transaction.
                    looked.set()
                    allowed.wait(20)
                    self._give_up(account)
            except psycopg2.OperationalError as error:
                sent_back.append(error)

        worker = threading.Thread(target=work)
        worker.start()
        looked.wait(20)

        def let_the_worker_come():
            allowed.set()
            worker.join(2)  # It waits for the rows of whoever allows access.

        with self._own_account() as account:
            self._allow(account, let_the_worker_come)
        worker.join(20)
        self.assertEqual((len(sent_back), self.exchanged), (1, 1))
        with self._own_account() as account:
            tokens = {
                token._refresh_token(): token.state for token in account.token_ids
            }
            self.assertEqual(
                tokens, {"Atzr|first": "replaced", "Atzr|second": "active"}
            )
            self.assertFalse(account.is_paused)
            self.assertFalse(account.activity_ids)

    @mute_logger("odoo.sql_db")
    def test_a_code_is_not_used_up_while_a_worker_writes(self):
        for model in ("amazon.seller.account", "amazon.seller.token"):
            self.exchanged = 0
            table = self.env[model]._table
            with self._own_account() as account, self.registry_.cursor() as cr:
                account.read(["name"])
                cr.execute(f"UPDATE {table} SET write_uid = 1")  # pylint: disable=E8103
                cr.commit()
                with self.assertRaises(psycopg2.OperationalError):
                    self._allow(account)
                account.env.cr.rollback()
            self.assertEqual(self.exchanged, 0, model)

    @mute_logger("odoo.sql_db")
    def test_an_access_token_is_dropped_though_another_worker_keeps_one(self):
        with self._own_account() as account:
            access = account.env["amazon.seller.access"]
            token = account._active_token()
            digest = grant_digest(account.key_set_id.client_id, "Atzr|first")
            access._keep(digest, Grant("Atza|x", "", datetime(2100, 1, 1)))
            self.assertEqual(access._recall(digest), "Atza|x")
            with self.registry_.cursor() as other:
                other.execute(
                    "UPDATE amazon_seller_access SET expires_at = '2101-01-01' "
                    "WHERE grant_digest = %s",
                    [digest],
                )
                dropping = threading.Thread(target=access._drop, args=(digest,))
                dropping.start()
                dropping.join(1)  # It waits for the row.
                self.assertTrue(dropping.is_alive())
            dropping.join(20)
            # Gone for every worker, before the one that dropped it commits.
            self.assertIsNone(access._recall(digest))
            self.assertEqual(token.state, "active")
