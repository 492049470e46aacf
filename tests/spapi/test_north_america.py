"""The order reports of North America: prices without tax, which Amazon remits."""

from datetime import datetime, timezone
from decimal import Decimal

import pytest

from amazon_connector.spapi import tax_collection
from amazon_connector.spapi.marketplaces import MARKETPLACES, Region, by_sales_channel
from amazon_connector.spapi.orders import Channel, RefusedRow
from amazon_connector.spapi.reports import (
    REPORT_TYPES,
    has_stand_in,
    report_types_of,
)

from .reports_kit import FBA_NA, MFN_NA, SHIPPING_NA, read_golden

US_ORDER = "114-0000021-0000021"
CA_ORDER = "702-0000022-0000022"
MX_ORDER = "702-0000023-0000023"
US_SHIPMENT = "114-0000031-0000031"
COLLECTOR = "tax-collection-responsible-party"


@pytest.fixture(scope="module")
def merchant():
    return read_golden(MFN_NA, "plain")


@pytest.fixture(scope="module")
def shipped():
    return read_golden(FBA_NA, "plain")


# === WHO COLLECTS === #


def test_amazon_collects_in_the_united_states_canada_and_mexico():
    collecting = {
        marketplace.country_code
        for marketplace in MARKETPLACES
        if tax_collection.is_amazons(marketplace)
    }
    assert collecting == {"US", "CA", "MX"}


@pytest.mark.parametrize(
    ("sales_channel", "currency", "is_amazons"),
    [
        ("amazon.com", "USD", True),
        ("amazon.de", "USD", False),
        ("amazon.com.br", "BRL", False),
        ("", "CAD", True),
        ("", "EUR", False),
        ("", "", False),
    ],
)
def test_the_currency_decides_where_no_channel_is_named(
    sales_channel, currency, is_amazons
):
    marketplace = by_sales_channel(sales_channel)
    assert tax_collection.is_amazons(marketplace, currency) is is_amazons


@pytest.mark.parametrize(
    ("model", "party", "is_amazons"),
    [
        ("MarketplaceFacilitator", "", True),
        ("MARKETPLACE_FACILITATOR", "Somebody Else", True),
        ("", "Amazon Services, Inc.", True),
        ("StandardTax", "Seller", False),
        ("", "", None),
    ],
)
def test_what_an_order_states_of_its_collector(model, party, is_amazons):
    assert tax_collection.stated(model, party) is is_amazons


# === MERCHANT ORDERS === #


def test_orders_in_three_currencies_with_their_tax_aside(merchant):
    assert {
        id_: (order.currency, sum(item.item_price for item in order.items))
        for id_, order in merchant.by_id.items()
    } == {
        US_ORDER: ("USD", Decimal("34.97")),
        CA_ORDER: ("CAD", Decimal("15.98")),
        MX_ORDER: ("MXN", Decimal("210.00")),
    }
    assert merchant.alone == []
    assert merchant.reader.missing_columns == ()
    for order in merchant.orders:
        assert order.channel is Channel.MFN
        assert all(item.is_tax_amazons and item.item_tax for item in order.items)


def test_promotions_and_gift_wrap(merchant):
    lamp, bulb = merchant.by_id[US_ORDER].items
    assert (lamp.item_promotion, lamp.shipping_promotion) == (-3, Decimal("-4.99"))
    assert (lamp.gift_wrap_price, lamp.gift_wrap_tax) == (
        Decimal("3.99"),
        Decimal("0.25"),
    )
    assert lamp.is_tax_amazons
    assert bulb.item_promotion is None


def test_local_times_become_utc(merchant):
    order = merchant.by_id[US_ORDER]
    utc = timezone.utc
    assert order.purchase_date == datetime(2026, 10, 31, 6, 40, 10, tzinfo=utc)
    assert order.payments_date == datetime(2026, 10, 31, 6, 41, tzinfo=utc)
    assert order.latest_ship_date == datetime(2026, 11, 4, 7, 59, 59, tzinfo=utc)
    assert order.ship_address.postal_code == "02134"
    assert order.ship_address.line1 == '728 Any Rd Apt 4"'


def test_a_bare_file_with_shuffled_columns_and_other_collectors():
    reading = read_golden(MFN_NA, "ugly")
    assert reading.alone == [
        RefusedRow(2, "tax_collector", COLLECTOR, "114-0000024-0000024"),
        RefusedRow(6, "excel_number", "order-item-id", "114-0000028-0000028"),
    ]
    assert {
        id_: order.items[0].is_tax_amazons for id_, order in reading.by_id.items()
    } == {
        "114-0000025-0000025": True,
        "114-0000026-0000026": True,  # another collector, but of nothing
        "114-0000027-0000027": False,
    }
    assert reading.reader.missing_columns == ("sales-channel",)


def test_the_shipping_report_tells_the_same_without_the_buyers_name(merchant):
    (order,) = read_golden(SHIPPING_NA, "plain", charset="Cp1252").orders
    assert order.buyer.name == ""
    assert order.ship_address.name == "Renée O'Brien"
    told = [
        (item.order_item_id, item.item_price, item.item_promotion, item.is_tax_amazons)
        for item in order.items
    ]
    assert told == [
        (item.order_item_id, item.item_price, item.item_promotion, item.is_tax_amazons)
        for item in merchant.by_id[US_ORDER].items
    ]


# === SHIPMENTS BY AMAZON === #


def test_shipments_with_their_tax_aside(shipped):
    lamp, bulb = shipped.by_id[US_SHIPMENT].items
    assert (lamp.item_price, lamp.item_tax) == (Decimal("19.98"), Decimal("1.48"))
    assert lamp.is_tax_amazons and bulb.is_tax_amazons
    assert bulb.shipment_item_id == "2026-11-02T04:00:00Z|1Z0002|1"
    assert shipped.reader.duplicates == 1
    canadian = shipped.by_id["702-0000034-0000034"]
    assert (canadian.currency, canadian.items[0].is_tax_amazons) == ("CAD", True)
    assert canadian.items[0].shipping_promotion == Decimal("-5.99")


def test_orders_of_other_shops_are_nobodys_tax(shipped):
    for id_ in ("S02-0000032-0000032", "S02-0000033-0000033"):
        (item,) = shipped.by_id[id_].items
        assert (item.item_price, item.is_tax_amazons) == (None, False)


def test_a_cut_file_in_another_charset_with_shuffled_columns():
    reading = read_golden(FBA_NA, "ugly", charset="Cp1252")
    order = reading.by_id[US_SHIPMENT]
    assert order.buyer.name == "Aaliyah Martínez"
    assert order.refused_rows == (RefusedRow(3, "bad_number", "item-tax", US_SHIPMENT),)
    assert [row.code for row in reading.alone] == ["cut_row"]


# === THE CATALOGUE === #


def test_each_region_has_one_type_for_each_channel():
    for region in Region:
        channels = [type_.channel for type_ in report_types_of(region)]
        assert len(channels) == len(set(channels))
    assert [type_.name for type_ in report_types_of("na")] == [MFN_NA, FBA_NA]
    assert report_types_of(Region.FE) == []


def test_a_type_stands_in_where_the_role_is_missing():
    assert has_stand_in(MFN_NA) and not has_stand_in(FBA_NA)
    names = [type_.name for type_ in report_types_of("na", {MFN_NA, FBA_NA})]
    assert names == [SHIPPING_NA, FBA_NA]
    for type_ in REPORT_TYPES.values():
        if type_.stands_in_for:
            better = REPORT_TYPES[type_.stands_in_for]
            assert (better.channel, better.regions) == (type_.channel, type_.regions)
            assert not better.stands_in_for
