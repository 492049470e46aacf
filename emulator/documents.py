"""Report documents behind addresses that die after five minutes."""

import gzip
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from werkzeug.wrappers import Request, Response

from emulator import faults
from emulator.answers import UNAVAILABLE_PAGE
from emulator.expiring import Expiring
from emulator.odd_files import File, spoil
from emulator.report_types import VIDR

ADDRESS_LIFETIME = timedelta(minutes=5)
# So long an expired address is told from one that never was.
MEMORY = timedelta(hours=1)
COMPRESS_FROM = 4096
_XML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    "<Error><Code>{}</Code><Message>{}</Message></Error>"
)


@dataclass(frozen=True)
class Document:
    """:ivar body: the bytes as they lie in the store, GZIP or plain"""

    document_id: str
    report_type: str
    seller_id: str
    region: str
    is_restricted: bool
    dies_at: datetime
    body: bytes
    is_gzip: bool
    content_type: str


@dataclass(frozen=True)
class _Address:
    document: Document
    dies_at: datetime
    says_gzip: bool


class Documents:
    def __init__(self, amazon):
        self._amazon = amazon
        # by their lifetime, so that they leave in the order they came
        self._documents: dict[timedelta, Expiring[Document]] = {}
        self._addresses: Expiring[_Address] = Expiring()

    def add(self, report, text: str, report_type=None) -> Document:
        """Keep the text of a report and name the document on the report.

        :param report_type: whose form the text has, if not the report's own
        """
        file = self._file(report, text, report_type or report.type)
        raw = file.body
        compression = self._amazon.settings.compression
        is_gzip = compression == "always" or (
            compression == "auto" and len(raw) >= COMPRESS_FROM
        )
        document = Document(
            document_id=f"amzn1.spdoc.1.4.{report.region}.{secrets.token_hex(16)}",
            report_type=report.report_type,
            seller_id=report.seller_id,
            region=report.region,
            is_restricted=self._is_restricted(report.type),
            dies_at=report.ended_at + report.type.lifetime,
            body=gzip.compress(raw, mtime=0) if is_gzip else raw,
            is_gzip=is_gzip,
            content_type=file.content_type,
        )
        self._documents.setdefault(report.type.lifetime, Expiring()).put(
            document.document_id,
            document,
            document.dies_at,
            self._amazon.clock.now(),
        )
        report.document_id = document.document_id
        return document

    def _file(self, report, text: str, report_type) -> File:
        charset = report_type.charset or self._amazon.settings.charset
        file = File(
            text,
            report_type.media_type,
            charset or "UTF-8",
            charset if report_type.is_charset_stated else "",
        )
        return spoil(file, report.fault.kind if report.fault else "")

    def _is_restricted(self, report_type) -> bool:
        if report_type.name == VIDR:
            return self._amazon.settings.vidr_access == "restricted"
        return report_type.is_restricted

    def find(self, seller_id, region, document_id) -> Document | None:
        kept = (documents.get(document_id) for documents in self._documents.values())
        document = next(filter(None, kept), None)
        if document is None:
            return None
        is_own = (document.seller_id, document.region) == (seller_id, region)
        is_alive = self._amazon.clock.now() < document.dies_at
        return document if is_own and is_alive else None

    def address(self, document: Document, says_gzip: bool) -> str:
        """A new address; ``says_gzip`` sends Content-Encoding with a GZIP body."""
        now = self._amazon.clock.now()
        key = secrets.token_urlsafe(24)
        dies_at = now + ADDRESS_LIFETIME
        address = _Address(document, dies_at, says_gzip)
        self._addresses.put(key, address, dies_at + MEMORY, now)
        query = f"X-Amz-Date={now:%Y%m%dT%H%M%SZ}&X-Amz-Expires=300"
        return f"{self._amazon.url}/documents/{key}?{query}"

    def download(self, request: Request, key: str, fault) -> Response:
        """The document, or the storage's XML error."""
        kind = fault.kind if fault else ""
        if kind == "unavailable_html":
            return Response(UNAVAILABLE_PAGE, 503, mimetype="text/html")
        address = self._addresses.get(key)
        if address is None:
            return _xml_error("AccessDenied", "Access Denied")
        if kind == "document_expired" or self._amazon.clock.now() >= address.dies_at:
            return _xml_error("AccessDenied", "Request has expired")
        return _document_response(address, kind)


def _document_response(address: _Address, kind: str) -> Response:
    document = address.document
    body, length = document.body, len(document.body)
    if kind == "document_sentence":
        body = b"Your request could not be processed. Please try again."
        body = gzip.compress(body) if document.is_gzip else body
        length = len(body)
    elif kind == "document_not_gzip":
        body = b"\x00" + body[1:]
    elif kind == "document_cut":
        body = body[: length // 2]
        length = len(body)
    elif kind == "document_connection_lost":
        body = body[: length // 2]
    response = Response(body, content_type=document.content_type)
    response.headers["Content-Length"] = str(length)
    response.automatically_set_content_length = False
    if document.is_gzip and address.says_gzip:
        response.headers["Content-Encoding"] = "gzip"
    if len(body) != length:
        response.headers["Connection"] = "close"
    return response


def _xml_error(code: str, message: str) -> Response:
    return Response(_XML.format(code, message), 403, mimetype="application/xml")


KINDS = faults.DOCUMENT_KINDS | faults.EVERYWHERE
