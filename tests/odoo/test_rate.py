"""Rate limits in the database: shared by workers, never lost to a rollback."""

import threading
from datetime import datetime, timedelta, timezone
from unittest.mock import Mock, patch

from odoo.addons.amazon_connector.models import amazon_seller_rate
from odoo.addons.amazon_connector.models.amazon_seller_rate import DatabaseThrottle
from odoo.addons.amazon_connector.spapi.errors import Throttled
from odoo.addons.amazon_connector.spapi.throttle import RATES

from .common import AmazonCase

OPERATION = "reports.createReport"
BURST = RATES[OPERATION].burst


class TestRate(AmazonCase):
    """Without Odoo's test mode: cursors are real, what they write is removed."""

    def setUp(self):
        super().setUp()
        self.app = f"app of {self.id()}"
        self.addCleanup(self._remove)

    def _remove(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "DELETE FROM amazon_seller_rate WHERE starts_with(bucket, %s)",
                (self.app,),
            )

    def _throttle(self, seller="A1", region="eu", env=None):
        return DatabaseThrottle(env or self.env, self.app, seller, region)

    def _take_until_throttled(self, throttle):
        count = 0
        try:
            while count < 100:
                throttle.take(OPERATION)
                count += 1
        except Throttled as error:
            return count, error.retry_at
        return count, None

    def test_the_burst_is_counted_and_then_refused_with_a_time(self):
        count, retry_at = self._take_until_throttled(self._throttle())
        self.assertEqual(count, BURST)
        wait = retry_at - datetime.now(timezone.utc)
        self.assertLess(wait, timedelta(seconds=61))
        self.assertGreater(wait, timedelta(seconds=50))

    def test_a_rollback_does_not_give_calls_back(self):
        with self.registry.cursor() as cr:
            self._take_until_throttled(self._throttle(env=self.env(cr=cr)))
            cr.rollback()
        with self.assertRaises(Throttled):
            self._throttle().take(OPERATION)

    def test_sellers_regions_and_operations_have_buckets_of_their_own(self):
        self._take_until_throttled(self._throttle())
        self._throttle().take("reports.getReport")
        self._throttle(seller="A2").take(OPERATION)
        self._throttle(region="na").take(OPERATION)

    def test_a_429_empties_the_bucket_for_everybody(self):
        retry_at = self._throttle().refused(OPERATION)
        with self.assertRaises(Throttled) as raised:
            self._throttle().take(OPERATION)
        self.assertAlmostEqual(
            raised.exception.retry_at, retry_at, delta=timedelta(seconds=1)
        )

    def test_the_bucket_refills_with_time(self):
        throttle = self._throttle()
        _count, retry_at = self._take_until_throttled(throttle)
        just_after = retry_at.timestamp() + 0.001
        with patch.object(amazon_seller_rate, "time", Mock(time=lambda: just_after)):
            throttle.take(OPERATION)
            with self.assertRaises(Throttled):
                throttle.take(OPERATION)

    def test_workers_at_once_never_exceed_the_burst_together(self):
        counts = []
        start = threading.Barrier(4)

        def work():
            with self.registry.cursor() as cr:
                throttle = self._throttle(env=self.env(cr=cr))
                start.wait()
                counts.append(self._take_until_throttled(throttle)[0])

        threads = [threading.Thread(target=work) for _n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(counts), 4)
        self.assertEqual(sum(counts), BURST)
