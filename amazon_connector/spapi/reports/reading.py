# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading an order report: twice over the document, never all of it in memory.

The first pass finds out the encoding and where each order ends, since its rows can
lie apart.  The second yields an order as soon as its last row is read, so that only
orders whose end has not come are held.
"""

from array import array
from itertools import pairwise

from ..orders import RefusedRow
from . import flat_file, values
from .table_file import TableFile


class OrderReader:
    """Iterates over :class:`~..orders.Order` and :class:`~..orders.RefusedRow`.

    A refused row comes alone when no order can be told for it, or when nothing of
    its order could be read; all others are in their order's ``refused_rows``.

    The counts grow while it is iterated; at the end
    ``rows = items + duplicates + promotions + refused``.

    :ivar rows: lines that are neither the header nor blank
    :ivar orders: orders yielded
    :ivar items: items in them
    :ivar duplicates: rows that repeat an item word for word
    :ivar promotions: promotion-detail rows added to their item
    :ivar refused: rows that could not be read, in orders or alone
    :ivar encoding: "utf-8", a codec's name, or "" for a mixture
    :ivar progress: how much of the document was read, 0 to 1; 0 until the end where
        its size is not known
    :ivar missing_columns: columns worth having that the seller has switched off
    """

    is_xml = False

    def __init__(self, layout, open_chunks, charset="", size=None):
        """The parameters are those of :class:`~.table_file.TableFile`."""
        self._layout = layout
        self._table = TableFile(layout, open_chunks, charset, size)
        self._results = self._read()
        self.rows = self.orders = self.items = 0
        self.duplicates = self.promotions = self.refused = 0

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
        ends = self._survey()
        open_orders, current = {}, ""
        for order_id, row in self._rows():
            if current and order_id != current and current not in ends:
                yield from self._close(current, open_orders)
            current = order_id
            if not order_id:
                self.refused += 1
                yield row
                continue
            open_orders.setdefault(order_id, []).append(row)
            if ends.get(order_id) == row.line_number:
                yield from self._close(order_id, open_orders)
        for order_id in list(open_orders):
            yield from self._close(order_id, open_orders)

    def _close(self, order_id, open_orders):
        rows = open_orders.pop(order_id, ())
        if not rows:
            return
        assembly = self._layout.assemble(order_id, rows)
        self.items += assembly.items
        self.duplicates += assembly.duplicates
        self.promotions += assembly.promotions
        self.refused += len(assembly.refused)
        if assembly.order:
            self.orders += 1
            yield assembly.order
        else:
            yield from assembly.refused

    def _survey(self):
        """The first pass.

        :return: ``{order id: number of its last line}`` for orders whose rows lie
            apart; all others end where the next one begins
        """
        # Per run of equal ids: a hash of the id, and the line where the run ends.
        # Numbers in arrays take a twentieth of what ids in a dict would.
        keys, line_numbers, last = array("q"), array("Q"), None
        column = self._layout.order_id_column
        for number, cells in self._table.survey():
            index = self._table.columns[column]
            key = flat_file.cell_key(cells[index]) if index < len(cells) else b""
            if key != last:
                keys.append(hash(key))
                line_numbers.append(number)
                last = key
            else:
                line_numbers[-1] = number
        return Ends(keys, line_numbers)

    def _rows(self):
        """The second pass: ``(order id, Row or RefusedRow)``, "" for no order id."""
        for row, code in self._table.rows():
            self.rows += 1
            yield self._belonging(row, code)

    def _belonging(self, row, code):
        column = self._layout.order_id_column
        order_id = row.key(column)
        if not values.is_order_id(order_id):
            if not code:
                code = "bad_order_id" if order_id else "missing_value"
                return "", RefusedRow(row.line_number, code, column)
            order_id = ""
        if code:
            return order_id, RefusedRow(row.line_number, code, "", order_id)
        return order_id, row


class Ends:
    """Where orders end whose rows lie apart, by order id."""

    def __init__(self, keys, line_numbers):
        apart = {one for one, other in pairwise(sorted(keys)) if one == other}
        self._ends = {
            key: number
            for key, number in zip(keys, line_numbers, strict=True)
            if key in apart
        }

    def __contains__(self, order_id):
        return hash(order_id.encode()) in self._ends

    def get(self, order_id):
        return self._ends.get(hash(order_id.encode()))
