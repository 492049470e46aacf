"""A script of bad days: "the next two calls of this operation answer 429"."""

import threading
import time
from dataclasses import asdict, dataclass

from werkzeug.wrappers import Request, Response

from emulator import answers
from emulator.rates import RATES
from emulator.report_types import IN_XML, REPORT_TYPES

ANY = "*"
SP_API_KINDS = frozenset(
    """
    throttled unavailable_html unavailable_empty internal_error empty not_json
    access_denied role_missing token_rejected token_expired bad_gateway
    """.split()
)
ORDERS_KINDS = frozenset({"no_fulfillment_data"})
LWA_KINDS = frozenset(
    "invalid_grant invalid_client unauthorized_client unavailable_html empty".split()
)
REPORT_KINDS = frozenset("report_fatal report_cancelled report_stuck".split())
XML_INSTEAD = "xml_instead"
FILE_KINDS = frozenset(
    "localised_header wrong_charset cut_file empty_though_orders html_instead".split()
)
DOCUMENT_KINDS = frozenset(
    """
    document_cut document_connection_lost document_expired document_sentence
    document_not_gzip unavailable_html
    """.split()
)
EVERYWHERE = frozenset({"hang", "connection_lost"})
KINDS = frozenset({XML_INSTEAD}).union(
    *(SP_API_KINDS, ORDERS_KINDS, LWA_KINDS),
    *(REPORT_KINDS, FILE_KINDS, DOCUMENT_KINDS, EVERYWHERE),
)


@dataclass
class Fault:
    """:ivar operation: ``reports.createReport``, ``lwa.token``, ``documents.get``,
        or ``*`` for any; for ``report_…`` kinds and spoilt files a report type or
        ``*``
    :ivar times: how many calls it still hits
    :ivar skip: how many calls pass before it begins
    :ivar seconds: how long ``hang`` keeps the caller waiting (real seconds)
    :ivar after: the operation is done first, only its answer is lost
    """

    kind: str
    operation: str = ANY
    times: int = 1
    skip: int = 0
    seconds: float = 0.0
    after: bool = False


def _kinds_of(operation: str) -> frozenset:
    if operation in RATES:
        is_of_orders = operation.startswith("orders.")
        return (
            SP_API_KINDS | EVERYWHERE | (ORDERS_KINDS if is_of_orders else frozenset())
        )
    if operation in REPORT_TYPES:
        return kinds_of_report(operation)
    if operation == "lwa.token":
        return LWA_KINDS | EVERYWHERE
    if operation == "documents.get":
        return DOCUMENT_KINDS | EVERYWHERE
    return frozenset()


def kinds_of_report(report_type: str) -> frozenset:
    """What may hit a report or its file; only order reports have a form in XML."""
    kinds = REPORT_KINDS | FILE_KINDS
    return kinds | {XML_INSTEAD} if report_type in IN_XML else kinds


def kinds_for(operation: str, request: Request) -> frozenset:
    """What may hit this call of SP-API.

    Amazon has refused calls for FULFILLMENT for hours, and no others.
    """
    kinds = SP_API_KINDS | EVERYWHERE
    datasets = ",".join(request.args.getlist("includedData")).split(",")
    if operation.startswith("orders.") and "FULFILLMENT" in datasets:
        kinds |= ORDERS_KINDS
    return kinds


class Faults:
    def __init__(self):
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, kind: str, operation: str = ANY, **values) -> Fault:
        """Add to the script; see :class:`Fault`.

        :raise ValueError: there is no such kind, or it never hits this operation
        """
        if kind not in KINDS:
            raise ValueError(f"{kind!r} is none of {', '.join(sorted(KINDS))}")
        if operation != ANY and kind not in _kinds_of(operation):
            raise ValueError(f"{kind!r} never hits {operation!r}.")
        fault = Fault(kind, operation, **values)
        fault.times, fault.skip = int(fault.times), int(fault.skip)
        fault.seconds = float(fault.seconds)
        with self._lock:
            self._faults.append(fault)
        return fault

    def take(self, operation: str, kinds: frozenset) -> Fault | None:
        """The fault that hits this call, if any; it is used up by one."""
        with self._lock:
            for fault in self._faults:
                if fault.kind not in kinds or fault.operation not in (ANY, operation):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None

    def as_json(self) -> list[dict]:
        with self._lock:
            return [asdict(fault) for fault in self._faults]

    def clear(self):
        with self._lock:
            self._faults.clear()


def response_for(fault: Fault) -> Response:
    """The answer that stands in for Amazon's; ``hang`` waits first."""
    kind = fault.kind
    if kind == "hang":
        time.sleep(fault.seconds)
        return Response(answers.UNAVAILABLE_PAGE, 504, mimetype="text/html")
    if kind == "connection_lost":
        return lost_connection()
    html = {"unavailable_html": 503, "bad_gateway": 502}
    if kind in html:
        return Response(answers.UNAVAILABLE_PAGE, html[kind], mimetype="text/html")
    if kind in ("empty", "unavailable_empty"):
        status = 200 if kind == "empty" else 503
        return Response(b"", status, mimetype="application/json")
    if kind == "not_json":
        return Response("<?xml version='1.0'?><ok/>", 200, mimetype="text/xml")
    return _error(kind).response()


def lost_connection() -> Response:
    """Announces more than it sends, and hangs up."""
    response = Response(b"{", 200, mimetype="application/json")
    response.automatically_set_content_length = False
    response.headers["Content-Length"] = "1000"
    response.headers["Connection"] = "close"
    return response


def _error(kind: str) -> answers.SpApiError:
    revoked = "The access token you provided is revoked, malformed or invalid."
    return {
        "throttled": answers.quota_exceeded(),
        "internal_error": answers.SpApiError(
            500,
            "InternalFailure",
            "We encountered an internal error. Please try again.",
        ),
        "no_fulfillment_data": answers.invalid_input(answers.NOT_VALID),
        "access_denied": answers.unauthorized(),
        "role_missing": answers.forbidden(),
        "token_rejected": answers.unauthorized(revoked),
        "token_expired": answers.unauthorized(
            "The access token you provided has expired."
        ),
    }[kind]
