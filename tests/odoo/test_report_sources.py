"""How each type of report comes: one source for each, and what may be chosen."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form

from odoo.addons.amazon_connector.spapi.reports import REPORT_TYPES

from .connected import ConnectedCase
from .lives import AFN, LivingCase

MFN = "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING"
LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
STOCK = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
CONDITIONS = "GET_AFN_INVENTORY_DATA"
RETURNS = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"
SETTLEMENTS = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
VAT_DATA = "GET_FLAT_FILE_VAT_INVOICE_DATA_REPORT"
VAT_INVOICES = "SC_VAT_TAX_REPORT"


class TestReportSources(ConnectedCase):
    has_side_reports = True

    def _source(self, report_type, account=None):
        return (account or self.account).source_ids.filtered(
            lambda source: source.report_type == report_type
        )

    def _ways(self):
        return {source.report_type: source.way for source in self.account.source_ids}

    def test_an_account_has_one_source_for_each_type_of_its_region(self):
        self.assertEqual(
            sorted(self.account.source_ids.mapped("report_type")),
            sorted(
                name for name, type_ in REPORT_TYPES.items() if "eu" in type_.regions
            ),
        )
        ways = self._ways()
        for report_type in (MFN, LISTINGS, STOCK, RETURNS):
            self.assertEqual(ways[report_type], "asked", report_type)
        self.assertEqual(ways[SETTLEMENTS], "found")
        for report_type in (CONDITIONS, VAT_DATA, VAT_INVOICES):
            self.assertEqual(ways[report_type], "off", report_type)
        self.assertEqual(self._source(STOCK).every_hours, 4)
        self.assertEqual(self._source(MFN).every_hours, 0)

    def test_an_update_gives_accounts_the_types_that_are_new(self):
        self._source(LISTINGS).way = "found"
        self._source(RETURNS).unlink()
        self.env["amazon.seller.report.source"]._complete()
        self.account.invalidate_recordset()
        self.assertEqual(self._ways()[RETURNS], "asked")
        self.assertEqual(self._ways()[LISTINGS], "found")

    def test_another_region_has_other_reports(self):
        self.account.home_marketplace_id = self._marketplace("ATVPDKIKX0DER")
        types = set(self.account.source_ids.mapped("report_type"))
        self.assertEqual(
            types,
            {name for name, type_ in REPORT_TYPES.items() if "na" in type_.regions},
        )

    def test_a_copy_of_an_account_gets_its_reports_in_the_same_way(self):
        self._source(LISTINGS).write({"way": "off"})
        self._source(STOCK).write({"every_hours": 12})
        twin = self.account.copy()
        self.assertEqual(self._source(LISTINGS, twin).way, "off")
        self.assertEqual(self._source(STOCK, twin).every_hours, 12)
        self.assertEqual(len(twin.source_ids), len(self.account.source_ids))

    def test_only_what_amazon_allows_can_be_chosen(self):
        for report_type, way in (
            (SETTLEMENTS, "asked"),
            (SETTLEMENTS, "scheduled"),
            (STOCK, "scheduled"),
            (MFN, "off"),
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._source(report_type).way = way
        self._source(MFN).way = "found"
        self._source(SETTLEMENTS).way = "off"

    def test_no_report_is_asked_for_more_often_than_amazon_makes_it(self):
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._source(RETURNS).every_hours = 3
        self._source(RETURNS).every_hours = 4
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._source(STOCK).every_hours = 0

    def test_the_vat_service_decides_which_report_tells_of_invoices(self):
        self.account.vat_service = "vcs_lite"
        self.assertEqual(self._ways()[VAT_DATA], "asked")
        self.assertEqual(self._ways()[VAT_INVOICES], "off")
        self._source(VAT_DATA).way = "found"
        self.account.vat_service = "vcs_lite"
        self.assertEqual(self._ways()[VAT_DATA], "found")
        self.account.vat_service = "vcs"
        self.assertEqual(self._ways()[VAT_DATA], "off")
        self.assertEqual(self._ways()[VAT_INVOICES], "asked")
        self.account.vat_service = "none"
        self.assertEqual(self._ways()[VAT_INVOICES], "off")

    def test_managers_choose_on_the_account(self):
        place = list(self.account.source_ids).index(self._source(LISTINGS))
        with Form(self.account.with_user(self.manager)) as form:
            form.vat_service = "vcs"
            with form.source_ids.edit(place) as line:
                line.way = "scheduled"
        self.assertEqual(self._ways()[LISTINGS], "scheduled")
        self.assertEqual(self._ways()[VAT_INVOICES], "asked")

    def test_users_see_and_only_managers_choose(self):
        source = self._source(LISTINGS)
        self.assertTrue(source.with_user(self.user).way)
        with self.assertRaises(AccessError):
            source.with_user(self.user).way = "off"
        source.with_user(self.manager).way = "off"
        with self.assertRaises(AccessError):
            source.with_user(self.manager).unlink()

    def test_each_says_how_it_stands(self):
        self._authorize()
        source = self._source(LISTINGS)
        self.assertEqual((source.state, source.reason), ("waiting", ""))
        report = self.env["amazon.seller.report"].create(
            {
                "account_id": self.account.id,
                "report_type": LISTINGS,
                "data_start": "2026-01-01",
                "data_end": "2026-01-01",
                "state": "failed",
                "error_code": "report_fatal",
            }
        )
        self.account.source_ids.invalidate_recordset()
        self.assertEqual(source.state, "failed")
        self.assertIn("Amazon failed to make this report", source.reason)
        report.write({"state": "done", "done_at": "2026-01-01 10:00:00"})
        self.account.source_ids.invalidate_recordset()
        self.assertEqual(source.state, "good")
        self.account._note_denied(LISTINGS)
        self.account.source_ids.invalidate_recordset()
        self.assertEqual(source.state, "denied")
        self.assertIn("role", source.reason)
        source.way = "off"
        self.assertEqual(source.state, "off")


class TestLateSources(LivingCase):
    """Reports that stay away are said on the account once, until they come."""

    has_side_reports = True

    def setUp(self):
        super().setUp()
        # What is committed between two calls stays in the test's transaction.
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *args, **values: 9
        )
        self.account.source_ids.chosen_at = self.now

    def _source(self, report_type):
        return self.account.source_ids.filtered(
            lambda source: source.report_type == report_type
        )

    def _watch(self, day):
        """Let a day come, and Odoo look once."""
        self._go_to(day)
        self.env["amazon.seller.account"]._cron_read_schedules()
        self.account.invalidate_recordset(["advice_ids"])
        return {(each.report_type, each.code) for each in self.account.advice_ids}

    def _read(self, *report_types):
        self.env["amazon.seller.report"].create(
            [
                {
                    "account_id": self.account.id,
                    "report_type": report_type,
                    "data_start": self.now,
                    "data_end": self.now,
                    "state": "empty",
                    "done_at": self.now,
                }
                for report_type in report_types
            ]
        )
        self.account.source_ids.invalidate_recordset()

    def _others(self):
        """Return the types that are read every day here."""
        return [
            source.report_type
            for source in self.account.source_ids
            if source.report_type not in (LISTINGS, SETTLEMENTS)
        ]

    def test_what_is_asked_for_and_never_read_is_said_once(self):
        said = len(self.account.message_ids)
        for day in range(1, 4):
            self._read(*self._others())
            self.assertFalse(self._watch(day), day)
        for day in range(5, 8):
            self._go_to(day)
            self._read(*self._others())
            self.assertEqual(self._watch(day), {(LISTINGS, "not_read")})
        self.assertEqual(len(self.account.message_ids), said + 1)
        self._read(LISTINGS, *self._others())
        self.assertFalse(self._watch(8))

    def test_what_others_make_no_more_is_said_to_be_chosen_anew(self):
        self._source(LISTINGS).way = "found"
        self._go_to(5)
        self._read(*self._others())
        self.assertEqual(self._watch(5), {(LISTINGS, "none_found")})
        self._source(LISTINGS).way = "asked"
        self._read(*self._others())
        self.assertFalse(self._watch(6), "it has only been chosen")

    def test_payouts_may_take_weeks(self):
        for day, codes in ((20, set()), (23, {(SETTLEMENTS, "none_found")})):
            self._go_to(day)
            self._read(LISTINGS, *self._others())
            self.assertEqual(self._watch(day), codes)

    def test_a_role_that_is_missing_is_said_until_it_counts(self):
        self.account._note_denied(LISTINGS)
        self._read(*self._others())
        self.assertEqual(self._watch(1), {(LISTINGS, "role_missing")})
        self.account.denied_report_types = False
        self._read(*self._others())
        self.assertFalse(self._watch(2))

    def test_orders_that_nobody_wants_are_not_missed(self):
        self.account.import_afn = False
        self._go_to(5)
        self._read(LISTINGS, *(each for each in self._others() if each != AFN))
        self.assertFalse(self._watch(5))
        self.account.import_afn = True
        self.assertEqual(self._watch(5.6), {(AFN, "not_read")})

    def test_a_paused_account_is_told_nothing_more(self):
        self.account._hold("token_rejected")
        self.assertFalse(self._watch(30))
