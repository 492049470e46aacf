"""Reports: their sealed files, rows that cannot be read, rights."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from odoo.addons.amazon_connector.models.amazon_seller_report_part import PART_BYTES

from .connected import ConnectedCase, ConnectedHttpCase

MFN = "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING"
HEADER = (
    "order-id\torder-item-id\tpurchase-date\tbuyer-email\tbuyer-name\tsku\t"
    "product-name\tquantity-purchased\tcurrency\titem-price\titem-tax\tship-country"
)


def row(number, **values):
    cells = {
        "order": f"302-{number:07d}-1234567",
        "item": f"{number:014d}",
        "date": "2026-11-01T10:00:00+00:00",
        "email": f"{number}@marketplace.amazon.de",
        "name": "Jürgen Größe",
        "sku": "TASSE",
        "title": "Tasse",
        "quantity": "1",
        "currency": "EUR",
        "price": "9.99",
        "tax": "0.00",
        "country": "DE",
        **values,
    }
    return "\t".join(cells.values())


class ReportMixin:
    def _report(self, *rows, header=HEADER, **values):
        report = self.env["amazon.seller.report"].create(
            {
                "account_id": self.account.id,
                "report_type": MFN,
                "data_start": fields.Datetime.now() - timedelta(days=7),
                "data_end": fields.Datetime.now(),
                "state": "stored",
                **values,
            }
        )
        content = "\r\n".join([header, *rows]).encode()
        parts = self.env["amazon.seller.report.part"]
        report.file_size = parts._store(report, [content])
        return report

    def _read(self, report):
        self.assertTrue(report._read(lambda: True))
        return report


class TestReport(ReportMixin, ConnectedCase):
    def setUp(self):
        super().setUp()
        self.account.order_start_date = "2026-01-01"

    # === FILES === #

    def test_a_file_goes_through_in_pieces_and_comes_back_the_same(self):
        parts = self.env["amazon.seller.report.part"]
        report = self._report()
        content = bytes(range(256)) * 10_000 + b"end"
        for size in (1, PART_BYTES - 1, PART_BYTES, len(content)):
            chunks = (
                content[begin : begin + size] for begin in range(0, len(content), size)
            )
            if size == 1:
                chunks = (bytes([byte]) for byte in content[:5000])
            stored = parts._store(report, chunks)
            loaded = list(parts._load(report))
            self.assertEqual(b"".join(loaded), content[:stored])
            self.assertLessEqual(max(map(len, loaded)), PART_BYTES)

    def test_a_stored_file_cannot_be_read_in_the_database(self):
        report = self._report(row(1))
        self.env.cr.execute(
            "SELECT content FROM amazon_seller_report_part WHERE report_id = %s",
            (report.id,),
        )
        stored = b"".join(bytes(content) for (content,) in self.env.cr.fetchall())
        for clear in (b"marketplace.amazon.de", "Größe".encode(), b"order-id"):
            self.assertNotIn(clear, stored)
        with self.assertRaises(AccessError):
            self.env["amazon.seller.report.part"].with_user(self.manager).search([])

    def test_files_are_forgotten_after_thirty_days_and_the_counts_stay(self):
        old, new = self._read(self._report(row(1))), self._report(row(2))
        self.env.cr.execute(
            "UPDATE amazon_seller_report SET create_date = now() - interval '31 days' "
            "WHERE id = %s",
            (old.id,),
        )
        self.env.invalidate_all()
        self.env["amazon.seller.report"]._gc_files()
        self.env.invalidate_all()
        self.assertEqual((old.has_file, new.has_file), (False, True))
        self.assertEqual(old.order_count, 1)
        with self.assertRaisesRegex(UserError, "30 days"):
            old.action_read_again()

    # === ROWS === #

    def test_rows_that_cannot_be_read_are_kept_and_the_rest_goes_on(self):
        report = self._read(
            self._report(
                row(1),
                row(2, price="9,99 EUR"),
                row(3, order="no order id"),
                row(4, date="yesterday"),
                row(5),
            )
        )
        self.assertEqual(report.state, "done")
        self.assertEqual((report.row_count, report.order_count), (5, 2))
        self.assertEqual(report.issue_ids.mapped("line_number"), [3, 4, 5])
        self.assertEqual(report.issue_count, 3)
        self.assertEqual(report.issue_ids[0].reason, "“item-price” is not a number.")
        german = report.issue_ids[0].with_context(lang="de_DE")
        self.assertIn("item-price", german.reason)
        self.assertNotIn("is not a number", german.reason)

    def test_an_order_with_an_unreadable_row_waits_whole(self):
        item = {"order": "302-0000001-1234567"}
        self._read(self._report(row(1), row(2, **item, item="2", price="rubbish")))
        order = self.env["amazon.seller.order"].search(
            [("amazon_order_id", "=", item["order"])]
        )
        self.env["amazon.seller.order"]._import_pending(self.account)
        self.assertEqual((order.state, order.reason), ("waiting", "row_unreadable"))

    def test_reading_again_counts_anew(self):
        report = self._read(self._report(row(1), row(2, price="x")))
        report.action_read_again()
        self.assertEqual(
            (report.state, report.order_count, report.issue_count), ("stored", 0, 0)
        )
        self._read(report)
        self.assertEqual((report.known_count, report.issue_count), (1, 1))

    def test_a_file_that_is_no_table_fails_with_its_reason(self):
        for content in ("Date range exceeded.", "<?xml version='1.0'?><Orders/>"):
            report = self._read(self._report(header=content))
            self.assertEqual(
                (report.state, report.error_code), ("failed", "report_not_tabular")
            )
            self.assertIn("not a table", report.error_message)

    def test_an_empty_table_is_read_to_its_end(self):
        report = self._read(self._report())
        self.assertEqual((report.state, report.order_count), ("done", 0))

    def test_a_lost_key_fails_the_report_not_the_round(self):
        report = self._report(row(1))
        self.env.cr.execute("UPDATE amazon_seller_report_part SET content = 'rubbish'")
        self._read(report)
        self.assertEqual(
            (report.state, report.error_code), ("failed", "secret_unreadable")
        )

    # === RIGHTS === #

    def test_users_ask_again_but_change_and_delete_nothing(self):
        report = self._read(self._report(row(1), row(2, price="x")))
        report = report.with_user(self.user)
        self.assertTrue(report.action_ask_again())
        for forbidden in (
            lambda: report.write({"state": "done"}),
            lambda: report.unlink(),
            lambda: report.issue_ids.unlink(),
        ):
            with self.assertRaises(AccessError):
                forbidden()
        report.action_read_again()
        self.assertEqual(report.state, "stored")


class TestReportFile(ReportMixin, ConnectedHttpCase):
    def test_the_file_is_streamed_to_those_who_may_see_the_report(self):
        report = self._report(row(1), charset="UTF-8")
        url = f"/amazon_connector/report/{report.id}"
        self.user.group_ids += self.env.ref("amazon_connector.group_personal_data")
        self.authenticate("amazon-user", "amazon-user")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.content.decode(), "\r\n".join([HEADER, row(1)]))
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(answer.headers["Cache-Control"], "no-store")

        company = self.env["res.company"].create({"name": "Schwester GmbH"})
        new_test_user(
            self.env,
            "amazon-sister",
            "amazon_connector.group_manager",
            company_id=company.id,
            company_ids=[fields.Command.set(company.ids)],
        )
        new_test_user(self.env, "somebody", "base.group_user")
        for login in ("amazon-sister", "somebody"):
            self.authenticate(login, login)
            self.assertEqual(self.url_open(url).status_code, 404, login)
        self.authenticate(None, None)
        self.assertNotIn(HEADER, self.url_open(url).text)
