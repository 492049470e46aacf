"""Files somebody brings: plain, packed, damaged, and bombs."""

import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_connector.spapi.errors import AmazonError, DocumentDamaged
from amazon_connector.spapi.uploads import FileNotReadable, unpacked

TABLE = b"order-id\tsku\r\n302-1234567-1234567\tTASSE\r\n" * 5000
LIMIT = 1 << 20


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def whole(content, limit=LIMIT):
    return b"".join(unpacked(content, limit))


def test_a_document_comes_out_however_it_is_packed():
    mac = {"report.txt": TABLE, "__MACOSX/._report.txt": b"x"}
    for content in (TABLE, gzip.compress(TABLE), zipped(a=TABLE), zipped(**mac)):
        assert whole(content) == TABLE
    assert whole(b"") == b""


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda data: zipped(a=data)])
def test_a_bomb_is_refused_before_it_is_unpacked(pack):
    content = pack(bytes(8 * LIMIT))
    size = 0
    with pytest.raises(DocumentDamaged, match="larger"):
        for chunk in unpacked(content, LIMIT):
            size += len(chunk)
    assert size <= LIMIT


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (zipped(a=TABLE, b=TABLE), "file_several"),
        (zipped(**{"[Content_Types].xml": b"", "xl/a.xml": b""}), "file_workbook"),
        (zipped(a=TABLE)[:200], "file_damaged"),
    ],
)
def test_what_cannot_be_unpacked_says_why(content, code):
    with pytest.raises(FileNotReadable) as refusal:
        whole(content)
    assert refusal.value.code == code


def test_an_encrypted_member_says_so():
    content = bytearray(zipped(a=TABLE))
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    with pytest.raises(FileNotReadable) as refusal:
        whole(bytes(content))
    assert refusal.value.code == "file_encrypted"


def test_a_way_of_packing_that_is_unknown_is_damage():
    deflate, deflate64 = b"\x14\x00\x00\x00\x08\x00", b"\x14\x00\x00\x00\x09\x00"
    with pytest.raises(FileNotReadable) as refusal:
        whole(zipped(a=TABLE).replace(deflate, deflate64))
    assert refusal.value.code == "file_damaged"


def test_a_cut_gzip_file_is_damaged():
    with pytest.raises(DocumentDamaged):
        whole(gzip.compress(TABLE)[:-20])


@given(st.sampled_from([b"PK\x03\x04", b"\x1f\x8b", b""]), st.binary(max_size=400))
def test_rubbish_never_raises_anything_else(start, rest):
    try:
        whole(start + rest)
    except AmazonError:
        pass


@given(st.integers(0, 600), st.integers(0, 255))
def test_a_damaged_zip_never_raises_anything_else(place, byte):
    content = bytearray(zipped(a=TABLE))
    content[place % len(content)] = byte
    try:
        whole(bytes(content))
    except AmazonError:
        pass
