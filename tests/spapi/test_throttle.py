from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_connector.spapi.errors import Throttled
from amazon_connector.spapi.throttle import (
    RATES,
    MemoryThrottle,
    Rate,
    as_datetime,
    refused,
    take,
)

NOW = 1_800_000_000.0
RATE_CHOICES = st.sampled_from([*RATES.values(), Rate(0.0056, 20), Rate(5.0, 1)])
GAPS = st.lists(st.floats(0, 400), min_size=1, max_size=120)


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


def allowed_times(gaps, rate):
    now, tat, times = NOW, 0.0, []
    for gap in gaps:
        now += gap
        tat, retry_at = take(tat, now, rate)
        if retry_at is None:
            times.append(now)
    return times


@given(GAPS, RATE_CHOICES)
def test_no_window_ever_holds_more_than_burst_and_what_grew_back(gaps, rate):
    times = allowed_times(gaps, rate)
    for first, start in enumerate(times):
        for last in range(first, len(times)):
            calls = last - first + 1
            allowed = rate.burst + rate.per_second * (times[last] - start)
            assert calls <= allowed + 1e-3


@given(GAPS, RATE_CHOICES)
def test_what_is_allowed_is_never_less_than_the_burst(gaps, rate):
    gaps = gaps[: rate.burst]
    assert len(allowed_times(gaps, rate)) == len(gaps)


@given(GAPS, RATE_CHOICES)
def test_the_time_to_retry_is_right_to_the_moment(gaps, rate):
    now, tat = NOW, 0.0
    for gap in gaps:
        now += gap
        tat, retry_at = take(tat, now, rate)
        if retry_at is not None:
            assert retry_at > now
            assert take(tat, retry_at - 0.001, rate)[1] is not None
            tat, again = take(tat, retry_at, rate)
            assert again is None
            now = retry_at


@given(st.floats(0, 1e4), RATE_CHOICES)
def test_after_a_refusal_one_call_and_no_burst(later, rate):
    tat, retry_at = refused(NOW, rate)
    assert retry_at >= NOW + rate.interval * 0.999
    assert take(tat, retry_at - 0.001, rate) == (tat, retry_at)
    tat, again = take(tat, retry_at, rate)
    assert again is None
    _tat, again = take(tat, retry_at + rate.interval * 0.99, rate)
    assert again is not None


def test_the_published_rates_are_known():
    assert RATES == {
        "sellers.getMarketplaceParticipations": Rate(0.016, 15),
        "sellers.getAccount": Rate(0.016, 15),
        "tokens.createRestrictedDataToken": Rate(1, 10),
        "reports.getReports": Rate(0.0222, 10),
        "reports.createReport": Rate(0.0167, 15),
        "reports.getReport": Rate(2, 15),
        "reports.cancelReport": Rate(0.0222, 10),
        "reports.getReportDocument": Rate(0.0167, 15),
        "reports.createReportSchedule": Rate(0.0222, 10),
        "reports.getReportSchedules": Rate(0.0222, 10),
        "reports.cancelReportSchedule": Rate(0.0222, 10),
        "orders.getOrder": Rate(0.5, 30),
        "orders.searchOrders": Rate(0.0056, 20),
    }


def test_the_memory_throttle_says_when_to_come_back():
    clock = Clock()
    throttle = MemoryThrottle(clock)
    for _call in range(15):
        throttle.take("reports.createReport")
    with pytest.raises(Throttled) as caught:
        throttle.take("reports.createReport")
    retry_at = caught.value.retry_at
    assert retry_at.tzinfo is timezone.utc
    assert 59 < retry_at.timestamp() - NOW < 61
    throttle.take("reports.getReport")  # a bucket of its own
    clock.now = retry_at.timestamp() + 0.001
    throttle.take("reports.createReport")


def test_a_refusal_empties_the_bucket():
    clock = Clock()
    throttle = MemoryThrottle(clock)
    throttle.take("reports.getReport")
    assert throttle.refused("reports.getReport") == as_datetime(NOW + 5)
    with pytest.raises(Throttled):
        throttle.take("reports.getReport")


def test_times_are_aware():
    assert as_datetime(0) == datetime(1970, 1, 1, tzinfo=timezone.utc)
