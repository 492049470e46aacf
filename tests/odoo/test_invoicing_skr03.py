"""Posted entries of automatic invoices in SKR03: revenue, tax, tax return, total."""

from collections import defaultdict
from dataclasses import replace

from odoo.addons.amazon_connector.spapi.orders import Buyer

from tests.odoo.orders import ADDRESS, item, order
from tests.odoo.test_invoicing import InvoicingCase, sent


class TestEntriesInSkr03(InvoicingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book.property_account_income_id = cls._account("8300")
        cls.company._map_eu_taxes()
        abroad = cls.env.ref(
            f"account.{cls.company.id}_fiscal_position_non_eu_partner_skr03"
        )
        abroad.write({"auto_apply": True, "country_id": cls.env.ref("base.ch").id})

    @classmethod
    def _account(cls, code):
        return cls.env["account.account"].search(
            [("code", "=", code), ("company_ids", "in", cls.company.ids)], limit=1
        )

    def entries(self, record):
        """Return ``{(account, tax return tags): balance}``, less the receivable."""
        [invoice] = self.invoices(record)
        result = defaultdict(float)
        for line in invoice.line_ids:
            if line.account_id.account_type != "asset_receivable":
                tags = " ".join(sorted(line.tax_tag_ids.mapped("name")))
                result[line.account_id.code, tags] += line.balance
        self.assertAlmostEqual(sum(result.values()), -invoice.amount_total)
        return {key: round(value, 2) for key, value in result.items()}

    def statements(self):
        austria = replace(ADDRESS, city="Wien", postal_code="1010", country_code="AT")
        france = replace(ADDRESS, city="Paris", postal_code="75001", country_code="FR")
        swiss = replace(ADDRESS, city="Bern", postal_code="3011", country_code="CH")
        business = Buyer(
            email="achat@marketplace.amazon.example",
            name="Atelier Exemple",
            company_name="Atelier Exemple SARL",
            vat_number="FR23334175221",
        )
        lamp = item("LAMP", "11.90", shipping_price="2.38")
        book = item("BOOK", "10.70", shipping_price="1.07", item_promotion="-2.14")
        return [
            order(1, lamp),
            order(2, book, item("LAMP", "23.80", 2, order_item_id="2")),
            sent(3, lamp, ship_address=austria),
            sent(4, book, ship_address=austria),
            order(5, lamp, ship_address=france, buyer=business, is_business_order=True),
            order(6, book, ship_address=swiss),
        ]

    def test_every_scheme_is_posted_where_the_accountant_expects_it(self):
        records = self.bring(*self.statements())
        self.assertImported(records)
        for record in records.filtered(lambda each: each.channel == "MFN"):
            self.ship(record)
        self.invoice()
        # Account and tax return tags -> balance.
        expected = [
            {("8400", "81_BASE"): -12.0, ("1776", "81_TAX"): -2.28},
            {
                ("8300", "86_BASE"): -9.0,
                ("8400", "81_BASE"): -20.0,
                ("1771", "86_TAX"): -0.63,
                ("1776", "81_TAX"): -3.8,
            },
            {("8400", "OSS"): -11.9, ("1767", "OSS"): -2.38},
            {("8300", "OSS"): -8.75, ("1767", "OSS"): -0.88},
            {("8125", "41"): -14.28},
            {("8120", "43"): -9.63},
        ]
        for record, entries in zip(records, expected, strict=True):
            with self.subTest(record.amazon_order_id):
                self.assertEqual(self.entries(record), entries)
                self.assertPaid(record, record.sale_order_id.amazon_seller_total)

    def test_shipping_has_the_account_of_its_own_where_the_accountant_gave_one(self):
        shipping = self.env.ref("amazon_connector.product_product_shipping")
        shipping.with_company(self.company).property_account_income_id = self._account(
            "8200"
        )
        [record] = self.bring(sent(7, item("BOOK", "10.70", shipping_price="1.07")))
        self.invoice()
        self.assertEqual(
            self.entries(record),
            {
                ("8200", "86_BASE"): -1.0,
                ("8300", "86_BASE"): -10.0,
                ("1771", "86_TAX"): -0.77,
            },
        )
