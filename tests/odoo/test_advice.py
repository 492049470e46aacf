"""Advice: what is wrong at Amazon is said once, and goes when it is right."""

from datetime import timedelta

from odoo import fields

from .connected import ConnectedCase

MFN = "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING"
CHECK = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
COLUMNS = """
order-id order-item-id purchase-date payments-date sku product-name
quantity-purchased currency item-price item-tax recipient-name ship-address-1 ship-city
ship-postal-code ship-country bill-address-1 bill-country sales-channel
item-promotion-discount ship-promotion-discount
""".split()
VALUES = {
    "order-id": "302-0000001-0000001",
    "order-item-id": "00000000000001",
    "purchase-date": "2026-11-20T10:00:00+00:00",
    "payments-date": "2026-11-20T10:05:00+00:00",
    "sku": "A-1",
    "quantity-purchased": "1",
    "currency": "EUR",
    "item-price": "10.00",
    "recipient-name": "Jörg Mustermann",
    "ship-address-1": "Weg 1",
    "sales-channel": "Amazon.de",
}


class TestAdvice(ConnectedCase):
    def setUp(self):
        super().setUp()
        self._forget_other_tests()
        self._authorize()

    def _stored(self, content, report_type=MFN, charset="utf-8", **values):
        """Return a report whose file is downloaded."""
        report = self.env["amazon.seller.report"].create(
            {
                "account_id": self.account.id,
                "report_type": report_type,
                "data_start": fields.Datetime.now() - timedelta(days=9),
                "data_end": fields.Datetime.now(),
                "state": "stored",
                "charset": charset,
                **values,
            }
        )
        parts = self.env["amazon.seller.report.part"]
        report.file_size = parts._store(report, [content])
        return report

    def _read(self, content, **values):
        report = self._stored(content, **values)
        report._read(lambda: True)
        return report

    def _file(self, without=(), encoding="utf-8", names=None):
        columns = [name for name in COLUMNS if name not in without]
        lines = [names or columns, [VALUES.get(name, "") for name in columns]]
        return "\r\n".join("\t".join(line) for line in lines).encode(encoding)

    def _given(self):
        return set(self.account.advice_ids.mapped("code"))

    def test_a_whole_file_needs_no_advice(self):
        self._read(self._file())

        self.assertFalse(self._given())

    def test_switched_off_columns(self):
        for code, columns in {
            "no_billing_address": ("bill-address-1", "bill-country"),
            "no_recipient": ("recipient-name", "ship-address-1"),
            "no_promotions": ("item-promotion-discount", "ship-promotion-discount"),
            "no_sales_channel": ("sales-channel",),
        }.items():
            with self.subTest(code):
                self._read(self._file(without=columns))
                self.assertEqual(self._given(), {code})

        self._read(self._file())
        self.assertFalse(self._given())

    def test_it_is_said_once_and_again_when_it_comes_back(self):
        odd = self._file(without=("sales-channel",))
        before = len(self.account.message_ids)

        self._read(odd)
        self._read(odd)
        self.assertEqual(len(self.account.message_ids), before + 1)
        self.assertIn("sales channel", self.account.message_ids[0].body)

        self._read(self._file())
        self._read(odd)
        self.assertEqual(len(self.account.message_ids), before + 2)
        closed = self.env["amazon.seller.advice"].search([("closed_at", "!=", False)])
        self.assertEqual(closed.mapped("code"), ["no_sales_channel"])

    def test_characters_that_are_not_what_they_claim(self):
        self._read(self._file(encoding="cp1252"))

        self.assertEqual(self._given(), {"wrong_charset"})

    def test_a_header_in_german(self):
        german = [f"Spalte-{number}-Bestellung" for number, _name in enumerate(COLUMNS)]

        report = self._read(self._file(names=german))

        self.assertEqual(report.error_code, "report_not_tabular")
        self.assertEqual(self._given(), {"localised_header"})
        self._read(self._file())
        self.assertFalse(self._given())

    def test_a_web_page(self):
        report = self._read(b"<!DOCTYPE html><html><body>Sorry!</body></html>")

        self.assertEqual(report.state, "failed")
        self.assertEqual(self._given(), {"web_page"})

    def _know_an_order(self, days=3):
        """Read an order that was paid some days ago."""
        paid = fields.Datetime.now() - timedelta(days=days)
        stamp = paid.strftime("%Y-%m-%dT%H:%M:%S").encode()
        self._read(self._file().replace(b"2026-11-20T10:05:00", stamp))

    def _empty(self, **values):
        """Let Amazon say that there is no data, and return its report."""
        report = self._stored(
            b"", state="asked", asked_at=fields.Datetime.now(), **values
        )
        report.marketplace_ids = self.account._fetched_marketplaces()
        report._finish("empty")
        return report

    def _proven(self):
        return self.env["amazon.seller.coverage"].search(
            [("account_id", "=", self.account.id)]
        )

    def test_no_data_though_orders_are_known(self):
        self._know_an_order()
        self._proven().unlink()

        self._empty()

        self.assertEqual(self._given(), {"empty_though_orders"})
        self.assertFalse(self._proven(), "it is asked for again")

    def test_after_some_days_no_data_is_believed(self):
        self._know_an_order()
        self._empty()
        self._proven().unlink()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE amazon_seller_advice SET create_date = create_date - interval '4d'"
        )
        self.env.invalidate_all()

        self._empty()

        self.assertTrue(self._proven())
        self.assertEqual(self._given(), {"empty_though_orders"})

    def test_no_data_of_other_days_puts_nothing_right(self):
        self._know_an_order()
        self._empty()

        self._empty(data_start=fields.Datetime.now() - timedelta(days=1))

        self.assertEqual(self._given(), {"empty_though_orders"})
        self._know_an_order()
        self.assertFalse(self._given())

    def test_a_header_alone_is_no_data_either(self):
        self._know_an_order()
        header = self._file().split(b"\r\n")[0] + b"\r\n"

        report = self._read(header, asked_at=fields.Datetime.now())

        self.assertEqual((report.state, report.record_count), ("done", 0))
        self.assertEqual(self._given(), {"empty_though_orders"})

    def test_a_cancelled_order_is_not_missed(self):
        self._create_products()
        self._know_an_order()
        order = self.env["amazon.seller.order"].search([])
        order.sale_order_id = self.env["sale.order"].create(
            {"partner_id": self.env.user.partner_id.id, "state": "cancel"}
        )

        self._empty()

        self.assertFalse(self._given())

    def test_no_data_where_none_is_known(self):
        empty = self._stored(b"", state="asked", asked_at=fields.Datetime.now())

        empty._finish("empty")

        self.assertFalse(self._given())

    def test_cancelled_again_and_again(self):
        report = self._stored(b"", state="asked")
        report._give_up("report_cancelled")
        self.assertEqual(self._given(), {"cancelled_by_other"})

        self._read(self._file())
        self.assertFalse(self._given())

    def test_an_uploaded_file_is_nobodys_fault_at_amazon(self):
        self._read(self._file(without=("sales-channel",)), is_upload=True)

        self.assertFalse(self._given())
