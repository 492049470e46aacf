"""Stock in Amazon's warehouses, from files of every make."""

import pytest

from amazon_connector.spapi.errors import ReportNotTabular
from amazon_connector.spapi.orders import RefusedRow
from amazon_connector.spapi.stock import StockLevel

from .reports_kit import golden_records

MYI = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
AFN = "GET_AFN_INVENTORY_DATA"
CUP = StockLevel(
    sku="TASSE-BLAU",
    fnsku="X000TASSE1",
    asin="B000TASSE1",
    title='Tasse 12" "blau"',
    condition="New",
    fulfillable=755,
    reserved=45,
    unsellable=13,
    inbound=20,
    researching=2,
    total=835,
    local=700,
    remote=55,
)
LAMP = StockLevel(
    sku="00815",
    fnsku="B000LAMPE1",
    asin="B000LAMPE1",
    title="Schreibtischlampe Größe Ü",
    condition="UsedLikeNew",
    fulfillable=0,
    reserved=0,
    unsellable=0,
    inbound=0,
    total=0,
)
GRADED = StockLevel(
    sku="amzn.gr.TASSE-BLAU-x_9",
    fnsku="X000GRADE1",
    asin="B000TASSE1",
    title="Tasse",
    condition="UsedGood",
    fulfillable=1,
)


@pytest.mark.parametrize(
    ("name", "charset", "encoding"),
    [
        ("plain_eu", "UTF-8", "utf-8"),
        ("upper_case_bom_crlf", "", "utf-8"),
        ("cp1252_other_order", "Cp1252", "cp1252"),
        ("cp1252_other_order", "", ""),
        ("quoted_csv", "", "utf-8"),
    ],
)
def test_one_stock_reads_the_same_from_files_of_every_make(name, charset, encoding):
    read = golden_records(MYI, name, charset=charset)
    assert read.records == [CUP, LAMP, GRADED]
    assert read.refused == []
    assert read.reader.encoding == encoding


def test_outside_europe_nothing_is_said_of_near_and_far():
    cup, _graded = golden_records(MYI, "plain_na").records
    assert (cup.local, cup.remote, cup.fulfillable) == (None, None, 755)


def test_cells_that_are_missing_at_the_end_are_open_and_not_zero():
    read = golden_records(MYI, "missing_trailing_columns")
    cup, lamp, graded = read.records
    assert lamp == LAMP
    assert (graded.reserved, graded.inbound, graded.total) == (None, None, None)
    assert cup.researching == 2


def test_bad_rows_are_refused_with_line_and_reason():
    read = golden_records(MYI, "bad_rows")
    assert read.records == [LAMP]
    assert read.refused == [
        RefusedRow(2, "missing_value", "sku"),
        RefusedRow(3, "bad_number", "afn-fulfillable-quantity"),
        RefusedRow(4, "excel_number", "afn-fulfillable-quantity"),
        RefusedRow(5, "bad_number", "afn-reserved-quantity"),
        RefusedRow(6, "too_many_columns"),
    ]


def test_a_cut_file_keeps_what_is_whole():
    read = golden_records(MYI, "cut")
    assert read.records == [CUP, LAMP]
    assert read.refused == [RefusedRow(4, "cut_row")]


def test_a_header_alone_is_no_stock():
    read = golden_records(MYI, "header_only")
    assert (read.records, read.refused, read.reader.rows) == ([], [], 0)


@pytest.mark.parametrize(
    ("name", "said"),
    [("empty", "empty"), ("sentence", "not available at this time, please")],
)
def test_what_is_no_table_says_what_it_is(name, said):
    with pytest.raises(ReportNotTabular, match=said):
        golden_records(MYI, name)


def test_by_condition_a_row_states_the_one_quantity_or_the_other():
    sellable, broken, none_left = golden_records(AFN, "plain").records
    assert (sellable.sku, broken.sku) == ("TASSE-BLAU", "TASSE-BLAU")
    assert (sellable.fulfillable, sellable.unsellable) == (755, None)
    assert (broken.fulfillable, broken.unsellable) == (None, 13)
    assert (none_left.sku, none_left.fulfillable) == ("00815", 0)


def test_by_condition_bad_rows_are_refused():
    read = golden_records(AFN, "bad_rows")
    assert [record.unsellable for record in read.records] == [1]
    assert read.refused == [
        RefusedRow(2, "missing_value", "warehouse-condition-code"),
        RefusedRow(3, "missing_value", "quantity-available"),
        RefusedRow(4, "missing_value", "seller-sku"),
    ]
