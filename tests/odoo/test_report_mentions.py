"""Which reports name an order: found by its id, kept as long as it is of use."""

from types import SimpleNamespace

from .connected import ConnectedCase
from .test_report import ReportMixin, row

ORDER = "302-0000001-1234567"


class TestReportMentions(ReportMixin, ConnectedCase):
    def setUp(self):
        super().setUp()
        self.account.order_start_date = "2026-01-01"
        self.reports = self.env["amazon.seller.report"].with_user(self.user)

    def _found(self, text, operator="ilike"):
        return self.reports.search([("amazon_order_ref", operator, text)])

    def test_every_report_that_names_an_order_is_found(self):
        first = self._read(self._report(row(1), row(2)))
        second = self._read(self._report(row(1)))
        self._read(self._report(row(3)))
        self.assertEqual(self._found(ORDER), first | second)
        self.assertEqual(self._found(" 302–0000002–1234567\n"), first)
        self.assertFalse(self._found("302-0000009-1234567"))
        order = self.env["amazon.seller.order"].search(
            [("amazon_order_id", "=", ORDER)]
        )
        action = order.with_user(self.user).action_view_reports()
        self.assertEqual(self.reports.search(action["domain"]), first | second)

    def test_reading_again_notes_nothing_twice(self):
        report = self._read(self._report(row(1)))
        report._reset_reading()
        self._read(report)
        mentions = self.env["amazon.seller.report.mention"].search([])
        self.assertEqual(mentions.mapped("amazon_order_ref"), [ORDER])
        self.assertEqual(mentions.company_id, self.company)

    def test_only_order_ids_are_noted(self):
        mentions = self.env["amazon.seller.report.mention"]
        report = self._report()
        named = [SimpleNamespace(amazon_order_id=each) for each in ("", "FBA1", "\0")]
        mentions._note(report, [*named, SimpleNamespace()])
        self.assertFalse(mentions.search([]))

    def test_mentions_of_order_reports_go_with_their_files(self):
        repeating = self._read(self._report(row(1)))
        settlement = self._report(
            report_type="GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
        )
        mentions = self.env["amazon.seller.report.mention"]
        mentions._note(settlement, [SimpleNamespace(amazon_order_id=ORDER)])
        self.env.cr.execute(
            "UPDATE amazon_seller_report SET create_date = now() - interval '31 days'"
        )
        self.env.invalidate_all()
        mentions._gc_mentions()
        mentions.invalidate_model()
        self.assertEqual(mentions.search([]).report_id, settlement)
        # The order itself knows the report that told of it last.
        self.assertEqual(self._found(ORDER), repeating | settlement)

    def test_other_companies_reports_are_not_found(self):
        self._read(self._report(row(1)))
        company = self.env["res.company"].create({"name": "Schwester GmbH"})
        self.user.write({"company_ids": [(4, company.id)], "company_id": company.id})
        self.user.company_ids = company
        self.assertFalse(self._found(ORDER))
