"""What the orders of a world become in the books: parcels, documents, payouts."""

from bisect import bisect_left
from datetime import datetime
from functools import cached_property

from emulator.world.dispatches import Dispatch, dispatches
from emulator.world.settlements import Settlement, settlements
from emulator.world.tax_documents import TaxLine, tax_lines


class Money:
    """The part of a world that counts money; needs its orders and returns."""

    @cached_property
    def dispatches(self) -> tuple[Dispatch, ...]:
        """Everything that was sold and sent, by time."""
        return dispatches(self.seed, self.final_orders, self.end)

    @cached_property
    def tax_lines(self) -> tuple[TaxLine, ...]:
        """Every line of every invoice and credit note in Europe, by time."""
        return tax_lines(self.seed, self.dispatches, self.returns)

    @cached_property
    def settlements(self) -> tuple[Settlement, ...]:
        """Every payout, by the time Amazon tells of it."""
        return settlements(self)

    def tax_lines_between(self, start: datetime, end: datetime) -> tuple[TaxLine, ...]:
        """Those from ``start`` to before ``end``."""
        first = bisect_left(self.tax_lines, start, key=_happened_at)
        return self.tax_lines[
            first : bisect_left(self.tax_lines, end, key=_happened_at)
        ]


def _happened_at(line: TaxLine) -> datetime:
    return line.happened_at
