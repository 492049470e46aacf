# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is in a file that somebody brings, before anything of it is imported."""

from dataclasses import fields
from datetime import datetime
from itertools import islice

from odoo.tools.translate import LazyTranslate

from ..explanations import explain
from ..spapi.errors import ReportNotTabular
from ..spapi.orders import Order, RefusedRow
from ..spapi.reports import read_report
from ..spapi.reports.recognition import header_of

_lt = LazyTranslate(__name__)

# A glance; the whole file is read after the import, batch by batch.
MAX_RECORDS = 50_000

_PROBLEMS = {
    "file_damaged": _lt("The file is damaged. Download it once more."),
    "file_workbook": _lt(
        "This is a workbook of a spreadsheet program, which damages long numbers. "
        "Upload the file as you downloaded it from Amazon."
    ),
    "file_several": _lt(
        "The ZIP file holds several files, or none. Upload one by one."
    ),
    "file_encrypted": _lt("The ZIP file has a password. Upload it without one."),
    "document_damaged": _lt(
        "The packed file is damaged, or holds more than can be read. Download it once "
        "more, for a shorter period."
    ),
    "localised": _lt(
        "The columns of this file have names in another language than English. Choose "
        "English in Seller Central before you download the report."
    ),
    "unknown_table": _lt(
        "This file is none of the reports that are read here: no report has these "
        "columns. Upload the file as you downloaded it from Amazon."
    ),
    "no_table": _lt(
        "This file is no table, so it is none of Amazon's reports. Upload the file as "
        "you downloaded it from Amazon."
    ),
}


class Look:
    """A glance into a file.

    :ivar rows: rows of the table, as far as it was read
    :ivar records: orders, or whatever the type tells of
    :ivar refused: rows that could not be read
    :ivar order_ids: set of the orders named
    :ivar first: the earliest moment in it (aware), None without any
    :ivar last: the latest one
    :ivar is_whole: whether it was read to its end
    """

    def __init__(self, report_type, open_chunks):
        """:raise AmazonError: the file is no table of this type"""
        self.records = self.refused = 0
        self.order_ids = set()
        self.first = self.last = None
        statements = read_report(report_type, open_chunks)
        for statement in islice(statements, MAX_RECORDS):
            self._note(statement)
        self.is_whole = next(statements, None) is None
        self.rows = statements.rows

    def _note(self, statement):
        if isinstance(statement, RefusedRow):
            self.refused += 1
            return
        self.records += 1
        if isinstance(statement, Order):
            self.refused += len(statement.refused_rows)
        if order_id := getattr(statement, "amazon_order_id", ""):
            self.order_ids.add(order_id)
        for moment in _moments(statement):
            self.first = min(self.first or moment, moment)
            self.last = max(self.last or moment, moment)


def _moments(record):
    values = (getattr(record, field.name) for field in fields(record))
    return [value for value in values if isinstance(value, datetime)]


def why_not(env, error=None, opener=None):
    """Return why a file cannot be imported, and what helps.

    :param error: what was raised; None for a file that is no known report
    :param opener: opens the document, to look at its header
    """
    if error is None:
        code = _kind_of_stranger(opener)
    else:
        code = error.code
    if code in _PROBLEMS:
        return env._(_PROBLEMS[code])
    return explain(env, code, error.detail)


def _kind_of_stranger(opener):
    try:
        header = header_of(opener)
    except ReportNotTabular:
        return "no_table"
    if header.is_localised:
        return "localised"
    return "unknown_table" if len(header.names) > 1 else "no_table"
