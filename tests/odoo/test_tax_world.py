"""What the emulated Amazon sells all over Europe is taxed as Amazon taxes it."""

from collections import Counter
from datetime import datetime, timezone

from emulator.world import World
from tests.odoo import proof
from tests.odoo.common import make_rates
from tests.odoo.orders import make_product
from tests.odoo.taxes import TaxCase

END = datetime(2026, 11, 20, tzinfo=timezone.utc)
DAYS = 28
RATES = {
    **{"GBP": 0.87, "PLN": 4.25, "SEK": 11.1, "CHF": 0.94, "CZK": 25, "DKK": 7.5},
    **{"NOK": 11.7, "HUF": 400, "RON": 5},
}
# Standard rate, food and books, where the seller has a VAT number.
REGISTERED = {
    "PL": ("PL1234567883", 23, 5),
    "FR": ("FR23334175221", 20, 5.5),
    "IT": ("IT12345670017", 22, 10),
}


class TestTaxWorld(TaxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Documents = cls.env["amazon.seller.tax.document"]
        make_rates(cls.env, RATES)
        cls.world = World(
            "taxes", 400, end=END, days=DAYS, na_share=0, vcs=True, variety="full"
        )
        for product in cls.world.products:
            is_plain = product.tax_code == "A_GEN_STANDARD"
            tax = cls.tax_19 if is_plain else cls.tax_7
            make_product(cls.env, product.sku, tax)
        for code, (vat, plain, reduced) in REGISTERED.items():
            cls.make_local_position(code, vat, {cls.tax_19: plain, cls.tax_7: reduced})
        marketplaces = cls.env["amazon.seller.marketplace"]
        cls.account.marketplace_ids = marketplaces.search([("region", "=", "eu")])
        wizard = cls.account.action_set_up_taxes()
        cls.env[wizard["res_model"]].browse(wizard["res_id"]).action_set_up()

    def test_kinds_and_taxes(self):
        later = datetime(2027, 1, 20, tzinfo=timezone.utc)
        self.receive(*proof.all_statements(self.world, "eu", later))
        self.Inbox._import_pending(self.account)

        records = self.Inbox.search(
            [("account_id", "=", self.account.id), ("state", "!=", "ignored")]
        )
        self.assertImported(records)
        expected = self.world.expected("eu")["orders"]
        kinds = Counter()
        equal = 0
        for record in records.filtered(lambda each: not each.is_replacement_order):
            wanted = expected[record.amazon_order_id]
            kinds[record.tax_kind] += 1
            with self.subTest(wanted["tax"], order=record.amazon_order_id):
                equal += self._check(record, wanted)
        self.assertEqual(
            set(kinds),
            {"domestic", "local", "oss", "reverse_charge", "export", "collected"},
        )
        self.assertGreater(equal, 0.9 * len(records))
        self.Documents._receive(self.account, proof.invoice_data(self.world, later))
        self._check_invoice_data()

    def _check_invoice_data(self):
        """What Amazon issued differs just where the sale order has another rate."""
        stated = {}
        for line in self.world.tax_lines:
            stated.setdefault(line.number, []).append(line)
        invoices = self.Documents.search(
            [("kind", "=", "invoice"), ("sale_order_id", "!=", False)]
        )
        outcomes = Counter()
        for document in invoices:
            lines, order = stated[document.invoice_number], document.sale_order_id
            is_calculated = all(line.is_calculated for line in lines)
            self.assertEqual(document.has_tax, is_calculated)
            is_compared = is_calculated and order.amazon_seller_tax_kind != "collected"
            differs = is_compared and any(
                _rate_here(order, line.item) != line.percent for line in lines
            )
            with self.subTest(document.invoice_number):
                self.assertEqual(bool(document.tax_difference), differs)
                self.assertEqual(document.difference, 0)
                if differs:
                    self.assertEqual(order.amazon_seller_check, "differs")
            outcomes[is_calculated, is_compared, differs] += 1
        self.assertEqual(len(outcomes), 4, "a case is missing")

    def _check(self, record, wanted):
        """Compare one order; return whether its tax is Amazon's."""
        sale_order = record.sale_order_id
        tax, origin = wanted["tax"], sale_order.amazon_seller_ship_from_id.code
        self.assertEqual(origin, tax["ship_from"])
        self.assertEqual(proof.money(sale_order.amount_total), proof.total(wanted))
        is_told = record.tax_kind == tax["scheme"]
        if not is_told:
            # Amazon's report names no number, and calculates nothing there.
            self.assertTrue(wanted["buyer"]["is_vat_number_valid"])
            self.assertFalse(record.buyer_vat_number)
            self.assertNotIn(origin, {"DE", *REGISTERED})
        is_equal = sale_order.amazon_seller_check == "equal"
        if not is_equal and is_told and tax["is_calculated"]:
            self.assertTrue(sale_order.amazon_seller_tax_check, "nobody is told")
        return is_equal


def _rate_here(order, item):
    lines = order.order_line.filtered(
        lambda line: line.product_id.default_code == item.product.sku
    )
    return sum(lines[:1].tax_ids.mapped("amount"))
