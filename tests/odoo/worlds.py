"""A base class: an emulated world's files through parsers, inbox and importer."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from emulator.world import World

from . import proof
from .common import make_rates
from .orders import OrderCase, make_product

END = datetime(2026, 11, 20, tzinfo=timezone.utc)
LATER = END + timedelta(days=60)


class WorldCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_rates(cls.env, {"GBP": 0.87, "PLN": 4.25, "SEK": 11.1})

    def _statements(self, world):
        return proof.all_statements(world, "eu", LATER)

    def _world(self, **values):
        return World(**{"seed": 11, "orders": 150, "end": END, **values})

    def _create_products(self, world):
        for product in world.products:
            make_product(self.env, product.sku, self.tax_19)

    def _import(self, world):
        """Import all of a world, compare it with the truth, and import it again."""
        statements = self._statements(world)
        self.receive(*statements)
        self.Inbox._import_pending(self.account)
        self._compare(world.expected("eu"))
        new, known, changed = self.receive(*self._statements(world))
        self.assertEqual((new, changed), (0, 0), "all is known the second time")
        self.assertEqual(known, len(statements))
        self.assertEqual(self.Inbox._import_pending(self.account), 0)

    def _compare(self, expected):
        waiting = self.Inbox.search(
            [("account_id", "=", self.account.id), ("state", "in", ["new", "waiting"])]
        )
        self.assertEqual(
            Counter(waiting.mapped("reason_detail")), Counter(), "nothing has to wait"
        )
        sale_orders = self.env["sale.order"].search(
            [("amazon_seller_account_id", "=", self.account.id)]
        )
        self.assertEqual(
            set(sale_orders.mapped("amazon_seller_order_ref")), set(expected["orders"])
        )
        totals = defaultdict(Decimal)
        for sale_order in sale_orders:
            wanted = expected["orders"][sale_order.amazon_seller_order_ref]
            total = Decimal(f"{sale_order.amount_total:.2f}")
            self.assertEqual(total, Decimal(wanted["total"]), wanted)
            self.assertEqual(sale_order.currency_id.name, wanted["currency"])
            self.assertEqual(sale_order.amazon_seller_difference, 0)
            is_ours = wanted["channel"] == "MFN"
            self.assertEqual(bool(sale_order.picking_ids), is_ours)
            totals[wanted["currency"]] += total
        self.assertEqual(
            {code: str(total) for code, total in totals.items()}, expected["totals"]
        )
