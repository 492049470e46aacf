"""Every reason an order can wait for: a test, a German sentence and a way out."""

from pathlib import Path

from lxml import etree

from odoo.addons.amazon_connector.importer.reasons import REASONS, SENTENCES

from tests.odoo.orders import OrderCase, item, order

# Reasons for which a button of the order itself is the way out; None: nothing is left
# to do.
BUTTONS = {
    "row_unreadable": "action_fetch_again",
    "blank_price": "action_fetch_again",
    "no_quantity": "action_fetch_again",
    "no_address": "action_import_without_address",
    "import_failed": "action_import",
    "by_user": "action_import",
    "other_account": None,
    "not_amazon": None,
    "cancelled": None,
}


class TestEveryReason(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.codes = [code for code, _name in REASONS]

    def test_every_reason_has_a_test(self):
        texts = [
            path.read_text(encoding="utf-8")
            for path in Path(__file__).parent.glob("test_*.py")
            if path.name != Path(__file__).name
        ]
        for code in self.codes:
            with self.subTest(code):
                self.assertTrue(any(f'"{code}"' in text for text in texts))

    def test_every_reason_is_a_german_sentence(self):
        [record] = self.bring(order(1, item("LAMP", "1.00")))
        for code in self.codes:
            with self.subTest(code):
                record.write({"reason": code, "reason_detail": "X1"})
                english = record.with_context(lang="en_US").reason_text
                german = record.with_context(lang="de_DE").reason_text
                self.assertNotEqual(german, english)
                self.assertNotIn("%s", german)
                is_naming = "%s" in str(SENTENCES[code])
                self.assertEqual("X1" in german, is_naming)

    def test_every_reason_has_a_way_out(self):
        [record] = self.bring(order(1, item("LAMP", "1.00")))
        view = record.get_view(
            self.env.ref("amazon_connector.amazon_seller_order_view_form").id
        )
        buttons = set(etree.fromstring(view["arch"]).xpath("//button/@name"))
        for code in self.codes:
            with self.subTest(code):
                record.write({"state": "waiting", "reason": code})
                self.assertNotEqual(record.has_way_out, code in BUTTONS)
                if record.has_way_out:
                    action = record.action_way_out()
                    self.assertIn(action["res_model"], self.env)
                elif BUTTONS[code]:
                    self.assertIn(BUTTONS[code], buttons)
