# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The report types we ask for, and what Amazon allows for each.

https://developer-docs.amazon.com/sp-api/docs/report-type-values-order
https://developer-docs.amazon.com/sp-api/docs/report-type-values-fba
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

from ..marketplaces import Region
from ..orders import Channel
from .fba_shipments import FbaShipments
from .layout import OrderLayout
from .mfn_orders import MfnOrders
from .reading import OrderReader


@dataclass(frozen=True, slots=True)
class ReportType:
    """A report type and its limits.

    :ivar name: Amazon's reportType
    :ivar label: for people, in English
    :ivar is_restricted: it holds personal data; its documents need a Restricted
        Data Token
    :ivar max_days: days one report may cover
    :ivar max_age_days: days it reaches back at all
    :ivar min_interval: a report asked for sooner is the last one again, or cancelled
    :ivar options: Amazon's reportOptions
    """

    name: str
    label: str
    channel: Channel
    regions: frozenset[Region]
    is_restricted: bool
    max_days: int
    max_age_days: int
    min_interval: timedelta
    reader: OrderLayout = field(repr=False)
    options: Mapping[str, str] = field(default_factory=dict)


_TYPES = (
    ReportType(
        name="GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING",
        label="Merchant orders (MFN)",
        channel=Channel.MFN,
        regions=frozenset({Region.EU}),
        is_restricted=True,
        max_days=30,
        max_age_days=60,
        min_interval=timedelta(minutes=15),
        reader=MfnOrders(),
        options=MappingProxyType({"ShowSalesChannel": "true"}),
    ),
    ReportType(
        name="GET_AMAZON_FULFILLED_SHIPMENTS_DATA_INVOICING",
        label="Shipments by Amazon (FBA)",
        channel=Channel.AFN,
        regions=frozenset({Region.EU}),
        is_restricted=True,
        max_days=30,
        # Amazon publishes no limit for shipments; this keeps well inside the two
        # years of its order reports.
        max_age_days=540,
        min_interval=timedelta(minutes=30),
        reader=FbaShipments(),
    ),
)

REPORT_TYPES = MappingProxyType({type_.name: type_ for type_ in _TYPES})


def read_orders(report_type, open_chunks, *, charset=""):
    """The orders of a report's document, as an :class:`OrderReader`.

    :param report_type: a name in :data:`REPORT_TYPES`
    :param open_chunks: called twice; returns the document's unpacked bytes, from
        the beginning, in chunks
    :param charset: from the document's Content-Type, "" when it states none
    """
    return OrderReader(REPORT_TYPES[report_type].reader, open_chunks, charset)
