"""Builders for statements of Amazon orders and for the records they need.

All people and addresses are invented.
"""

from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal

from odoo.addons.amazon_connector.importer.statement import FLAG_FIELDS
from odoo.addons.amazon_connector.spapi.orders import (
    Address,
    Buyer,
    Channel,
    Order,
    OrderItem,
)

from tests.odoo.common import AmazonCase

ADDRESS = Address(
    name="Anna Beispiel",
    line1="Musterweg 1",
    city="Berlin",
    postal_code="10115",
    country_code="DE",
    phone="030 123456",
)


def item(sku, price, quantity=1, order_item_id="", **values):
    """Return an item; every amount may be given as text."""
    amounts = {
        name: Decimal(value) if isinstance(value, str) else value
        for name, value in values.items()
        if name.startswith(("item_", "shipping_", "gift_wrap_"))
        and not name.endswith(("_id", "_type"))
    }
    price = Decimal(price) if isinstance(price, str) else price
    return OrderItem(
        order_item_id=order_item_id or f"0{abs(hash(sku)) % 10**12:012d}",
        sku=sku,
        quantity=quantity,
        title=values.pop("title", f"Article {sku}"),
        item_price=price,
        **(values | amounts),
    )


def order(number, *items, channel=Channel.MFN, **values):
    """Return an order of an invented buyer, one e-mail address per order."""
    amazon_order_id = f"302-{number:07d}-0000001"
    values.setdefault(
        "buyer",
        Buyer(email=f"buyer{number}@marketplace.amazon.example", name="Anna Beispiel"),
    )
    values.setdefault("ship_address", ADDRESS)
    values.setdefault("purchase_date", datetime(2026, 11, 20, 9, tzinfo=timezone.utc))
    values.setdefault("currency", "EUR")
    values.setdefault("sales_channel", "Amazon.de")
    if channel == Channel.MFN:  # Amazon's report of its own shipments tells none.
        values = dict.fromkeys(FLAG_FIELDS, False) | values
    values.setdefault(
        "latest_ship_date", datetime(2026, 11, 24, 22, 59, 59, tzinfo=timezone.utc)
    )
    return Order(
        amazon_order_id=amazon_order_id, channel=channel, items=items, **values
    )


def shipment(number, *items, **values):
    """Return an FBA statement of an order."""
    return order(number, *items, channel=Channel.AFN, **values)


def again(statement, **changes):
    """Return a later statement of the same order."""
    return replace(statement, **changes)


class OrderCase(AmazonCase):
    """A test with a seller account of the German company and some products."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Inbox = cls.env["amazon.seller.order"]
        cls.tax_19 = cls.company.account_sale_tax_id
        cls.tax_7 = cls.env["account.tax"].search(
            [
                ("company_id", "=", cls.company.id),
                ("type_tax_use", "=", "sale"),
                ("amount", "=", 7),
                ("price_include", "=", False),
            ],
            limit=1,
        )
        cls.key_set = make_key_set(cls.env)
        cls.account = make_account(cls.env, cls.company, cls.key_set)
        cls.lamp = make_product(cls.env, "LAMP", cls.tax_19)
        cls.book = make_product(cls.env, "BOOK", cls.tax_7)

    def receive(self, *orders, account=None):
        """Receive statements; return how many were new, known and changed."""
        counts = self.Inbox._receive(account or self.account, list(orders))
        return counts["new"], counts["known"], counts["changed"]

    def bring(self, *orders, account=None):
        """Receive and import statements; return their inbox records in order."""
        account = account or self.account
        self.receive(*orders, account=account)
        self.Inbox._import_pending(account)
        return self.inbox(*orders, account=account)

    def inbox(self, *orders, account=None):
        ids = list(dict.fromkeys(order.amazon_order_id for order in orders))
        records = self.Inbox.search(
            [
                ("account_id", "=", (account or self.account).id),
                ("amazon_order_id", "in", ids),
            ]
        ).grouped("amazon_order_id")
        return self.Inbox.concat(*(records[id_] for id_ in ids))

    def assertImported(self, records):
        for record in records:
            self.assertEqual(
                (record.state, record.reason_text or ""),
                ("imported", ""),
                record.technical_detail,
            )


def make_key_set(env):
    return env["amazon.seller.key.set"].create(
        {
            "name": "Test app",
            "application_id": "amzn1.sp.solution.test",
            "client_id": "amzn1.application-oa2-client.test",
        }
    )


def make_account(env, company, key_set, **values):
    return env["amazon.seller.account"].create(
        {
            "name": "Test seller",
            "company_id": company.id,
            "key_set_id": key_set.id,
            "home_marketplace_id": env["amazon.seller.marketplace"]
            .search([("marketplace_identifier", "=", "A1PA6795UKMFR9")], limit=1)
            .id,
            "order_start_date": "2026-01-01 00:00:00",
            **values,
        }
    )


def make_product(env, sku, tax=None, **values):
    return env["product.product"].create(
        {
            "name": f"Product {sku}",
            "default_code": sku,
            "type": "consu",
            "is_storable": True,
            "list_price": 1,
            "taxes_id": [(6, 0, tax.ids if tax else [])],
            **values,
        }
    )
