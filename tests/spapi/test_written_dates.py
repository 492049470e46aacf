"""Dates as people write them: read where they can mean one day only."""

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_connector.spapi.reports.values import BadValue
from amazon_connector.spapi.reports.written_dates import (
    DateWatch,
    is_day_first,
    moment,
)

DAY = datetime(2026, 8, 2, tzinfo=timezone.utc)
MORNING = DAY.replace(hour=9, minute=30, second=5)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("02-Aug-2026 UTC", DAY),
        ("02-AUG-2026", DAY),
        ("2 August 2026", DAY),
        ("02-Aug-2026 09:30:05 UTC", MORNING),
        ("02.08.2026", DAY),
        ("2.8.2026 9:30:05 UTC", MORNING),
        ("02-08-2026", DAY),
        ("2026-08-02", DAY),
        ("2026/08/02", DAY),
        ("2026-08-02 09:30:05 UTC", MORNING),
        ("2026-08-02 09:30:05", MORNING),
        ("2026-08-02T09:30:05Z", MORNING),
        ("2026-08-02T09:30:05.123Z", MORNING),
        ("2026-08-02T11:30:05+02:00", MORNING),
        ("2026-08-02T02:30:05-07:00", MORNING),
        ("", None),
    ],
)
def test_dates_that_can_be_one_day_only(text, time):
    assert moment(text) == time


@pytest.mark.parametrize(
    "text",
    [
        *("02-Mai-2026 UTC", "31.02.2026", "2026-13-01", "soon", "46236", "02.08"),
        *("02-Aug-2026 25:00:00 UTC", "02/08/2026", "13/13/2026", "0/1/2026"),
        *("02-Aug.2026", "2026-08/02", "٠٢.٠٨.٢٠٢٦", "02.08.0000", "1 Aug 2026 CEST"),
    ],
)
def test_what_is_no_date_or_two(text):
    with pytest.raises(BadValue, match="bad_date"):
        moment(text)


@pytest.mark.parametrize(
    ("text", "day_first", "day"),
    [
        ("02/08/2026", True, DAY),
        ("08/02/2026", False, DAY),
        ("02/08/26", True, DAY),
        ("8/2/2026 9:30:05", False, MORNING),
        ("14/08/2026", None, DAY.replace(day=14)),
        ("08/14/2026", None, DAY.replace(day=14)),
        ("08/08/2026", None, DAY.replace(day=8)),
    ],
)
def test_slashes(text, day_first, day):
    assert moment(text, day_first) == day


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["02/08/2026", "14/08/2026"], True),
        (["02/08/2026", "08/14/26"], False),
        (["02/08/2026"], None),
        (["14/08/2026", "08/14/2026"], None),
        (["14.08.2026", "45/45/2026"], None),
    ],
)
def test_a_file_tells_how_it_writes_dates(texts, told):
    watch = DateWatch()
    for text in texts:
        watch.look(text)
    assert watch.is_day_first is told


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("01/03/2026", "08/03/2026", True),
        ("03/01/2026", "03/08/2026", False),
        ("01/02/2026", "02/02/2026", True),
        ("2026-03-01", "", None),
        ("nonsense", "08/03/2026", None),
    ],
)
def test_a_period_tells_it_too(start, end, told):
    assert is_day_first(start, end, 14) is told


@given(st.one_of(st.text(max_size=30), st.from_regex(r"[0-9./: T+-]{1,30}")))
def test_no_text_raises_anything_else(text):
    for day_first in (None, True, False):
        try:
            time = moment(text, day_first)
        except BadValue:
            continue
        assert (time is None) == (text == "")
