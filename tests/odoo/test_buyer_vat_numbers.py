"""Buyers' VAT numbers that only Amazon's invoice data state."""

from dataclasses import replace
from decimal import Decimal

from odoo.addons.amazon_connector.spapi.orders import Buyer

from tests.odoo.orders import again, item, order, shipment
from tests.odoo.tax_lines import issued, wanted
from tests.odoo.taxes import TaxCase, business, to
from tests.odoo.test_tax_documents import TaxDocumentCase

FRENCH = "FR23334175221"
GERMAN = "DE136695976"


def parcel(number, country="FR", **values):
    """Return an FBA order of a buyer of whom its report tells no VAT number."""
    lamp = item("LAMP", "120.00", 1, "01", fulfillment_center_id="LEJ1")
    return shipment(number, lamp, ship_address=to(country), **values)


def naming(number, vat, make=wanted, **values):
    """Return a line of invoice data that states the buyer's VAT number."""
    buyer = Buyer(vat_number=vat, company_name=values.pop("company", ""))
    return make(number, "120.00", order_item_id="01", buyer=buyer, **values)


class TestBuyerVatNumbers(TaxCase, TaxDocumentCase):
    def notes_of(self, *records):
        return ["".join(record.message_ids.mapped("body")) for record in records]

    def test_number_that_comes_after_the_order(self):
        self.company._map_eu_taxes()
        statement = parcel(1)
        record = self.bring(statement)
        sale_order = self.assertTaxed(record, "oss", {"LAMP": [20]}, 20, 120)
        self.assertFalse(sale_order.amazon_seller_tax_check)
        line = naming(1, FRENCH, rate=Decimal(0), seller_vat_number=GERMAN)
        self.take(line)
        self.assertEqual(record.buyer_vat_number, FRENCH)
        self.assertEqual(sale_order.amazon_seller_buyer_vat, FRENCH)
        self.assertIn(FRENCH, sale_order.amazon_seller_tax_text)
        self.assertIn("enter it on the customer", sale_order.amazon_seller_tax_text)
        for note in self.notes_of(record, sale_order):
            self.assertEqual(note.count(FRENCH), 1)

        phone = replace(statement.buyer, phone="030 987654")
        self.bring(again(statement, buyer=phone))
        self.assertEqual(record.buyer_phone, "030 987654")
        self.assertEqual(record.buyer_vat_number, FRENCH)

        sale_order.partner_id.vat = FRENCH
        sale_order.action_amazon_seller_decide_taxes()
        self.assertTaxed(record, "reverse_charge", {"LAMP": [0]}, 0, 120)
        self.assertFalse(sale_order.amazon_seller_tax_check)
        self.take(line)
        self.assertFalse(sale_order.amazon_seller_tax_check)
        self.assertEqual(sale_order.amazon_seller_check, "equal")

    def test_what_somebody_closed_stays_closed(self):
        self.company._map_eu_taxes()
        sale_order = self.bring(parcel(2)).sale_order_id
        self.take(naming(2, FRENCH))
        self.assertTrue(sale_order.amazon_seller_tax_check)
        sale_order.action_amazon_seller_taxes_checked()
        self.take(naming(2, FRENCH))
        self.take(naming(2, FRENCH, issued))
        self.take(naming(2, GERMAN, issued))
        self.assertFalse(sale_order.amazon_seller_tax_check)
        self.assertEqual(sale_order.amazon_seller_buyer_vat, FRENCH)

    def test_number_that_is_here_before_the_order(self):
        self.company._map_eu_taxes()
        self.take(naming(3, FRENCH))
        record = self.bring(parcel(3))
        sale_order = self.assertTaxed(record, "reverse_charge", {"LAMP": [0]}, 0, 120)
        self.assertEqual(sale_order.partner_id.vat, FRENCH)
        self.assertFalse(sale_order.amazon_seller_tax_check)
        self.assertIn(FRENCH, self.notes_of(record)[0])

    def test_order_that_waits_for_taxes_of_another_kind(self):
        self.account.missing_tax_policy = "hold"
        record = self.bring(parcel(5))
        self.assertEqual((record.state, record.reason), ("waiting", "tax_setup"))
        self.take(naming(5, FRENCH))
        self.assertEqual(record.state, "new")
        self.Inbox._import_pending(self.account)
        self.assertTaxed(record, "reverse_charge", {"LAMP": [0]}, 0, 120)

    def test_number_that_an_order_report_states_stays(self):
        self.company._map_eu_taxes()
        stated = order(
            6,
            item("LAMP", "120.00", 1, "01"),
            ship_address=to("FR"),
            buyer=business(6, FRENCH),
        )
        record = self.bring(stated)
        self.take(naming(6, GERMAN))
        self.assertEqual(record.buyer_vat_number, FRENCH)
        self.assertFalse(record.sale_order_id.amazon_seller_tax_check)

    def test_number_that_the_customer_has(self):
        self.company._map_eu_taxes()
        at_home, abroad = self.bring(parcel(7, "DE"), parcel(8)).sale_order_id
        at_home.partner_id.vat = GERMAN
        abroad.partner_id.vat = FRENCH
        self.take(naming(7, GERMAN.removeprefix("DE")), naming(8, FRENCH))
        self.assertEqual(at_home.amazon_seller_buyer_vat_state, "valid")
        self.assertFalse(at_home.amazon_seller_tax_check)
        # Sold as to a consumer nevertheless.
        self.assertIn(FRENCH, abroad.amazon_seller_tax_text)
        abroad.action_amazon_seller_decide_taxes()
        self.assertFalse(abroad.amazon_seller_tax_check)
        self.assertEqual(abroad.amazon_seller_tax_kind, "reverse_charge")

    def test_tax_number_of_a_private_person(self):
        self.company._map_eu_taxes()
        self.take(naming(9, "123456789"), naming(10, "123456789", company="Lda"))
        person, firm = self.bring(parcel(9, "PT"), parcel(10, "PT"))
        self.assertEqual(person.tax_kind, "oss")
        self.assertIn("private", person.sale_order_id.amazon_seller_tax_text)
        self.assertEqual(firm.tax_kind, "reverse_charge")

    def test_a_batch_asks_the_database_once(self):
        self.company._map_eu_taxes()
        numbers = range(100, 130)
        records = self.bring(*map(parcel, numbers))
        records[::3].sale_order_id.partner_id.vat = FRENCH
        counts = []
        for several in (numbers[:6], numbers[6:]):
            lines = [naming(number, FRENCH) for number in several]
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.take(*lines)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(set(records.mapped("buyer_vat_number")), {FRENCH})
        self.assertTrue(all(records.sale_order_id.mapped("amazon_seller_tax_check")))
        self.assertLess(counts[1] - counts[0], 20)

        late = range(130, 160)
        counts = []
        self.take(*(naming(number, FRENCH) for number in late))
        for several in (late[:6], late[6:]):
            statements = [parcel(number) for number in several]
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.receive(*statements)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 20)
