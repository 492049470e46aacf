"""Documents that are not what they should be, each by a fault of its report."""

from xml.etree import ElementTree

import pytest

from emulator.faults import FILE_KINDS
from emulator.marketplaces import of_region
from emulator.report_types import REPORT_TYPES
from emulator.world.order_xml import xml_order_report

from .conftest import FBA, LISTINGS, MFN
from .flat_files import rows_of
from .test_world import expected


@pytest.fixture
def fetch(seller):
    """The answer of the document store for a report hit by a fault."""

    def fetch(kind, report_type=MFN):
        seller.amazon.settings.change(compression="never", regeneration="never")
        if kind:
            seller.amazon.faults.add(kind, report_type)
        report = seller.finished(report_type)
        assert report["processingStatus"] == "DONE"
        return seller.session.get(seller.document(report)["url"], timeout=5)

    return fetch


def test_a_header_in_the_language_of_the_seller(fetch):
    plain, german = fetch(""), fetch("localised_header")
    header, *rows = german.content.split(b"\r\n")
    assert header.startswith(b"bestell-nummer\tbestell-artikel-nummer\tkauf-datum")
    assert header.count(b"\t") == plain.content.split(b"\r\n")[0].count(b"\t")
    assert rows == plain.content.split(b"\r\n")[1:]


@pytest.mark.parametrize(
    ("stated", "written"), [("UTF-8", "Cp1252"), ("Cp1252", "UTF-8")]
)
def test_a_charset_that_is_another(seller, fetch, stated, written):
    text = fetch("").content.decode("UTF-8")
    seller.amazon.settings.change(charset=stated)
    wrong = fetch("wrong_charset")
    assert wrong.headers["Content-Type"] == f"text/plain; charset={stated}"
    assert wrong.content == text.encode(written, errors="replace")


def test_an_order_report_that_is_xml(fetch, world):
    answer = fetch("xml_instead")
    assert answer.headers["Content-Type"] == "text/xml; charset=UTF-8"
    found = ElementTree.fromstring(answer.content).findall(".//AmazonOrderID")
    flat = rows_of(fetch("").content.decode("UTF-8"))
    assert {e.text for e in found} == {row["order-id"] for row in flat}


@pytest.mark.parametrize("report_type", [FBA, LISTINGS])
def test_only_order_reports_have_a_form_in_xml(amazon, report_type):
    with pytest.raises(ValueError, match="never hits"):
        amazon.faults.add("xml_instead", report_type)


def test_a_file_that_ends_in_a_row(fetch):
    whole, cut = fetch("").content, fetch("cut_file").content
    assert whole.startswith(cut)
    rows, cut_rows = whole.split(b"\r\n"), cut.split(b"\r\n")
    assert len(rows) / 3 < len(cut_rows) < len(rows) - 1
    # Measured in letters, of which some take two bytes.
    assert 0 < len(cut_rows[-1]) < len(rows[len(cut_rows) - 1]) * 0.6


def test_a_file_without_rows_though_there_are_orders(fetch):
    whole, empty = fetch("").content, fetch("empty_though_orders").content
    assert empty == whole.split(b"\r\n")[0] + b"\r\n"


def test_a_page_instead_of_a_file(fetch):
    answer = fetch("html_instead")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("kind", sorted(FILE_KINDS))
def test_a_fault_is_used_up_by_one_report(fetch, kind):
    before = fetch("").content
    assert fetch(kind).content != before
    assert fetch("").content == before


@pytest.mark.parametrize("report_type", sorted(REPORT_TYPES))
def test_every_type_may_be_spoilt(amazon, report_type):
    for kind in FILE_KINDS:
        amazon.faults.add(kind, report_type)
    assert len(amazon.faults.as_json()) == len(FILE_KINDS)


def test_orders_in_xml_are_worth_what_they_are(world):
    """Promotions, gift wraps and shipping are in it; taxes are inside the prices."""
    ids = {m.id for m in of_region("eu")}
    text = xml_order_report(world, "eu", world.start, world.end, ids, {})
    names = {"Principal", "Shipping", "GiftWrap"}
    totals = {}
    for order in ElementTree.fromstring(text).iter("OrderReport"):
        amounts = [
            component.find("Amount")
            for component in order.iter("Component")
            if component.find("Type").text in names
        ]
        total = sum(round(float(a.text) * 100) for a in amounts)
        totals[order.find("AmazonOrderID").text] = (amounts[0].get("currency"), total)
    assert totals
    for order_id, (currency, total) in expected(world).items():
        if order_id in totals:
            assert totals.pop(order_id) == (currency, total * 100)
    assert not totals


def test_the_sales_channel_in_xml_is_an_option(world):
    ids = {m.id for m in of_region("eu")}
    period = (world.start, world.end, ids)
    assert "SalesChannel" not in xml_order_report(world, "eu", *period, {})
    shown = xml_order_report(world, "eu", *period, {"ShowSalesChannel": "true"})
    assert "<SalesChannel>Amazon.de</SalesChannel>" in shown
