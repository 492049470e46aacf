"""What other reports said of the orders is looked up once a batch, not per order."""

from unittest.mock import patch

from odoo.sql_db import Cursor

from .orders import OrderCase, item, shipment

TABLES = ("amazon_seller_return", "amazon_seller_tax_document")


class TestImportQueries(OrderCase):
    def test_sale_orders_find_what_they_concern_at_once(self):
        orders = [shipment(n, item("LAMP", "20.00")) for n in range(1, 31)]
        self.receive(*orders)
        asked = []
        execute = Cursor.execute

        def watched(cursor, query, *args, **kwargs):
            asked.append(str(getattr(query, "code", query)))
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", watched):
            self.Inbox._import_pending(self.account)

        self.assertImported(self.inbox(*orders))
        for table in TABLES:
            number = sum(f'FROM "{table}"' in query for query in asked)
            self.assertLess(number, 5, table)
