"""Who takes files with buyers' data home, and what becomes of reports by hand."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError

from .connected import ConnectedCase, ConnectedHttpCase
from .test_report import ReportMixin, row

STOCK = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
XML = "GET_ORDER_REPORT_DATA_INVOICING"
SETTLEMENTS = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"


class TestReportRights(ReportMixin, ConnectedCase):
    def test_files_with_buyers_data_need_the_right(self):
        report = self._report(row(1)).with_user(self.user)
        self.assertTrue(report.is_personal)
        with self.assertRaisesRegex(AccessError, "personal data"):
            report.action_download()
        self.assertTrue(report.with_user(self.manager).action_download())
        self.user.group_ids += self.env.ref("amazon_connector.group_personal_data")
        self.assertTrue(report.action_download())

    def test_other_files_need_none(self):
        report = self._report(report_type=STOCK).with_user(self.user)
        self.assertFalse(report.is_personal)
        self.assertTrue(report.action_download())

    # === ASKING AGAIN === #

    def _asked_again(self, *reports):
        several = self.env["amazon.seller.report"].union(*reports)
        action = several.with_user(self.user).action_ask_again()
        return self.env["amazon.seller.report"].search(action["domain"])

    def test_several_are_asked_for_again_with_what_they_were_about(self):
        marketplace = self._marketplace("A13V1IB3VIYZZH")
        past = fields.Datetime.now() - timedelta(days=3)
        listings = self._report(
            report_type=LISTINGS,
            marketplace_ids=marketplace.ids,
            data_start=past,
            data_end=past,
            state="done",
        )
        orders = self._report(row(1), state="failed")
        open_one = self._report(row(1))
        again = self._asked_again(listings, orders, open_one)
        self.assertEqual(len(again), 2)
        self.assertEqual(set(again.mapped("state")), {"wanted"})
        copy = again.filtered(lambda report: report.report_type == LISTINGS)
        self.assertEqual(copy.marketplace_ids, marketplace)
        self.assertGreater(copy.data_start, past)
        self.assertEqual(copy.data_start, copy.data_end)
        copy = again - copy
        self.assertEqual(copy.data_start, orders.data_start)

    def test_settlements_are_not_asked_for(self):
        report = self._report(report_type=SETTLEMENTS, state="done")
        with self.assertRaisesRegex(UserError, "by itself"):
            self._asked_again(report)

    def test_what_amazon_only_makes_on_schedules_is_not_asked_for(self):
        report = self._report(report_type=XML, state="done")
        self.assertFalse(report.may_ask_again)
        with self.assertRaisesRegex(UserError, "on a schedule"):
            self._asked_again(report)

    # === NUMBERS === #

    def test_the_duration_is_that_of_the_first_reading(self):
        now = fields.Datetime.now()
        report = self._report(row(1), asked_at=now - timedelta(minutes=90))
        self._read(report)
        self.assertAlmostEqual(report.duration, 1.5, 2)
        self.assertEqual(report.duration_text, "2 hr")
        report.done_at = now + timedelta(days=9)
        self.assertAlmostEqual(report.duration, 1.5, 2)

    def test_progress_is_told_batch_by_batch(self):
        report = self._report(*[row(number) for number in range(1, 251)])
        self.assertFalse(report._read(lambda: False))
        self.assertGreater(report.progress, 20)
        self.assertLess(report.progress, 90)
        self._read(report)
        self.assertEqual(report.progress, 100)
        report._reset_reading()
        self.assertEqual(report.progress, 0)


class TestReportFileRights(ReportMixin, ConnectedHttpCase):
    def test_the_address_alone_opens_no_file_with_buyers_data(self):
        report = self._report(row(1))
        url = f"/amazon_connector/report/{report.id}"
        self.authenticate("amazon-user", "amazon-user")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 403)
        self.assertNotIn("Größe", answer.text)
        self.assertIn("personal data", answer.text)
        self.authenticate("amazon-manager", "amazon-manager")
        self.assertEqual(self.url_open(url).status_code, 200)
