"""VIDR: what Amazon wants invoiced, with the signs of an invoice, to the cent."""

from datetime import datetime, timezone
from decimal import Decimal

import pytest

from amazon_connector.spapi.reports import REPORT_TYPES
from amazon_connector.spapi.tax_documents import Taxed, TaxSource, TransactionType
from emulator import World
from emulator.amazon import Settings
from emulator.marketplaces import of_region
from emulator.world.vat_invoice_data import vat_invoice_data_report

from .reports_kit import Records, golden, golden_records

VIDR = "GET_FLAT_FILE_VAT_INVOICE_DATA_REPORT"
END = datetime(2026, 11, 20, tzinfo=timezone.utc)


def money(gross, net, tax):
    return Taxed(Decimal(gross), Decimal(net), Decimal(tax))


def lines(name):
    reading = golden_records(VIDR, name)
    assert not reading.refused
    return reading.records


def test_an_item_of_a_shipment():
    line = lines("plain")[0]
    assert line.source is TaxSource.VIDR
    assert line.transaction_type is TransactionType.SHIPMENT
    assert (line.document_key, line.line_key) == ("DaAbBcC01", "00000000000001")
    assert (line.sku, line.quantity, line.rate) == ("TASSE", 2, Decimal("0.19"))
    assert line.item == money("23.80", "20.00", "3.80")
    assert line.item_promotion == money("-2.38", "-2.00", "-0.38")
    assert line.shipping == money("4.99", "4.19", "0.80")
    assert line.shipping_promotion == money("-4.99", "-4.19", "-0.80")
    assert line.gift_wrap == money("2.50", "2.10", "0.40")
    assert line.gift_wrap_promotion == money("0.00", "0.00", "0.00")
    assert line.document_date == datetime(2026, 11, 3, 10, tzinfo=timezone.utc)
    assert line.buyer.name == line.bill_address.name == "Käthe Müßig"
    assert line.is_amazon_invoiced is False
    assert line.is_sellers_tax


def test_a_company_abroad():
    line = lines("plain")[2]
    assert line.marketplace_id == "A13V1IB3VIYZZH", "a country in the file"
    assert line.is_business_order
    assert line.buyer.vat_number == "FR12345678901"
    assert line.buyer.purchase_order_number == "PO-77"
    assert (line.ship_from_country, line.ship_to_country) == ("DE", "FR")
    assert line.bill_address.country_code == "FR"
    assert line.rate == 0
    assert dict(line.citations) == {
        "de": "Steuerschuldnerschaft des Leistungsempfängers",
        "en": "Reverse charge",
        "fr": "Autoliquidation",
    }


def test_a_rate_can_be_a_percentage():
    assert [line.rate for line in lines("plain")[:2]] == [Decimal("0.19")] * 2


def test_credit_notes_are_negative_whatever_sign_the_file_writes():
    cup, plate, lamp = lines("credit_positive")
    assert [cup, plate, lamp] == lines("credit_negative")
    assert cup.item == money("-23.80", "-20.00", "-3.80")
    assert cup.item_promotion == money("2.38", "2.00", "0.38")
    assert cup.document_key == plate.document_key == "amzn1:crow:429491192example"
    assert cup.shipment_id == "DaAbBcC01"
    assert plate.transaction_type is TransactionType.RETURN, "in any case of letters"
    assert (lamp.transaction_type, lamp.quantity) == (TransactionType.REFUND, 0)


def test_a_bottle_deposit_is_in_net_and_tax_as_it_is_in_gross():
    reading = golden_records(VIDR, "bottle_deposit")
    outside, inside = reading.records
    assert outside.item == inside.item == money("13.39", "11.25", "2.14")
    (unexplained,) = reading.refused
    assert unexplained.code == "conflicting_amounts"


def test_what_amazon_did_not_calculate_is_not_free_of_tax():
    _plain, not_calculated, blank, _again = lines("ugly")
    assert not_calculated.item == Taxed(gross=Decimal("23.80"))
    assert blank.item == Taxed(gross=Decimal("5.00"))
    assert not_calculated.rate is None
    assert blank.rate is None


def test_columns_in_another_order_and_spelling_say_the_same():
    (ugly, *_others, again) = lines("ugly")
    plain = lines("plain")[0]
    assert (ugly.item, ugly.bill_address) == (plain.item, plain.bill_address)
    assert ugly.is_amazon_invoiced is None, "its column is not there"
    assert again.line_key == "00000000000001#2", "an equal row is another one"


def test_rows_that_contradict_themselves_are_refused():
    reading = golden_records(VIDR, "bad_rows")
    assert len(reading.records) == 1
    gross, rate = "item-vat-incl-amount", "item-vat-rate"
    assert [(row.line_number, row.code, row.column) for row in reading.refused] == [
        (3, "conflicting_amounts", gross),
        (4, "conflicting_amounts", rate),
        (5, "unknown_value", "transaction-type"),
        (6, "bad_order_id", "order-id"),
        (7, "missing_value", "shipping-id"),
        (8, "missing_value", "transaction-id"),
        (9, "conflicting_amounts", gross),
        (10, "conflicting_amounts", "shipping-vat-incl-amount"),
        (11, "bad_date", "shipment-date"),
        (12, "bad_number", "quantity-purchased"),
        (13, "excel_number", "quantity-purchased"),
        (14, "missing_value", "currency"),
        (15, "excel_number", "item-vat-excl-amount"),
        (16, "missing_value", "asin"),
        (17, "bad_number", rate),
        (18, "bad_number", "shipping-vat-incl-amount"),
    ]


def test_buyers_columns_are_known():
    personal = set(REPORT_TYPES[VIDR].reader.personal)
    header = golden(VIDR, "plain").split(b"\n")[0].decode().split("\t")
    telling = [name for name in header if "name" in name or "address" in name]
    assert set(telling) - {"product-name"} <= personal
    assert "buyer-vat-number" in personal


@pytest.mark.parametrize("signs", ["negative", "positive"])
@pytest.mark.parametrize("rate", ["fraction", "percent"])
def test_the_emulated_amazons_file_is_read_in_every_notation(signs, rate):
    world = World(11, orders=200, end=END, vcs="lite")
    text = vat_invoice_data_report(
        world,
        "eu",
        world.start,
        END,
        {place.id for place in of_region("eu")},
        {},
        made_at=END,
        settings=Settings(vidr_signs=signs, vidr_rate=rate),
    )
    reading = Records(VIDR, text.encode())
    assert not reading.refused
    assert {line.transaction_type for line in reading.records} == set(TransactionType)
    for line in reading.records:
        is_credit = line.transaction_type is not TransactionType.SHIPMENT
        assert (line.item.gross < 0) == is_credit
        assert line.rate in {Decimal(str(n)) / 100 for n in (0, 19, 20, 21, 22, 23, 25)}
