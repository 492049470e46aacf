# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Schedules on which Amazon makes reports, and which of them end each other.

https://developer-docs.amazon.com/sp-api/docs/reports-api-v2021-06-30-reference
"""

from collections.abc import Iterable

from .reports import REPORT_TYPES

# Amazon's periods, in its own order.
PERIODS = (
    *("PT5M", "PT15M", "PT30M", "PT1H", "PT2H", "PT4H", "PT8H", "PT12H"),
    *("P1D", "P2D", "P3D", "PT84H", "P7D", "P14D", "P15D", "P18D", "P30D", "P1M"),
)


def other_formats():
    """The same report in its other form, both ways, by name."""
    pairs = {
        name: type_.other_format
        for name, type_ in REPORT_TYPES.items()
        if type_.other_format
    }
    return {**{other: name for name, other in pairs.items()}, **pairs}


def schedulable_types(region=None):
    """Names of the types that somebody may have scheduled, other formats included.

    :param region: a :class:`~.marketplaces.Region` or its value; None for all
    """
    names = [
        name
        for type_ in REPORT_TYPES.values()
        if type_.is_schedulable and (region is None or region in type_.regions)
        for name in (type_.name, type_.other_format)
        if name
    ]
    return list(dict.fromkeys(names))


def is_ended_by(
    report_type: str,
    marketplace_ids: Iterable[str],
    new_type: str,
    new_marketplace_ids: Iterable[str],
):
    """Whether Amazon ends a schedule, silently, when a new one is made.

    The same report for the same marketplaces is made once, and of an order report's two
    forms, XML and text, only one is: whatever the marketplaces.
    """
    if report_type == new_type:
        return set(marketplace_ids) == set(new_marketplace_ids)
    return other_formats().get(report_type) == new_type
