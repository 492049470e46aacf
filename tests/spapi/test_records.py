"""Tables of any make: delimiters, quotes, local numbers, cut files, huge files."""

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from amazon_connector.spapi.errors import AmazonError, ReportNotTabular
from amazon_connector.spapi.orders import RefusedRow
from amazon_connector.spapi.reports import REPORT_TYPES, RecordReader, read_report
from amazon_connector.spapi.reports.csv_table import CUT, OPEN, WHOLE, TableLines
from amazon_connector.spapi.reports.flat_file import lines
from amazon_connector.spapi.reports.notation import NotationWatch
from amazon_connector.spapi.reports.values import BadValue

from .reports_kit import GOLDEN, MFN, Records, chunks, golden, read_golden

LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
GOLDENS = sorted(
    path.name.rsplit(".", 2)[:2]
    for path in GOLDEN.glob("*.txt")
    if path.name.startswith(
        ("GET_FBA", "GET_AFN", "GET_MERCHANT", "GET_FLAT_FILE_RET", "GET_FLAT_FILE_ALL")
    )
)


def listings(*prices, delimiter="\t", quote=""):
    """A file of listings with these prices."""
    rows = [("seller-sku", "price", "quantity")]
    rows += [(f"SKU-{number}", price, "1") for number, price in enumerate(prices)]
    mark = delimiter.join(f"{quote}{{}}{quote}" for _cell in range(3)) + "\n"
    return "".join(mark.format(*row) for row in rows).encode()


def prices_of(data):
    """Prices as read, and for rows that are not, why."""
    read = Records(LISTINGS, data)
    stated = {int(each.sku[4:]): each.price for each in read.records}
    stated |= {row.line_number - 2: row.code for row in read.refused}
    return [stated[number] for number in sorted(stated)]


@pytest.mark.parametrize(
    ("prices", "read"),
    [
        (["9.99", "1234.5", ""], ["9.99", "1234.5", None]),
        (["19,99", "1234,5", "7"], ["19.99", "1234.5", "7"]),
        (["1.234,56", "1.234", "0,5"], ["1234.56", "1234", "0.5"]),
        (["1,234.56", "1,234", "12"], ["1234.56", "1234", "12"]),
        (["1.234.567", "8,1"], ["1234567", "8.1"]),
        (["1,234,567", "8.1"], ["1234567", "8.1"]),
        (["1 234,56", "1\u00a0234,5", "1\u202f234"], ["1234.56", "1234.5", "1234"]),
        (["(55.00)", "-1.5", "\u22122.5", "+3.5"], ["-55.00", "-1.5", "-2.5", "3.5"]),
        (["(1.055,00)", "-1,5"], ["-1055.00", "-1.5"]),
        (["0,123", "0,5"], ["0.123", "0.5"]),
        # A separator that nothing proves to be one of thousands.
        (["19,99", "1.234"], ["19.99", "ambiguous_number"]),
        (["1,234"], ["ambiguous_number"]),
        (["1,234", "55", "(2,000)"], ["ambiguous_number", "55", "ambiguous_number"]),
        (["1,234", "1.234"], ["ambiguous_number", "ambiguous_number"]),
        # Points are Amazon's own: what contradicts them is refused.
        (["1.234"], ["1.234"]),
        (["9.99", "19,99", "1.234,56"], ["9.99", "bad_number", "bad_number"]),
        (["9.99", "1,234"], ["9.99", "bad_number"]),
        (["19,99", "1,5E+02", "abc"], ["19.99", "excel_number", "bad_number"]),
        (["1.234.5", "1,1"], ["bad_number", "1.1"]),
        (["1.23,456", "9,99"], ["bad_number", "9.99"]),
        (["12.34.56", "9.99"], ["bad_number", "9.99"]),
        (["--1,5", "(-1,5)", "9,99"], ["bad_number", "bad_number", "9.99"]),
    ],
)
def test_amounts_are_read_as_their_file_writes_them(prices, read):
    numbers = [Decimal(each) if each and each[-1:].isdigit() else each for each in read]
    assert prices_of(listings(*prices)) == numbers


def test_a_lone_point_is_only_amazons_in_a_file_of_amazons_make():
    assert prices_of(listings("1.234", delimiter=";")) == ["ambiguous_number"]
    assert prices_of(listings("1.234", "2.5", delimiter=";")) == [
        Decimal("1.234"),
        Decimal("2.5"),
    ]


@given(
    st.lists(
        st.decimals(
            min_value=-(10**6), max_value=10**6, places=2, allow_nan=False
        ).filter(bool),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from([(",", "."), (".", ","), ("", "."), ("", ","), (" ", ",")]),
)
def test_amounts_with_cents_are_never_misread(amounts, marks):
    thousands, decimal = marks
    table = str.maketrans({",": thousands, ".": decimal})
    texts = [f"{amount:,.2f}".translate(table) for amount in amounts]
    for read in (listings(*texts), listings(*texts, delimiter=";", quote='"')):
        assert prices_of(read) == amounts


@given(st.lists(st.text("0123456789.,()- ", max_size=9), max_size=6), st.booleans())
def test_any_amounts_are_read_or_refused(texts, is_amazons):
    watch = NotationWatch()
    for text in texts:
        watch.look(text)
    notation = watch.notation(is_amazons)
    for text in texts:
        try:
            amount = notation.amount(text.strip())
        except BadValue:
            continue
        digits = [character for character in text if character.isdigit()]
        stated = [] if amount is None else amount.as_tuple().digits
        assert int("".join(digits) or 0) == int("".join(map(str, stated)) or 0)


def test_a_download_with_quotes_reads_as_the_tab_file():
    whole = read_golden(MFN, "plain")
    for name in ("quoted_csv", "german_semicolons"):
        read = read_golden(MFN, name)
        assert read.by_id == whole.by_id
        assert read.reader.rows == whole.reader.rows


def table_of(text, size=7):
    """``[(line number, cells, end)]`` and the delimiter."""
    table = TableLines(chunks(text.encode(), size))
    return [
        (number, line.decode().split("\t"), end) for number, line, end in table
    ], table.delimiter.decode()


def test_quoted_cells_hold_delimiters_quotes_and_line_ends():
    text = 'a,b,c\r\n"1,5","say ""hi""","x\r\ny\tz"\r\n\r\n,"",3'
    assert table_of(text) == (
        [
            (1, ["a", "b", "c"], WHOLE),
            (2, ["1,5", 'say "hi"', "x y z"], WHOLE),
            (4, [""], WHOLE),
            (5, ["", "", "3"], CUT),
        ],
        ",",
    )


def test_a_quote_within_a_text_is_a_character():
    text = 'a;b;c\n12" disc;5" pipe;"5" wide"\n"x"  ;y;z\n'
    assert table_of(text)[0][1:] == [
        (2, ['12" disc', '5" pipe', '"5" wide"'], WHOLE),
        (3, ["x", "y", "z"], WHOLE),
    ]


def test_tab_files_have_no_quoting():
    text = 'a\tb\tc\n"x\t""\t12" disc\n'
    assert table_of(text) == (
        [(1, ["a", "b", "c"], WHOLE), (2, ['"x', '""', '12" disc'], WHOLE)],
        "\t",
    )


def test_tabs_with_a_quoted_header_have_quoted_cells():
    text = '"a"\t"b"\t"c"\n"x\ty"\t"1\n2"\tz\n'
    assert table_of(text)[0][1:] == [(2, ["x y", "1 2", "z"], WHOLE)]


def test_excel_may_state_the_delimiter_first():
    assert table_of('sep=;\na;"b,c";d\n')[0] == [
        (1, [""], WHOLE),
        (2, ["a", "b,c", "d"], WHOLE),
    ]


def test_a_quote_that_nobody_closes_costs_one_row_only():
    rows = "".join(f"{number},ok,1\n" for number in range(300))
    text = f'a,b,c\nx,"open,1\n{rows}'
    table, _delimiter = table_of(text, 999)
    assert table[1] == (2, ["x", '"open,1'], OPEN)
    assert [cells for _number, cells, _end in table[2:]] == [
        [str(number), "ok", "1"] for number in range(300)
    ]
    assert table[-1][0] == 302


def test_quotes_that_nobody_closes_are_refused_rows():
    data = b'seller-sku,price,quantity\nA,"1.5,2\nB,2.5,3\nC,"3.5",4\n'
    read = Records(LISTINGS, data)
    assert [each.sku for each in read.records] == ["B", "C"]
    assert read.refused == [RefusedRow(2, "cut_row")]


def test_line_numbers_are_those_of_the_file():
    data = b'seller-sku,price,quantity,item-name\nA,1.5,2,"a\nb\nc"\nB,x.1,2,\n'
    assert Records(LISTINGS, data).refused == [RefusedRow(5, "bad_number", "price")]


def test_a_last_row_may_lack_its_blank_cells_and_its_line_end():
    data = b"seller-sku\tprice\tquantity\titem-name\tasin1\tstatus\nA\t1.5\t2"
    assert [each.sku for each in Records(LISTINGS, data).records] == ["A"]


def test_a_sentence_with_a_comma_is_told_as_it_is():
    with pytest.raises(ReportNotTabular, match="Sorry, no report$"):
        Records(LISTINGS, b"Sorry, no report\n")


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b"sep=;", b"<html><body>a,b,c</body></html>", b'"', b"\xff"]
)
def test_what_is_no_table_is_told(data):
    with pytest.raises(ReportNotTabular):
        Records(LISTINGS, data)


def test_a_reader_tells_how_far_it_is():
    data = listings(*["1.50"] * 1000)
    reader = read_report(LISTINGS, lambda: chunks(data, 64), size=len(data))
    progress = [reader.progress]
    for number, _listing in enumerate(reader):
        if number % 250 == 249:
            progress.append(round(reader.progress, 2))
    assert progress == [0, 0.25, 0.5, 0.75, 1]
    assert reader.progress == 1


def test_an_order_reader_tells_it_too():
    data = golden(MFN, "plain")
    reader = read_report(MFN, lambda: chunks(data, 64), size=len(data))
    progress = [reader.progress for _order in reader]
    assert 0.3 < progress[0] < progress[1] <= progress[2] <= 1
    assert reader.progress == 1


def test_without_a_size_nothing_is_told_before_the_end():
    data = listings("1", "2")
    reader = read_report(LISTINGS, lambda: chunks(data, 9))
    assert [reader.progress for _listing in reader] == [0, 0]
    assert reader.progress == 1


@pytest.mark.parametrize(("report_type", "name"), GOLDENS)
@settings(max_examples=10)
@given(size=st.integers(1, 200))
def test_chunk_boundaries_change_nothing(report_type, name, size):
    data = golden(report_type, name)
    try:
        whole = Records(report_type, data)
    except ReportNotTabular as error:
        with pytest.raises(ReportNotTabular) as caught:
            Records(report_type, data, chunk=size)
        assert caught.value.detail == error.detail
    else:
        parts = Records(report_type, data, chunk=size)
        assert (parts.records, parts.refused) == (whole.records, whole.refused)


@settings(max_examples=300)
@given(st.sampled_from(GOLDENS), st.data())
def test_broken_files_raise_nothing_but_our_errors(case, data):
    report_type, name = case
    document = bytearray(golden(report_type, name))
    junk = st.one_of(
        st.binary(max_size=6),
        st.sampled_from([b'"', b"\t", b"\n", b",", b";", b'","', b"\xff\xfe", b"\0"]),
    )
    for _change in range(data.draw(st.integers(0, 6))):
        place = data.draw(st.integers(0, len(document)))
        length = data.draw(st.integers(0, 30))
        document[place : place + length] = data.draw(junk)
    charset = data.draw(st.sampled_from(["", "Cp1252", "windows-31j", "utf-16"]))
    size = data.draw(st.integers(1, 300))
    try:
        Records(report_type, bytes(document), charset=charset, chunk=size)
    except AmazonError as error:
        assert isinstance(error, ReportNotTabular)


@settings(max_examples=300)
@given(st.binary(max_size=300), st.sampled_from([b"a,b,c\n", b"a\tb\n", b'"a";b;c\n']))
@example(b'"', b"a,b,c\n")
@example(b'x,"' + b"\n" * 150 + b'"', b"a,b,c\n")
def test_every_line_of_a_table_is_there_once(tail, header):
    physical = [number for number, _line, _is_whole in lines([header + tail])]
    numbers = [number for number, _line, _end in TableLines([header + tail])]
    assert numbers == sorted(set(numbers))
    assert set(numbers) <= set(physical)


@given(
    st.lists(
        st.lists(
            st.text(
                st.characters(blacklist_characters="\r\0", codec="utf-8"), max_size=9
            ),
            min_size=3,
            max_size=3,
        ),
        max_size=5,
    ),
    st.sampled_from(",;"),
)
def test_what_is_quoted_comes_back(rows, delimiter):
    def quoted(cell):
        return '"' + cell.replace('"', '""') + '"'

    table = [["a", "b", "c"], *rows]
    text = "".join(delimiter.join(map(quoted, row)) + "\r\n" for row in table)
    read, found = table_of(text)
    assert found == delimiter
    blanked = [[_blanked(cell) for cell in row] for row in table]
    assert [cells for _number, cells, _end in read] == blanked


def _blanked(cell):
    """Runs of tabs and line ends are one blank."""
    return re.sub(r"[\t\n]+", " ", cell)


def test_two_hundred_thousand_rows_of_csv_take_little_memory():
    """In a process of its own, whose peak is then known, and at full speed."""
    code = (
        "import resource\n"
        "from tests.spapi import test_records\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = peak()\n"
        "reader = test_records.read_report(\n"
        "    test_records.LISTINGS, test_records.huge_csv\n"
        ")\n"
        "print(sum(1 for _each in reader), reader.rows, peak() - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", "import tests.conftest\n" + code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
        timeout=300,
    )
    records, rows, kilobytes = map(int, done.stdout.split())
    assert (records, rows) == (200_000, 200_000)
    assert kilobytes < 32 * 1024, "the file has 60 MB"


def huge_csv():
    """200,000 listings in lines of 300 bytes, made while they are read."""
    yield b"seller-sku,price,quantity,item-name\n"
    text = b"x" * 260
    for start in range(0, 200_000, 100):
        yield b"".join(
            b'"SKU-%d","1.234,56",7,"%b ""y"", z"\n' % (number, text)
            for number in range(start, start + 100)
        )


def test_every_type_names_its_columns():
    for type_ in REPORT_TYPES.values():
        layout = type_.reader
        assert layout.required
        assert all(name == name.lower() for name in layout.amounts)
    assert isinstance(read_report(LISTINGS, lambda: ()), RecordReader)
