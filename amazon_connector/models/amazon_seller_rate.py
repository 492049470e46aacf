# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import random
import time

from psycopg2.errors import SerializationFailure

from odoo import fields, models
from odoo.tools import SQL

from ..spapi import throttle
from ..spapi.errors import Throttled

ATTEMPTS = 20
# When to try again where the others never let us count.
CROWDED_SECONDS = 1.0


class AmazonSellerRate(models.Model):
    """How much of each rate limit is used up, shared by all workers and servers.

    One row per app, seller, region and operation.  Rows are written in a short
    transaction of their own: a call that was made stays counted, even where the
    transaction that made it is rolled back.
    """

    _name = "amazon.seller.rate"
    _description = "Amazon Rate Limit"
    _log_access = False

    bucket = fields.Char(required=True)
    # "Theoretical arrival time" of the generic cell rate algorithm, in seconds
    # since 1970: one number holds rate, burst and refill.
    arrival = fields.Float(required=True)

    _bucket_uniq = models.Constraint("UNIQUE(bucket)", "One row per rate limit.")

    def _change(self, bucket, change):
        """Replace a bucket's arrival time.

        :param change: takes the arrival time, returns ``(arrival, retry_at or None)``
        :return: ``retry_at``
        """
        for attempt in range(ATTEMPTS):
            try:
                with self.env.registry.cursor() as cr:
                    return self._change_row(cr, bucket, change)
            except SerializationFailure:
                # Another worker counted at the same time; let it get away.
                time.sleep(random.uniform(0, 0.005 * (attempt + 1)))
        return time.time() + CROWDED_SECONDS

    def _change_row(self, cr, bucket, change):
        cr.execute(
            SQL(
                "INSERT INTO amazon_seller_rate (bucket, arrival) VALUES (%s, 0) "
                "ON CONFLICT (bucket) DO NOTHING",
                bucket,
            ),
            log_exceptions=False,
        )
        cr.execute(
            SQL(
                "SELECT arrival FROM amazon_seller_rate WHERE bucket = %s FOR UPDATE",
                bucket,
            ),
            log_exceptions=False,
        )
        arrival, retry_at = change(cr.fetchone()[0])
        cr.execute(
            SQL(
                "UPDATE amazon_seller_rate SET arrival = %s WHERE bucket = %s",
                arrival,
                bucket,
            )
        )
        return retry_at


class DatabaseThrottle:
    """The :class:`~..spapi.throttle.Throttle` of one app, seller and region."""

    def __init__(self, env, app, seller, region):
        self._rates = env["amazon.seller.rate"]
        self._prefix = f"{app}:{seller}:{region}"

    def take(self, operation):
        """Count one call.

        :raise Throttled: the limit is used up; says from when on it is not
        """
        rate = throttle.RATES[operation]
        retry_at = self._rates._change(
            self._bucket(operation),
            lambda arrival: throttle.take(arrival, time.time(), rate),
        )
        if retry_at is not None:
            raise Throttled(operation, retry_at=throttle.as_datetime(retry_at))

    def refused(self, operation):
        """Amazon answered 429 all the same: the bucket is empty, whoever emptied it.

        :return: when to try again (aware UTC)
        """
        rate = throttle.RATES[operation]
        retry_at = self._rates._change(
            self._bucket(operation),
            lambda _arrival: throttle.refused(time.time(), rate),
        )
        return throttle.as_datetime(retry_at)

    def _bucket(self, operation):
        return f"{self._prefix}:{operation}"
