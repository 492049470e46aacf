"""Tokens API 2021-03-01: restricted data tokens.

https://developer-docs.amazon.com/sp-api/docs/tokens-api-v2021-03-01-reference
"""

import re

from werkzeug.wrappers import Response

from emulator.answers import SpApiError, forbidden, invalid_input, json_response
from emulator.api import Call
from emulator.authorizations import ACCESS_LIFETIME
from emulator.report_types import REPORT_TYPES

METHODS = ("GET", "PUT", "POST", "DELETE")
_DOCUMENT = re.compile(r"/reports/2021-06-30/documents/([^/{}]+)")


def create_restricted_data_token(call: Call) -> Response:
    resources = call.body().get("restrictedResources")
    if not isinstance(resources, list) or not 1 <= len(resources) <= 50:
        raise _invalid("Resource not provided.")
    allowed = {_resource(call, resource) for resource in resources}
    token = call.amazon.authorizations.new_restricted_token(
        call.access, allowed, call.amazon.clock.now()
    )
    return json_response(
        {
            "restrictedDataToken": token,
            "expiresIn": int(ACCESS_LIFETIME.total_seconds()),
        }
    )


def _resource(call: Call, resource) -> tuple[str, str]:
    """``(method, path)`` of one restricted report document of this seller."""
    if not isinstance(resource, dict) or resource.get("method") not in METHODS:
        raise _invalid("Resource not provided.")
    path = str(resource.get("path", ""))
    match = _DOCUMENT.fullmatch(path)
    document = match and call.amazon.documents.find(
        call.seller.seller_id, call.region, match[1]
    )
    if not document or not document.is_restricted:
        raise invalid_input("Invalid or unsupported document ID found")
    if not REPORT_TYPES[document.report_type].roles & call.roles:
        raise forbidden()
    return resource["method"], path


def _invalid(details: str) -> SpApiError:
    return SpApiError(
        400, "InvalidRequest", "Request is missing or has invalid parameters", details
    )
