# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Amazon's flat files: tabs, no quoting, columns found by name, several encodings.

Everything here works on bytes.  In all encodings Amazon uses, the bytes of tab and
line feed mean nothing else, so a cell is decoded only when somebody asks for it.
"""

import codecs
import re

from ..errors import ReportNotTabular
from . import values
from .notation import Notation
from .values import BadValue

_LONGEST_LINE = 1024 * 1024  # bytes; longer than that is no table
_BLANKS = b" \t\r\x0b\x0c"
_BOM_UTF8 = codecs.BOM_UTF8
_BOMS_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARABLE = re.compile(
    r"cp125\d|cp874|iso8859-\d+|cp932|shift_jis|euc_jp|gb18030|gbk|gb2312|big5|koi8-r"
)
# Names Python does not know: Amazon's for Japan, and what everybody means by others.
_CODECS = {
    "windows-31j": "cp932",
    "shift_jis": "cp932",
    "iso8859-1": "cp1252",
}
# What tells a row of data from a header, to keep people out of error texts.
_DATA = re.compile(r"@|[0-9]{5}")
_SHOWN = 200  # characters
_AMAZONS = Notation()


def as_utf8(chunks):
    """``chunks``, rewritten when they are UTF-16 (a file saved again by Excel)."""
    chunks = iter(chunks)
    start = b""
    for chunk in chunks:
        start += chunk
        if len(start) >= 2:
            break
    if not start.startswith(_BOMS_UTF16):
        yield start
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    yield decoder.decode(start).encode("utf-8", "replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace")


def lines(chunks):
    """Yield ``(number, line, is_complete)``; the first line's number is 1.

    A line has neither line end nor NUL characters; only the last one can be
    incomplete: no line feed came after it.

    :raise ReportNotTabular: a line has no end
    """
    number, rest = 0, b""
    for chunk in chunks:
        pieces = (rest + chunk).split(b"\n")
        rest = pieces.pop()
        for piece in pieces:
            number += 1
            yield number, _clean(piece, number), True
        if len(rest) > _LONGEST_LINE:
            raise ReportNotTabular("one line without an end")
    if rest:
        yield number + 1, _clean(rest, number + 1), False


def _clean(line, number):
    if number == 1:
        line = line.removeprefix(_BOM_UTF8)
    return line.replace(b"\0", b"").rstrip(b"\r")


class Utf8Watch:
    """Lets chunks pass and remembers whether all of them were UTF-8."""

    def __init__(self):
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self.is_utf8 = True

    def watch(self, chunks):
        for chunk in chunks:
            if self.is_utf8:
                # A character cut in half at the very end is not held against the
                # file: hence no final call.
                try:
                    self._decoder.decode(chunk)
                except UnicodeDecodeError:
                    self.is_utf8 = False
            yield chunk


def encoding_of(is_utf8, charset):
    """The encoding to read a file with: what it is, then what its header says.

    :param charset: from the document's Content-Type, "" when it states none
    :return: "utf-8", a codec's name, or "" for UTF-8 and Windows-1252 mixed
    """
    if is_utf8:
        return "utf-8"
    charset = charset.lower()
    try:
        name = codecs.lookup(_CODECS.get(charset, charset)).name
    except (LookupError, ValueError):
        return ""
    name = _CODECS.get(name, name)
    return name if _DECLARABLE.fullmatch(name) else ""


def decode(cell, encoding):
    """A cell's text, without surrounding blanks; never fails."""
    if encoding:
        return cell.decode(encoding, "replace").strip()
    try:
        return cell.decode("utf-8").strip()
    except UnicodeDecodeError:
        return cell.decode("cp1252", "replace").strip()


def is_blank(line):
    return not line.strip(_BLANKS)


def cell_key(cell):
    """A cell as both passes compare it: without surrounding blanks."""
    return cell.strip(_BLANKS)


def columns(line, required):
    """The header: ``{name: index}``; of equal names the first counts.

    Names are compared in lower case and without surrounding blanks; "-", "_" and
    a blank are the same.

    :raise ReportNotTabular: a required column is missing
    """
    names = {}
    for index, cell in enumerate(line.split(b"\t")):
        names.setdefault(column_name(decode(cell, "")), index)
    missing = [name for name in required if name not in names]
    if missing:
        raise ReportNotTabular(_complaint(line, missing, len(required)))
    return names


def column_name(text):
    """A column's name as Amazon's own files write it, and as layouts do."""
    text = text.strip("\ufeff").strip().lower()
    text = text.replace("_", "-").replace(" ", "-")
    return text.replace("fulfilment", "fulfillment")  # Amazon writes both


def _complaint(line, missing, required):
    first_line = " ".join(decode(line[: 4 * _SHOWN], "").split())
    if _DATA.search(first_line):
        first_line = "a row of data where the column names should be"
    first_line = first_line[:_SHOWN]
    if len(missing) < required:
        return f"no column {', '.join(missing)} in: {first_line}"
    return first_line


class Row:
    """One line of a flat file; cells that are missing at its end are blank."""

    __slots__ = ("_cells", "_columns", "_encoding", "_notation", "line_number")

    def __init__(self, line_number, cells, columns_, encoding, notation=_AMAZONS):
        self.line_number = line_number
        self._cells = cells
        self._columns = columns_
        self._encoding = encoding
        self._notation = notation

    def key(self, column):
        """An id as the survey of the file compared it; "" when it is blank."""
        index = self._columns[column]
        if index >= len(self._cells):
            return ""
        return cell_key(self._cells[index]).decode("ascii", "replace")

    def text(self, column):
        index = self._columns.get(column)
        if index is None or index >= len(self._cells):
            return ""
        cell = self._cells[index]
        return decode(cell, self._encoding) if cell else ""

    def first_text(self, *names):
        """The first of these columns that is filled."""
        return next(filter(None, map(self.text, names)), "")

    def required_text(self, column):
        text = self.text(column)
        if not text:
            raise BadCell("missing_value", column)
        return text

    def value(self, column, parse):
        """``parse(text)``.

        :raise BadCell: the text is not what the column promises
        """
        try:
            return parse(self.text(column))
        except BadValue as error:
            raise BadCell(error.code, column) from None

    def amount(self, column):
        """Money, as this file writes it; None for a blank."""
        return self.value(column, self._notation.amount)

    def discount(self, column):
        """A promotion: negative or zero whatever sign this report writes."""
        value = self.amount(column)
        return None if value is None else -abs(value)

    def moment(self, column):
        """A time the row must state."""
        time = self.value(column, values.moment)
        if time is None:
            raise BadCell("missing_value", column)
        return time

    def moment_if_any(self, column):
        """A time no order waits for: None when it is blank or cannot be read."""
        try:
            return values.moment(self.text(column))
        except BadValue:
            return None

    def written_moment(self, column):
        """A time as people write it; None for a blank.

        :raise BadCell: no date, or one that may be two
        """
        return self.value(column, self._notation.moment)

    def written_moment_if_any(self, column):
        """The same, where nothing waits for it: None when it cannot be read."""
        try:
            return self.written_moment(column)
        except BadCell:
            return None

    def truth(self, column):
        return values.truth(self.text(column))

    def truth_if_any(self, column):
        """None where the file does not say."""
        return self.truth(column) if self.states(column) else None

    def states(self, column):
        return column in self._columns


class BadCell(Exception):
    """A row must be refused, for this reason and column."""

    def __init__(self, code, column):
        super().__init__(code, column)
        self.code = code
        self.column = column
