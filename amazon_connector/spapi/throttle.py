# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Amazon's rate limits: a token bucket per operation, application and seller.

The arithmetic is the generic cell rate algorithm, whose whole state is one number
per bucket, the theoretical arrival time (``tat``): the moment the bucket will be
full again.  One number fits into one database column, shared by all workers.

All times are seconds since 1970 (UTC), as ``time.time()`` gives them.

https://developer-docs.amazon.com/sp-api/docs/usage-plans-and-rate-limits
"""

import threading
import time
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Protocol

from .errors import Throttled

# Amazon names no time to wait.  After a refusal we leave at least this, because
# somebody else (another program of the seller) is using the same bucket.
_PAUSE_AFTER_REFUSAL = 5.0


@dataclass(frozen=True, slots=True)
class Rate:
    """A usage plan: calls a second in the long run, and calls at once."""

    per_second: float
    burst: int

    @property
    def interval(self):
        """Seconds until one used call has grown back."""
        return 1.0 / self.per_second

    @property
    def tolerance(self):
        """Seconds by which calls may run ahead of the long run."""
        return (self.burst - 1) * self.interval


# Keys are "<section>.<operationId>" of Amazon's models.
RATES = {
    "sellers.getMarketplaceParticipations": Rate(0.016, 15),
    "sellers.getAccount": Rate(0.016, 15),
    "tokens.createRestrictedDataToken": Rate(1.0, 10),
    "reports.getReports": Rate(0.0222, 10),
    "reports.createReport": Rate(0.0167, 15),
    "reports.getReport": Rate(2.0, 15),
    "reports.cancelReport": Rate(0.0222, 10),
    "reports.getReportDocument": Rate(0.0167, 15),
    "reports.createReportSchedule": Rate(0.0222, 10),
    "reports.getReportSchedules": Rate(0.0222, 10),
    "reports.cancelReportSchedule": Rate(0.0222, 10),
    "orders.getOrder": Rate(0.5, 30),
    "orders.searchOrders": Rate(0.0056, 20),
}


def take(tat, now, rate):
    """Take one call out of the bucket.

    :param tat: the bucket's state, 0 for one never used
    :return: ``(tat, None)`` with the new state when the call is allowed now, else
        ``(tat, retry_at)`` with the state unchanged
    """
    allowed_at = tat - rate.tolerance
    if now < allowed_at:
        return tat, allowed_at
    return max(tat, now) + rate.interval, None


def refused(now, rate):
    """The bucket's state after Amazon answered 429: it is empty, whatever we counted.

    :return: ``(tat, retry_at)``
    """
    tat = now + max(rate.interval, _PAUSE_AFTER_REFUSAL) + rate.tolerance
    return tat, tat - rate.tolerance


def as_datetime(seconds):
    """Seconds since 1970 as an aware UTC time."""
    return datetime.fromtimestamp(seconds, timezone.utc)


class Throttle(Protocol):
    """Where the buckets of one application and seller are kept."""

    def take(self, operation: str) -> None:
        """:raise Throttled: the call would exceed the rate; do not make it"""

    def refused(self, operation: str) -> datetime:
        """Note a 429; return when the next call may be made (aware UTC)."""


class MemoryThrottle:
    """Buckets of this process only: for tests and single runs."""

    def __init__(self, clock=time.time):
        self._clock = clock
        self._lock = threading.Lock()
        self._tats = {}

    def take(self, operation):
        with self._lock:
            tat = self._tats.get(operation, 0.0)
            tat, retry_at = take(tat, self._clock(), RATES[operation])
            self._tats[operation] = tat
        if retry_at is not None:
            raise Throttled(operation, retry_at=as_datetime(retry_at))

    def refused(self, operation):
        with self._lock:
            tat, retry_at = refused(self._clock(), RATES[operation])
            self._tats[operation] = tat
        return as_datetime(retry_at)
