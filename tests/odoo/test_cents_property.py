"""Whatever Amazon can state, Odoo comes to the same sum: generated orders.

The amounts go through the importer's arithmetic and through Odoo's own tax engine, as
sale orders use it, without making a record of each.
"""

from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.amazon_connector.importer import amounts, comparison
from odoo.addons.amazon_connector.importer.values import unit_price
from odoo.addons.amazon_connector.spapi.price_readings import READINGS

from tests.odoo.common import AmazonCase

RATES = [0, 2.1, 5, 5.5, 7, 8, 8.1, 10, 17, 19, 20, 21, 22, 23, 24, 25, 25.5, 27]
CURRENCIES = {"EUR": 2, "GBP": 2, "SEK": 2, "CZK": 2, "USD": 2, "JPY": 0}
NOTHING = dict.fromkeys(amounts.AMOUNT_FIELDS, Decimal(0)) | {"is_gross": False}


@st.composite
def items(draw, digits):
    """Return one item: line totals, as odd as Amazon's are."""
    cent = Decimal(1).scaleb(-digits)

    def money(high):
        return draw(st.integers(0, high)) * cent

    price = draw(st.sampled_from([0, 1, 2, 34, 999, 1000, 2067])) * cent
    if draw(st.booleans()):
        price = money(50_000)
    shipping = money(1500) * draw(st.booleans())
    return {
        **NOTHING,
        "quantity": draw(st.sampled_from([1, 1, 2, 3, 6, 7, 13, 250])),
        "item_price": price,
        "item_tax": money(500),
        "item_promotion": -draw(st.integers(0, 100)) * price // 100 // cent * cent,
        "shipping_price": shipping,
        "shipping_tax": money(100) * bool(shipping),
        # Free shipping is a price and a promotion of the same amount.
        "shipping_promotion": -shipping * draw(st.booleans()),
        "gift_wrap_price": (wrap := money(500) * draw(st.booleans())),
        "gift_wrap_tax": money(50) * bool(wrap),
        "is_tax_amazons": draw(st.booleans()),
        "rate": draw(st.sampled_from([None, *RATES])),
    }


@st.composite
def orders(draw):
    """Return a currency's name, how amounts are to be read, and 1 to 6 items."""
    name = draw(st.sampled_from(sorted(CURRENCIES)))
    digits = CURRENCIES[name]
    terms = amounts.Terms(
        reading=draw(st.sampled_from(READINGS)),
        rates=(Decimal("0.07"), Decimal("0.19")),
        unit=Decimal(1).scaleb(-digits),
        is_tax_on_top=draw(st.booleans()),
    )
    return name, terms, draw(st.lists(items(digits), min_size=1, max_size=6))


class TestEverythingAmazonCanState(AmazonCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        source = cls.company.account_sale_tax_id
        cls.taxes = {
            rate: source.copy({"name": f"Test {rate}", "amount": rate})
            for rate in RATES
        }
        cls.currencies = {
            currency.name: currency
            for currency in cls.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "in", list(CURRENCIES))])
        }

    def _base_lines(self, order):
        name, terms, lines = order
        Tax = self.env["account.tax"]
        for line in lines:
            # As the inbox keeps them: floats.
            stated = {
                key: float(value) if isinstance(value, Decimal) else value
                for key, value in line.items()
            }
            taxes = self.gross.get(line["rate"], Tax)
            is_amazons = line["is_tax_amazons"]
            line_terms = replace(terms, is_tax_amazons=is_amazons)
            for kind, exact in amounts.charges(stated, line_terms).items():
                amount = float(exact)
                quantity = line["quantity"] if kind == amounts.ITEM else 1
                yield (
                    amount,
                    Tax._prepare_base_line_for_taxes_computation(
                        {},
                        currency_id=self.currencies[name],
                        price_unit=unit_price(amount, quantity),
                        quantity=quantity,
                        tax_ids=taxes,
                    ),
                )

    def _check_sums(self, order):
        Tax = self.env["account.tax"]
        currency = self.currencies[order[0]]
        stated, lines = zip(*self._base_lines(order), strict=True)
        Tax._add_tax_details_in_base_lines(lines, self.company)
        Tax._round_base_lines_tax_details(lines, self.company)
        totals = Tax._get_tax_totals_summary(lines, currency, self.company)
        found = comparison.differences(
            [], totals["total_amount_currency"], sum(stated), currency.rounding, {}
        )
        self.assertFalse(found)

    def _check(self, rounding, gross):
        self.company.tax_calculation_rounding_method = rounding
        self.gross = gross

        @settings(
            max_examples=250,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(orders())
        def check(order):
            self._check_sums(order)

        check()

    def _siblings(self):
        return {rate: tax._amazon_seller_gross() for rate, tax in self.taxes.items()}

    def _own(self):
        for tax in self.taxes.values():
            tax.price_include_override = "tax_included"
        gross = self._siblings()
        self.assertEqual(gross, self.taxes, "prices include tax already: none are made")
        return gross

    def test_prices_without_tax_rounded_globally(self):
        self._check("round_globally", self._siblings())

    def test_prices_without_tax_rounded_per_line(self):
        self._check("round_per_line", self._siblings())

    def test_prices_with_tax_rounded_globally(self):
        self._check("round_globally", self._own())

    def test_prices_with_tax_rounded_per_line(self):
        self._check("round_per_line", self._own())
