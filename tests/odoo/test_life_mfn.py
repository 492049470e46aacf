"""What becomes of merchant orders: confirmation, carriers, haste, flags."""

from datetime import datetime

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError
from odoo.modules.migration import load_script
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from tests.odoo.orders import OrderCase, item, order, shipment


class LifeCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.slow, cls.fast = cls.env["delivery.carrier"].create(
            [
                {
                    "name": name,
                    "product_id": cls.env["product.product"]
                    .create({"name": name, "type": "service", "list_price": 5})
                    .id,
                    "fixed_price": 5,
                }
                for name in ("Parcel", "Courier")
            ]
        )

    def stars(self, record):
        return record.sale_order_id.picking_ids.mapped("priority")


class TestConfirmation(LifeCase):
    def test_quotation_waits_and_is_confirmed_by_hand_as_any(self):
        self.account.confirm_policy = "quotation"
        mfn, other_mfn, fba = self.bring(
            order(1, item("LAMP", "10.00", 3)),
            order(2, item("BOOK", "20.00")),
            shipment(3, item("BOOK", "20.00")),
        )
        self.assertImported(mfn + other_mfn + fba)
        sale_orders = mfn.sale_order_id + other_mfn.sale_order_id
        self.assertEqual(sale_orders.mapped("state"), ["draft", "draft"])
        self.assertFalse(sale_orders.picking_ids)
        self.assertEqual(fba.sale_order_id.state, "sale", "Amazon has shipped it")
        # Grown while it is a quotation.
        self.bring(
            order(
                2,
                item("BOOK", "20.00"),
                item("LAMP", "5.00", order_item_id="2"),
            )
        )
        self.assertEqual(other_mfn.sale_order_id.amount_total, 25)
        other = self.env["sale.order"].create(
            {"partner_id": self.company.partner_id.id, "date_order": "2020-01-01"}
        )
        (other + sale_orders).action_confirm()
        self.assertEqual(
            sale_orders.mapped("date_order"), [datetime(2026, 11, 20, 9)] * 2
        )
        self.assertGreater(other.date_order, datetime(2026, 1, 1))
        self.assertEqual(sale_orders.mapped("state"), ["sale", "sale"])
        self.assertEqual(mfn.sale_order_id.picking_ids.move_ids.product_uom_qty, 3)
        self.assertEqual(
            mfn.sale_order_id.picking_ids.date_deadline,
            datetime(2026, 11, 24, 22, 59, 59),
        )
        self.assertEqual(len(other_mfn.sale_order_id.picking_ids.move_ids), 2)
        self.assertEqual(sale_orders.mapped("amazon_seller_difference"), [0, 0])


class TestServiceLevels(LifeCase):
    def test_levels_are_listed_and_give_carrier_and_priority(self):
        self.account.carrier_id = self.slow
        first = self.bring(
            order(1, item("LAMP", "10.00"), ship_service_level="Standard"),
            order(2, item("LAMP", "10.00"), ship_service_level="NextDay"),
            order(3, item("LAMP", "10.00"), ship_service_level="STANDARD"),
            order(4, item("LAMP", "10.00")),
            order(5, item("LAMP", "10.00"), ship_service_level="<script>1</script>"),
            shipment(6, item("LAMP", "10.00"), ship_service_level="Expedited"),
        )
        self.assertImported(first)
        self.assertEqual(first.sale_order_id.mapped("carrier_id.name"), ["Parcel"])
        methods = self.account.delivery_method_ids
        self.assertEqual(
            dict(methods.mapped(lambda m: (m.service_level, m.is_urgent))),
            {"Standard": False, "NextDay": True, "<script>1</script>": False},
        )
        self.assertEqual(
            [self.stars(record) for record in first],
            [["0"], ["1"], ["0"], ["0"], ["0"], []],
        )
        self.assertFalse(first[5].sale_order_id.carrier_id)
        # The seller's own choice counts from now on.
        standard, next_day = (
            methods.filtered(lambda m, level=level: m.service_level == level)
            for level in ("Standard", "NextDay")
        )
        next_day.write({"carrier_id": self.fast.id, "is_urgent": False})
        standard.is_urgent = True
        second = self.bring(
            order(7, item("LAMP", "10.00"), ship_service_level="next day"),
            order(8, item("LAMP", "10.00"), ship_service_level="Standard"),
        )
        pickings = [record.sale_order_id.picking_ids for record in second]
        self.assertEqual(
            [(each.carrier_id, each.priority) for each in pickings],
            [(self.fast, "0"), (self.slow, "1")],
        )
        # The buyer has paid Amazon: the carrier adds no line.
        self.assertEqual(second.sale_order_id.mapped("amount_total"), [10, 10])
        self.assertEqual(len(self.account.delivery_method_ids), 3)

    def test_an_archived_carrier_delivers_nothing_more(self):
        self.account.carrier_id = self.slow
        self.env["amazon.seller.delivery.method"].create(
            {
                "account_id": self.account.id,
                "service_level": "NextDay",
                "carrier_id": self.fast.id,
            }
        )
        self.fast.active = False
        record = self.bring(
            order(1, item("LAMP", "10.00"), ship_service_level="NextDay")
        )
        self.assertEqual(record.sale_order_id.carrier_id, self.slow)

    def test_database_keeps_a_level_once(self):
        Method = self.env["amazon.seller.delivery.method"]
        Method.create({"account_id": self.account.id, "service_level": "Next Day"})
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            Method.create({"account_id": self.account.id, "service_level": "NextDay"})

    def test_who_sees_and_changes_the_list(self):
        Method = self.env["amazon.seller.delivery.method"]
        method = Method.create(
            {"account_id": self.account.id, "service_level": "NextDay"}
        )
        sister = self.env["res.company"].create({"name": "Schwester GmbH"})
        user, manager, stranger = (
            new_test_user(
                self.env,
                f"life-{number}",
                f"amazon_connector.group_{group}",
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )
            for number, (group, company) in enumerate(
                [("user", self.company), ("manager", self.company), ("manager", sister)]
            )
        )
        method.with_user(manager).is_urgent = True
        self.assertTrue(method.with_user(user).is_urgent)
        with self.assertRaises(AccessError):
            method.with_user(user).is_urgent = False
        self.assertFalse(Method.with_user(stranger).search([]))

    def test_orders_from_before_tell_what_amazon_promised(self):
        record = self.bring(
            order(1, item("LAMP", "10.00"), is_prime=True, ship_service_level="NextDay")
        )
        sale_order = record.sale_order_id
        self.env.flush_all()
        self.cr.execute(
            """UPDATE sale_order SET amazon_seller_is_prime = NULL,
                      amazon_seller_invoicing = NULL, amazon_seller_service_level = NULL
                WHERE id = %s""",
            [sale_order.id],
        )
        script = "amazon_connector/migrations/19.0.1.1.0/post-fill_life.py"
        for _once_more in range(2):
            load_script(script, "fill_life").migrate(self.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertTrue(sale_order.amazon_seller_is_prime)
        self.assertEqual(sale_order.amazon_seller_service_level, "NextDay")
        self.assertEqual(sale_order.amazon_seller_invoicing, "open")

    def test_warehouse_sees_and_finds_what_is_prime_or_business(self):
        prime, business, plain = self.bring(
            order(1, item("LAMP", "10.00"), is_prime=True),
            order(2, item("LAMP", "10.00"), is_business_order=True),
            order(3, item("LAMP", "10.00"), ship_service_level="Standard"),
        )
        self.assertEqual(
            [self.stars(record) for record in prime + business + plain],
            [["1"], ["0"], ["0"]],
        )
        user = self.env["res.users"].create(
            {
                "name": "Packer",
                "login": "packer@example.com",
                "group_ids": [(6, 0, [self.env.ref("stock.group_stock_user").id])],
                "company_ids": [(6, 0, self.company.ids)],
                "company_id": self.company.id,
            }
        )
        Picking = self.env["stock.picking"].with_user(user)
        every = (prime + business + plain).sale_order_id.picking_ids
        for record, domain in [
            (prime, [("amazon_seller_is_prime", "=", True)]),
            (business, [("amazon_seller_is_business", "=", True)]),
            (plain, [("amazon_seller_order_ref", "=", plain.amazon_order_id)]),
        ]:
            found = Picking.search([*domain, ("id", "in", every.ids)])
            self.assertEqual(found, record.sale_order_id.picking_ids)
            self.assertEqual(found.amazon_seller_order_ref, record.amazon_order_id)
            self.assertEqual(found.date_deadline, datetime(2026, 11, 24, 22, 59, 59))
        arch = self.env["sale.order"].get_view(view_type="list")["arch"]
        for name in ("order_ref", "service", "ship_by", "is_prime", "check"):
            self.assertEqual(arch.count(f'name="amazon_seller_{name}"'), 1, name)
        for name, record in [("prime", prime), ("business", business)]:
            self.assertEqual(
                self.env["sale.order"].search(
                    [
                        (f"amazon_seller_is_{name}", "=", True),
                        ("amazon_seller_account_id", "=", self.account.id),
                    ]
                ),
                record.sale_order_id,
            )
