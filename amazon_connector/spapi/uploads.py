# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A file that somebody brings, as it is or packed, as the document it holds."""

import io
import lzma
import zipfile
import zlib

from .documents import inflate
from .errors import AmazonError

_CHUNK = 64 * 1024
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_WORKBOOK = "[Content_Types].xml"
_ENCRYPTED = 1
# What the standard library raises of a damaged or exotic zip file.
_ZIP_ERRORS = (
    EOFError,
    OSError,
    RuntimeError,  # Also where a way of packing is known to it by name only.
    ValueError,
    lzma.LZMAError,
    zipfile.BadZipFile,
    zlib.error,
)


class FileNotReadable(AmazonError):
    """The file is none that we can look into.

    :ivar code: ``file_damaged``, ``file_workbook``, ``file_several`` or
        ``file_encrypted``
    """

    def __init__(self, code):
        super().__init__()
        self.code = code


def unpacked(content, max_bytes):
    """Yield the document's bytes in chunks, unpacked.

    :param content: a file's bytes: plain, gzip, or a zip file with one file in it
    :param max_bytes: of unpacked bytes; a small packed file can hold any number
    :raise FileNotReadable: it is packed, and cannot be unpacked
    :raise DocumentDamaged: no gzip file after all, cut, or larger than ``max_bytes``
    """
    is_zip = content.startswith(_ZIP)
    chunks = _from_zip(content) if is_zip else _slices(content)
    yield from inflate(chunks, content.startswith(_GZIP), max_bytes)


def _slices(content):
    for begin in range(0, len(content), _CHUNK):
        yield content[begin : begin + _CHUNK]


def _from_zip(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            with archive.open(_only_member(archive)) as member:
                while chunk := member.read(_CHUNK):
                    yield chunk
    except _ZIP_ERRORS:
        raise FileNotReadable("file_damaged") from None


def _only_member(archive):
    members = [each for each in archive.infolist() if _is_file(each)]
    if any(each.filename == _WORKBOOK for each in members):
        raise FileNotReadable("file_workbook")
    if len(members) != 1:
        raise FileNotReadable("file_several")
    [member] = members
    if member.flag_bits & _ENCRYPTED:
        raise FileNotReadable("file_encrypted")
    return member


def _is_file(member):
    """macOS adds files of its own beside each file."""
    return not (member.is_dir() or member.filename.startswith("__MACOSX/"))
