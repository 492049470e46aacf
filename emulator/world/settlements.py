"""Payouts: what Amazon settles every two weeks, one settlement for each currency.

The amounts of a settlement's rows add up to its total, to the cent.

https://developer-docs.amazon.com/sp-api/docs/report-type-values-settlement
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from emulator.world.amounts import rounded
from emulator.world.facts import ZERO
from emulator.world.settlement_rows import (
    Row,
    fees,
    refund_rows,
    reimbursement,
    sale_rows,
)

PERIOD = timedelta(days=14)
# From the end of a period until its report can be found.
MADE_AFTER = timedelta(hours=6)
DEPOSITED_AFTER = timedelta(days=2)
RESERVED = Decimal("0.05")
MAIN_CURRENCIES = ("EUR", "USD")


@dataclass(frozen=True, slots=True)
class Settlement:
    """:ivar marketplace_ids: of the region, with this currency
    :ivar total: what is paid out; the sum of the rows
    """

    settlement_id: str
    region: str
    currency: str
    marketplace_ids: tuple[str, ...]
    start: datetime
    end: datetime
    rows: tuple[Row, ...]

    @property
    def total(self) -> Decimal:
        return sum((row.amount for row in self.rows), ZERO)

    @property
    def made_at(self) -> datetime:
        return self.end + MADE_AFTER

    @property
    def deposit_date(self) -> datetime:
        return self.end + DEPOSITED_AFTER


def settlements(world) -> tuple[Settlement, ...]:
    """All of them, by the time they are made; the last ends after the last event."""
    first = world.start.replace(hour=0, minute=0, second=0, microsecond=0)
    buckets = _events(world, first)
    markets = defaultdict(set)
    for order in world.orders:
        if order.becomes_a_sale:
            key = (order.region, order.currency)
            markets[key].add(order.marketplace.id)
    found = []
    for region, currency in sorted(markets):
        account = _Account(world.seed, region, currency)
        account.marketplace_ids = tuple(sorted(markets[region, currency]))
        periods = buckets[region, currency]
        for number in range(max(periods, default=-1) + 2):
            settled = account.settle(first + number * PERIOD, periods.get(number, []))
            found += [settled] if settled else []
    return tuple(sorted(found, key=lambda s: (s.made_at, s.region, s.currency)))


def _sources(world):
    """Orders, with the time and the rows of what became of them."""
    for dispatch in world.dispatches:
        yield dispatch.order, dispatch.shipped_at, sale_rows(world, dispatch)
    for number, returned in enumerate(world.returns):
        order = returned.order
        if returned.refunded_at is not None and returned.refund.total:
            yield order, returned.refunded_at, refund_rows(world, returned, number)
        if returned.status == "Reimbursed" and not order.is_multi_channel:
            row = reimbursement(returned)
            yield order, row.posted_at, [row]


def _events(world, first: datetime) -> dict[tuple[str, str], dict[int, list[Row]]]:
    """(region, currency) → number of the period → rows of sales and refunds."""
    buckets = defaultdict(lambda: defaultdict(list))
    for order, moment, rows in _sources(world):
        number = (moment - first) // PERIOD
        buckets[order.region, order.currency][number] += rows
    return buckets


class _Account:
    """One currency of a region, from settlement to settlement.

    :ivar reserve: what was kept back of the one before
    :ivar debt: what the seller owes of the one before
    """

    def __init__(self, seed, region: str, currency: str):
        self.rng = Random(f"{seed}/settlements/{region}/{currency}")
        self.region, self.currency = region, currency
        self.marketplace_ids: tuple[str, ...] = ()
        self.reserve = self.debt = ZERO

    def settle(self, start: datetime, events: list[Row]) -> Settlement | None:
        """None for a period of which there is nothing to tell."""
        rows = sorted(events, key=lambda row: row.posted_at)
        end = start + PERIOD
        if events and self.currency in MAIN_CURRENCIES:
            rows += self._fees(start, end, events)
        rows += self._balances(end, rows)
        settlement_id = str(self.rng.randrange(10**10, 10**11))
        if not rows:
            return None
        return Settlement(
            settlement_id,
            self.region,
            self.currency,
            self.marketplace_ids,
            start,
            end,
            tuple(rows),
        )

    def _fees(self, start: datetime, end: datetime, events: list[Row]) -> list[Row]:
        """Monthly ones are charged on the tenth."""
        days = {(start + timedelta(days=n)).day for n in range(PERIOD.days)}
        has_stock = any(row.fulfillment == "AFN" for row in events)
        at = end - timedelta(hours=3)
        return fees(self.rng, 10 in days, has_stock, at)

    def _balances(self, end: datetime, rows: list[Row]) -> list[Row]:
        """The reserve of the one before comes back, a new one is kept, debts wait."""
        last = end - timedelta(seconds=1)
        balances = []
        if self.reserve:
            text = "Previous Reserve Amount Balance"
            balances.append(Row.other(text, self.reserve, last))
        if self.debt:
            balances.append(Row.other("Payable to Amazon", -self.debt, last))
        sold = sum((r.amount for r in rows if r.amount_type == "ItemPrice"), ZERO)
        self.reserve = max(rounded(sold * RESERVED), ZERO)
        if self.reserve:
            balances.append(Row.other("Current Reserve Amount", -self.reserve, last))
        total = sum((row.amount for row in (*rows, *balances)), ZERO)
        self.debt = max(-total, ZERO)
        if self.debt:
            balances.append(Row.other("Payable to Amazon", self.debt, last))
        return balances
