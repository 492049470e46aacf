# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every report type we read: one table, from which menus, plans and tests are made.

A new type is an entry here, a layout beside this module, and a receiver in Odoo.

https://developer-docs.amazon.com/sp-api/docs/report-type-values
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from types import MappingProxyType

from ..marketplaces import Region, by_id
from ..orders import Channel
from .all_orders import AllOrders
from .fba_inventory import AfnInventory, FbaInventory
from .fba_returns import FbaReturns
from .fba_shipments import FbaShipments
from .layout import OrderLayout
from .merchant_listings import MerchantListings
from .merchant_returns import MerchantReturns
from .mfn_orders import MfnOrders, MfnOrdersWithoutBilling
from .order_xml import MerchantOrderReader
from .reading import OrderReader
from .records import RecordLayout, RecordReader
from .settlement_lines import SettlementLines
from .vat_calculation import VatCalculation
from .vat_invoice_data import VatInvoiceData

_EVERYWHERE = frozenset(Region)
_EUROPE = frozenset({Region.EU})
_JAPANESE = "cp932"


class Feed(str, Enum):
    """What a report's records become in Odoo."""

    ORDERS = "orders"
    STOCK = "stock"
    RETURNS = "returns"
    TAX_DOCUMENTS = "tax_documents"
    LISTINGS = "listings"
    ORDER_CHECK = "order_check"
    SETTLEMENTS = "settlements"


class Scope(str, Enum):
    """For which marketplaces one request asks.

    ALL: for all at once; EACH: one request for each marketplace; POOL: one request for
    each stock that marketplaces share (:func:`~..stock.pool_of`).
    """

    ALL = "all"
    EACH = "each"
    POOL = "pool"


@dataclass(frozen=True, slots=True)
class ReportType:
    """A report type and its limits.

    :ivar name: Amazon's reportType
    :ivar label: for people, in English; translated as the text of a selection
    :ivar feeds: what its records become
    :ivar channel: whose goods it is about; None for both
    :ivar is_restricted: it holds personal data; its documents need a Restricted
        Data Token
    :ivar is_requestable: Amazon makes it when asked
    :ivar is_schedulable: Amazon makes it on a schedule
    :ivar max_days: days one report may cover; 0 for a snapshot, which has no period
    :ivar max_age_days: days it reaches back at all
    :ivar min_interval: a report asked for sooner is the last one again, or cancelled
    :ivar every: how often it is asked for; None where something else decides: the
        coverage of orders, or Amazon, which makes it by itself
    :ivar reread: how far each new report reaches back behind the one before, because
        Amazon adds to what it had told
    :ivar options: Amazon's reportOptions
    :ivar charset: what its documents are written in where their header is silent
    :ivar stands_in_for: the type that is better, and in whose place this one is asked
        for where the app lacks the role for it; "" for a first choice
    :ivar other_format: the same report in another form; a schedule of the one ends
        that of the other, silently
    """

    name: str
    label: str
    feeds: Feed
    channel: Channel | None
    regions: frozenset[Region]
    reader: OrderLayout | RecordLayout = field(repr=False)
    is_restricted: bool = False
    is_requestable: bool = True
    is_schedulable: bool = False
    max_days: int = 30
    max_age_days: int = 540
    min_interval: timedelta = timedelta(minutes=30)
    every: timedelta | None = None
    reread: timedelta = timedelta()
    scope: Scope = Scope.ALL
    options: Mapping[str, str] = field(default_factory=dict, hash=False)
    charset: str = ""
    stands_in_for: str = ""
    other_format: str = ""

    @property
    def is_snapshot(self):
        return not self.max_days


def _merchant_orders(suffix, label, region, reader, **values):
    """Orders the merchant ships, as the menu of reports lists them for a region."""
    return ReportType(
        name=f"GET_FLAT_FILE_ORDER_REPORT_DATA_{suffix}",
        label=label,
        feeds=Feed.ORDERS,
        channel=Channel.MFN,
        regions=frozenset({region}),
        reader=reader,
        is_restricted=True,
        is_schedulable=True,
        max_age_days=60,
        min_interval=timedelta(minutes=15),
        options=MappingProxyType({"ShowSalesChannel": "true"}),
        other_format=f"GET_ORDER_REPORT_DATA_{suffix}",
        **values,
    )


def _amazon_shipments(suffix, label, region):
    """What Amazon shipped, as the menu of reports lists it for a region."""
    return ReportType(
        name=f"GET_AMAZON_FULFILLED_SHIPMENTS_DATA_{suffix}",
        label=label,
        feeds=Feed.ORDERS,
        channel=Channel.AFN,
        regions=frozenset({region}),
        reader=FbaShipments(),
        is_restricted=True,
        # Amazon publishes no limit for shipments; the default keeps well inside the
        # two years of its order reports.
    )


_TYPES = (
    _merchant_orders(
        "INVOICING", "Merchant fulfilment – Order report – EU", Region.EU, MfnOrders()
    ),
    _merchant_orders(
        "TAX",
        "Merchant fulfilment – Order report – NA",
        Region.NA,
        MfnOrdersWithoutBilling(),
    ),
    _merchant_orders(
        "SHIPPING",
        "Merchant fulfilment – Order report – NA, without tax role",
        Region.NA,
        MfnOrdersWithoutBilling(),
        stands_in_for="GET_FLAT_FILE_ORDER_REPORT_DATA_TAX",
    ),
    ReportType(
        name="GET_ORDER_REPORT_DATA_INVOICING",
        label="Merchant fulfilment – Order report – EU, as XML",
        feeds=Feed.ORDERS,
        channel=Channel.MFN,
        regions=_EUROPE,
        reader=MfnOrders(),
        is_restricted=True,
        is_requestable=False,
        is_schedulable=True,
        max_age_days=60,
        min_interval=timedelta(minutes=15),
        other_format="GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING",
    ),
    _amazon_shipments(
        "INVOICING", "Fulfilment by Amazon – Order report – EU", Region.EU
    ),
    _amazon_shipments("TAX", "Fulfilment by Amazon – Order report – NA", Region.NA),
    ReportType(
        name="GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA",
        label="Fulfilment by Amazon – Inventory",
        feeds=Feed.STOCK,
        channel=Channel.AFN,
        regions=_EVERYWHERE,
        reader=FbaInventory(),
        max_days=0,
        every=timedelta(hours=4),
        scope=Scope.POOL,
    ),
    ReportType(
        name="GET_AFN_INVENTORY_DATA",
        label="Fulfilment by Amazon – Inventory by condition",
        feeds=Feed.STOCK,
        channel=Channel.AFN,
        regions=_EVERYWHERE,
        reader=AfnInventory(),
        max_days=0,
        scope=Scope.POOL,
    ),
    ReportType(
        name="GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA",
        label="Fulfilment by Amazon – Customer returns",
        feeds=Feed.RETURNS,
        channel=Channel.AFN,
        regions=_EVERYWHERE,
        reader=FbaReturns(),
        min_interval=timedelta(hours=4),
        every=timedelta(days=1),
        reread=timedelta(days=35),
    ),
    ReportType(
        name="GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE",
        label="Merchant fulfilment – Customer returns",
        feeds=Feed.RETURNS,
        channel=Channel.MFN,
        regions=_EVERYWHERE,
        reader=MerchantReturns(),
        is_schedulable=True,
        max_days=60,
        every=timedelta(days=1),
        reread=timedelta(days=35),
    ),
    ReportType(
        name="GET_FLAT_FILE_VAT_INVOICE_DATA_REPORT",
        label="VCS Lite – Data",
        feeds=Feed.TAX_DOCUMENTS,
        channel=None,
        regions=_EUROPE,
        reader=VatInvoiceData(),
        is_restricted=True,
        is_schedulable=True,
        # Without options it states what is still without an accepted invoice, of the
        # last 90 days, whatever the period.
        max_days=0,
        max_age_days=90,
        every=timedelta(hours=12),
        charset="utf-8",
    ),
    ReportType(
        name="SC_VAT_TAX_REPORT",
        label="VCS – Invoices made by Amazon",
        feeds=Feed.TAX_DOCUMENTS,
        channel=None,
        regions=_EUROPE,
        reader=VatCalculation(),
        is_restricted=True,
        min_interval=timedelta(hours=4),
        every=timedelta(days=1),
        reread=timedelta(days=10),
    ),
    ReportType(
        name="GET_MERCHANT_LISTINGS_ALL_DATA",
        label="Listings – All",
        feeds=Feed.LISTINGS,
        channel=None,
        regions=_EVERYWHERE,
        reader=MerchantListings(),
        is_schedulable=True,
        max_days=0,
        every=timedelta(days=1),
        scope=Scope.EACH,
        options=MappingProxyType({"preferredReportDocumentLocale": "en_US"}),
        charset="cp1252",
    ),
    ReportType(
        name="GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL",
        label="All orders – Cross-check",
        feeds=Feed.ORDER_CHECK,
        channel=None,
        regions=_EVERYWHERE,
        reader=AllOrders(),
        every=timedelta(days=1),
        reread=timedelta(days=3),
    ),
    ReportType(
        name="GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2",
        label="Payouts – Settlements",
        feeds=Feed.SETTLEMENTS,
        channel=None,
        regions=_EVERYWHERE,
        reader=SettlementLines(),
        is_requestable=False,
        max_age_days=90,
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
        if type_.feeds is Feed.ORDERS
        and type_.is_requestable
        and region in type_.regions
        and not type_.stands_in_for
    ]


def has_stand_in(name):
    """Whether another type is asked for where the app lacks the role for this one."""
    return name in _STAND_INS


def usual_charset(report_type, marketplace_ids):
    """What a document is written in where neither its header nor its bytes tell.

    :param report_type: a name in :data:`REPORT_TYPES`
    :param marketplace_ids: those that it is of
    :return: "" where nothing is usual
    """
    places = {by_id(each) for each in marketplace_ids} - {None}
    if places and all(place.country_code == "JP" for place in places):
        return _JAPANESE
    return REPORT_TYPES[report_type].charset


def read_report(report_type, open_chunks, *, charset="", size=None):
    """What a report's document states, record by record.

    :param report_type: a name in :data:`REPORT_TYPES`
    :param open_chunks: called once for each pass; returns the document's unpacked
        bytes, from the beginning, in chunks
    :param charset: from the document's Content-Type, "" when it states none
    :param size: of the unpacked document in bytes, for the reader's ``progress``
    :return: an :class:`~.reading.OrderReader` or a :class:`~.records.RecordReader`
    """
    type_ = REPORT_TYPES[report_type]
    reader = _reader_class(type_.reader)
    return reader(type_.reader, open_chunks, charset or type_.charset, size)


def _reader_class(layout):
    if isinstance(layout, MfnOrders):
        return MerchantOrderReader
    return OrderReader if isinstance(layout, OrderLayout) else RecordReader
