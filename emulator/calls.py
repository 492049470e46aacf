"""A record of every call, without secrets, so that tests can count them."""

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from emulator.clock import iso

KEPT = 100_000


@dataclass(frozen=True, slots=True)
class Call:
    """:ivar time: by the emulator's clock
    :ivar operation: ``reports.createReport``, ``lwa.refresh_token``, …
    :ivar application: its id, "" when the caller could not be told
    :ivar seller: whose token it was, also when the token was refused
    :ivar fault: kind of the scripted fault that answered, ""
    """

    time: datetime
    operation: str
    status: int
    application: str
    seller: str
    region: str
    request_id: str
    fault: str


class Calls:
    """:param kept: so many calls, the latest ones"""

    def __init__(self, kept: int = KEPT):
        self._lock = threading.Lock()
        self._calls: deque[Call] = deque(maxlen=kept)

    def add(self, call: Call):
        with self._lock:
            self._calls.append(call)

    def select(self, operation="", status=0, seller="", **conditions) -> list[Call]:
        """In order of time; what is not given matches everything.

        :param operation: one, or a whole section such as ``lwa`` or ``reports``
        :param conditions: ``application`` (its id), ``region``, and ``since`` and
            ``until`` by the emulator's clock: from, and to before
        :raise TypeError: there is no such condition
        """
        with self._lock:
            return list(_matching(self._calls, operation, status, seller, **conditions))

    def count(self, operation="", status=0, seller="", **conditions) -> int:
        """How many :meth:`select` finds."""
        return len(self.select(operation, status, seller, **conditions))

    def clear(self):
        with self._lock:
            self._calls.clear()

    def as_json(self, **conditions) -> list[dict]:
        return [
            {**asdict(call), "time": iso(call.time)}
            for call in self.select(**conditions)
        ]


def _matching(
    calls,
    operation: str,
    status: int,
    seller: str,
    application: str = "",
    region: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[Call]:
    section = f"{operation}."
    for call in calls:
        if (
            (not operation or f"{call.operation}.".startswith(section))
            and (not status or call.status == status)
            and (not seller or call.seller == seller)
            and (not application or call.application == application)
            and (not region or call.region == region)
            and (since is None or since <= call.time)
            and (until is None or call.time < until)
        ):
            yield call
