"""Which contact a buyer becomes: one each, one per order, or none."""

from dataclasses import replace
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.modules.migration import load_script
from odoo.tests import Form
from odoo.tools import mute_logger

from odoo.addons.amazon_connector.spapi.orders import Address, Buyer

from tests.odoo.common import make_stranger
from tests.odoo.orders import ADDRESS, OrderCase, item, make_account, order, shipment

MAIL = "abc123@marketplace.amazon.example"
PERSON = Buyer(name="Anna Beispiel")


class PolicyCase(OrderCase):
    def bring_one(self, number, *, make=order, account=None, **values):
        values.setdefault("buyer", PERSON)
        record = self.bring(
            make(number, item("LAMP", "10.00"), **values), account=account
        )
        self.assertImported(record)
        return record.sale_order_id


class TestWithoutEmail(PolicyCase):
    """Reports without the role for buyers' data name nobody by an alias."""

    def test_same_name_and_full_address_is_one_contact(self):
        first = self.bring_one(1)
        second = self.bring_one(2, ship_address=replace(ADDRESS, city="BERLIN "))
        self.assertEqual(first.partner_id, second.partner_id)
        records = self.bring(
            *(order(n, item("LAMP", "1.00"), buyer=PERSON) for n in (3, 4))
        )
        self.assertEqual(records.sale_order_id.partner_id, first.partner_id)

    def test_strangers_stay_strangers(self):
        first = self.bring_one(5).partner_id
        for number, change in enumerate(
            (
                {"line1": "Musterweg 2"},
                {"postal_code": "10117"},
                {"country_code": "AT"},
                {"city": "Potsdam"},
            ),
            6,
        ):
            other = self.bring_one(number, ship_address=replace(ADDRESS, **change))
            self.assertNotEqual(other.partner_id, first)
        other = self.bring_one(11, buyer=Buyer(name="Berta Beispiel"))
        self.assertNotEqual(other.partner_id, first)
        other = self.bring_one(12, buyer=replace(PERSON, vat_number="DE136695976"))
        self.assertNotEqual(other.partner_id, first)

    def test_what_is_stated_in_part_proves_nothing(self):
        part = Address(name="Anna Beispiel", city="Berlin", country_code="DE")
        sales = [self.bring_one(n, make=shipment, ship_address=part) for n in (13, 14)]
        self.assertNotEqual(sales[0].partner_id, sales[1].partner_id)

    def test_the_alias_may_come_first_or_later(self):
        for first, second in ((MAIL, ""), ("", "b@marketplace.amazon.example")):
            address = replace(ADDRESS, line1=f"Weg {len(first)}")
            contacts = {
                self.bring_one(
                    20 + len(first) + index,
                    buyer=replace(PERSON, email=email),
                    ship_address=address,
                ).partner_id
                for index, email in enumerate((first, second, first, second))
            }
            self.assertEqual(len(contacts), 1)
            keys = contacts.pop().amazon_seller_buyer_ids.mapped("key")
            self.assertTrue(any("@" in key for key in keys), keys)

    def test_both_ways_in_one_batch_are_one_contact(self):
        records = self.bring(
            order(60, item("LAMP", "1.00"), buyer=PERSON),
            order(61, item("LAMP", "1.00"), buyer=replace(PERSON, email=MAIL)),
        )
        self.assertEqual(len(records.sale_order_id.partner_id), 1)

    def test_two_aliases_at_one_address_leave_it_open_whose_it_is(self):
        known = [
            self.bring_one(n, buyer=replace(PERSON, email=f"{n}@amazon.example"))
            for n in (62, 63)
        ]
        third = self.bring_one(64)
        self.assertEqual(len({sale.partner_id for sale in (*known, third)}), 3)
        self.assertEqual(self.bring_one(65).partner_id, third.partner_id)


class TestMerged(PolicyCase):
    def merge(self, *partners):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        ids = [partner.id for partner in partners]
        wizard._merge(ids, partners[0], extra_checks=False)

    def test_contact_keeps_what_its_merged_ones_were_known_by(self):
        mails = [f"{n}@marketplace.amazon.example" for n in (1, 2)]
        first, second = (
            self.bring_one(n, buyer=replace(PERSON, email=mail)).partner_id
            for n, mail in enumerate(mails, 1)
        )
        self.merge(first, second)
        for number, mail in enumerate([*mails, ""], 3):
            sale = self.bring_one(number, buyer=replace(PERSON, email=mail))
            self.assertEqual(sale.partner_id, first)
        known = first.amazon_seller_buyer_ids
        self.assertEqual(sorted(known.mapped("display_name")), mails)
        trader = replace(PERSON, vat_number="DE136695976")
        known = self.bring_one(10, buyer=trader).partner_id.amazon_seller_buyer_ids
        self.assertEqual(known.display_name, "Name and address, DE136695976")

    def test_database_refuses_a_second_contact(self):
        partner = self.bring_one(6, buyer=replace(PERSON, email=MAIL)).partner_id
        known = partner.amazon_seller_buyer_ids
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            known.copy({"partner_id": partner.copy().id})
        self.assertFalse(known._remember(self.account, {MAIL: partner.copy()}))
        self.assertEqual(known.search([("key", "=", MAIL)]), known)

    def test_another_company_sees_no_buyers(self):
        known = self.bring_one(7).partner_id.amazon_seller_buyer_ids
        stranger = make_stranger(self.env, "amazon_connector.group_user")
        with self.assertRaises(AccessError):
            known.with_user(stranger).read(["key"])

    def test_contacts_from_before_are_known(self):
        partner = self.bring_one(8, buyer=replace(PERSON, email=MAIL)).partner_id
        partner.amazon_seller_buyer_ids.unlink()
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE res_partner ADD COLUMN amazon_seller_buyer_key varchar"
        )
        self.env.cr.execute(
            "UPDATE res_partner SET amazon_seller_buyer_key = %s WHERE id = %s",
            [MAIL, partner.id],
        )
        script = "amazon_connector/migrations/19.0.1.1.0/post-fill_buyers.py"
        for _again in range(2):
            load_script(script, "fill_buyers").migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(partner.amazon_seller_buyer_ids.mapped("key"), [MAIL])
        again = self.bring_one(9, buyer=replace(PERSON, email=MAIL))
        self.assertEqual(again.partner_id, partner)


class TestAccounts(PolicyCase):
    def test_accounts_of_one_seller_share_its_buyers(self):
        self.account.seller_identifier = "A1SELLER"
        second = make_account(
            self.env,
            self.company,
            self.key_set,
            name="Second",
            seller_identifier="A1SELLER",
        )
        other = make_account(self.env, self.company, self.key_set, name="Other")
        buyer = Buyer(email=MAIL, name="Anna Beispiel")
        ours = self.bring_one(1, buyer=buyer).partner_id
        self.assertEqual(
            self.bring_one(2, buyer=buyer, account=second).partner_id, ours
        )
        self.assertNotEqual(
            self.bring_one(3, buyer=buyer, account=other).partner_id, ours
        )


class TestContactForEachOrder(PolicyCase):
    def test_each_order_has_its_own(self):
        self.account.contact_policy = "order"
        buyer = Buyer(email=MAIL, name="Anna Beispiel")
        first, second = (self.bring_one(n, buyer=buyer) for n in (1, 2))
        self.assertNotEqual(first.partner_id, second.partner_id)
        self.assertEqual(first.partner_id.name, "Anna Beispiel")
        self.account.contact_policy = "buyer"
        third = self.bring_one(3, buyer=buyer)
        self.assertNotIn(third.partner_id, first.partner_id | second.partner_id)


class TestCollectiveCustomer(PolicyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.contact_policy = "marketplace"

    def test_one_customer_for_all_buyers_of_a_marketplace(self):
        first = self.bring_one(1)
        second = self.bring_one(2, ship_address=replace(ADDRESS, line1="Weg 2"))
        customer = first.partner_id
        self.assertEqual(customer.name, "Amazon.de customers")
        self.assertEqual(second.partner_id, customer)
        self.assertEqual((first | second).partner_invoice_id, customer)
        french = self.bring_one(3, sales_channel="Amazon.fr")
        self.assertEqual(french.partner_id.name, "Amazon.fr customers")
        unknown = self.bring_one(4, sales_channel="")
        self.assertEqual(unknown.partner_id.name, "Amazon customers")

    def test_customer_never_gathers_addresses(self):
        same = replace(PERSON, email=MAIL)
        sales = [self.bring_one(n, buyer=same) for n in (5, 6)]
        delivery = sales[0].partner_shipping_id
        self.assertEqual(sales[1].partner_shipping_id, delivery)
        self.assertEqual(
            (delivery.name, delivery.street, delivery.active, delivery.email),
            ("Anna Beispiel", "Musterweg 1", False, MAIL),
        )
        self.assertFalse(delivery.parent_id)
        self.assertFalse(sales[0].partner_id.with_context(active_test=False).child_ids)
        self.assertEqual(sales[0].picking_ids.partner_id, delivery)
        other = self.bring_one(7, buyer=replace(same, email="x@amazon.example"))
        self.assertNotEqual(other.partner_shipping_id, delivery)

    def test_tax_follows_the_delivery_and_the_invoice_is_whole(self):
        sale = self.bring_one(8, ship_address=replace(ADDRESS, country_code="CH"))
        self.assertEqual(sale.partner_shipping_id.country_id.code, "CH")
        self.assertEqual(sale.amount_total, 10)
        sale.order_line.qty_delivered = 1
        invoice = sale._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.partner_id, sale.partner_id)
        self.assertEqual(invoice.partner_shipping_id, sale.partner_shipping_id)
        self.assertEqual(invoice.amount_total, 10)

    def test_businesses_have_a_contact_of_their_own(self):
        buyer = Buyer(email=MAIL, company_name="Beispiel GmbH")
        self.assertEqual(
            self.bring_one(9, buyer=buyer).partner_id.name, "Beispiel GmbH"
        )
        private = replace(PERSON, vat_number="DE136695976")
        self.assertEqual(
            self.bring_one(10, buyer=private).partner_id.vat, "DE136695976"
        )

    def test_customer_can_be_chosen_for_each_marketplace(self):
        chosen = self.env["res.partner"].create({"name": "Amazon France"})
        france = self.env.ref("base.fr")
        self.env["amazon.seller.marketplace.settings"].create(
            {
                "account_id": self.account.id,
                "marketplace_id": self.env["amazon.seller.marketplace"]
                .search([("country_id", "=", france.id)])
                .id,
                "customer_id": chosen.id,
            }
        )
        french = self.bring_one(11, sales_channel="Amazon.fr")
        self.assertEqual(french.partner_id, chosen)
        self.assertNotEqual(self.bring_one(12).partner_id, chosen)

    def test_form_offers_the_customer_when_it_matters(self):
        with Form(self.account) as form:
            form.customer_id = self.env["res.partner"].create({"name": "All"})
            form.contact_policy = "buyer"
        self.assertEqual(self.account.contact_policy, "buyer")


class TestRulesOfCountries(PolicyCase):
    def test_refused_details_are_kept_in_words(self):
        Partner = self.env.registry["res.partner"]
        validate = Partner._validate_fields

        def strict(partners, names, *args):
            if any(partner.zip == "BAD" for partner in partners):
                raise ValidationError("The ZIP code is not one of this country.")
            return validate(partners, names, *args)

        with patch.object(Partner, "_validate_fields", strict):
            records = self.bring(
                order(1, item("LAMP", "1.00")),
                order(
                    2,
                    item("LAMP", "1.00"),
                    buyer=replace(PERSON, vat_number="DE136695976"),
                    ship_address=replace(ADDRESS, postal_code="BAD", state="Berlin"),
                ),
            )
        self.assertImported(records)
        good, bad = (record.sale_order_id.partner_shipping_id for record in records)
        self.assertEqual((good.zip, good.city), ("10115", "Berlin"))
        self.assertEqual(
            (bad.zip, bad.city, bad.street2, bad.state_id.id),
            (False, "BAD Berlin", "Berlin", False),
        )
        self.assertIn("DE136695976", bad.comment)


class TestNoAddress(PolicyCase):
    def test_order_without_address_waits_until_it_is_stated(self):
        silent = order(1, item("LAMP", "10.00"), ship_address=Address(city="Berlin"))
        record = self.bring(silent)
        self.assertEqual((record.state, record.reason), ("waiting", "no_address"))
        self.assertIn("where to ship", record.reason_text)
        self.bring(replace(silent, ship_address=ADDRESS))
        self.assertImported(record)
        self.assertEqual(record.sale_order_id.partner_shipping_id.street, "Musterweg 1")

    def test_somebody_may_enter_the_address(self):
        record = self.bring(order(2, item("LAMP", "1.00"), ship_address=Address()))
        self.assertEqual(self.Inbox._import_pending(self.account), 0)
        record.action_import_without_address()
        self.assertImported(record)

    def test_what_amazon_ships_needs_none(self):
        self.bring_one(3, make=shipment, ship_address=Address())
