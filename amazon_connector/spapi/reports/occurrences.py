# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Keys for rows to which Amazon gave none."""

import hashlib
from collections import Counter


class Occurrences:
    """Tells equal rows of one file apart by how many of them came before.

    Equal rows are real: two pieces of one order that came back on one day.
    """

    def __init__(self):
        self._counts = Counter()

    def key(self, texts):
        """The same key for the same row of another file, as far as that can be told."""
        digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:32]
        self._counts[digest] += 1
        return f"{digest}-{self._counts[digest]}"
