"""Orders as the report on all orders mentions them."""

from datetime import datetime, timezone

import pytest

from amazon_connector.spapi.errors import ReportNotTabular
from amazon_connector.spapi.order_mentions import OrderMention
from amazon_connector.spapi.orders import Channel, RefusedRow

from .reports_kit import golden_records

TYPE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
CUP = OrderMention(
    amazon_order_id="302-0000001-0000001",
    purchase_date=datetime(2026, 11, 2, 8, 15, 30, tzinfo=timezone.utc),
    last_updated=datetime(2026, 11, 4, 10, tzinfo=timezone.utc),
    order_status="shipped",
    channel=Channel.MFN,
    sales_channel="Amazon.de",
    sku="TASSE-BLAU",
    item_status="shipped",
    quantity=3,
)


def test_equal_rows_are_all_there():
    """Without order item ids, nobody can tell whether they are two items."""
    first, second, *_others = golden_records(TYPE, "plain_eu").records
    assert first == second == CUP


def test_an_item_can_be_cancelled_in_an_order_that_was_shipped():
    item = golden_records(TYPE, "plain_eu").records[2]
    assert (item.order_status, item.item_status) == ("shipped", "cancelled")
    assert (item.sku, item.quantity) == ("UNTERSETZER", 0)


def test_pending_orders_and_those_of_other_channels_are_mentioned():
    *_others, pending, elsewhere = golden_records(TYPE, "plain_eu").records
    assert (pending.order_status, pending.channel) == ("pending", Channel.AFN)
    assert elsewhere.amazon_order_id == "S02-0000012-0000012"
    assert elsewhere.sales_channel == "Non-Amazon DE"
    assert elsewhere.last_updated is None


def test_north_america_has_local_times_and_more_columns():
    (read,) = golden_records(TYPE, "plain_na").records
    assert read.purchase_date == CUP.purchase_date
    assert read.sales_channel == "Amazon.com"


def test_a_file_that_excel_saved_as_unicode_reads_the_same():
    assert golden_records(TYPE, "utf16").records[0] == CUP


def test_bad_rows_are_refused_with_line_and_reason():
    read = golden_records(TYPE, "bad_rows")
    assert len(read.records) == 1
    assert read.refused == [
        RefusedRow(2, "bad_order_id", "amazon-order-id"),
        RefusedRow(3, "bad_date", "purchase-date"),
        RefusedRow(4, "missing_value", "order-status"),
        RefusedRow(5, "bad_number", "quantity"),
    ]


def test_a_header_alone_mentions_no_order():
    assert golden_records(TYPE, "header_only").reader.rows == 0


def test_a_sentence_is_no_table():
    with pytest.raises(ReportNotTabular, match="Date range exceeded"):
        golden_records(TYPE, "sentence")
