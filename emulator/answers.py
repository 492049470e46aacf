"""Answers in the form Amazon gives them."""

import json
import uuid

from werkzeug.wrappers import Response

DENIED = "Access to requested resource is denied."
FORBIDDEN = "Access to the resource is forbidden"
NOT_VALID = (
    "The input you have submitted is not valid. Please check your input and try again."
)
UNAVAILABLE_PAGE = (
    "<html><head><title>503 Service Unavailable</title></head><body>"
    "<h1>Service Unavailable</h1><p>Try again later.</p></body></html>"
)


class SpApiError(Exception):
    """An answer of SP-API that says no.

    :param status: HTTP status
    :param code: Amazon's error code, such as ``InvalidInput``
    """

    def __init__(self, status: int, code: str, message: str, details: str = ""):
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details

    def response(self) -> Response:
        error = {"code": self.code, "message": self.message, "details": self.details}
        return json_response({"errors": [error]}, self.status)


def json_response(body, status=200) -> Response:
    return Response(
        json.dumps(body, ensure_ascii=False), status, mimetype="application/json"
    )


def unauthorized(details="") -> SpApiError:
    return SpApiError(403, "Unauthorized", DENIED, details)


def forbidden() -> SpApiError:
    """A role is missing, or a restricted resource is asked for without an RDT."""
    return SpApiError(403, "Unauthorized", FORBIDDEN)


def invalid_input(message: str, details="") -> SpApiError:
    return SpApiError(400, "InvalidInput", message, details)


def not_found(message: str) -> SpApiError:
    return SpApiError(404, "NotFound", message)


def quota_exceeded() -> SpApiError:
    return SpApiError(
        429, "QuotaExceeded", "You exceeded your quota for the requested resource."
    )


def request_id() -> str:
    return str(uuid.uuid4())
