"""Orders of North America, from the consent to the sale order, without Amazon's tax."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import fields
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from odoo.addons.amazon_connector.spapi.searches import SEARCHES

from emulator.accounts import ALL_ROLES, TAX_REMITTANCE

from .common import make_rates
from .connected import ConnectedCase

MFN = "GET_FLAT_FILE_ORDER_REPORT_DATA_TAX"
SHIPPING = "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING"
AFN = "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_TAX"
EUROPE = "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING"
USA = "ATVPDKIKX0DER"
LOGGERS = (
    "odoo.addons.amazon_connector.models.amazon_seller_report_progress",
    "odoo.addons.amazon_connector.models.amazon_seller_account_round",
)


class TestNorthAmerica(ConnectedCase):
    world_values = {"seed": 9, "orders": 60, "na_share": 0.7, "days": 20}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_products()
        make_rates(cls.env, {"USD": 1.1, "CAD": 1.6, "MXN": 21})
        cls.account = cls.env["amazon.seller.account"].create(
            {
                "name": "Amazon North America",
                "key_set_id": cls.key_set.id,
                "home_marketplace_id": cls._marketplace(USA).id,
                "order_start_date": fields.Datetime.now() - timedelta(days=25),
                "user_id": cls.manager.id,
            }
        )
        cls._leave_side_reports(cls.account)
        cls.expected = cls.amazon.world.expected("na")

    def setUp(self):
        super().setUp()
        self._forget_other_tests()
        self.addCleanup(setattr, self.app, "roles", ALL_ROLES)

    def _rounds(self, count=3):
        for _round in range(count):
            self.amazon.rates.refill()
            self.env.cr.execute("DELETE FROM amazon_seller_rate")
            self.env.invalidate_all()
            self.account._round(lambda: True)
            # Whatever is to be tried again may be tried at once.
            self.account.report_ids.next_try_at = False
        self.env.flush_all()

    def _reports(self, report_type):
        return self.env["amazon.seller.report"].search(
            [("account_id", "=", self.account.id), ("report_type", "=", report_type)]
        )

    def _sale_orders(self):
        return self.env["sale.order"].search(
            [("amazon_seller_account_id", "=", self.account.id)]
        )

    def _states(self, channel):
        return {state for *_, state in self.account._coverage_stretches(channel)}

    def assertEveryOrderIsHere(self):
        waiting = self.env["amazon.seller.order"].search(
            [
                ("account_id", "=", self.account.id),
                ("state", "!=", "imported"),
                ("reason", "!=", "not_amazon"),
            ]
        )
        self.assertEqual(waiting.mapped("reason_text"), [])
        totals = defaultdict(Decimal)
        found = self._sale_orders()
        for order in found:
            totals[order.currency_id.name] += Decimal(f"{order.amount_total:.2f}")
            self.assertEqual(order.amazon_seller_difference, 0)
        self.assertEqual(
            {
                order.amazon_seller_order_ref: f"{order.amount_total:.2f}"
                for order in found
            },
            {ref: order["total"] for ref, order in self.expected["orders"].items()},
        )
        self.assertEqual(len(found), self.expected["count"])
        self.assertEqual(
            {code: str(total) for code, total in totals.items()},
            self.expected["totals"],
        )
        self.assertEqual(set(totals), {"USD", "CAD", "MXN"})

    # === A WHOLE WORLD === #

    def test_every_order_comes_once_and_to_the_cent(self):
        self._authorize()
        self._rounds()
        for report_type in (MFN, AFN):
            self.assertEqual(set(self._reports(report_type).mapped("state")), {"done"})
        self.assertFalse(self._reports(SHIPPING))
        self.assertEveryOrderIsHere()
        elsewhere = self.env["amazon.seller.order"].search(
            [("account_id", "=", self.account.id), ("state", "=", "ignored")]
        )
        self.assertEqual(set(elsewhere.mapped("sales_channel")), {"Non-Amazon US"})
        for channel in ("MFN", "AFN"):
            self.assertLessEqual(self._states(channel), {"proven", "asked"})
        orders = self._sale_orders()
        for report in self._reports(MFN) | self._reports(AFN):
            report.action_read_again()
        self._rounds(1)
        self.assertEqual(self._sale_orders(), orders)

    def test_the_tax_stays_visible_and_is_nobodys(self):
        """The German company's own 19 % must not be taken out of the price either."""
        self._authorize()
        self._rounds()
        lines = self.env["amazon.seller.order.line"].search(
            [("order_id.account_id", "=", self.account.id)]
        )
        sold = lines.filtered(lambda line: not line.is_price_blank)
        self.assertTrue(all(sold.mapped("is_tax_amazons")))
        self.assertEqual(
            set(lines.filtered("item_tax").mapped("channel")), {"MFN", "AFN"}
        )
        orders = self._sale_orders()
        self.assertEqual(set(orders.mapped("amount_tax")), {0})
        # What leaves Germany is an export, whoever remits the tax over there.
        self.assertFalse(any(orders.order_line.tax_ids.mapped("amount")))
        total = orders[0].amount_total
        orders[0].order_line._compute_tax_ids()
        self.assertEqual((orders[0].amount_tax, orders[0].amount_total), (0, total))

    def test_the_accountants_export_tax_is_kept(self):
        export = self.env["account.tax"].create(
            {
                "name": "0 % export to America",
                "amount": 0,
                "type_tax_use": "sale",
                "company_id": self.company.id,
                "original_tax_ids": [Command.set(self.company.account_sale_tax_id.ids)],
            }
        )
        self.account.fiscal_position_id = self.env["account.fiscal.position"].create(
            {
                "name": "America",
                "company_id": self.company.id,
                "tax_ids": [Command.set(export.ids)],
            }
        )
        self._authorize()
        self._rounds()
        self.assertEveryOrderIsHere()
        self.assertEqual(
            self._sale_orders().order_line.tax_ids.amazon_seller_source_tax_id, export
        )

    def test_an_invoice_has_amazons_total(self):
        self._authorize()
        self._rounds()
        order = self._sale_orders().filtered(
            lambda order: order.delivery_status == "full" and order.amount_total
        )[:1]
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual(
            (invoice.amount_total, invoice.amount_tax), (order.amount_total, 0)
        )

    def test_searches_of_older_orders_come_to_the_same_money(self):
        """Item by item instead of parcel by parcel, and with the same tax aside."""
        self._authorize()
        names = [source.name for source in self.account._order_sources()]
        self.assertEqual(names, [MFN, AFN, *SEARCHES])
        searches = self.env["amazon.seller.report"].create(
            [
                {
                    "account_id": self.account.id,
                    "report_type": name,
                    "data_start": self.account.order_start_date,
                    "data_end": fields.Datetime.now(),
                }
                for name in SEARCHES
            ]
        )
        with self.account._connection() as door:
            for search in searches:
                search._advance_far(door, lambda: True)
        self.assertEqual(set(searches.mapped("state")), {"done"})
        self.account._import_orders(lambda: True)
        self.assertEveryOrderIsHere()
        lines = self.env["amazon.seller.order.line"].search(
            [("order_id.account_id", "=", self.account.id)]
        )
        self.assertTrue(all(lines.mapped("is_tax_amazons")))
        taxed = set(lines.filtered("item_tax").mapped("channel"))
        self.assertEqual(taxed, {"MFN", "AFN"})
        self._rounds()
        self.assertEveryOrderIsHere()

    def test_a_tax_of_unknown_collector_says_so(self):
        issue = self.env["amazon.seller.report.issue"].new(
            {"code": "tax_collector", "column_name": "tax-collection-model"}
        )
        self.assertIn("“tax-collection-model”", issue.reason)
        self.assertIn("by hand", issue.reason)

    # === A MISSING ROLE === #

    def _authorize_without_tax_role(self):
        self.app.roles = ALL_ROLES - {TAX_REMITTANCE}
        self._authorize()

    @mute_logger(*LOGGERS)
    def test_without_the_tax_role_the_shipping_report_stands_in(self):
        self._authorize_without_tax_role()
        self._rounds(4)
        denied = self._reports(MFN)
        self.assertEqual(set(denied.mapped("error_code")), {"role_missing"})
        self.assertEqual(set(self._reports(SHIPPING).mapped("state")), {"done"})
        ours = {
            ref
            for ref, order in self.expected["orders"].items()
            if order["channel"] == "MFN"
        }
        orders = self._sale_orders()
        self.assertEqual(set(orders.mapped("amazon_seller_order_ref")), ours)
        for order in orders:
            wanted = self.expected["orders"][order.amazon_seller_order_ref]
            self.assertEqual(f"{order.amount_total:.2f}", wanted["total"])
        self.assertLessEqual(self._states("MFN"), {"proven", "asked"})
        self.assertIn("gap", self._states("AFN"))
        self.assertEqual(self.account.connection_code, "role_missing")
        self.assertIn("Tax Remittance", self.account.connection_message)

    @mute_logger(*LOGGERS)
    def test_a_role_that_came_with_a_new_consent_is_used(self):
        self._authorize_without_tax_role()
        self._rounds(4)
        self.app.roles = ALL_ROLES
        self.env.cr.execute(
            "UPDATE amazon_seller_report SET asked_at = asked_at - interval '1 hour',"
            " create_date = create_date - interval '1 hour'"
        )
        consent = self.amazon.amazon.self_authorize(region="na")
        self.account._store_refresh_token(consent.refresh_token, "pasted")
        self.account._greet()
        names = [each.name for each in self.account._order_report_types()]
        self.assertEqual(names, [MFN, AFN])
        self._rounds()
        self.assertEveryOrderIsHere()

    @mute_logger(*LOGGERS)
    def test_a_refusal_is_not_believed_for_ever(self):
        self._authorize_without_tax_role()
        self._rounds(2)
        self.assertEqual(self.account._report_type_of("MFN").name, SHIPPING)
        week_ago = fields.Datetime.now() - timedelta(days=7, minutes=1)
        self.account.denied_report_types = {MFN: week_ago.isoformat()}
        self.assertEqual(self.account._report_type_of("MFN").name, MFN)

    # === THE WIZARD === #

    def test_the_wizard_offers_what_amazon_makes_for_the_region(self):
        self._authorize()
        form = Form(self.env["amazon.seller.report.request"].with_user(self.user))
        form.account_ids.add(self.account)
        with form.line_ids.edit(0) as line:
            line.is_wanted = True
        request = form.save()
        offered = request.line_ids.mapped("report_type")
        self.assertTrue({MFN, AFN, SHIPPING} <= set(offered))
        self.assertNotIn(EUROPE, offered)
        reports = self.env["amazon.seller.report"].search(
            request.action_request()["domain"]
        )
        self.assertEqual(set(reports.mapped("report_type")), {MFN})
