"""What is told of a time without access, and of a time when nothing comes."""

from datetime import timedelta
from unittest.mock import patch

from odoo.tests import mute_logger

from .lives import AFN, DAY, MFN, LivingCase

ROUND = "odoo.addons.amazon_connector.models.amazon_seller_account_round"
PROGRESS = "odoo.addons.amazon_connector.models.amazon_seller_report_progress"
END = 56


class TestCatchUp(LivingCase):
    def setUp(self):
        super().setUp()
        self.account.message_ids.unlink()

    def _told(self):
        """Return what was told of catching up."""
        bodies = self.account.message_ids.sorted("id").mapped("body")
        return [str(body) for body in bodies if "Caught up" in body]

    def _die(self):
        self.account._active_token()._retire("expired")
        self.account.invalidate_recordset()

    def test_a_new_account_from_today_has_nothing_to_catch_up(self):
        self.assertTrue(self.account.catching_up_since)
        self.clock.tick(timedelta(minutes=5))
        self._round()
        self.assertFalse(self.account.catching_up_since)
        self.assertFalse(self._told())

    def test_a_renewal_is_told_once_with_what_came(self):
        self._live(1, 5)
        known = self.env["amazon.seller.order"].search_count([])
        self._die()
        self._go_to(36)
        self._round()
        self._authorize()
        self.assertEqual(self.account.catching_up_since, self.now)
        self._round()
        self.assertFalse(self.account.catching_up_since)
        [text] = self._told()
        new = self.env["amazon.seller.order"].search_count([]) - known
        self.assertIn(f"{new} new orders", text)
        self.assertIn("from 01/10/2026 to 02/10/2026", text)
        self.assertIn("4 reports", text)
        self.assertNotIn("could no longer be fetched", text)
        self._live(37, 40)
        self.assertEqual(len(self._told()), 1)

    def test_it_is_told_in_the_words_of_who_is_responsible(self):
        self.account.user_id.lang = "de_DE"
        self._live(1, 2)
        self._die()
        self._go_to(20)
        self._authorize()
        self.account.message_ids.unlink()
        self._round()
        bodies = " ".join(map(str, self.account.message_ids.mapped("body")))
        self.assertIn("07.01.2026", bodies)

    def test_a_renewal_without_a_gap_is_not_told(self):
        self._live(1, 5)
        self.clock.tick(timedelta(minutes=30))
        self._authorize()
        self._round()
        self.assertFalse(self.account.catching_up_since)
        self.assertFalse(self._told())

    def test_the_first_connection_tells_of_orders_from_before(self):
        self._go_to(20)
        self._authorize()
        self._round()
        [text] = self._told()
        self.assertIn("from 01/05/2026", text)

    @mute_logger(PROGRESS)
    def test_it_is_told_only_when_the_gap_is_closed(self):
        self._live(1, 5)
        self._die()
        self._go_to(36)
        self.amazon.faults.add("report_fatal", MFN, skip=1)
        self._authorize()
        self._round()
        self.assertTrue(self.account.catching_up_since)
        self.assertEqual(self.account.catching_up_from, self._day(5))
        self.assertFalse(self._told())
        self._live(37, 38)
        self.assertEqual(len(self._told()), 1)

    @mute_logger(PROGRESS)
    def test_what_amazon_never_tells_is_named_after_a_day(self):
        self._live(1, 5)
        self._die()
        self._go_to(20)
        self.amazon.faults.add("report_fatal", AFN, times=10**6)
        self._authorize()
        self._live(20, 20)
        self.assertFalse(self._told())
        self._live(21, 23)
        [text] = self._told()
        self.assertIn("not told of these days so far: 01/10/2026 – 01/25/2026", text)
        self.assertFalse(self.account.catching_up_since)
        self.assertGreater(self.account.gap_count, 0)

    def test_what_is_under_way_for_days_is_waited_for(self):
        self._live(1, 5)
        self._die()
        self._go_to(20)
        self._authorize()
        self.account._want_reports()
        self._go_to(22)
        self.account._follow_catch_up()
        self.assertFalse(self._told())

    def test_it_is_told_only_when_the_orders_are_imported(self):
        self._go_to(20)
        self._authorize()
        with patch.object(type(self.account), "_import_orders", lambda *args: False):
            self._round()
        self.assertFalse(self._told())
        self._round()
        [text] = self._told()
        self.assertNotIn("which 0 are imported", text)

    def test_dead_again_before_the_end_it_is_told_as_one(self):
        self._live(1, 5)
        self._die()
        self._go_to(10)
        self._authorize()
        self.account._want_reports()
        self.account._follow_catch_up()
        self._die()
        self._go_to(15)
        self._round()
        self._authorize()
        self._live(16, 16)
        [text] = self._told()
        self.assertIn("from 01/10/2026 to 01/20/2026", text)

    def test_days_out_of_reach_are_named(self):
        self._live(1, 2)
        self._die()
        self._go_to(800)
        self._authorize()
        self.account._follow_catch_up()
        self.assertEqual(self.account.catching_up_from, self._day(2))
        for channel in ("MFN", "AFN"):
            self._prove(channel, (100, 800))
        self.account._follow_catch_up()
        self.assertFalse(self._told(), "some days can still be searched for")
        for channel in ("MFN", "AFN"):
            [start, end] = [
                (start, end)
                for start, end, state in self.account._coverage_stretches(channel)
                if state == "unreachable"
            ][0]
            self.assertEqual(start, self._day(2))
            self._prove(channel, ((end - self._day(0)) / DAY, 100))
        self.account._follow_catch_up()
        [text] = self._told()
        self.assertIn("could no longer be fetched: 01/07/2026 – ", text)


class TestSilence(LivingCase):
    """A day without any report, though access is allowed."""

    def setUp(self):
        super().setUp()
        self._live(1, 2)
        self.cron = self.env.ref("amazon_connector.ir_cron_synchronize")

    def _message(self):
        self.account.invalidate_recordset()
        return self.account.with_user(self.user).silence_message or ""

    def test_no_warning_while_reports_come(self):
        self.assertEqual(self._message(), "")
        self.clock.tick(timedelta(hours=23))
        self.assertEqual(self._message(), "")

    def test_no_warning_for_a_dead_account_which_says_why_itself(self):
        self._go_to(9)
        self.account._active_token()._retire("revoked")
        self.assertEqual(self._message(), "")

    def test_no_warning_right_after_a_renewal(self):
        self._go_to(9)
        self._authorize()
        self.account._active_token().authorized_at = self.now
        self.assertEqual(self._message(), "")

    def test_many_accounts_take_as_many_queries_as_a_few(self):
        accounts = self.account
        for number in range(6):
            accounts |= self.account.copy({"name": f"Amazon {number}"})
        for account in accounts[1:]:
            account._store_refresh_token(f"Atzr|{account.id}", "pasted")
        self.env.flush_all()
        counts = []
        for several in (accounts[:2], accounts):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            several.mapped("silence_message")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_the_scheduled_action_is_switched_off(self):
        self._go_to(4)
        self.cron.active = False
        self.assertIn("switched off", self._message())
        self.assertIn("2026", self._message())

    def test_the_scheduled_action_does_not_run(self):
        self._go_to(4)
        self.assertIn("is not running", self._message())
        self.assertIn(self.cron.name, self._message())

    def test_nothing_is_chosen(self):
        self._go_to(4)
        self.account.round_at = self.now
        self.account.write({"import_mfn": False, "import_afn": False})
        self.assertIn("Neither", self._message())
        self.account.write({"import_mfn": True, "marketplace_ids": False})
        self.assertIn("No marketplace is chosen", self._message())

    @mute_logger(PROGRESS)
    def test_all_reports_fail(self):
        self.amazon.faults.add("report_fatal", MFN, times=99)
        self.amazon.faults.add("report_fatal", AFN, times=99)
        self._live(3, 4)
        self.assertIn("Amazon failed to make this report", self._message())
        self.assertNotIn("not running", self._message())

    @mute_logger(PROGRESS, ROUND)
    def test_amazon_is_down(self):
        self.amazon.faults.add("unavailable_html", "*", times=999)
        self._live(3, 4)
        self.assertIn("Amazon did not answer", self._message())

    def test_amazon_is_slow(self):
        self.amazon.faults.add("report_stuck", MFN, times=99)
        self.amazon.faults.add("report_stuck", AFN, times=99)
        self._live(3, 3)
        self.clock.tick(timedelta(hours=10))
        self._round()
        self.account.env["amazon.seller.report"].search(
            [("state", "=", "done")]
        ).done_at = self._day(1)
        self.assertIn("has not finished", self._message())

    def test_throttled(self):
        self._go_to(3)
        self.account._want_reports()
        self._reports().filtered(lambda r: r.state == "wanted").next_try_at = self._day(
            9
        )
        self._go_to(4)
        self.account.round_at = self.now
        self.assertIn("limit of calls", self._message())
