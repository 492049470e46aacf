# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One connection to the Selling Partner API, with limits on time and size."""

import os
import time
from dataclasses import dataclass, field
from functools import lru_cache

import httpx

from .errors import InvalidRequest, Unreachable

_LARGEST_ANSWER = 16 * 1024 * 1024  # bytes; a page of 100 reports has some 50,000

# Where httpx lets the environment name other certificates than its own.
_CERTIFICATE_NAMES = ("SSL_CERT_FILE", "SSL_CERT_DIR")


@lru_cache(maxsize=1)
def _certificates(*named):
    """Whom to trust: read once a process, because it takes longer than a call.

    :param named: what the environment says now
    """
    return httpx.create_ssl_context()


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, read to its end."""

    status_code: int
    request_id: str
    content: bytes = field(repr=False)


class Wire:
    """What the library calls its transport.

    :param timeout: seconds a whole call may take; one that trickles in byte by
        byte would otherwise hold a worker for ever
    """

    def __init__(self, timeout):
        self._timeout = timeout
        limits = httpx.Timeout(timeout, connect=min(10.0, timeout))
        try:
            self._client = httpx.Client(
                timeout=limits,
                follow_redirects=False,
                verify=_certificates(*map(os.environ.get, _CERTIFICATE_NAMES)),
            )
        except (ImportError, OSError, ValueError, httpx.InvalidURL):
            raise Unreachable(
                "the proxy or the certificates of the environment cannot be used"
            ) from None

    def request(
        self, method, url, *, params=None, data=None, content=None, headers=None
    ):
        """
        :return: an :class:`Answer`, whatever its status
        :raise Unreachable: no whole answer came, or not in time
        :raise InvalidRequest: the request cannot be sent at all
        """
        try:
            return self._exchange(method, url, params, content, headers)
        except httpx.TimeoutException:
            failure = Unreachable("Amazon did not answer in time")
        except (httpx.HTTPError, httpx.StreamError) as error:
            failure = Unreachable(f"no connection to Amazon ({type(error).__name__})")
        except (httpx.InvalidURL, UnicodeError):
            failure = InvalidRequest("the address or the token cannot be sent")
        # Raised out here, because the caught error holds the request with its token.
        raise failure

    def _exchange(self, method, url, params, content, headers):
        deadline = time.monotonic() + self._timeout
        body = bytearray()
        with self._client.stream(
            method, url, params=params, content=content, headers=headers
        ) as response:
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > _LARGEST_ANSWER:
                    raise httpx.DecodingError("too large")
                if time.monotonic() > deadline:
                    raise httpx.ReadTimeout("too slow")
        return Answer(
            status_code=response.status_code,
            request_id=response.headers.get("x-amzn-RequestId", ""),
            content=bytes(body),
        )

    def close(self):
        self._client.close()
