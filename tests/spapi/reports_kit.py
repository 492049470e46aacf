"""Reading golden files and made-up tables in the report tests."""

from pathlib import Path

from amazon_connector.spapi.orders import Order, RefusedRow
from amazon_connector.spapi.reports import read_report

GOLDEN = Path(__file__).parent / "golden"
MFN = "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING"
FBA = "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_INVOICING"
MFN_NA = "GET_FLAT_FILE_ORDER_REPORT_DATA_TAX"
SHIPPING_NA = "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING"
FBA_NA = "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_TAX"


class Reading:
    """A document read to its end."""

    def __init__(self, report_type, data, *, charset="", chunk=0):
        self.reader = read_report(
            report_type, lambda: chunks(data, chunk or 65536), charset=charset
        )
        results = list(self.reader)
        self.orders = [each for each in results if isinstance(each, Order)]
        self.alone = [each for each in results if isinstance(each, RefusedRow)]
        assert len(self.orders) + len(self.alone) == len(results)
        self.by_id = {order.amazon_order_id: order for order in self.orders}
        assert len(self.by_id) == len(self.orders), "an order came twice"
        self._check_counts()

    def _check_counts(self):
        counts = self.reader
        within = sum(len(order.refused_rows) for order in self.orders)
        assert counts.orders == len(self.orders)
        assert counts.items == sum(len(order.items) for order in self.orders)
        assert counts.refused == len(self.alone) + within
        assert counts.rows == (
            counts.items + counts.duplicates + counts.promotions + counts.refused
        )


def chunks(data, size):
    return (data[start : start + size] for start in range(0, len(data), size))


def golden(report_type, name):
    return (GOLDEN / f"{report_type}.{name}.txt").read_bytes()


def read_golden(report_type, name, **kwargs):
    return Reading(report_type, golden(report_type, name), **kwargs)


def table(columns, *rows):
    """A flat file of rows given as dicts by column name."""
    lines = [columns, *([row.get(name, "") for name in columns] for row in rows)]
    return "".join("\t".join(line) + "\n" for line in lines).encode()


class Records:
    """A document of records read to its end."""

    def __init__(self, report_type, data, *, charset="", chunk=0):
        self.reader = read_report(
            report_type,
            lambda: chunks(data, chunk or 65536),
            charset=charset,
            size=len(data),
        )
        results = list(self.reader)
        self.refused = [each for each in results if isinstance(each, RefusedRow)]
        self.records = [each for each in results if not isinstance(each, RefusedRow)]
        self._check_counts()

    def _check_counts(self):
        counts = self.reader
        assert counts.items == len(self.records)
        assert counts.refused == len(self.refused)
        assert counts.rows == counts.items + counts.blanks + counts.refused
        assert counts.progress == 1
        assert all(row.code and row.line_number > 1 for row in self.refused)


def golden_records(report_type, name, **kwargs):
    return Records(report_type, golden(report_type, name), **kwargs)
