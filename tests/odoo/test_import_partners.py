from unittest.mock import patch

from odoo.addons.amazon_connector.spapi.orders import Address, Buyer

from tests.odoo.orders import ADDRESS, OrderCase, item, order, shipment

MAIL = "abc123@marketplace.amazon.example"


def address(**values):
    return Address(
        **{
            "name": "Anna Beispiel",
            "line1": "Musterweg 1",
            "city": "Berlin",
            "postal_code": "10115",
            "country_code": "DE",
            **values,
        }
    )


class TestPartners(OrderCase):
    def bring_buyer(self, number, ship=ADDRESS, bill=None, **buyer):
        buyer = {"email": MAIL, "name": "Anna Beispiel", **buyer}
        record = self.bring(
            order(
                number,
                item("LAMP", "10.00"),
                buyer=Buyer(**buyer),
                ship_address=ship,
                bill_address=bill or Address(),
            )
        )
        self.assertImported(record)
        return record.sale_order_id

    def test_same_buyer_is_one_partner(self):
        first = self.bring_buyer(1)
        second = self.bring_buyer(2, email=MAIL.upper())
        self.assertEqual(first.partner_id, second.partner_id)
        self.assertEqual(first.partner_shipping_id, first.partner_id)
        self.assertFalse(first.partner_id.child_ids)

    def test_same_buyer_twice_in_one_batch_is_one_partner(self):
        buyer = Buyer(email=MAIL, name="Anna Beispiel")
        records = self.bring(
            order(3, item("LAMP", "1.00"), buyer=buyer),
            order(
                4, item("LAMP", "2.00"), buyer=buyer, ship_address=address(line1="x")
            ),
            order(
                5, item("LAMP", "3.00"), buyer=buyer, ship_address=address(line1="X")
            ),
        )
        self.assertImported(records)
        orders = records.sale_order_id
        self.assertEqual(len(orders.partner_id), 1)
        self.assertEqual(len(orders.partner_shipping_id), 2)
        self.assertEqual(orders[1].partner_shipping_id, orders[2].partner_shipping_id)

    def test_strangers_of_the_same_name_and_address_are_not_merged(self):
        first = self.bring_buyer(6, email="one@marketplace.amazon.example")
        second = self.bring_buyer(7, email="two@marketplace.amazon.example")
        self.assertNotEqual(first.partner_id, second.partner_id)

    def test_customers_who_are_not_from_amazon_are_left_alone(self):
        ours = self.env["res.partner"].create({"name": "Anna", "email": MAIL})
        self.assertNotEqual(self.bring_buyer(10).partner_id, ours)

    def test_merged_buyer_is_found_again(self):
        ours = self.env["res.partner"].create({"name": "Anna from the shop"})
        buyer = self.bring_buyer(26).partner_id
        self.env["base.partner.merge.automatic.wizard"]._merge(
            [buyer.id, ours.id], ours, extra_checks=False
        )
        self.assertEqual(self.bring_buyer(27).partner_id, ours)

    def test_archived_buyer_is_found_again(self):
        partner = self.bring_buyer(11).partner_id
        partner.active = False
        self.assertEqual(self.bring_buyer(12).partner_id, partner)

    def test_other_delivery_address_is_a_child_and_used_again(self):
        home = self.bring_buyer(13).partner_id
        station = address(name="Anna Beispiel", line1="Packstation 123", line2="987654")
        order_14 = self.bring_buyer(14, ship=station)
        child = order_14.partner_shipping_id
        self.assertEqual(order_14.partner_id, home)
        self.assertEqual(child.parent_id, home)
        self.assertRecordValues(
            child,
            [{"type": "delivery", "street": "Packstation 123", "street2": "987654"}],
        )
        self.assertEqual(order_14.picking_ids.partner_id, child)
        shouted = address(line1="PACKSTATION  123", line2="987654", city="BERLIN")
        self.assertEqual(self.bring_buyer(15, ship=shouted).partner_shipping_id, child)
        self.assertEqual(order_14.partner_invoice_id, home)

    def test_invoice_address_is_kept_apart(self):
        sale_order = self.bring_buyer(
            16, bill=address(name="Bernd Zahler", line1="Konto 5"), name="Anna Beispiel"
        )
        self.assertEqual(sale_order.partner_id.name, "Anna Beispiel")
        self.assertEqual(sale_order.partner_invoice_id.name, "Bernd Zahler")
        self.assertEqual(sale_order.partner_invoice_id.type, "invoice")
        self.assertEqual(sale_order.partner_shipping_id.street, "Musterweg 1")

    def test_business_buyer_is_a_company_with_its_vat_number(self):
        sale_order = self.bring_buyer(
            17,
            ship=address(name="Herr Lager"),
            bill=address(name="Beispiel GmbH"),
            company_name="Beispiel GmbH",
            vat_number="DE 136 695 976",
        )
        partner = sale_order.partner_id
        self.assertTrue(partner.is_company)
        self.assertEqual((partner.name, partner.vat), ("Beispiel GmbH", "DE136695976"))
        self.assertEqual(sale_order.partner_invoice_id, partner)
        self.assertEqual(sale_order.partner_shipping_id.name, "Herr Lager")
        self.assertEqual(sale_order.partner_shipping_id.vat, "DE136695976")

    def test_a_buyer_with_and_without_vat_number_is_two_contacts(self):
        values = {"email": "both@marketplace.amazon.example"}
        private = self.bring_buyer(30, **values).partner_id
        business = self.bring_buyer(31, vat_number="DE136695976", **values).partner_id
        again = self.bring_buyer(32, vat_number="DE 136 695 976", **values).partner_id
        private_again = self.bring_buyer(33, **values).partner_id
        self.assertEqual((private.vat, business.vat), (False, "DE136695976"))
        self.assertNotEqual(private, business)
        self.assertEqual((again, private_again), (business, private))

    def test_contacts_speak_the_language_of_their_country(self):
        self.assertEqual(self.bring_buyer(34).partner_id.lang, "de_DE")

    def test_wrong_vat_number_becomes_a_note(self):
        partner = self.bring_buyer(18, vat_number="DE123").partner_id
        self.assertFalse(partner.vat)
        self.assertIn("DE123", partner.comment)

    def test_vat_numbers_ask_nobody_outside(self):
        self.company.vat_check_vies = True
        with patch("odoo.addons.base_vat.models.res_partner.check_vies") as vies:
            partner = self.bring_buyer(19, vat_number="DE136695976").partner_id
            self.env.flush_all()
        vies.assert_not_called()
        self.assertEqual(partner.vat, "DE136695976")

    def test_odd_names_and_lines_do_no_harm(self):
        nasty = "<script>alert('x')</script>"
        sale_order = self.bring_buyer(
            20,
            name=nasty,
            ship=address(
                name=nasty,
                line1="Nul\x00 Straße",
                line3="Hinterhaus",
                state="Nirgendwo",
                country_code="de",
            ),
        )
        partner = sale_order.partner_id
        self.assertEqual(partner.name, nasty)
        self.assertEqual(partner.street, "Nul Straße")
        self.assertEqual(partner.street2, "Hinterhaus, Nirgendwo")
        self.assertEqual(partner.country_id, self.env.ref("base.de"))
        self.assertFalse(partner.state_id)
        messages = sale_order.message_ids | sale_order.picking_ids.message_ids
        for body in messages.mapped("body"):
            self.assertNotIn("<script>", body)

    def test_nameless_buyer_is_called_after_the_order(self):
        record = self.bring(
            shipment(
                21,
                item("LAMP", "10.00"),
                buyer=Buyer(),
                ship_address=Address(city="Berlin", country_code="DE"),
            )
        )
        self.assertImported(record)
        sale_order = record.sale_order_id
        self.assertEqual(sale_order.partner_id.name, sale_order.amazon_seller_order_ref)

    def test_long_texts_are_cut(self):
        partner = self.bring_buyer(22, name="x" * 3000).partner_id
        self.assertLessEqual(len(partner.name), 250)

    def test_united_kingdom_has_two_codes(self):
        partner = self.bring_buyer(23, ship=address(country_code="UK")).partner_id
        self.assertEqual(partner.country_id, self.env.ref("base.uk"))
