# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Periods of time: what is covered, what is missing, and in which pieces to ask.

A period is a pair ``(start, end)`` of times of one kind, start before end; it holds its
start and not its end.
"""


def missing(start, end, covered):
    """Return what ``covered`` leaves open between start and end, oldest first.

    :param covered: periods in any order, overlapping or not
    """
    gaps = []
    for begin, until in sorted(covered):
        if begin > start:
            gaps.append((start, min(begin, end)))
        start = max(start, until)
        if start >= end:
            return [gap for gap in gaps if gap[0] < gap[1]]
    gaps.append((start, end))
    return [gap for gap in gaps if gap[0] < gap[1]]


def plan(start, end, covered, *, overlap, longest):
    """Return the periods to ask for, so that nothing between start and end is missing.

    :param overlap: how far before a gap to begin, because Amazon states some things
        late
    :param longest: no period is longer
    """
    wanted = []
    for begin, until in missing(start, end, covered):
        begin = max(start, begin - overlap)
        if wanted and begin <= wanted[-1][1]:
            wanted[-1] = (wanted[-1][0], until)
        else:
            wanted.append((begin, until))
    return [piece for period in wanted for piece in pieces(*period, longest)]


def pieces(start, end, longest):
    """Yield the periods of at most ``longest`` that make up start to end."""
    while start < end:
        yield start, min(start + longest, end)
        start += longest
