# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The arithmetic of the coverage ledger: what is proven, and what to ask for next.

Periods are those of :mod:`.periods`; times may be of any kind that can be subtracted.
"""

from itertools import pairwise

from .periods import missing, pieces, union

# A report over it was read to its end, or Amazon said there was nothing.
PROVEN = "proven"
# A report over it is under way.
ASKED = "asked"
# To be asked for.
GAP = "gap"
# Longer ago than Amazon tells of.
UNREACHABLE = "unreachable"


def partition(start, end, *, proven, asked, oldest):
    """Return ``[(start, end, state)]`` from start to end, without holes or overlaps.

    :param proven: periods that are done
    :param asked: periods of the requests under way
    :param oldest: what lies before can no longer be asked for
    """
    layers = ((PROVEN, union(proven)), (ASKED, union(asked)))
    moments = {start, end, oldest}
    moments.update(edge for _state, layer in layers for part in layer for edge in part)
    edges = sorted(moment for moment in moments if start <= moment <= end)
    stretches = []
    for begin, until in pairwise(edges):
        state = _state_at(begin, layers, oldest)
        if stretches and stretches[-1][2] == state:
            begin = stretches.pop()[0]
        stretches.append((begin, until, state))
    return stretches


def _state_at(moment, layers, oldest):
    for state, layer in layers:
        if any(start <= moment < end for start, end in layer):
            return state
    return UNREACHABLE if moment < oldest else GAP


def plan(start, end, *, proven, held, overlap, longest, patience=None):
    """Return the periods to ask for, so that nothing between start and end is missing.

    In the order to ask: oldest first, but before all the newest, because new orders
    are the most urgent.

    :param proven: periods that are done
    :param held: periods that are asked for already, or left alone for now
    :param overlap: how far before a gap to begin, because Amazon states some things
        late
    :param longest: no period is longer
    :param patience: a gap at the end that is not longer waits
    """
    gaps = missing(start, end, [*proven, *held])
    if patience is not None and gaps and gaps[-1][1] == end:
        if end - gaps[-1][0] <= patience:
            gaps.pop()
    wanted = union((max(start, begin - overlap), until) for begin, until in gaps)
    planned = [piece for period in wanted for piece in pieces(*period, longest)]
    return planned[-1:] + planned[:-1]
