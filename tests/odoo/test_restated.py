"""What Amazon states differently, as people read it in the chatter."""

from datetime import datetime

from odoo.addons.amazon_connector.restated import difference_text, differences

from .orders import OrderCase, item, order


class TestRestated(OrderCase):
    def setUp(self):
        super().setUp()
        self.record = self.bring(order(1, item("LAMP", "10.00")))

    def _text(self, name, new):
        return difference_text(self.record, name, self.record[name], new)

    def test_only_what_differs_is_told(self):
        line, currency = self.record.line_ids, self.record.currency_id
        same = {"item_price": 10.00001, "currency_id": currency.id, "title": line.title}
        self.assertEqual(differences(line, same | {"gift_message": ""}), [])
        other = {"item_price": 10.01, "currency_id": False, "quantity": 2}
        self.assertEqual(set(differences(line, other)), set(other))

    def test_values_are_words(self):
        self.record.latest_ship_date = datetime(2026, 11, 24, 22, 59)
        moved = self._text("latest_ship_date", datetime(2026, 11, 26, 12, 0))
        self.assertIn("11/24/26", moved)
        self.assertIn("EUR → USD", self._text("currency_id", self.env.ref("base.USD")))
        self.assertIn("no → yes", self._text("is_prime", True))
        self.assertIn("Merchant (MFN) → Amazon (FBA)", self._text("channel", "AFN"))
        self.assertIn("→ –", self._text("ship_city", False))

    def test_what_buyers_wrote_is_text(self):
        self.assertIn("&lt;b&gt;", self._text("delivery_instructions", "<b>ring</b>"))
