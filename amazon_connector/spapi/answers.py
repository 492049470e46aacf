# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What an answer of the Selling Partner API means: a payload or an error.

https://developer-docs.amazon.com/sp-api/docs/resolve-common-http-and-authorization-error-codes
"""

import json
from datetime import datetime, timezone

from .discretion import detail
from .errors import (
    AccessDenied,
    AmazonError,
    InvalidRequest,
    NotFound,
    TokenRejected,
    Unreachable,
    Verdict,
)

_TOKEN_CODES = {"invalidaccesstoken", "expiredtoken", "accesstokenexpired"}
_TOKEN_WORDS = ("expired", "revoked", "malformed", "invalid")


class QuotaExceeded(AmazonError):
    """HTTP 429, before anybody knows when to try again."""

    code = "throttled"
    verdict = Verdict.RETRY


def payload_of(answer, *, may_be_empty=False):
    """The payload of an :class:`~.wire.Answer`: a dict or a list.

    :raise AmazonError: for every status but 2xx, and for a 2xx without the JSON
        that was to come, which Amazon sends in its bad hours
    """
    known = {"http_status": answer.status_code, "request_id": answer.request_id}
    body = _json(answer.content)
    if not 200 <= answer.status_code < 300:
        raise _error(answer.status_code, _first_error(body), known)
    if isinstance(body, dict) and body.get("errors"):
        raise InvalidRequest(_words(_first_error(body)), **known)
    if isinstance(body, dict) and "payload" in body:
        body = body["payload"]
        if isinstance(body, (dict, list)):
            return body
    if isinstance(body, dict) and body:
        return body
    if may_be_empty and not answer.content.strip():
        return {}
    raise Unreachable("Amazon's answer was empty or no JSON", **known)


def text(payload, name):
    """A text that Amazon must have filled.

    :raise Unreachable: it is missing; the answer was not Amazon's
    """
    value = payload.get(name) if isinstance(payload, dict) else None
    if not isinstance(value, str) or not value:
        raise Unreachable(f"Amazon's answer lacks {name}")
    return value


def optional_text(payload, name):
    """A text that Amazon may leave out: "" then."""
    value = payload.get(name)
    return value if isinstance(value, str) else ""


def member(node, *names):
    """The object under these names, {} where there is none."""
    for name in names:
        node = node.get(name) if isinstance(node, dict) else None
    return node if isinstance(node, dict) else {}


def objects(node, name):
    """The list of objects under this name; what else stands in it becomes {}."""
    entries = node.get(name)
    if not isinstance(entries, list):
        return []
    return [entry if isinstance(entry, dict) else {} for entry in entries]


def moment(payload, name):
    """A time that Amazon may leave out: aware UTC, or None."""
    value = optional_text(payload, name)
    if value.endswith(("Z", "z")):
        value = f"{value[:-1]}+00:00"
    try:
        time = datetime.fromisoformat(value)
        if time.tzinfo is None:
            return None
        return time.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None


def timestamp(time):
    """An aware time as Amazon reads it."""
    if time.tzinfo is None:
        raise ValueError("a time without an offset would be read as another one")
    return time.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _json(content):
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _first_error(body):
    """Amazon's ``{"code", "message", "details"}`` as a dict of texts, or {}."""
    errors = body.get("errors") if isinstance(body, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else errors
    if isinstance(first, dict):
        return {str(key): str(value or "") for key, value in first.items()}
    if isinstance(body, dict) and isinstance(body.get("message"), str):
        return {"code": "", "message": body["message"]}  # the gateway's own form
    return {}


def _words(error):
    return detail(
        " ".join(
            filter(
                None,
                (
                    f"{error.get('code')}:" if error.get("code") else "",
                    error.get("message"),
                    error.get("details"),
                ),
            )
        )
    )


def _error(status, error, known):
    words = _words(error)
    if status == 429:
        return QuotaExceeded(words, **known)
    if status == 401 and error:
        return TokenRejected(words, **known)
    if status == 403 and error:
        return _forbidden(error)(words, **known)
    if status == 404 and error.get("code"):
        return NotFound(words, **known)
    if 400 <= status < 500 and status not in (401, 403, 408):
        return InvalidRequest(words or "refused without a reason", **known)
    return Unreachable(words or "no answer of Amazon's", **known)


def _forbidden(error):
    """One status, three stories, told apart by Amazon's wording only."""
    said = f"{error.get('message', '')} {error.get('details', '')}".lower()
    if "access token is missing" in said:
        return InvalidRequest
    if error.get("code", "").lower() in _TOKEN_CODES:
        return TokenRejected
    if "access token" in said and any(word in said for word in _TOKEN_WORDS):
        return TokenRejected
    return AccessDenied
