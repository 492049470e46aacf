# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Periods of time: what they cover together, what they leave open.

A period is a pair ``(start, end)`` of times of one kind, start before end; it holds its
start and not its end.
"""


def union(periods):
    """Return what ``periods`` cover, oldest first, those that touch joined.

    :param periods: in any order, overlapping or not
    """
    joined = []
    for start, end in sorted(periods):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def cut(periods, start, end):
    """Return the parts of ``periods`` that lie between start and end."""
    parts = [(max(start, begin), min(end, until)) for begin, until in periods]
    return [part for part in parts if part[0] < part[1]]


def intersection(several):
    """Return what every one of the lists of periods covers; of no list, nothing."""
    first, *others = [union(periods) for periods in several] or [[]]
    for periods in others:
        first = [part for period in periods for part in cut(first, *period)]
    return first


def missing(start, end, covered):
    """Return what ``covered`` leaves open between start and end, oldest first."""
    gaps = []
    for begin, until in union(covered):
        if begin > start:
            gaps.append((start, min(begin, end)))
        start = max(start, until)
        if start >= end:
            break
    gaps.append((start, end))
    return [gap for gap in gaps if gap[0] < gap[1]]


def pieces(start, end, longest):
    """Yield the periods of at most ``longest`` that make up start to end."""
    while start < end:
        yield start, min(start + longest, end)
        start += longest
