"""Which path is which operation, and how one call is answered."""

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from emulator import faults, order_calls, report_calls, sellers, tokens
from emulator.amazon import Amazon
from emulator.answers import SpApiError, not_found, quota_exceeded
from emulator.api import authenticate, identify

_ORDERS = "/orders/2026-01-01/orders"
_REPORTS = "/reports/2021-06-30"
_SP_API = Map(
    [
        Rule(path, methods=[method], endpoint=operation)
        for method, path, operation in (
            ("GET", _ORDERS, "orders.searchOrders"),
            ("GET", f"{_ORDERS}/<order_id>", "orders.getOrder"),
            ("GET", f"{_REPORTS}/reports", "reports.getReports"),
            ("POST", f"{_REPORTS}/reports", "reports.createReport"),
            ("GET", f"{_REPORTS}/reports/<report_id>", "reports.getReport"),
            ("DELETE", f"{_REPORTS}/reports/<report_id>", "reports.cancelReport"),
            ("GET", f"{_REPORTS}/schedules", "reports.getReportSchedules"),
            ("POST", f"{_REPORTS}/schedules", "reports.createReportSchedule"),
            (
                "GET",
                f"{_REPORTS}/schedules/<schedule_id>",
                "reports.getReportSchedule",
            ),
            (
                "DELETE",
                f"{_REPORTS}/schedules/<schedule_id>",
                "reports.cancelReportSchedule",
            ),
            (
                "GET",
                f"{_REPORTS}/documents/<document_id>",
                "reports.getReportDocument",
            ),
            (
                "GET",
                "/sellers/v1/marketplaceParticipations",
                "sellers.getMarketplaceParticipations",
            ),
            ("GET", "/sellers/v1/account", "sellers.getAccount"),
            (
                "POST",
                "/tokens/2021-03-01/restrictedDataToken",
                "tokens.createRestrictedDataToken",
            ),
        )
    ]
)
_HANDLERS = {
    "orders.searchOrders": order_calls.search_orders,
    "orders.getOrder": order_calls.get_order,
    "reports.getReports": report_calls.get_reports,
    "reports.createReport": report_calls.create_report,
    "reports.getReport": report_calls.get_report,
    "reports.cancelReport": report_calls.cancel_report,
    "reports.getReportSchedules": report_calls.get_report_schedules,
    "reports.createReportSchedule": report_calls.create_report_schedule,
    "reports.getReportSchedule": report_calls.get_report_schedule,
    "reports.cancelReportSchedule": report_calls.cancel_report_schedule,
    "reports.getReportDocument": report_calls.get_report_document,
    "sellers.getMarketplaceParticipations": sellers.get_marketplace_participations,
    "sellers.getAccount": sellers.get_account,
    "tokens.createRestrictedDataToken": tokens.create_restricted_data_token,
}
OPERATIONS = tuple(_HANDLERS)


def find(method: str, path: str) -> tuple[str, dict]:
    """Operation and path arguments; ("", {}) where Amazon has nothing."""
    try:
        return _SP_API.bind("amazon").match(path, method=method)
    except HTTPException:
        return "", {}


def answer(
    amazon: Amazon, request: Request, region: str, path: str, log: dict
) -> Response:
    """One call of SP-API.

    :param path: without the region
    :param log: gets ``operation``, ``application``, ``seller`` and ``fault``
    """
    operation, arguments = find(request.method, path)
    log["operation"] = operation or "unknown"
    with amazon.lock:
        identify(amazon, request, log)
    fault = amazon.faults.take(operation, faults.kinds_for(operation, request))
    if fault is not None:
        log["fault"] = fault.kind
        if fault.after:
            _guarded(amazon, request, operation, arguments, region, path, log)
        return faults.response_for(fault)
    return _guarded(amazon, request, operation, arguments, region, path, log)


def _guarded(amazon, request, operation, arguments, region, path, log) -> Response:
    try:
        with amazon.lock:
            response = _call(amazon, request, operation, arguments, region, path, log)
    except SpApiError as error:
        response = error.response()
    limit = amazon.rates.header(operation)
    if limit is not None and response.status_code in (200, 201, 202, 204, 400, 404):
        response.headers["x-amzn-RateLimit-Limit"] = limit
    return response


def _call(amazon, request, operation, arguments, region, path, log) -> Response:
    call = authenticate(amazon, request, operation, region, path)
    if not operation:
        raise not_found("The requested resource doesn't exist.")
    key = (call.access.application.client_id, call.seller.seller_id, region)
    if not amazon.rates.take(operation, key, amazon.clock.now()):
        raise quota_exceeded()
    amazon.reports.schedules.run(amazon.clock.now())
    return _HANDLERS[operation](call, **arguments)
