"""A golden file for every type of report and every ugliness, beside the plain ones.

Each states what the plain file of its type states, of Europe or of North America.
"""

import codecs
import csv
import io
from dataclasses import replace

import pytest

from amazon_connector.spapi.errors import ReportNotTabular
from amazon_connector.spapi.orders import Order, RefusedRow
from amazon_connector.spapi.reports import REPORT_TYPES
from amazon_connector.spapi.reports.flat_file import column_name
from amazon_connector.spapi.reports.layout import OrderLayout

from .reports_kit import GOLDEN, Reading, Records

XML = "GET_ORDER_REPORT_DATA_INVOICING"
SHIPPING_NA = "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING"
TABLES = sorted(set(REPORT_TYPES) - {XML})
UGLY = GOLDEN / "ugly"
# Made of the plain file of this region.
OTHER_MAKES = {
    "bom_crlf": "eu",
    "german_decimals": "eu",
    "upper_case": "na",
    "other_order": "na",
}
# A blank cell denies these; a column that is missing says nothing of them.
FLAGS = (
    "is_business_order",
    "is_prime",
    "is_replacement_order",
    "is_buyer_requested_cancellation",
)
CHARSETS = {"cp1252": "Cp1252", "cp932": "windows-31j"}
# The plain file; of types made in both regions there are two.
PLAIN = {
    "eu": ("plain_eu", "plain", "british"),
    "na": ("plain_na", "plain", "american", "british"),
}


class Read:
    """A document read to its end; its rows add up."""

    def __init__(self, report_type, data, charset=""):
        is_of_orders = isinstance(REPORT_TYPES[report_type].reader, OrderLayout)
        reading = (Reading if is_of_orders else Records)(
            report_type, data, charset=charset
        )
        self.rows = reading.reader.rows
        self.encoding = reading.reader.encoding
        self.missing = reading.reader.missing_columns
        if is_of_orders:
            self.stated, refused = reading.orders, reading.alone
            refused = refused + [
                row for each in self.stated for row in each.refused_rows
            ]
        else:
            self.stated, refused = reading.records, reading.refused
        self.refused = [row for row in refused if isinstance(row, RefusedRow)]


def ugly(report_type, kind):
    return (UGLY / f"{report_type}.{kind}.txt").read_bytes()


def plain(report_type, region):
    paths = (GOLDEN / f"{report_type}.{name}.txt" for name in PLAIN[region])
    return next(path for path in paths if path.exists()).read_bytes()


def read_plain(report_type, region):
    return Read(report_type, plain(report_type, region), _charset(report_type))


def _charset(report_type):
    return "Cp1252" if report_type == SHIPPING_NA else ""


def _is_there(report_type, kind):
    return (UGLY / f"{report_type}.{kind}.txt").exists()


def test_every_type_has_every_kind_it_can_have():
    for name in TABLES:
        layout = REPORT_TYPES[name].reader
        columns = set(_table(plain(name, "na"))[0])
        every = [
            "bom_crlf",
            "upper_case",
            "other_order",
            "header_only",
            "cut",
            *CHARSETS,
        ]
        assert all(_is_there(name, kind) for kind in every)
        assert _is_there(name, "german_decimals") == bool(layout.amounts)
        assert _is_there(name, "missing_columns") == (set(layout.required) != columns)


@pytest.mark.parametrize(
    ("report_type", "kind"),
    [
        (report_type, kind)
        for report_type in TABLES
        for kind in OTHER_MAKES
        if _is_there(report_type, kind)
    ],
)
def test_another_make_states_the_same(report_type, kind):
    region = OTHER_MAKES[kind]
    usual, read = (
        read_plain(report_type, region),
        Read(report_type, ugly(report_type, kind)),
    )
    assert read.stated == usual.stated
    assert (read.rows, read.refused) == (usual.rows, usual.refused)


@pytest.mark.parametrize("report_type", TABLES)
@pytest.mark.parametrize("kind", CHARSETS)
def test_another_charset_states_the_same_as_utf8(report_type, kind):
    data = ugly(report_type, kind)
    read = Read(report_type, data, CHARSETS[kind])
    in_utf8 = Read(report_type, data.decode(kind).encode())
    assert not data.isascii()
    assert (read.encoding, in_utf8.encoding) == (kind, "utf-8")
    assert read.stated == in_utf8.stated
    assert (read.rows, read.refused) == (in_utf8.rows, in_utf8.refused)
    assert read.rows == read_plain(report_type, "eu").rows


@pytest.mark.parametrize(
    "report_type", [name for name in TABLES if _is_there(name, "missing_columns")]
)
def test_missing_columns_are_blank_ones(report_type):
    data = ugly(report_type, "missing_columns")
    have = _table(data)[0]
    header, *rows = _table(plain(report_type, "na"))
    blanked = [
        [cell if name in have else "" for name, cell in zip(header, row, strict=True)]
        for row in rows
    ]
    lines = ["\t".join(row) + "\n" for row in [header, *blanked]]
    read, expected = Read(report_type, data), Read(report_type, "".join(lines).encode())
    assert _unflagged(read.stated) == _unflagged(expected.stated)
    assert (read.rows, read.refused) == (expected.rows, expected.refused)
    gone = set(REPORT_TYPES[report_type].reader.advised) - set(have)
    assert gone == set(read.missing)


@pytest.mark.parametrize("report_type", TABLES)
def test_a_header_alone_states_nothing(report_type):
    read = Read(report_type, ugly(report_type, "header_only"))
    assert (read.stated, read.refused, read.rows) == ([], [], 0)


@pytest.mark.parametrize("report_type", [*TABLES, XML])
def test_an_empty_file_is_no_table(report_type):
    with pytest.raises(ReportNotTabular, match="empty"):
        Read(report_type, b"")


@pytest.mark.parametrize("report_type", TABLES)
def test_a_cut_file_states_its_whole_rows_and_refuses_the_last(report_type):
    usual, read = (
        read_plain(report_type, "na"),
        Read(report_type, ugly(report_type, "cut")),
    )
    assert read.rows == usual.rows
    [cut] = [row for row in read.refused if row not in usual.refused]
    assert cut.code == "cut_row"
    assert cut.line_number == ugly(report_type, "cut").count(b"\n") + 1


def test_an_xml_file_may_begin_with_a_mark():
    data = (GOLDEN / f"{XML}.plain.txt").read_bytes()
    assert Read(XML, codecs.BOM_UTF8 + data).stated == Read(XML, data).stated


def test_an_xml_file_may_be_japanese():
    data = (GOLDEN / f"{XML}.plain.txt").read_bytes()
    text = data.decode().replace("UTF-8", "Shift_JIS")
    text = "".join(letter if letter.isascii() else "ソ" for letter in text)
    read = Read(XML, text.encode("cp932"))
    assert "ソ" in str(read.stated)
    assert read.rows == Read(XML, data).rows


def _unflagged(stated):
    return [
        replace(each, **dict.fromkeys(FLAGS)) if isinstance(each, Order) else each
        for each in stated
    ]


def _table(data):
    """The cells of a document, its columns named as layouts name them."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    if text.startswith('"'):
        rows = list(csv.reader(io.StringIO(text)))
    else:
        rows = [line.split("\t") for line in text.splitlines()]
    width = len(rows[0])
    rows = [row + [""] * (width - len(row)) for row in rows]
    return [list(map(column_name, rows[0])), *rows[1:]]
