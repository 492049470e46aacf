"""Whatever was covered in whatever order: nothing is missed, nothing asked in vain."""

from hypothesis import given
from hypothesis import strategies as st

from amazon_connector.spapi.periods import missing, pieces, plan

MOMENTS = st.integers(0, 200)
PERIODS = st.tuples(MOMENTS, MOMENTS).filter(lambda period: period[0] < period[1])
COVERED = st.lists(PERIODS, max_size=12)


def moments(periods):
    return {moment for start, end in periods for moment in range(start, end)}


@given(PERIODS, COVERED)
def test_missing_is_just_what_is_not_covered(period, covered):
    gaps = missing(*period, covered)
    assert moments(gaps) == moments([period]) - moments(covered)
    assert all(start < end for start, end in gaps)
    # Oldest first, and never two where one would do.
    assert all(a[1] < b[0] for a, b in zip(gaps, gaps[1:], strict=False))


@given(PERIODS, COVERED, st.integers(0, 40), st.integers(1, 60))
def test_a_plan_closes_every_gap_within_its_limits(period, covered, overlap, longest):
    planned = plan(*period, covered, overlap=overlap, longest=longest)
    gaps = missing(*period, covered)
    assert moments(gaps) <= moments(planned) <= moments([period])
    assert all(0 < end - start <= longest for start, end in planned)
    # No two requests over the same time: Amazon would cancel the second.
    assert all(a[1] <= b[0] for a, b in zip(planned, planned[1:], strict=False))
    # Once all of it was read, nothing is left to ask for.
    assert plan(*period, covered + planned, overlap=overlap, longest=longest) == []
    # What is not missing is asked for again only within the overlap before a gap.
    near = {
        moment
        for start, end in gaps
        for moment in range(max(period[0], start - overlap), end)
    }
    assert moments(planned) <= near


@given(PERIODS, st.integers(1, 60))
def test_pieces_make_up_the_whole(period, longest):
    cut = list(pieces(*period, longest))
    assert moments([period]) == moments(cut)
    assert sum(end - start for start, end in cut) == period[1] - period[0]
    assert all(end - start == longest for start, end in cut[:-1])
