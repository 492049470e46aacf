"""The fast path changes nothing but the time: every stored column is compared."""

import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timezone
from unittest.mock import patch

from freezegun import freeze_time

from odoo.addons.amazon_connector.importer import batch, fast_path
from odoo.addons.amazon_connector.importer.reservation import Reservation

from tests.odoo.orders import ADDRESS, OrderCase, item, make_product, order, shipment

NOT_COMPARED = {"create_uid", "write_uid", "create_date", "write_date"}
# Posted as a batch, the note of origin is marked as what it is: internal, and without
# a signature that nobody will ever send.
NOT_COMPARED_IN = {
    "mail.message": {
        "is_internal",
        "record_company_id",
        "email_add_signature",
        "message_id",
        "reply_to",
        "record_alias_domain_id",
    }
}
MODELS = [
    "res.partner",
    "sale.order",
    "sale.order.line",
    "stock.reference",
    "stock.picking",
    "stock.move",
    "stock.move.line",
    "stock.quant",
    "mail.message",
    "amazon.seller.order",
    "amazon.seller.order.line",
]


class TestSameOutcome(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.location = cls.account.warehouse_id.lot_stock_id
        cls.shelf = cls.env["stock.location"].create(
            {"name": "Shelf", "location_id": cls.location.id}
        )
        cls.scarce = make_product(cls.env, "SCARCE", cls.tax_19)
        cls.replenished = make_product(cls.env, "REPLENISHED", cls.tax_19)
        cls.plain = make_product(cls.env, "PLAIN", cls.tax_19, is_storable=False)
        cls.service = make_product(
            cls.env, "SERVICE", cls.tax_19, type="service", is_storable=False
        )
        Quant = cls.env["stock.quant"]
        Quant._update_available_quantity(cls.lamp, cls.location, 500)
        Quant._update_available_quantity(cls.book, cls.shelf, 500)
        Quant._update_available_quantity(cls.scarce, cls.location, 5)
        cls._make_reordering_rule()
        cls.tax_19._amazon_seller_gross()
        cls.tax_7._amazon_seller_gross()
        germany = cls.company.country_id
        cls.account._note_tax_kinds([("domestic", germany, germany)])
        cls.env["product.pricelist"]._amazon_seller_pricelist(
            cls.company, cls.company.currency_id
        )

    @classmethod
    def _make_reordering_rule(cls):
        """Let a second warehouse replenish one of the products by itself."""
        warehouse = cls.account.warehouse_id
        depot = cls.env["stock.warehouse"].create(
            {"name": "Depot", "code": "DEP", "company_id": cls.company.id}
        )
        warehouse.resupply_wh_ids = depot
        cls.replenished.route_ids += warehouse.resupply_route_ids
        cls.env["stock.warehouse.orderpoint"].create(
            {
                "name": "Test point",
                "product_id": cls.replenished.id,
                "location_id": cls.location.id,
                "product_min_qty": 5,
                "product_max_qty": 20,
                "trigger": "auto",
                "route_id": warehouse.resupply_route_ids.id,
            }
        )

    def statements(self):
        """Return orders of every kind the fast path may meet."""
        skus = ["LAMP", "BOOK", "SCARCE", "REPLENISHED", "PLAIN"]
        result = [
            order(
                number,
                *(
                    item(
                        skus[(number + position) % len(skus)],
                        f"{number + position}.99",
                        1 + (number + position) % 4,
                        order_item_id=f"{position}",
                        shipping_price="3.99" if number % 2 else None,
                    )
                    for position in range(1 + number % 3)
                ),
                bill_address=replace(ADDRESS, line1=f"Gasse {number % 4}"),
                ship_service_level="Standard" if number % 5 else "NextDay",
                latest_ship_date=(
                    datetime(2026, 11, 24, tzinfo=timezone.utc) if number % 3 else None
                ),
            )
            for number in range(1, 31)
        ]
        result += [
            order(40, item("LAMP", "5.00", order_item_id="1"), item("LAMP", "6.00")),
            order(41, item("SERVICE", "9.00")),
            shipment(42, item("LAMP", "10.00", 2)),
            order(43, item("BOOK", "10.00", order_item_id="1")),
            shipment(43, item("LAMP", "7.00", order_item_id="2")),
        ]
        return result

    # === COMPARISON === #

    def outcome(self, **settings):
        """Import everything, and return what it left in the database."""
        self.env.flush_all()
        self.env.invalidate_all()  # What was computed on the day of the test's run.
        with self.rolled_back(), freeze_time("2026-11-21 12:00:00"):
            last = {model: self._last_id(model) for model in MODELS}
            last["stock.quant"] = 0  # Reservations change what is there already.
            for name, value in settings.items():
                self.company[name] = value
            records = self.bring(*self.statements())
            self.assertImported(records)
            self.env.flush_all()
            ranks = {model: self._ranks(model, last[model]) for model in MODELS}
            return {model: self._rows(model, ranks) for model in MODELS}

    @contextmanager
    def rolled_back(self):
        """Undo everything, numbers of documents too, which PostgreSQL would keep."""
        sequences = self.env["ir.sequence"].search(
            [("implementation", "=", "standard")]
        )
        names = [f"ir_sequence_{sequence.id:03d}" for sequence in sequences]
        self._set_sequences(names, 90_000)
        savepoint = self.env.cr.savepoint()
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
            self._set_sequences(names, 95_000)

    def _set_sequences(self, names, value):
        for name in names:
            self.env.cr.execute("SELECT setval(%s, %s)", [name, value])

    def _last_id(self, model):
        self.env.cr.execute(f"SELECT max(id) FROM {self.env[model]._table}")
        return self.env.cr.fetchone()[0] or 0

    def _ranks(self, model, last):
        """Return ``{id: position}`` of the new rows: ids differ between runs."""
        self.env.cr.execute(
            f"SELECT id FROM {self.env[model]._table} WHERE id > %s ORDER BY id", [last]
        )
        return {id_: f"#{n}" for n, (id_,) in enumerate(self.env.cr.fetchall())}

    def _rows(self, model, ranks):
        """Return every stored column of the new rows, ids replaced by positions."""
        records = self.env[model].browse(ranks[model])
        names = [
            name
            for name, field in sorted(records._fields.items())
            if field.store
            and name not in NOT_COMPARED
            and name not in NOT_COMPARED_IN.get(model, ())
            and field.type not in ("one2many", "binary")
        ]
        return [
            {name: self._value(record, name, ranks) for name in names}
            for record in records.with_context(active_test=False)
        ]

    def _value(self, record, name, ranks):
        field = record._fields[name]
        value = record[name]
        if name == "id":
            return ranks[record._name][value]
        if field.relational:
            known = ranks.get(field.comodel_name, {})
            return [known.get(id_, id_) for id_ in value.ids]
        if field.type == "many2one_reference":
            return ranks.get(record[field.model_field], {}).get(value, value)
        if name == "procurement_values":
            return self._named_ids(value, ranks)
        if field.type == "html":
            return self._linked_ids(str(value), ranks)
        return value

    @staticmethod
    def _named_ids(values, ranks):
        """Replace the ids in the values of a procurement."""
        models = {
            "sale_line_id": "sale.order.line",
            "reference_ids": "stock.reference",
            "partner_id": "res.partner",
        }
        result = dict(values or {})
        for name, model in models.items():
            ids = result.get(name) or []
            ids = ids if isinstance(ids, list) else [ids]
            result[name] = [ranks[model].get(id_, id_) for id_ in ids]
        return result

    @staticmethod
    def _linked_ids(html, ranks):
        """Replace the ids of the records that a text links to."""
        return re.sub(
            r'data-oe-model="([a-z.]+)" data-oe-id="(\d+)"',
            lambda match: f"{match[1]} {ranks.get(match[1], {}).get(int(match[2]))}",
            html,
        )

    # === TESTS === #

    def assertSame(self, fast, plain):
        for model in MODELS:
            self.assertEqual(len(fast[model]), len(plain[model]), model)
            for ours, theirs in zip(fast[model], plain[model], strict=True):
                different = {
                    name: (ours[name], theirs[name])
                    for name in ours
                    if ours[name] != theirs[name]
                }
                self.assertFalse(different, f"{model} {ours['id']}")

    def _compare(self, is_reserved=True, **settings):
        seen = []

        class Spy(fast_path.FastPath):
            def finish(self):
                seen.append((set(self.steps), len(self._notes), len(self.assigned)))
                super().finish()

        reserved = []
        take = Reservation.take_line_values

        def spy_take(reservation):
            values = take(reservation)
            reserved.extend(values)
            return values

        with (
            patch.object(batch, "FastPath", Spy),
            patch.object(Reservation, "take_line_values", spy_take),
        ):
            fast = self.outcome(**settings)
        with patch.object(fast_path, "safe_steps", lambda env: set()):
            plain = self.outcome(**settings)
        self.assertEqual(len(seen), 1, "one batch")
        steps, notes, pickings = seen[0]
        self.assertEqual(steps, set(fast_path._STEPS))
        self.assertGreater(notes, 20, "notes were not collected")
        self.assertGreater(pickings, 20, "deliveries were not made together")
        self.assertEqual(bool(reserved), is_reserved, "move lines made together")
        self.assertSame(fast, plain)
        return fast

    def test_every_column_is_the_same(self):
        fast = self._compare()
        self.assertTrue(fast["stock.move.line"])
        self.assertLessEqual(
            {"assigned", "confirmed", "partially_available"},
            {row["state"] for row in fast["stock.move"]},
        )
        self.assertTrue(
            [row for row in fast["stock.move"] if row["origin"] == "Test point"],
            "no replenishment was triggered",
        )

    def test_every_column_is_the_same_when_delivered_in_two_steps(self):
        self.account.warehouse_id.delivery_steps = "pick_ship"
        self._compare()

    def test_every_column_is_the_same_with_lots(self):
        tracked = make_product(self.env, "LOT", self.tax_19, tracking="lot")
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": tracked.id})
        self.env["stock.quant"]._update_available_quantity(
            tracked, self.location, 10, lot_id=lot
        )
        self.lamp.default_code = "LAMP-OLD"
        tracked.default_code = "LAMP"
        self._compare(is_reserved=False)

    def test_every_column_is_the_same_with_packages_and_last_in_first_out(self):
        package = self.env["stock.package"].create({"name": "P1"})
        self.env["stock.quant"]._update_available_quantity(
            self.lamp, self.location, 3, package_id=package
        )
        self._compare(is_reserved=False)
        self.book.categ_id = self.env["product.category"].create(
            {
                "name": "Last in, first out",
                "removal_strategy_id": self.env.ref("stock.removal_lifo").id,
            }
        )
        self._compare(is_reserved=False)

    def test_every_column_is_the_same_with_several_quants_of_a_product(self):
        Quant = self.env["stock.quant"]
        for day in range(1, 6):
            Quant.create(
                {
                    "product_id": self.scarce.id,
                    "location_id": (self.location, self.shelf)[day % 2].id,
                    "quantity": day,
                    "in_date": f"2026-10-0{6 - day} 00:00:00",
                }
            )
        self._compare()

    def test_each_step_alone_changes_nothing(self):
        with patch.object(fast_path, "safe_steps", lambda env: set()):
            plain = self.outcome()
        for step in fast_path._STEPS:
            steps = patch.object(fast_path, "safe_steps", lambda env, s=step: {s})
            with self.subTest(step), steps:
                self.assertSame(self.outcome(), plain)

    def test_every_column_is_the_same_when_all_goods_go_at_once(self):
        self.env["ir.default"].set("sale.order", "picking_policy", "one")
        self._compare()

    def test_reserved_on_quants_is_what_the_move_lines_took(self):
        records = self.bring(*self.statements())
        self.assertImported(records)
        products = self.lamp + self.book + self.scarce
        self.env.flush_all()
        for product in products:
            quants = self.env["stock.quant"].search(
                [
                    ("product_id", "=", product.id),
                    ("location_id.usage", "=", "internal"),
                ]
            )
            lines = self.env["stock.move.line"].search(
                [("product_id", "=", product.id)]
            )
            self.assertEqual(
                sum(quants.mapped("reserved_quantity")), sum(lines.mapped("quantity"))
            )
            self.assertTrue(lines)
            for quant in quants:
                self.assertLessEqual(quant.reserved_quantity, quant.quantity)

    def test_steps_can_be_left_to_odoo_by_a_parameter(self):
        self.env["ir.config_parameter"].set_param(
            "amazon_connector.slow_steps", "reservation rules"
        )
        self.assertEqual(
            set(fast_path._STEPS) - fast_path.safe_steps(self.env),
            {"reservation", "rules"},
        )

    def test_steps_that_another_module_changes_are_left_to_odoo(self):
        def modules(records, method):
            if (records._name, method) == ("stock.move", "_assign_picking"):
                return {"stock", "foreign_module"}
            return original(records, method)

        original = fast_path.overriding_modules
        with patch.object(fast_path, "overriding_modules", modules):
            steps = fast_path.safe_steps(self.env)
            self.assertEqual(set(fast_path._STEPS) - steps, {"pickings"})
            record = self.bring(order(60, item("LAMP", "10.00")))
        self.assertImported(record)
        self.assertEqual(len(record.sale_order_id.picking_ids), 1)

    def test_overriding_modules_are_named(self):
        self.assertEqual(
            fast_path.overriding_modules(self.env["stock.move"], "_assign_picking"),
            {"stock"},
        )
        self.assertEqual(
            fast_path.overriding_modules(self.env["stock.move"], "_action_confirm"),
            {"stock", "amazon_connector"},
        )

    def test_nobody_else_is_on_the_fast_path(self):
        self.assertIsNone(fast_path.of(self.env))
        record = self.bring(order(61, item("LAMP", "10.00")))
        self.assertIsNone(fast_path.of(record.sale_order_id.env))
