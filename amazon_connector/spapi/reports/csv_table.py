# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tables of any make as lines with tabs.

Amazon's own files have tabs and no quoting.  What is downloaded in Seller Central, and
what a spreadsheet program saves, has commas or semicolons and quoted cells, in which
there can be delimiters and line ends.  In all encodings Amazon uses, the bytes of these
characters mean nothing else, so all this works on bytes.
"""

import re
from collections import deque
from itertools import chain

from . import flat_file

_TAB = b"\t"
_DELIMITERS = (b",", b";")
_FEWEST_CELLS = 3  # of a header; a sentence can have a comma, too
_SEPARATOR_LINE = re.compile(rb'"?sep=([,;\t])"?[ \t]*', re.IGNORECASE)
_CELL_BREAKS = re.compile(rb"[\t\r\n]+")
_QUOTED = re.compile(rb'"[^"]*(?:""[^"]*)*"')
_OPEN = re.compile(rb'"[^"]*(?:""[^"]*)*\Z')
_CLOSE = re.compile(rb'[^"]*(?:""[^"]*)*"(?!")')
# A text can have a few line ends in it; a quote that nobody closed has no end.
_MOST_LINES = 100
_MOST_BYTES = 64 * 1024

WHOLE, CUT, OPEN = "", "cut", "open"


class TableLines:
    """Iterates over ``(number, line, end)`` of a document, cells divided by tabs.

    ``number`` is the document's own line, the first of several that a quoted cell
    spans.  ``end`` is WHOLE, or CUT where no line feed comes after the last line, or
    OPEN where a quoted cell has no end: what follows is then read as lines again.

    :ivar delimiter: of the document's cells, known when the header is read; b"" before
    :ivar bytes_read: about so much of the document
    """

    def __init__(self, chunks):
        self._raw_lines = flat_file.lines(chunks)
        self._lines = self._read()
        self.delimiter = b""
        self.bytes_read = 0

    def __iter__(self):
        return self

    def __next__(self):
        """:raise ReportNotTabular: a line has no end"""
        return next(self._lines)

    @property
    def is_amazons(self):
        """Whether the document has the form of Amazon's own flat files."""
        return self.delimiter == _TAB

    def _read(self):
        lines = self._counted()
        stated = b""
        for number, line, is_whole in lines:
            if flat_file.is_blank(line):
                yield number, line, WHOLE
            elif number == 1 and (match := _SEPARATOR_LINE.fullmatch(line)):
                stated = match[1]
                yield number, b"", WHOLE
            else:
                self.delimiter = stated or delimiter_of(line)
                lines = chain(((number, line, is_whole),), lines)
                yield from self._table(lines, line.startswith(b'"'))
                return

    def _counted(self):
        for number, line, is_whole in self._raw_lines:
            self.bytes_read += len(line) + 1
            yield number, line, is_whole

    def _table(self, lines, is_quoted):
        if is_quoted or self.delimiter != _TAB:
            yield from _Records(lines, self.delimiter)
            return
        for number, line, is_whole in lines:
            yield number, line, WHOLE if is_whole else CUT


def delimiter_of(header):
    """What divides a header's cells; a tab where nothing else does."""
    if _TAB in header:
        return _TAB
    plain = _QUOTED.sub(b"", header)
    delimiter = max(_DELIMITERS, key=plain.count)
    return delimiter if plain.count(delimiter) + 1 >= _FEWEST_CELLS else _TAB


class _Records:
    """Lines with quoted cells; several of them can be one record."""

    def __init__(self, lines, delimiter):
        self._lines = lines
        self._returned = deque()
        self._delimiter = delimiter
        escaped = re.escape(delimiter)
        self._cell = re.compile(
            rb'(?:"([^"]*(?:""[^"]*)*)"[ ]*|([^%b]*))%b' % (escaped, escaped)
        )

    def __iter__(self):
        while taken := self._next():
            number, line, is_whole = taken
            cells, rest = self._cells(line)
            if rest is None:
                yield number, _line(cells), WHOLE if is_whole else CUT
            elif closed := self._closed(cells, rest):
                cells, is_whole = closed
                yield number, _line(cells), WHOLE if is_whole else CUT
            else:
                yield number, _line([*cells, rest]), OPEN

    def _next(self):
        return self._returned.popleft() if self._returned else next(self._lines, None)

    def _closed(self, cells, rest):
        """``(cells, whether the last line has an end)`` of a record that goes on.

        :param cells: of its first line, but for the one that is open
        :param rest: the open cell, from its quote on
        :return: None where it never ends; its other lines are then given back
        """
        cells, parts, taken, size = list(cells), [rest], [], 0
        while len(taken) < _MOST_LINES and size < _MOST_BYTES:
            following = self._next()
            if not following:
                break
            taken.append(following)
            _number, line, is_whole = following
            size += len(line)
            end = _CLOSE.match(line)
            if not end:
                parts.append(line)
                continue
            cells.append(_unquoted(b"\n".join((*parts, end[0]))))
            more, rest = self._after(line[end.end() :].lstrip(b" "))
            if more is None:
                break
            cells += more
            if rest is None:
                return cells, is_whole
            parts = [rest]
        self._returned.extendleft(reversed(taken))
        return None

    def _after(self, text):
        """What comes after a quoted cell, as :meth:`_cells`."""
        if not text:
            return [], None
        if not text.startswith(self._delimiter):
            return None, None
        return self._cells(text[len(self._delimiter) :], is_strict=True)

    def _cells(self, text, is_strict=False):
        """``(cells, rest)``; ``rest`` is a quoted cell without its end, or None.

        A quote within a cell that is not quoted, or not quoted to its end, is a
        character like others.

        :param is_strict: then it is no record, and the cells are None
        """
        if b'"' not in text:
            return text.split(self._delimiter), None
        if cells := self._all_quoted(text):
            return cells, None
        cells = []
        for match in self._cell.finditer(text + self._delimiter):
            quoted, plain = match.groups()
            if quoted is not None:
                cells.append(quoted.replace(b'""', b'"'))
                continue
            if plain[:1] == b'"':
                if _OPEN.match(text, match.start()):
                    return cells, text[match.start() :]
                if is_strict:
                    return None, None
            cells.append(plain)
        return cells, None

    def _all_quoted(self, text):
        """The cells of a line in which each of them is quoted, as most programs write.

        :return: None for all other lines
        """
        if text[:1] != b'"' or text[-1:] != b'"':
            return None
        cells = text[1:-1].split(b'"%b"' % self._delimiter)
        return cells if text.count(b'"') == 2 * len(cells) else None


def _unquoted(cell):
    return cell[1:-1].replace(b'""', b'"')


def _line(cells):
    """What would be a tab or a line end is a blank, as Amazon itself has it."""
    line = b"\t".join(cells)
    if line.count(b"\t") >= len(cells) or b"\n" in line or b"\r" in line:
        return b"\t".join(_CELL_BREAKS.sub(b" ", cell) for cell in cells)
    return line
