# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Report documents: downloaded as they lie there, and unpacked, as streams.

https://developer-docs.amazon.com/sp-api/docs/reports-api-v2021-06-30-retrieve-a-report
"""

import re
import time
import zlib
from dataclasses import dataclass, field

import requests
import urllib3

from .addresses import is_private
from .discretion import keep_loggers_discreet
from .errors import (
    DocumentDamaged,
    DocumentExpired,
    InvalidRequest,
    Unreachable,
)

_CHUNK = 64 * 1024
_TIMEOUT = (10.0, 60.0)  # seconds to connect, seconds between two bytes
_DEADLINE = 15 * 60.0  # seconds for all of it
_LARGEST = 2 * 1024**3  # bytes, packed or unpacked
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s;\"']+)", re.IGNORECASE)
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
# Reports shrink to a tenth, in the extreme to a hundredth; what was made to burst
# shrinks to a thousandth.
_TIGHTEST = 250
_HARMLESS = 64 * 1024**2  # bytes, however tightly they were packed


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """:ivar url: whoever has it can read the document, for five minutes"""

    url: str = field(repr=False)
    is_gzip: bool = False


def download(document, *, timeout=_TIMEOUT, deadline=_DEADLINE, max_bytes=_LARGEST):
    """Open a document.

    :param timeout: seconds to connect, and seconds between two bytes
    :param deadline: seconds until the last byte must be there, checked each 64 KiB
    :param max_bytes: a longer document is refused
    :return: a :class:`DocumentStream`
    :raise DocumentExpired: the address is older than five minutes
    :raise Unreachable: the storage is out of order
    """
    if not is_private(document.url):
        raise InvalidRequest("the document's address must begin with https://")
    keep_loggers_discreet()
    ends_at = time.monotonic() + deadline
    response = _get(document.url, timeout)
    try:
        _check(response)
    except BaseException:
        response.close()
        raise
    return DocumentStream(response, document.is_gzip, ends_at, max_bytes)


def _get(url, timeout):
    try:
        return requests.get(
            url,
            stream=True,
            timeout=timeout,
            allow_redirects=False,
            # A packed document comes packed once: as it lies there.
            headers={"Accept-Encoding": "identity"},
            # Without an auth of its own, requests adds what ~/.netrc says.
            auth=lambda request: request,
        )
    except requests.Timeout:
        failure = "the document's storage did not answer in time"
    except (OSError, UnicodeError):  # RequestException is an OSError
        failure = "the document's storage could not be reached"
    # Raised out here, because the caught error holds the presigned address.
    raise Unreachable(failure)


def _check(response):
    status = response.status_code
    if status == 200:
        return
    # S3 says 403 AccessDenied "Request has expired", or 400 ExpiredToken; a
    # document that is gone (404) needs a new address just the same.
    if status in (400, 403, 404):
        raise DocumentExpired(
            "the document's address is no longer valid", http_status=status
        )
    raise Unreachable("the document's storage is out of order", http_status=status)


class DocumentStream:
    """The bytes of a document as they come over the wire, to be read once.

    A context manager.  While it is read it raises :class:`DocumentDamaged` when
    the document is shorter or longer than it should be, and :class:`Unreachable`
    when the storage falls silent.

    :ivar charset: as the header states it, "" when it states none
    :ivar is_gzip: whether the bytes need :func:`inflate` to unpack them
    :ivar content_length: bytes as the header states them, or None
    """

    def __init__(self, response, is_gzip, ends_at, max_bytes):
        self._response = response
        self._ends_at = ends_at
        self._max_bytes = max_bytes
        headers = response.headers
        charset = _CHARSET.search(headers.get("Content-Type", ""))
        self.charset = charset[1] if charset else ""
        encodings = headers.get("Content-Encoding", "").lower().split(",")
        self.is_gzip = is_gzip or "gzip" in map(str.strip, encodings)
        length = headers.get("Content-Length", "")
        self.content_length = int(length) if length.isdecimal() else None
        if (self.content_length or 0) > max_bytes:
            self.close()
            raise DocumentDamaged("the document is larger than we accept")

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()

    def close(self):
        self._response.close()

    def __iter__(self):
        count = 0
        for chunk in self._wire_bytes():
            count += len(chunk)
            if count > self._max_bytes:
                raise DocumentDamaged("the document is larger than we accept")
            if time.monotonic() > self._ends_at:
                raise Unreachable("the document came too slowly")
            yield chunk
        if self.content_length is not None and count != self.content_length:
            raise DocumentDamaged("the document was cut off on its way")

    def _wire_bytes(self):
        """Below requests' iter_content, which would unpack Content-Encoding."""
        raw = self._response.raw
        failure = None
        try:
            yield from raw.stream(_CHUNK, decode_content=False)
        except urllib3.exceptions.ReadTimeoutError:
            failure = Unreachable("the document's storage fell silent")
        except (urllib3.exceptions.HTTPError, OSError):
            failure = DocumentDamaged("the document was cut off on its way")
        finally:
            self.close()
        if failure:
            raise failure


def inflate(chunks, is_gzip, max_bytes=_LARGEST):
    """Yield the unpacked bytes of ``chunks``; unchanged when they are not packed.

    :param max_bytes: of unpacked bytes; a small packed file can hold any number
    :raise DocumentDamaged: not gzip, cut off, larger than ``max_bytes``, or packed
        so tightly that it was made to fill memory and disks
    """
    packed = _Counted(chunks)
    count = 0
    for piece in _gunzip(packed) if is_gzip else packed:
        count += len(piece)
        if count > max_bytes:
            raise DocumentDamaged("the unpacked document is larger than we accept")
        if count > max(_HARMLESS, _TIGHTEST * packed.count):
            raise DocumentDamaged("the document unpacks to far larger than any report")
        if piece:
            yield piece


class _Counted:
    """Lets chunks pass and counts their bytes."""

    def __init__(self, chunks):
        self._chunks = chunks
        self.count = 0

    def __iter__(self):
        for chunk in self._chunks:
            self.count += len(chunk)
            yield chunk


def _gunzip(chunks):
    """A gzip file is a row of members, each with its own end."""
    member = zlib.decompressobj(_GZIP_WINDOW)
    begun = False
    for chunk in chunks:
        rest = chunk
        while rest:
            if member.eof:
                rest = rest.lstrip(b"\0")  # padding between or after members
                if not rest:
                    break
                member = zlib.decompressobj(_GZIP_WINDOW)
            begun = True
            try:
                yield member.decompress(rest, _CHUNK)
            except zlib.error:
                raise DocumentDamaged("the document is not gzip") from None
            rest = member.unused_data if member.eof else member.unconsumed_tail
    if begun and not member.eof:
        yield member.flush()
    if not member.eof:
        raise DocumentDamaged("the packed document was cut off")
