"""What buyers sent back to Amazon: one return, whichever file states it."""

from datetime import datetime, timezone

from amazon_connector.spapi.orders import Channel, RefusedRow
from amazon_connector.spapi.returns import CustomerReturn

from .reports_kit import golden_records

TYPE = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"
CUP = CustomerReturn(
    key="LPNHE000000001",
    channel=Channel.AFN,
    sku="TASSE-BLAU",
    quantity=1,
    returned_at=datetime(2026, 11, 5, 15, 31, 40, tzinfo=timezone.utc),
    amazon_order_id="302-0000001-0000001",
    asin="B000TASSE1",
    fnsku="X000TASSE1",
    title='Tasse 12" "blau"',
    reason="UNWANTED_ITEM",
    disposition="SELLABLE",
    status="Unit returned to inventory",
    comment="Schön, aber zu groß",
    license_plate="LPNHE000000001",
    fulfillment_center_id="LEJ1",
)


def test_a_return_is_read_whole():
    first, second, *_others = golden_records(TYPE, "plain_eu").records
    assert first == CUP
    assert second.key == "LPNHE000000002"
    assert (second.disposition, second.comment) == ("CUSTOMER_DAMAGED", "")


def test_times_of_north_america_are_utc():
    (read,) = golden_records(TYPE, "plain_na").records
    assert read.returned_at == CUP.returned_at


def test_equal_rows_without_a_plate_are_separate_returns():
    _first, _second, one, same, no_order = golden_records(TYPE, "plain_eu").records
    assert one.license_plate == same.license_plate == ""
    assert len({one.key, same.key, no_order.key}) == 3
    assert no_order.amazon_order_id == ""


def test_the_date_tells_no_return_from_another():
    before = golden_records(TYPE, "plain_eu").records
    cup, without_plate = golden_records(TYPE, "another_date").records
    assert cup.key == CUP.key
    assert cup.status == "Reimbursed"
    assert without_plate.key == before[2].key
    assert without_plate.returned_at != before[2].returned_at


def test_a_column_that_some_marketplaces_lack_is_not_missed():
    read = golden_records(TYPE, "without_status_cp1252", charset="Cp1252")
    assert [each.status for each in read.records] == ["", ""]
    assert read.records[0].comment == CUP.comment
    assert read.reader.missing_columns == ()


def test_a_download_from_seller_central_reads_the_same():
    read = golden_records(TYPE, "ugly_csv")
    assert [each.key for each in read.records] == ["LPNHE000000001", "LPNHE000000002"]
    assert read.records[0].comment == 'Zu groß, und "blau" ist; grün'
    assert read.records[1].disposition == "CUSTOMER_DAMAGED"


def test_bad_rows_are_refused_with_line_and_reason():
    read = golden_records(TYPE, "bad_rows")
    assert read.records == [CUP]
    assert read.refused == [
        RefusedRow(2, "bad_date", "return-date"),
        RefusedRow(3, "missing_value", "return-date"),
        RefusedRow(4, "bad_number", "quantity"),
        RefusedRow(5, "missing_value", "sku"),
        RefusedRow(6, "missing_value", "quantity"),
    ]


def test_a_last_row_that_lost_its_plate_is_cut():
    """Without it, the return would have another key, and come twice."""
    read = golden_records(TYPE, "cut")
    assert len(read.records) == 2
    assert read.refused == [RefusedRow(4, "cut_row")]


def test_a_header_alone_is_no_returns():
    assert golden_records(TYPE, "header_only").reader.rows == 0
