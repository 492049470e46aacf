"""SC_VAT_TAX_REPORT: the invoices Amazon issued, quoted and with commas."""

from datetime import datetime, timezone
from decimal import Decimal

import pytest

from amazon_connector.spapi.tax_documents import Taxed, TaxSource, TransactionType
from emulator import World
from emulator.amazon import Settings
from emulator.marketplaces import of_region
from emulator.world.vat_calculation import vat_calculation_report

from .reports_kit import Records, golden_records

SC_VAT = "SC_VAT_TAX_REPORT"
END = datetime(2026, 11, 20, tzinfo=timezone.utc)


def money(gross, net, tax):
    return Taxed(Decimal(gross), Decimal(net), Decimal(tax))


def day(*numbers):
    return datetime(*numbers, tzinfo=timezone.utc)


@pytest.fixture
def plain():
    reading = golden_records(SC_VAT, "plain")
    assert not reading.refused
    return reading.records


def test_an_item_of_an_invoice(plain):
    line = plain[0]
    assert line.source is TaxSource.SC_VAT
    assert line.document_key == line.invoice_number == "INV-DE-1-2026-1"
    assert (line.sku, line.quantity) == ("TASSE, blau", 2), "a comma within quotes"
    assert line.item == money("23.80", "20.00", "3.80")
    assert line.item_promotion == money("-2.38", "-2.00", "-0.38")
    assert line.shipping_promotion == money("-4.99", "-4.19", "-0.80")
    assert line.gift_wrap == money("2.50", "2.10", "0.40")
    assert line.rate == Decimal("0.19")
    assert line.document_date == day(2026, 8, 2)
    assert line.is_amazon_invoiced
    assert line.is_sellers_tax
    assert (line.scheme, line.reason_code) == ("", "Taxable")


def test_marketplaces_are_told_in_both_notations(plain):
    _de, uk, by_id, by_country, *_rest = plain
    assert uk.marketplace_id == "A1F83G8C2ARO7P"
    assert by_id.marketplace_id == by_country.marketplace_id == "A13V1IB3VIYZZH"


def test_who_owes_the_tax(plain):
    _de, uk, _company, oss, *_rest, export = plain
    assert not uk.is_sellers_tax
    assert oss.scheme == "VCS_EU_OSS"
    assert (export.scheme, export.is_export) == ("CH_VOEC", True)


def test_only_a_vat_number_is_one(plain):
    _de, _uk, company, other, *_rest = plain
    assert company.buyer.vat_number == "FR12345678901"
    assert other.buyer.vat_number == ""


def test_returns_and_refunds_are_credit_notes(plain):
    returned, refunded = plain[4:6]
    assert returned.transaction_type is TransactionType.RETURN
    assert returned.item == money("-11.90", "-10.00", "-1.90")
    assert returned.shipping_promotion == money("4.99", "4.19", "0.80")
    assert returned.document_date == day(2026, 8, 9), "its own, not its shipment's"
    assert returned.original_invoice_number == "INV-DE-1-2026-1"
    assert refunded.transaction_type is TransactionType.REFUND
    assert refunded.is_corrected


def test_a_receipt_states_no_tax(plain):
    receipt = plain[6]
    assert receipt.is_receipt
    assert receipt.item == Taxed(gross=Decimal("9.99"))
    assert receipt.rate is None
    assert not plain[0].is_receipt


def test_what_was_not_invoiced_is_told_apart(plain):
    line = plain[7]
    assert (line.invoice_number, line.document_key) == ("", "DaAbBcC08")
    assert line.is_amazon_invoiced is False
    assert line.rate == 0, "nothing is owed: that is calculated, too"


def test_tabs_capitals_and_other_dates():
    reading = golden_records(SC_VAT, "ugly")
    first, twice, again, returned = reading.records
    assert first.document_date == day(2026, 9, 14, 10)
    assert twice.document_date == day(2026, 9, 14)
    assert again.line_key == f"{twice.line_key}#2", "equal rows are separate lines"
    assert returned.rate == Decimal("0.19"), "written as 19"
    assert returned.document_date == day(2026, 9, 14), "of the calculation"
    assert reading.reader.missing_columns == ("tax-reporting-scheme",)


def test_a_line_has_the_same_key_in_every_file():
    plain, ugly = (golden_records(SC_VAT, name).records for name in ("plain", "ugly"))
    assert plain[0].line_key == ugly[0].line_key
    assert plain[4].line_key == ugly[3].line_key


def test_one_date_tells_how_all_others_are_written():
    first, second = golden_records(SC_VAT, "slashes").records
    assert first.document_date == day(2026, 2, 2)
    assert first.order_date == day(2026, 2, 1)
    assert second.order_date == day(2026, 2, 13)


def test_a_spreadsheets_german_amounts():
    first, returned = golden_records(SC_VAT, "german_decimals").records
    assert first.item == money("23.80", "20.00", "3.80")
    assert first.rate == Decimal("0.19")
    assert returned.item == money("-11.90", "-10.00", "-1.90")


def test_rows_that_cannot_be_trusted_are_refused():
    reading = golden_records(SC_VAT, "bad_rows")
    gross = "our-price-tax-inclusive-selling-price"
    assert [(row.line_number, row.code, row.column) for row in reading.refused] == [
        (3, "conflicting_amounts", gross),
        (4, "conflicting_amounts", "tax-rate"),
        (5, "unknown_value", "transaction-type"),
        (6, "missing_value", "order-id"),
        (7, "bad_date", "shipment-date"),
        (8, "bad_date", "shipment-date"),
        (9, "conflicting_amounts", gross),
        (10, "missing_value", "shipment-id"),
        (11, "bad_number", "quantity"),
        (12, "missing_value", "currency"),
    ]


@pytest.mark.parametrize("dates", ["day", "time", "iso"])
@pytest.mark.parametrize("places", ["country", "id"])
def test_the_emulated_amazons_file_is_read_in_every_notation(dates, places):
    world = World(11, orders=200, end=END, vcs=True)
    text = vat_calculation_report(
        world,
        "eu",
        world.start,
        END,
        {place.id for place in of_region("eu")},
        {},
        made_at=END,
        settings=Settings(sc_vat_dates=dates, sc_vat_marketplaces=places),
        seller_id="A2EXAMPLE",
    )
    reading = Records(SC_VAT, text.encode())
    assert not reading.refused
    assert all(line.marketplace_id and line.document_date for line in reading.records)
    keys = {(line.document_key, line.line_key) for line in reading.records}
    assert len(keys) == len(reading.records)
