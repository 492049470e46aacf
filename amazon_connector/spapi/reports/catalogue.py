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
from .mfn_orders import MfnOrders, MfnOrdersWithoutBilling
from .reading import OrderReader


@dataclass(frozen=True, slots=True)
class ReportType:
    """A report type and its limits.

    :ivar name: Amazon's reportType
    :ivar label: for people, in English; translated as the text of a selection
    :ivar is_restricted: it holds personal data; its documents need a Restricted
        Data Token
    :ivar max_days: days one report may cover
    :ivar max_age_days: days it reaches back at all
    :ivar min_interval: a report asked for sooner is the last one again, or cancelled
    :ivar options: Amazon's reportOptions
    :ivar stands_in_for: the type that is better, and in whose place this one is asked
        for where the app lacks the role for it; "" for a first choice
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
    stands_in_for: str = ""


def _merchant_orders(suffix, label, region, reader, **values):
    """Orders the merchant ships, as the menu of reports lists them for a region."""
    return ReportType(
        name=f"GET_FLAT_FILE_ORDER_REPORT_DATA_{suffix}",
        label=label,
        channel=Channel.MFN,
        regions=frozenset({region}),
        is_restricted=True,
        max_days=30,
        max_age_days=60,
        min_interval=timedelta(minutes=15),
        reader=reader,
        options=MappingProxyType({"ShowSalesChannel": "true"}),
        **values,
    )


def _amazon_shipments(suffix, label, region):
    """What Amazon shipped, as the menu of reports lists it for a region."""
    return ReportType(
        name=f"GET_AMAZON_FULFILLED_SHIPMENTS_DATA_{suffix}",
        label=label,
        channel=Channel.AFN,
        regions=frozenset({region}),
        is_restricted=True,
        max_days=30,
        # Amazon publishes no limit for shipments; this keeps well inside the two
        # years of its order reports.
        max_age_days=540,
        min_interval=timedelta(minutes=30),
        reader=FbaShipments(),
    )


_TYPES = (
    _merchant_orders(
        "INVOICING", "Merchant fulfilment – Order report – EU", Region.EU, MfnOrders()
    ),
    _amazon_shipments(
        "INVOICING", "Fulfilment by Amazon – Order report – EU", Region.EU
    ),
    _merchant_orders(
        "TAX",
        "Merchant fulfilment – Order report – NA",
        Region.NA,
        MfnOrdersWithoutBilling(),
    ),
    _amazon_shipments("TAX", "Fulfilment by Amazon – Order report – NA", Region.NA),
    _merchant_orders(
        "SHIPPING",
        "Merchant fulfilment – Order report – NA, without tax role",
        Region.NA,
        MfnOrdersWithoutBilling(),
        stands_in_for="GET_FLAT_FILE_ORDER_REPORT_DATA_TAX",
    ),
)

REPORT_TYPES = MappingProxyType({type_.name: type_ for type_ in _TYPES})
_STAND_INS = {type_.stands_in_for: type_ for type_ in _TYPES if type_.stands_in_for}


def report_types_of(region, denied=()):
    """The types that a region's orders come from, one for each channel.

    :param region: a :class:`~..marketplaces.Region` or its value
    :param denied: names of types for which the app lacks the role
    """
    return [
        _STAND_INS.get(type_.name, type_) if type_.name in denied else type_
        for type_ in _TYPES
        if region in type_.regions and not type_.stands_in_for
    ]


def has_stand_in(name):
    """Whether another type is asked for where the app lacks the role for this one."""
    return name in _STAND_INS


def read_orders(report_type, open_chunks, *, charset=""):
    """The orders of a report's document, as an :class:`OrderReader`.

    :param report_type: a name in :data:`REPORT_TYPES`
    :param open_chunks: called twice; returns the document's unpacked bytes, from
        the beginning, in chunks
    :param charset: from the document's Content-Type, "" when it states none
    """
    return OrderReader(REPORT_TYPES[report_type].reader, open_chunks, charset)
