"""SC_VAT_TAX_REPORT and the VAT Invoice Data Report: what stands in them, and when."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from emulator import Clock, Settings, serve
from emulator.clock import iso
from emulator.world.places import WRONG_VAT_NUMBERS
from emulator.world.tax_documents import REGISTRATIONS, is_collected

from .conftest import DOCUMENTS, END, Client
from .flat_files import rows_of
from .money_files import SC_VAT, VIDR, csv_rows, sc_vat_gross, vidr_gross
from .test_money import CREDITS, DAY, a_world, sc_vat, vidr


@pytest.fixture(scope="module")
def issued():
    return csv_rows(sc_vat(a_world(True, orders=800)))


@pytest.fixture(scope="module")
def wanted():
    return rows_of(vidr(a_world("lite", orders=800)))


def test_every_value_is_quoted_and_the_header_in_title_case():
    header, row, *_ = sc_vat(a_world(True)).split("\r\n")
    assert header.startswith('\ufeff"Marketplace ID","Merchant ID","Order Date",')
    assert row.count('"') >= 2 * len(header.split(","))


def test_net_and_tax_are_the_gross_amount(issued):
    for row in issued:
        for name in ("OUR_PRICE", "SHIPPING", "GIFTWRAP"):
            for middle, end in (("", " Selling Price"), (" Promo", " Promo Amount")):
                gross = Decimal(row[f"{name} Tax Inclusive{end}"])
                net = Decimal(row[f"{name} Tax Exclusive{end}"])
                tax = Decimal(row[f"{name} Tax Amount{middle}"])
                assert gross == net + tax
                assert abs(tax - net * Decimal(row["Tax Rate"])) < Decimal("0.02")


def test_credits_have_negative_amounts_and_positive_quantities(issued):
    types = {row["Transaction Type"] for row in issued}
    assert types == {"SHIPMENT", *CREDITS}
    for row in issued:
        is_credit = row["Transaction Type"] in CREDITS
        assert (sc_vat_gross(row) < 0) == is_credit
        assert int(row["Quantity"]) > 0
        is_own = row["Transaction ID"].startswith("amzn1:crow:")
        assert is_own == is_credit
        if not is_credit:
            assert row["Transaction ID"] == row["Shipment ID"]


def test_a_document_is_a_parcel_or_a_credit(issued):
    numbers = {}
    for row in issued:
        numbers.setdefault(row["VAT Invoice Number"], set()).add(row["Transaction ID"])
    assert {len(ids) for ids in numbers.values()} == {1}
    assert len(numbers) == len({row["Transaction ID"] for row in issued})


def test_receipts_where_nothing_was_calculated(issued):
    for row in issued:
        is_receipt = row["VAT Invoice Number"].startswith("REC")
        assert is_receipt == (row["Ship From Country"] == "CZ")
        assert (row["Is Amazon Invoiced"] == "FALSE") == is_receipt
        assert (row["Tax Calculation Reason Code"] == "NonTaxable") == is_receipt
        if is_receipt:
            assert Decimal(row["OUR_PRICE Tax Amount"]) == 0
            assert not row["Seller Tax Registration"]


def order_is_split(row, rows):
    """Whether the other parcels of an order came from elsewhere."""
    same = [each for each in rows if each["Order ID"] == row["Order ID"]]
    return len({each["Ship From Country"] for each in same}) > 1


def test_schemes(issued):
    for row in issued:
        scheme, to = row["Tax Reporting Scheme"], row["Ship To Country"]
        collected = row["Tax Collection Responsibility"]
        assert (collected == "Marketplace") == (scheme == "DEEMED_RESELLER")
        assert (row["Export Outside EU"] == "true") <= (to == "GB")
        if scheme == "DEEMED_RESELLER":
            assert "GB" in (to, row["Ship From Country"]) or order_is_split(row, issued)
        # To Northern Ireland, British numbers count for nothing.
        if scheme == "VCS_EU_OSS" and to != "GB":
            assert to != row["Ship From Country"]
            number = row["Buyer Tax Registration"]
            assert not number or number in WRONG_VAT_NUMBERS.values()
        if scheme == "VCS_EU_OSS":
            assert row["Seller Tax Registration Jurisdiction"] == "DE"
    assert {row["Tax Reporting Scheme"] for row in issued} == {
        *("", "VCS_EU_OSS", "DEEMED_RESELLER"),
    }
    exempt = [r for r in issued if r["Buyer Tax Registration"] and r["Tax Rate"] == "0"]
    assert {"Taxable"} <= {row["Tax Calculation Reason Code"] for row in exempt}


def test_what_goes_to_switzerland():
    world = a_world(True, swiss_orders=5)
    rows = [r for r in csv_rows(sc_vat(world)) if r["Ship To Country"] == "CH"]
    shipped = [row for row in rows if row["Transaction Type"] == "SHIPMENT"]
    assert len({row["Order ID"] for row in shipped}) == 5
    for row in rows:
        is_collected = row["Tax Reporting Scheme"] == "CH_VOEC"
        by = "Marketplace" if is_collected else "Seller"
        assert row["Tax Collection Responsibility"] == by
        assert row["Tax Rate"] == "0.081"
        assert row["Export Outside EU"] == "true"
        assert row["Marketplace ID"] == "DE"
    others = {order.order_id for order in a_world(True).orders}
    mine = {order.order_id for order in world.orders}
    assert others < mine and len(mine) == len(others) + 5


def test_a_shipment_is_listed_three_days_later():
    world = a_world(True)
    line = world.tax_lines[len(world.tax_lines) // 2]

    def is_listed(made_at):
        text = sc_vat(world, made_at=made_at, end=made_at) or "\ufeff"
        return line.document_id in text

    listed_from = line.happened_at + timedelta(days=3)
    assert not is_listed(listed_from)
    assert is_listed(listed_from + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("notation", "pattern"),
    [
        ("day", r"\d\d-[A-Z][a-z]{2}-2026 UTC"),
        ("time", r"\d\d-[A-Z][a-z]{2}-2026 \d\d:\d\d:\d\d UTC"),
        ("iso", r"2026-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00"),
    ],
)
def test_dates_in_either_notation(notation, pattern):
    (row, *_) = csv_rows(sc_vat(a_world(True), sc_vat_dates=notation))
    for column in ("Order Date", "Shipment Date", "Tax Calculation Date"):
        assert re.fullmatch(pattern, row[column])


def test_marketplaces_in_either_notation():
    countries = csv_rows(sc_vat(a_world(True)))
    ids = csv_rows(sc_vat(a_world(True), sc_vat_marketplaces="id"))
    assert {"DE", "UK"} < {row["Marketplace ID"] for row in countries}
    assert {"A1PA6795UKMFR9"} < {row["Marketplace ID"] for row in ids}


def test_the_seller_is_asked_for_a_document_once_it_left():
    world = a_world("lite")
    line = world.tax_lines[5]

    def is_wanted(age):
        rows = rows_of(vidr(world, made_at=line.happened_at + age))
        return line.document_id in {row["transaction-id"] for row in rows}

    second = timedelta(seconds=1)
    ages = (timedelta(), second, 90 * DAY, 90 * DAY + second)
    assert [is_wanted(age) for age in ages] == [False, True, True, False]


def test_invoices_and_credit_notes_wait(wanted):
    for row in wanted:
        is_credit = row["transaction-type"] in CREDITS
        assert row["invoice-status"] == (
            "CreditNotePending" if is_credit else "InvoicePending"
        )
        assert (vidr_gross(row) < 0) == is_credit
        assert not row["invoice-number"]
    assert {row["transaction-type"] for row in wanted} == {"SHIPMENT", *CREDITS}
    assert any(row["invoice-status-description"] for row in wanted)


def test_amazon_invoices_what_it_is_taken_to_have_sold(wanted):
    orders = a_world("lite", orders=800).orders
    collected = {order.order_id for order in orders if is_collected(order)}
    for row in wanted:
        is_calculated = row["ship-from-country"] in REGISTRATIONS
        is_amazons = row["order-id"] in collected and is_calculated
        assert row["is-amazon-invoiced"] == str(is_amazons).upper()
    assert {row["is-amazon-invoiced"] for row in wanted} == {"TRUE", "FALSE"}


def test_what_was_uploaded_by_hand_is_asked_for_no_longer():
    world = a_world("lite", invoiced_by_hand=0.5)
    open_ones = rows_of(vidr(world))
    every_one = rows_of(vidr(world, {"all": "true"}, END - 30 * DAY, END))
    assert {r["invoice-status"] for r in open_ones} == {
        *("InvoicePending", "CreditNotePending")
    }
    assert "InvoiceAccepted" in {r["invoice-status"] for r in every_one}


def test_all_goes_by_the_day_of_the_order():
    world = a_world("lite")
    start, end = END - 40 * DAY, END - 20 * DAY
    for options in ({"all": "true"}, {"ReportOption=all": "true"}):
        rows = rows_of(vidr(world, options, start, end))
        placed = {
            line.order.order_id
            for line in world.tax_lines
            if start <= line.order.purchased_at < end
        }
        assert {row["order-id"] for row in rows} == placed
    rows = rows_of(vidr(world, {"all": "true"}, END - 50 * DAY, END))
    assert min(row["order-date"] for row in rows) >= (END - 30 * DAY).isoformat()


def test_signs_and_rates_in_either_notation(wanted):
    world = a_world("lite", orders=800)
    other = rows_of(vidr(world, vidr_signs="positive", vidr_rate="percent"))
    for one, two in zip(wanted, other, strict=True):
        sign = -1 if one["transaction-type"] in CREDITS else 1
        assert vidr_gross(two) == sign * vidr_gross(one)
        rate = Decimal(one["item-vat-rate"])
        assert Decimal(two["item-vat-rate"]) == 100 * rate < 30
        assert rate < 1


def test_a_business_abroad_pays_no_vat_and_the_document_says_why(wanted):
    exempt = [row for row in wanted if row["citation-de"]]
    assert exempt
    for row in exempt:
        assert row["buyer-vat-number"] and Decimal(row["item-vat-rate"]) == 0
        assert row["ship-from-country"] != "CZ"


@pytest.fixture(params=["restricted", "open"])
def connected(request):
    world = a_world("lite", orders=60)
    settings = Settings(report_seconds=0, vidr_access=request.param)
    with serve(world, Clock(END), settings=settings) as server:
        yield Client(server).connect(), request.param


def test_access_to_the_invoice_data_is_restricted_or_open(connected):
    client, access = connected
    report = client.finished(VIDR)
    path = f"{DOCUMENTS}/{report['reportDocumentId']}"
    if access == "open":
        url = client.call("GET", path).json()["url"]
    else:
        assert client.call("GET", path).status_code == 403
        url = client.document(report)["url"]
    answer = client.session.get(url, timeout=5)
    assert answer.headers["Content-Type"] == "text/plain; charset=UTF-8"
    assert b"InvoicePending" in answer.content or answer.content[:2] == b"\x1f\x8b"


def test_a_seller_without_vcs_is_told_nothing(seller):
    for report_type in (SC_VAT, VIDR):
        report = seller.finished(report_type, dataEndTime=iso(END))
        assert report["processingStatus"] == "CANCELLED"
