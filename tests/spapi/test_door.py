"""The operations: what is sent, and what becomes of the answers."""

import json
from datetime import datetime, timedelta, timezone

import pytest

from amazon_connector.spapi import errors
from amazon_connector.spapi.door import Door
from amazon_connector.spapi.replies import Participation, Report, SellingAccount
from amazon_connector.spapi.throttle import MemoryThrottle

GERMANY = "A1PA6795UKMFR9"
REPORT_TYPE = "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING"
BERLIN = timezone(timedelta(hours=1))


class Tokens:
    """An AccessTokens that counts how often a fresh token is asked for."""

    def __init__(self):
        self.number = 1

    def access_token(self, *, fresh=False):
        self.number += fresh
        return f"Atza|token-{self.number}"


@pytest.fixture
def tokens():
    return Tokens()


@pytest.fixture
def door(amazon, tokens):
    with Door(f"{amazon.url}/eu", "eu", tokens, MemoryThrottle(), timeout=5) as door:
        yield door


def report_entry(**values):
    return {
        "reportId": "1001",
        "reportType": REPORT_TYPE,
        "processingStatus": "DONE",
        "createdTime": "2026-11-20T08:00:00+00:00",
        **values,
    }


def refusal(message, details="", code="Unauthorized"):
    return {"errors": [{"code": code, "message": message, "details": details}]}


def test_the_account(amazon, door):
    amazon.say(
        {
            "payload": {
                "sellingPlan": "PROFESSIONAL",
                "businessType": "PRIVATE_LIMITED",
                "marketplaceParticipationList": [],
            }
        }
    )
    assert door.account() == SellingAccount("PROFESSIONAL", "PRIVATE_LIMITED")
    (call,) = amazon.calls
    assert (call.method, call.path, call.query) == ("GET", "/eu/sellers/v1/account", {})
    assert call.headers["x-amz-access-token"] == "Atza|token-1"
    assert call.headers["host"] == amazon.url.removeprefix("http://")
    assert call.headers["user-agent"].startswith("odoo-addon-amazon_connector/")
    assert datetime.strptime(call.headers["x-amz-date"], "%Y%m%dT%H%M%SZ")


def test_the_marketplaces_and_what_amazon_lists_among_them(amazon, door):
    amazon.say(
        {
            "payload": [
                {
                    "marketplace": {
                        "id": GERMANY,
                        "countryCode": "DE",
                        "name": "Amazon.de",
                    },
                    "participation": {
                        "isParticipating": True,
                        "hasSuspendedListings": False,
                    },
                    "storeName": "Morgenrot",
                },
                {"marketplace": {"id": "A38D8NSA03LJTC"}, "participation": None},
            ]
        }
    )
    assert door.marketplace_participations() == (
        Participation(GERMANY, "DE", "Amazon.de", "Morgenrot", True, False),
        Participation("A38D8NSA03LJTC", "", "", "", False, False),
    )


def test_a_seller_without_marketplaces(amazon, door):
    amazon.say({"payload": []})
    assert door.marketplace_participations() == ()


def test_a_report_is_asked_for_in_utc_and_for_these_marketplaces_only(amazon, door):
    amazon.say({"reportId": "1001"}, 202)
    start = datetime(2026, 11, 1, 0, 30, tzinfo=BERLIN)
    end = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
    options = {"ShowSalesChannel": "true"}
    assert door.create_report(REPORT_TYPE, [GERMANY], start, end, options) == "1001"
    (call,) = amazon.calls
    assert (call.method, call.path) == ("POST", "/eu/reports/2021-06-30/reports")
    assert call.headers["content-type"] == "application/json"
    assert call.json == {
        "reportType": REPORT_TYPE,
        "marketplaceIds": [GERMANY],
        "dataStartTime": "2026-10-31T23:30:00Z",
        "dataEndTime": "2026-11-20T12:00:00Z",
        "reportOptions": {"ShowSalesChannel": "true"},
    }


def test_a_time_without_offset_is_not_sent(door):
    with pytest.raises(ValueError, match="offset"):
        door.create_report(REPORT_TYPE, [GERMANY], datetime(2026, 11, 1))


def test_what_became_of_a_report(amazon, door):
    amazon.say(
        report_entry(
            marketplaceIds=[GERMANY],
            dataStartTime="2026-11-01T00:00:00Z",
            dataEndTime="2026-11-20T01:00:00+01:00",
            processingEndTime="nonsense",
            reportDocumentId="doc/1",
        )
    )
    assert door.report("10 01/?") == Report(
        report_id="1001",
        report_type=REPORT_TYPE,
        processing_status="DONE",
        created_time=datetime(2026, 11, 20, 8, tzinfo=timezone.utc),
        marketplace_ids=(GERMANY,),
        data_start_time=datetime(2026, 11, 1, tzinfo=timezone.utc),
        data_end_time=datetime(2026, 11, 20, tzinfo=timezone.utc),
        report_document_id="doc/1",
    )
    (call,) = amazon.calls
    assert call.path == "/eu/reports/2021-06-30/reports/10 01/?"
    assert call.query == {}


def test_reports_are_listed_page_by_page_with_the_token_alone(amazon, door):
    amazon.say({"reports": [report_entry()], "nextToken": "n 1="})
    amazon.say({"reports": [report_entry(reportId="1002")]})
    since = datetime(2026, 11, 1, tzinfo=timezone.utc)
    found = list(door.reports([REPORT_TYPE], since, since, ["DONE", "FATAL"]))
    assert [report.report_id for report in found] == ["1001", "1002"]
    first, second = amazon.calls
    assert first.query == {
        "reportTypes": [REPORT_TYPE],
        "processingStatuses": ["DONE,FATAL"],
        "createdSince": ["2026-11-01T00:00:00Z"],
        "createdUntil": ["2026-11-01T00:00:00Z"],
        "pageSize": ["100"],
    }
    assert second.query == {"nextToken": ["n 1="]}


def test_more_than_ten_report_types_take_more_than_one_call(amazon, door):
    amazon.say({"reports": []})
    assert list(door.reports([f"TYPE_{n}" for n in range(12)])) == []
    assert [len(call.query["reportTypes"][0].split(",")) for call in amazon.calls] == [
        10,
        2,
    ]


def test_a_list_without_an_end_ends(amazon):
    amazon.say({"reports": [], "nextToken": "again"})
    throttle = MemoryThrottle(iter(range(0, 10**9, 100)).__next__)
    with (
        Door(amazon.url, "eu", Tokens(), throttle) as door,
        pytest.raises(errors.Unreachable, match="no end"),
    ):
        list(door.reports([REPORT_TYPE]))


def test_a_report_is_cancelled_and_the_answer_is_empty(amazon, door):
    amazon.say("", 200)
    assert door.cancel_report("1001") is None
    (call,) = amazon.calls
    assert (call.method, call.path) == ("DELETE", "/eu/reports/2021-06-30/reports/1001")
    assert (call.query, call.body) == ({}, b"")


def test_a_document_without_personal_data_needs_no_token_of_its_own(amazon, door):
    amazon.say({"reportDocumentId": "d", "url": "https://s3.example/x?a=b"})
    document = door.report_document("amzn1.spdoc.1.4.eu.x", restricted=False)
    assert (document.url, document.is_gzip) == ("https://s3.example/x?a=b", False)
    assert "s3.example" not in repr(document)


def test_a_restricted_document_is_opened_with_a_restricted_data_token(amazon, door):
    amazon.say({"restrictedDataToken": "Atz.sprdt|rdt", "expiresIn": 3600})
    amazon.say({"url": "https://s3.example/x", "compressionAlgorithm": "GZIP"})
    assert door.report_document("amzn1.spdoc.1", restricted=True).is_gzip
    rdt, document = amazon.calls
    assert rdt.path == "/eu/tokens/2021-03-01/restrictedDataToken"
    assert rdt.json == {
        "restrictedResources": [
            {
                "method": "GET",
                "path": "/reports/2021-06-30/documents/amzn1.spdoc.1",
            }
        ]
    }
    assert rdt.headers["x-amz-access-token"] == "Atza|token-1"
    assert document.headers["x-amz-access-token"] == "Atz.sprdt|rdt"
    amazon.say({"payload": {"sellingPlan": "PROFESSIONAL"}})
    amazon.answers.pop(0)
    door.account()
    assert amazon.calls[-1].headers["x-amz-access-token"] == "Atza|token-1"


def test_a_type_amazon_does_not_restrict_is_opened_without(amazon, door):
    amazon.say(refusal("Invalid or unsupported document ID found", "", "Invalid"), 400)
    amazon.say({"url": "https://s3.example/x"})
    assert door.report_document("d", restricted=True).url == "https://s3.example/x"
    assert amazon.calls[-1].headers["x-amz-access-token"] == "Atza|token-1"


def test_any_other_refusal_of_the_restricted_token_is_told(amazon, door):
    amazon.say(refusal("Access to requested resource is denied."), 403)
    with pytest.raises(errors.AccessDenied):
        door.report_document("d", restricted=True)
    assert len(amazon.calls) == 1


def test_an_unknown_compression_is_refused(amazon, door):
    amazon.say({"url": "https://s3.example/x", "compressionAlgorithm": "ZSTD"})
    with pytest.raises(errors.InvalidRequest):
        door.report_document("d", restricted=False)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (
            403,
            refusal(
                "Access to requested resource is denied.",
                "The access token you provided is revoked, malformed or invalid.",
            ),
        ),
        (403, refusal("Denied", "The access token you provided has expired.")),
        (403, refusal("x", "", "InvalidAccessToken")),
        (401, refusal("Request is missing authentication")),
    ],
)
def test_a_rejected_token_is_replaced_once(amazon, door, tokens, status, body):
    amazon.say(body, status)
    amazon.say({"payload": {"sellingPlan": "INDIVIDUAL"}})
    assert door.account().selling_plan == "INDIVIDUAL"
    assert [call.headers["x-amz-access-token"] for call in amazon.calls] == [
        "Atza|token-1",
        "Atza|token-2",
    ]
    amazon.answers = []
    amazon.say(body, status)
    with pytest.raises(errors.TokenRejected) as caught:
        door.account()
    assert caught.value.verdict is errors.Verdict.REAUTHORIZE
    assert len(amazon.calls) == 4


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (
            403,
            refusal("Access to requested resource is denied."),
            errors.RoleMissing,
        ),
        (403, refusal("Access to the resource is forbidden"), errors.RoleMissing),
        (403, {"message": "Forbidden"}, errors.RoleMissing),
        (
            403,
            refusal("denied", "Access token is missing in the request header."),
            errors.InvalidRequest,
        ),
        (400, refusal("no such type", "", "InvalidInput"), errors.InvalidRequest),
        (404, refusal("not found", "", "NotFound"), errors.NotFound),
        (404, "<html>not here</html>", errors.InvalidRequest),
        (404, {"message": "Not Found"}, errors.InvalidRequest),
        (413, {}, errors.InvalidRequest),
        (415, "", errors.InvalidRequest),
        (500, refusal("oops", "", "InternalFailure"), errors.Unreachable),
        (503, refusal("busy", "", "ServiceUnavailable"), errors.Unreachable),
    ],
)
def test_refusals_are_told_apart(amazon, door, status, body, kind):
    amazon.say(body, status, headers=[("x-amzn-RequestId", "req-1")])
    with pytest.raises(errors.AmazonError) as caught:
        door.account()
    assert type(caught.value) is kind
    assert caught.value.http_status == status
    assert caught.value.request_id == "req-1"
    assert len(amazon.calls) == 1


@pytest.mark.parametrize(
    "body",
    [
        refusal("Access to requested resource is denied."),
        {"message": "Forbidden"},
    ],
)
def test_denied_where_no_role_is_asked_for_is_a_wrong_region(amazon, door, body):
    amazon.say(body, 403, headers=[("x-amzn-RequestId", "req-1")])
    with pytest.raises(errors.AccessDenied) as caught:
        door.marketplace_participations()
    assert type(caught.value) is errors.WrongRegion
    assert caught.value.verdict is errors.Verdict.ADMINISTER
    assert (caught.value.http_status, caught.value.request_id) == (403, "req-1")
    assert len(amazon.calls) == 1


def test_a_rejected_token_says_nothing_about_the_region(amazon, door):
    words = "The access token you provided is revoked, malformed or invalid."
    amazon.say(refusal("Access to requested resource is denied.", words), 403)
    with pytest.raises(errors.TokenRejected):
        door.marketplace_participations()
    assert len(amazon.calls) == 2


def test_the_throttle_is_asked_before_every_call(amazon, tokens):
    amazon.say(report_entry())
    throttle = MemoryThrottle(lambda: 1_800_000_000.0)
    with Door(amazon.url, "eu", tokens, throttle) as door:
        for _call in range(15):
            door.report("1001")
        with pytest.raises(errors.Throttled) as caught:
            door.report("1001")
    assert len(amazon.calls) == 15
    assert caught.value.retry_at.tzinfo is not None


def test_a_429_is_noted_and_nothing_sleeps(amazon, door):
    amazon.say(refusal("You exceeded your quota", "", "QuotaExceeded"), 429)
    before = datetime.now(timezone.utc)
    with pytest.raises(errors.Throttled) as caught:
        door.create_report(REPORT_TYPE, [GERMANY])
    after = datetime.now(timezone.utc)
    assert after - before < timedelta(seconds=20)
    assert caught.value.retry_at > before + timedelta(seconds=59)
    assert caught.value.http_status == 429
    with pytest.raises(errors.Throttled):
        door.create_report(REPORT_TYPE, [GERMANY])
    assert len(amazon.calls) == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"reports": {}},
        {"reports": [7]},
        {"reports": [{}]},
        {"other": 1},
        [],
        {"payload": [{}]},
        {"payload": {"x": "y"}},
        {"payload": "text"},
        {"payload": None},
    ],
)
def test_an_answer_of_another_shape_can_be_tried_again(amazon, door, answer):
    amazon.say(answer)
    for call in (
        door.account,
        door.marketplace_participations,
        lambda: door.report("1"),
        lambda: list(door.reports([REPORT_TYPE])),
        lambda: door.create_report(REPORT_TYPE, [GERMANY]),
        lambda: door.report_document("d", restricted=True),
    ):
        with pytest.raises(errors.Unreachable):
            call()


def test_personal_data_in_an_error_is_cut_short(amazon, door):
    words = "Atza|secret-token " + "x" * 5000
    amazon.say(refusal(words, "", "InvalidInput"), 400)
    with pytest.raises(errors.InvalidRequest) as caught:
        door.account()
    assert "secret-token" not in str(caught.value)
    assert len(str(caught.value)) < 400
    assert json.dumps(caught.value.request_id) == '""'
