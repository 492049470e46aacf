"""A clock that runs like the real one until somebody moves it."""

import threading
from datetime import datetime, timedelta, timezone


class Clock:
    """Real time plus an offset; can also stand still.

    :param at: aware time at which the clock starts, standing still
    """

    def __init__(self, at: datetime | None = None):
        self._lock = threading.Lock()
        self._offset = timedelta()
        self._standing = at

    def now(self) -> datetime:
        """Aware UTC time."""
        with self._lock:
            if self._standing is not None:
                return self._standing
            return datetime.now(timezone.utc) + self._offset

    def advance(self, by: timedelta | float) -> datetime:
        """Move on by a timedelta or by seconds; negative goes back."""
        step = by if isinstance(by, timedelta) else timedelta(seconds=by)
        with self._lock:
            if self._standing is not None:
                self._standing += step
            else:
                self._offset += step
        return self.now()

    def set(self, moment: datetime) -> datetime:
        """Move to an aware time and go on from there."""
        return self.advance(moment - self.now())

    def freeze(self) -> datetime:
        """Stand still until :meth:`run`; ``advance`` still moves it."""
        moment = self.now()
        with self._lock:
            self._standing = moment
        return moment

    def run(self) -> datetime:
        """Run again, from where the clock stands."""
        with self._lock:
            if self._standing is not None:
                self._offset = self._standing - datetime.now(timezone.utc)
                self._standing = None
        return self.now()

    def reset(self) -> datetime:
        """Back to real time."""
        with self._lock:
            self._standing, self._offset = None, timedelta()
        return self.now()


def iso(moment: datetime) -> str:
    """As Amazon writes times in JSON: ``2026-11-20T10:00:00.000Z``."""
    text = moment.astimezone(timezone.utc).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def parse_iso(text: str) -> datetime:
    """Aware UTC time of an ISO 8601 text; without an offset it is UTC.

    :raise ValueError: not ISO 8601
    """
    moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return moment.astimezone(timezone.utc)
