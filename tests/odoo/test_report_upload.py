"""Files brought by hand: recognised, looked into, imported once, nothing half."""

import base64
import gzip
import io
import zipfile
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError

from .connected import ConnectedCase
from .test_report import HEADER, row

MFN = "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING"
LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
LISTING_HEADER = (
    "item-name\titem-description\tlisting-id\tseller-sku\tprice\tquantity\topen-date\t"
    "item-condition\tasin1\tproduct-id-type\tproduct-id\tfulfillment-channel\tstatus"
)
LISTING = (
    "Tasse\t\t0929\tTASSE\t9.99\t5\t2026-01-01 10:00:00 MET\t11\tB000000001\t1\t"
    "B000000001\tDEFAULT\tActive"
)
WIZARD = "odoo.addons.amazon_connector.wizards.amazon_seller_report_upload"


def table(*lines, header=HEADER, delimiter="\t"):
    text = "\r\n".join([header, *lines, ""])
    return text.replace("\t", delimiter).encode()


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


class UploadCase(ConnectedCase):
    def setUp(self):
        super().setUp()
        self.account.order_start_date = "2026-01-01"
        self.user.group_ids += self.env.ref("amazon_connector.group_personal_data")

    def _upload(self, content, user=None, **values):
        upload = (
            self.env["amazon.seller.report.upload"]
            .with_user(user or self.user)
            .create(
                {
                    "account_id": self.account.id,
                    "file": base64.b64encode(content),
                    **values,
                }
            )
        )
        upload.action_look()
        return upload

    def _import(self, upload):
        action = upload.action_import()
        report = self.env["amazon.seller.report"].browse(action["res_id"])
        self.assertTrue(report._read(lambda: True))
        return report

    def _orders(self):
        return self.env["amazon.seller.order"].search(
            [("account_id", "=", self.account.id)]
        )


class TestReportUpload(UploadCase):
    # === LOOKING === #

    def test_a_file_is_recognised_and_counted_before_anything_is_imported(self):
        upload = self._upload(table(row(1), row(2), row(3, price="rubbish")))
        self.assertRecordValues(
            upload,
            [
                {
                    "state": "look",
                    "report_type": MFN,
                    "problem": False,
                    "row_count": 3,
                    "record_count": 2,
                    "refused_count": 1,
                    "new_count": 2,
                    "known_count": 0,
                    "is_whole": True,
                }
            ],
        )
        self.assertIn("302-0000001-1234567", upload.content)
        self.assertFalse(self._orders())

    def test_orders_that_are_here_are_told_apart(self):
        self._import(self._upload(table(row(1))))
        upload = self._upload(table(row(1), row(2)))
        self.assertEqual((upload.known_count, upload.new_count), (1, 1))

    def test_a_file_is_read_however_it_is_packed(self):
        plain = table(row(1))
        commas = table(row(1), delimiter=",")
        for content in (plain, gzip.compress(plain), zipped(a=plain), commas):
            upload = self._upload(content)
            self.assertFalse(upload.problem)
            self.assertEqual((upload.report_type, upload.record_count), (MFN, 1))

    def test_what_is_no_report_says_what_to_do(self):
        for content, words in (
            (b"Date range exceeded.", "no table"),
            (b"%PDF-1.7 \x00\xff", "no table"),
            (b"<html><body>Sign in</body></html>", "no table"),
            (b"asin\tsku\tprice\r\n1\t2\t3\r\n", "none of the reports"),
            (b"Bestellnummer\tArtikelname\tMenge\tK\xe4ufer\r\n1\t2\t3\t4", "English"),
            (zipped(a=b"1", b=b"2"), "several"),
            (zipped(**{"[Content_Types].xml": b""}), "spreadsheet"),
            (gzip.compress(table(row(1)))[:-9], "damaged"),
        ):
            with self.subTest(words=words, start=content[:9]):
                upload = self._upload(content)
                self.assertIn(words, upload.problem)
                self.assertFalse(upload.content)
                with self.assertRaisesRegex(UserError, words):
                    upload.action_import()
        self.assertFalse(self.env["amazon.seller.report"].search([]))

    def test_a_file_that_is_too_large_is_refused(self):
        with (
            patch(f"{WIZARD}.MAX_FILE_BYTES", 10),
            self.assertRaisesRegex(UserError, "larger than"),
        ):
            self._upload(table(row(1)))

    def test_a_bomb_is_refused(self):
        content = gzip.compress(table(*[row(number) for number in range(2000)]))
        with patch(f"{WIZARD}.MAX_DOCUMENT_BYTES", 100_000):
            upload = self._upload(content)
            self.assertIn("holds more than", upload.problem)
            now = fields.Datetime.now()
            upload.write({"problem": False, "made_at": now, "data_start": now})
            upload.data_end = now
            with self.assertRaises(UserError) as refusal:
                upload.action_import()
        self.assertIn("holds more than", str(refusal.exception))
        self.assertFalse(self.env["amazon.seller.report"].search([]))

    def test_another_file_can_be_chosen(self):
        upload = self._upload(b"Date range exceeded.")
        upload.action_choose_another()
        self.assertEqual(upload.state, "choose")
        with self.assertRaisesRegex(UserError, "Choose a file"):
            upload.action_look()

    def test_nothing_of_it_lies_readable_in_the_database(self):
        upload = self._upload(table(row(1)))
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT upload::text FROM amazon_seller_report_upload upload WHERE id = %s",
            [upload.id],
        )
        [[stored]] = self.env.cr.fetchall()
        self.assertNotIn("Größe", stored)
        self.assertNotIn("302-0000001", stored)
        with self.assertRaises(AccessError):
            upload.read(["sealed"])
        self.assertFalse(upload.read(["file"])[0]["file"])

    # === IMPORTING === #

    def test_an_import_reads_the_file_as_a_report_that_proves_nothing(self):
        self._authorize()
        upload = self._upload(table(row(1), row(2)))
        report = self._import(upload)
        self.assertEqual((report.state, report.order_count), ("done", 2))
        self.assertTrue(report.is_upload)
        self.assertEqual(
            report.data_start, fields.Datetime.to_datetime("2026-11-01 10:00:00")
        )
        self.assertEqual(len(self._orders()), 2)
        self.assertFalse(self.env["amazon.seller.coverage"].search([]))
        self.assertFalse(upload.sudo().sealed)

    def test_importing_twice_makes_one_report_and_no_order_twice(self):
        upload = self._upload(table(row(1)))
        report = self._import(upload)
        self.assertEqual(upload.action_import()["res_id"], report.id)
        again = self._import(self._upload(table(row(1))))
        self.assertEqual((again.new_count, again.known_count), (0, 1))
        self.assertEqual(len(self._orders()), 1)

    def test_an_older_file_changes_nothing_that_is_known(self):
        newer = self._import(self._upload(table(row(1, title="New"))))
        newer.asked_at = fields.Datetime.now()
        older = self._upload(table(row(1, title="Old", price="1.00")))
        older.made_at = fields.Datetime.now() - timedelta(days=10)
        report = self._import(older)
        self.assertEqual((report.known_count, report.changed_count), (1, 0))
        self.assertEqual(self._orders().amount_total, 9.99)

    def test_a_file_without_its_marketplace_is_asked_for_it(self):
        upload = self._upload(table(LISTING, header=LISTING_HEADER))
        self.assertEqual(upload.report_type, LISTINGS)
        self.assertTrue(upload.needs_marketplace)
        with self.assertRaisesRegex(UserError, "marketplace"):
            upload.action_import()
        france = self._marketplace("A13V1IB3VIYZZH")
        self.assertIn(france, upload.fetched_marketplace_ids)
        self.assertEqual(set(upload.fetched_marketplace_ids.mapped("region")), {"eu"})
        upload.marketplace_id = france
        # Nobody but the person knows of when it is.
        self.assertFalse(upload.made_at)
        with self.assertRaisesRegex(UserError, "when Amazon made"):
            upload.action_import()
        upload.made_at = fields.Datetime.now() - timedelta(days=1)
        report = self._import(upload)
        self.assertEqual(report.marketplace_ids, upload.marketplace_id)
        self.assertEqual(
            (report.data_start, report.data_end), (upload.made_at, upload.made_at)
        )
        action = report.with_user(self.user).action_view_records()
        listings = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(listings.mapped("sku"), ["TASSE"])

    def test_the_future_has_made_no_file(self):
        upload = self._upload(table(row(1)))
        upload.made_at = fields.Datetime.now() + timedelta(days=1)
        with self.assertRaisesRegex(UserError, "when Amazon made"):
            upload.action_import()

    def test_an_upload_is_not_asked_for_again(self):
        report = self._import(self._upload(table(row(1))))
        with self.assertRaisesRegex(UserError, "uploaded file"):
            report.with_user(self.user).action_ask_again()

    # === RIGHTS === #

    def test_only_those_who_may_see_buyers_data_upload(self):
        self.user.group_ids -= self.env.ref("amazon_connector.group_personal_data")
        with self.assertRaises(AccessError):
            self._upload(table(row(1)))

    def test_nobody_uploads_to_another_companys_account(self):
        company = self.env["res.company"].create({"name": "Schwester GmbH"})
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        other = self.account.copy(
            {
                "name": "Sister",
                "company_id": company.id,
                "warehouse_id": warehouse.id,
            }
        )
        with self.assertRaises(AccessError):
            self._upload(table(row(1)), account_id=other.id)
