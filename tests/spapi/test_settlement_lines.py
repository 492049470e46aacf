"""Settlements: every amount, in every country's notation; the sum tells."""

from datetime import datetime, timezone
from decimal import Decimal

import pytest

from amazon_connector.spapi.settlements import Settlement, SettlementLine, balance
from emulator import World
from emulator.amazon import Settings
from emulator.world.settlement_file import settlement_report

from .reports_kit import Records, golden, golden_records

SETTLEMENT = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
END = datetime(2026, 11, 20, tzinfo=timezone.utc)
ORDER = "302-0000001-0000001"


def day(*numbers):
    return datetime(*numbers, tzinfo=timezone.utc)


def read(data):
    """``(settlement, lines)``; nothing is refused."""
    reading = Records(SETTLEMENT, data)
    assert not reading.refused
    settlement, *lines = reading.records
    assert isinstance(settlement, Settlement)
    assert all(isinstance(line, SettlementLine) for line in lines)
    return settlement, lines


def told(settlement, lines):
    transfers = sum(line.amount for line in lines if line.is_transfer)
    return balance(settlement, sum(line.amount for line in lines), transfers)


def test_the_first_row_is_the_payout():
    settlement, _lines = read(golden(SETTLEMENT, "german"))
    assert settlement == Settlement(
        settlement_id="90000001",
        start=day(2026, 3, 1),
        end=day(2026, 3, 15),
        deposit_date=day(2026, 3, 17),
        total=Decimal("900.00"),
        currency="EUR",
    )


def test_a_line_is_tied_to_its_order():
    _settlement, lines = read(golden(SETTLEMENT, "german"))
    assert lines[0] == SettlementLine(
        settlement_id="90000001",
        line_number=3,
        transaction_type="Order",
        amount_type="ItemPrice",
        amount_description="Principal",
        amount=Decimal("1023.80"),
        currency="EUR",
        amazon_order_id=ORDER,
        order_item_id="00000000000001",
        sku="TASSE",
        quantity=2,
        posted_at=day(2026, 3, 5, 12, 34, 56),
        marketplace_name="Amazon.de",
        shipment_id="DaAbBcC01",
    )
    assert lines[2].promotion_id == "PLM-1"


def test_equal_rows_are_separate_amounts():
    _settlement, lines = read(golden(SETTLEMENT, "german"))
    fees = [line for line in lines if "FBAPer" in line.amount_description]
    assert [(line.line_number, line.amount) for line in fees] == [
        (7, Decimal("-3.10")),
        (8, Decimal("-3.10")),
    ]


def test_an_inbound_shipment_is_no_order():
    _settlement, lines = read(golden(SETTLEMENT, "german"))
    (inbound,) = [line for line in lines if line.transaction_type == "FBAFees"]
    assert (inbound.amazon_order_id, inbound.reference) == ("", "FBA15ABCDEFG")
    refund = lines[6]
    assert (refund.quantity, refund.adjustment_id) == (None, "amzn1:crow:1")


@pytest.mark.parametrize(
    ("name", "currency", "posted_at"),
    [
        ("german", "EUR", day(2026, 3, 5, 12, 34, 56)),
        ("american", "USD", day(2026, 3, 5)),
        ("british", "GBP", day(2026, 3, 5, 12, 34, 56)),
    ],
)
def test_every_country_writes_its_own_way(name, currency, posted_at):
    settlement, lines = read(golden(SETTLEMENT, name))
    assert settlement.start == day(2026, 3, 1)
    assert settlement.deposit_date == day(2026, 3, 17)
    assert {line.currency for line in lines} == {settlement.currency} == {currency}
    assert {line.posted_at for line in lines if not line.is_transfer} == {posted_at}


@pytest.mark.parametrize("american", [True, False])
def test_the_period_tells_what_no_single_date_does(american):
    start, end, posted = "03/01/2026", "03/08/2026", "03/05/2026"
    if not american:
        start, end, posted = "01/03/2026", "08/03/2026", "05/03/2026"
    data = golden(SETTLEMENT, "american").replace(b"03/01/2026", start.encode())
    data = data.replace(b"03/12/2026", end.encode())
    settlement, lines = read(data.replace(b"03/05/2026", posted.encode()))
    assert (settlement.start, settlement.end) == (day(2026, 3, 1), day(2026, 3, 8))
    assert lines[0].posted_at == day(2026, 3, 5)


def test_amounts_in_brackets_are_negative():
    settlement, lines = read(golden(SETTLEMENT, "brackets"))
    assert settlement.total == Decimal("-50.00")
    assert [line.amount for line in lines] == [Decimal("-55.00"), Decimal("5.00")]
    assert told(settlement, lines) == "balanced"


def test_the_payment_itself_counts_where_the_sum_says_so():
    with_transfer = read(golden(SETTLEMENT, "german"))
    assert told(*with_transfer) == "balanced_without_transfers"
    assert told(*read(golden(SETTLEMENT, "american"))) == "balanced"
    settlement, lines = with_transfer
    assert told(settlement, lines[1:]) == "unbalanced"


def test_an_amount_is_not_lost_for_its_date():
    reading = golden_records(SETTLEMENT, "bad_rows")
    settlement, line = reading.records
    assert settlement.deposit_date is None
    assert (line.amount, line.posted_at) == (Decimal("10.00"), None)


def test_rows_without_an_amount_are_refused():
    reading = golden_records(SETTLEMENT, "bad_rows")
    assert [(row.line_number, row.code, row.column) for row in reading.refused] == [
        (4, "missing_value", "amount"),
        (5, "bad_number", "amount"),
        (6, "excel_number", "amount"),
        (7, "bad_number", "quantity-purchased"),
        (8, "unknown_value", "currency"),
        (9, "missing_value", "settlement-id"),
        (10, "missing_value", "total-amount"),
    ]


def test_without_a_total_nothing_is_read():
    reading = golden_records(SETTLEMENT, "no_total")
    assert not reading.records
    assert [row.column for row in reading.refused] == ["total-amount"] * 2


@pytest.mark.parametrize("numbers", ["local", "point"])
@pytest.mark.parametrize("transfers", ["left_out", "listed"])
def test_every_settlement_of_the_emulated_amazon_adds_up(numbers, transfers):
    world = World(11, orders=200, end=END, na_share=0.3, vcs=True)
    settings = Settings(settlement_numbers=numbers, settlement_transfers=transfers)
    assert len({each.currency for each in world.settlements}) > 3
    for settlement in world.settlements:
        text = settlement_report(
            world,
            settlement.region,
            world.start,
            END,
            (),
            {"settlement": settlement.settlement_id},
            settings=settings,
        )
        stated, lines = read(text.encode())
        assert stated.total == settlement.total
        assert told(stated, lines).startswith("balanced")
        assert all(line.posted_at for line in lines)
