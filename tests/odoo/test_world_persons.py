"""Contacts and addresses of emulated buyers, as a person would have them."""

from collections import defaultdict
from datetime import datetime, timedelta, timezone

from odoo.addons.amazon_connector.importer.state_names import simplified

from emulator.world import World
from tests.odoo import proof
from tests.odoo.common import make_rates
from tests.odoo.orders import OrderCase, make_product

END = datetime(2026, 11, 20, tzinfo=timezone.utc)


class TestWorldPersons(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_rates(cls.env, {"GBP": 0.87, "PLN": 4.25, "SEK": 11.1})
        world = World(5, 500, end=END, days=20, na_share=0, variety="full")
        for product in world.products:
            make_product(cls.env, product.sku, cls.tax_19)
        stated = proof.all_statements(world, "eu", END + timedelta(days=60))
        cls.Inbox._receive(cls.account, stated)
        cls.Inbox._import_pending(cls.account)
        expected = world.expected("eu")["orders"]
        sales = cls.env["sale.order"].search(
            [("amazon_seller_account_id", "=", cls.account.id)]
        )
        cls.sales = [(sale, expected[sale.amazon_seller_order_ref]) for sale in sales]
        cls.expected = expected

    def test_all_orders_are_compared(self):
        self.assertEqual(len(self.sales), len(self.expected))

    def test_one_buyer_is_one_contact(self):
        contacts, buyers = defaultdict(set), defaultdict(set)
        for sale, wanted in self.sales:
            contacts[wanted["buyer"]["key"]].add(sale.partner_id)
            buyers[sale.partner_id].add(wanted["buyer"]["key"])
        self.assertEqual({len(several) for several in contacts.values()}, {1})
        self.assertEqual({len(several) for several in buyers.values()}, {1})
        self.assertLess(len(contacts), len(self.sales), "some came back")

    def test_equal_addresses_are_one_and_others_are_not(self):
        records = defaultdict(set)
        for sale, wanted in self.sales:
            for record, address in (
                (sale.partner_shipping_id, wanted["ship_to"]),
                (sale.partner_invoice_id, wanted["bill_to"]),
            ):
                records[wanted["buyer"]["key"], address["key"]].add(record)
        again = {key: found for key, found in records.items() if len(found) > 1}
        self.assertEqual(again, {})

    def test_addresses_are_as_a_person_writes_them(self):
        wrong = {}
        for sale, wanted in self.sales:
            for record, address in (
                (sale.partner_shipping_id, wanted["ship_to"]),
                (sale.partner_invoice_id, wanted["bill_to"]),
            ):
                if problems := list(_problems(record, address)):
                    wrong[sale.amazon_seller_order_ref] = (address, problems)
        self.assertEqual({str(problems) for _a, problems in wrong.values()}, set())


def _problems(contact, wanted):
    """Yield in which a contact is not what a person makes of an address."""
    above = (contact.name, contact.company_name, contact.parent_id.name)
    beside = (contact.street2 or "", *filter(None, above))
    found = {
        "street": contact.street,
        "postal_code": contact.zip,
        "city": contact.city,
        "country": contact.country_id.code,
    }
    for name, value in found.items():
        if _plain(value) != _plain(wanted[name]):
            yield name, value
    # Odoo's Polish codes have accents, its British ones are no ISO codes.
    code = simplified(contact.state_id.code or "").rpartition(" ")[2]
    is_iso = contact.country_id.code != "GB"
    wanted_code = simplified(wanted["state_code"])
    if code and wanted_code and is_iso and code != wanted_code:
        yield "state", code
    in_words = _plain(f"{contact.street2} {contact.city}")
    if not code and _plain(wanted["state"]) not in in_words:
        yield "state in words", contact.street2
    has_states = bool(contact.country_id.state_ids)
    if has_states and wanted["state_code"] and not code:
        yield "state not found", wanted["state"]
    parts = [*wanted["beside"], wanted["company"], wanted["post_number"]]
    for part in filter(None, parts):
        if not any(_plain(part) in _plain(text) for text in beside):
            yield part, beside
    if _plain(wanted["name"])[:200] not in _plain(contact.name):
        yield "name", contact.name


def _plain(text):
    return " ".join((text or "").casefold().split())
