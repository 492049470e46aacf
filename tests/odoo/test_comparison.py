"""Orders beside what Amazon states: what differs, why, and what a manager may do."""

import random
from collections import Counter
from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.modules.migration import load_script
from odoo.tests import Form, new_test_user

from tests.odoo.common import make_stranger
from tests.odoo.orders import OrderCase, item, make_product, order


class ComparisonCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.eco = cls.env["account.tax"].create(
            {
                "name": "Eco fee 0.05",
                "amount_type": "fixed",
                "amount": 0.05,
                "company_id": cls.company.id,
                "tax_group_id": cls.tax_19.tax_group_id.id,
            }
        )
        cls.deposit = cls.env["account.tax"].create(
            {
                "name": "With deposit",
                "amount_type": "group",
                "company_id": cls.company.id,
                "tax_group_id": cls.tax_19.tax_group_id.id,
                "children_tax_ids": [
                    Command.set((cls.tax_19._amazon_seller_gross() | cls.eco).ids)
                ],
            }
        )
        cls.bottle = make_product(cls.env, "BOTTLE", cls.eco)
        cls.crate = make_product(cls.env, "CRATE", cls.deposit)
        cls.accountant = new_test_user(
            cls.env,
            "accountant",
            "account.group_account_manager,sales_team.group_sale_salesman_all_leads",
            company_id=cls.company.id,
        )
        cls.clerk = new_test_user(
            cls.env,
            "clerk",
            "sales_team.group_sale_salesman_all_leads,amazon_connector.group_user",
            company_id=cls.company.id,
        )

    def bring_one(self, number, *items, **values):
        [record] = self.bring(order(number, *items, **values))
        return record


class TestDifferences(ComparisonCase):
    def test_equal_orders_say_so(self):
        record = self.bring_one(1, item("LAMP", "119.00", 3, item_tax="19.00"))
        sale_order = record.sale_order_id
        self.assertEqual(sale_order.amazon_seller_check, "equal")
        self.assertTrue(sale_order.amazon_seller_has_tax)
        self.assertEqual(sale_order.amazon_seller_tax, 19)
        self.assertEqual(sale_order.amazon_seller_tax_difference, 0)
        self.assertFalse(sale_order.amazon_seller_check_text)
        self.assertEqual(sale_order.order_line.amazon_seller_amount, 119)

    def test_fixed_and_group_taxes_are_named(self):
        sale_order = self.bring_one(
            1, item("BOTTLE", "1.00", 2), item("CRATE", "23.80")
        ).sale_order_id
        self.assertEqual(sale_order.amazon_seller_check, "differs")
        self.assertEqual(sale_order.amazon_seller_difference, 0.15)
        text = sale_order.amazon_seller_check_text
        self.assertIn("Eco fee 0.05", text)
        self.assertIn("Product BOTTLE", text)
        self.assertIn("Product CRATE", text)
        self.assertEqual(sale_order.state, "sale", "only a warning")

    def test_another_rate_than_amazons_is_named(self):
        sale_order = self.bring_one(
            1, item("LAMP", "120.00", item_tax="20.00"), item("BOOK", "10.70")
        ).sale_order_id
        self.assertEqual(sale_order.amazon_seller_difference, 0)
        self.assertEqual(sale_order.amazon_seller_tax_difference, -0.84)
        self.assertEqual(sale_order.amazon_seller_check, "differs")
        text = sale_order.amazon_seller_check_text
        self.assertIn("20.0 %", text)
        self.assertRegex(text, r"differs by 0\.84\s€: ", "without a minus")
        self.assertIn(f'"{self.tax_19.name}"', text, "the name that accountants know")
        self.assertIn(
            sale_order,
            self.env["sale.order"].search([("amazon_seller_check", "=", "differs")]),
        )

    def test_a_cent_for_each_charge_is_rounding(self):
        # Of 9.99 each, 19 % is 1.595: Amazon rounds one way, Odoo the other.
        lines = [
            item("LAMP", "9.99", order_item_id=f"{n}", item_tax="1.59", **shipping)
            for n, shipping in enumerate(
                [{}, {"shipping_price": "9.99", "shipping_tax": "1.61"}]
            )
        ]
        sale_order = self.bring_one(1, *lines).sale_order_id
        self.assertEqual(sale_order.amazon_seller_check, "equal")
        [line] = sale_order.order_line.filtered(
            lambda line: line.amazon_seller_kind == "shipping"
        )
        line.amazon_seller_tax = 1.65
        self.assertEqual(sale_order.amazon_seller_check, "differs")

    def test_tax_after_a_promotion_is_compared_with_both_lines(self):
        self.account._decide_price_reading("MFN", "gross", "gross", "after")
        sale_order = self.bring_one(
            1,
            item("LAMP", "119.00", item_promotion="-59.50", item_tax="9.50"),
        ).sale_order_id
        self.assertEqual(sale_order.amazon_seller_check, "equal")

    def test_edited_lines_are_named(self):
        sale_order = self.bring_one(
            1, item("LAMP", "10.00"), item("BOOK", "20.00")
        ).sale_order_id
        lamp, book = sale_order.order_line
        lamp.price_unit, book.price_unit = 11, 19
        self.assertEqual(sale_order.amazon_seller_difference, 0)
        self.assertEqual(sale_order.amazon_seller_check, "differs", "but the lines do")
        self.assertRegex(
            sale_order.amazon_seller_check_text,
            r'Product BOOK" is 19\.00\s€ here and 20\.00\s€ at Amazon: price',
        )
        sale_order.action_amazon_seller_accept()
        with Form(sale_order) as form:
            self.assertEqual(form.amazon_seller_check, "accepted")
            with form.order_line.edit(0) as line:
                line.price_unit = 12
            self.assertEqual(form.amazon_seller_check, "differs", "said while editing")
            self.assertIn("Product LAMP", form.amazon_seller_check_text)
        lamp.price_unit, book.price_unit = 10, 20
        self.assertEqual(sale_order.amazon_seller_check, "equal")
        sale_order.order_line = [
            Command.create({"product_id": self.bottle.id, "price_unit": 5})
        ]
        self.assertIn("does not know", sale_order.amazon_seller_check_text)

    def test_a_changed_statement_is_compared_anew(self):
        first = order(1, item("LAMP", "10.00", order_item_id="1"))
        [record] = self.bring(first)
        self.assertEqual(record.sale_order_id.amazon_seller_check, "equal")
        self.receive(order(1, item("LAMP", "9.00", order_item_id="1")))
        self.assertEqual(record.sale_order_id.amazon_seller_check, "differs")
        self.assertEqual(record.sale_order_id.order_line.amazon_seller_difference, 1)

    def test_orders_from_before_are_compared(self):
        sale_order = self.bring_one(1, item("BOTTLE", "1.00")).sale_order_id
        stored = sale_order.order_line
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET amazon_seller_check = NULL WHERE id = %s;"
            "UPDATE sale_order_line SET amazon_seller_amount = NULL WHERE id = %s",
            [sale_order.id, stored.id],
        )
        self.env.invalidate_all()
        for name in ("pre-add_comparison", "end-compare_orders"):
            script = f"amazon_connector/migrations/19.0.1.1.0/{name}.py"
            load_script(script, name).migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(sale_order.amazon_seller_check, "differs")
        self.assertEqual(stored.amazon_seller_amount, 1)

    def test_cancelled_and_other_orders_are_not_compared(self):
        sale_order = self.bring_one(1, item("BOTTLE", "1.00")).sale_order_id
        sale_order._action_cancel()
        self.assertEqual(sale_order.amazon_seller_check, "not_compared")
        self.assertFalse(sale_order.copy().amazon_seller_check)


class TestChoice(ComparisonCase):
    def _messages(self, sale_order):
        return " ".join(sale_order.message_ids.mapped("body"))

    def test_accepted_until_something_else_differs(self):
        sale_order = self.bring_one(1, item("BOTTLE", "1.00", 2)).sale_order_id
        sale_order.with_user(self.accountant).action_amazon_seller_accept()
        self.assertEqual(sale_order.amazon_seller_check, "accepted")
        self.assertIn("Eco fee", self._messages(sale_order))
        self.assertIn(self.accountant.partner_id, sale_order.message_ids.author_id)
        sale_order.order_line.price_unit = 2
        self.assertEqual(sale_order.amazon_seller_check, "differs")
        self.assertIn("Choose a percentage", sale_order.amazon_seller_check_text)
        sale_order.order_line.price_unit = 0.5
        self.assertEqual(sale_order.amazon_seller_check, "accepted")

    def test_what_was_accepted_is_noted_without_what_would_have_cured_it(self):
        sale_order = self.bring_one(
            1,
            item("LAMP", "120.00", item_tax="20.00"),
            item("BOTTLE", "1.00"),
            item("BOOK", "10.70"),
        ).sale_order_id
        sale_order.order_line[-1].price_unit = 9
        cures = ("Check the fiscal", "Choose a percentage", "Correct the line")
        for cure in cures:
            self.assertIn(cure, sale_order.amazon_seller_check_text)
        sale_order.action_amazon_seller_accept()
        note = sale_order.message_ids[0].body
        for text in (note, sale_order.amazon_seller_check_text):
            for cause in ("Amazon states", "Eco fee", "price, quantity or discount"):
                self.assertIn(cause, text)
            for cure in cures:
                self.assertNotIn(cure, text)

    def test_a_rounding_line_makes_the_total_equal(self):
        for number, sku in enumerate(("BOTTLE", "CRATE")):
            sale_order = self.bring_one(
                number, item(sku, "1.00"), item("LAMP", "0.50")
            ).sale_order_id
            sale_order.with_user(self.accountant).action_amazon_seller_round()
            self.assertEqual(sale_order.amount_total, 1.5)
            self.assertEqual(sale_order.amazon_seller_difference, 0)
            self.assertEqual(sale_order.amazon_seller_check, "rounded")
            [line] = sale_order.order_line.filtered(
                lambda line: line.amazon_seller_kind == "rounding"
            )
            self.assertEqual(line.price_total, -0.05)
            sale_order._recompute_taxes()
            self.assertEqual(sale_order.amazon_seller_check, "rounded")
            self.assertEqual(line.tax_ids, sale_order._amazon_seller_rounding_taxes())
            for each in sale_order.order_line:
                each.qty_delivered = each.product_uom_qty
            invoice = sale_order._create_invoices()
            invoice.action_post()
            self.assertEqual(invoice.amount_total, 1.5)

    def test_rounding_does_not_hide_mistakes(self):
        sale_order = self.bring_one(1, item("LAMP", "10.00")).sale_order_id
        with self.assertRaisesRegex(UserError, "nothing to round"):
            sale_order.action_amazon_seller_round()
        sale_order.order_line.price_unit = 10.06
        with self.assertRaisesRegex(UserError, "too much"):
            sale_order.action_amazon_seller_round()
        sale_order.order_line.price_unit = 10.05
        sale_order.order_line.qty_delivered = 1
        sale_order._create_invoices()
        with self.assertRaisesRegex(UserError, "invoice already"):
            sale_order.action_amazon_seller_round()

    def test_only_managers_decide(self):
        sale_order = self.bring_one(1, item("BOTTLE", "1.00")).sale_order_id
        theirs = sale_order.with_user(self.clerk)
        self.assertFalse(theirs.amazon_seller_may_decide)
        for choice in ("accept", "round", "hold", "release"):
            with self.assertRaises(AccessError):
                getattr(theirs, f"action_amazon_seller_{choice}")()
        stranger = make_stranger(
            self.env, "account.group_account_manager,sales_team.group_sale_manager"
        )
        with self.assertRaises(AccessError):
            sale_order.with_user(stranger).action_amazon_seller_accept()
        self.assertEqual(sale_order.amazon_seller_check, "differs")

    def test_every_generated_difference_can_be_decided(self):
        rng = random.Random(19)
        skus = ["BOTTLE", "CRATE", "LAMP", "BOOK"]
        statements = [
            order(
                number,
                *(
                    item(
                        rng.choice(skus),
                        str(Decimal(rng.randint(0, 5000)) / 100),
                        rng.choice([1, 2, 3, 7]),
                        order_item_id=f"{line}",
                    )
                    for line in range(rng.randint(1, 4))
                ),
            )
            for number in range(40)
        ]
        chosen = Counter()
        for record in self.bring(*statements):
            sale_order = record.sale_order_id
            stated = sale_order.amazon_seller_total
            if sale_order.amazon_seller_check == "equal":
                self.assertEqual(sale_order.amount_total, stated)
                continue
            self.assertTrue(sale_order.amazon_seller_check_text)
            try:
                sale_order.action_amazon_seller_round()
                self.assertEqual(sale_order.amount_total, stated)
            except UserError:
                sale_order.action_amazon_seller_accept()
            chosen[sale_order.amazon_seller_check] += 1
        self.assertEqual(set(chosen), {"accepted", "rounded"})

    def test_hold_and_release(self):
        sale_order = self.bring_one(1, item("BOTTLE", "1.00")).sale_order_id
        sale_order.with_user(self.accountant).action_amazon_seller_hold()
        self.assertEqual(sale_order.amazon_seller_check, "held")
        self.assertTrue(sale_order.amazon_seller_is_held)
        with self.assertRaisesRegex(UserError, "Eco fee"):
            sale_order.picking_ids.button_validate()
        sale_order.action_amazon_seller_release()
        self.assertEqual(sale_order.amazon_seller_check, "differs")
        self.assertFalse(sale_order.amazon_seller_is_held)


class TestPolicies(ComparisonCase):
    def _held(self, number, *items, reason="total_differs"):
        record = self.bring_one(number, *items)
        self.assertEqual((record.state, record.reason), ("waiting", reason))
        self.assertEqual(record.sale_order_id.state, "draft")
        self.assertEqual(record.sale_order_id.amazon_seller_check, "held")
        self.assertIn(record.sale_order_id.name, record.reason_text)
        return record

    def assertOneOrder(self, record):
        self.assertImported(record)
        orders = self.env["sale.order"].search(
            [("amazon_seller_order_ref", "=", record.amazon_order_id)]
        )
        self.assertEqual(orders, record.sale_order_id)
        self.assertEqual(orders.state, "sale")
        self.assertEqual(len(orders.picking_ids), 1)

    def test_held_orders_wait_for_the_manager_and_for_nobody_else(self):
        self.account.total_policy = "hold"
        accepted = self._held(1, item("BOTTLE", "1.00"))
        rounded = self._held(2, item("BOTTLE", "1.00"))
        released = self._held(3, item("BOTTLE", "1.00"))
        equal = self.bring_one(4, item("LAMP", "1.00"))
        self.assertOneOrder(equal)
        held = accepted | rounded | released

        self.Inbox._import_pending(self.account)
        held.action_import()
        with self.assertRaisesRegex(UserError, "Eco fee"):
            accepted.sale_order_id.action_confirm()
        for record in held:
            self.assertEqual(record.state, "waiting")
            self.assertEqual(record.sale_order_id.state, "draft")

        accepted.sale_order_id.action_amazon_seller_accept()
        rounded.sale_order_id.action_amazon_seller_round()
        released.sale_order_id.action_amazon_seller_release()
        for record, check in zip(held, ("accepted", "rounded", "differs"), strict=True):
            self.assertOneOrder(record)
            self.assertEqual(record.sale_order_id.amazon_seller_check, check)

    def test_what_is_to_stay_a_quotation_stays_one(self):
        self.account.total_policy = "hold"
        self.account.confirm_policy = "quotation"
        record = self._held(1, item("BOTTLE", "1.00"))
        record.sale_order_id.action_amazon_seller_accept()
        self.assertImported(record)
        self.assertEqual(record.sale_order_id.state, "draft")
        record.sale_order_id.action_confirm()
        self.assertOneOrder(record)

    def test_the_inbox_leads_to_the_decision(self):
        record = self.bring_one(1, item("BOTTLE", "1.00"))
        self.assertIn(
            record, self.Inbox.search([("sale_check", "in", ("differs", "held"))])
        )
        self.assertIn("Eco fee", record.with_user(self.clerk).sale_check_text)
        self.account.total_policy = "hold"
        held = self._held(2, item("BOTTLE", "1.00"))
        self.assertEqual(held.action_way_out()["res_id"], held.sale_order_id.id)
        held.sale_order_id.unlink()
        self.Inbox._import_pending(self.account)
        self.assertEqual(held.sale_order_id.amazon_seller_check, "held", "made again")
        self.account.write({"total_policy": "warn", "confirm_policy": "quotation"})
        imported = self.bring_one(3, item("LAMP", "1.00"))
        imported.sale_order_id.unlink()
        self.assertEqual(imported.state, "new", "not forgotten")
        self.Inbox._import_pending(self.account)
        self.assertEqual(imported.sale_order_id.state, "draft")

    def test_a_corrected_quotation_goes_on_by_itself(self):
        self.account.total_policy = "hold"
        record = self._held(1, item("BOTTLE", "1.00"))
        record.sale_order_id.order_line.tax_ids = self.tax_19._amazon_seller_gross()
        self.assertEqual(record.sale_order_id.amazon_seller_check, "equal")
        self.Inbox._import_pending(self.account)
        self.assertOneOrder(record)

    def test_a_tax_that_differs_is_held_on_demand(self):
        self.account.tax_policy = "hold"
        self.assertOneOrder(self.bring_one(1, item("BOTTLE", "1.00")))
        record = self._held(
            2, item("LAMP", "120.00", item_tax="20.00"), reason="tax_differs"
        )
        record.sale_order_id.action_amazon_seller_hold()
        record.action_import()
        self.assertEqual(record.reason, "on_hold")
        record.sale_order_id.action_amazon_seller_release()
        self.assertOneOrder(record)

    def test_another_worker_is_importing_while_a_manager_decides(self):
        self.account.total_policy = "hold"
        record = self._held(1, item("BOTTLE", "1.00"))
        self.patch(type(self.Inbox), "_lock_import", lambda *args: False)
        record.sale_order_id.action_amazon_seller_accept()
        self.assertEqual(record.state, "new", "the next round goes on with it")
