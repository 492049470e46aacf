# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Amazon's reports: which there are, and what their rows say.

One layout per report type; :func:`read_report` streams a document through it.
"""

from .catalogue import (
    REPORT_TYPES,
    Feed,
    ReportType,
    Scope,
    has_stand_in,
    read_report,
    report_types_of,
    usual_charset,
)
from .reading import OrderReader
from .records import RecordReader

__all__ = [
    "REPORT_TYPES",
    "Feed",
    "OrderReader",
    "RecordReader",
    "ReportType",
    "Scope",
    "has_stand_in",
    "read_report",
    "report_types_of",
    "usual_charset",
]
