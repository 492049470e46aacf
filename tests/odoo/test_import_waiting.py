from datetime import datetime, timezone
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from odoo.addons.amazon_connector.importer import readings
from odoo.addons.amazon_connector.importer.values import SaleValues
from odoo.addons.amazon_connector.spapi.orders import RefusedRow

from tests.odoo.orders import OrderCase, again, item, make_product, order, shipment

IMPORT_LOGGER = "odoo.addons.amazon_connector.models.amazon_seller_order_import"


def _skus(records):
    """Return the SKUs of products or of inbox records."""
    if getattr(records, "_name", "") == "product.product":
        return records.mapped("default_code")
    is_inbox = getattr(records, "_name", "") == "amazon.seller.order"
    return records.line_ids.mapped("sku") if is_inbox else []


class TestWaiting(OrderCase):
    def assertWaiting(self, record, reason, *words):
        self.assertEqual((record.state, record.reason), ("waiting", reason))
        self.assertFalse(record.sale_order_id)
        for word in words:
            self.assertIn(word, record.reason_text)

    def test_unknown_sku_waits_and_goes_on_by_itself(self):
        record = self.bring(
            order(1, item("LAMP", "1.00"), item("NEW-1", "2.00"), item("NEW-2", "3.00"))
        )
        self.assertWaiting(record, "unknown_sku", "NEW-1, NEW-2")
        make_product(self.env, "NEW-1", self.tax_19)
        self.assertEqual(self.Inbox._import_pending(self.account), 0)
        make_product(self.env, "NEW-2", self.tax_19)
        self.assertEqual(self.Inbox._import_pending(self.account), 1)
        self.assertImported(record)
        self.assertEqual(record.sale_order_id.amount_total, 6)
        self.assertEqual(record.attempts, 2)

    def test_sku_in_letters_of_another_case_is_found_where_only_one_is_like_it(self):
        self.assertImported(self.bring(order(2, item("lamp", "1.00"))))
        make_product(self.env, "Book", self.tax_19)
        self.assertWaiting(self.bring(order(18, item("BOok", "1.00"))), "unknown_sku")
        self.assertImported(self.bring(order(19, item("BOOK", "1.00"))))

    def test_ambiguous_sku_waits_until_one_is_left(self):
        second = make_product(self.env, "LAMP", self.tax_19)
        record = self.bring(order(3, item("LAMP", "1.00")))
        self.assertWaiting(record, "ambiguous_sku", "LAMP")
        self.assertEqual(self.Inbox._import_pending(self.account), 0)
        second.active = False
        self.Inbox._import_pending(self.account)
        self.assertImported(record)

    def test_blank_sku_is_no_product_without_reference(self):
        self.env["product.product"].search(
            [("default_code", "=", False)]
        ).active = False
        make_product(self.env, False, self.tax_19, name="Without reference")
        record = self.bring(order(15, item("", "1.00")))
        self.assertWaiting(record, "unknown_sku", "–")

    def test_combo_of_which_nothing_would_be_delivered(self):
        choice = self.env["product.combo"].create(
            {
                "name": "Choice",
                "combo_item_ids": [Command.create({"product_id": self.lamp.id})],
            }
        )
        values = {"type": "combo", "is_storable": False, "combo_ids": choice.ids}
        combo = make_product(self.env, "COMBO", self.tax_19, **values)
        record = self.bring(order(17, item("COMBO", "1.00")))
        self.assertWaiting(record, "import_failed", "combo", "Product COMBO")
        amazons = shipment(16, item("COMBO", "1.00", shipment_item_id="D1"))
        self.assertImported(self.bring(amazons))
        combo.default_code = "OTHER"
        self.lamp.default_code = "COMBO"
        record.action_import()
        self.assertImported(record)

    def test_product_of_another_company_does_not_count(self):
        other = self.env["res.company"].create({"name": "Other"})
        make_product(self.env, "FOREIGN", company_id=other.id)
        record = self.bring(order(4, item("FOREIGN", "1.00")))
        self.assertWaiting(record, "unknown_sku", "FOREIGN")
        self.assertEqual(self.Inbox._import_pending(self.account), 0)

    def test_blank_price_is_not_free_of_charge(self):
        statement = order(5, item("LAMP", None))
        record = self.bring(statement)
        self.assertWaiting(record, "blank_price", "LAMP")
        self.assertEqual(self.Inbox._import_pending(self.account), 0)
        self.bring(again(statement, items=(item("LAMP", "9.99"),)))
        self.assertImported(record)
        self.assertEqual(record.sale_order_id.amount_total, 9.99)

    def test_unreadable_row_keeps_the_order_back(self):
        statement = order(6, item("LAMP", "1.00"))
        refused = (RefusedRow(7, "bad_number", "item-price", "302"),)
        record = self.bring(again(statement, refused_rows=refused))
        self.assertWaiting(record, "row_unreadable", "7", "item-price")
        moved = (RefusedRow(9, "bad_number", "item-price", "302"),)
        self.assertEqual(self.receive(again(statement, refused_rows=moved)), (0, 1, 0))
        self.bring(statement)
        self.assertImported(record)

    def test_fba_tax_waits_for_the_accountant(self):
        record = self.bring(
            shipment(7, item("LAMP", "10.00", item_tax="1.60")),
        )
        self.assertWaiting(record, "price_reading", "VAT in Amounts", "1 of 10 rows")
        self.assertEqual(self.Inbox._import_pending(self.account), 0)
        self.account._decide_price_reading("AFN", "gross", "gross", "after")
        self.Inbox._import_pending(self.account)
        self.assertImported(record)
        self.assertEqual(record.sale_order_id.amount_total, 10)

    def test_no_quantity_waits(self):
        record = self.bring(order(8, item("LAMP", "10.00", 0)))
        self.assertWaiting(record, "no_quantity", "LAMP")

    def test_item_without_quantity_and_money_is_left_out(self):
        record = self.bring(
            order(12, item("LAMP", "10.00"), item("UNKNOWN", "0.00", 0)),
            order(13, item("LAMP", "0.00", 0)),
        )
        self.assertImported(record[0])
        self.assertEqual(len(record[0].sale_order_id.order_line), 1)
        self.assertEqual((record[1].state, record[1].reason), ("ignored", "cancelled"))

    def test_unknown_currency_waits(self):
        record = self.bring(order(9, item("LAMP", "10.00"), currency="XQZ"))
        self.assertWaiting(record, "currency_unknown", "XQZ")
        currency = self.env["res.currency"].create({"name": "XQZ", "symbol": "X"})
        self.assertEqual(record.action_import()["params"]["type"], "warning")
        self.assertWaiting(record, "currency_rate", "XQZ")
        currency.rate_ids = [(0, 0, {"name": "2026-01-01", "rate": 2})]
        self.Inbox._import_pending(self.account)
        self.assertImported(record)
        self.assertEqual(record.sale_order_id.currency_id, currency)

    def test_currency_without_rate_waits_for_the_rate(self):
        currency = self.env.ref("base.SEK")
        currency.active = False
        currency.rate_ids.unlink()
        record = self.bring(order(10, item("LAMP", "100.00"), currency="SEK"))
        self.assertWaiting(record, "currency_rate", "SEK")
        self.assertEqual(self.Inbox._import_pending(self.account), 0)
        self.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "name": "2026-01-01",
                "rate": 11,
                "company_id": self.company.id,
            }
        )
        self.Inbox._import_pending(self.account)
        self.assertImported(record)
        self.assertEqual(record.sale_order_id.currency_id, currency)
        self.assertTrue(currency.active)
        self.assertEqual(record.sale_order_id.amount_total, 100)

    def test_archived_tax_waits(self):
        tax = self.tax_19.copy({"name": "Old tax"})
        make_product(self.env, "OLD", tax)
        tax.active = False
        record = self.bring(order(11, item("OLD", "10.00")))
        self.assertWaiting(record, "archived_tax", "OLD")

    @mute_logger(IMPORT_LOGGER)
    def test_one_bad_order_costs_only_itself(self):
        statements = [order(n, item("LAMP", "10.00")) for n in range(20, 30)]
        bad_id = statements[4].amazon_order_id
        confirm = type(self.env["sale.order"]).action_confirm

        def refuse_one(orders):
            if bad_id in orders.mapped("amazon_seller_order_ref"):
                raise UserError("No rule has been found")
            return confirm(orders)

        with patch.object(type(self.env["sale.order"]), "action_confirm", refuse_one):
            records = self.bring(*statements)
        bad = records[4]
        self.assertWaiting(bad, "import_failed", "No rule has been found")
        self.assertIn("UserError", bad.sudo().technical_detail)
        self.assertImported(records - bad)
        self.assertEqual(len((records - bad).sale_order_id), 9)
        self.assertEqual(self.Inbox._import_pending(self.account), 0)
        bad.action_import()
        self.assertImported(bad)
        self.assertFalse(bad.sudo().technical_detail)

    @mute_logger(IMPORT_LOGGER)
    def test_whatever_step_fails_costs_only_the_order_it_fails_for(self):
        def failing(*args):
            if any("BAD" in str(each) for arg in args for each in _skus(arg)):
                raise KeyError("unforeseen")

        bad_one = make_product(self.env, "BAD", self.tax_19)
        for number, (owner, step) in enumerate(
            ((readings, "learn"), (SaleValues, "check_taxes")), 50
        ):
            with self.subTest(step=step), patch.object(owner, step, failing):
                good, bad, unknown = self.bring(
                    order(10 * number, item("LAMP", "10.00")),
                    order(10 * number + 1, item("BAD", "10.00")),
                    order(10 * number + 2, item("NONE", "10.00")),
                )
                self.assertWaiting(bad, "import_failed", "KeyError")
                self.assertWaiting(unknown, "unknown_sku", "NONE")
                self.assertImported(good)
                self.assertEqual((good | bad | unknown).mapped("attempts"), [1] * 3)
            bad.action_import()
            self.assertImported(bad)
            self.assertIn(bad_one, bad.sale_order_id.order_line.product_id)

    @mute_logger(IMPORT_LOGGER)
    def test_refused_order_is_tried_again_after_an_hour(self):
        with patch.object(
            type(self.env["sale.order"]),
            "action_confirm",
            side_effect=ValueError("boom"),
        ):
            record = self.bring(order(31, item("LAMP", "10.00")))
        self.assertWaiting(record, "import_failed", "ValueError")
        self.assertFalse(
            self.env["sale.order"].search(
                [("amazon_seller_order_ref", "=", record.amazon_order_id)]
            )
        )
        self.assertEqual(self.Inbox._import_pending(self.account), 0)
        record.last_attempt = datetime(2026, 1, 1)
        self.assertEqual(self.Inbox._import_pending(self.account), 1)
        self.assertImported(record)

    def test_reason_is_told_in_the_readers_language(self):
        record = self.bring(order(32, item("NONE", "1.00")))
        english = record.with_context(lang="en_US").reason_text
        self.assertIn("No product has this SKU", english)
        self.assertIn("NONE", english)

    def test_percent_signs_in_a_sku_do_no_harm(self):
        record = self.bring(order(33, item("50% OFF %s", "1.00")))
        self.assertWaiting(record, "unknown_sku", "50% OFF %s")

    def test_ignored_orders_stay_ignored_until_someone_imports_them(self):
        record = self.bring(order(34, item("NEW-3", "1.00")))
        record.action_ignore()
        make_product(self.env, "NEW-3", self.tax_19)
        self.assertEqual(self.Inbox._import_pending(self.account), 0)
        self.assertEqual((record.state, record.reason), ("ignored", "by_user"))
        record.action_import()
        self.assertImported(record)
        with self.assertRaises(UserError):
            record.action_ignore()
        with self.assertRaises(UserError):
            record.action_import()

    def test_difference_is_never_silent(self):
        record = self.bring(order(35, item("LAMP", "10.00")))
        sale_order = record.sale_order_id
        with Form(sale_order) as form, form.order_line.edit(0) as line:
            line.price_unit = 9.5
        self.assertEqual(sale_order.amazon_seller_difference, -0.5)
        found = self.env["sale.order"].search([("amazon_seller_difference", "!=", 0)])
        self.assertIn(sale_order, found)


class TestLeftAlone(OrderCase):
    def test_orders_before_the_start_date_are_ignored(self):
        self.account.order_start_date = datetime(2026, 11, 20, 12)
        before = order(
            40,
            item("LAMP", "1.00"),
            purchase_date=datetime(2026, 11, 20, 11, 59, tzinfo=timezone.utc),
        )
        after = order(
            41,
            item("LAMP", "1.00"),
            purchase_date=datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc),
        )
        early, late = self.bring(before, after)
        self.assertEqual((early.state, early.reason), ("ignored", "before_start"))
        self.assertImported(late)
        self.assertEqual(self.receive(before), (0, 1, 0))
        self.account.order_start_date = datetime(2026, 11, 1)
        self.assertEqual((early.state, early.reason), ("new", False))
        self.Inbox._import_pending(self.account)
        self.assertImported(early)

    def test_a_branch_sells_the_products_of_its_company(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.lamp.company_id = self.company
        account = self.account.copy(
            {"name": "Branch", "company_id": branch.id, "warehouse_id": False}
        )
        self.assertImported(
            self.bring(order(43, item("LAMP", "1.00")), account=account)
        )

    def test_orders_of_other_shops_never_become_sales(self):
        ids = ("S01-7654321-1234567", "S02-7654321-1234567")
        names = (
            *("Non-Amazon", "non-amazon de", "Non-Amazon FR"),
            *("SI UK Prod Marketplace", "SI Prod IT Marketplace"),
            *("", "Amazon.de"),
        )
        statements = [
            again(
                shipment(number, item("LAMP", price), sales_channel=name),
                amazon_order_id=id_,
            )
            for number, (name, price, id_) in enumerate(
                [
                    (name, None, f"302-{n:07d}-7654321")
                    for n, name in enumerate(names[:5])
                ]
                + [(name, "0.00", id_) for name in names[5:] for id_ in ids]
                + [(names[0], "12.00", "302-0000009-7654321")]
            )
        ]
        distinct = list({each.amazon_order_id: each for each in statements}.values())
        records = self.bring(*distinct)
        self.assertEqual(set(records.mapped("state")), {"ignored"})
        self.assertEqual(set(records.mapped("reason")), {"not_amazon"})
        self.assertFalse(records.sale_order_id)
        self.account.order_start_date = "2025-01-01 00:00:00"
        self.assertEqual(self.Inbox._import_pending(self.account), 0)

    def test_a_replacement_costs_nothing_and_is_shipped(self):
        record = self.bring(
            order(
                44,
                item("LAMP", "0.00", 2, shipping_price="0.00"),
                is_replacement_order=True,
                original_order_id="302-0000001-0000001",
            )
        )
        self.assertImported(record)
        sale_order = record.sale_order_id
        self.assertEqual((sale_order.amount_total, sale_order.state), (0, "sale"))
        self.assertEqual(sale_order.picking_ids.move_ids.product_uom_qty, 2)

    def test_an_order_of_another_shop_says_which(self):
        record = self.bring(
            shipment(42, item("LAMP", None), sales_channel="Non-Amazon DE")
        )
        self.assertEqual((record.state, record.reason), ("ignored", "not_amazon"))
        self.assertIn("Non-Amazon DE", record.reason_text)
        with self.assertRaises(UserError):
            record.action_import()
