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
    INVENTORY_AND_ORDERS,
    PRODUCT_LISTING,
    TAX_INVOICING,
    TAX_REMITTANCE,
)
from emulator.world.fba import shipment_report
from emulator.world.inventory import condition_report, inventory_report
from emulator.world.listings import listings_report
from emulator.world.mfn import order_report
from emulator.world.order_xml import xml_order_report
from emulator.world.return_reports import afn_return_report, mfn_return_report

ORDER_REPORT_AGE = timedelta(days=60)
SHIPMENT_REPORT_INTERVAL = timedelta(minutes=30)
SHIPMENT_REPORT_PERIOD = timedelta(days=30)


@dataclass(frozen=True)
class ReportType:
    """:ivar roles: one of them is enough
    :ivar is_requestable: False: Amazon makes it on a schedule only
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
# Amazon keeps one of the two schedules: a new one ends the other.
EXCLUSIVE_SCHEDULES = {
    f"GET_{form}ORDER_REPORT_DATA_{suffix}": f"GET_{other}ORDER_REPORT_DATA_{suffix}"
    for suffix in ("INVOICING", "SHIPPING", "TAX")
    for form, other in (("FLAT_FILE_", ""), ("", "FLAT_FILE_"))
}
