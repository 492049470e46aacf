"""Invoices of generated orders of every kind: totals as Amazon says, SKR03's accounts.

``script/proof`` makes more of them.
"""

import os
from collections import Counter
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from emulator.world import World
from tests.odoo import proof
from tests.odoo.common import make_rates
from tests.odoo.orders import make_product
from tests.odoo.test_invoicing import InvoicingCase
from tests.odoo.test_proof import RATES

# Each costs a tenth of a second.
COUNT = int(os.environ.get("AMAZON_CONNECTOR_PROOF", "600")) // 8
END = datetime(2026, 11, 20, tzinfo=timezone.utc)
NOT_STANDARD = ("A_FOOD_GEN", "A_BOOKS_GEN")
# Kind of sale -> where its tax goes, by our own rate of the product.
TAX_ACCOUNTS = {
    "domestic": {"8400": "1776", "8300": "1771"},
    "oss": {"8400": "1767", "8300": "1767"},
}
REVENUE = {"reverse_charge": {"8125"}, "export": {"8120"}}


class TestInvoicesOfTheWorld(InvoicingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.invoicing_policy = "confirmed"
        make_rates(cls.env, RATES)
        cls.company._map_eu_taxes()
        cls.world = World(
            seed=7, orders=COUNT, end=END, days=28, na_share=0, variety="full"
        )
        books = cls.env["account.account"].search([("code", "=", "8300")], limit=1)
        for product in cls.world.products:
            reduced = product.tax_code in NOT_STANDARD
            made = make_product(
                cls.env, product.sku, cls.tax_7 if reduced else cls.tax_19
            )
            made.property_account_income_id = reduced and books

    def _import(self):
        later = END + timedelta(days=60)
        self.receive(*proof.all_statements(self.world, "eu", later))
        self.Inbox._import_pending(self.account)
        return self.env["sale.order"].search(
            [("amazon_seller_account_id", "=", self.account.id)]
        )

    def test_totals_are_amazons_and_the_accounts_those_of_the_tax(self):
        sale_orders = self._import()
        doubtful = sale_orders.filtered("amazon_seller_tax_check")
        self.invoice()
        self.assertEqual(
            Counter(sale_orders.mapped("amazon_seller_invoicing")),
            {"invoiced": COUNT - len(doubtful), "open": len(doubtful)},
            sale_orders.mapped("amazon_seller_invoicing_error"),
        )
        doubtful.action_amazon_seller_taxes_checked()
        self.invoice()
        expected = self.world.expected("eu")["orders"]
        self.assertEqual(len(sale_orders), len(expected))
        for sale_order in sale_orders:
            order_id = sale_order.amazon_seller_order_ref
            with self.subTest(order_id, kind=sale_order.amazon_seller_tax_kind):
                self._assert_invoiced(sale_order, expected[order_id])
                if sale_order not in doubtful:
                    self._assert_accounts(sale_order, expected[order_id]["tax"])

    def _assert_invoiced(self, sale_order, wanted):
        [invoice] = sale_order.invoice_ids
        self.assertEqual(proof.money(invoice.amount_total), Decimal(wanted["total"]))
        self.assertEqual(invoice.currency_id.name, wanted["currency"])
        self.assertEqual(
            (invoice.state, invoice.payment_state, proof.money(invoice.amount_tax)),
            ("posted", "paid", proof.money(sale_order.amount_tax)),
        )

    def _assert_accounts(self, sale_order, tax):
        """Compare accounts with what Amazon's tax service finds of the sale."""
        lines = sale_order.invoice_ids.line_ids
        codes = {
            kind: {line.account_id.code for line in lines if line.display_type == kind}
            for kind in ("product", "tax")
        }
        kind = sale_order.amazon_seller_tax_kind
        if kind == "oss" and tax["taxed_in"] == "DE":
            kind = "domestic"  # From a warehouse abroad to a consumer at home.
        if kind in TAX_ACCOUNTS:
            self.assertLessEqual(codes["product"], set(TAX_ACCOUNTS[kind]))
            accounts = {TAX_ACCOUNTS[kind][code] for code in codes["product"]}
            self.assertEqual(codes["tax"], accounts if sale_order.amount_tax else set())
        else:
            self.assertEqual(codes["tax"], set())
            self.assertEqual(codes["product"], REVENUE.get(kind, codes["product"]))
