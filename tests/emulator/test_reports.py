"""Reports API 2021-06-30: states, periods, filters, pages."""

from datetime import timedelta

import pytest

from emulator import Seller
from emulator.clock import iso, parse_iso

from .conftest import (
    DOCUMENTS,
    END,
    FBA,
    GERMANY,
    LISTINGS,
    MFN,
    REPORTS,
    USA,
    Client,
    error_of,
)


def test_a_report_goes_its_way_with_the_clock(seller):
    answer = seller.ask_for(MFN)
    assert answer.status_code == 202
    report_id = answer.json()["reportId"]
    queued = seller.report(report_id)
    assert queued["processingStatus"] == "IN_QUEUE"
    assert "processingStartTime" not in queued
    seller.amazon.clock.advance(10)
    working = seller.report(report_id)
    assert working["processingStatus"] == "IN_PROGRESS"
    assert working["processingStartTime"] == iso(END + timedelta(seconds=10))
    assert "reportDocumentId" not in working
    seller.amazon.clock.advance(20)
    done = seller.report(report_id)
    assert done["processingStatus"] == "DONE"
    assert done["processingEndTime"] == iso(END + timedelta(seconds=30))
    assert done["reportDocumentId"]
    assert done["createdTime"] == iso(END)
    assert done["marketplaceIds"] == [GERMANY]


@pytest.mark.parametrize("report_type", [MFN, FBA])
def test_nothing_to_tell_is_cancelled(seller, report_type):
    start = iso(END - timedelta(days=29))
    end = iso(END - timedelta(days=28))
    report = seller.finished(report_type, dataStartTime=start, dataEndTime=end)
    assert report["processingStatus"] == "CANCELLED"
    assert "reportDocumentId" not in report


@pytest.mark.parametrize(
    "body",
    [
        {"reportType": "GET_SOMETHING_ELSE"},
        {"reportType": None},
        {"reportType": "GET_FLAT_FILE_ORDER_REPORT_DATA_TAX"},
        {"reportType": "GET_ORDER_REPORT_DATA_INVOICING"},
        {"marketplaceIds": None},
        {"marketplaceIds": []},
        {"marketplaceIds": [GERMANY] * 26},
        {"marketplaceIds": [USA]},
        {"marketplaceIds": ["ELSE"]},
        {"dataStartTime": "yesterday"},
        {"dataStartTime": 17},
        {"dataEndTime": iso(END + timedelta(minutes=3))},
        {"dataStartTime": iso(END), "dataEndTime": iso(END - timedelta(days=1))},
        {"reportOptions": {"ShowSalesChannel": True}},
        {"reportOptions": ["ShowSalesChannel"]},
    ],
)
def test_a_request_amazon_refuses(seller, body):
    assert error_of(seller.ask_for(**body))[:2] == (400, "InvalidInput")
    assert seller.call("GET", REPORTS, params={"reportTypes": MFN}).json() == {
        "reports": []
    }


def test_a_body_that_is_no_json(seller):
    answer = seller.call("POST", REPORTS, data="reportType=x")
    assert error_of(answer)[:2] == (400, "InvalidInput")


def test_only_a_report_in_queue_can_be_cancelled(seller):
    report_id = seller.ask_for(MFN).json()["reportId"]
    answer = seller.call("DELETE", f"{REPORTS}/{report_id}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert seller.report(report_id)["processingStatus"] == "CANCELLED"
    seller.amazon.clock.advance(100)
    assert seller.report(report_id)["processingStatus"] == "CANCELLED"
    again = seller.ask_for(MFN).json()["reportId"]
    seller.amazon.clock.advance(10)
    assert seller.call("DELETE", f"{REPORTS}/{again}").status_code == 400


def test_ids_nobody_knows(seller):
    assert error_of(seller.call("GET", f"{REPORTS}/1"))[:2] == (404, "NotFound")
    assert error_of(seller.call("DELETE", f"{REPORTS}/1"))[:2] == (404, "NotFound")
    assert error_of(seller.call("GET", f"{DOCUMENTS}/1"))[:2] == (404, "NotFound")


@pytest.mark.parametrize(
    ("reading", "status"), [("fatal", "FATAL"), ("sentence", "DONE")]
)
def test_shipments_of_more_than_thirty_days(seller, reading, status):
    seller.amazon.settings.change(oversized_window=reading, regeneration="never")
    start = iso(END - timedelta(days=30, seconds=1))
    report = seller.finished(FBA, dataStartTime=start, dataEndTime=iso(END))
    assert report["processingStatus"] == status
    url = seller.document(report)["url"]
    assert seller.session.get(url, timeout=5).text.startswith("Date range exceeded")
    start = iso(END - timedelta(days=30))
    just = seller.finished(FBA, dataStartTime=start, dataEndTime=iso(END))
    assert just["processingStatus"] == "DONE"


def test_orders_of_more_than_sixty_days_ago_are_left_out(seller):
    seller.amazon.clock.advance(timedelta(days=70))
    seller.connect()
    assert seller.finished(MFN)["processingStatus"] == "CANCELLED"


def shipments(seller, start_days, end_days):
    report = seller.finished(
        FBA,
        dataStartTime=iso(END - timedelta(days=start_days)),
        dataEndTime=iso(END - timedelta(days=end_days)),
    )
    return report["processingStatus"]


@pytest.mark.parametrize(
    ("reading", "same_period", "other_period"),
    [
        ("overlaps", "CANCELLED", "DONE"),
        ("always", "CANCELLED", "CANCELLED"),
        ("never", "DONE", "DONE"),
    ],
)
def test_shipment_reports_are_not_made_anew_within_thirty_minutes(
    seller, reading, same_period, other_period
):
    seller.amazon.settings.change(regeneration=reading)
    assert shipments(seller, 10, 0) == "DONE"
    assert shipments(seller, 12, 5) == same_period
    assert shipments(seller, 20, 12) == other_period
    seller.amazon.clock.advance(timedelta(minutes=30))
    assert shipments(seller, 10, 0) == "DONE"


def test_a_refused_shipment_report_does_not_delay_the_next(seller):
    assert shipments(seller, 10, 0) == "DONE"
    seller.amazon.clock.advance(timedelta(minutes=20))
    refused = seller.ask_for(FBA).json()["reportId"]
    seller.amazon.clock.advance(timedelta(minutes=15))
    assert shipments(seller, 10, 0) == "DONE"
    assert seller.report(refused)["processingStatus"] == "CANCELLED"


def test_order_reports_are_made_anew_at_once(seller):
    assert seller.finished(MFN)["processingStatus"] == "DONE"
    assert seller.finished(MFN)["processingStatus"] == "DONE"


def listed(seller, **params):
    return seller.call("GET", REPORTS, params=params)


def test_get_reports_in_pages_with_the_token_alone(seller):
    made = []
    for _ in range(12):
        made.append(seller.ask_for(MFN).json()["reportId"])
        seller.amazon.clock.advance(1)
    first = listed(seller, reportTypes=MFN).json()
    assert [r["reportId"] for r in first["reports"]] == made[:1:-1]
    token = first["nextToken"]
    rest = listed(seller, nextToken=token).json()
    assert [r["reportId"] for r in rest["reports"]] == made[1::-1]
    assert "nextToken" not in rest
    for other in ("reportTypes", "pageSize", "marketplaceIds", "createdSince"):
        answer = listed(seller, nextToken=token, **{other: "1"})
        assert error_of(answer)[:2] == (400, "InvalidInput")
    assert listed(seller, nextToken="no token").status_code == 400


def test_pages_do_not_shift_when_a_report_is_added(seller):
    made = []
    for _ in range(3):
        made.append(seller.ask_for(MFN).json()["reportId"])
        seller.amazon.clock.advance(1)
    token = listed(seller, reportTypes=MFN, pageSize=2).json()["nextToken"]
    seller.ask_for(MFN)
    rest = listed(seller, nextToken=token).json()["reports"]
    assert [r["reportId"] for r in rest] == made[:1]


def test_get_reports_filters(seller):
    early = seller.ask_for(MFN).json()["reportId"]
    seller.amazon.clock.advance(60)
    late = seller.ask_for(LISTINGS, marketplaceIds=["A13V1IB3VIYZZH"]).json()[
        "reportId"
    ]

    def ids(**params):
        answer = listed(seller, **{"reportTypes": f"{MFN},{LISTINGS}", **params})
        return {report["reportId"] for report in answer.json()["reports"]}

    assert ids() == {early, late}
    assert ids(reportTypes=[MFN, LISTINGS]) == {early, late}
    assert ids(reportTypes=MFN) == {early}
    assert ids(processingStatuses="DONE") == {early}
    assert ids(processingStatuses="IN_QUEUE,IN_PROGRESS") == {late}
    assert ids(marketplaceIds=GERMANY) == {early}
    assert ids(createdSince=iso(END + timedelta(seconds=30))) == {late}
    assert ids(createdUntil=iso(END + timedelta(seconds=30))) == {early}


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"processingStatuses": "DONE"},
        {"reportTypes": MFN, "processingStatuses": "READY"},
        {"reportTypes": MFN, "pageSize": "0"},
        {"reportTypes": MFN, "pageSize": "101"},
        {"reportTypes": MFN, "pageSize": "x"},
        {"reportTypes": MFN, "createdSince": "x"},
        {"reportTypes": ",".join(f"T{n}" for n in range(11))},
    ],
)
def test_get_reports_refuses(seller, params):
    assert listed(seller, **params).status_code == 400


def test_reports_are_kept_for_ninety_days(seller):
    report_id = seller.finished(MFN)["reportId"]
    seller.amazon.clock.advance(timedelta(days=89, hours=23))
    seller.connect()
    assert listed(seller, reportTypes=MFN).json()["reports"]
    seller.amazon.clock.advance(timedelta(hours=2))
    seller.connect()
    assert listed(seller, reportTypes=MFN).json() == {"reports": []}
    assert seller.call("GET", f"{REPORTS}/{report_id}").status_code == 404


def test_a_report_ends_now_when_no_end_is_given(seller):
    report = seller.finished(MFN)
    assert parse_iso(report["dataEndTime"]) == END


def test_the_unready_orders_of_the_last_minutes(seller):
    """An order report may lag behind; the orders are in the next one."""
    newest = max(
        order.fulfillable_at
        for order in seller.amazon.world.orders
        if order.fulfillable_at and order.channel == "MFN" and order.region == "eu"
    )
    ids = [m["marketplace"]["id"] for m in participations(seller)]
    period = {
        "dataStartTime": iso(newest),
        "dataEndTime": iso(END),
        "marketplaceIds": ids,
    }
    lag = (END - newest).total_seconds() + 60
    seller.amazon.settings.change(order_lag_seconds=lag)
    assert seller.finished(MFN, **period)["processingStatus"] == "CANCELLED"
    seller.amazon.settings.change(order_lag_seconds=0)
    assert seller.finished(MFN, **period)["processingStatus"] == "DONE"


def participations(seller):
    return seller.call("GET", "/sellers/v1/marketplaceParticipations").json()["payload"]


def test_a_seller_without_orders_gets_cancelled_reports(amazon):
    amazon.sellers.append(Seller("A3EMPTY", "Leer GmbH"))
    empty = Client(amazon)
    code = empty.agree(seller="A3EMPTY")["spapi_oauth_code"]
    empty.access_token = empty.lwa("authorization_code", code=code).json()[
        "access_token"
    ]
    assert empty.finished(MFN)["processingStatus"] == "CANCELLED"


def test_america_has_reports_of_its_own(amazon):
    america = Client(amazon, "na").connect()
    tax = "GET_FLAT_FILE_ORDER_REPORT_DATA_TAX"
    assert america.finished(tax)["processingStatus"] == "DONE"
    assert america.ask_for(MFN).status_code == 400
