# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a file is that somebody brings: told by its header, whatever its name.

Only its beginning is read.
"""

import codecs
import re
from dataclasses import dataclass
from itertools import islice

from ..errors import ReportNotTabular
from . import flat_file
from .catalogue import REPORT_TYPES
from .column_words import are_english
from .csv_table import TableLines
from .xml_elements import is_xml

_FEWEST_CELLS = 3
_LONGEST_NAME = 80  # characters
# What no column name looks like.
_DATA = re.compile(r"@|[0-9]{5}|[0-9]{1,4}([-./])[0-9]{1,2}\1[0-9]{1,4}|\A[0-9.,]+\Z")
_AS_XML = "GET_ORDER_REPORT_DATA_"  # instead of GET_FLAT_FILE_ORDER_REPORT_DATA_
_ORDERS_IN_XML = b"OrderReport"
_ENOUGH = 4096  # bytes


@dataclass(frozen=True, slots=True)
class Header:
    """The first row of a table.

    :ivar names: as the file writes them
    :ivar delimiter: of its cells
    :ivar encoding: of the beginning: "utf-8", "utf-16", or "" for any other
    :ivar is_localised: column names, but most of them in another language than English
    """

    names: tuple[str, ...]
    delimiter: str
    encoding: str
    is_localised: bool


def recognise(open_chunks, region=None):
    """The names of the report types whose header a document has, best first.

    Several types share one layout: those of ``region`` come first, then those whose
    advised columns are there.

    :param open_chunks: returns the document's unpacked bytes in chunks
    :param region: a :class:`~..marketplaces.Region`, its value, or None
    :return: () when it is none of them
    """
    if is_xml(open_chunks()):
        columns, found = set(), _types_as_xml(open_chunks())
    else:
        columns = _columns(open_chunks)
        found = [type_ for type_ in REPORT_TYPES.values() if _fits(type_, columns)]
    found.sort(key=lambda type_: _distance(type_, columns, region))
    return tuple(type_.name for type_ in found)


def header_of(open_chunks):
    """The header of any table.

    :raise ReportNotTabular: the document is empty, or marked up
    """
    start = _start(open_chunks())
    lines = TableLines(flat_file.as_utf8(open_chunks()))
    names = tuple(flat_file.decode(cell, "") for cell in _first_cells(lines))
    return Header(
        names=names,
        delimiter=lines.delimiter.decode(),
        encoding=_encoding(start),
        is_localised=_is_header(names) and not are_english(names),
    )


def rows_of(open_chunks, charset="", limit=100):
    """The beginning of any table, to be looked at.

    :param charset: from the document's Content-Type, "" when it states none
    :return: ``(names, rows)``: names as the file writes them, and for each of the
        first ``limit`` rows that are not blank a tuple of as many texts
    :raise ReportNotTabular: the document is empty, or marked up
    """
    utf8 = flat_file.Utf8Watch()
    lines = TableLines(utf8.watch(flat_file.as_utf8(open_chunks())))
    table = [_first_cells(lines)]
    rows = (line for _number, line, _end in lines if not flat_file.is_blank(line))
    table += [line.split(b"\t") for line in islice(rows, limit)]
    encoding = flat_file.encoding_of(utf8.is_utf8, charset)
    names, *rows = (
        tuple(flat_file.decode(cell, encoding) for cell in cells) for cells in table
    )
    width = len(names)
    return names, [(row + ("",) * (width - len(row)))[:width] for row in rows]


def personal_places(names, report_types=()):
    """The places of the columns that hold buyers' data.

    :param names: as a file writes them
    :param report_types: names of the types it may be; () for all
    :return: a frozenset of indexes into ``names``; all of them where the names do not
        tell what is in their columns
    """
    if not (_is_header(names) and are_english(names)):
        return frozenset(range(len(names)))
    types = [REPORT_TYPES[name] for name in report_types] or REPORT_TYPES.values()
    personal = {column for type_ in types for column in type_.reader.personal}
    return frozenset(
        place
        for place, name in enumerate(names)
        if flat_file.column_name(name) in personal
    )


def _columns(open_chunks):
    try:
        return set(map(flat_file.column_name, header_of(open_chunks).names))
    except ReportNotTabular:
        return set()


def _fits(type_, columns):
    required = type_.reader.required
    return (
        bool(required)
        and columns.issuperset(required)
        and not type_.name.startswith(_AS_XML)
    )


def _types_as_xml(chunks):
    start = _start(flat_file.as_utf8(chunks))
    if _ORDERS_IN_XML not in start:
        return []
    return [type_ for type_ in REPORT_TYPES.values() if type_.name.startswith(_AS_XML)]


def _distance(type_, columns, region):
    return (
        region is not None and region not in type_.regions,
        bool(type_.stands_in_for),
        sum(name not in columns for name in type_.reader.advised),
    )


def _first_cells(lines):
    for _number, line, _end in lines:
        if flat_file.is_blank(line):
            continue
        if line.lstrip()[:1] == b"<":
            raise ReportNotTabular("marked up, as XML or HTML is")
        return line.split(b"\t")
    raise ReportNotTabular("the document is empty")


def _start(chunks):
    start = b""
    for chunk in chunks:
        start += chunk
        if len(start) >= _ENOUGH:
            break
    return start


def _encoding(start):
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    utf8 = flat_file.Utf8Watch()
    for _chunk in utf8.watch([start]):
        pass
    return "utf-8" if utf8.is_utf8 else ""


def _is_header(names):
    filled = list(filter(None, names))
    return (
        len(filled) >= _FEWEST_CELLS
        and len(filled) > len(names) / 2
        and max(map(len, filled)) <= _LONGEST_NAME
        and not any(map(_DATA.search, filled))
    )
