"""Token buckets per operation, application, seller and region."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from emulator.rates import RATES

from .conftest import (
    DOCUMENTS,
    ORDERS,
    PARTICIPATIONS,
    REPORTS,
    SCHEDULES,
    Client,
    error_of,
)

PUBLISHED = {
    "orders.searchOrders": (0.0056, 20),
    "orders.getOrder": (0.5, 30),
    "reports.getReports": (0.0222, 10),
    "reports.createReport": (0.0167, 15),
    "reports.getReport": (2, 15),
    "reports.cancelReport": (0.0222, 10),
    "reports.getReportDocument": (0.0167, 15),
    "reports.getReportSchedules": (0.0222, 10),
    "reports.createReportSchedule": (0.0222, 10),
    "reports.getReportSchedule": (0.0222, 10),
    "reports.cancelReportSchedule": (0.0222, 10),
    "sellers.getMarketplaceParticipations": (0.016, 15),
    "sellers.getAccount": (0.016, 15),
    "tokens.createRestrictedDataToken": (1, 10),
}
CALLS = {
    "orders.searchOrders": ("GET", ORDERS),
    "orders.getOrder": ("GET", f"{ORDERS}/302-0000000-0000000"),
    "reports.getReports": ("GET", REPORTS),
    "reports.createReport": ("POST", REPORTS),
    "reports.getReport": ("GET", f"{REPORTS}/1"),
    "reports.cancelReport": ("DELETE", f"{REPORTS}/1"),
    "reports.getReportDocument": ("GET", f"{DOCUMENTS}/1"),
    "reports.getReportSchedules": ("GET", SCHEDULES),
    "reports.createReportSchedule": ("POST", SCHEDULES),
    "reports.getReportSchedule": ("GET", f"{SCHEDULES}/1"),
    "reports.cancelReportSchedule": ("DELETE", f"{SCHEDULES}/1"),
    "sellers.getMarketplaceParticipations": ("GET", PARTICIPATIONS),
    "sellers.getAccount": ("GET", "/sellers/v1/account"),
    "tokens.createRestrictedDataToken": (
        "POST",
        "/tokens/2021-03-01/restrictedDataToken",
    ),
}


def test_rates_are_the_published_ones():
    assert {
        name: (rate.per_second, rate.burst) for name, rate in RATES.items()
    } == PUBLISHED


@pytest.mark.parametrize("operation", sorted(CALLS))
def test_burst_then_429_then_one_more_after_the_refill(seller, operation):
    method, path = CALLS[operation]
    per_second, burst = PUBLISHED[operation]
    statuses = [seller.call(method, path).status_code for _ in range(burst)]
    assert 429 not in statuses
    answer = seller.call(method, path)
    message = "You exceeded your quota for the requested resource."
    assert error_of(answer) == (429, "QuotaExceeded", message, "")
    assert "x-amzn-RateLimit-Limit" not in answer.headers
    assert "Retry-After" not in answer.headers
    seller.amazon.clock.advance(0.9 / per_second)
    assert seller.call(method, path).status_code == 429
    seller.amazon.clock.advance(0.2 / per_second)
    assert seller.call(method, path).status_code != 429
    assert seller.call(method, path).status_code == 429


def test_a_bucket_never_holds_more_than_its_burst(seller):
    seller.call("GET", PARTICIPATIONS)
    seller.amazon.clock.advance(3000)
    statuses = [seller.call("GET", PARTICIPATIONS).status_code for _ in range(16)]
    assert statuses == [200] * 15 + [429]


def test_buckets_are_per_region_and_operation(amazon, seller):
    for _ in range(16):
        seller.call("GET", PARTICIPATIONS)
    america = Client(amazon, "na").connect()
    assert america.call("GET", PARTICIPATIONS).status_code == 200
    assert seller.call("GET", "/sellers/v1/account").status_code == 200


def test_a_new_token_brings_no_new_bucket(seller):
    for _ in range(15):
        seller.call("GET", PARTICIPATIONS)
    assert seller.connect().call("GET", PARTICIPATIONS).status_code == 429


def test_a_clock_put_back_takes_nothing_away(seller):
    seller.call("GET", PARTICIPATIONS)
    seller.amazon.clock.advance(-600)
    seller.access_token = seller.connect().access_token
    assert seller.call("GET", PARTICIPATIONS).status_code == 200


def test_callers_at_the_same_time_share_one_bucket(seller):
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda _: seller.call("GET", PARTICIPATIONS), range(24))
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(200), statuses.count(429)) == (15, 9)


def test_tests_may_fill_the_buckets(seller):
    for _ in range(16):
        seller.call("GET", PARTICIPATIONS)
    seller.amazon.rates.refill()
    assert seller.call("GET", PARTICIPATIONS).status_code == 200
