"""Base classes of the tests that speak with the emulated Amazon over HTTP."""

from datetime import timedelta

import requests
from lxml import html

from odoo import fields
from odoo.tests import new_test_user

from emulator.reports import Reports
from emulator.server import serve
from emulator.world import World

from .common import AmazonCase, AmazonHttpCase, make_rates


class Connected:
    """An emulated Amazon, a key set whose addresses are its, and one account.

    `cls.world_values` are the world's; `cls.amazon` speaks for the emulator.
    """

    world_values = {"seed": 7, "orders": 12, "na_share": 0.0, "days": 20}
    # Reports beside those of orders come by themselves only where a test is of them.
    has_side_reports = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        context = serve(world=World(**cls.world_values))
        cls.amazon = context.__enter__()
        cls.addClassCleanup(context.__exit__, None, None, None)
        cls.amazon.settings.report_seconds = 0.0
        cls.amazon.settings.regeneration = "never"
        cls.app = cls.amazon.apps[0]
        cls.manager = new_test_user(
            cls.env,
            "amazon-manager",
            "amazon_connector.group_manager,sales_team.group_sale_manager",
        )
        cls.user = new_test_user(cls.env, "amazon-user", "amazon_connector.group_user")
        cls.key_set = cls._create_key_set()
        cls.account = cls.env["amazon.seller.account"].create(
            {
                "name": "Amazon Europe",
                "key_set_id": cls.key_set.id,
                "home_marketplace_id": cls._marketplace("A1PA6795UKMFR9").id,
                "order_start_date": fields.Datetime.now() - timedelta(days=25),
                "user_id": cls.manager.id,
            }
        )
        cls._decide_price_readings(cls.account)
        if not cls.has_side_reports:
            cls._leave_side_reports(cls.account)
        cls.app.redirect_uris = [cls.key_set.registered_redirect_uri]
        cls.app.login_uri = cls.key_set.login_uri

    @classmethod
    def _decide_price_readings(cls, account):
        """Say how the emulated Amazon states amounts: small worlds cannot tell it."""
        account._decide_price_reading("MFN", "gross", "gross", "before")
        account._decide_price_reading("AFN", "net", "net", "after")

    @classmethod
    def _leave_side_reports(cls, account, but_for=()):
        """Switch off all reports beside those of orders, but for these types."""
        account.source_ids.filtered(
            lambda source: "off" in source._ways() and source.report_type not in but_for
        ).way = "off"

    @classmethod
    def _marketplace(cls, identifier):
        return cls.env["amazon.seller.marketplace"].search(
            [("marketplace_identifier", "=", identifier)]
        )

    @classmethod
    def _create_key_set(cls, **values):
        url = cls.amazon.url
        return cls.env["amazon.seller.key.set"].create(
            {
                "name": "Standard",
                "application_id": cls.app.application_id,
                "client_id": cls.app.client_id,
                "client_secret": cls.app.client_secret,
                "environment": "custom",
                "custom_api_url": url + "/{region}",
                "custom_token_url": url + "/auth/o2/token",
                "custom_consent_url": url,
                **values,
            }
        )

    @classmethod
    def _authorize(cls, account=None):
        """Give an account a living token without a browser."""
        account = account or cls.account
        consent = cls.amazon.amazon.self_authorize(region=account.region)
        account.seller_identifier = cls.amazon.seller.seller_id
        account._store_refresh_token(
            consent.refresh_token,
            "pasted",
            fields.Datetime.now() - timedelta(days=1),
        )
        account._greet()

    def _forget_other_tests(self):
        """Let Amazon, and the rate limits here, know nothing of what was before."""
        self.amazon.faults.clear()
        self.amazon.amazon.reports = Reports(self.amazon.amazon)
        self.amazon.rates.refill()
        self.amazon.calls.clear()
        self.env.cr.execute("DELETE FROM amazon_seller_rate")

    @classmethod
    def _create_products(cls):
        """Create a product for each SKU of the emulated world."""
        cls.env["product.product"].create(
            [
                {
                    "name": product.title,
                    "default_code": product.sku,
                    "is_storable": True,
                }
                for product in cls.amazon.world.products
            ]
        )

    @classmethod
    def _create_rates(cls):
        """Give every currency of the emulated world a rate."""
        make_rates(cls.env, {"GBP": 0.85, "PLN": 4.25, "SEK": 11.2})

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        # Odoo's blocker compares the time-out with a number; ours is a pair.
        if isinstance(options.get("timeout"), tuple):
            options["timeout"] = max(options["timeout"])
        return super()._request_handler(session, request, **options)

    def _confirm_consent(self, url, tick=True):
        """Confirm the emulated consent page as a seller would.

        :return: the address that Amazon sends the browser to
        """
        with requests.Session() as browser:
            page = browser.get(url, timeout=10)
            self.assertEqual(page.status_code, 200, page.text)
            [form] = html.fromstring(page.text, base_url=page.url).forms
            values = dict(form.form_values())
            if tick:
                for box in form.xpath('.//input[@type="checkbox"]'):
                    values[box.name] = box.get("value", "on")
            answer = browser.post(
                form.action or page.url,
                data=values,
                allow_redirects=False,
                timeout=10,
            )
        return answer.headers.get("Location")


class ConnectedCase(Connected, AmazonCase):
    def setUp(self):
        super().setUp()
        # Rate limits and access tokens are written by cursors of their own.
        self.registry_enter_test_mode()


class ConnectedHttpCase(Connected, AmazonHttpCase):
    pass
