"""The ledger: its rows, the picture of them, a click on a gap, and who may see it."""

from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.modules import get_module_path
from odoo.tests import new_test_user

from .lives import DAY, MFN, LivingCase


class TestLedger(LivingCase):
    """The rows of the ledger, the picture of them, and who may see it."""

    world_values = {"seed": 5, "orders": 1, "na_share": 0.0}

    def _periods(self, channel="MFN"):
        """Return each marketplace's proven periods, in days."""
        rows = self.account.coverage_ids.filtered(lambda row: row.channel == channel)
        return {
            marketplace.domain: [
                ((start - self._day(0)) // DAY, (end - self._day(0)) // DAY)
                for start, end in some.sorted("start")._periods()
            ]
            for marketplace, some in rows.grouped("marketplace_id").items()
        }

    def test_what_touches_becomes_one(self):
        self._prove("MFN", (0, 2), (4, 6), (8, 9))
        every = self.account._fetched_marketplaces()
        self.assertEqual(
            self._periods(),
            {place.domain: [(0, 2), (4, 6), (8, 9)] for place in every},
        )
        self._prove("MFN", (2, 4), (5, 7))
        self.assertEqual(set(map(tuple, self._periods().values())), {((0, 7), (8, 9))})
        self._prove("MFN", (0, 9), (3, 4))
        self.assertEqual(set(map(tuple, self._periods().values())), {((0, 9),)})
        self.assertFalse(self._periods("AFN"))

    def test_rows_that_overlap_prove_what_they_cover(self):
        """As two workers may leave them."""
        self._prove("MFN", (0, 5))
        self.env["amazon.seller.coverage"].create(
            [
                {
                    "account_id": self.account.id,
                    "channel": "MFN",
                    "marketplace_id": marketplace.id,
                    "start": self._day(3),
                    "end": self._day(8),
                }
                for marketplace in self.account.marketplace_ids
            ]
        )
        self._go_to(20)
        [(start, end, state), _gap] = self.account._coverage_stretches("MFN")
        self.assertEqual((start, end, state), (self._day(0), self._day(8), "proven"))
        self._prove("MFN", (8, 9))
        self.assertEqual(set(map(tuple, self._periods().values())), {((0, 9),)})

    def test_only_what_all_marketplaces_have_is_proven(self):
        [first, *others] = self.account._fetched_marketplaces()
        self._prove("MFN", (0, 5))
        self.env["amazon.seller.coverage"]._prove(
            self.account, "MFN", first, self._day(5), self._day(9)
        )
        self._go_to(20)
        stretches = self.account._coverage_stretches("MFN")
        self.assertEqual(stretches[0][1], self._day(5))
        self.account.marketplace_ids = first
        self.assertEqual(self.account._coverage_stretches("MFN")[0][1], self._day(9))

    def test_a_line_of_one_moment_or_none(self):
        self.account.order_start_date = self._day(3)
        self.assertEqual(self.account._coverage_stretches("MFN"), [])
        self.assertFalse(self.account._coverage_state_at("MFN", self._day(2)))
        self.assertEqual(self.account.gap_count, 0)

    def test_the_state_of_a_moment(self):
        self._prove("MFN", (5, 8))
        self._go_to(9)
        for day, state in ((-1, False), (0, "gap"), (5, "proven"), (8, "gap")):
            self.assertEqual(
                self.account._coverage_state_at("MFN", self._day(day)), state, day
            )

    def test_a_living_accounts_last_hour_is_no_gap_and_a_dead_ones_is(self):
        self._prove("MFN", (0, 5))
        self.clock.move_to(self.first_day + 5 * DAY + timedelta(hours=1))
        self.assertEqual(self._states(), ["proven", "asked"])
        self.account._active_token()._retire("revoked")
        self.account.invalidate_recordset()
        self.assertEqual(self._states(), ["proven", "gap"])

    def test_a_dead_account_has_asked_only_for_what_amazon_heard_of(self):
        self._prove("MFN", (0, 5))
        self._go_to(8)
        self.account._want_reports()
        self.assertEqual(self._states(), ["proven", "asked"])
        self.account._pause("authorization_lost")
        self.assertEqual(self._states(), ["proven", "gap"])
        self._reports(MFN).asked_at = self.now
        self.assertEqual(self._states(), ["proven", "asked"])

    def test_the_timeline(self):
        self.account.order_start_date = self._day(-800)
        self._prove("MFN", (-200, 3), (8, 20))
        self._prove("AFN", (-800, 20))
        self._go_to(20)
        timeline = self.account.with_context(lang="en_US", tz="UTC").coverage_timeline
        self.assertEqual(timeline["end"], "2026-01-25T06:00:00Z")
        [mfn, afn] = timeline["kinds"]
        self.assertEqual(
            [stretch["state"] for stretch in mfn["stretches"]],
            ["unreachable", "gap", "proven", "gap", "proven"],
        )
        self.assertEqual(
            [stretch["can_fetch"] for stretch in mfn["stretches"]],
            [False, True, False, True, False],
        )
        self.assertEqual(mfn["stretches"][0]["start"], timeline["start"])
        for one, other in zip(mfn["stretches"], mfn["stretches"][1:], strict=False):
            self.assertEqual(one["end"], other["start"])
        self.assertIn("01/08/2026 – 01/13/2026", mfn["summary"])
        self.assertEqual(afn["summary"], "Complete since 10/28/2023.")
        self.assertEqual(
            {each["state"] for each in timeline["legend"]},
            {"proven", "asked", "gap", "unreachable"},
        )
        self.assertEqual(self.account.gap_count, 2)
        self.assertIn("01/08/2026", self.account.gap_summary)

    # === A CLICK ON A GAP === #

    def _fetch(self, start, end, user=None, channel="MFN"):
        account = self.account.with_user(user or self.user)
        return account.action_fetch_period(
            channel,
            f"{self._day(start).isoformat()}Z",
            f"{self._day(end).isoformat()}Z",
        )

    def test_a_click_asks_for_the_gap_even_if_it_rests(self):
        self.account.import_afn = False
        self._prove("MFN", (0, 5), (8, 20))
        self._go_to(20)
        self.env["amazon.seller.report"].create(
            [
                {
                    "account_id": self.account.id,
                    "report_type": MFN,
                    "data_start": self._day(3),
                    "data_end": self._day(8),
                    "state": "failed",
                }
                for _time in range(4)
            ]
        )
        self.clock.tick(timedelta(hours=12))
        self.account._want_reports()
        self.assertNotIn(self._day(8), self._reports()[4:].mapped("data_end"))
        action = self._fetch(5, 8)
        self.assertEqual(action["params"]["type"], "success")
        asked = self._reports()[-1]
        self.assertEqual(asked._periods(), [(self._day(3), self._day(8))])
        self.assertEqual(self.account._coverage_state_at("MFN", self._day(6)), "asked")
        again = self._fetch(5, 8)
        self.assertEqual(again["params"]["type"], "info")
        self.assertEqual(self._reports()[-1], asked)

    def test_a_click_asks_only_within_what_was_clicked(self):
        self._prove("MFN", (0, 2))
        self._go_to(20)
        self._fetch(6, 8)
        self.assertEqual(self._reports()._periods(), [(self._day(4), self._day(8))])

    def test_a_click_beside_the_line_says_what_to_do(self):
        self._go_to(20)
        with self.assertRaisesRegex(UserError, "Orders From"):
            self._fetch(-9, -2)
        with self.assertRaisesRegex(UserError, "Orders From"):
            self._fetch(25, 30)
        self.account.import_mfn = False
        with self.assertRaisesRegex(UserError, "choose them"):
            self._fetch(1, 2)

    def test_a_click_out_of_reach_says_so(self):
        self.account.order_start_date = self._day(-900)
        with self.assertRaisesRegex(UserError, "cannot be fetched by report any more"):
            self._fetch(-900, -880)

    def test_a_click_on_a_dead_account_says_so(self):
        self._go_to(20)
        self.account._active_token()._retire("revoked")
        self.account.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "is paused"):
            self._fetch(1, 2)
        [mfn, _afn] = self.account.coverage_timeline["kinds"]
        self.assertFalse(any(each["can_fetch"] for each in mfn["stretches"]))
        self.assertIn("once access is allowed again", mfn["summary"])

    # === RIGHTS === #

    def test_people_see_the_ledger_and_change_nothing(self):
        self._prove("MFN", (0, 5))
        self._go_to(6)
        row = self.account.coverage_ids[0].with_user(self.manager)
        self.assertEqual(row.end, self._day(5))
        for forbidden in (
            lambda: row.write({"end": self._day(6)}),
            lambda: row.copy(),
            lambda: row.unlink(),
        ):
            with self.assertRaises(AccessError):
                forbidden()
        account = self.account.with_user(self.user)
        self.assertTrue(account.coverage_timeline["kinds"])
        self.assertEqual(account.gap_count, 2)

    def test_another_companys_people_see_nothing(self):
        self._prove("MFN", (0, 5))
        self._go_to(6)
        company = self.env["res.company"].create({"name": "Schwester GmbH"})
        sister = new_test_user(
            self.env,
            "amazon-sister",
            "amazon_connector.group_manager",
            company_id=company.id,
            company_ids=[fields.Command.set(company.ids)],
        )
        rows = self.env["amazon.seller.coverage"].with_user(sister)
        self.assertFalse(rows.search([]))
        with self.assertRaises(AccessError):
            self._fetch(5, 6, user=sister)

    # === BEFORE THERE WAS A LEDGER === #

    def test_the_ledger_is_filled_from_the_reports_that_ended_well(self):
        self._live(1, 9, step=4)
        before = {channel: self._periods(channel) for channel in ("MFN", "AFN")}
        self.assertTrue(before["MFN"])
        self.account.coverage_ids.unlink()
        self._note_reports_of_other_things()
        self._migrate()
        self._migrate()
        self.account.invalidate_recordset()
        after = {channel: self._periods(channel) for channel in ("MFN", "AFN")}
        self.assertEqual(after, before)

    def _note_reports_of_other_things(self):
        """Returns are of one channel, invoice data of both: neither tells of orders."""
        for report_type in (
            "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA",
            "SC_VAT_TAX_REPORT",
        ):
            self.env["amazon.seller.report"].create(
                {
                    "account_id": self.account.id,
                    "report_type": report_type,
                    "marketplace_ids": self.account.marketplace_ids.ids,
                    "data_start": self._day(-30),
                    "data_end": self._day(9),
                    "state": "done",
                }
            )

    def _migrate(self):
        """Run the script that updating the addon runs."""
        path = get_module_path("amazon_connector")
        path = f"{path}/migrations/19.0.1.1.0/post-fill_coverage.py"
        spec = spec_from_file_location("fill_coverage", path)
        script = module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.1.0.0")
