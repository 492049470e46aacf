# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When reports can be ready under Amazon's limits, before they are asked for.

All times are seconds since 1970 (UTC), as in :mod:`.throttle`.
"""

from .throttle import RATES

# Amazon works on a report for seconds to hours; some minutes are usual.
MAKING_SECONDS = 300.0


def last_call(arrival, now, rate, count):
    """When the last of ``count`` calls may be made, each as soon as it may.

    :param arrival: the state of the bucket, see :func:`~.throttle.take`
    """
    if not count:
        return now
    full_at = max(arrival, now) + (count - 1) * rate.interval
    return max(now, full_at - rate.tolerance)


def ready_at(now, count, *, arrivals, to_ask=0, to_fetch=0, not_before=0.0):
    """When the last of ``count`` reports can be here.

    :param arrivals: ``{operation: state of its bucket}``; 0 for what is not in it
    :param to_ask: reports that wait to be asked for before these
    :param to_fetch: reports that wait to be downloaded before these, ``to_ask`` too
    :param not_before: when Amazon makes this report again
    """

    def last(operation, several):
        return last_call(arrivals.get(operation, 0.0), now, RATES[operation], several)

    asked = last("reports.createReport", to_ask + count)
    made = max(asked, not_before) + MAKING_SECONDS
    return max(made, last("reports.getReportDocument", to_fetch + count))
