"""Returns, tax documents and payouts from Amazon to Odoo, against the whole world."""

from collections import Counter
from decimal import Decimal

from .lives import LivingCase

RETURNS = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"
MERCHANT_RETURNS = "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE"
VIDR = "GET_FLAT_FILE_VAT_INVOICE_DATA_REPORT"
SC_VAT = "SC_VAT_TAX_REPORT"
SETTLEMENTS = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"


class StatementsCase(LivingCase):
    DAYS = 40
    has_side_reports = True
    last_day = 60

    @property
    def moment(self):
        return self.amazon.amazon.clock.now()

    def assertReadWhole(self, *report_types):
        """Every report of these types was read to its end, and every row of it."""
        for report_type in report_types:
            reports = self._reports(report_type)
            self.assertTrue(reports.filtered(lambda report: report.state == "done"))
            self.assertFalse(
                reports.filtered(lambda report: report.state == "failed").mapped(
                    "error_message"
                )
            )
            self.assertFalse(reports.issue_ids.mapped("code"), report_type)

    def _world(self, name):
        return [
            each
            for each in getattr(self.amazon.world, name)
            if getattr(each, "order", each).region == "eu"
        ]


class TestWorldOfVcs(StatementsCase):
    world_values = {"seed": 21, "orders": 80, "na_share": 0.0, "vcs": True}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.vat_service = "vcs"
        cls.account.fba_warehouse_id = cls.env["stock.warehouse"].create(
            {"name": "At Amazon", "code": "AMZ", "company_id": cls.company.id}
        )

    def test_everything_adds_up(self):
        self._live(1, self.last_day)
        self.assertReadWhole(RETURNS, MERCHANT_RETURNS, SC_VAT, SETTLEMENTS)
        self._returns_are_here()
        self._merchants_returns_are_here()
        self._invoices_are_here()
        self._payouts_are_here()

    def _returns_are_here(self):
        returns = self.env["amazon.seller.return"].search([("channel", "=", "AFN")])
        listed = [
            each
            for each in self._world("returns")
            if each.listed_at and each.listed_at <= self.moment
        ]
        self.assertGreater(len(listed), 3)
        self.assertEqual(
            Counter(
                (each.license_plate or "", each.disposition, each.quantity)
                for each in returns
            ),
            Counter(
                (each.license_plate, each.disposition, each.quantity) for each in listed
            ),
        )
        sellable = returns.filtered(
            lambda each: each.disposition == "SELLABLE" and each.sale_order_id
        )
        self.assertTrue(sellable)
        self.assertEqual(set(sellable.mapped("state")), {"stocked"})
        self.assertEqual(returns.filtered("move_id"), sellable)
        self.assertEqual(
            sum(sellable.move_id.mapped("quantity")), sum(sellable.mapped("quantity"))
        )

    def _merchants_returns_are_here(self):
        returns = self.env["amazon.seller.return"].search([("channel", "=", "MFN")])
        self.assertTrue(returns)
        self.assertEqual(len(set(returns.mapped("key"))), len(returns))
        self.assertEqual(set(returns.mapped("state")), {"linked"})
        withdrawn = returns.filtered(lambda each: each.reason == "withdrawn")
        self.assertEqual(set(withdrawn.mapped("status")), {"Cancelled"})
        self.assertEqual(set((returns - withdrawn).mapped("reason")), {"merchant"})

    def _invoices_are_here(self):
        documents = self.env["amazon.seller.tax.document"].search([])
        self.assertFalse(documents.filtered(lambda each: not each.sale_order_id))
        stated = {each.invoice_number: f"{each.amount_gross:.2f}" for each in documents}
        self.assertEqual(len(stated), len(documents))
        expected = {}
        for line in self._world("tax_lines"):
            amount = line.amounts.total
            expected[line.number] = expected.get(line.number, Decimal()) + amount
        self.assertEqual(
            stated, {number: f"{total:.2f}" for number, total in expected.items()}
        )
        self.assertFalse(documents.filtered("difference").mapped("difference"))

    def _payouts_are_here(self):
        settlements = self.env["amazon.seller.settlement"].search([])
        made = [
            each
            for each in self.amazon.world.settlements
            if each.region == "eu" and each.made_at <= self.moment
        ]
        self.assertEqual(set(settlements.mapped("state")), {"balanced"})
        self.assertEqual(
            {
                (
                    each.settlement_identifier,
                    f"{each.amount_total:.2f}",
                    each.line_count,
                )
                for each in settlements
            },
            {
                (each.settlement_id, f"{each.total:.2f}", len(each.rows))
                for each in made
            },
        )
        untied = settlements.line_ids.filtered(
            lambda line: line.amazon_order_id and not line.order_id
        )
        self.assertFalse(untied.mapped("amazon_order_id"))


class TestWorldOfVcsLite(StatementsCase):
    world_values = {"seed": 22, "orders": 60, "na_share": 0.0, "vcs": "lite"}
    DAYS = 12
    last_day = 14

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.vat_service = "vcs_lite"

    def test_what_amazon_wants_equals_the_sale_orders(self):
        self._live(1, self.last_day)
        self.assertReadWhole(VIDR)
        documents = self.env["amazon.seller.tax.document"].search([])
        self.assertTrue(documents)
        self.assertFalse(documents.filtered(lambda each: not each.sale_order_id))
        wanted = documents.filtered(lambda each: each.state == "to_invoice")
        self.assertTrue(wanted)
        self.assertTrue(wanted.filtered("expected_amount"))
        self.assertFalse(documents.filtered("difference").mapped("difference"))
