"""Report schedules: they run with the clock and replace each other."""

from datetime import timedelta

import pytest

from emulator.clock import iso

from .conftest import END, FBA, GERMANY, MFN, REPORTS, SCHEDULES

FRANCE = "A13V1IB3VIYZZH"
XML = "GET_ORDER_REPORT_DATA_INVOICING"


def schedule(seller, report_type=MFN, **body):
    body = {
        "reportType": report_type,
        "marketplaceIds": [GERMANY],
        "period": "P1D",
        **body,
    }
    return seller.call("POST", SCHEDULES, json=body)


def schedules(seller, *report_types):
    params = {"reportTypes": ",".join(report_types or (MFN, XML))}
    answer = seller.call("GET", SCHEDULES, params=params)
    return [s["reportScheduleId"] for s in answer.json()["reportSchedules"]]


def reports(seller, report_type=MFN):
    params = {"reportTypes": report_type, "pageSize": 100}
    return seller.call("GET", REPORTS, params=params).json()["reports"]


def test_a_schedule_makes_reports_without_a_gap(seller):
    created = schedule(seller)
    assert created.status_code == 201
    schedule_id = created.json()["reportScheduleId"]
    seller.amazon.clock.advance(timedelta(days=3, minutes=1))
    seller.connect()
    made = reports(seller)
    assert [r["createdTime"] for r in made] == [
        iso(END + timedelta(days=n)) for n in (3, 2, 1)
    ]
    assert {r["reportScheduleId"] for r in made} == {schedule_id}
    assert made[0]["dataStartTime"] == made[1]["dataEndTime"] == made[1]["createdTime"]
    path = f"{SCHEDULES}/{schedule_id}"
    found = seller.call("GET", path).json()
    assert found["nextReportCreationTime"] == iso(END + timedelta(days=4))
    assert found["period"] == "P1D" and found["marketplaceIds"] == [GERMANY]


def test_the_first_report_comes_when_it_was_asked_for(seller):
    first = END + timedelta(minutes=7)
    schedule(seller, nextReportCreationTime=iso(first), period="PT15M")
    seller.amazon.clock.advance(timedelta(minutes=30))
    assert [r["createdTime"] for r in reports(seller)] == [
        iso(first + timedelta(minutes=15)),
        iso(first),
    ]


def test_the_same_type_and_marketplaces_replace_the_schedule(seller):
    first = schedule(seller).json()["reportScheduleId"]
    second = schedule(seller, period="PT12H").json()["reportScheduleId"]
    third = schedule(seller, marketplaceIds=[FRANCE]).json()["reportScheduleId"]
    assert schedules(seller) == [second, third]
    assert seller.call("GET", f"{SCHEDULES}/{first}").status_code == 404


def test_xml_and_flat_file_end_each_other(seller):
    schedule(seller, MFN)
    schedule(seller, "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING")
    xml = schedule(seller, XML).json()["reportScheduleId"]
    assert schedules(seller) == [xml]
    assert len(schedules(seller, "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING")) == 1
    flat = schedule(seller, MFN).json()["reportScheduleId"]
    assert schedules(seller) == [flat]


def test_the_xml_report_is_made_and_can_be_read(seller):
    from xml.etree import ElementTree

    schedule(seller, XML, period="P14D", nextReportCreationTime=iso(END))
    seller.amazon.clock.advance(60)
    (report,) = reports(seller, XML)
    url = seller.document(report, enableContentEncodingUrlHeader="true")["url"]
    answer = seller.session.get(url, timeout=5)
    assert answer.headers["Content-Type"] == "text/xml; charset=UTF-8"
    found = ElementTree.fromstring(answer.content).findall(".//AmazonOrderID")
    assert {e.text for e in found} <= {o.order_id for o in seller.amazon.world.orders}
    assert found


def test_a_cancelled_schedule_makes_no_more_reports(seller):
    schedule_id = schedule(seller).json()["reportScheduleId"]
    seller.amazon.clock.advance(timedelta(days=1, minutes=1))
    seller.connect()
    answer = seller.call("DELETE", f"{SCHEDULES}/{schedule_id}")
    assert (answer.status_code, answer.content) == (200, b"")
    seller.amazon.clock.advance(timedelta(days=5))
    seller.connect()
    assert len(reports(seller)) == 1
    assert seller.call("DELETE", f"{SCHEDULES}/{schedule_id}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"report_type": FBA},
        {"report_type": "GET_ELSE"},
        {"period": "P5D"},
        {"period": None},
        {"marketplaceIds": []},
        {"nextReportCreationTime": "soon"},
    ],
)
def test_schedules_amazon_refuses(seller, body):
    assert schedule(seller, **body).status_code == 400


def test_report_types_are_required(seller):
    assert seller.call("GET", SCHEDULES).status_code == 400


def test_a_leap_of_years_makes_the_reports_that_still_exist(seller):
    schedule(seller, period="PT5M")
    seller.amazon.clock.advance(timedelta(days=800))
    seller.connect()
    (newest, *_) = reports(seller)
    now = seller.amazon.clock.now()
    assert now - timedelta(minutes=5) <= END + (now - END)
    assert newest["reportType"] == MFN
    stored = seller.amazon.amazon.reports.of(seller.amazon.seller.seller_id, "eu")
    assert len(stored) == pytest.approx(90 * 24 * 12, abs=2)
