"""Reports API 2021-06-30, operation by operation.

https://developer-docs.amazon.com/sp-api/docs/reports-api-v2021-06-30-reference
"""

import base64
import json
from datetime import datetime, timedelta

from werkzeug.wrappers import Response

from emulator import marketplaces
from emulator.answers import forbidden, invalid_input, json_response, not_found
from emulator.api import Call
from emulator.clock import parse_iso
from emulator.report_types import REPORT_TYPES, SETTLEMENT, ReportType
from emulator.reports import IN_QUEUE, STATUSES
from emulator.schedules import PERIODS, RETENTION

FILTERS = (
    *("reportTypes", "processingStatuses", "marketplaceIds"),
    *("pageSize", "createdSince", "createdUntil"),
)
# Clocks of callers are never quite right.
TOLERANCE = timedelta(minutes=2)


def create_report(call: Call) -> Response:
    body = call.body()
    report_type = _report_type(call, body.get("reportType"))
    if not report_type.is_requestable:
        raise invalid_input(f"Report type {report_type.name} cannot be requested.")
    marketplace_ids = _marketplace_ids(call, body)
    start, end = _period(call, body)
    report = call.amazon.reports.create(
        call.seller.seller_id,
        call.region,
        report_type.name,
        marketplace_ids,
        start,
        end,
        _options(body),
    )
    return json_response({"reportId": report.report_id}, 202)


def get_report(call: Call, report_id: str) -> Response:
    return json_response(call.amazon.reports.as_json(_report(call, report_id)))


def cancel_report(call: Call, report_id: str) -> Response:
    report = _report(call, report_id)
    if call.amazon.reports.status(report) != IN_QUEUE:
        raise invalid_input(
            "The report cannot be cancelled.",
            "Only reports with processingStatus=IN_QUEUE can be cancelled.",
        )
    call.amazon.reports.cancel(report)
    return Response(b"", 200, mimetype="application/json")


def get_reports(call: Call) -> Response:
    token = call.query("nextToken")
    given = [name for name in FILTERS if call.query(name) is not None]
    if token is not None:
        if given:
            raise invalid_input("nextToken cannot be specified with other parameters.")
        conditions = _read_token(token)
    elif "reportTypes" not in given:
        raise invalid_input("Either reportTypes or nextToken is required.")
    else:
        conditions = _conditions(call)
    return json_response(_page(call, conditions))


def _conditions(call: Call) -> dict:
    """The filters of getReports, with the model's defaults, as JSON."""
    now = call.amazon.clock.now()
    statuses = call.query_list("processingStatuses")
    if not set(statuses) <= set(STATUSES):
        raise invalid_input("Invalid input", "Invalid input in processing status")
    report_types = call.query_list("reportTypes", at_most=10)
    size = call.query("pageSize") or "10"
    if not size.isdigit() or not 1 <= int(size) <= 100:
        raise invalid_input("Invalid input", "pageSize must be between 1 and 100.")
    since = _time(call.query("createdSince"), "createdSince") or now - RETENTION
    until = _time(call.query("createdUntil"), "createdUntil") or now
    return {
        "types": report_types,
        "statuses": statuses,
        "marketplaces": call.query_list("marketplaceIds", at_most=10),
        "size": int(size),
        "since": since.isoformat(),
        "until": until.isoformat(),
        "before": "",
    }


def _page(call: Call, conditions: dict) -> dict:
    reports = call.amazon.reports
    if SETTLEMENT in conditions["types"]:
        now = call.amazon.clock.now()
        reports.payouts.run(call.seller, now, now - RETENTION)
    since = datetime.fromisoformat(conditions["since"])
    until = datetime.fromisoformat(conditions["until"])
    wanted = set(conditions["marketplaces"])
    found = [
        report
        for report in reports.of(call.seller.seller_id, call.region)
        if report.report_type in conditions["types"]
        and since <= report.created_at <= until
        and (not conditions["before"] or _position(report) < conditions["before"])
        and (not wanted or wanted & set(report.marketplace_ids))
        and (
            not conditions["statuses"]
            or reports.status(report) in conditions["statuses"]
        )
    ]
    size = conditions["size"]
    page = {"reports": [reports.as_json(report) for report in found[:size]]}
    if len(found) > size:
        last = _position(found[size - 1])
        page["nextToken"] = _write_token({**conditions, "before": last})
    return page


def _position(report) -> str:
    """Sorts as the list does, so that a new report shifts no later page."""
    return f"{report.created_at:%Y%m%d%H%M%S%f}/{report.report_id}"


def _write_token(conditions: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(conditions).encode()).decode()


def _read_token(token: str) -> dict:
    try:
        return json.loads(base64.urlsafe_b64decode(token.encode()))
    except ValueError as error:
        raise invalid_input("Invalid input", "nextToken is invalid.") from error


def get_report_document(call: Call, document_id: str) -> Response:
    document = call.amazon.documents.find(
        call.seller.seller_id, call.region, document_id
    )
    if document is None:
        raise not_found("The report document does not exist.")
    if not REPORT_TYPES[document.report_type].roles & call.roles:
        raise forbidden()
    if document.is_restricted and not call.is_restricted:
        raise forbidden()
    says_gzip = (call.query("enableContentEncodingUrlHeader") or "").lower() == "true"
    body = {
        "reportDocumentId": document_id,
        "url": call.amazon.documents.address(document, says_gzip),
    }
    if document.is_gzip:
        body["compressionAlgorithm"] = "GZIP"
    return json_response(body)


def create_report_schedule(call: Call) -> Response:
    body = call.body()
    report_type = _report_type(call, body.get("reportType"))
    if not report_type.is_schedulable:
        raise invalid_input(f"Report type {report_type.name} cannot be scheduled.")
    if body.get("period") not in PERIODS:
        raise invalid_input("Invalid input", "Invalid input in period")
    next_at = _time(body.get("nextReportCreationTime"), "nextReportCreationTime")
    schedule = call.amazon.reports.schedules.create(
        call.seller.seller_id,
        call.region,
        report_type.name,
        _marketplace_ids(call, body),
        body["period"],
        _options(body),
        call.amazon.clock.now(),
        next_at,
    )
    return json_response({"reportScheduleId": schedule.schedule_id}, 201)


def get_report_schedules(call: Call) -> Response:
    report_types = call.query_list("reportTypes", at_most=10)
    if not report_types:
        raise invalid_input("Invalid input", "reportTypes is required.")
    schedules = call.amazon.reports.schedules.of(call.seller.seller_id, call.region)
    return json_response(
        {
            "reportSchedules": [
                schedule.as_json()
                for schedule in schedules
                if schedule.report_type in report_types
            ]
        }
    )


def get_report_schedule(call: Call, schedule_id: str) -> Response:
    return json_response(_schedule(call, schedule_id).as_json())


def cancel_report_schedule(call: Call, schedule_id: str) -> Response:
    call.amazon.reports.schedules.cancel(_schedule(call, schedule_id))
    return Response(b"", 200, mimetype="application/json")


def _schedule(call: Call, schedule_id: str):
    schedule = call.amazon.reports.schedules.find(
        call.seller.seller_id, call.region, schedule_id
    )
    if schedule is None:
        raise not_found("The report schedule does not exist.")
    return schedule


def _report(call: Call, report_id: str):
    report = call.amazon.reports.find(call.seller.seller_id, call.region, report_id)
    if report is None:
        raise not_found("The report does not exist.")
    return report


def _report_type(call: Call, name) -> ReportType:
    report_type = REPORT_TYPES.get(name) if isinstance(name, str) else None
    if report_type is None:
        raise invalid_input(f"Invalid Report Type {name}")
    if not report_type.roles & call.roles:
        raise forbidden()
    if call.region not in report_type.regions:
        raise invalid_input(f"Report type {name} is not available in this region.")
    return report_type


def _marketplace_ids(call: Call, body: dict) -> list[str]:
    ids = body.get("marketplaceIds")
    if not isinstance(ids, list) or not 1 <= len(ids) <= 25:
        raise invalid_input("Invalid input", "marketplaceIds takes 1 to 25 ids.")
    for identifier in ids:
        known = marketplaces.BY_ID.get(str(identifier))
        if known is None or known.region != call.region:
            raise invalid_input(f"Invalid marketplace id {identifier}")
    return ids


def _options(body: dict) -> dict:
    options = body.get("reportOptions") or {}
    if not isinstance(options, dict) or not all(
        isinstance(value, str) for value in options.values()
    ):
        raise invalid_input("Invalid input", "reportOptions maps strings to strings.")
    return options


def _period(call: Call, body: dict) -> tuple[datetime, datetime]:
    now = call.amazon.clock.now()
    start = _time(body.get("dataStartTime"), "dataStartTime") or now
    end = _time(body.get("dataEndTime"), "dataEndTime") or now
    if max(start, end) > now + TOLERANCE:
        raise invalid_input("Invalid input", "Data times must not be in the future.")
    if start > end:
        raise invalid_input("Invalid input", "dataStartTime is after dataEndTime.")
    return start, end


def _time(text, name: str) -> datetime | None:
    if text is None:
        return None
    try:
        return parse_iso(text)
    except (ValueError, AttributeError) as error:
        raise invalid_input("Invalid input", f"{name} is not ISO 8601.") from error
