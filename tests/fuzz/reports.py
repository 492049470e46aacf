"""What no document may do to whoever reads it, whatever its bytes are.

The target of ``script/fuzz``; tests/spapi/test_fuzz.py holds it against made-up files.
"""

import re
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from amazon_connector.spapi.errors import AmazonError
from amazon_connector.spapi.orders import Order, RefusedRow
from amazon_connector.spapi.reports import REPORT_TYPES, OrderReader, read_report
from amazon_connector.spapi.reports.recognition import recognise, rows_of

GOLDEN = Path(__file__).parents[1] / "spapi" / "golden"
TYPES = tuple(sorted(REPORT_TYPES))
CHARSETS = ("", "UTF-8", "Cp1252", "windows-31j")
CHUNKS = (65536, 4096, 64, 7)
_CODE = re.compile(r"[a-z]+(_[a-z]+)*")


def goldens(report_type):
    """The documents we have of a type."""
    return sorted(GOLDEN.glob(f"{report_type}.*"))


def read(report_type, data, *, charset="", chunk=65536):
    """Read a document to its end and hold it to every promise.

    :return: what was read, and the AmazonError that ended it, or None
    """
    reader = read_report(
        report_type,
        lambda: (data[at : at + chunk] for at in range(0, len(data), chunk)),
        charset=charset,
        size=len(data),
    )
    results, error = [], None
    try:
        for result in reader:
            results.append(result)
            assert 0 <= reader.progress <= 1
    except AmazonError as refusal:
        error = refusal
        assert str(error)
    for result in results:
        _check(result)
    if not error:
        assert reader.progress == 1
        _check_counts(reader, results)
    return results, error


def _check_counts(reader, results):
    alone = [each for each in results if isinstance(each, RefusedRow)]
    records = [each for each in results if not isinstance(each, RefusedRow)]
    if not isinstance(reader, OrderReader):
        assert (reader.items, reader.refused) == (len(records), len(alone))
        assert reader.rows == reader.items + reader.blanks + reader.refused
        return
    assert len({order.amazon_order_id for order in records}) == len(records)
    within = sum(len(order.refused_rows) for order in records)
    assert reader.orders == len(records)
    assert reader.items == sum(len(order.items) for order in records)
    assert reader.refused == len(alone) + within
    assert reader.rows == (
        reader.items + reader.duplicates + reader.promotions + reader.refused
    )


def _check(result):
    """Every part of a record is what its type says."""
    if isinstance(result, RefusedRow):
        assert result.line_number >= 1
        assert _CODE.fullmatch(result.code)
    elif isinstance(result, Order):
        assert result.items
    if is_dataclass(result):
        for field in fields(result):
            _check(getattr(result, field.name))
    elif isinstance(result, tuple):
        for each in result:
            _check(each)
    elif isinstance(result, datetime):
        assert result.utcoffset() == timedelta()
    elif isinstance(result, Decimal):
        assert result.is_finite()
    elif isinstance(result, str):
        assert "\0" not in result
        result.encode()


def look(data, chunk=65536):
    """Recognise a document and show its beginning, as for an upload."""

    def open_chunks():
        return (data[at : at + chunk] for at in range(0, len(data), chunk))

    assert set(recognise(open_chunks)) <= set(REPORT_TYPES)
    try:
        names, rows = rows_of(open_chunks)
    except AmazonError:
        return
    assert len(rows) <= 100
    assert all(len(row) == len(names) for row in rows)


def try_bytes(data):
    """One input of the fuzzer: two bytes that choose, then a document."""
    choice, way = (data[:2] + b"\0\0")[:2]
    report_type, document = TYPES[choice % len(TYPES)], data[2:]
    charset = CHARSETS[way % len(CHARSETS)]
    chunk = CHUNKS[way // len(CHARSETS) % len(CHUNKS)]
    results, error = read(report_type, document, charset=charset, chunk=chunk)
    if chunk != CHUNKS[0]:
        again, other = read(report_type, document, charset=charset)
        assert (again, type(other)) == (results, type(error)), "chunks change nothing"
    look(document, chunk)


def write_seeds(folder):
    """The golden documents as inputs of the fuzzer."""
    for number, report_type in enumerate(TYPES):
        for path in goldens(report_type):
            seed = bytes((number, 0)) + path.read_bytes()
            (folder / path.name).write_bytes(seed)
