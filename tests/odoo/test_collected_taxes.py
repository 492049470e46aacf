"""VAT that Amazon collects inside the price is none of the seller's."""

from decimal import Decimal

from odoo.fields import Command

from tests.odoo.common import make_rates
from tests.odoo.orders import ADDRESS, again, item, order, shipment
from tests.odoo.taxes import TaxCase, business, to

LONDON = to("GB", "SW1A 1AA")
READINGS = {
    ("gross", "gross", "before"): ("120.00", "20.00", "-12.00"),
    ("gross", "gross", "after"): ("120.00", "18.00", "-12.00"),
    ("net", "net", "after"): ("100.00", "18.00", "-10.00"),
    ("net", "gross", "before"): ("100.00", "20.00", "-12.00"),
}


class TestCollectedTaxes(TaxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pound = cls.env.ref("base.GBP")
        make_rates(cls.env, {"GBP": 0.8, "CHF": 0.94})
        cls.book.taxes_id = [Command.set(cls.tax_19.ids)]

    def british(self, make, number, *items, **values):
        values = {
            "currency": "GBP",
            "sales_channel": "Amazon.co.uk",
            "ship_address": LONDON,
            **values,
        }
        return make(number, *items, **values)

    def assertSold(self, record, kind, total):
        """One amount everywhere: inbox, sale order, its lines, what is stated."""
        self.assertImported(record)
        sale_order = record.sale_order_id
        lines = sale_order.order_line
        self.assertEqual(
            (record.tax_kind, sale_order.amazon_seller_tax_kind), (kind, kind)
        )
        for amount in (
            record.amount_total,
            sale_order.amount_total,
            sale_order.amazon_seller_total,
            sum(lines.mapped("amazon_seller_amount")),
            sum(sum(line._charges().values()) for line in record.line_ids),
        ):
            self.assertAlmostEqual(amount, total)
        self.assertFalse(sale_order._amazon_seller_differences().is_amount)
        if kind == "collected":
            self.assertEqual(sale_order.amazon_seller_check, "equal")
            self.assertFalse(any(lines.tax_ids.mapped("amount")))
            self.assertFalse(sale_order.amazon_seller_has_tax)
        return sale_order

    def test_an_address_at_home_with_a_position_for_all_sales(self):
        home = self.company.domestic_fiscal_position_id
        self.account.fiscal_position_id = home
        lamp = item("LAMP", "120.00", item_tax="20.00")
        statement = self.british(order, 60, lamp)
        record = self.bring(statement)
        self.assertSold(record, "collected", 100)
        self.bring(again(statement, ship_address=ADDRESS))
        sale_order = self.assertSold(record, "domestic", 120)
        self.assertEqual(sale_order.fiscal_position_id, home)
        self.assertEqual(sale_order.order_line.tax_ids.mapped("amount"), [19])

    def test_the_sale_is_the_price_less_the_tax_and_posted_so(self):
        abroad = self.position("non_eu_partner")
        self.env["amazon.seller.tax.rule"].create(
            {
                "account_id": self.account.id,
                "scheme": "collected",
                "ship_from_id": self.env.ref("base.de").id,
                "ship_to_id": self.env.ref("base.uk").id,
                "fiscal_position_id": abroad.id,
            }
        )
        lamp = item("LAMP", "120.00", item_tax="20.00")
        statement = self.british(order, 1, lamp)
        sale_order = self.assertSold(self.bring(statement), "collected", 100)
        self.assertEqual(sale_order.fiscal_position_id, abroad)
        self.assertFalse(sale_order.amazon_seller_tax_info)
        self.assertEqual(self.receive(statement), (0, 1, 0))
        sale_order.action_amazon_seller_decide_taxes()
        self.assertSold(sale_order.amazon_seller_order_id, "collected", 100)
        invoice = self.assertInvoiced(sale_order, {"43"})
        self.assertEqual(
            (invoice.amount_total, invoice.invoice_line_ids.account_id.code),
            (100, "8120"),
        )

    def test_the_limit_is_about_the_value_without_the_tax_stated_in_it(self):
        for price, tax, kind, total in (
            ("135.00", "22.50", "collected", 112.5),
            ("162.00", "27.00", "collected", 135),
            ("162.01", "27.00", "export", 162.01),
            ("135.00", "0.00", "collected", 135),
            ("135.01", "0.00", "export", 135.01),
        ):
            self.number += 1
            lamp = item("LAMP", price, item_tax=tax)
            record = self.bring(self.british(order, self.number, lamp))
            self.assertSold(record, kind, total)

    def test_the_limit_is_about_goods_and_shipping_counts_for_swiss_ones_only(self):
        """Shipping is 10.00, of which a promotion takes 4.00."""
        shipping = {"shipping_price": "10.00", "shipping_promotion": "-4.00"}
        for address, currency, price, kind, total in (
            (LONDON, "GBP", "135.00", "collected", 141),
            (LONDON, "GBP", "135.01", "export", 141.01),
            (to("CH", "8001"), "CHF", "56.00", "collected", 62),
            (to("CH", "8001"), "CHF", "56.01", "export", 62.01),
        ):
            self.number += 1
            lamp = item("LAMP", price, **shipping)
            statement = self.british(
                order, self.number, lamp, ship_address=address, currency=currency
            )
            self.assertSold(self.bring(statement), kind, total)

    def test_every_reading_of_both_channels(self):
        for number, (reading, stated) in enumerate(READINGS.items()):
            price, tax, promotion = stated
            lamp = item("LAMP", price, item_tax=tax, item_promotion=promotion)
            for make, channel in ((order, "MFN"), (shipment, "AFN")):
                with self.subTest(reading, channel=channel):
                    self.account._decide_price_reading(channel, *reading)
                    number_ = 10 * number + (channel == "AFN")
                    record = self.bring(self.british(make, number_, lamp))
                    self.assertSold(record, "collected", 90)

    def test_whether_the_tax_is_that_before_promotions_must_be_known(self):
        self.account._decide_price_reading("MFN", "gross", "gross", False)
        lamp = item("LAMP", "120.00", item_tax="20.00", item_promotion="-12.00")
        record = self.bring(self.british(order, 1, lamp))
        self.assertEqual((record.state, record.reason), ("waiting", "price_reading"))
        self.account._decide_price_reading("MFN", "gross", "gross", "before")
        self.Inbox._import_pending(self.account)
        self.assertSold(record, "collected", 90)

    def test_a_tax_that_is_not_stated_is_told_and_holds_nothing_up(self):
        record = self.bring(self.british(order, 1, item("LAMP", "120.00")))
        sale_order = self.assertSold(record, "collected", 120)
        self.assertIn("settlement", sale_order.amazon_seller_tax_info)
        self.assertFalse(sale_order.amazon_seller_tax_check)

    def test_what_amazon_states_later(self):
        lamp = item("LAMP", "120.00", item_tax="20.00")
        statement = self.british(order, 1, lamp)
        record = self.bring(statement)
        for price, tax, kind, total in (
            ("168.00", "28.00", "export", 168),
            ("60.00", "10.00", "collected", 50),
        ):
            changed = item("LAMP", price, item_tax=tax)
            self.bring(again(statement, items=(changed,)))
            self.assertSold(record, kind, total)

    def test_it_goes_elsewhere(self):
        lamp = item("LAMP", "120.00", item_tax="20.00")
        statement = self.british(order, 1, lamp)
        record = self.bring(statement)
        for address, kind, total in (
            (to("FR"), "oss", 120),
            (LONDON, "collected", 100),
        ):
            self.bring(again(statement, ship_address=address))
            self.assertSold(record, kind, total)

    def test_a_second_parcel_takes_it_over_the_limit(self):
        self.account._decide_price_reading("AFN", "gross", "gross", "after")
        parcels = [
            item(
                *("LAMP", "100.00", 1, "1"),
                item_tax="16.67",
                shipment_item_id=f"D{number}",
                fulfillment_center_id="LEJ1",
            )
            for number in (1, 2)
        ]
        record = self.bring(self.british(shipment, 1, parcels[0]))
        self.assertSold(record, "collected", 83.33)
        self.bring(self.british(shipment, 1, parcels[1]))
        self.assertSold(record, "export", 200)
        both = self.bring(self.british(shipment, 2, *parcels))
        self.assertSold(both, "export", 200)

    def test_a_business_that_only_invoice_data_name(self):
        self.account._decide_price_reading("AFN", "gross", "gross", "after")
        lamp = item(
            *("LAMP", "240.00", 1, "1"),
            item_tax="40.00",
            shipment_item_id="D1",
            fulfillment_center_id="LTN4",
        )
        record = self.bring(self.british(shipment, 1, lamp))
        sale_order = self.assertSold(record, "collected", 200)
        self.env["amazon.seller.tax.document"].create(
            {
                "account_id": self.account.id,
                "company_id": self.company.id,
                "source": "SC_VAT",
                "document_key": "D1",
                "transaction_type": "SHIPMENT",
                "amazon_order_id": record.amazon_order_id,
                "order_id": record.id,
                "state": "issued",
                "currency_id": self.pound.id,
                "ship_from_country": "GB",
                "buyer_vat_number": "GB123456782",
            }
        )
        self.assertTrue(sale_order.amazon_seller_tax_check)
        sale_order.action_amazon_seller_decide_taxes()
        self.assertSold(record, "local", 240)

    def test_where_it_is_not_collected(self):
        firm = business(1, "GB123456782")
        lamp = item("LAMP", "120.00", item_tax="0.00")
        record = self.bring(self.british(order, 1, lamp, buyer=firm))
        self.assertSold(record, "export", 120)
        paid = sum(record.line_ids.mapped(lambda line: Decimal(line._buyer_pays())))
        self.assertEqual(paid, 120)
