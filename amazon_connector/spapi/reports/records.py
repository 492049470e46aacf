# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reports of which every row is a record of its own: all but the order reports."""

from abc import ABC, abstractmethod

from ..errors import ReportNotTabular
from ..orders import RefusedRow
from . import flat_file
from .flat_file import BadCell, Row


class RecordLayout(ABC):
    """A report: its column names, and how a row becomes a record.

    :cvar required: columns without which it is another report
    :cvar advised: columns that sellers can switch off, and whose loss hurts
    :cvar personal: columns with buyers' data, for those who may not see them
    :cvar amounts: columns with money; from all of them together it is told how the
        file writes decimals
    """

    required = ()
    advised = ()
    personal = ()
    amounts = ()

    @abstractmethod
    def record(self, row):
        """A frozen dataclass of this room, or None for a row that says nothing.

        :raise BadCell: the row must be refused
        """

    def begin(self):
        """What makes records of a file's rows, one after the other.

        A layout whose records depend on the rows before them returns something of its
        own here, which lives as long as one pass through one file.
        """
        return self.record


class RecordReader:
    """Iterates over a document's records and :class:`~..orders.RefusedRow`.

    The counts grow while it is iterated; at the end
    ``rows = items + blanks + refused``.

    :ivar rows: lines that are neither the header nor blank
    :ivar items: records yielded
    :ivar blanks: rows that say nothing
    :ivar refused: rows that could not be read
    :ivar encoding: "utf-8", a codec's name, or "" for a mixture
    :ivar missing_columns: advised columns that are not there
    """

    def __init__(self, layout, open_chunks, charset=""):
        self._layout = layout
        self._open_chunks = open_chunks
        self._charset = charset
        self._results = self._read()
        self.rows = self.items = self.blanks = self.refused = 0
        self.encoding = ""
        self.missing_columns = ()

    def __iter__(self):
        return self

    def __next__(self):
        """
        :raise ReportNotTabular: the document is no table of this report
        :raise AmazonError: whatever ``open_chunks`` raises of it
        """
        return next(self._results)

    def _read(self):
        self._survey()
        record_of = self._layout.begin()
        for row in self._rows():
            try:
                record = record_of(row)
            except BadCell as error:
                self.refused += 1
                yield RefusedRow(row.line_number, error.code, error.column)
                continue
            if record is None:
                self.blanks += 1
                continue
            self.items += 1
            yield record

    def _survey(self):
        """The first pass: what the document is written in."""
        watch = flat_file.Utf8Watch()
        for _chunk in watch.watch(flat_file.as_utf8(self._open_chunks())):
            pass
        self.encoding = flat_file.encoding_of(watch.is_utf8, self._charset)

    def _rows(self):
        lines = flat_file.lines(flat_file.as_utf8(self._open_chunks()))
        columns = self._header(lines)
        self.missing_columns = tuple(
            name for name in self._layout.advised if name not in columns
        )
        for number, line, _is_complete in lines:
            if not flat_file.is_blank(line):
                self.rows += 1
                yield Row(number, line.split(b"\t"), columns, self.encoding)

    def _header(self, lines):
        for _number, line, _is_complete in lines:
            if not flat_file.is_blank(line):
                return flat_file.columns(line, self._layout.required)
        raise ReportNotTabular("the document is empty")
