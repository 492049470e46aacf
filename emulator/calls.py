"""A record of every call, without secrets, so that tests can count them."""

import threading
from dataclasses import asdict, dataclass
from datetime import datetime

from emulator.clock import iso


@dataclass(frozen=True, slots=True)
class Call:
    """:ivar operation: ``reports.createReport``, ``lwa.refresh_token``, …
    :ivar application: its id, "" when the caller could not be told
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
    def __init__(self):
        self._lock = threading.Lock()
        self._calls: list[Call] = []

    def add(self, call: Call):
        with self._lock:
            self._calls.append(call)

    def select(self, operation="", status=0, seller="") -> list[Call]:
        """In order of time; an empty argument matches everything."""
        with self._lock:
            return [
                call
                for call in self._calls
                if (not operation or call.operation == operation)
                and (not status or call.status == status)
                and (not seller or call.seller == seller)
            ]

    def count(self, operation="", status=0, seller="") -> int:
        return len(self.select(operation, status, seller))

    def clear(self):
        with self._lock:
            self._calls.clear()

    def as_json(self, **conditions) -> list[dict]:
        return [
            {**asdict(call), "time": iso(call.time)}
            for call in self.select(**conditions)
        ]
