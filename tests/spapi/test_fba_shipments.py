from datetime import datetime, timezone
from decimal import Decimal

import pytest

from amazon_connector.spapi.marketplaces import is_non_amazon
from amazon_connector.spapi.orders import Channel, RefusedRow
from amazon_connector.spapi.reports.fba_shipments import FbaShipments

from .reports_kit import FBA, Reading, read_golden, table

LAMP_ORDER = "028-0000011-0000011"
FOREIGN_ORDER = "S02-0000012-0000012"


@pytest.fixture(scope="module")
def plain():
    return read_golden(FBA, "plain")


def test_an_order_is_what_the_shipments_say(plain):
    order = plain.by_id[LAMP_ORDER]
    assert order.channel is Channel.AFN
    assert order.currency == "EUR"
    assert order.purchase_date == datetime(2026, 11, 1, 10, tzinfo=timezone.utc)
    assert order.buyer.name == "Änne Öztürk"
    assert order.ship_address.city == "Görlitz"
    assert order.bill_address.name == "Änne Öztürk"
    assert order.sales_channel == "amazon.de"


def test_one_item_for_each_item_of_a_shipment(plain):
    first, second, *_bulbs = plain.by_id[LAMP_ORDER].items
    assert first.order_item_id == second.order_item_id == "05000000000001"
    assert (first.shipment_item_id, first.quantity) == ("Dbbbbbb01", 2)
    assert (second.shipment_item_id, second.quantity) == ("Dbbbbbb03", 1)
    assert first.item_price == Decimal("33.06")
    assert first.item_tax == Decimal("6.62")
    assert first.item_promotion == Decimal("-3.31")
    assert first.shipping_promotion == Decimal("-4.19")  # written without its sign
    assert first.shipment_id == "DaaaaaaaA"
    assert first.shipment_date == datetime(2026, 11, 2, 20, tzinfo=timezone.utc)
    assert (first.carrier, first.tracking_number) == ("DHL", "JJD000001")
    assert first.fulfillment_center_id == "LEJ1"


def test_every_other_column(plain):
    order = plain.by_id[LAMP_ORDER]
    assert order.payments_date == datetime(2026, 11, 2, 7, tzinfo=timezone.utc)
    assert order.ship_service_level == "Expedited"
    assert order.buyer.email == "f1@marketplace.amazon.example"
    row = dict.fromkeys(FbaShipments.required, "") | {
        "amazon-order-id": LAMP_ORDER,
        "amazon-order-item-id": "1",
        "purchase-date": "2026-11-01T10:00:00Z",
        "sku": "LAMPE",
        "product-name": "Lampe",
        "quantity-shipped": "3",
        "currency": "EUR",
        "item-price": "1.00",
        "item-tax": "2.00",
        "shipping-price": "3.00",
        "shipping-tax": "4.00",
        "gift-wrap-price": "5.00",
        "gift-wrap-tax": "6.00",
        "item-promotion-discount": "7.00",
        "ship-promotion-discount": "-8.00",
        "is-business-order": "true",
    }
    (order,) = Reading(FBA, table(list(row), row)).orders
    assert order.is_business_order
    (item,) = order.items
    amounts = (
        item.item_price,
        item.item_tax,
        item.shipping_price,
        item.shipping_tax,
        item.gift_wrap_price,
        item.gift_wrap_tax,
        item.item_promotion,
        item.shipping_promotion,
    )
    assert amounts == (1, 2, 3, 4, 5, 6, -7, -8)
    assert (item.title, item.quantity) == ("Lampe", 3)


def test_where_amazon_leaves_the_key_empty_parcel_and_quantity_make_one(plain):
    bulbs = plain.by_id[LAMP_ORDER].items[2:]
    assert [bulb.shipment_item_id for bulb in bulbs] == [
        "2026-11-02T20:00:00Z|JJD000001|1",
        "2026-11-05T20:00:00Z|JJD000009|1",
    ]


def test_orders_sold_elsewhere_come_without_prices(plain):
    order = plain.by_id[FOREIGN_ORDER]
    assert is_non_amazon(order.sales_channel)
    assert order.currency == ""
    assert order.items[0].item_price is None
    assert order.refused_rows == ()


def test_rows_that_lie_apart_make_the_same_orders(plain):
    reading = read_golden(FBA, "rows_apart")
    assert reading.by_id == plain.by_id
    assert reading.reader.duplicates == 1


def test_rows_that_cannot_be_read():
    reading = read_golden(FBA, "bad_rows")
    assert reading.alone == [
        RefusedRow(2, "missing_value", "currency", "028-0000013-0000013"),
        RefusedRow(5, "excel_number", "item-tax", FOREIGN_ORDER),
    ]
    order = reading.by_id[LAMP_ORDER]
    assert order.refused_rows == (
        RefusedRow(3, "bad_number", "item-price", LAMP_ORDER),
    )
    assert order.items[0].shipment_date is None


def test_without_the_columns_for_people_the_goods_are_still_there():
    reading = read_golden(FBA, "without_personal_columns")
    order = reading.by_id[LAMP_ORDER]
    assert len(order.items) == 2
    assert order.ship_address.city == "Görlitz"
    assert order.ship_address.name == ""
    assert reading.reader.missing_columns == (
        "recipient-name",
        "ship-address-1",
        "bill-address-1",
    )
