# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What can go wrong between us and Amazon, each with a verdict on trying again.

Every public function of this room raises :class:`AmazonError` and nothing else
when Amazon, the network or Amazon's data is at fault.  ``code`` is stable: the
models turn it into a sentence with cause and cure (explanations.py).
"""

from datetime import datetime
from enum import Enum


class Verdict(Enum):
    """What the caller should do next."""

    RETRY = "retry"  # the same call may work later
    REAUTHORIZE = "reauthorize"  # only a new consent of the seller helps
    ADMINISTER = "administer"  # somebody must change keys, roles or settings
    GIVE_UP = "give_up"  # the same call will never work


class AmazonError(Exception):
    """Base of all errors of this room.

    :param detail: Amazon's own words, free of secrets and personal data
    :param http_status: 0 when no answer arrived
    :param request_id: Amazon's request id, for its support
    """

    code = "unknown"
    verdict = Verdict.GIVE_UP

    def __init__(self, detail="", *, http_status=0, request_id=""):
        super().__init__(detail)
        self.detail = detail
        self.http_status = http_status
        self.request_id = request_id

    def __str__(self):
        status = f" (HTTP {self.http_status})" if self.http_status else ""
        return f"{self.code}{status}: {self.detail}"


class Unreachable(AmazonError):
    """No answer, a time-out, a 5xx, an HTML page or an empty body."""

    code = "unreachable"
    verdict = Verdict.RETRY


class Throttled(AmazonError):
    """The rate limit of an operation is used up until ``retry_at`` (aware UTC)."""

    code = "throttled"
    verdict = Verdict.RETRY

    def __init__(self, detail="", *, retry_at: datetime, **kw):
        super().__init__(detail, **kw)
        self.retry_at = retry_at


class AuthorizationLost(AmazonError):
    """Login with Amazon: ``invalid_grant``: revoked, expired or another app's."""

    code = "authorization_lost"
    verdict = Verdict.REAUTHORIZE


class ClientRejected(AmazonError):
    """Login with Amazon: ``invalid_client``: wrong or expired client secret."""

    code = "client_rejected"
    verdict = Verdict.ADMINISTER


class ClientNotAllowed(AmazonError):
    """Login with Amazon: ``unauthorized_client``: the app may not use this grant."""

    code = "client_not_allowed"
    verdict = Verdict.ADMINISTER


class TokenRejected(AmazonError):
    """SP-API 403 for the access token itself; a fresh one may work (once)."""

    code = "token_rejected"
    verdict = Verdict.REAUTHORIZE


class AccessDenied(AmazonError):
    """SP-API 403, for the access as such; the door says which of the two below."""

    code = "access_denied"
    verdict = Verdict.ADMINISTER


class WrongRegion(AccessDenied):
    """SP-API 403 where no role is asked for: the seller has no account there."""

    code = "wrong_region"


class RoleMissing(AccessDenied):
    """SP-API 403 for one operation: its role is missing or newer than the consent."""

    code = "role_missing"


class InvalidRequest(AmazonError):
    """Amazon refused the request as such (400, 404, 413, 415, …)."""

    code = "invalid_request"
    verdict = Verdict.GIVE_UP


class LoginRefused(InvalidRequest):
    """Login with Amazon refused the request as such, and lets nobody in."""


class NotFound(AmazonError):
    """SP-API 404 in Amazon's own form: it knows nothing of this id."""

    code = "not_found"
    verdict = Verdict.GIVE_UP


class DocumentExpired(AmazonError):
    """The document's address lived its five minutes; ask for a new one."""

    code = "document_expired"
    verdict = Verdict.RETRY


class DocumentDamaged(AmazonError):
    """Cut in half, not gzip, not a table, or larger than we accept."""

    code = "document_damaged"
    verdict = Verdict.RETRY


class ReportNotTabular(AmazonError):
    """The document has no header row of this report; ``detail`` is its first line."""

    code = "report_not_tabular"
    verdict = Verdict.GIVE_UP
