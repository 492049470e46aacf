"""When reports can be ready: the closed form against taking call after call."""

from hypothesis import given
from hypothesis import strategies as st

from amazon_connector.spapi.forecast import MAKING_SECONDS, last_call, ready_at
from amazon_connector.spapi.throttle import RATES, Rate, take

NOW = 1_790_000_000.0


@given(
    st.floats(NOW - 5000, NOW + 5000),
    st.sampled_from(sorted(RATES)),
    st.integers(1, 60),
)
def test_the_last_call_is_when_call_after_call_would_come(arrival, operation, count):
    rate, moment, state = RATES[operation], NOW, arrival
    for _call in range(count):
        _state, retry_at = take(state, moment, rate)
        moment = retry_at or moment
        state, _never = take(state, moment + 1e-6, rate)
    assert abs(last_call(arrival, NOW, rate, count) - moment) < 1e-3


def test_no_call_is_made_at_once():
    assert last_call(NOW + 500, NOW, Rate(1.0, 1), 0) == NOW


def test_a_few_reports_take_as_long_as_amazon_makes_them():
    assert ready_at(NOW, 15, arrivals={}) == NOW + MAKING_SECONDS


def test_what_exceeds_the_burst_takes_a_minute_each():
    an_hour = NOW + 3600 + MAKING_SECONDS
    assert abs(ready_at(NOW, 75, arrivals={}) - an_hour) < 10


def test_reports_ahead_and_used_calls_count():
    plain = ready_at(NOW, 20, arrivals={})
    assert ready_at(NOW, 20, arrivals={}, to_ask=5, to_fetch=5) > plain
    used = {"reports.createReport": NOW + 600.0}
    assert ready_at(NOW, 20, arrivals=used) > plain
    full = {"reports.getReportDocument": NOW + 90_000.0}
    assert ready_at(NOW, 1, arrivals=full) > NOW + 80_000


def test_nothing_is_ready_before_amazon_makes_it_again():
    later = NOW + 4 * 3600
    assert ready_at(NOW, 1, arrivals={}, not_before=later) == later + MAKING_SECONDS
