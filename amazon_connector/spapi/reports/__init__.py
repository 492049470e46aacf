# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Amazon's reports: which there are, and what their rows say.

One layout per report type; :func:`read_orders` streams a document through it.
"""

from .catalogue import (
    REPORT_TYPES,
    ReportType,
    has_stand_in,
    read_orders,
    report_types_of,
)
from .reading import OrderReader

__all__ = [
    "REPORT_TYPES",
    "OrderReader",
    "ReportType",
    "has_stand_in",
    "read_orders",
    "report_types_of",
]
