# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An XML document as a stream of elements, which no document can make large.

Without a document type declaration there are no entities but XML's own, so that
nothing expands; names, attributes and depth are bounded, and no text is kept that
nobody asks for.
"""

import codecs
import re
from dataclasses import dataclass
from xml.parsers import expat

from ..errors import DocumentDamaged, ReportNotTabular
from . import flat_file

_BLANKS = b" \t\r\n"
_SLICE = 64 * 1024  # bytes given to the parser at once
_LONGEST_TAG = 1024 * 1024  # bytes, with its attributes
_LONGEST_TEXT = 64 * 1024  # characters
_DEEPEST = 32  # elements
_SHOWN = 100  # characters
# What XML forbids and Amazon's sellers paste into titles all the same.
_CONTROLS = bytes(set(range(0x20)) - set(_BLANKS))
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")


@dataclass(frozen=True, slots=True)
class Element:
    """The begin of an element, or its end.

    :ivar path: names from the root on, without namespaces: "AmazonEnvelope/Message"
    :ivar line: where it begins, 1-based
    :ivar text: None at the begin; at the end, what was asked for, else ""
    """

    path: str
    line: int
    text: str | None = None
    attributes: dict[str, str] | None = None


def is_xml(chunks):
    """Whether a document begins as XML does; reads no further than it must."""
    start = b""
    for chunk in flat_file.as_utf8(chunks):
        start = (start + chunk).lstrip(_BLANKS)
        if not codecs.BOM_UTF8.startswith(start):
            start = start.removeprefix(codecs.BOM_UTF8).lstrip(_BLANKS)
            if start:
                return start.startswith(b"<")
    return False


def declared_encoding(chunks):
    """What the document says it is written in, "" where it says nothing."""
    start = b""
    for chunk in flat_file.as_utf8(chunks):
        start += chunk
        if len(start) > 300:
            break
    found = _DECLARED.search(start[:300])
    return found[1].decode("ascii") if found else ""


def elements(chunks, encoding, root, wanted):
    """Yield every :class:`Element` twice: at its begin and at its end.

    :param chunks: the document, UTF-8 with or without UTF-16 before
    :param encoding: as :func:`.flat_file.encoding_of` tells it
    :param root: the name of the outermost element
    :param wanted: paths whose text is kept
    :raise ReportNotTabular: another kind of document
    :raise DocumentDamaged: it is cut off, or broken
    """
    stream = _Stream(root, wanted)
    for chunk in _in_utf8(flat_file.as_utf8(chunks), encoding):
        for start in range(0, len(chunk), _SLICE):
            yield from stream.feed(chunk[start : start + _SLICE])
    yield from stream.feed(b"", is_last=True)


def _in_utf8(chunks, encoding):
    if encoding == "utf-8":
        yield from (chunk.translate(None, _CONTROLS) for chunk in chunks)
        return
    decoder = codecs.getincrementaldecoder(encoding or "utf-8")(
        "replace" if encoding else _MIXTURE
    )
    for chunk in chunks:
        text = decoder.decode(chunk).encode("utf-8", "replace")
        yield text.translate(None, _CONTROLS)


def _as_cp1252(error):
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", "replace"), error.end


_MIXTURE = "amazon_connector_cp1252"
codecs.register_error(_MIXTURE, _as_cp1252)


class _Stream:
    def __init__(self, root, wanted):
        self._root = root
        self._wanted = wanted
        self._open = []  # (path, line, pieces of text or None, attributes)
        self._done = []
        self._fed = self._length = 0
        self._is_begun = False
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters

    def feed(self, data, is_last=False):
        self._fed += len(data)
        try:
            self._parser.Parse(data, is_last)
        except expat.ExpatError as error:
            raise self._failure(error) from None
        if not is_last and self._fed - self._parser.CurrentByteIndex > _LONGEST_TAG:
            raise ReportNotTabular("one tag without an end")
        done, self._done = self._done, []
        return done

    def _failure(self, error):
        if not self._is_begun:
            return ReportNotTabular("<")
        words = expat.errors.messages.get(error.code, "broken")
        return DocumentDamaged(f"line {error.lineno} of the XML: {words}")

    def _doctype(self, name, *_ids):
        raise ReportNotTabular(f"<!DOCTYPE {name[:_SHOWN]}")

    def _start(self, name, attributes):
        name = name.rpartition(":")[2]
        if not self._open:
            if name != self._root:
                raise ReportNotTabular(f"<{name[:_SHOWN]}>")
            self._is_begun = True
        if len(self._open) >= _DEEPEST:
            raise ReportNotTabular("too many elements, one in the other")
        path = f"{self._open[-1][0]}/{name}" if self._open else name
        line = self._parser.CurrentLineNumber
        pieces = None
        if path in self._wanted:
            pieces, self._length = [], 0
        self._open.append((path, line, pieces, attributes))
        self._done.append(Element(path, line, None, attributes))

    def _end(self, _name):
        path, line, pieces, attributes = self._open.pop()
        text = "".join(pieces).strip() if pieces else ""
        self._done.append(Element(path, line, text, attributes))

    def _characters(self, text):
        if self._open and self._open[-1][2] is not None:
            self._length += len(text)
            if self._length > _LONGEST_TEXT:
                raise ReportNotTabular("one text without an end")
            self._open[-1][2].append(text)
