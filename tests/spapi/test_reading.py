"""Files as a whole: not tables, cut, huge, shuffled, or any bytes at all."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from amazon_connector.spapi.errors import AmazonError, DocumentDamaged, ReportNotTabular
from amazon_connector.spapi.orders import RefusedRow
from amazon_connector.spapi.reports import REPORT_TYPES, Feed, read_report

from .reports_kit import (
    FBA,
    FBA_NA,
    MFN,
    MFN_NA,
    SHIPPING_NA,
    Reading,
    chunks,
    golden,
    read_golden,
    table,
)

GOLDEN_TABLES = [
    (MFN, "plain", ""),
    (MFN, "promotion_rows", ""),
    (MFN, "bad_rows", ""),
    (MFN, "cp1252", "Cp1252"),
    (MFN, "cp932", "windows-31j"),
    (MFN, "utf16", ""),
    (MFN, "cut", ""),
    (FBA, "plain", ""),
    (FBA, "bad_rows", ""),
    (MFN_NA, "plain", ""),
    (MFN_NA, "ugly", ""),
    (SHIPPING_NA, "plain", "Cp1252"),
    (FBA_NA, "plain", ""),
    (FBA_NA, "ugly", "Cp1252"),
]
REQUIRED = REPORT_TYPES[MFN].reader.required
ITEM = ("1", "2026-11-02T08:15:30Z", "TASSE", "1", "EUR", "9.99")
SHUFFLED = [
    (MFN, "plain"),
    (MFN, "promotion_rows"),
    (FBA, "rows_apart"),
    (MFN_NA, "plain"),
    (FBA_NA, "plain"),
]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("sentence", "Date range exceeded"),
        ("localised_header", "Bestellnummer Bestellartikelnummer Kaufdatum SKU Menge"),
        ("empty", "empty"),
        ("no_header", "a row of data"),
    ],
)
def test_what_is_no_table_says_what_it_is(name, said):
    with pytest.raises(ReportNotTabular, match=said):
        read_golden(MFN, name)


def test_nobody_is_named_when_the_header_is_missing():
    with pytest.raises(ReportNotTabular) as caught:
        read_golden(MFN, "no_header")
    assert "Käthe" not in str(caught.value)


def test_a_missing_column_is_named():
    with pytest.raises(ReportNotTabular, match="no column currency, item-price in"):
        Reading(
            MFN,
            table(
                [
                    "order-id",
                    "order-item-id",
                    "purchase-date",
                    "sku",
                    "quantity-purchased",
                ]
            ),
        )


def test_the_report_of_another_type_is_not_read():
    with pytest.raises(ReportNotTabular):
        Reading(FBA, golden(MFN, "plain"))


def test_a_header_alone_is_no_orders():
    reading = read_golden(MFN, "header_only")
    assert (reading.orders, reading.alone, reading.reader.rows) == ([], [], 0)


def test_a_file_that_was_cut_keeps_what_is_whole():
    reading = read_golden(MFN, "cut")
    assert len(reading.orders) == 2
    assert reading.alone == [RefusedRow(5, "cut_row", "", "S01-0000003-0000003")]


def test_a_line_without_an_end_is_no_table():
    with pytest.raises(ReportNotTabular, match="end"):
        Reading(MFN, golden(MFN, "plain") + b"x" * 3_000_000)


def test_blank_lines_and_blank_rows_are_no_rows():
    lines = golden(MFN, "plain").split(b"\n")
    gaps = b"\n\r\n\t\t\t\n".join(lines)
    reading = Reading(MFN, b"\n" + gaps)
    assert reading.by_id == read_golden(MFN, "plain").by_id
    assert reading.reader.rows == 4


def test_nul_characters_are_left_out():
    data = golden(MFN, "plain").replace(b"TASSE", b"TA\0SSE").replace(b"\t", b"\0\t")
    assert Reading(MFN, data).by_id == read_golden(MFN, "plain").by_id


def test_extra_cells_that_are_blank_do_no_harm():
    data = golden(MFN, "plain").replace(b"\n", b"\t \t\r\n")
    assert Reading(MFN, data).by_id == read_golden(MFN, "plain").by_id


def test_one_broken_character_spoils_one_cell_only():
    data = golden(MFN, "plain").replace("Köln".encode(), b"K\xf6ln")
    orders = Reading(MFN, data, charset="UTF-8").by_id
    assert orders == read_golden(MFN, "plain").by_id


def test_a_character_cut_in_half_at_the_end_does_not_change_the_encoding():
    data = golden(MFN, "plain")
    data = data[: data.rindex("Ł".encode()) + 1]
    reading = Reading(MFN, data)
    assert reading.reader.encoding == "utf-8"
    assert reading.by_id["302-0000001-0000001"].buyer.name == "Käthe Müßig"


@pytest.mark.parametrize(
    "charset", ["hex", "idna", "unicode_escape", "utf-7", "\0", "x" * 999, "undefined"]
)
def test_a_charset_that_is_none_is_not_obeyed(charset):
    assert len(read_golden(MFN, "cp1252", charset=charset).orders) == 2


def test_damage_on_the_way_is_passed_on():
    def open_chunks():
        yield golden(MFN, "plain")[:2000]
        raise DocumentDamaged("cut")

    with pytest.raises(DocumentDamaged):
        list(read_report(MFN, open_chunks))


def test_all_reports_are_described():
    assert {MFN, FBA, MFN_NA, SHIPPING_NA, FBA_NA} <= set(REPORT_TYPES)
    for name, type_ in REPORT_TYPES.items():
        assert type_.name == name
        if type_.feeds is Feed.ORDERS:
            assert type_.is_restricted
            assert type_.max_days == 30
    assert REPORT_TYPES[MFN].options == {"ShowSalesChannel": "true"}
    assert REPORT_TYPES[MFN].max_age_days == 60


@given(st.sampled_from(GOLDEN_TABLES), st.integers(1, 300))
def test_chunk_boundaries_change_nothing(case, size):
    report_type, name, charset = case
    whole = read_golden(report_type, name, charset=charset)
    parts = read_golden(report_type, name, charset=charset, chunk=size)
    assert (parts.orders, parts.alone) == (whole.orders, whole.alone)


@given(st.sampled_from(SHUFFLED), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_nothing(case, rng):
    header, *rows = [
        line.split("\t") for line in golden(*case).decode().splitlines() if line
    ]
    places = list(range(len(header)))
    rng.shuffle(places)
    rng.shuffle(rows)
    shuffled = "".join(
        "\t".join(line[place] for place in places) + "\n" for line in [header, *rows]
    )
    assert (
        Reading(case[0], shuffled.encode()).by_id
        == Reading(case[0], golden(*case)).by_id
    )


@settings(max_examples=300)
@given(
    st.sampled_from([MFN, FBA]),
    st.sampled_from([b"", b"plain", b"header"]),
    st.binary(max_size=400),
    st.text(max_size=12),
    st.integers(1, 99),
)
@example(MFN, b"", b"\xff\xfe", "", 1)
@example(MFN, b"header", b"\xfe\xff\t\n\0", "utf-16", 1)
def test_arbitrary_bytes_raise_nothing_but_our_errors(kind, start, tail, charset, size):
    begin = {
        b"": b"",
        b"plain": golden(kind, "plain"),
        b"header": golden(kind, "plain").split(b"\n")[0] + b"\n",
    }[start]
    try:
        reading = Reading(kind, begin + tail, charset=charset, chunk=size)
    except AmazonError:
        assert start == b""
    else:
        assert reading.reader.rows >= len(reading.orders)


@given(st.data())
def test_any_cells_raise_nothing_and_every_row_is_counted(data):
    kind = data.draw(st.sampled_from([MFN, FBA]))
    header, *rows = [
        line.split(b"\t") for line in golden(kind, "plain").splitlines() if line
    ]
    cell = st.one_of(
        st.binary(max_size=12).map(lambda b: b.replace(b"\n", b"").replace(b"\t", b"")),
        st.sampled_from([b"-1", b"0", b"1e9", b"2026-11-01T00:00:00Z", b"true", b" "]),
    )
    for row in rows:
        for _change in range(data.draw(st.integers(0, 3))):
            row[data.draw(st.integers(0, len(row) - 1))] = data.draw(cell)
    lines = [b"\t".join(row) for row in rows]
    Reading(kind, b"\n".join([b"\t".join(header), *lines, b""]))


class HugeFile:
    """A report of any number of rows, made while it is read; 400 bytes a row."""

    COLUMNS = (
        b"order-id\torder-item-id\tpurchase-date\tsku\tquantity-purchased\tcurrency"
        b"\titem-price\tsomething-new\n"
    )
    ROW = (
        b"302-%07d-0000001\t%014d\t2026-11-02T08:15:30+00:00\tTASSE\t1\tEUR\t9.99\t"
        + b"x" * 320
        + b"\n"
    )

    def __init__(self, rows):
        self._rows = rows

    def __call__(self):
        yield self.COLUMNS
        for start in range(0, self._rows, 100):
            numbers = range(start, start + 100)
            yield b"".join(self.ROW % (self._order(n), n) for n in numbers)

    @staticmethod
    def _order(number):
        """Every 50th row belongs to an order of some 5,000 rows before."""
        apart = number % 50 == 7 and number > 5000
        return number - 4999 if apart else number


def test_two_hundred_thousand_rows_take_little_memory():
    """In a process of its own, whose peak is then known, and at full speed."""
    code = (
        "import resource\n"
        "from tests.spapi import test_reading\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = peak()\n"
        "reader = test_reading.read_report(\n"
        "    test_reading.MFN, test_reading.HugeFile(200_000)\n"
        ")\n"
        "items = sum(len(order.items) for order in reader)\n"
        "print(reader.rows, items, reader.orders, peak() - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", "import tests.conftest\n" + code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
        timeout=300,
    )
    rows, items, orders, kilobytes = map(int, done.stdout.split())
    assert (rows, items, orders) == (200_000, 200_000, 200_000 - 3900)
    assert kilobytes < 32 * 1024, "the file has 80 MB"


def test_orders_come_as_soon_as_their_last_row_is_read():
    taken = []

    def open_chunks():
        for number, line in enumerate(golden(MFN, "plain").splitlines(keepends=True)):
            taken.append(number)
            yield line

    reader = read_report(MFN, open_chunks)
    first = next(reader)
    assert first.amazon_order_id == "302-0000001-0000001"
    form, whole, until_the_last_row = [0], [0, 1, 2, 3, 4], [0, 1, 2, 3]
    assert taken == form + whole + until_the_last_row


def test_orders_whose_rows_lie_apart_come_with_their_last_row():
    header, lamp, other, lamp_again, *rest = golden(FBA, "rows_apart").splitlines(
        keepends=True
    )
    lines = [header, lamp, other, lamp_again, other.replace(b"S02-", b"S03-")]
    taken = []

    def open_chunks():
        for number, line in enumerate(lines):
            taken.append(number)
            yield line

    results = []
    for order in read_report(FBA, open_chunks):
        results.append((order.amazon_order_id, taken[-1]))
    assert results == [
        ("S02-0000012-0000012", 3),
        ("028-0000011-0000011", 3),
        ("S03-0000012-0000012", 4),
    ]
    assert rest


def test_a_last_row_that_ends_with_its_last_required_cell_is_whole():
    data = table(
        REQUIRED, dict(zip(REQUIRED, ("302-0000001-0000001", *ITEM), strict=True))
    )
    assert len(Reading(MFN, data.rstrip(b"\n")).orders) == 1
    short = data.rstrip(b"\n").rpartition(b"\t")[0]
    (refused,) = Reading(MFN, short).alone
    assert refused == RefusedRow(2, "cut_row", "", "302-0000001-0000001")


def test_chunks_of_any_kind_do():
    rng = random.Random(7)
    data = golden(MFN, "plain")
    sizes = [rng.randrange(0, 90) for _ in range(200)]

    def open_chunks():
        rest = data
        for size in sizes:
            yield rest[:size]
            rest = rest[size:]
        yield from chunks(rest, 10)

    assert len(list(read_report(MFN, open_chunks))) == 3
