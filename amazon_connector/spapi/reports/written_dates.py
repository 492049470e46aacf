# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Dates as accountants' reports write them: in words, with dots, with slashes.

A time without a zone is UTC, as these reports say of those that have one; a day
without a time is its midnight.
"""

import re
from datetime import datetime, timezone

from . import values
from .values import BadValue

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun")
        + ("jul", "aug", "sep", "oct", "nov", "dec"),
        1,
    )
}
_TIME = r"(?:[ T]([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?))?(?:\.[0-9]+)?"
_ZONE = r" ?(?:UTC|GMT|Z)?"
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})" + _TIME + _ZONE)
_MONTH_NAME = re.compile(
    r"([0-9]{1,2})([- ])([A-Za-z]{3})[a-z]*\2([0-9]{4})" + _TIME + _ZONE
)
_DAY_FIRST = re.compile(r"([0-9]{1,2})([.-])([0-9]{1,2})\2([0-9]{4})" + _TIME + _ZONE)
_SLASHES = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})" + _TIME + _ZONE)


def moment(text, is_day_first=None):
    """A time as aware UTC; None for a blank.

    :param is_day_first: whether 03/04/2026 is in April; None where nobody knows, and
        only 14/03/2026 and 03/03/2026 can be read
    :raise BadValue: it is no date, or may be two
    """
    if not text:
        return None
    if match := _SLASHES.fullmatch(text):
        return _with_slashes(*match.groups(), is_day_first)
    if match := _MONTH_NAME.fullmatch(text):
        day, _dash, month, year, time = match.groups()
        return _moment(year, _MONTHS.get(month.lower()), day, time)
    if match := _DAY_FIRST.fullmatch(text):
        day, _dot, month, year, time = match.groups()
        return _moment(year, month, day, time)
    if match := _YEAR_FIRST.fullmatch(text):
        year, _dash, month, day, time = match.groups()
        return _moment(year, month, day, time)
    return values.moment(text)


class DateWatch:
    """Looks at a file's dates with slashes and tells which part is the day.

    :ivar is_day_first: None where they leave it open, or say both
    """

    def __init__(self):
        self._told = set()

    @property
    def is_day_first(self):
        return next(iter(self._told)) if len(self._told) == 1 else None

    def look(self, text):
        if match := _SLASHES.fullmatch(text):
            first, second = int(match[1]), int(match[2])
            if (first > 12) != (second > 12):
                self._told.add(first > 12)


def is_day_first(start, end, days):
    """How a file writes its dates with slashes, told by a period it states.

    :param days: how long such a period is; the nearer reading counts
    :return: True, False, or None where only one reading makes sense, or none
    """
    lengths = {}
    for reading in (True, False):
        try:
            length = (moment(end, reading) - moment(start, reading)).days
        except (BadValue, TypeError):  # TypeError: one of them is blank
            continue
        if length >= 0:
            lengths[reading] = abs(length - days)
    return min(lengths, key=lengths.get) if lengths else None


def _with_slashes(first, second, year, time, is_day_first):
    if is_day_first is None:
        if int(first) <= 12 and int(second) <= 12 and int(first) != int(second):
            raise BadValue("bad_date")
        is_day_first = int(first) > 12
    day, month = (first, second) if is_day_first else (second, first)
    return _moment(year if len(year) == 4 else f"20{year}", month, day, time)


def _moment(year, month, day, time):
    hour, minute, second, *_rest = map(int, [*(time or "0:0").split(":"), 0])
    try:
        return datetime(
            int(year), int(month), int(day), hour, minute, second, tzinfo=timezone.utc
        )
    except (TypeError, ValueError):  # TypeError: no month has that name
        raise BadValue("bad_date") from None
