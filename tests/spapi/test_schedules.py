"""Schedules: the calls, what becomes of the answers, and which end each other."""

from datetime import datetime, timezone

import pytest

from amazon_connector.spapi import errors
from amazon_connector.spapi.door import Door
from amazon_connector.spapi.replies import ReportSchedule
from amazon_connector.spapi.schedules import is_ended_by, schedulable_types
from amazon_connector.spapi.throttle import MemoryThrottle

GERMANY, FRANCE = "A1PA6795UKMFR9", "A13V1IB3VIYZZH"
FLAT = "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING"
XML = "GET_ORDER_REPORT_DATA_INVOICING"
LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
PATH = "/eu/reports/2021-06-30/schedules"


class Tokens:
    def access_token(self, *, fresh=False):
        return "Atza|token"


@pytest.fixture
def door(amazon):
    url = f"{amazon.url}/eu"
    with Door(url, "eu", Tokens(), MemoryThrottle(), timeout=5) as door:
        yield door


def entry(**values):
    return {
        "reportScheduleId": "601",
        "reportType": FLAT,
        "period": "PT4H",
        "marketplaceIds": [GERMANY],
        "nextReportCreationTime": "2026-11-22T08:00:00Z",
        **values,
    }


def test_a_schedule_is_made(amazon, door):
    amazon.say({"reportScheduleId": "601"}, 201)
    options = {"ShowSalesChannel": "true"}
    assert door.create_report_schedule(FLAT, [GERMANY], "PT4H", options) == "601"
    (call,) = amazon.calls
    assert (call.method, call.path) == ("POST", PATH)
    assert (
        call.json.items()
        >= {
            "reportType": FLAT,
            "marketplaceIds": [GERMANY],
            "period": "PT4H",
            "reportOptions": options,
        }.items()
    )


def test_all_schedules_are_read_ten_types_a_call(amazon, door):
    amazon.say({"reportSchedules": [entry()]})
    amazon.say({"reportSchedules": []})
    types = [f"GET_TYPE_{number}" for number in range(12)]
    assert door.report_schedules(types) == [
        ReportSchedule(
            "601",
            FLAT,
            "PT4H",
            (GERMANY,),
            datetime(2026, 11, 22, 8, tzinfo=timezone.utc),
        )
    ]
    asked = [call.query["reportTypes"][0].split(",") for call in amazon.calls]
    assert asked == [types[:10], types[10:]]


@pytest.mark.parametrize(
    "answer",
    [
        {"reports": []},
        [],
        {"reportSchedules": "none"},
        {"reportSchedules": [None]},
        {"reportSchedules": [entry(period=None)]},
        "<html>busy</html>",
    ],
)
def test_what_is_no_list_of_schedules_is_not_taken_for_one(amazon, door, answer):
    amazon.say(answer)
    with pytest.raises(errors.Unreachable):
        door.report_schedules([FLAT])


def test_a_schedule_that_lacks_what_is_optional(amazon, door):
    amazon.say(
        {"reportSchedules": [entry(marketplaceIds=None, nextReportCreationTime="soon")]}
    )
    assert door.report_schedules([FLAT]) == [ReportSchedule("601", FLAT, "PT4H")]


def test_a_schedule_is_ended_and_the_answer_is_empty(amazon, door):
    amazon.say("", 200)
    assert door.cancel_report_schedule("601") is None
    (call,) = amazon.calls
    assert (call.method, call.path, call.body) == ("DELETE", f"{PATH}/601", b"")


def test_a_schedule_that_has_ended_already(amazon, door):
    amazon.say({"errors": [{"code": "NotFound", "message": "gone"}]}, 404)
    with pytest.raises(errors.NotFound):
        door.cancel_report_schedule("601")


@pytest.mark.parametrize(
    ("old", "new", "ends"),
    [
        ((FLAT, [GERMANY]), (FLAT, [GERMANY]), True),
        ((FLAT, [GERMANY, FRANCE]), (FLAT, [FRANCE, GERMANY]), True),
        ((FLAT, [GERMANY]), (FLAT, [FRANCE]), False),
        ((XML, [GERMANY]), (FLAT, [FRANCE]), True),
        ((FLAT, [GERMANY]), (XML, [GERMANY]), True),
        ((LISTINGS, [GERMANY]), (FLAT, [GERMANY]), False),
        ((XML.replace("INVOICING", "TAX"), [GERMANY]), (FLAT, [GERMANY]), False),
    ],
)
def test_what_a_new_schedule_ends(old, new, ends):
    assert is_ended_by(*old, *new) is ends


def test_what_can_be_scheduled_in_a_region():
    europe = schedulable_types("eu")
    assert {FLAT, XML, LISTINGS} <= set(europe)
    assert "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_INVOICING" not in europe
    assert FLAT not in schedulable_types("na")
    assert len(europe) == len(set(europe))
