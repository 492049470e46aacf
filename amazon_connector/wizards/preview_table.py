# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A table of a report's first rows, for the eyes of those who may see them."""

from itertools import islice

from markupsafe import Markup

from ..spapi.orders import Order
from ..spapi.reports import read_report
from ..spapi.reports.recognition import personal_places, rows_of
from ..spapi.reports.xml_elements import is_xml

PREVIEW_ROWS = 100
HIDDEN = "•••"

_TABLE = Markup(
    '<div class="table-responsive border" style="max-height: 60vh">'
    '<table class="table table-sm table-striped small text-nowrap mb-0">'
    '<thead class="sticky-top"><tr>%s</tr></thead><tbody>%s</tbody></table></div>'
)
_NAME = Markup('<th class="text-bg-light">%s</th>')
_CELL = Markup(
    '<td class="text-truncate" style="max-width: 20rem" title="%(text)s">%(text)s</td>'
)
_ROW = Markup("<tr>%s</tr>")
# What is told of orders that come as XML.
_XML_NAMES = (
    "order-id",
    "purchase-date",
    "sales-channel",
    "sku",
    "quantity",
    "item-price",
    "currency",
)


def first_rows(report_type, open_chunks, charset="", may_see_personal_data=False):
    """The first rows of a report's file as a table.

    :param open_chunks: as :func:`~..spapi.reports.read_report` takes it
    :param may_see_personal_data: else buyers' data are hidden
    :return: Markup, everything from the file escaped
    :raise AmazonError: the file is no table, or cannot be unpacked
    """
    if is_xml(open_chunks()):
        statements = read_report(report_type, open_chunks, charset=charset)
        rows = list(islice(_rows_of_orders(statements), PREVIEW_ROWS))
        return _table(_XML_NAMES, rows)
    names, rows = rows_of(open_chunks, charset, PREVIEW_ROWS)
    if not may_see_personal_data:
        hidden = personal_places(names, [report_type])
        rows = [_without(row, hidden) for row in rows]
    return _table(names, rows)


def _rows_of_orders(statements):
    for order in statements:
        if isinstance(order, Order):
            for item in order.items:
                yield (
                    order.amazon_order_id,
                    order.purchase_date.isoformat(),
                    order.sales_channel,
                    item.sku,
                    str(item.quantity),
                    str(item.item_price),
                    order.currency,
                )


def _without(row, hidden):
    return [
        HIDDEN if place in hidden and cell else cell for place, cell in enumerate(row)
    ]


def _table(names, rows):
    header = Markup("").join(_NAME % name for name in names)
    lines = (Markup("").join(_CELL % {"text": cell} for cell in row) for row in rows)
    return _TABLE % (header, Markup("").join(_ROW % line for line in lines))
