"""Goods from the emulated Amazon's orders through HTTP into records, and they agree."""

from collections import Counter
from datetime import datetime, timedelta, timezone

import pytest

from amazon_connector.spapi.documents import download, inflate
from amazon_connector.spapi.orders import Channel
from amazon_connector.spapi.reports import REPORT_TYPES, read_report
from amazon_connector.spapi.reports.catalogue import Scope
from amazon_connector.spapi.stock import pool_of
from emulator import World, serve
from emulator.marketplaces import BY_ID, DE, FR, GB

from .test_with_emulated_amazon import Seller

END = datetime(2026, 11, 20, tzinfo=timezone.utc)
INVENTORY = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
CONDITIONS = "GET_AFN_INVENTORY_DATA"
AFN_RETURNS = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"
MFN_RETURNS = "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE"
LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
ALL_ORDERS = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"


@pytest.fixture(scope="module")
def seller():
    world = World(seed=4, orders=400, end=END, days=29)
    with serve(world) as server:
        server.clock.set(END)
        seller = Seller(server)
        with seller.door:
            yield seller


@pytest.fixture(scope="module")
def world(seller):
    return seller.server.amazon.seller.world


def records(seller, name, marketplace=DE):
    """All records of a report over its longest period, none refused."""
    type_ = REPORT_TYPES[name]
    end = seller.server.clock.now()
    period = (None, None)
    if not type_.is_snapshot:
        period = end - timedelta(days=type_.max_days), end
    ids = seller.marketplace_ids if type_.scope is Scope.ALL else [marketplace.id]
    id_ = seller.door.create_report(name, ids, *period, type_.options)
    seller.server.clock.advance(10)
    report = seller.door.report(id_)
    assert report.processing_status == "DONE"
    document = seller.door.report_document(
        report.report_document_id, restricted=type_.is_restricted
    )
    with download(document) as stream:
        data = b"".join(inflate(stream, stream.is_gzip))
        reader = read_report(name, lambda: [data], charset=stream.charset)
    found = list(reader)
    assert (reader.refused, reader.missing_columns) == (0, ())
    assert reader.rows == len(found) == data.count(b"\r\n") - 1
    return found


def test_stock_is_what_lies_there(seller, world):
    for marketplace in (DE, GB):
        levels = records(seller, INVENTORY, marketplace)
        there = world.stock(pool_of(marketplace.id), seller.server.clock.now())
        for level in levels:
            stock = there.pop(level.sku)
            inbound = stock.inbound_working + stock.inbound_shipped
            assert level.fulfillable == stock.fulfillable == level.local + level.remote
            assert level.reserved == stock.reserved
            assert level.unsellable == stock.unsellable
            assert level.researching == stock.researching
            assert level.inbound == inbound + stock.inbound_receiving
            assert level.total == stock.total
        assert all(stock.offer.is_suppressed for stock in there.values())


def test_the_other_inventory_report_agrees_and_hides_nothing(seller, world):
    sums = Counter()
    for level in records(seller, CONDITIONS):
        sums[level.sku] += (level.fulfillable or 0) + (level.unsellable or 0)
    there = world.stock("EU", seller.server.clock.now())
    assert sums == {k: s.fulfillable + s.unsellable for k, s in there.items()}


def test_returns_belong_to_their_orders(seller, world):
    found = records(seller, AFN_RETURNS) + records(seller, MFN_RETURNS)
    keys = Counter(each.key for each in found)
    assert set(keys.values()) == {1}
    assert {each.channel for each in found} == set(Channel)
    known = {
        (entry.order.order_id, entry.item.product.sku)
        for entry in world.returns
        if entry.order.region == "eu"
    }
    stated = {(r.amazon_order_id, r.sku) for r in found if r.amazon_order_id}
    assert stated <= known
    amounts = {e.rma_id: e for e in world.returns if e.rma_id}
    paid = [r for r in found if r.refunded_amount and r.rma_id]
    assert paid
    for each in paid:
        entry = amounts[each.rma_id]
        assert each.refunded_amount == entry.refund.total
        assert each.currency == entry.order.currency


def test_listings_are_the_seller_s_offers(seller, world):
    offers = {offer.sku: offer for offer in world.offers}
    german = records(seller, LISTINGS)
    assert {listing.sku for listing in german} == offers.keys()
    for listing in german + records(seller, LISTINGS, FR):
        offer = offers[listing.sku]
        assert listing.asin == offer.product.asin
        assert listing.title == offer.product.title
        assert listing.channel.value == offer.channel
        assert listing.barcode in ("", offer.product.ean)
        assert (listing.quantity is None) == (
            offer.channel == "AFN" or offer.status == "Incomplete"
        )


def test_every_order_is_mentioned(seller, world):
    mentions = records(seller, ALL_ORDERS)
    stated = {mention.amazon_order_id: mention for mention in mentions}
    assert stated.keys() == {o.order_id for o in world.orders if o.region == "eu"}
    for order in world.orders:
        if order.region == "eu":
            mention = stated[order.order_id]
            is_cancelled = mention.order_status.startswith("cancelled")
            assert is_cancelled == (order.status == "Cancelled")
            assert mention.channel.value == order.channel
            assert mention.sales_channel == BY_ID[order.marketplace.id].sales_channel
