# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reports of which every row is a record of its own: all but the order reports."""

from abc import ABC, abstractmethod

from ..orders import RefusedRow
from .flat_file import BadCell
from .table_file import TableFile


class RecordLayout(ABC):
    """A report: its column names, and how a row becomes a record.

    :cvar required: columns without which it is another report
    :cvar advised: columns that sellers can switch off, and whose loss hurts
    :cvar identifying: columns not required, but part of a record's identity: a last
        row that ends before them is cut
    :cvar personal: columns with buyers' data, for those who may not see them
    :cvar amounts: columns with money; from all of them together it is told how the
        file writes decimals
    :cvar dates: columns with dates; likewise, whether days stand before months
    """

    required = ()
    advised = ()
    identifying = ()
    personal = ()
    amounts = ()
    dates = ()

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
    :ivar progress: how much of the document was read, 0 to 1; 0 until the end where
        its size is not known
    :ivar missing_columns: advised columns that are not there
    :ivar is_xml: never; only order reports come as XML
    """

    is_xml = False

    def __init__(self, layout, open_chunks, charset="", size=None):
        """The parameters are those of :class:`~.table_file.TableFile`."""
        self._layout = layout
        self._table = TableFile(layout, open_chunks, charset, size)
        self._results = self._read()
        self.rows = self.items = self.blanks = self.refused = 0

    @property
    def encoding(self):
        return self._table.encoding

    @property
    def missing_columns(self):
        return self._table.missing_columns

    @property
    def progress(self):
        return self._table.progress

    def __iter__(self):
        return self

    def __next__(self):
        """
        :raise ReportNotTabular: the document is no table of this report
        :raise AmazonError: whatever ``open_chunks`` raises of it
        """
        return next(self._results)

    def _read(self):
        for _row in self._table.survey():
            pass
        record_of = self._layout.begin()
        for row, code in self._table.rows(needed=self._layout.identifying):
            self.rows += 1
            try:
                if code:
                    raise BadCell(code, "")
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
