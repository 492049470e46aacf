"""What people do to contacts stays, and parcels go where Amazon says all the same."""

from dataclasses import replace

from tests.odoo.orders import ADDRESS, again, item, order, shipment
from tests.odoo.test_contact_policy import MAIL, PERSON, PolicyCase

KNOWN = replace(PERSON, email=MAIL)
BONN = {"line1": "Am Hof 3", "city": "Bonn", "postal_code": "53111"}


class TestEdited(PolicyCase):
    def merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge([source.id, target.id], target, extra_checks=False)

    def test_merged_into_a_contact_elsewhere_parcels_go_to_amazons_address(self):
        ours = self.env["res.partner"].create(
            {"name": "Anna", "street": "Alter Markt 9", "zip": "50667", "city": "Köln"}
        )
        self.merge(self.bring_one(1, buyer=KNOWN).partner_id, ours)
        sales = [self.bring_one(n, buyer=KNOWN) for n in (2, 3)]
        for sale in sales:
            self.assertEqual(sale.partner_id, ours)
            self.assertEqual(sale.partner_shipping_id.street, "Musterweg 1")
        self.assertEqual(sales[0].partner_shipping_id, sales[1].partner_shipping_id)
        self.assertEqual(ours.street, "Alter Markt 9")

    def test_a_corrected_street_stays_and_another_place_is_another_address(self):
        partner = self.bring_one(4, buyer=KNOWN).partner_id
        partner.street = "Musterweg 1a"
        sale = self.bring_one(5, buyer=KNOWN)
        self.assertEqual(sale.partner_shipping_id, partner)
        self.assertEqual(partner.street, "Musterweg 1a")
        partner.write({"street": "Am Hof 3", "zip": "53111", "city": "Bonn"})
        sale = self.bring_one(6, buyer=KNOWN)
        self.assertEqual(sale.partner_id, partner)
        delivery = sale.partner_shipping_id
        self.assertEqual((delivery.parent_id, delivery.zip), (partner, "10115"))
        self.assertEqual(self.bring_one(7, buyer=KNOWN).partner_shipping_id, delivery)
        nameless = self.bring_one(8)
        self.assertEqual(nameless.partner_id, partner, "known by name and address")

    def test_what_is_learned_later_fills_gaps_only(self):
        partner = self.bring_one(9, make=shipment).partner_id
        partner.write(
            {
                "name": "Anna Berta Beispiel",
                "email": "anna@beispiel.example",
                "vat": "DE136695976",
                "comment": "Pays late",
            }
        )
        wrong = replace(KNOWN, vat_number="DE123", company_name="Beispiel GmbH")
        bill = replace(ADDRESS, name="Anna Beispiel")
        self.bring_one(10, make=shipment, buyer=KNOWN)
        sale = self.bring_one(11, buyer=wrong, bill_address=bill)
        self.assertEqual(sale.partner_id, partner)
        self.assertEqual(
            (partner.name, partner.email, partner.vat, partner.company_name),
            (
                "Anna Berta Beispiel",
                "anna@beispiel.example",
                "DE136695976",
                "Beispiel GmbH",
            ),
        )
        self.assertIn("Pays late", partner.comment)
        self.assertIn("DE123", partner.comment)

    def test_below_a_company_nobody_gets_another(self):
        partner = self.bring_one(12, buyer=KNOWN).partner_id
        company = self.env["res.partner"].create({"name": "Haus", "is_company": True})
        partner.parent_id = company
        trader = replace(KNOWN, company_name="Beispiel GmbH")
        self.assertEqual(self.bring_one(13, buyer=trader).partner_id, partner)
        self.assertFalse(partner.company_name)


class TestSameOrder(PolicyCase):
    def test_another_address_does_not_make_another_buyer(self):
        statement = order(1, item("LAMP", "10.00"), buyer=PERSON)
        record = self.bring(statement)
        sale = record.sale_order_id
        buyer = sale.partner_id
        contacts = self.env["res.partner"].search_count([])
        self.bring(again(statement, ship_address=replace(ADDRESS, **BONN)))
        self.assertImported(record)
        self.assertEqual(sale.partner_id, buyer)
        self.assertEqual(sale.partner_shipping_id.parent_id, buyer)
        self.assertEqual(sale.partner_shipping_id.city, "Bonn")
        self.assertEqual(sale.picking_ids.partner_id.city, "Bonn")
        self.assertEqual(self.env["res.partner"].search_count([]), contacts + 1)


class TestBusinessWithoutName(PolicyCase):
    def test_business_order_is_never_the_collective_customers(self):
        self.account.contact_policy = "marketplace"
        sale = self.bring_one(1, buyer=KNOWN, is_business_order=True)
        self.assertEqual(sale.partner_id.name, "Anna Beispiel")
        self.assertEqual(sale.partner_id.email, MAIL)
