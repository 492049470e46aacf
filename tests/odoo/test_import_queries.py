"""What other reports said of the orders is looked up once a batch, not per order."""

from .common import asked_of_database
from .orders import OrderCase, item, order, shipment

TABLES = ("amazon_seller_return", "amazon_seller_tax_document")


class TestImportQueries(OrderCase):
    def test_sale_orders_find_what_they_concern_at_once(self):
        orders = [shipment(n, item("LAMP", "20.00")) for n in range(1, 31)]
        self.receive(*orders)
        with asked_of_database() as asked:
            self.Inbox._import_pending(self.account)

        self.assertImported(self.inbox(*orders))
        for table in TABLES:
            number = sum(f'FROM "{table}"' in query for query in asked)
            self.assertLess(number, 5, table)

    def test_comparing_with_amazon_asks_nothing_order_by_order(self):
        def import_some(first, last, tax):
            orders = [
                order(n, item("LAMP", "119.00", item_tax=tax))
                for n in range(first, last)
            ]
            self.receive(*orders)
            before = self.cr.sql_log_count
            self.Inbox._import_pending(self.account)
            self.assertImported(self.inbox(*orders))
            return self.cr.sql_log_count - before

        import_some(100, 110, "0.00")
        plain = import_some(200, 230, "0.00")
        equal = import_some(300, 330, "19.00")
        differing = import_some(400, 430, "15.00")
        self.assertLessEqual(abs(equal - plain), 10)
        self.assertLessEqual(abs(differing - plain), 10)
