"""The table of findings: every line of it, and that nothing falls through."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_connector.inquiry.findings import (
    Facts,
    Life,
    can_be_fetched,
    coverage,
    of_amazon,
    of_answers,
    of_inbox,
    of_unread_row,
)

NOW = datetime(2026, 11, 21, 12)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
FINE = Facts(
    status="UNSHIPPED",
    channel="MFN",
    is_amazon=True,
    is_marketplace_fetched=True,
    is_channel_fetched=True,
    is_before_start=False,
    coverage="not_stated",
)


# === OUR OWN BOOKS === #


@pytest.mark.parametrize(
    ("state", "reason", "sale_order_state", "finding"),
    [
        ("imported", False, "sale", "imported"),
        ("imported", False, "draft", "imported"),
        ("imported", False, "cancel", "imported_cancelled"),
        ("imported", False, "", "sale_order_gone"),
        ("new", False, "", "new"),
        ("waiting", "unknown_sku", "", "waiting"),
        ("waiting", "order_cancelled", "cancel", "waiting"),
        ("ignored", "before_start", "", "ignored_before_start"),
        ("ignored", "other_marketplace", "", "ignored_other_marketplace"),
        ("ignored", "other_account", "", "ignored_other_account"),
        ("ignored", "by_user", "", "ignored_by_user"),
        ("ignored", "not_amazon", "", "ignored_not_amazon"),
        ("ignored", "cancelled", "", "ignored_cancelled"),
        ("cancelled", "cancelled", "cancel", "cancelled_since"),
        ("cancelled", "cancelled", "", "ignored_cancelled"),
        ("cancelled", "cancelled_here", "cancel", "imported_cancelled"),
        ("cancelled", "cancelled_here", "", "sale_order_gone"),
    ],
)
def test_what_the_inbox_says(state, reason, sale_order_state, finding):
    assert of_inbox(state, reason, sale_order_state) == finding


def test_a_row_is_asked_for_once_more_and_then_without_a_report():
    assert of_unread_row(1, is_asked_again=False) == "row_unreadable"
    assert of_unread_row(1, is_asked_again=True) == "row_asked_again"
    assert of_unread_row(2, is_asked_again=False) == "row_unreadable_again"


# === WHAT AMAZON SAYS === #


@pytest.mark.parametrize(
    ("facts", "finding"),
    [
        ({}, "not_stated"),
        ({"coverage": "gap"}, "gap"),
        ({"status": "PENDING"}, "pending"),
        ({"status": "PENDING", "is_before_start": True}, "pending"),
        ({"status": "PENDING_AVAILABILITY"}, "pending_availability"),
        ({"status": "CANCELLED", "coverage": "gap"}, "cancelled"),
        ({"is_amazon": False}, "not_amazon"),
        ({"is_amazon": False, "is_marketplace_fetched": False}, "not_amazon"),
        ({"status": "UNFULFILLABLE", "is_amazon": False}, "not_amazon"),
        ({"status": "UNFULFILLABLE"}, "unfulfillable"),
        ({"is_marketplace_fetched": False}, "other_marketplace"),
        ({"is_channel_fetched": False, "coverage": "gap"}, "other_channel"),
        ({"is_before_start": True, "coverage": "gap"}, "before_start"),
        ({"channel": "AFN", "coverage": "late"}, "fba_not_shipped"),
        ({"channel": "AFN", "is_before_start": True}, "before_start"),
        ({"channel": "AFN", "status": "SHIPPED", "coverage": "late"}, "late"),
        ({"channel": "AFN", "status": "PARTIALLY_SHIPPED"}, "not_stated"),
        ({"status": "SHIPPED", "coverage": "recent"}, "recent"),
        # Amazon withholds the state and only says that the order stands.
        ({"status": "", "coverage": "asked"}, "asked"),
    ],
)
def test_what_amazon_says(facts, finding):
    assert of_amazon(replace(FINE, **facts)) == finding


@pytest.mark.parametrize(
    ("channel", "status", "is_amazon", "is_stated", "can"),
    [
        ("MFN", "UNSHIPPED", True, True, True),
        ("MFN", "PARTIALLY_SHIPPED", True, True, True),
        ("MFN", "PENDING", True, False, False),
        ("AFN", "SHIPPED", True, True, True),
        ("AFN", "PARTIALLY_SHIPPED", True, True, False),
        ("AFN", "UNSHIPPED", True, True, False),
        ("AFN", "SHIPPED", False, True, False),
    ],
)
def test_what_can_be_fetched_alone(channel, status, is_amazon, is_stated, can):
    assert can_be_fetched(channel, status, is_amazon, is_stated) is can


# === THE LEDGER === #


def ledger(*states):
    """Stretches that end now: (days ago, state), oldest first."""
    starts = [NOW - DAY * days for days, _state in states]
    ends = [*starts[1:], NOW]
    return [
        (start, end, state)
        for start, end, (_days, state) in zip(starts, ends, states, strict=True)
    ]


def mfn(days, until=None):
    until = days if until is None else until
    return Life("MFN", NOW - DAY * days, NOW - DAY * until)


def afn(days, until=None):
    return replace(mfn(days, until), channel="AFN")


TIP = (0.5 / 24, "asked")


@pytest.mark.parametrize(
    ("stretches", "life", "finding"),
    [
        (ledger((90, "proven"), TIP), mfn(5), "not_stated"),
        (ledger((90, "proven"), (10, "gap"), (3, "proven"), TIP), mfn(5), "gap"),
        (ledger((90, "proven"), (10, "asked"), (3, "proven"), TIP), mfn(5), "asked"),
        (ledger((900, "unreachable"), (700, "proven")), mfn(800), "unreachable"),
        # It became fulfillable later than it was placed: some time until its change.
        (ledger((90, "proven"), (3, "gap"), (1, "proven"), TIP), mfn(5, 2), "gap"),
        (
            ledger((90, "proven"), (3, "gap"), (1, "proven"), TIP),
            mfn(5, 4),
            "not_stated",
        ),
        (ledger((90, "proven"), (3, "asked"), (2, "gap")), mfn(5, 1), "gap"),
        # The last two hours are what the next report brings.
        (ledger((90, "proven"), TIP), mfn(0.1, 0.01), "recent"),
        (ledger((90, "proven"), (0.5 / 24, "gap")), mfn(0.01), "recent"),
        (ledger((90, "proven"), TIP), mfn(0.1, 0.05), "not_stated"),
        ([], mfn(5), "recent"),
        # Amazon lists shipments up to ten days late.
        (ledger((90, "proven"), TIP), afn(5), "late"),
        (ledger((90, "proven"), TIP), afn(20, 9), "late"),
        (ledger((90, "proven"), TIP), afn(20, 11), "not_stated"),
        (ledger((90, "proven"), (8, "gap"), (2, "proven")), afn(15, 12), "gap"),
    ],
)
def test_what_the_ledger_says(stretches, life, finding):
    assert coverage(stretches, life, NOW)[0] == finding


def test_only_the_part_of_a_gap_around_the_order_is_fetched():
    _finding, period = coverage(ledger((300, "gap")), mfn(100, 99), NOW)
    assert period == (NOW - 100 * DAY - HOUR, NOW - 99 * DAY + HOUR)
    _finding, period = coverage(ledger((300, "gap")), afn(100, 99), NOW)
    assert period == (NOW - 100 * DAY - HOUR, NOW - 89 * DAY + HOUR)
    _finding, period = coverage(ledger((10, "gap")), mfn(10, 0), NOW)
    assert period == (NOW - 10 * DAY, NOW)


STATES = st.sampled_from(["proven", "asked", "gap", "unreachable"])
AGES = st.floats(0.001, 400, allow_nan=False)


@given(
    st.lists(st.tuples(AGES, STATES), min_size=1, max_size=6),
    st.sampled_from(["MFN", "AFN"]),
    AGES,
    AGES,
)
def test_every_order_has_a_finding_and_every_blamed_period_a_length(
    states, channel, created, updated
):
    stretches = ledger(*sorted(states, key=lambda each: -each[0]))
    life = Life(channel, NOW - DAY * max(created, updated), NOW - DAY * updated)
    finding, period = coverage(stretches, life, NOW)
    assert finding in {"gap", "asked", "unreachable", "recent", "late", "not_stated"}
    assert (period is not None) == (finding in {"gap", "asked", "unreachable"})
    if period:
        assert period[0] <= period[1] <= NOW


# === NOBODY KNOWS IT === #


@pytest.mark.parametrize(
    ("answers", "finding"),
    [
        ([], "no_account"),
        (["unknown"], "unknown"),
        (["unknown", "unknown"], "unknown"),
        (["unknown", "not_asked"], "unknown_so_far"),
        (["unknown", "refused"], "unknown_so_far"),
        (["not_asked"], "not_asked"),
        (["refused", "not_asked"], "refused"),
        (["unknown", "throttled", "not_asked"], "amazon_throttled"),
        (["unknown", "unreachable", "refused"], "amazon_unreachable"),
        (["unreachable", "throttled"], "amazon_throttled"),
    ],
)
def test_what_is_said_of_an_order_that_nobody_knows(answers, finding):
    assert of_answers(answers) == finding
