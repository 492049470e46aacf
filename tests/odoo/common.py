"""Base classes of the tests on real Odoo.

The database is a copy of a prepared one: a German company (SKR03, EUR) in English and
German with the addon installed; see script/support/databases.py.
"""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.fields import Command
from odoo.sql_db import Cursor
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

TAGS = ("standard", "post_install", "-at_install", "amazon")


@tagged(*TAGS)
class AmazonCase(TransactionCase):
    """A test on models. `cls.company` is the German company, in euro with SKR03."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")


@tagged(*TAGS)
class AmazonHttpCase(HttpCase):
    """A test through HTTP or in real Chromium."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")


def make_rates(env, rates, day="2020-01-01"):
    """Give currencies a rate from a day on, and make them active.

    :param rates: ``{code: rate}``
    """
    for code, rate in rates.items():
        currency = env.ref(f"base.{code}")
        currency.active = True
        env["res.currency.rate"].create(
            {"currency_id": currency.id, "name": day, "rate": rate}
        )


def make_stranger(env, groups):
    """Return a user who belongs to another company and to none of the others."""
    company = env["res.company"].create({"name": "Fremde GmbH"})
    return new_test_user(
        env,
        "stranger",
        groups,
        company_id=company.id,
        company_ids=[Command.set(company.ids)],
    )


@contextmanager
def asked_of_database():
    """Give the list of the queries that are sent inside of this context."""
    asked = []
    execute = Cursor.execute

    def watched(cursor, query, *args, **kwargs):
        asked.append(str(getattr(query, "code", query)))
        return execute(cursor, query, *args, **kwargs)

    with patch.object(Cursor, "execute", watched):
        yield asked
