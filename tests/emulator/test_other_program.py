"""Another program of the same seller, and what the seller sets in Seller Central."""

from datetime import timedelta

import pytest
import requests

from emulator.clock import iso

from .conftest import END, FBA, LISTINGS, MFN, TIMEOUT
from .test_schedules import FRANCE, XML, reports, schedule, schedules

DAY = timedelta(days=1)


@pytest.fixture
def other(amazon):
    return amazon.other_program


def test_its_reports_are_found(seller, other):
    report_id = other.request_report(MFN, END - 7 * DAY, END - DAY)
    seller.amazon.clock.advance(60)
    (found,) = reports(seller)
    assert found["reportId"] == report_id and found["processingStatus"] == "DONE"
    assert found["dataStartTime"] == iso(END - 7 * DAY)
    assert found["dataEndTime"] == iso(END - DAY)
    assert len(found["marketplaceIds"]) == 10
    assert seller.document(found)["url"]
    assert "reports.createReport" not in {
        call["operation"] for call in seller.amazon.calls.as_json()
    }


def test_its_schedule_replaces_ours_without_a_word(seller, other):
    ours = schedule(seller).json()["reportScheduleId"]
    theirs = other.schedule(MFN, "PT8H")
    assert schedules(seller) == [theirs] != [ours]


def test_its_schedule_in_xml_ends_ours(seller, other):
    schedule(seller)
    theirs = other.schedule(XML, "PT8H")
    assert schedules(seller) == [theirs]


def test_it_may_schedule_for_other_marketplaces_beside_ours(seller, other):
    ours = schedule(seller).json()["reportScheduleId"]
    theirs = other.schedule(MFN, "PT8H", marketplace_ids=[FRANCE])
    assert schedules(seller) == [ours, theirs]


def test_it_cancels_schedules_whoever_made_them(seller, other):
    schedule(seller)
    schedule(seller, LISTINGS)
    assert other.cancel_schedule(MFN) == 1
    assert other.cancel_schedule(MFN) == 0
    assert schedules(seller) == []
    assert len(schedules(seller, LISTINGS)) == 1


def test_the_seller_chooses_xml(seller, other):
    body = {"period": "PT8H", "reportOptions": {"ShowSalesChannel": "true"}}
    flat = schedule(seller, **body).json()["reportScheduleId"]
    other.choose_form("xml")
    (xml,) = schedules(seller)
    assert xml != flat
    seller.amazon.clock.advance(timedelta(hours=9))
    assert reports(seller.connect(), MFN) == []
    assert len(reports(seller, XML)) == 1
    asked = seller.finished(MFN)
    answer = seller.session.get(seller.document(asked)["url"], timeout=5)
    assert answer.headers["Content-Type"] == "text/xml; charset=UTF-8"


def test_the_seller_goes_back_to_flat_files(seller, other):
    other.choose_form("xml")
    schedule(seller, XML)
    other.choose_form("flat_file")
    assert len(schedules(seller, MFN)) == 1 and schedules(seller, XML) == []
    asked = seller.finished(MFN)
    answer = seller.session.get(seller.document(asked)["url"], timeout=5)
    assert answer.headers["Content-Type"] == "text/plain; charset=UTF-8"


@pytest.mark.parametrize(
    ("do", "arguments"),
    [
        ("request_report", [XML, END, END]),
        ("request_report", ["GET_ELSE"]),
        ("request_report", [MFN, END, END - DAY]),
        ("schedule", [FBA, "P1D"]),
        ("schedule", [MFN, "P5D"]),
        ("choose_form", ["paper"]),
    ],
)
def test_what_amazon_refuses_it_cannot_do(other, do, arguments):
    with pytest.raises(ValueError):
        getattr(other, do)(*arguments)
    with pytest.raises(ValueError, match="no seller"):
        other.cancel_schedule(MFN, seller_id="A0")


def test_it_can_be_told_by_http(seller):
    def tell(**body):
        url = f"{seller.amazon.url}/emulator/other_program"
        return requests.post(url, json=body, timeout=TIMEOUT)

    start, end = iso(END - DAY), iso(END)
    made = tell(do="request_report", report_type=MFN, start=start, end=end).json()
    assert [r["reportId"] for r in reports(seller)] == [made["result"]]
    made = tell(do="schedule", report_type=MFN, period="P1D").json()
    assert schedules(seller) == [made["result"]]
    assert tell(do="cancel_schedule", report_type=MFN).json() == {"result": 1}
    assert tell(do="choose_form", form="xml").json() == {"result": None}
    for nonsense in (
        {"do": "leave"},
        {"do": "schedule"},
        {"do": "choose_form", "x": 1},
    ):
        assert tell(**nonsense).status_code == 400


def test_what_is_in_the_books_by_http(amazon):
    def ask(path):
        return requests.get(f"{amazon.url}/emulator/{path}", timeout=TIMEOUT).json()

    known = ask("settlements")
    due = [s for s in amazon.world.settlements if s.made_at <= END]
    assert [s["settlement_id"] for s in known] == [s.settlement_id for s in due]
    assert [s["total"] for s in known] == [str(s.total) for s in due]
    assert ask("tax_documents") == []
    amazon.world.vcs = True
    try:
        assert len(ask("tax_documents")) == len(amazon.world.tax_lines)
    finally:
        amazon.world.vcs = False
