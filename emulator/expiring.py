"""A mapping that forgets, so that a long life needs no more room than a short one."""

from collections import OrderedDict
from collections.abc import Iterator
from datetime import datetime
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Expiring(Generic[Value]):
    """Entries leave from the oldest on once their time has come.

    Those that came in another order than they leave may stay a little longer: the
    reader checks what matters to him.
    """

    def __init__(self):
        self._entries: OrderedDict[str, tuple[datetime, Value]] = OrderedDict()

    def put(self, key: str, value: Value, forget_at: datetime, now: datetime):
        while self._entries:
            oldest, _ = next(iter(self._entries.values()))
            if now < oldest:
                break
            self._entries.popitem(last=False)
        self._entries[key] = (forget_at, value)

    def get(self, key: str) -> Value | None:
        entry = self._entries.get(key)
        return None if entry is None else entry[1]

    def pop(self, key: str) -> Value | None:
        entry = self._entries.pop(key, None)
        return None if entry is None else entry[1]

    def newest_first(self) -> Iterator[Value]:
        return (value for _, value in reversed(self._entries.values()))

    def __len__(self) -> int:
        return len(self._entries)
