"""Each kind of sale gets its taxes, to the cent, on SKR03."""

from dataclasses import replace

from odoo.addons.amazon_connector.spapi.orders import Buyer

from tests.odoo.orders import ADDRESS, OrderCase, item, order, shipment


def to(country_code, postal_code="10000", **parts):
    """Return an address in another country."""
    return replace(ADDRESS, country_code=country_code, postal_code=postal_code, **parts)


def business(number, vat):
    return Buyer(
        email=f"firm{number}@marketplace.amazon.example",
        name="Firma Beispiel",
        company_name="Beispiel AG",
        vat_number=vat,
    )


class TaxCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Position = cls.env["account.fiscal.position"]
        cls.number = 0

    def sell(self, *items, fba=False, **values):
        """Return the inbox record of a new order."""
        type(self).number += 1
        make = shipment if fba else order
        return self.bring(make(7000 + self.number, *items, **values))

    def position(self, xml_id):
        return self.env.ref(f"account.{self.company.id}_fiscal_position_{xml_id}_skr03")

    def assertTaxed(self, record, kind, rates, tax, total):
        """Compare what was decided of an order, and its cents."""
        self.assertImported(record)
        sale_order = record.sale_order_id
        found = {
            line.amazon_seller_line_id.sku: line.tax_ids.mapped("amount")
            for line in sale_order.order_line
        }
        self.assertEqual(sale_order.amazon_seller_tax_kind, kind)
        self.assertEqual(found, rates)
        self.assertEqual((sale_order.amount_tax, sale_order.amount_total), (tax, total))
        self.assertEqual(sale_order.amazon_seller_difference, 0)
        return sale_order


class TestKinds(TaxCase):
    def test_at_home(self):
        record = self.sell(item("LAMP", "119.00"), item("BOOK", "10.70"))
        sale_order = self.assertTaxed(
            record, "domestic", {"LAMP": [19], "BOOK": [7]}, 19.70, 129.70
        )
        self.assertFalse(sale_order.amazon_seller_tax_check)
        self.assertEqual(sale_order.amazon_seller_ship_from_id.code, "DE")

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

    def test_to_consumers_in_the_eu_without_oss(self):
        record = self.sell(item("LAMP", "119.00"), ship_address=to("FR"))
        sale_order = self.assertTaxed(record, "oss", {"LAMP": [19]}, 19, 119)
        self.assertTrue(sale_order.amazon_seller_tax_check)
        self.assertIn("consumers in France", sale_order.amazon_seller_tax_text)
        self.assertEqual(sale_order.amazon_seller_tax_rule_id.state, "missing")

    def test_reduced_rate_that_oss_does_not_know(self):
        self.company._map_eu_taxes()
        record = self.sell(item("BOOK", "10.70"), ship_address=to("BG"))
        sale_order = record.sale_order_id
        self.assertTrue(sale_order.amazon_seller_tax_check)
        self.assertIn("7%", sale_order.amazon_seller_tax_text)

    def test_to_businesses_in_the_eu(self):
        record = self.sell(
            item("LAMP", "100.00"),
            ship_address=to("FR"),
            buyer=business(1, "FR23334175221"),
        )
        sale_order = self.assertTaxed(record, "reverse_charge", {"LAMP": [0]}, 0, 100)
        position = self.position("eu_vat_id_partner")
        self.assertEqual(sale_order.fiscal_position_id, position)
        self.assertFalse(sale_order.amazon_seller_tax_check)

    def test_number_that_is_none(self):
        self.company._map_eu_taxes()
        record = self.sell(
            item("LAMP", "120.00"),
            ship_address=to("FR"),
            buyer=business(2, "FR00000000000"),
        )
        sale_order = self.assertTaxed(record, "oss", {"LAMP": [20]}, 20, 120)
        self.assertIn("not valid in form", sale_order.amazon_seller_tax_text)
        self.assertEqual(sale_order.amazon_seller_buyer_vat, "FR00000000000")

    def test_exports(self):
        for code in ("CH", "US", "NO"):
            record = self.sell(item("LAMP", "100.00"), ship_address=to(code))
            sale_order = self.assertTaxed(record, "export", {"LAMP": [0]}, 0, 100)
            self.assertEqual(
                sale_order.fiscal_position_id, self.position("non_eu_partner")
            )
            self.assertFalse(sale_order.amazon_seller_tax_check)
