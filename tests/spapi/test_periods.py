"""What periods cover, alone and together."""

from hypothesis import given
from hypothesis import strategies as st

from amazon_connector.spapi.periods import cut, intersection, missing, pieces, union

MOMENTS = st.integers(0, 200)
PERIODS = st.builds(
    lambda start, length: (start, start + length), MOMENTS, st.integers(1, 200)
)
SEVERAL = st.lists(PERIODS, max_size=12)


def moments(periods):
    return {moment for start, end in periods for moment in range(start, end)}


def is_sorted_apart(periods):
    """Whether periods are whole, oldest first, with room between them."""
    return all(start < end for start, end in periods) and all(
        a[1] < b[0] for a, b in zip(periods, periods[1:], strict=False)
    )


@given(SEVERAL)
def test_a_union_is_what_they_cover_and_joins_what_touches(periods):
    assert moments(union(periods)) == moments(periods)
    assert is_sorted_apart(union(periods))


@given(st.lists(SEVERAL, min_size=1, max_size=4))
def test_an_intersection_is_what_all_cover(several):
    common = intersection(several)
    assert moments(common) == set.intersection(*map(moments, several))
    assert is_sorted_apart(common)


def test_nothing_is_common_to_nobody():
    assert intersection([]) == []


@given(SEVERAL, PERIODS)
def test_a_cut_keeps_what_lies_between(periods, bounds):
    assert moments(cut(periods, *bounds)) == moments(periods) & moments([bounds])
    assert all(start < end for start, end in cut(periods, *bounds))


@given(PERIODS, SEVERAL)
def test_missing_is_just_what_is_not_covered(period, covered):
    gaps = missing(*period, covered)
    assert moments(gaps) == moments([period]) - moments(covered)
    assert is_sorted_apart(gaps)


@given(PERIODS, st.integers(1, 60))
def test_pieces_make_up_the_whole(period, longest):
    parts = list(pieces(*period, longest))
    assert moments([period]) == moments(parts)
    assert sum(end - start for start, end in parts) == period[1] - period[0]
    assert all(end - start == longest for start, end in parts[:-1])
