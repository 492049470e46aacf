"""Whatever happens in whatever order: nothing is missed, nothing asked for twice."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
)

from amazon_connector.spapi.coverage import (
    ASKED,
    GAP,
    PROVEN,
    UNREACHABLE,
    partition,
    plan,
)
from amazon_connector.spapi.periods import intersection, missing

from .test_periods import PERIODS, SEVERAL, moments


@given(PERIODS, SEVERAL, SEVERAL, st.integers(0, 200))
def test_every_moment_has_one_state(line, proven, asked, oldest):
    stretches = partition(*line, proven=proven, asked=asked, oldest=oldest)
    assert stretches[0][0] == line[0]
    assert stretches[-1][1] == line[1]
    for a, b in zip(stretches, stretches[1:], strict=False):
        assert a[1] == b[0]
        assert a[2] != b[2]
    for start, end, state in stretches:
        for moment in range(start, end):
            expected = UNREACHABLE if moment < oldest else GAP
            if moment in moments(asked):
                expected = ASKED
            if moment in moments(proven):
                expected = PROVEN
            assert state == expected


@given(
    PERIODS, SEVERAL, SEVERAL, st.integers(0, 40), st.integers(1, 60), st.integers(0, 9)
)
def test_a_plan_closes_every_gap_within_its_limits(
    period, proven, held, overlap, longest, patience
):
    limits = {"overlap": overlap, "longest": longest}
    planned = plan(*period, proven=proven, held=held, **limits)
    gaps = missing(*period, [*proven, *held])
    assert moments(gaps) <= moments(planned) <= moments([period])
    assert all(0 < end - start <= longest for start, end in planned)
    oldest_first = sorted(planned)
    # No two requests over the same time: Amazon would cancel the second.
    assert all(
        a[1] <= b[0] for a, b in zip(oldest_first, oldest_first[1:], strict=False)
    )
    # Once all of it is asked for, or was read, nothing is left to ask for.
    assert plan(*period, proven=proven, held=held + planned, **limits) == []
    assert plan(*period, proven=proven + planned, held=held, **limits) == []
    # What is not missing is asked for again only within the overlap before a gap.
    near = {
        moment
        for start, end in gaps
        for moment in range(max(period[0], start - overlap), end)
    }
    assert moments(planned) <= near
    # Oldest first; but the newest before all.
    assert planned == oldest_first[-1:] + oldest_first[:-1]
    # Only a short gap at the end is let wait.
    waiting = plan(*period, proven=proven, held=held, patience=patience, **limits)
    left = moments(gaps) - moments(waiting)
    assert left <= moments([(period[1] - patience, period[1])])


def test_the_newest_orders_come_first_then_the_oldest_gap():
    limits = {"overlap": 2, "longest": 30}
    assert plan(0, 100, proven=[(0, 50)], held=[], **limits) == [
        (78, 100),
        (48, 78),
    ]
    assert plan(0, 100, proven=[(0, 10), (20, 80)], held=[], **limits) == [
        (78, 100),
        (8, 20),
    ]


def test_gaps_closer_than_the_overlap_are_asked_for_together():
    proven = [(10, 12), (30, 50)]
    assert plan(0, 50, proven=proven, held=[], overlap=5, longest=40) == [(0, 30)]


def test_only_what_is_open_at_the_end_waits():
    limits = {"held": [], "overlap": 0, "longest": 30, "patience": 5}
    assert plan(0, 50, proven=[(0, 47)], **limits) == []
    assert plan(0, 50, proven=[(0, 47), (49, 50)], **limits) == [(47, 49)]


# The life of an account. A day has DAY moments; Amazon's limits are in moments.
DAY = 10
OVERLAP = 4
LONGEST = 30
REACH = 120
PATIENCE = 3
MARKETPLACES = ("de", "fr", "it")


@dataclass
class Request:
    """A report on its way; ``core`` is what was missing when it was planned."""

    start: int
    end: int
    core: set
    places: frozenset
    asked_at: int = -1
    is_open: bool = True


@dataclass
class Life:
    now: int = 50
    start: int = 0
    is_alive: bool = True
    places: frozenset = frozenset({"de"})
    requests: list = field(default_factory=list)
    covered: dict = field(default_factory=lambda: {p: [] for p in MARKETPLACES})


class LifeOfAnAccount(RuleBasedStateMachine):
    """Time passes, reports come and fail, access comes and goes, people change minds.

    What Amazon truly told is kept apart, moment by moment, as the judge.
    """

    def __init__(self):
        super().__init__()
        self.life = Life()
        self.told = {place: set() for place in MARKETPLACES}

    # === WHAT THE LEDGER SAYS === #

    def proven(self):
        return intersection(self.life.covered[place] for place in self.life.places)

    def held(self):
        return [
            (request.start, request.end)
            for request in self.life.requests
            if request.is_open and request.places >= self.life.places
        ]

    def oldest(self):
        return self.life.now - REACH

    def stretches(self):
        if self.life.start >= self.life.now:
            return []
        return partition(
            self.life.start,
            self.life.now,
            proven=self.proven(),
            asked=self.held(),
            oldest=self.oldest(),
        )

    # === WHAT HAPPENS === #

    @rule(moments=st.integers(1, 4 * DAY))
    def time_passes(self, moments):
        self.life.now += moments

    @rule()
    def months_pass(self):
        self.life.now += REACH - 2 * DAY

    @precondition(lambda self: self.life.is_alive)
    @rule()
    def plan_reports(self):
        life = self.life
        begin = max(life.start, self.oldest())
        if begin >= life.now:
            return
        held = self.held()
        planned = plan(
            begin,
            life.now,
            proven=self.proven(),
            held=held,
            overlap=OVERLAP,
            longest=LONGEST,
            patience=PATIENCE if held else None,
        )
        open_gaps = moments(missing(begin, life.now, [*self.proven(), *held]))
        for start, end in planned:
            core = moments([(start, end)]) & open_gaps
            life.requests.append(Request(start, end, core, life.places))

    @rule(data=st.data())
    def amazon_is_asked(self, data):
        waiting = [r for r in self.life.requests if r.is_open and r.asked_at < 0]
        if self.life.is_alive and waiting:
            data.draw(st.sampled_from(waiting)).asked_at = self.life.now

    def asked(self):
        return [r for r in self.life.requests if r.is_open and r.asked_at >= 0]

    @rule(data=st.data())
    def a_report_is_read_or_empty(self, data):
        if self.asked():
            self.finish(data.draw(st.sampled_from(self.asked())))

    def finish(self, request):
        request.is_open = False
        start = max(request.start, request.asked_at - REACH)
        end = min(request.end, request.asked_at)
        for place in request.places:
            if start < end:
                self.life.covered[place].append((start, end))
                self.told[place] |= set(range(start, end))

    @rule(data=st.data())
    def a_report_fails_or_is_lost(self, data):
        """FATAL, cancelled, expired, forgotten."""
        open_ones = [r for r in self.life.requests if r.is_open]
        if open_ones:
            data.draw(st.sampled_from(open_ones)).is_open = False

    @rule()
    def overdue_reports_fail(self):
        for request in self.asked():
            if request.asked_at < self.life.now - DAY:
                request.is_open = False

    @rule()
    def access_ends(self):
        self.life.is_alive = False

    @rule()
    def access_is_allowed(self):
        self.life.is_alive = True

    @rule(start=st.integers(-300, 100))
    def the_start_date_moves(self, start):
        self.life.start = self.life.now - 50 + start

    @rule(places=st.sets(st.sampled_from(MARKETPLACES), min_size=1))
    def marketplaces_change(self, places):
        self.life.places = frozenset(places)

    # === WHAT ALWAYS HOLDS === #

    @invariant()
    def the_line_is_whole(self):
        stretches = self.stretches()
        if self.life.start < self.life.now:
            assert stretches[0][0] == self.life.start
            assert stretches[-1][1] == self.life.now
        for a, b in zip(stretches, stretches[1:], strict=False):
            assert a[1] == b[0]

    @invariant()
    def proven_is_what_amazon_told(self):
        told = set.intersection(*(self.told[place] for place in self.life.places))
        for start, end, state in self.stretches():
            if state == PROVEN:
                assert set(range(start, end)) <= told
            else:
                assert not set(range(start, end)) & told

    @invariant()
    def no_gap_is_asked_for_twice(self):
        seen = set()
        for request in self.life.requests:
            if request.is_open and request.places == self.life.places:
                assert not seen & request.core
                seen |= request.core

    @invariant()
    def with_good_luck_everything_ends_well(self):
        """From wherever we are: alive, and all succeeds, nothing remains open."""
        if not self.life.is_alive:
            return
        saved, told = self.save()
        for _round in range(2):
            self.plan_reports()
            for request in self.life.requests:
                if request.is_open:
                    request.asked_at = max(request.asked_at, self.life.now)
                    self.finish(request)
        ends = {state for _start, _end, state in self.stretches()}
        assert ends <= {PROVEN, UNREACHABLE}
        self.life, self.told = saved, told

    def save(self):
        life = self.life
        requests = [Request(**vars(request)) for request in life.requests]
        covered = {place: list(some) for place, some in life.covered.items()}
        told = {place: set(some) for place, some in self.told.items()}
        values = vars(life) | {"requests": requests, "covered": covered}
        return Life(**values), told


TestLifeOfAnAccount = LifeOfAnAccount.TestCase
TestLifeOfAnAccount.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None
)
