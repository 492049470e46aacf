# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A report's document as a table: read twice, never all of it in memory.

The first pass finds out what it is written in: the encoding, and how amounts and dates
are written.  The second yields its rows.
"""

from dataclasses import replace

from ..errors import ReportNotTabular
from . import flat_file
from .csv_table import CUT, OPEN, TableLines
from .flat_file import Row
from .notation import Notation, NotationWatch
from .written_dates import DateWatch


class TableFile:
    """
    :ivar columns: ``{name: index}``, known when a pass has begun
    :ivar encoding: "utf-8", a codec's name, or "" for a mixture; known when the survey
        has ended
    :ivar missing_columns: advised columns that are not there
    """

    def __init__(self, layout, open_chunks, charset="", size=None):
        """
        :param layout: has ``required``, ``advised``, ``amounts`` and ``dates``, all
            column names
        :param open_chunks: called for each pass; returns the document's unpacked
            bytes, from the beginning, in chunks
        :param charset: from the document's Content-Type
        :param size: of the unpacked document in bytes, when it is known
        """
        self._layout = layout
        self._open_chunks = open_chunks
        self._charset = charset
        self._size = size
        self._lines = None
        self._is_over = False
        self._notation = Notation()
        self.columns = {}
        self.encoding = ""
        self.missing_columns = ()

    @property
    def progress(self):
        """How much of the document the second pass has read: 0 to 1."""
        if self._is_over:
            return 1.0
        if not self._lines or not self._size:
            return 0.0
        return min(1.0, self._lines.bytes_read / self._size)

    def survey(self):
        """The first pass: yields ``(line number, cells)`` of each row."""
        utf8 = flat_file.Utf8Watch()
        lines = TableLines(utf8.watch(flat_file.as_utf8(self._open_chunks())))
        self.columns, _width = self._header(lines)
        notation = NotationWatch()
        amounts = self._places(self._layout.amounts)
        day, dates = DateWatch(), self._places(self._layout.dates)
        for number, line, _end in lines:
            if flat_file.is_blank(line):
                continue
            cells = line.split(b"\t")
            for place in amounts:
                cell = cells[place] if place < len(cells) else b""
                if b"," in cell or (b"." in cell and not notation.has_point):
                    notation.look(flat_file.decode(cell, ""))
            for place in dates:
                if place < len(cells) and b"/" in cells[place]:
                    day.look(flat_file.decode(cells[place], ""))
            yield number, cells
        self.encoding = flat_file.encoding_of(utf8.is_utf8, self._charset)
        self._notation = replace(
            notation.notation(is_amazons=lines.is_amazons),
            is_day_first=day.is_day_first,
        )

    def rows(self, *, needed=()):
        """The second pass: yields ``(Row, code)``.

        :param needed: columns without which the last row is cut, beside the required
        :return: the code is "" or what makes the row unreadable, as in
            :class:`~..orders.RefusedRow`
        """
        lines = TableLines(flat_file.as_utf8(self._open_chunks()))
        self.columns, width = self._header(lines)
        self._lines = lines
        self.missing_columns = tuple(
            name for name in self._layout.advised if name not in self.columns
        )
        least = 1 + max(self._places((*self._layout.required, *needed)))
        for number, line, end in lines:
            if flat_file.is_blank(line):
                continue
            cells = line.split(b"\t")
            row = Row(number, cells, self.columns, self.encoding, self._notation)
            code = ""
            if end == OPEN or (end == CUT and len(cells) < least):
                code = "cut_row"
            elif any(map(flat_file.cell_key, cells[width:])):
                code = "too_many_columns"
            yield row, code
        self._is_over = True

    def _header(self, lines):
        for _number, line, _end in lines:
            if not flat_file.is_blank(line):
                columns = flat_file.columns(line, self._layout.required)
                return columns, 1 + line.count(b"\t")
        raise ReportNotTabular("the document is empty")

    def _places(self, names):
        return [self.columns[name] for name in names if name in self.columns]
