"""Asking for reports by hand: what is offered, what it would mean, what is wanted."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form

from odoo.addons.amazon_connector.spapi.reports import REPORT_TYPES

from .connected import ConnectedCase

MFN = "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING"
AFN = "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_INVOICING"
STOCK = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
RETURNS = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"
SETTLEMENTS = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
EUROPEAN_UNION = {"DE", "FR", "IT", "ES", "NL", "BE", "IE", "SE", "PL"}
DAY = timedelta(days=1)


class RequestCase(ConnectedCase):
    def setUp(self):
        super().setUp()
        self._forget_other_tests()
        self._authorize()
        self.now = fields.Datetime.now()

    def _form(self, *wanted, accounts=None, **values):
        form = Form(self.env["amazon.seller.report.request"].with_user(self.user))
        form.account_ids.clear()
        for account in accounts or self.account:
            form.account_ids.add(account)
        for name, value in values.items():
            form[name] = value
        self._tick(form, *wanted)
        return form

    def _tick(self, form, *wanted):
        for index in range(len(form.line_ids)):
            with form.line_ids.edit(index) as line:
                if line.report_type in wanted:
                    line.is_wanted = True

    def _line(self, form, report_type):
        request = form.save()
        return request.line_ids.filtered(lambda line: line.report_type == report_type)

    def _reports(self, form):
        action = form.save().action_request()
        return self.env["amazon.seller.report"].search(action["domain"])


class TestReportRequest(RequestCase):
    # === WHAT IS OFFERED === #

    def test_what_amazon_makes_in_the_accounts_region_is_offered(self):
        request = self._form().save()
        self.assertEqual(
            request.line_ids.mapped("report_type"),
            [
                name
                for name, each in REPORT_TYPES.items()
                if "eu" in each.regions and (each.is_requestable or name == SETTLEMENTS)
            ],
        )
        request.account_ids = False
        self.assertFalse(request.line_ids)

    def test_what_amazon_makes_by_itself_cannot_be_ticked(self):
        line = self._line(self._form(), SETTLEMENTS)
        self.assertFalse(line.is_requestable)
        self.assertIn("by itself", line.remark)
        line.is_wanted = True
        with self.assertRaisesRegex(UserError, "Tick"):
            line.request_id.action_request()

    def test_the_far_east_is_told_that_it_has_no_orders(self):
        account = self.account.copy(
            {
                "name": "Tokyo",
                "home_marketplace_id": self._marketplace("A1VC38T7YXB528").id,
            }
        )
        request = self.env["amazon.seller.report.request"].create(
            {"account_ids": [fields.Command.set((account | self.account).ids)]}
        )
        self.assertIn("Tokyo", request.remark)
        orders = request.line_ids.filtered(lambda line: line.report_type == MFN)
        self.assertIn("Not for Tokyo", orders.remark)

    def test_what_amazon_refuses_for_want_of_a_role_is_said(self):
        self.account._note_denied(STOCK)
        form = self._form()
        self.assertIn("lacks the role", self._line(form, STOCK).remark)
        self.assertNotIn("role", self._line(form, LISTINGS).remark or "")

    # === HOW MANY, OVER WHAT === #

    def test_a_request_is_cut_to_what_amazon_allows(self):
        form = self._form(MFN, data_start=self.now - 200 * DAY, data_end=self.now)
        self.assertEqual(form.request_count, 2)
        self.assertIn("tells nothing of", self._line(form, MFN).remark)
        reports = self._reports(form)
        self.assertEqual(set(reports.mapped("state")), {"wanted"})
        self.assertAlmostEqual(
            min(reports.mapped("data_start")),
            self.now - 60 * DAY,
            delta=timedelta(minutes=1),
        )

    def test_several_types_make_reports_of_their_own(self):
        form = self._form(MFN, RETURNS, data_start=self.now - 40 * DAY)
        self.assertEqual(form.request_count, 4)
        reports = self._reports(form)
        self.assertEqual(len(reports), 4)
        self.assertEqual(set(reports.mapped("report_type")), {MFN, RETURNS})
        self.assertEqual(reports.sorted("id")[0].report_type, MFN)

    def test_a_snapshot_hides_the_period_and_is_asked_for_each_pool(self):
        form = self._form(STOCK)
        self.assertFalse(form.needs_period)
        reports = self._reports(form)
        self.assertEqual(
            [report.data_start for report in reports],
            [report.data_end for report in reports],
        )
        countries = reports.mapped("marketplace_ids.country_id.code")
        self.assertEqual(len(reports), len(countries))
        self.assertEqual(len(set(countries) & EUROPEAN_UNION), 1)
        self.assertIn("GB", countries)

    def test_listings_are_asked_for_each_marketplace_chosen(self):
        chosen = self.account._fetched_marketplaces()[:2]
        form = self._form(LISTINGS)
        for marketplace in chosen:
            form.marketplace_ids.add(marketplace)
        self.assertEqual(form.request_count, 2)
        self.assertEqual(self._reports(form).marketplace_ids, chosen)

    def test_what_waits_already_is_moved_forward_and_not_doubled(self):
        first = self._reports(self._form(LISTINGS, MFN, mode="missing"))
        first.next_try_at = fields.Datetime.now() + DAY
        again = self._reports(self._form(LISTINGS, MFN))
        waiting = first.filtered(lambda report: report.report_type == LISTINGS)
        self.assertEqual(
            again.filtered(lambda report: report.report_type == LISTINGS), waiting
        )
        self.assertFalse(any(waiting.mapped("next_try_at")))

    def test_orders_of_one_marketplace_prove_no_other(self):
        chosen = self.account._fetched_marketplaces()[:1]
        form = self._form(MFN)
        form.marketplace_ids.add(chosen)
        report = self._reports(form)
        self.assertFalse(report._is_for_all_marketplaces())
        with self.account._connection() as door:
            report._ask(door)
        self.assertEqual(report.marketplace_ids, chosen)

    # === ALL THAT IS MISSING === #

    def test_all_that_is_missing_is_what_the_ledger_lacks(self):
        form = self._form(MFN, mode="missing")
        reports = self._reports(form)
        self.assertAlmostEqual(
            min(reports.mapped("data_start")),
            self.account.order_start_date,
            delta=timedelta(minutes=1),
        )
        # What is asked for already is not missing any more.
        again = self._form(MFN, mode="missing")
        self.assertFalse(again.request_count)
        self.assertEqual(self._line(again, MFN).remark, "Nothing is missing.")
        with self.assertRaisesRegex(UserError, "Nothing is missing"):
            again.save().action_request()

    def test_what_is_missing_of_many_reports_is_looked_up_once(self):
        request = self._form(mode="missing").save()
        request.line_ids.is_wanted = False
        accounts = type(self.account)
        called = []
        plan = accounts._missing_side_periods
        self.patch(
            accounts,
            "_missing_side_periods",
            lambda *args: called.append(1) or plan(*args),
        )
        request.line_ids.invalidate_recordset(["request_count"])
        self.assertTrue(sum(request.line_ids.mapped("request_count")))
        self.assertEqual(len(called), 1)

    def test_what_amazon_may_have_added_to_returns_is_missing(self):
        self.env["amazon.seller.report"].create(
            {
                "account_id": self.account.id,
                "report_type": RETURNS,
                "data_start": self.now - 61 * DAY,
                "data_end": self.now - 10 * DAY,
                "marketplace_ids": self.account._fetched_marketplaces().ids,
                "state": "done",
            }
        )
        reports = self._reports(self._form(RETURNS, mode="missing"))
        self.assertAlmostEqual(
            min(reports.mapped("data_start")),
            self.now - 35 * DAY,
            delta=timedelta(minutes=1),
        )

    # === WHEN === #

    def test_a_used_limit_makes_it_later(self):
        soon = self._form(MFN).ready_at
        self.assertLess(soon, self.now + timedelta(minutes=10))
        operation = f"{self.key_set.client_id}:{self.account.seller_identifier}:eu"
        self.env["amazon.seller.rate"].sudo().create(
            {
                "bucket": f"{operation}:reports.createReport",
                "arrival": (
                    self.now + 2 * DAY - fields.Datetime.to_datetime("1970-01-01")
                ).total_seconds(),
            }
        )
        self.assertGreater(self._form(MFN).ready_at, self.now + DAY)

    def test_what_amazon_made_just_now_comes_later(self):
        self.env["amazon.seller.report"].create(
            {
                "account_id": self.account.id,
                "report_type": RETURNS,
                "data_start": self.now - DAY,
                "data_end": self.now,
                "asked_at": self.now,
                "state": "asked",
            }
        )
        form = self._form(RETURNS)
        self.assertGreaterEqual(form.ready_at, self.now + timedelta(hours=4))
        self.assertIn("anew", self._line(form, RETURNS).remark)

    # === REFUSALS === #

    def test_a_request_for_nothing_says_why(self):
        form = self._form(MFN, data_start=self.now, data_end=self.now - DAY)
        with self.assertRaisesRegex(UserError, "nothing to ask for"):
            form.save().action_request()
        with self.assertRaisesRegex(UserError, "Tick"):
            self._form().save().action_request()

    def test_a_request_needs_an_account_with_access(self):
        form = self._form(MFN)
        self.account._active_token()._retire("revoked")
        with self.assertRaisesRegex(UserError, "is not allowed"):
            form.save().action_request()
        empty = self.env["amazon.seller.report.request"].create({"account_ids": False})
        with self.assertRaisesRegex(UserError, "Choose an account"):
            empty.action_request()
