# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Login with Amazon: codes and refresh tokens against access tokens.

https://developer-docs.amazon.com/sp-api/docs/connecting-to-the-selling-partner-api
"""

import json
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

import requests

from .addresses import require_private
from .discretion import detail, keep_loggers_discreet
from .errors import (
    AuthorizationLost,
    ClientNotAllowed,
    ClientRejected,
    LoginRefused,
    Throttled,
    Unreachable,
)

TOKEN_URL = "https://api.amazon.com/auth/o2/token"
NOTIFICATIONS_SCOPE = "sellingpartnerapi::notifications"

_TIMEOUT = 30.0  # seconds
_LARGEST_ANSWER = 1024 * 1024  # bytes; a grant has some 1,500
_LIFETIME = 3600  # seconds, where Amazon states none
_PAUSE = timedelta(minutes=1)  # after a 429, for which Amazon publishes no rate
_ERRORS = {
    "invalid_grant": AuthorizationLost,
    "invalid_client": ClientRejected,
    "unauthorized_client": ClientNotAllowed,
}


@dataclass(frozen=True, slots=True)
class Grant:
    """What Login with Amazon handed out.

    :ivar refresh_token: "" for client credentials
    :ivar expires_at: end of the access token, aware UTC
    """

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime


class LoginWithAmazon:
    """The token address of Login with Amazon, for one client.

    Every method raises :class:`AuthorizationLost`, :class:`ClientRejected`,
    :class:`ClientNotAllowed`, :class:`LoginRefused`, :class:`Throttled` or
    :class:`Unreachable`.

    :param previous_secret: tried once where Amazon rejects ``client_secret``; after
        a rotation both are good for a week, and either may be the one it knows
    :param timeout: seconds a whole call may take
    """

    def __init__(
        self,
        token_url,
        client_id,
        client_secret,
        *,
        previous_secret="",
        timeout=_TIMEOUT,
    ):
        self._token_url = require_private(token_url)
        self.client_id = client_id
        self._secrets = (client_secret,)
        if previous_secret and previous_secret != client_secret:
            self._secrets += (previous_secret,)
        self._timeout = timeout
        keep_loggers_discreet()

    def __repr__(self):
        return f"<LoginWithAmazon at {self._token_url}>"

    def exchange_code(self, code, redirect_uri=""):
        """The grant for the code a consent ended with; it lives five minutes."""
        form = {"grant_type": "authorization_code", "code": code}
        if redirect_uri:
            form["redirect_uri"] = redirect_uri
        return self._grant(form, code)

    def refresh(self, refresh_token):
        """A new access token; keep the refresh token of the answer."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self._grant(form, refresh_token)

    def client_credentials(self, scope):
        """An access token of the application itself, for grantless operations."""
        return self._grant({"grant_type": "client_credentials", "scope": scope})

    def _grant(self, form, secret=""):
        rejection = None
        for client_secret in self._secrets:
            try:
                return self._grant_for(client_secret, form, secret)
            except ClientRejected as error:
                rejection = rejection or error
        raise rejection

    def _grant_for(self, client_secret, form, secret):
        status, request_id, content = self._post(form, client_secret)
        known = {"http_status": status, "request_id": request_id}
        answer = _json(content)
        if status != 200:
            raise _error(answer, known, secret, *self._secrets)
        access_token = answer.get("access_token")
        if not isinstance(access_token, str) or not access_token:
            raise Unreachable("Login with Amazon answered without a token", **known)
        return Grant(
            access_token=access_token,
            refresh_token=str(
                answer.get("refresh_token") or form.get("refresh_token", "")
            ),
            expires_at=_expiry(answer.get("expires_in")),
        )

    def _post(self, form, client_secret):
        """:return: status, Amazon's request id, body"""
        secrets = {"client_id": self.client_id, "client_secret": client_secret}
        ends_at = time.monotonic() + self._timeout
        try:
            with requests.post(
                self._token_url,
                data={**form, **secrets},
                headers={"Accept": "application/json"},
                timeout=self._timeout,
                stream=True,
                allow_redirects=False,
                # Without an auth of its own, requests adds what ~/.netrc says.
                auth=lambda request: request,
            ) as response:
                content = _body(response, ends_at)
            request_id = response.headers.get("x-amzn-RequestId", "")
            return response.status_code, request_id, content
        except requests.Timeout:
            failure = "Login with Amazon did not answer in time"
        except (OSError, UnicodeError):  # RequestException is an OSError
            failure = "Login with Amazon could not be reached"
        # Raised out here, because the caught error holds the request with its secrets.
        raise Unreachable(failure)


def _body(response, ends_at):
    """The answer's body; one that trickles in would hold a worker for ever."""
    body = bytearray()
    for byte in response.iter_content(1):  # more at once would wait for all of it
        body += byte
        if time.monotonic() > ends_at:
            raise requests.Timeout
        if len(body) > _LARGEST_ANSWER:
            raise requests.RequestException
    return bytes(body)


def _json(content):
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _expiry(expires_in):
    try:
        lifetime = timedelta(seconds=int(expires_in))
    except (TypeError, ValueError, OverflowError):
        lifetime = timedelta(seconds=_LIFETIME)
    return datetime.now(timezone.utc) + min(lifetime, timedelta(days=1))


def _error(answer, known, *secrets):
    status = known["http_status"]
    code = str(answer.get("error") or "")
    if status == 429:
        retry_at = datetime.now(timezone.utc) + _PAUSE
        return Throttled("Login with Amazon", retry_at=retry_at, **known)
    if not code or status >= 500:
        return Unreachable("Login with Amazon is out of order", **known)
    words = detail(f"{code}: {answer.get('error_description') or ''}", *secrets)
    return _ERRORS.get(code, LoginRefused)(words, **known)
