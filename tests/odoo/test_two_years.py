"""Two years of a seller's life in fast motion, over real HTTP, on one clock.

Every day brings a watch and a round; around what happens on the days of the diary
below, the cron comes every five minutes as it does in real life.
"""

from datetime import timedelta
from inspect import getmembers
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

from odoo.tests import mute_logger

from emulator.faults import ANY

from .lives import DAY, MFN, LivingCase

PROGRESS = "odoo.addons.amazon_connector.models.amazon_seller_report_progress"

# The diary, in days since the consent.
FATAL_REPORT = 100
ROTATION = 170
SECRET_ENDS = 350  # Nobody rotated it this time,
SECRET_REPAIRED = 352
CONSENT_ENDS = 365  # and nobody renewed the consent either.
RENEWED = 405
NEXT_ROTATION = 520
REVOKED = 550
ALLOWED_AGAIN = 553
OUTAGE = 600
OUTAGE_ENDS = 607
LAST_ROTATION = 690
LAST_ORDER = 700
END = 712

# 30, 23, 16, 9 and 2 days before the end of the only consent that came to its end.
REMINDERS = [335, 342, 349, 356, 363]
# 90, 30, 7 and 1 days before the end of each secret, as long as it was in use.
WARNINGS = [90, 150, 260, 320, 343, 349, 442, 502, 610, 670]


class TestTwoYears(LivingCase):
    DAYS = LAST_ORDER
    world_values = {"seed": 11, "orders": 700, "na_share": 0.0}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.app.secret_expires_at = cls.first_day + 180 * DAY
        cls.key_set.user_id = cls.manager

    def setUp(self):
        super().setUp()
        self.startPatcher(
            patch.object(
                type(self.env["ir.cron"]),
                "_commit_progress",
                lambda cron, *args, **values: float("inf"),
            )
        )
        self.reminders, self.warnings = [], []

    def _authorize(self):
        """Go through the consent page as a seller does."""
        account = self.account.with_user(self.manager)
        callback = self._confirm_consent(account.action_allow_access()["url"])
        query = dict(parse_qsl(urlsplit(callback).query))
        account._authorize(
            query["spapi_oauth_code"], query["selling_partner_id"], "consent"
        )

    def _rotate_secret(self):
        """Make a new secret at Amazon and enter it, guided."""
        rotation = (
            self.env["amazon.seller.secret.rotation"]
            .with_user(self.manager)
            .create(
                {
                    "key_set_id": self.key_set.id,
                    "client_secret": self.amazon.amazon.rotate_secret(),
                }
            )
        )
        rotation.action_rotate()

    # === THE PASSING OF TIME === #

    @property
    def today(self):
        return (self.amazon.clock.now() - self.first_day) // DAY

    def _live_until(self, day):
        """Let the days pass, each with its watch and its round."""
        while self.today < day:
            self._go_to(self.today + 1)
            self._watch()
            self._cron()
            if self.today % 10 == 0:
                self._vacuum()
            if self.today % 50 == 0:
                # As PostgreSQL does by itself, were this not one long transaction.
                self.env.cr.execute("ANALYZE")

    def _live_closely(self, hours):
        """Let hours pass, with the cron every five minutes."""
        for _round in range(hours * 12):
            self.clock.tick(timedelta(minutes=5))
            self._cron()

    def _cron(self):
        self.env["amazon.seller.account"]._cron_synchronize()
        self.env.flush_all()

    def _watch(self):
        self.env.invalidate_all()  # What was computed on another day.
        before = self._mails(), self.key_set.secret_reminded_days
        self.env["amazon.seller.account"]._cron_watch()
        self.env["amazon.seller.key.set"]._cron_watch()
        if self._mails() > before[0]:
            self.reminders.append(self.today)
        if self.key_set.secret_reminded_days != before[1]:
            self.warnings.append(self.today)

    def _mails(self):
        """Count the reminders that were sent."""
        return self.env["mail.message"].search_count(
            [
                ("model", "=", self.account._name),
                ("message_type", "in", ("email_outgoing", "email")),
            ]
        )

    def _vacuum(self):
        """Forget what the addon forgets in time."""
        for name in self.env.registry:
            if name.startswith("amazon.seller."):
                model = self.env[name]
                for _name, method in getmembers(type(model), _is_autovacuum):
                    method(model)

    # === THE LIFE === #

    @mute_logger(PROGRESS)
    def test_nothing_is_lost_in_two_years(self):
        self._live_until(FATAL_REPORT)
        self.amazon.faults.add("report_fatal", MFN)
        self._live_until(ROTATION)
        self.assertIn("report_fatal", self._reports(MFN).mapped("error_code"))
        self._rotate_secret()
        self._live_until(SECRET_ENDS)
        self._the_secret_ends()
        self._live_until(CONSENT_ENDS)
        self._the_consent_ends()
        self._live_until(NEXT_ROTATION)
        self._rotate_secret()
        self._live_until(REVOKED)
        self._the_seller_revokes()
        self._live_until(OUTAGE)
        self.amazon.faults.add("unavailable_html", ANY, times=10**6)
        self._live_until(OUTAGE_ENDS)
        self.assertEqual(self.account.connection_state, "disturbed")
        self.amazon.faults.clear()
        self._live_until(LAST_ROTATION)
        self._rotate_secret()
        self._live_until(END)

        self.assertEqual(self.reminders, REMINDERS)
        self.assertEqual(self.warnings, WARNINGS)
        self.assertFalse(self.account.activity_ids | self.key_set.activity_ids)
        self.assertEverythingIsHere()

    def _the_secret_ends(self):
        self._dies(on=self.key_set)
        self.assertEqual(self.account.connection_code, "client_rejected")
        self._live_in_silence_until(SECRET_REPAIRED, self.key_set)
        self._rotate_secret()
        self._lives_again(self.key_set)

    def _the_consent_ends(self):
        self._dies(on=self.account)
        self.assertEqual(self.account.authorization_state, "expired")
        self._live_in_silence_until(RENEWED, self.account)
        self._authorize()
        self._lives_again(self.account)

    def _the_seller_revokes(self):
        self.amazon.amazon.revoke()
        self._dies(on=self.account)
        self.assertEqual(self.account.authorization_state, "revoked")
        self._live_in_silence_until(ALLOWED_AGAIN, self.account)
        self._authorize()
        self._lives_again(self.account)

    def _dies(self, on):
        """Amazon refuses, is asked once more, and the person responsible is told."""
        messages = len(on.message_ids)
        since = self.amazon.clock.now()
        self._live_closely(hours=3)
        calls = [
            call
            for call in self.amazon.calls.select(since=since)
            if call.time > since or call.status >= 400
        ]
        refused = [call for call in calls if call.operation == "lwa.refresh_token"]
        self.assertEqual(len(refused), 2)
        self.assertLessEqual({call.status for call in refused}, {400, 401})
        # Of the last hour's access token Amazon thinks no better.
        others = [call.status for call in calls if call not in refused]
        self.assertLessEqual(set(others), {403})
        self.assertLessEqual(len(others), len(refused))
        self.assertTrue(on.is_paused)
        self.assertEqual(len(on.activity_ids), 1)
        self.assertEqual(on.activity_ids.user_id, self.manager)
        self.assertEqual(len(on.message_ids), messages + 1)

    def _live_in_silence_until(self, day, dead):
        """Amazon hears nothing of a dead account, and nobody is told again."""
        told = self.account.message_ids | self.key_set.message_ids
        since = self.amazon.clock.now()
        self._live_until(day)
        self.assertEqual(self.amazon.calls.select(since=since), [])
        messages = self.account.message_ids | self.key_set.message_ids
        self.assertEqual((messages - told).mapped("body"), [])
        self.assertEqual(len(dead.activity_ids), 1)
        self.assertGreater(self.account.gap_count, 0)

    def _lives_again(self, dead):
        """What was missed is here within hours, and the reminders are closed."""
        self.assertFalse(dead.activity_ids)
        self._live_closely(hours=3)
        self.assertEqual(self.account.connection_state, "connected")
        self.assertEqual(self.account.gap_count, 0)
        self.assertFalse(self.account.catching_up_since)


def _is_autovacuum(member):
    return callable(member) and getattr(member, "_autovacuum", False)
