"""What buyers want to send back to the merchant."""

from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal

import pytest

from amazon_connector.spapi.orders import Channel, RefusedRow
from amazon_connector.spapi.returns import CustomerReturn

from .reports_kit import golden_records

TYPE = "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE"
SHELF = CustomerReturn(
    key="DaaaaaaaaRRMA|REGAL-XL",
    channel=Channel.MFN,
    sku="REGAL-XL",
    quantity=1,
    returned_at=datetime(2026, 11, 14, tzinfo=timezone.utc),
    amazon_order_id="302-0000003-0000003",
    asin="B000REGAL1",
    title="Regal XL, weiß",
    reason="CR-DEFECTIVE",
    status="Approved",
    rma_id="DaaaaaaaaRRMA",
    merchant_rma_id="RMA-7",
    carrier="DHL",
    tracking_number="JJD000009",
    resolution="StandardRefund",
    currency="EUR",
    refunded_amount=Decimal("119.00"),
)


@pytest.mark.parametrize("name", ["plain_eu", "prime_names"])
def test_a_request_is_read_whole(name):
    assert golden_records(TYPE, name).records[0] == SHELF


def test_north_america_has_the_same_columns():
    (read,) = golden_records(TYPE, "plain_na").records
    assert read == replace(
        SHELF,
        amazon_order_id="114-0000003-0000003",
        currency="USD",
        title="Shelf XL",
    )


def test_refunds_without_a_return_have_no_rma_and_are_told_apart():
    _shelf, one, same = golden_records(TYPE, "plain_eu").records
    assert one.rma_id == ""
    assert one.refunded_amount is None
    assert one.returned_at == datetime(2026, 11, 15, 10, tzinfo=timezone.utc)
    assert one.key != same.key
    again = golden_records(TYPE, "german_decimals_csv", charset="Cp1252").records[1]
    assert again.key == one.key


def test_german_amounts_are_read_as_such():
    read = golden_records(TYPE, "german_decimals_csv", charset="Cp1252")
    amounts = [each.refunded_amount for each in read.records]
    assert amounts == [Decimal("1119.00"), Decimal("-19.90")]
    assert read.records[0].title == SHELF.title


def test_an_amount_that_may_be_two_is_refused():
    read = golden_records(TYPE, "ambiguous_csv")
    assert read.refused == [RefusedRow(2, "ambiguous_number", "refunded-amount")]
    assert [each.refunded_amount for each in read.records] == [Decimal(119)]


def test_bad_rows_are_refused_with_line_and_reason():
    read = golden_records(TYPE, "bad_rows")
    assert read.records == [SHELF]
    assert read.refused == [
        RefusedRow(2, "bad_date", "return-request-date"),
        RefusedRow(3, "excel_number", "return-quantity"),
        RefusedRow(4, "missing_value", "merchant-sku"),
        RefusedRow(5, "excel_number", "refunded-amount"),
        RefusedRow(6, "bad_number", "refunded-amount"),
    ]
