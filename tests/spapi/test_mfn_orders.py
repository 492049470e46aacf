from datetime import datetime, timezone
from decimal import Decimal

import pytest

from amazon_connector.spapi.orders import (
    Address,
    Buyer,
    Channel,
    RefusedRow,
)

from .reports_kit import MFN, Reading, read_golden, table

CUP_ORDER = "302-0000001-0000001"
SHELF_ORDER = "302-0000002-0000002"
POLISH_ORDER = "S01-0000003-0000003"
REQUIRED = (
    "order-id",
    "order-item-id",
    "purchase-date",
    "sku",
    "quantity-purchased",
    "currency",
    "item-price",
)
PROMOTIONS = (
    "item-promotion-discount",
    "item-promotion-id",
    "ship-promotion-discount",
    "ship-promotion-id",
)


def utc(*parts):
    return datetime(*parts, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def plain():
    return read_golden(MFN, "plain")


def item_row(**values):
    row = {
        "order-id": CUP_ORDER,
        "order-item-id": "1",
        "purchase-date": "2026-11-02T08:15:30+00:00",
        "sku": "TASSE",
        "quantity-purchased": "1",
        "currency": "EUR",
        "item-price": "10.00",
    }
    return row | {name.replace("_", "-"): value for name, value in values.items()}


def promotion_row(**values):
    row = {"order-id": CUP_ORDER, "order-item-id": "1"}
    return row | {name.replace("_", "-"): value for name, value in values.items()}


def one_item(*rows):
    (order,) = Reading(MFN, table(REQUIRED + PROMOTIONS, *rows)).orders
    assert order.refused_rows == ()
    (item,) = order.items
    return item


def test_everything_the_file_says_of_an_order(plain):
    order = plain.by_id[CUP_ORDER]
    assert order.channel is Channel.MFN
    assert order.currency == "EUR"
    assert order.purchase_date == utc(2026, 11, 2, 8, 15, 30)
    assert order.payments_date == utc(2026, 11, 2, 8, 16)
    assert order.earliest_ship_date == utc(2026, 11, 2, 23)
    assert order.latest_ship_date == utc(2026, 11, 4, 22, 59, 59)
    assert order.sales_channel == "Amazon.de"
    assert order.ship_service_level == "Standard"
    assert order.buyer == Buyer("k1@marketplace.amazon.example", "Käthe Müßig")
    assert order.ship_address == Address(
        name="Käthe Müßig",
        line1="Packstation 145",
        line2="12345678",
        city="Köln",
        state="Nordrhein-Westfalen",
        postal_code="50667",
        country_code="DE",
    )
    assert not order.bill_address
    assert order.refused_rows == ()
    assert not order.is_business_order and not order.is_prime


def test_line_totals_ids_as_text_and_a_quote_that_is_data(plain):
    cup, coaster = plain.by_id[CUP_ORDER].items
    assert cup.order_item_id == "05835637773451"
    assert (cup.sku, cup.quantity) == ("TASSE-BLAU", 3)
    assert cup.title == 'Tasse 12" "blau"'
    assert cup.item_price == Decimal("29.97")
    assert cup.item_tax == Decimal("4.79")
    assert (cup.shipping_price, cup.shipping_tax) == (Decimal("3.99"), Decimal("0.64"))
    assert cup.gift_wrap_price == Decimal("2.50")
    assert (cup.gift_wrap_type, cup.gift_message) == ("Classic", "Alles Gute!")
    assert coaster.shipping_price == 0
    assert coaster.gift_wrap_price is None
    assert coaster.item_promotion is None
    assert coaster.shipment_item_id == ""


def test_a_business_buyer_with_a_billing_address(plain):
    order = plain.by_id[SHELF_ORDER]
    assert order.is_business_order and order.is_prime
    assert order.purchase_date == utc(2026, 11, 2, 8)
    assert order.buyer.company_name == "Beispielwerk GmbH"
    assert order.buyer.vat_number == "DE000000000"
    assert order.buyer.purchase_order_number == "PO-77"
    assert order.buyer.phone == "+49 30 0000000"
    assert order.ship_address.line3 == "Tor 3"
    assert order.ship_address.phone == "+49 821 0000000"
    assert order.bill_address.name == "Jörg Beispiel"  # the buyer's: none was stated
    assert order.bill_address.line1 == "Postfach 12"
    assert order.delivery_instructions == "Bitte klingeln"


def test_names_from_everywhere_and_the_flags(plain):
    order = plain.by_id[POLISH_ORDER]
    assert order.buyer.name == "Zażółć Gęślą"
    assert order.ship_address.name == "山田 太郎"
    assert order.ship_address.country_code == "PL"
    assert order.currency == "PLN"
    assert order.purchase_date == utc(2026, 11, 3, 7)
    assert order.is_replacement_order
    assert order.original_order_id == CUP_ORDER
    assert order.is_buyer_requested_cancellation
    assert order.buyer_cancel_reason == "Ordered by mistake"
    assert order.ioss_number == "IM0000000000"
    assert order.items[0].item_tax is None


def test_the_counts_of_a_file(plain):
    reader = plain.reader
    assert (reader.rows, reader.orders, reader.items) == (4, 3, 4)
    assert reader.encoding == "utf-8"
    assert reader.missing_columns == ()


@pytest.mark.parametrize(
    "name",
    [
        "bom_crlf",
        "utf16",
        "no_final_newline",
        "other_columns",
        "missing_trailing_cells",
    ],
)
def test_the_same_orders_in_ugly_files(plain, name):
    assert read_golden(MFN, name).by_id == plain.by_id


@pytest.mark.parametrize("charset", ["", "Cp1252", "ISO-8859-1", "UTF-8", "nonsense"])
def test_the_same_orders_in_windows_1252_whatever_the_header_says(plain, charset):
    german = read_golden(MFN, "cp1252", charset=charset)
    assert german.by_id == {
        id_: order for id_, order in plain.by_id.items() if id_ != POLISH_ORDER
    }


def test_japanese_text_by_the_headers_charset():
    (order,) = read_golden(MFN, "cp932", charset="Windows-31J").orders
    assert order.buyer.name == "山田 太郎"
    assert order.ship_address.line1 == "丸の内1-1-1ソ表"
    assert order.items[0].item_price == Decimal("24732")


def test_promotion_rows_are_folded_into_their_item_wherever_they_stand(plain):
    reading = read_golden(MFN, "promotion_rows")
    cup, coaster = reading.by_id[CUP_ORDER].items
    assert cup.item_promotion == Decimal("-4.50")  # one was written without its sign
    assert cup.shipping_promotion == Decimal("-3.99")  # and this row came twice
    assert cup.promotion_ids == ("FREESHIP", "PAWS-1", "PAWS-2")
    assert coaster.item_promotion is None
    assert reading.reader.promotions == 4
    others = (SHELF_ORDER, POLISH_ORDER)
    assert all(reading.by_id[id_] == plain.by_id[id_] for id_ in others)
    assert reading.by_id[CUP_ORDER].ship_address.city == "Köln"


def test_what_the_item_row_states_itself_is_not_added_again():
    reading = read_golden(MFN, "promotion_stated_twice")
    cup, _coaster = reading.by_id[CUP_ORDER].items
    assert cup.item_promotion == Decimal("-4.50")  # -3.00 once, and the other 1.50
    assert cup.promotion_ids == ("PAWS-1", "PAWS-2")


def test_a_promotion_of_another_id_is_added():
    stated = item_row(item_promotion_discount="-1.00", item_promotion_id="A")
    detail = promotion_row(item_promotion_discount="-2.00", item_promotion_id="B")
    assert one_item(stated, detail).item_promotion == Decimal("-3.00")


def test_a_zero_on_the_item_row_is_no_promotion_stated():
    stated = item_row(item_promotion_discount="0.00", item_promotion_id="A")
    detail = promotion_row(item_promotion_discount="-2.00", item_promotion_id="A")
    assert one_item(stated, detail).item_promotion == Decimal("-2.00")


def test_an_id_on_the_item_row_without_an_amount_waits_for_its_amount():
    stated = item_row(item_promotion_id="A")
    detail = promotion_row(item_promotion_discount="-2.00", item_promotion_id="A")
    assert one_item(stated, detail).item_promotion == Decimal("-2.00")


def test_equal_promotions_without_ids_are_two():
    detail = promotion_row(item_promotion_discount="-2.00")
    assert one_item(item_row(), detail, detail).item_promotion == Decimal("-4.00")


def test_item_and_shipping_promotions_are_told_apart():
    stated = item_row(item_promotion_discount="-1.00", item_promotion_id="A")
    detail = promotion_row(
        item_promotion_discount="-1.00",
        item_promotion_id="A",
        ship_promotion_discount="-3.99",
        ship_promotion_id="A",
    )
    item = one_item(stated, detail)
    assert item.item_promotion == Decimal("-1.00")
    assert item.shipping_promotion == Decimal("-3.99")


def test_a_wish_to_cancel_counts_on_whichever_row_it_stands():
    columns = (*REQUIRED, "is-buyer-requested-cancellation")
    calm = item_row(is_buyer_requested_cancellation="false")
    wish = item_row(order_item_id="2", is_buyer_requested_cancellation="TRUE")
    for rows in ((calm, wish), (wish, calm)):
        (order,) = Reading(MFN, table(columns, *rows)).orders
        assert order.is_buyer_requested_cancellation


@pytest.mark.parametrize(
    "column",
    ["buyer-vat-number", "invoice-business-tax-id", "buyer-tax-registration-id"],
)
def test_a_vat_number_has_three_columns_to_stand_in(column):
    row = item_row() | {column: " ATU00000000 "}
    (order,) = Reading(MFN, table((*REQUIRED, column), row)).orders
    assert order.buyer.vat_number == "ATU00000000"


def test_every_row_that_cannot_be_read_is_kept_with_its_reason():
    reading = read_golden(MFN, "bad_rows")
    assert reading.alone == [
        RefusedRow(4, "excel_number", "order-item-id", SHELF_ORDER),
        RefusedRow(5, "bad_date", "purchase-date", POLISH_ORDER),
        RefusedRow(6, "excel_number", "quantity-purchased", "S01-0000004-0000004"),
        RefusedRow(7, "missing_value", "sku", "S01-0000005-0000005"),
        RefusedRow(8, "bad_order_id", "order-id"),
        RefusedRow(9, "missing_value", "order-id"),
        RefusedRow(10, "too_many_columns", "", "S01-0000006-0000006"),
    ]
    assert sorted(reading.by_id) == [CUP_ORDER, "S01-0000007-0000007"]


def test_an_order_with_a_refused_row_says_so_and_keeps_its_good_items():
    order = read_golden(MFN, "bad_rows").by_id[CUP_ORDER]
    assert [item.sku for item in order.items] == ["UNTERSETZER"]
    assert order.refused_rows == (RefusedRow(2, "bad_number", "item-price", CUP_ORDER),)


def test_rows_that_repeat_and_rows_that_contradict():
    reading = read_golden(MFN, "bad_rows")
    order = reading.by_id["S01-0000007-0000007"]
    (item,) = order.items
    assert (item.order_item_id, item.quantity) == ("6", 1)
    assert reading.reader.duplicates == 1
    assert [(row.line_number, row.code, row.column) for row in order.refused_rows] == [
        (13, "conflicting_rows", ""),
        (14, "conflicting_rows", "currency"),
        (15, "missing_value", "sku"),
    ]


def test_a_promotion_row_that_cannot_be_read_makes_the_order_incomplete():
    detail = promotion_row(item_promotion_discount="2,00")
    reading = Reading(MFN, table(REQUIRED + PROMOTIONS, item_row(), detail))
    (order,) = reading.orders
    assert order.refused_rows == (
        RefusedRow(3, "bad_number", "item-promotion-discount", CUP_ORDER),
    )
    assert reading.reader.promotions == 0


@pytest.mark.parametrize(
    ("price", "code"),
    [
        ("1,234", "ambiguous_number"),
        ("1e2", "excel_number"),
        ("1,23E+14", "excel_number"),
        ("NaN", "bad_number"),
        ("Infinity", "bad_number"),
        ("1_000", "bad_number"),
        ("٣", "bad_number"),
        ("EUR 5", "bad_number"),
        (".5", "bad_number"),
    ],
)
def test_prices_are_not_guessed(price, code):
    (refused,) = Reading(MFN, table(REQUIRED, item_row(item_price=price))).alone
    assert (refused.code, refused.column) == (code, "item-price")


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "€"])
def test_an_order_has_a_currency(currency):
    (refused,) = Reading(MFN, table(REQUIRED, item_row(currency=currency))).alone
    assert (refused.code, refused.column) == ("missing_value", "currency")


@pytest.mark.parametrize(
    "date",
    [
        "2026-11-02",
        "2026-11-02T08:15:30",
        "45963.34",
        "2026-13-02T08:15:30+00:00",
        "0001-01-01T00:00:00+10:00",
        "2026-11-02T08:15:30+99:00",
        "02.11.2026 08:15:30 MEZ",
    ],
)
def test_a_purchase_date_has_an_offset(date):
    (refused,) = Reading(MFN, table(REQUIRED, item_row(purchase_date=date))).alone
    assert (refused.code, refused.column) == ("bad_date", "purchase-date")


@pytest.mark.parametrize(
    "date",
    [
        "2026-11-02T08:15:30Z",
        "2026-11-02 08:15:30 UTC",
        "2026-11-02T09:15:30.123+0100",
        "2026-11-02T00:15:30-08:00",
    ],
)
def test_the_ways_to_write_a_moment(date):
    (order,) = Reading(MFN, table(REQUIRED, item_row(purchase_date=date))).orders
    assert order.purchase_date == utc(2026, 11, 2, 8, 15, 30)


def test_a_shipping_date_that_cannot_be_read_holds_nothing_up():
    row = item_row(latest_ship_date="soon")
    (order,) = Reading(MFN, table((*REQUIRED, "latest-ship-date"), row)).orders
    assert order.latest_ship_date is None


def test_a_blank_price_is_not_zero():
    blank, free = item_row(item_price=""), item_row(order_item_id="2", item_price="0")
    (order,) = Reading(MFN, table(REQUIRED, blank, free)).orders
    assert [item.item_price for item in order.items] == [None, Decimal(0)]


def test_a_quantity_of_zero_is_kept_for_people_to_look_at():
    (order,) = Reading(MFN, table(REQUIRED, item_row(quantity_purchased="0"))).orders
    assert order.items[0].quantity == 0


@pytest.mark.parametrize("quantity", ["-1", "1.0", "1,000", "two", "12345678"])
def test_a_quantity_is_a_whole_number(quantity):
    row = item_row(quantity_purchased=quantity)
    (refused,) = Reading(MFN, table(REQUIRED, row)).alone
    assert (refused.code, refused.column) == ("bad_number", "quantity-purchased")


@pytest.mark.parametrize(
    ("stated", "is_amazons"),
    [
        ({}, False),
        ({"ioss_number": "IM0000000000"}, True),
        ({"tax_collection_model": "MarketplaceFacilitator"}, True),
        ({"tax_collection_responsible_party": "Amazon Services Europe"}, True),
        ({"tax_collection_responsible_party": "Seller"}, False),
        # There the consumption tax is left to the seller.
        (
            {
                "sales_channel": "Amazon.co.jp",
                "tax_collection_model": "MarketplaceFacilitator",
            },
            False,
        ),
    ],
)
def test_a_tax_inside_the_price_may_be_amazons(stated, is_amazons):
    row = item_row(**{"item_tax": "1.60", "sales_channel": "Amazon.de", **stated})
    (order,) = Reading(MFN, table(list(row), row)).orders
    assert order.items[0].is_tax_amazons == is_amazons
