"""The merchant's orders as XML: the same orders as in the flat file."""

import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_connector.spapi.errors import DocumentDamaged, ReportNotTabular
from amazon_connector.spapi.orders import Address, Channel, RefusedRow
from amazon_connector.spapi.reports import REPORT_TYPES, read_report
from emulator import World
from emulator.marketplaces import of_region
from emulator.world.mfn import order_report
from emulator.world.order_xml import xml_order_report

from .reports_kit import FBA, MFN, MFN_NA, Reading, golden, read_golden

XML = "GET_ORDER_REPORT_DATA_INVOICING"
END = datetime(2026, 11, 20, tzinfo=timezone.utc)
ID = "302-0000001-0000001"


def test_an_order():
    reading = read_golden(XML, "plain")
    order, company = reading.orders
    assert reading.reader.is_xml
    assert (order.amazon_order_id, order.channel) == (ID, Channel.MFN)
    assert order.purchase_date == datetime(2026, 11, 2, 8, 15, 30, tzinfo=timezone.utc)
    assert (order.currency, order.sales_channel) == ("EUR", "Amazon.de")
    assert order.buyer.email == "kaethe@marketplace.example"
    assert order.ship_address == Address(
        name="Käthe Müßig",
        line1="Straße der Probe 5",
        line2="Hinterhaus",
        city="Köln",
        postal_code="50667",
        country_code="DE",
        phone="+49 221 0000000",
    )
    assert (order.is_prime, order.is_business_order) == (True, False)
    assert not order.bill_address
    assert company.bill_address.name == "Büro Müßig"
    assert company.is_business_order


def test_its_items_to_the_cent():
    cup, plate = read_golden(XML, "plain").orders[0].items
    assert (cup.order_item_id, cup.sku, cup.quantity) == ("00000000000001", "TASSE", 2)
    assert cup.title == 'Tasse <blau> 12"'
    assert (cup.item_price, cup.item_tax) == (Decimal("23.80"), Decimal("3.80"))
    assert (cup.shipping_price, cup.shipping_tax) == (Decimal("4.99"), Decimal("0.80"))
    assert cup.gift_wrap_price == Decimal("2.50")
    assert (cup.item_promotion, cup.shipping_promotion) == (
        Decimal("-2.38"),
        Decimal("-4.99"),
    )
    assert cup.promotion_ids == ("PLM-1", "PLM-2")
    assert cup.gift_message == "Alles Gute & <Liebe>"
    assert plate.shipping_price is None, "not stated is not zero"


def test_parts_of_an_order_that_lie_apart_are_one_order():
    reading = read_golden(XML, "orders_apart")
    assert [item.sku for item in reading.by_id[ID].items] == ["TASSE", "TELLER", "VASE"]
    assert reading.reader.duplicates == 1, "an item is stated twice"
    assert read_golden(XML, "one_line").by_id == reading.by_id


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("plain", "utf-8"),
        ("cp1252", "cp1252"),
        ("wrong_charset", ""),
        ("utf16", "utf-8"),
    ],
)
def test_whatever_it_is_written_in(name, encoding):
    reading = read_golden(XML, name)
    assert reading.reader.encoding == encoding
    assert reading.by_id[ID] == read_golden(XML, "plain").by_id[ID]


def test_what_no_order_has_is_missing():
    advised = REPORT_TYPES[XML].reader.advised
    missing = read_golden(XML, "cp1252").reader.missing_columns
    assert "bill-address-1" in missing
    assert "sales-channel" not in missing
    assert set(missing) <= set(advised)
    assert "bill-address-1" not in read_golden(XML, "plain").reader.missing_columns


def test_items_that_cannot_be_read_are_kept_with_their_reason():
    reading = read_golden(XML, "bad_rows")
    order = reading.by_id[ID]
    assert [item.sku for item in order.items] == ["OK"]
    assert order.refused_rows == (
        RefusedRow(34, "bad_number", "quantity-purchased", ID),
        RefusedRow(43, "bad_number", "item-price", ID),
        RefusedRow(52, "bad_number", "item-price", ID),
        RefusedRow(61, "missing_value", "currency", ID),
    )
    assert reading.alone == [
        RefusedRow(110, "bad_order_id", "order-id"),
        RefusedRow(119, "bad_order_id", "order-id"),
        RefusedRow(159, "missing_value", "order-id"),
        RefusedRow(172, "missing_value", "order-item-id", "302-0000009-0000009"),
        RefusedRow(230, "bad_date", "purchase-date", "302-0000010-0000010"),
    ]
    assert reading.reader.rows == 10


@pytest.mark.parametrize("report_type", [MFN, MFN_NA])
def test_a_flat_file_that_sellers_switched_to_xml_is_read(report_type):
    reading = Reading(report_type, golden(XML, "plain"))
    assert reading.reader.is_xml
    assert reading.by_id == read_golden(XML, "plain").by_id


def test_a_flat_file_under_the_name_of_the_xml_is_read():
    reading = Reading(XML, golden(MFN, "plain"))
    assert not reading.reader.is_xml
    assert reading.by_id == read_golden(MFN, "plain").by_id


def test_a_report_of_shipments_is_never_xml():
    with pytest.raises(ReportNotTabular):
        Reading(FBA, golden(XML, "plain"))


def test_a_file_without_orders_is_no_error():
    reading = read_golden(XML, "no_orders")
    assert (reading.orders, reading.alone, reading.reader.rows) == ([], [], 0)
    assert reading.reader.missing_columns == ()


def test_nothing_is_read_of_a_file_that_was_cut():
    with pytest.raises(DocumentDamaged, match="line 77"):
        read_golden(XML, "cut")


@pytest.mark.parametrize("name", ["bomb", "web_page"])
def test_nobody_may_declare_anything(name):
    with pytest.raises(ReportNotTabular, match="<!DOCTYPE"):
        read_golden(XML, name)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<html><body/></html>", "<html>"),
        (b"<Error><Code>AccessDenied</Code></Error>", "<Error>"),
        (b"<nothing", "<"),
        (b"<AmazonEnvelope>" * 50, "one in the other"),
        (b"<AmazonEnvelope a='" + b"x" * 2_000_000, "one tag without an end"),
        (b"<AmazonEnvelope><!--" + b"x" * 2_000_000, "one tag without an end"),
        (
            b"<AmazonEnvelope><Message><OrderReport><Item><Title>" + b"x" * 99_999,
            "one text without an end",
        ),
        (
            b"<AmazonEnvelope><Message><OrderReport>" + b"<Item/>" * 10_001,
            "one order without an end",
        ),
    ],
)
def test_other_documents_are_refused(data, said):
    with pytest.raises(ReportNotTabular, match=said):
        Reading(XML, data)


def test_progress_is_told():
    data = golden(XML, "plain")
    half = data.index(b"</Message>")
    reader = read_report(XML, lambda: iter([data[:half], data[half:]]))
    assert reader.progress == 0
    next(reader)
    assert 0 < reader.progress < 1
    list(reader)
    assert reader.progress == 1


@given(st.integers(1, 300), st.sampled_from(["plain", "utf16", "wrong_charset"]))
def test_chunk_boundaries_change_nothing(size, name):
    assert read_golden(XML, name, chunk=size).by_id == read_golden(XML, name).by_id


def test_both_forms_of_the_emulated_amazon_state_the_same_orders():
    world = World(11, orders=200, end=END, vcs=True)
    ids = {place.id for place in of_region("eu")}
    asked = (world, "eu", world.start, END, ids, {"ShowSalesChannel": "true"})
    as_xml = Reading(XML, xml_order_report(*asked).encode()).by_id
    flat = Reading(MFN, order_report(*asked, kind="INVOICING").encode()).by_id
    assert len(as_xml) > 50
    assert {id_: plainer(order) for id_, order in flat.items()} == {
        id_: plainer(order) for id_, order in as_xml.items()
    }


def plainer(order):
    """Without what only the flat file states, and with zeros for blanks."""
    items = []
    for item in order.items:
        zeros = ("gift_wrap_price", "gift_wrap_tax", "shipping_promotion")
        zeros += ("item_promotion", "shipping_price", "shipping_tax")
        values = {name: getattr(item, name) or Decimal() for name in zeros}
        items.append(replace(item, **values))
    return replace(
        order,
        items=tuple(items),
        bill_address=Address(),
        buyer=replace(
            order.buyer, company_name="", vat_number="", purchase_order_number=""
        ),
        earliest_ship_date=None,
        latest_ship_date=None,
        delivery_instructions="",
        is_replacement_order=False,
        is_exchange_order=False,
        original_order_id="",
        is_buyer_requested_cancellation=False,
        buyer_cancel_reason="",
        ioss_number="",
    )


class HugeXml:
    """Any number of orders, made while they are read; 600 bytes each."""

    def __init__(self, orders):
        self._orders = orders
        start, _order, self._rest = golden(XML, "no_orders").partition(b"</Amazon")
        self._start = start
        self._order = (
            b"<Message><OrderReport><AmazonOrderID>302-%07d-0000001</AmazonOrderID>"
            b"<OrderDate>2026-11-02T08:15:30+00:00</OrderDate>"
            b"<Item><AmazonOrderItemCode>%014d</AmazonOrderItemCode><SKU>TASSE</SKU>"
            b"<Title>" + b"x" * 200 + b"</Title><Quantity>1</Quantity><ItemPrice>"
            b'<Component><Type>Principal</Type><Amount currency="EUR">9.99</Amount>'
            b"</Component></ItemPrice></Item></OrderReport></Message>\n"
        )

    def __call__(self):
        yield self._start
        for start in range(0, self._orders, 100):
            numbers = range(start, start + 100)
            yield b"".join(self._order % (number, number) for number in numbers)
        yield b"</Amazon" + self._rest


def test_fifty_thousand_orders_take_little_memory():
    code = (
        "import resource\n"
        "from tests.spapi import test_order_xml as tests\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = peak()\n"
        "reader = tests.read_report(tests.XML, tests.HugeXml(50_000))\n"
        "items = sum(len(order.items) for order in reader)\n"
        "print(reader.rows, items, peak() - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", "import tests.conftest\n" + code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
        timeout=300,
    )
    rows, items, kilobytes = map(int, done.stdout.split())
    assert (rows, items) == (50_000, 50_000)
    assert kilobytes < 16 * 1024, "the file has 30 MB"
