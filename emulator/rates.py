"""The published rate and burst of every operation, as token buckets.

One bucket per operation, application, selling partner and region.
https://developer-docs.amazon.com/sp-api/docs/usage-plans-and-rate-limits
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Rate:
    """:ivar per_second: tokens that come back each second
    :ivar burst: tokens in a full bucket
    """

    per_second: float
    burst: int


RATES = {
    "orders.searchOrders": Rate(0.0056, 20),
    "orders.getOrder": Rate(0.5, 30),
    "reports.getReports": Rate(0.0222, 10),
    "reports.createReport": Rate(0.0167, 15),
    "reports.getReport": Rate(2, 15),
    "reports.cancelReport": Rate(0.0222, 10),
    "reports.getReportDocument": Rate(0.0167, 15),
    "reports.getReportSchedules": Rate(0.0222, 10),
    "reports.createReportSchedule": Rate(0.0222, 10),
    "reports.getReportSchedule": Rate(0.0222, 10),
    "reports.cancelReportSchedule": Rate(0.0222, 10),
    "sellers.getMarketplaceParticipations": Rate(0.016, 15),
    "sellers.getAccount": Rate(0.016, 15),
    "tokens.createRestrictedDataToken": Rate(1, 10),
}


class Rates:
    """Buckets by key; not thread-safe, the caller holds a lock."""

    def __init__(self):
        self.limits = dict(RATES)
        self._buckets: dict[tuple, tuple[float, datetime]] = {}

    def take(self, operation: str, key: tuple, now: datetime) -> bool:
        """Take one token; False when the bucket is empty.

        An operation without a published rate always passes.
        """
        rate = self.limits.get(operation)
        if rate is None:
            return True
        tokens, since = self._buckets.get((operation, *key), (rate.burst, now))
        elapsed = max(0.0, (now - since).total_seconds())
        tokens = min(float(rate.burst), tokens + elapsed * rate.per_second)
        # A float may miss a whole token by less than a microsecond of refill.
        if tokens < 1 - 1e-9:
            self._buckets[(operation, *key)] = (tokens, now)
            return False
        self._buckets[(operation, *key)] = (max(0.0, tokens - 1), now)
        return True

    def header(self, operation: str) -> str | None:
        """Value of ``x-amzn-RateLimit-Limit``."""
        rate = self.limits.get(operation)
        return None if rate is None else f"{rate.per_second:g}"

    def refill(self):
        """Fill every bucket."""
        self._buckets.clear()
