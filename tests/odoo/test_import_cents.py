"""Totals agree with Amazon's to the cent, whatever the amounts are."""

import random
from decimal import Decimal

from tests.odoo.orders import OrderCase, item, make_product, order, shipment

SEED = 19
PRICES = ["0.00", "0.01", "0.02", "9.99", "10.00", "19.99", "29.95", "247.32"]


def random_amount(rng, low, high):
    return str(Decimal(rng.randint(low, high)) / 100)


def random_item(rng, skus, number):
    """Return an item as odd as real ones are."""
    price = rng.choice([rng.choice(PRICES), random_amount(rng, 0, 50000)])
    charges = {}
    if rng.random() < 0.35:
        charges["item_promotion"] = f"-{Decimal(price) / 3:.2f}"
    if rng.random() < 0.5:
        charges["shipping_price"] = random_amount(rng, 0, 1500)
        if rng.random() < 0.5:
            charges["shipping_promotion"] = f"-{charges['shipping_price']}"
    if rng.random() < 0.2:
        charges["gift_wrap_price"] = random_amount(rng, 1, 500)
    return item(
        rng.choice(skus),
        price,
        rng.choice([1, 1, 2, 3, 7, 13, 250]),
        order_item_id=f"{number:05d}",
        **charges,
    )


def stated_total(statement):
    return sum(
        amount or 0
        for line in statement.items
        for amount in (
            line.item_price,
            line.shipping_price,
            line.gift_wrap_price,
            line.item_promotion,
            line.shipping_promotion,
        )
    )


class TestCents(OrderCase):
    def _check_random_orders(self, rounding, count, currency="EUR", step=1):
        self.company.tax_calculation_rounding_method = rounding
        make_product(self.env, "FREE-OF-TAX", self._tax_0())
        rng = random.Random(f"{SEED}{rounding}{currency}")
        # Half of all prices with 20 % leave half a cent for both net and tax.
        tax_20 = self.tax_19.copy({"name": "Twenty", "amount": 20})
        make_product(self.env, "TWENTY", tax_20)
        skus = ["LAMP", "BOOK", "TWENTY", "FREE-OF-TAX"]
        statements = [
            rng.choice([order, shipment])(
                number,
                *(random_item(rng, skus, n) for n in range(rng.randint(1, 6))),
                currency=currency,
            )
            for number in range(count)
        ]
        records = self.bring(*statements)
        self.assertImported(records)
        for statement, record in zip(statements, records, strict=True):
            total = float(stated_total(statement))
            sale_order = record.sale_order_id
            self.assertAlmostEqual(sale_order.amount_total, total, 6, statement)
            self.assertEqual(sale_order.amazon_seller_check, "equal", statement)
            for line in sale_order.order_line:
                charges = line.amazon_seller_line_id._charges()
                self.assertAlmostEqual(
                    line.price_total, charges[line.amazon_seller_kind], 6
                )
        return records

    def _tax_0(self):
        return self.env["account.tax"].search(
            [
                ("company_id", "=", self.company.id),
                ("type_tax_use", "=", "sale"),
                ("amount", "=", 0),
                ("amount_type", "=", "percent"),
            ],
            limit=1,
        )

    def test_rounded_globally(self):
        records = self._check_random_orders("round_globally", 150)
        invoiced = records.sale_order_id[:20].filtered(
            lambda order: order.amount_total > 0
        )
        for sale_order in invoiced:
            for line in sale_order.order_line:
                line.qty_delivered = line.product_uom_qty
            invoice = sale_order._create_invoices()
            invoice.action_post()
            self.assertEqual(invoice.amount_total, sale_order.amount_total)
            for line in invoice.invoice_line_ids:
                ordered = line.sale_line_ids
                self.assertEqual(line.price_total, ordered.price_total)
                self.assertEqual(line.price_subtotal, ordered.price_subtotal)

    def test_rounded_per_line(self):
        self._check_random_orders("round_per_line", 150)

    def test_invoiced_in_parts(self):
        self.lamp.invoice_policy = "delivery"
        for number, (price, parts) in enumerate(
            [("10.00", (1, 1, 1)), ("10.00", (1,) * 7), ("19.99", (3, 2, 6, 2))]
        ):
            lamps = item("LAMP", price, sum(parts), shipping_price="3.99")
            sale_order = self.bring(order(2000 + number, lamps)).sale_order_id
            line = sale_order.order_line[0]
            for part in parts:
                line.qty_delivered += part
                sale_order._create_invoices().action_post()
            invoices = sale_order.invoice_ids
            self.assertEqual(len(invoices), len(parts))
            self.assertAlmostEqual(
                sum(invoices.mapped("amount_total")), sale_order.amount_total
            )
            self.assertEqual(sale_order.invoice_status, "invoiced")

    def test_last_part_does_not_make_up_for_what_somebody_changed(self):
        self.lamp.invoice_policy = "delivery"
        lamps = item("LAMP", "10.00", 3)
        sale_order = self.bring(order(2010, lamps)).sale_order_id
        for part, price in ((2, 3), (3, 10 / 3)):
            sale_order.order_line.qty_delivered = part
            invoice = sale_order._create_invoices()
            self.assertAlmostEqual(invoice.invoice_line_ids.price_unit, 10 / 3)
            invoice.invoice_line_ids.price_unit = price

    def test_known_hard_cases(self):
        cases = [
            ("0.01", 3),
            ("0.02", 3),
            ("10.00", 7),
            ("19.99", 250),
            ("20.67", 13),
            ("0.34", 6),
        ]
        statements = [
            order(1000 + number, item("LAMP", price, quantity))
            for number, (price, quantity) in enumerate(cases)
        ]
        records = self.bring(*statements)
        self.assertEqual(
            records.sale_order_id.mapped("amount_total"),
            [float(price) for price, _quantity in cases],
        )

    def test_many_currencies_in_one_account(self):
        prices = {
            "EUR": "19.99",
            "GBP": "16.99",
            "SEK": "249.00",
            "PLN": "84.49",
            "CZK": "499.90",
            "USD": "21.98",
            "CAD": "29.97",
            "JPY": "24732",
        }
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": self.env.ref(f"base.{name}").id,
                    "name": "2026-01-01",
                    "rate": 1.7,
                }
                for name in prices
                if name != "EUR"
            ]
        )
        records = self.bring(
            *(
                order(
                    1100 + number,
                    item("LAMP", price, 7, item_promotion=f"-{price[:2]}"),
                    currency=name,
                    sales_channel="",
                )
                for number, (name, price) in enumerate(prices.items())
            )
        )
        self.assertImported(records)
        for record, (name, price) in zip(records, prices.items(), strict=True):
            sale_order = record.sale_order_id
            self.assertEqual(sale_order.currency_id.name, name)
            total = float(Decimal(price) - int(price[:2]))
            self.assertEqual(sale_order.amount_total, total, name)
            self.assertEqual(sale_order.amazon_seller_check, "equal", name)
            self.assertFalse(sale_order.pricelist_id.item_ids)
            sale_order.order_line.qty_delivered = 7
            invoice = sale_order._create_invoices()
            invoice.action_post()
            self.assertEqual(
                (invoice.amount_total, invoice.currency_id.name), (total, name)
            )


class TestGrossTaxes(OrderCase):
    def test_sibling_is_made_once_and_hidden(self):
        first = self.tax_19._amazon_seller_gross()
        again = self.tax_19._amazon_seller_gross()
        self.assertEqual(first, again)
        self.assertTrue(first.price_include)
        self.assertFalse(first.active)
        self.assertEqual(first.amazon_seller_source_tax_id, self.tax_19)
        self.assertNotIn(first, self.env["account.tax"].search([]))

    def test_sibling_books_like_the_original(self):
        sibling = self.tax_19._amazon_seller_gross()
        self.assertEqual(
            sibling._amazon_seller_signature(), self.tax_19._amazon_seller_signature()
        )
        self.assertTrue(sibling.repartition_line_ids.account_id)
        self.assertFalse(sibling.fiscal_position_ids)
        self.assertFalse(sibling.original_tax_ids)

    def test_changed_original_gets_a_new_sibling(self):
        tax = self.tax_19.copy({"name": "Changing"})
        first = tax._amazon_seller_gross()
        tax.amount = 16
        second = tax._amazon_seller_gross()
        self.assertNotEqual(first, second)
        self.assertEqual((first.amount, second.amount), (19, 16))
        tax.amount = 19
        self.assertEqual(tax._amazon_seller_gross(), first)

    def test_included_taxes_stay_as_they_are(self):
        included = self.tax_19.copy(
            {"name": "Incl", "price_include_override": "tax_included"}
        )
        self.assertEqual(included._amazon_seller_gross(), included)

    def test_zero_tax_is_included_too(self):
        # Left out of the price it would be rounded apart from its neighbours.
        zero = self.tax_19.copy({"name": "Zero", "amount": 0})
        self.assertTrue(zero._amazon_seller_gross().price_include)

    def test_company_with_included_taxes_needs_no_siblings(self):
        company = self.env["res.company"].create(
            {"name": "Gross Ltd", "account_price_include": "tax_included"}
        )
        tax = self.env["account.tax"].create(
            {
                "name": "20 %",
                "amount": 20,
                "company_id": company.id,
                "country_id": self.env.ref("base.de").id,
                "tax_group_id": self.env["account.tax.group"]
                .create({"name": "20 %", "company_id": company.id})
                .id,
            }
        )
        self.assertEqual(tax._amazon_seller_gross(), tax)
