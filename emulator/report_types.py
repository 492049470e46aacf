"""The report types the emulated Amazon makes.

https://developer-docs.amazon.com/sp-api/docs/report-type-values
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from emulator.accounts import (
    AMAZON_FULFILLMENT,
    DIRECT_TO_CONSUMER,
    FINANCE_AND_ACCOUNTING,
    INVENTORY_AND_ORDERS,
    PRODUCT_LISTING,
    TAX_INVOICING,
    TAX_REMITTANCE,
)
from emulator.world.all_orders import all_orders_report
from emulator.world.fba import shipment_report
from emulator.world.inventory import condition_report, inventory_report
from emulator.world.listings import listings_report
from emulator.world.mfn import order_report
from emulator.world.order_xml import xml_order_report
from emulator.world.return_reports import afn_return_report, mfn_return_report
from emulator.world.settlement_file import settlement_report
from emulator.world.vat_calculation import vat_calculation_report
from emulator.world.vat_invoice_data import vat_invoice_data_report

ORDER_REPORT_AGE = timedelta(days=60)
SHIPMENT_REPORT_INTERVAL = timedelta(minutes=30)
SHIPMENT_REPORT_PERIOD = timedelta(days=30)


@dataclass(frozen=True)
class ReportType:
    """:ivar roles: one of them is enough
    :ivar is_requestable: False: Amazon makes it on a schedule only, or by itself
    :ivar write: ``(world, region, start, end, marketplace ids, options)`` → text,
        None when there is nothing to tell
    :ivar max_age: what happened earlier than this before the request is left out
    :ivar max_period: longest period of one report
    :ivar min_interval: between two reports of the same type
    :ivar charset: of the document; "" takes that of the settings
    :ivar is_snapshot: it tells how things are when it is made, for exactly the
        marketplaces asked for; a period says nothing
    :ivar changes_later: what it tells of a period changes afterwards: ``write`` gets
        ``made_at``, too
    :ivar wants: what else ``write`` gets: ``settings``, ``seller_id``
    :ivar lifetime: of its documents
    :ivar is_charset_stated: in the header of the document
    """

    name: str
    roles: frozenset[str]
    write: Callable
    regions: tuple[str, ...] = ("eu", "na", "fe")
    is_restricted: bool = False
    is_schedulable: bool = False
    max_age: timedelta | None = None
    max_period: timedelta | None = None
    min_interval: timedelta | None = None
    charset: str = ""
    media_type: str = "text/plain"
    is_requestable: bool = True
    is_snapshot: bool = False
    changes_later: bool = False
    wants: tuple[str, ...] = ()
    lifetime: timedelta = timedelta(days=30)
    is_charset_stated: bool = True


def _shipments(is_personal: bool) -> Callable:
    def write(world, region, start, end, marketplace_ids, options):
        return shipment_report(
            world, region, start, end, marketplace_ids, is_personal=is_personal
        )

    return write


def _order_type(suffix, role, regions) -> ReportType:
    return ReportType(
        f"GET_FLAT_FILE_ORDER_REPORT_DATA_{suffix}",
        frozenset({role}),
        partial(order_report, kind=suffix),
        regions,
        is_restricted=True,
        is_schedulable=True,
        max_age=ORDER_REPORT_AGE,
        changes_later=True,
        wants=("settings",),
    )


def _xml_order_type(suffix, role, regions) -> ReportType:
    return ReportType(
        f"GET_ORDER_REPORT_DATA_{suffix}",
        frozenset({role}),
        xml_order_report,
        regions,
        is_restricted=True,
        is_schedulable=True,
        is_requestable=False,
        max_age=ORDER_REPORT_AGE,
        charset="UTF-8",
        media_type="text/xml",
        changes_later=True,
        wants=("settings",),
    )


def _shipment_type(suffix, roles, regions, is_restricted) -> ReportType:
    return ReportType(
        f"GET_AMAZON_FULFILLED_SHIPMENTS_DATA_{suffix}",
        frozenset(roles),
        _shipments(is_restricted),
        regions,
        is_restricted=is_restricted,
        max_period=SHIPMENT_REPORT_PERIOD,
        min_interval=SHIPMENT_REPORT_INTERVAL,
    )


_ORDER_TYPES = (
    ("INVOICING", TAX_INVOICING, ("eu",)),
    ("TAX", TAX_REMITTANCE, ("na",)),
    ("SHIPPING", DIRECT_TO_CONSUMER, ("eu", "na", "fe")),
)
# https://developer-docs.amazon.com/sp-api/docs/report-type-values-fba: some are made
# anew every half an hour, the others every four hours.
_SOON, _DAILY = timedelta(minutes=30), timedelta(hours=4)
_GOODS_TYPES = (
    *(
        ReportType(
            name,
            frozenset({AMAZON_FULFILLMENT}),
            write,
            min_interval=_SOON,
            is_snapshot=True,
        )
        for name, write in (
            ("GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA", inventory_report),
            ("GET_AFN_INVENTORY_DATA", condition_report),
        )
    ),
    ReportType(
        "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA",
        frozenset({AMAZON_FULFILLMENT}),
        afn_return_report,
        max_period=timedelta(days=30),
        min_interval=_DAILY,
        changes_later=True,
    ),
    ReportType(
        "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE",
        frozenset({INVENTORY_AND_ORDERS, DIRECT_TO_CONSUMER}),
        mfn_return_report,
        is_schedulable=True,
        max_period=timedelta(days=60),
        changes_later=True,
    ),
)
_ALL_ORDERS_TYPE = ReportType(
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL",
    frozenset({AMAZON_FULFILLMENT, INVENTORY_AND_ORDERS}),
    all_orders_report,
    max_period=timedelta(days=30),
    changes_later=True,
)
VIDR = "GET_FLAT_FILE_VAT_INVOICE_DATA_REPORT"
SETTLEMENT = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
_MONEY_TYPES = (
    ReportType(
        VIDR,
        frozenset({TAX_INVOICING}),
        vat_invoice_data_report,
        ("eu",),
        is_restricted=True,
        is_schedulable=True,
        charset="UTF-8",
        changes_later=True,
        wants=("settings",),
    ),
    ReportType(
        "SC_VAT_TAX_REPORT",
        frozenset({TAX_INVOICING, TAX_REMITTANCE}),
        vat_calculation_report,
        ("eu",),
        is_restricted=True,
        charset="UTF-8",
        changes_later=True,
        wants=("settings", "seller_id"),
    ),
    ReportType(
        SETTLEMENT,
        frozenset({FINANCE_AND_ACCOUNTING}),
        settlement_report,
        charset="UTF-8",
        is_requestable=False,
        wants=("settings",),
        lifetime=timedelta(days=90),
        is_charset_stated=False,
    ),
)
_GENERAL_ROLES = {AMAZON_FULFILLMENT, INVENTORY_AND_ORDERS}
REPORT_TYPES = {
    report_type.name: report_type
    for report_type in (
        *(
            make(suffix, role, regions)
            for make in (_order_type, _xml_order_type)
            for suffix, role, regions in _ORDER_TYPES
        ),
        _shipment_type("INVOICING", {TAX_INVOICING}, ("eu",), True),
        _shipment_type("TAX", {TAX_REMITTANCE}, ("na",), True),
        _shipment_type("GENERAL", _GENERAL_ROLES, ("eu", "na", "fe"), False),
        *_GOODS_TYPES,
        _ALL_ORDERS_TYPE,
        *_MONEY_TYPES,
        ReportType(
            "GET_MERCHANT_LISTINGS_ALL_DATA",
            frozenset({PRODUCT_LISTING, INVENTORY_AND_ORDERS}),
            listings_report,
            is_schedulable=True,
            is_snapshot=True,
            charset="Cp1252",
        ),
    )
}
# The order reports in their two forms.
IN_XML = {
    f"GET_FLAT_FILE_ORDER_REPORT_DATA_{suffix}": f"GET_ORDER_REPORT_DATA_{suffix}"
    for suffix, *_ in _ORDER_TYPES
}
# Amazon keeps one of the two schedules: a new one ends the other.
EXCLUSIVE_SCHEDULES = IN_XML | {xml: flat for flat, xml in IN_XML.items()}
