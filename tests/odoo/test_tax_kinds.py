"""Each kind of sale gets its taxes, to the cent, and its accounts in SKR03."""

from dataclasses import replace

from odoo.addons.amazon_connector.spapi.orders import Buyer

from tests.odoo.common import make_rates
from tests.odoo.orders import again, item, make_product, order
from tests.odoo.tax_lines import issued
from tests.odoo.taxes import TaxCase, business, to


class TestKinds(TaxCase):
    def test_at_home(self):
        record = self.sell(item("LAMP", "119.00"), item("BOOK", "10.70"))
        sale_order = self.assertTaxed(
            record, "domestic", {"LAMP": [19], "BOOK": [7]}, 19.70, 129.70
        )
        self.assertFalse(sale_order.amazon_seller_tax_check)
        self.assertEqual(sale_order.amazon_seller_ship_from_id.code, "DE")
        record = self.sell(item("LAMP", "119.00"))
        self.assertInvoiced(record.sale_order_id, {"81_BASE"}, "1776", 19)

    def test_to_consumers_in_the_eu(self):
        self.company._map_eu_taxes()
        record = self.sell(
            item("LAMP", "120.00"), item("BOOK", "10.55"), ship_address=to("FR")
        )
        sale_order = self.assertTaxed(
            record, "oss", {"LAMP": [20], "BOOK": [5.5]}, 20.55, 130.55
        )
        self.assertFalse(sale_order.amazon_seller_tax_check)
        self.assertEqual(sale_order.fiscal_position_id.country_id.code, "FR")
        sale_order.action_update_taxes()
        self.assertEqual(sale_order.amount_total, 130.55)
        self.assertInvoiced(sale_order, {"OSS"}, "1767", 20.55)

    def test_to_consumers_in_the_eu_without_oss(self):
        record = self.sell(item("LAMP", "119.00"), ship_address=to("FR"))
        sale_order = self.assertTaxed(record, "oss", {"LAMP": [19]}, 19, 119)
        self.assertTrue(sale_order.amazon_seller_tax_check)
        self.assertIn("consumers in France", sale_order.amazon_seller_tax_text)
        self.assertEqual(sale_order.amazon_seller_tax_rule_id.state, "missing")

    def test_rate_that_the_position_does_not_replace(self):
        # Odoo's table knows no reduced rate of Bulgaria.
        self.company._map_eu_taxes()
        record = self.sell(item("BOOK", "10.70"), ship_address=to("BG"))
        sale_order = self.assertTaxed(record, "oss", {"BOOK": [7]}, 0.70, 10.70)
        self.assertTrue(sale_order.amazon_seller_tax_check)
        self.assertIn("7%", sale_order.amazon_seller_tax_text)

    def test_to_businesses_in_the_eu(self):
        record = self.sell(
            item("LAMP", "100.00"),
            ship_address=to("FR"),
            buyer=business(1, "FR23334175221"),
        )
        sale_order = self.assertTaxed(record, "reverse_charge", {"LAMP": [0]}, 0, 100)
        self.assertEqual(
            sale_order.fiscal_position_id, self.position("eu_vat_id_partner")
        )
        self.assertFalse(sale_order.amazon_seller_tax_check)
        self.assertEqual(sale_order.amazon_seller_buyer_vat_state, "valid")
        self.assertInvoiced(sale_order, {"41"})

    def test_business_of_the_country_that_ships(self):
        # Exempt only with a number of another country than that of departure.
        self.company._map_eu_taxes()
        record = self.sell(
            item("LAMP", "119.00"),
            ship_address=to("FR"),
            bill_address=to("DE"),
            buyer=business(2, "DE136695976"),
        )
        self.assertTaxed(record, "domestic", {"LAMP": [19]}, 19, 119)

    def test_number_that_is_none(self):
        self.company._map_eu_taxes()
        record = self.sell(
            item("LAMP", "120.00"),
            ship_address=to("FR"),
            buyer=business(3, "FR00000000000"),
        )
        sale_order = self.assertTaxed(record, "oss", {"LAMP": [20]}, 20, 120)
        self.assertIn("not valid in form", sale_order.amazon_seller_tax_text)
        self.assertEqual(
            (
                sale_order.amazon_seller_buyer_vat,
                sale_order.amazon_seller_buyer_vat_state,
                record.buyer_vat_state,
            ),
            ("FR00000000000", "invalid", "invalid"),
        )

    def test_tax_number_of_a_private_person(self):
        someone = Buyer(email="pessoa@marketplace.amazon.example", name="Ana Exemplo")
        record = self.sell(
            item("LAMP", "119.00"),
            ship_address=to("PT", "1000-001"),
            buyer=replace(someone, vat_number="123456789"),
        )
        self.assertTaxed(record, "oss", {"LAMP": [19]}, 19, 119)
        self.company._map_eu_taxes()
        for number, firm, kind, rate in (
            ("123456789", "", "oss", 23),
            ("PT123456789", "", "reverse_charge", 0),
            ("123456789", "Exemplo Lda", "reverse_charge", 0),
        ):
            buyer = replace(someone, vat_number=number, company_name=firm)
            record = self.sell(
                item("LAMP", "123.00"), ship_address=to("PT", "1000-001"), buyer=buyer
            )
            sale_order = self.assertTaxed(record, kind, {"LAMP": [rate]}, rate, 123)
            self.assertEqual(sale_order.amazon_seller_tax_check, rate > 0)
        self.assertTrue(record.sale_order_id.partner_id.vat)

    def test_vat_number_that_amazon_states_later(self):
        self.company._map_eu_taxes()
        lamp = item("LAMP", "120.00")
        buyer = business(4, "")
        statement = order(7900, lamp, ship_address=to("FR"), buyer=buyer)
        record = self.bring(statement)
        sale_order = self.assertTaxed(record, "oss", {"LAMP": [20]}, 20, 120)
        self.assertFalse(sale_order.amazon_seller_tax_check)
        named = replace(buyer, vat_number="FR23334175221")
        self.bring(again(statement, buyer=named))
        self.assertTaxed(record, "oss", {"LAMP": [20]}, 20, 120)
        self.assertIn("FR23334175221", sale_order.amazon_seller_tax_text)
        sale_order.action_amazon_seller_decide_taxes()
        self.assertTaxed(record, "reverse_charge", {"LAMP": [0]}, 0, 120)
        self.assertFalse(sale_order.amazon_seller_tax_check)

    def test_product_without_a_tax_of_its_own(self):
        make_product(self.env, "STAMP")
        record = self.sell(item("STAMP", "119.00"))
        sale_order = self.assertTaxed(record, "domestic", {"STAMP": [19]}, 19, 119)
        self.assertIn("Product STAMP", sale_order.amazon_seller_tax_text)
        sale_order.order_line.product_id.taxes_id = self.tax_7
        sale_order.action_amazon_seller_decide_taxes()
        self.assertFalse(sale_order.amazon_seller_tax_check)
        self.assertEqual(sale_order.order_line.tax_ids.amount, 7)

    def test_low_value_without_exchange_rate(self):
        self.env["res.currency.rate"].search(
            [("currency_id.name", "=", "CHF")]
        ).unlink()
        lamp = item("LAMP", "20.00", item_tax="1.50")
        record = self.sell(lamp, ship_address=to("CH"))
        sale_order = self.assertTaxed(record, "export", {"LAMP": [0]}, 0, 20)
        self.assertIn("exchange rate for CHF", sale_order.amazon_seller_tax_text)
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.env.ref("base.CHF").id,
                "name": "2026-01-01",
                "rate": 0.94,
            }
        )
        sale_order.action_amazon_seller_decide_taxes()
        self.assertTaxed(record, "collected", {"LAMP": [0]}, 0, 18.5)
        self.assertFalse(sale_order.amazon_seller_tax_check)

    def test_exports(self):
        for code in ("CH", "US", "NO"):
            record = self.sell(item("LAMP", "100.00"), ship_address=to(code))
            sale_order = self.assertTaxed(record, "export", {"LAMP": [0]}, 0, 100)
            self.assertEqual(
                sale_order.fiscal_position_id, self.position("non_eu_partner")
            )
            self.assertFalse(sale_order.amazon_seller_tax_check)
        self.assertInvoiced(sale_order, {"43"})

    def test_great_britain_by_value(self):
        make_rates(self.env, {"GBP": 0.8})
        britain = {"ship_address": to("GB", "SW1A 1AA"), "currency": "GBP"}
        for price, kind in (("135.00", "collected"), ("135.01", "export")):
            record = self.sell(item("LAMP", price), **britain)
            self.assertTaxed(record, kind, {"LAMP": [0]}, 0, float(price))
        self.assertInvoiced(record.sale_order_id, {"43"})
        # In euro, too: 160 euro are 128 pounds.
        for price, kind in (("160.00", "collected"), ("170.00", "export")):
            record = self.sell(item("LAMP", price), ship_address=to("GB", "SW1A 1AA"))
            self.assertEqual(record.sale_order_id.amazon_seller_tax_kind, kind)

    def test_tax_that_amazon_collects_is_not_compared(self):
        make_rates(self.env, {"GBP": 0.8})
        record = self.sell(
            item("LAMP", "24.00", item_tax="4.00"),
            currency="GBP",
            sales_channel="Amazon.co.uk",
            ship_address=to("GB", "SW1A 1AA"),
        )
        sale_order = self.assertTaxed(record, "collected", {"LAMP": [0]}, 0, 20)
        self.assertEqual(record.tax_kind, "collected")
        self.assertEqual(sale_order.amazon_seller_check, "equal")
        self.assertFalse(sale_order.amazon_seller_has_tax)

    def test_special_territories(self):
        self.company._map_eu_taxes()
        for code, postal_code, name in (
            ("DE", "78266", "Büsingen"),
            ("ES", "35001", "Canary Islands"),
            ("FR", "97400", "French overseas"),
        ):
            record = self.sell(
                item("LAMP", "100.00"), ship_address=to(code, postal_code)
            )
            sale_order = self.assertTaxed(record, "export", {"LAMP": [0]}, 0, 100)
            self.assertIn(name, sale_order.amazon_seller_tax_text)
        record = self.sell(item("LAMP", "119.00"), ship_address=to("GB", "BT1 5GS"))
        sale_order = self.assertTaxed(record, "oss", {"LAMP": [19]}, 19, 119)
        self.assertIn("Northern Ireland", sale_order.amazon_seller_tax_text)


class TestWarehouses(TaxCase):
    def test_own_vat_number_in_another_country(self):
        position = self.make_local_position(
            "PL", "PL1234567883", {self.tax_19: 23, self.tax_7: 5}
        )
        record = self.sell(
            item("LAMP", "123.00", fulfillment_center_id="WRO1"),
            item("BOOK", "10.50", fulfillment_center_id="KTW1"),
            fba=True,
            ship_address=to("PL"),
        )
        sale_order = self.assertTaxed(
            record, "local", {"LAMP": [23], "BOOK": [5]}, 23.50, 133.50
        )
        self.assertEqual(sale_order.fiscal_position_id, position)
        self.assertEqual(sale_order.tax_country_id.code, "PL")
        self.assertFalse(sale_order.amazon_seller_tax_check)
        invoice = self.assertInvoiced(
            sale_order, set(), f"1799{position.country_id.id:03d}", 23.50
        )
        self.assertEqual(invoice.fiscal_position_id, position)

    def test_from_poland_to_consumers_elsewhere(self):
        self.company._map_eu_taxes()
        lamp = item("LAMP", "120.00", fulfillment_center_id="POZ1")
        record = self.sell(lamp, fba=True, ship_address=to("FR"))
        sale_order = self.assertTaxed(record, "oss", {"LAMP": [20]}, 20, 120)
        self.assertEqual(sale_order.amazon_seller_ship_from_id.code, "PL")
        lamp = item("LAMP", "119.00", fulfillment_center_id="POZ1")
        record = self.sell(lamp, fba=True)
        sale_order = self.assertTaxed(record, "oss", {"LAMP": [19]}, 19, 119)
        self.assertFalse(sale_order.amazon_seller_tax_check)

    def test_from_home_to_a_country_of_an_own_vat_number(self):
        position = self.make_local_position("PL", "PL1234567883", {self.tax_19: 23})
        record = self.sell(item("LAMP", "123.00"), ship_address=to("PL"))
        sale_order = self.assertTaxed(record, "oss", {"LAMP": [23]}, 23, 123)
        self.assertEqual(sale_order.fiscal_position_id, position)
        self.assertIn("in your OSS return", sale_order.amazon_seller_tax_text)

    def test_from_poland_to_businesses_elsewhere(self):
        # What leaves Poland free of tax belongs into the Polish return.
        lamp = item("LAMP", "100.00", fulfillment_center_id="POZ1")
        buyer = business(4, "FR23334175221")
        record = self.sell(lamp, fba=True, ship_address=to("FR"), buyer=buyer)
        sale_order = record.sale_order_id
        self.assertEqual(sale_order.amazon_seller_tax_kind, "reverse_charge")
        self.assertIn("from Poland to businesses", sale_order.amazon_seller_tax_text)
        free = self.make_local_position("PL", "PL1234567883", {self.tax_19: 0})
        record = self.sell(lamp, fba=True, ship_address=to("FR"), buyer=buyer)
        sale_order = self.assertTaxed(record, "reverse_charge", {"LAMP": [0]}, 0, 100)
        self.assertEqual(sale_order.fiscal_position_id, free)

    def test_unknown_center_is_said(self):
        lamp = item("LAMP", "119.00", fulfillment_center_id="QQQ9")
        record = self.sell(lamp, fba=True)
        sale_order = self.assertTaxed(record, "domestic", {"LAMP": [19]}, 19, 119)
        self.assertIn("QQQ9", sale_order.amazon_seller_tax_text)
        self.assertIn("Germany", sale_order.amazon_seller_tax_text)

    def test_several_countries_are_said(self):
        record = self.sell(
            item("LAMP", "119.00", fulfillment_center_id="LEJ1"),
            item("BOOK", "10.70", fulfillment_center_id="WRO1"),
            fba=True,
        )
        sale_order = record.sale_order_id
        text = sale_order.amazon_seller_tax_text
        self.assertIn("(Germany: LEJ1; Poland: WRO1)", text)
        self.assertIn('then press "Taxes Are Right"', text)

    def test_invoice_data_name_another_country(self):
        lamp = item("LAMP", "20.00", fulfillment_center_id="LEJ1")
        sale_order = self.sell(lamp, fba=True).sale_order_id
        self.assertFalse(sale_order.amazon_seller_tax_check)
        consumer = Buyer(name="Anna Beispiel")
        line = issued(7000 + self.number, ship_from_country="CZ", buyer=consumer)
        self.env["amazon.seller.tax.document"]._receive(self.account, [line])
        self.assertTrue(sale_order.amazon_seller_tax_check)
        self.assertIn("came from Czech", sale_order.amazon_seller_tax_text)
        self.assertEqual(sale_order.amount_tax, 3.19)
        sale_order.action_amazon_seller_taxes_checked()
        self.assertFalse(sale_order.amazon_seller_tax_check)
        told = sale_order.action_amazon_seller_decide_taxes()
        self.assertIn("stay as they are", told["params"]["message"])
        self.assertEqual(sale_order.amazon_seller_ship_from_id.code, "CZ")
        self.assertEqual(sale_order.amazon_seller_tax_kind, "oss")

    def test_invoice_data_name_several_countries(self):
        """To decide again would change nothing: nobody is asked to."""
        lamp = item("LAMP", "20.00", 2, fulfillment_center_id="LEJ1")
        sale_order = self.sell(lamp, fba=True).sale_order_id
        lines = [
            issued(
                7000 + self.number,
                invoice_number=f"INV-{code}",
                ship_from_country=code,
                buyer=Buyer(name="Anna Beispiel"),
            )
            for code in ("CZ", "DE")
        ]
        self.env["amazon.seller.tax.document"]._receive(self.account, lines)
        self.assertIn("(Czech Republic, Germany)", sale_order.amazon_seller_tax_text)
        self.assertNotIn("Decide Taxes Again", sale_order.amazon_seller_tax_text)

    def test_invoice_data_tell_where_a_new_center_is(self):
        facts = {"fulfillment_center_id": "QQQ9", "shipment_id": "SHIPQQQ"}
        first = self.sell(item("LAMP", "20.00", **facts), fba=True).sale_order_id
        self.assertEqual(first.amazon_seller_ship_from_id.code, "DE")
        line = issued(7000 + self.number, shipment_id="SHIPQQQ", ship_from_country="PL")
        self.env["amazon.seller.tax.document"]._receive(self.account, [line])
        second = self.sell(item("LAMP", "20.00", **facts), fba=True).sale_order_id
        self.assertEqual(second.amazon_seller_ship_from_id.code, "PL")
        self.assertFalse(second.amazon_seller_tax_check)


class TestOtherCompanies(TaxCase):
    def test_company_with_taxes_in_its_prices(self):
        self.company.account_price_include = "tax_included"
        self.company._map_eu_taxes()
        record = self.sell(item("LAMP", "119.00"), item("BOOK", "10.70"))
        self.assertTaxed(record, "domestic", {"LAMP": [19], "BOOK": [7]}, 19.70, 129.70)
        record = self.sell(item("LAMP", "120.00"), ship_address=to("FR"))
        sale_order = self.assertTaxed(record, "oss", {"LAMP": [20]}, 20, 120)
        self.assertFalse(
            sale_order.order_line.tax_ids.amazon_seller_source_tax_id,
            "no siblings where taxes are included anyway",
        )

    def test_tax_that_amazon_remits(self):
        make_rates(self.env, {"USD": 1.1})
        lamp = item("LAMP", "100.00", item_tax="8.25", is_tax_amazons=True)
        record = self.sell(
            lamp,
            currency="USD",
            sales_channel="Amazon.com",
            ship_address=to("US", "78701"),
        )
        sale_order = self.assertTaxed(record, "collected", {"LAMP": [0]}, 0, 100)
        self.assertEqual(record.line_ids.item_tax, 8.25)
        self.assertFalse(sale_order.amazon_seller_tax_check)
        sale_order.action_update_taxes()
        self.assertEqual(sale_order.amount_total, 100)
