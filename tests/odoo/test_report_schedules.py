"""Schedules at Amazon: made, read back, replaced, put back, ended."""

import contextlib
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import make_stranger
from .lives import MFN, LivingCase

XML = "GET_ORDER_REPORT_DATA_INVOICING"
LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
GERMANY, FRANCE = "A1PA6795UKMFR9", "A13V1IB3VIYZZH"
SCHEDULES = "odoo.addons.amazon_connector.models.amazon_seller_account_schedules"


class TestReportSchedules(LivingCase):
    def setUp(self):
        super().setUp()
        self.other = self.amazon.other_program
        # What is committed between two calls stays in the test's transaction.
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *args, **values: 9
        )
        self._go_to(1)

    def _source(self, report_type):
        return self.account.source_ids.filtered(
            lambda source: source.report_type == report_type
        )

    def _request(self, report_type=MFN, period="PT4H", places=(GERMANY,), **values):
        return (
            self.env["amazon.seller.report.schedule.request"]
            .with_user(self.manager)
            .create(
                {
                    "account_id": self.account.id,
                    "report_type": report_type,
                    "marketplace_ids": [
                        (4, self._marketplace(place).id) for place in places
                    ],
                    "period": period,
                    **values,
                }
            )
        )

    def _schedule(self, *args, **values):
        """Schedule a report as a manager does; return what stands here then."""
        before = self._known()
        self._request(*args, **values).action_schedule()
        return self._known() - before

    def _known(self):
        self.account.invalidate_recordset(["schedule_ids"])
        return self.account.schedule_ids

    def _read_back(self):
        self.env["amazon.seller.account"]._cron_read_schedules()
        self._known().invalidate_recordset()

    def _a_day_later(self, days=1):
        self.clock.tick(timedelta(days=days))
        self.amazon.rates.refill()
        self.env.cr.execute("DELETE FROM amazon_seller_rate")

    def _at_amazon(self):
        """Return what stands at the emulated Amazon: (type, period) of each."""
        schedules = self.amazon.amazon.reports.schedules
        seller = self.amazon.seller.seller_id
        return sorted((s.report_type, s.period) for s in schedules.of(seller, "eu"))

    def _messages(self):
        return " ".join(self.account.message_ids.mapped("body"))

    def test_a_schedule_is_made_and_its_reports_are_read(self):
        schedule = self._schedule()
        self.assertEqual(schedule.state, "active")
        self.assertEqual(self._at_amazon(), [(MFN, "PT4H")])
        self.assertEqual(self._source(MFN).way, "scheduled")
        self._go_to(20)
        self._round()
        self.assertIn(
            timedelta(hours=4),
            {report.data_end - report.data_start for report in self._reports(MFN)},
        )

    def test_a_report_of_each_marketplace_gets_a_schedule_for_each(self):
        schedules = self._schedule(LISTINGS, "P1D", (GERMANY, FRANCE))
        self.assertEqual(len(schedules), 2)
        self.assertEqual({len(each.marketplace_ids) for each in schedules}, {1})
        self.assertEqual(len(self._at_amazon()), 2)

    def test_what_stands_at_amazon_is_read_back(self):
        schedule = self._schedule()
        self.other.schedule(LISTINGS, "P1D", marketplace_ids=[GERMANY])
        self._a_day_later()
        self._read_back()
        foreign = self._known() - schedule
        self.assertEqual((foreign.state, foreign.period), ("foreign", "P1D"))
        self.assertEqual(foreign.marketplace_ids, self._marketplace(GERMANY))
        self.assertEqual(schedule.state, "active")
        self.assertGreater(schedule.next_creation_at, self.now)
        self.assertEqual(schedule.read_at, self.now)
        self.other.cancel_schedule(LISTINGS)
        self._a_day_later()
        self._read_back()
        self.assertEqual(self._known(), schedule)

    def test_reading_back_twice_changes_nothing(self):
        schedule = self._schedule()
        self.other.schedule(LISTINGS, "P1D")
        self.account._read_schedules_now()
        known = self._known()
        self.account._read_schedules_now()
        self.assertEqual(self._known(), known)
        self.assertEqual(schedule.state, "active")
        self.assertEqual(self.amazon.calls.count("reports.createReportSchedule"), 1)

    def test_it_is_said_before_what_would_end(self):
        self.other.schedule(MFN, "P1D", marketplace_ids=[GERMANY])
        self.other.schedule(MFN, "P1D", marketplace_ids=[FRANCE])
        request = self._request()
        self.assertFalse(request.ended_ids)
        action = request.action_schedule()
        self.assertEqual((action["res_id"], action["target"]), (request.id, "new"))
        self.assertEqual(len(request.ended_ids), 1)
        self.assertEqual(request.ended_ids.state, "foreign")
        self.assertEqual(len(self._at_amazon()), 2)
        request.is_confirmed = True
        request.action_schedule()
        self.assertEqual(self._at_amazon(), [(MFN, "P1D"), (MFN, "PT4H")])
        self.assertEqual(sorted(self._known().mapped("state")), ["active", "foreign"])

    def test_what_was_scheduled_meanwhile_is_agreed_to_anew(self):
        self.other.schedule(MFN, "P1D", marketplace_ids=[GERMANY])
        self.account._read_schedules_now()
        request = self._request(is_confirmed=True)
        self.assertEqual(len(request.ended_ids), 1)
        self.other.schedule(XML, "PT8H", marketplace_ids=[FRANCE])
        request.action_schedule()
        self.assertFalse(request.is_confirmed)
        self.assertEqual(request.ended_ids.report_type, XML)
        self.assertEqual(self._at_amazon(), [(XML, "PT8H")])
        request.is_confirmed = True
        request.action_schedule()
        self.assertEqual(self._at_amazon(), [(MFN, "PT4H")])

    def test_the_other_form_of_an_order_report_would_end_too(self):
        self.other.schedule(XML, "PT8H", marketplace_ids=[FRANCE])
        request = self._request()
        request.action_schedule()
        self.assertEqual(request.ended_ids.report_type, XML)
        self.assertEqual(self._at_amazon(), [(XML, "PT8H")])

    def test_the_form_warns_of_what_is_known(self):
        self.other.schedule(MFN, "P1D", marketplace_ids=[GERMANY])
        self.account._read_schedules_now()
        wizard = self.env["amazon.seller.report.schedule.request"]
        with Form(wizard.with_user(self.manager)) as form:
            form.account_id = self.account
            form.report_type = MFN
            self.assertFalse(form.ended_ids[:])
            form.marketplace_ids.clear()
            form.marketplace_ids.add(self._marketplace(GERMANY))
            self.assertEqual(len(form.ended_ids[:]), 1)
            form.report_type = LISTINGS
            self.assertFalse(form.ended_ids[:])

    def test_a_schedule_that_another_program_replaced_says_so_once(self):
        schedule = self._schedule()
        self.other.schedule(MFN, "P1D", marketplace_ids=[GERMANY])
        self._a_day_later()
        self._read_back()
        self.assertEqual(schedule.state, "replaced")
        self.assertEqual(schedule.replaced_by_id.state, "foreign")
        self.assertIn("Another program", schedule.reason)
        self.assertEqual(self._messages().count("no longer scheduled"), 1)
        self._a_day_later()
        self._read_back()
        self.assertEqual(self._messages().count("no longer scheduled"), 1)
        self.assertEqual(self._at_amazon(), [(MFN, "P1D")])

    def test_the_xml_form_replaces_ours(self):
        schedule = self._schedule()
        self.other.schedule(XML, "P1D")
        self._a_day_later()
        self._read_back()
        self.assertEqual(schedule.state, "replaced")
        self.assertEqual(schedule.replaced_by_id.report_type, XML)

    def test_a_schedule_that_is_gone_says_so(self):
        schedule = self._schedule()
        self.other.cancel_schedule(MFN)
        self._a_day_later()
        self._read_back()
        self.assertEqual((schedule.state, self._at_amazon()), ("removed", []))
        schedule.with_user(self.manager).action_schedule_again()
        self.assertEqual(schedule.state, "active")
        self.assertEqual(self._at_amazon(), [(MFN, "PT4H")])

    def test_by_setting_it_is_put_back_once_a_day_at_most(self):
        schedule = self._schedule(is_put_back=True)
        for _day in range(3):
            self.other.schedule(MFN, "P1D", marketplace_ids=[GERMANY])
            self._a_day_later()
            self._read_back()
            self.assertEqual(schedule.state, "active")
            self.assertEqual(self._at_amazon(), [(MFN, "PT4H")])
        self.assertEqual(self._messages().count("put back"), 3)
        self.other.schedule(MFN, "P1D", marketplace_ids=[GERMANY])
        self.account._read_schedules_now()
        self.assertEqual(schedule.state, "replaced")
        self.assertEqual(self._at_amazon(), [(MFN, "P1D")])
        self._a_day_later()
        self._read_back()
        self.assertEqual(schedule.state, "active")

    def test_what_is_left_to_another_program_is_not_put_back(self):
        schedule = self._schedule(is_put_back=True)
        self._source(MFN).way = "found"
        self.assertFalse(schedule.is_put_back)
        self.other.schedule(MFN, "P1D", marketplace_ids=[GERMANY])
        self._a_day_later()
        self._read_back()
        self.assertEqual(schedule.state, "replaced")
        self.assertEqual(self._at_amazon(), [(MFN, "P1D")])

    def test_a_schedule_whose_reports_nobody_reads_says_so(self):
        schedule = self._schedule()
        self.assertFalse(schedule.reason)
        self._source(MFN).way = "asked"
        self.assertIn("it is not read", schedule.reason)
        self._source(MFN).way = "found"
        self.assertFalse(schedule.reason)

    def test_ours_is_ended_and_we_ask_ourselves_again(self):
        schedule = self._schedule(is_put_back=True)
        schedule.with_user(self.manager).action_end()
        self.assertEqual((schedule.state, self._at_amazon()), ("ended", []))
        self.assertEqual(self._source(MFN).way, "asked")
        self._a_day_later()
        self._read_back()
        self.assertEqual((schedule.state, self._at_amazon()), ("ended", []))

    def test_what_is_gone_already_can_be_ended(self):
        schedule = self._schedule()
        self.other.cancel_schedule(MFN)
        schedule.with_user(self.manager).action_end()
        self.assertEqual(schedule.state, "ended")

    def test_what_amazon_does_not_end_stays_ours(self):
        schedule = self._schedule()
        self.amazon.faults.add("unavailable_html", "reports.cancelReportSchedule")
        with self.assertRaises(UserError):
            schedule.with_user(self.manager).action_end()
        self.assertEqual(schedule.state, "active")

    def test_another_programs_schedule_is_not_ours_to_end(self):
        self.other.schedule(LISTINGS, "P1D")
        self.account._read_schedules_now()
        with self.assertRaises(UserError):
            self._known().with_user(self.manager).action_end()
        self.assertTrue(self._at_amazon())

    def test_an_answer_that_got_lost_makes_no_second_schedule(self):
        self.amazon.faults.add("connection_lost", "reports.createReportSchedule")
        request = self._request()
        # What was committed before the call stays, unlike with assertRaises.
        with contextlib.suppress(UserError):
            request.action_schedule()
        schedule = self._known()
        self.assertEqual(schedule.state, "wanted")
        # Amazon has made it; only its answer did not come.
        self.other.schedule(MFN, "PT4H", marketplace_ids=[GERMANY])
        self._a_day_later()
        self._read_back()
        self.assertEqual(schedule.state, "active")
        self.assertEqual(len(self._at_amazon()), 1)
        self.assertEqual(self._known(), schedule)

    def test_what_could_not_be_made_at_once_is_made_in_the_next_round(self):
        self.amazon.faults.add("throttled", "reports.createReportSchedule")
        schedule = self._schedule()
        self.assertEqual(schedule.state, "wanted")
        self.assertGreater(schedule.next_try_at, self.now)
        self._go_to(1.1)
        self.env.cr.execute("DELETE FROM amazon_seller_rate")
        self._round()
        self.assertEqual(schedule.state, "active")

    def test_what_amazon_refuses_says_why(self):
        self.amazon.faults.add("role_missing", "reports.createReportSchedule")
        schedule = self._schedule()
        self.assertEqual(schedule.state, "refused")
        self.assertIn("role", schedule.reason)
        self.assertEqual(self.account.connection_state, "connected")

    def test_one_that_cannot_be_read_back_stops_no_other(self):
        self.other.schedule(LISTINGS, "P1D")
        first = self.account.copy({"name": "A account that is asked first"})
        self._authorize(first)
        self.amazon.faults.add("unavailable_html", "reports.getReportSchedules")
        schedules = self.env["amazon.seller.report.schedule"].with_user(self.user)
        action = schedules.action_read_back()
        self.assertEqual(action["params"]["type"], "danger")
        self.assertIn(first.name, action["params"]["message"])
        self.assertNotIn(self.account.name, action["params"]["message"])
        self.assertEqual(self._known().mapped("state"), ["foreign"])
        self.assertEqual(schedules.action_read_back()["tag"], "soft_reload")

    @mute_logger(SCHEDULES)
    def test_a_read_back_that_fails_changes_nothing(self):
        schedule = self._schedule()
        for kind in ("unavailable_html", "empty", "throttled", "connection_lost"):
            self._a_day_later()
            self.amazon.faults.add(kind, "reports.getReportSchedules")
            self._read_back()
            self.assertEqual(schedule.state, "active", kind)

    def test_the_cron_reads_back_once_a_day_and_none_that_may_not_call(self):
        self._a_day_later()
        self.amazon.calls.clear()
        self._read_back()
        calls = self.amazon.calls.count("reports.getReportSchedules")
        self.assertGreater(calls, 0)
        self._read_back()
        self.assertEqual(self.amazon.calls.count("reports.getReportSchedules"), calls)
        self._a_day_later()
        self.account._hold("token_rejected")
        self._read_back()
        self.assertEqual(self.amazon.calls.count("reports.getReportSchedules"), calls)

    def test_the_cron_runs(self):
        cron = self.env.ref("amazon_connector.ir_cron_read_schedules")
        self.other.schedule(LISTINGS, "P1D")
        self.assertIs(cron.method_direct_trigger(), True)
        self.assertEqual(self._known().mapped("state"), ["foreign"])

    def test_reports_by_a_schedule_that_is_gone_are_said_to_be_missing(self):
        self._schedule(LISTINGS, "P1D")
        source = self._source(LISTINGS)
        self.assertEqual(source.state, "waiting")
        self.other.cancel_schedule(LISTINGS)
        self._a_day_later()
        self._read_back()
        source.invalidate_recordset()
        self.assertEqual(source.state, "late")
        self.assertIn("Scheduled", source.reason)

    def test_users_look_and_managers_act(self):
        schedule = self._schedule()
        seen = schedule.with_user(self.user)
        self.assertTrue(seen.display_name)
        for action in ("action_end", "action_schedule_again", "action_switch_put_back"):
            with self.assertRaises(AccessError):
                getattr(seen, action)()
        with self.assertRaises(AccessError):
            self.env["amazon.seller.report.schedule.request"].with_user(
                self.user
            ).create({"account_id": self.account.id, "report_type": MFN})
        seen.action_read_back()
        schedule.with_user(self.manager).action_switch_put_back()
        self.assertTrue(schedule.is_put_back)

    def test_another_company_sees_nothing(self):
        schedule = self._schedule()
        stranger = make_stranger(self.env, "amazon_connector.group_manager")
        with self.assertRaises(AccessError):
            schedule.with_user(stranger).read(["state"])
        with self.assertRaises(AccessError):
            schedule.with_user(stranger).action_end()
        with self.assertRaises(AccessError):
            self.account.source_ids.with_user(stranger).read(["way"])
