"""What the emulated Amazon writes of its world is read whole, and adds up."""

from collections import Counter
from datetime import datetime, timedelta, timezone

import pytest

from amazon_connector.spapi.orders import Channel
from amazon_connector.spapi.reports import REPORT_TYPES
from amazon_connector.spapi.reports.recognition import header_of, recognise
from emulator import World, marketplaces
from emulator.odd_files import File, spoil
from emulator.report_types import REPORT_TYPES as WRITERS

from .reports_kit import Records

END = datetime(2026, 11, 20, tzinfo=timezone.utc)
MYI = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
AFN = "GET_AFN_INVENTORY_DATA"
FBA_RETURNS = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"
MFN_RETURNS = "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE"
LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
ALL_ORDERS = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
TYPES = (MYI, AFN, FBA_RETURNS, MFN_RETURNS, LISTINGS, ALL_ORDERS)


@pytest.fixture(scope="module")
def world():
    return World(seed=3, orders=200, end=END)


def written(world, report_type, marketplace_ids, *, made_at=END, options=None):
    """The file that the emulated Amazon makes, as :class:`File`."""
    writer = WRITERS[report_type]
    if options is None:
        options = dict(REPORT_TYPES[report_type].options)
    region = marketplaces.BY_ID[marketplace_ids[0]].region
    period = region, world.start, END, marketplace_ids, options
    wanted = {"made_at": made_at} if writer.changes_later else {}
    charset = writer.charset or "UTF-8"
    text = writer.write(world, *period, **wanted)
    return File(text, writer.media_type, charset, charset)


def read(report_type, file):
    return Records(report_type, file.body, charset=file.stated_charset)


def europe(report_type):
    if REPORT_TYPES[report_type].scope.value != "all":
        return [marketplaces.DE.id]
    return [place.id for place in marketplaces.of_region("eu")]


@pytest.mark.parametrize("report_type", TYPES)
@pytest.mark.parametrize("region", ["eu", "na"])
def test_nothing_is_refused(world, report_type, region):
    places = [place.id for place in marketplaces.of_region(region)]
    if REPORT_TYPES[report_type].scope.value != "all":
        places = places[:1]
    file = written(world, report_type, places)
    found = read(report_type, file)
    assert found.records
    assert (found.refused, found.reader.blanks) == ([], 0)
    assert found.reader.missing_columns == ()
    assert recognise(lambda: [file.body], region)[0] == report_type


@pytest.mark.parametrize("report_type", TYPES)
def test_a_header_in_the_sellers_language_is_told(world, report_type):
    file = written(world, report_type, europe(report_type))
    german = spoil(file, "localised_header")
    assert not header_of(lambda: [file.body]).is_localised
    assert header_of(lambda: [german.body]).is_localised
    assert recognise(lambda: [german.body]) == ()


@pytest.mark.parametrize("place", [marketplaces.DE, marketplaces.FR])
def test_listings_that_are_not_asked_for_in_english_are_told(world, place):
    file = written(world, LISTINGS, [place.id], options={})
    assert header_of(lambda: [file.body]).is_localised


@pytest.mark.parametrize("report_type", TYPES)
def test_the_wrong_charset_costs_no_row(world, report_type):
    file = written(world, report_type, europe(report_type))
    wrong = spoil(file, "wrong_charset")
    assert wrong.body != file.body or file.body.isascii()
    found = read(report_type, wrong)
    assert len(found.records) == len(read(report_type, file).records)
    assert found.refused == []


@pytest.mark.parametrize("report_type", TYPES)
def test_a_cut_file_loses_no_row_before_the_cut(world, report_type):
    file = written(world, report_type, europe(report_type))
    found = read(report_type, spoil(file, "cut_file"))
    whole = read(report_type, file).records
    assert found.records[:-1] == whole[: len(found.records) - 1]
    assert len(found.records) + len(found.refused) > len(whole) / 2


def test_stock_is_the_worlds(world):
    levels = {
        level.sku: level
        for level in read(MYI, written(world, MYI, europe(MYI))).records
    }
    stock = world.stock("EU", END)
    shown = {sku for sku, each in stock.items() if not each.offer.is_suppressed}
    assert set(levels) == shown < set(stock)
    for sku in shown:
        assert levels[sku].fulfillable == stock[sku].fulfillable
        assert levels[sku].total == stock[sku].total
        assert levels[sku].local + levels[sku].remote == levels[sku].fulfillable


def test_stock_by_condition_has_what_the_other_report_hides(world):
    rows = read(AFN, written(world, AFN, europe(AFN))).records
    fulfillable, unsellable = Counter(), Counter()
    for row in rows:
        fulfillable[row.sku] += row.fulfillable or 0
        unsellable[row.sku] += row.unsellable or 0
    stock = world.stock("EU", END)
    assert fulfillable == {sku: each.fulfillable for sku, each in stock.items()}
    assert +unsellable == {
        sku: each.unsellable for sku, each in stock.items() if each.unsellable
    }


def test_a_return_has_one_key_whenever_it_is_read(world):
    places, keys = europe(FBA_RETURNS), set()
    for days in (0, 10, 20, 40):
        file = written(world, FBA_RETURNS, places, made_at=END + timedelta(days=days))
        found = read(FBA_RETURNS, file).records
        assert len({each.key for each in found}) == len(found)
        plates = {each.key for each in found if each.license_plate}
        assert keys <= plates
        keys = plates
    assert keys


def test_merchants_returns_are_the_worlds(world):
    found = read(MFN_RETURNS, written(world, MFN_RETURNS, europe(MFN_RETURNS))).records
    assert len({each.key for each in found}) == len(found)
    stated = Counter((each.amazon_order_id, each.sku) for each in found)
    assert stated == Counter(
        (entry.order.order_id, entry.item.product.sku)
        for entry in world.returns
        if entry.channel == "MFN"
        and entry.order.region == "eu"
        and world.start <= entry.requested_at < END
    )


def test_listings_say_who_ships_and_nothing_of_amazons_stock(world):
    found = read(LISTINGS, written(world, LISTINGS, europe(LISTINGS))).records
    assert len({listing.sku for listing in found}) == len(found)
    for listing in found:
        if listing.channel is Channel.AFN:
            assert listing.quantity is None
        assert len(listing.asin) == 10
        assert listing.barcode == "" or len(listing.barcode) == 13
    assert {listing.channel for listing in found} == set(Channel)
    assert any(listing.barcode for listing in found)


def test_all_orders_of_the_region_are_mentioned(world):
    found = read(ALL_ORDERS, written(world, ALL_ORDERS, europe(ALL_ORDERS))).records
    mentioned = {each.amazon_order_id for each in found}
    sold = {order.order_id for order in world.orders if order.region == "eu"}
    assert sold <= mentioned
