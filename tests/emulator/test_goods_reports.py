"""Reports on goods over HTTP: limits, roles, repetition, and what is restricted."""

import gzip
from datetime import timedelta

import pytest
import requests

from emulator.accounts import AMAZON_FULFILLMENT
from emulator.clock import iso
from emulator.marketplaces import FR, GB, of_region

from .conftest import DOCUMENTS, END, GERMANY, LISTINGS, TIMEOUT, Client, error_of
from .flat_files import rows_of

INVENTORY = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
CONDITIONS = "GET_AFN_INVENTORY_DATA"
AFN_RETURNS = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"
MFN_RETURNS = "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE"
ALL_ORDERS = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
GOODS = (INVENTORY, CONDITIONS, AFN_RETURNS, MFN_RETURNS, ALL_ORDERS)


def file_of(seller, report):
    """The text behind a document that needs no restricted data token."""
    answer = seller.call("GET", f"{DOCUMENTS}/{report['reportDocumentId']}")
    assert answer.status_code == 200, answer.text
    body = requests.get(answer.json()["url"], timeout=TIMEOUT)
    assert body.headers["Content-Type"].startswith("text/plain")
    raw = body.content
    if answer.json().get("compressionAlgorithm") == "GZIP":
        raw = gzip.decompress(raw)
    return raw.decode("cp1252" if report["reportType"] == LISTINGS else "utf-8")


@pytest.mark.parametrize("report_type", GOODS)
def test_it_needs_no_restricted_data_token(seller, report_type):
    report = seller.finished(report_type)
    assert report["processingStatus"] == "DONE"
    assert rows_of(file_of(seller, report))


@pytest.mark.parametrize("report_type", [INVENTORY, CONDITIONS, AFN_RETURNS])
def test_without_the_role_it_is_refused(amazon, report_type):
    amazon.apps[0].roles -= {AMAZON_FULFILLMENT}
    seller = Client(amazon).connect()
    assert error_of(seller.ask_for(report_type))[0] == 403


def test_a_snapshot_tells_of_the_moment_it_is_made(seller):
    """Whatever period is asked for."""
    first = file_of(seller, seller.finished(INVENTORY))
    seller.amazon.clock.advance(timedelta(days=9))
    seller.connect()
    old = {"dataStartTime": iso(END - timedelta(days=20))}
    second = file_of(seller, seller.finished(INVENTORY, **old))
    assert first != second
    there = seller.amazon.world.stock("EU", seller.amazon.clock.now())
    for row in rows_of(second):
        assert int(row["afn-total-quantity"]) == there[row["sku"]].total


@pytest.mark.parametrize(
    ("report_type", "interval"),
    [
        (INVENTORY, timedelta(minutes=30)),
        (CONDITIONS, timedelta(minutes=30)),
        (AFN_RETURNS, timedelta(hours=4)),
    ],
)
@pytest.mark.parametrize("reading", ["cancelled", "again"])
def test_it_is_made_anew_only_after_a_while(seller, report_type, interval, reading):
    seller.amazon.settings.change(early_report=reading)
    first = seller.finished(report_type)
    seller.amazon.clock.advance(interval - timedelta(minutes=2))
    seller.connect()
    early = seller.finished(report_type)
    if reading == "cancelled":
        assert early["processingStatus"] == "CANCELLED"
        assert "reportDocumentId" not in early
    else:
        assert early["processingStatus"] == "DONE"
        assert file_of(seller, early) == file_of(seller, first)
    seller.amazon.clock.advance(timedelta(minutes=2))
    seller.connect()
    late = seller.finished(report_type)
    assert late["processingStatus"] == "DONE"
    assert late["reportDocumentId"] != first["reportDocumentId"]


def test_each_marketplaces_snapshot_is_one_of_its_own(seller):
    for identifier in (GERMANY, FR.id, GB.id):
        report = seller.finished(INVENTORY, marketplaceIds=[identifier])
        assert report["processingStatus"] == "DONE"


def test_all_orders_and_merchants_returns_are_made_anew_at_once(seller):
    for report_type in (ALL_ORDERS, MFN_RETURNS) * 2:
        assert seller.finished(report_type)["processingStatus"] == "DONE"


@pytest.mark.parametrize(
    ("report_type", "days"), [(AFN_RETURNS, 30), (ALL_ORDERS, 30), (MFN_RETURNS, 60)]
)
def test_the_longest_period(seller, report_type, days):
    seller.amazon.settings.change(regeneration="never")
    longer = iso(END - timedelta(days=days, seconds=1))
    report = seller.finished(report_type, dataStartTime=longer, dataEndTime=iso(END))
    assert report["processingStatus"] == "FATAL"
    assert file_of(seller, report).endswith(f"only upto {days} days")
    just = iso(END - timedelta(days=days))
    report = seller.finished(report_type, dataStartTime=just, dataEndTime=iso(END))
    assert report["processingStatus"] == "DONE"


@pytest.mark.parametrize("report_type", [AFN_RETURNS, MFN_RETURNS])
def test_no_returns_are_a_cancelled_report(seller, report_type):
    start = seller.amazon.world.start
    period = {
        "dataStartTime": iso(start),
        "dataEndTime": iso(start + timedelta(days=1)),
    }
    report = seller.finished(report_type, **period)
    assert report["processingStatus"] == "CANCELLED"


def test_returns_are_of_the_marketplaces_asked_for(seller):
    orders = {o.order_id: o for o in seller.amazon.world.orders}
    report = seller.finished(MFN_RETURNS)
    for row in rows_of(file_of(seller, report)):
        assert orders[row["Order ID"]].marketplace.id == GERMANY


def test_listings_are_in_the_language_asked_for(seller):
    german = file_of(seller, seller.finished(LISTINGS))
    assert german.startswith("Artikelbezeichnung\t")
    options = {"preferredReportDocumentLocale": "en_US"}
    english = file_of(seller, seller.finished(LISTINGS, reportOptions=options))
    assert english.startswith("item-name\t")
    ids = [GERMANY, FR.id]
    both = file_of(
        seller, seller.finished(LISTINGS, reportOptions=options, marketplaceIds=ids)
    )
    assert both.count("\r\n") == 1


def test_the_doors_tell_what_the_reports_should_say(seller):
    def ask(path):
        url = f"{seller.amazon.url}/emulator/{path}"
        return seller.session.get(url, timeout=TIMEOUT).json()

    stated = {
        row["sku"]: int(row["afn-fulfillable-quantity"])
        for row in rows_of(file_of(seller, seller.finished(INVENTORY)))
    }
    assert stated == {
        sku: stock["fulfillable"]
        for sku, stock in ask("stock?pool=EU").items()
        if not stock["is_suppressed"]
    }
    before = ask(f"stock?pool=EU&at={iso(END - timedelta(days=12))}")
    assert before != ask("stock?pool=EU")
    entries = ask("returns")
    returned = {
        entry["license_plate"]
        for entry in entries
        if entry["region"] == "eu" and entry["listed_at"] and entry["license_plate"]
    }
    every = {"marketplaceIds": [m.id for m in of_region("eu")]}
    rows = rows_of(file_of(seller, seller.finished(AFN_RETURNS, **every)))
    assert returned == {row["license-plate-number"] for row in rows} - {""}
