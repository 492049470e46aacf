"""Base classes of the tests on real Odoo.

The database is a copy of a prepared one: a German company (SKR03, EUR) in English and
German with the addon installed; see script/support/databases.py.
"""

from odoo.tests import HttpCase, TransactionCase, tagged

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
