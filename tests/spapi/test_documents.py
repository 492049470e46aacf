import gzip
import logging
import random
import socket
import time
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.wrappers import Response

from amazon_connector.spapi import errors
from amazon_connector.spapi.documents import ReportDocument, download, inflate

TEXT = "order-id\tship-city\n302-1234567-1234567\tMünchen\n".encode()
# The servers of these tests live in this process, and Werkzeug's takes 10 MB for a
# moment whenever a connection ends.
MEASURABLE = 25 * 1024 * 1024
EXPIRED = (
    "<?xml version='1.0'?><Error><Code>AccessDenied</Code>"
    "<Message>Request has expired</Message></Error>"
)


def fetch(url, *, is_gzip=False, **limits):
    with download(ReportDocument(url, is_gzip), **limits) as stream:
        return b"".join(inflate(stream, stream.is_gzip))


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("text/plain; charset=Cp1252", "Cp1252"),
        ('text/plain;CHARSET="UTF-8";x=y', "UTF-8"),
        ("text/plain", ""),
        ("application/octet-stream", ""),
    ],
)
def test_a_plain_document_and_what_its_header_says(amazon, content_type, charset):
    amazon.say(TEXT, content_type=content_type)
    with download(ReportDocument(f"{amazon.url}/d?X-Amz-Signature=s")) as stream:
        assert stream.charset == charset
        assert stream.content_length == len(TEXT)
        assert b"".join(stream) == TEXT
    assert amazon.calls[0].headers["accept-encoding"] == "identity"


def test_a_packed_document_is_unpacked_once(amazon):
    amazon.say(gzip.compress(TEXT))
    assert fetch(amazon.url, is_gzip=True) == TEXT


@pytest.mark.parametrize("is_gzip", [True, False])
@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "aws-chunked, gzip"])
def test_a_content_encoding_is_the_same_packing_not_another(amazon, is_gzip, encoding):
    amazon.say(gzip.compress(TEXT), headers=[("Content-Encoding", encoding)])
    assert fetch(amazon.url, is_gzip=is_gzip) == TEXT


@pytest.mark.parametrize("status", [400, 403, 404])
def test_an_address_dies_after_five_minutes(amazon, status):
    amazon.say(EXPIRED, status, "application/xml")
    with pytest.raises(errors.DocumentExpired) as caught:
        fetch(amazon.url)
    assert caught.value.http_status == status
    assert caught.value.verdict is errors.Verdict.RETRY


@pytest.mark.parametrize("status", [204, 206, 302, 429, 500, 503])
def test_a_storage_out_of_order(amazon, status):
    amazon.say("", status, headers=[("Location", "http://127.0.0.1:1/")])
    with pytest.raises(errors.Unreachable):
        fetch(amazon.url)
    assert len(amazon.calls) == 1


def test_a_document_cut_in_half_is_damaged(amazon):
    headers = {"Content-Length": str(2 * len(TEXT))}
    amazon.do(lambda _request: Response(iter([TEXT]), headers=headers))
    with pytest.raises(errors.DocumentDamaged, match="cut"):
        fetch(amazon.url)


def test_a_packed_document_cut_in_half_is_damaged_though_its_length_is_right(amazon):
    packed = gzip.compress(TEXT * 100)
    amazon.say(packed[: len(packed) // 2])
    with pytest.raises(errors.DocumentDamaged, match="cut"):
        fetch(amazon.url, is_gzip=True)


def test_silence_ends(amazon):
    amazon.do(lambda _request: time.sleep(2) or Response("x"))
    with pytest.raises(errors.Unreachable, match="in time"):
        fetch(amazon.url, timeout=0.2)


def test_silence_in_the_middle_ends(amazon):
    def halting():
        yield TEXT
        time.sleep(2)
        yield TEXT

    amazon.do(lambda _request: Response(halting()))
    with pytest.raises(errors.Unreachable, match="silent"):
        fetch(amazon.url, timeout=0.3)


def test_a_document_that_trickles_ends(amazon):
    def trickle():
        for _byte in range(60):
            yield b"x" * 70_000
            time.sleep(0.05)

    amazon.do(lambda _request: Response(trickle()))
    with pytest.raises(errors.Unreachable, match="slowly"):
        fetch(amazon.url, deadline=0.3)


def test_nobody_there():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/?X-Amz-Signature=s"
    with pytest.raises(errors.Unreachable) as caught:
        fetch(url)
    assert caught.value.__context__ is None
    assert "Signature" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://s3.example.com/d", "file:///etc/passwd", "ftp://x/", "", "https:"]
)
def test_personal_data_travels_by_https_only(url):
    with pytest.raises(errors.InvalidRequest):
        download(ReportDocument(url))


def test_a_document_larger_than_we_accept_is_refused(amazon):
    amazon.say(TEXT)
    with pytest.raises(errors.DocumentDamaged, match="larger"):
        download(ReportDocument(amazon.url), max_bytes=len(TEXT) - 1)
    amazon.answers = [lambda _request: Response(iter([TEXT, TEXT]))]
    with pytest.raises(errors.DocumentDamaged, match="larger"):
        fetch(amazon.url, max_bytes=len(TEXT) + 1)


def test_the_presigned_address_is_not_logged(amazon, caplog):
    for name in ("", "urllib3", "urllib3.connectionpool"):
        caplog.set_level(logging.DEBUG, logger=name)
    amazon.say(TEXT)
    document = ReportDocument(
        f"{amazon.url}/d?X-Amz-Credential=who&X-Amz-Signature=secret-signature&x=y"
    )
    with download(document) as stream:
        assert b"".join(stream) == TEXT
        ours = [r for r in caplog.records if not r.name.startswith("werkzeug")]
        said = "\n".join(record.getMessage() for record in ours)
        assert "/d?X-Amz-Credential=…&X-Amz-Signature=…&x=y" in said
        assert "secret-signature" not in f"{said}{document!r}{stream!r}"


def chunked(data, cuts):
    ends = sorted(cut % (len(data) + 1) for cut in cuts)
    starts = [0, *ends]
    return [
        data[start:end] for start, end in zip(starts, [*ends, len(data)], strict=True)
    ]


@given(
    st.lists(st.binary(max_size=300), min_size=1, max_size=4),
    st.lists(st.integers(0, 10_000), max_size=12),
    st.sampled_from([b"", b"\0", b"\0" * 700]),
)
def test_any_number_of_members_in_any_chunks(parts, cuts, padding):
    packed = b"".join(gzip.compress(part) + padding for part in parts)
    assert b"".join(inflate(chunked(packed, cuts), True)) == b"".join(parts)


@given(st.binary(max_size=300), st.integers(0, 10_000))
def test_every_cut_is_noticed(data, cut):
    packed = gzip.compress(data)
    cut %= len(packed)
    with pytest.raises(errors.DocumentDamaged):
        list(inflate([packed[:cut]], True))


@given(st.lists(st.binary(max_size=200), max_size=5), st.booleans())
def test_arbitrary_bytes_raise_nothing_else(chunks, is_gzip):
    try:
        unpacked = b"".join(inflate(chunks, is_gzip))
    except errors.DocumentDamaged:
        assert is_gzip
    else:
        assert is_gzip or unpacked == b"".join(chunks)


def test_garbage_after_the_end_is_damage():
    with pytest.raises(errors.DocumentDamaged):
        list(inflate([gzip.compress(TEXT) + b"garbage"], True))


def test_a_bomb_is_defused_before_it_fills_the_memory():
    packer = zlib.compressobj(9, wbits=31)
    zeros = bytes(1024 * 1024)
    bomb = b"".join(packer.compress(zeros) for _ in range(200)) + packer.flush()
    assert len(bomb) < 300_000
    tracemalloc.start()
    with pytest.raises(errors.DocumentDamaged, match="larger"):
        for _piece in inflate([bomb], True, max_bytes=150 * 1024 * 1024):
            pass
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MEASURABLE


def test_a_gigabyte_in_a_few_bytes_is_refused_at_its_beginning():
    member = gzip.compress(bytes(64 * 1024 * 1024))
    unpacked = 0
    tracemalloc.start()
    with pytest.raises(errors.DocumentDamaged, match="far larger than any report"):
        for piece in inflate([member] * 16, True):
            unpacked += len(piece)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert unpacked <= 64 * 1024 * 1024
    # One member unpacked alone would be twice this; other threads take some, too.
    assert peak < 32 * 1024 * 1024


def test_a_document_that_packs_well_is_no_bomb():
    rows = b"302-0000001-0000001\t" + b"x" * 400 + b"\n"
    packed = gzip.compress(rows * 300_000, 1)
    assert sum(map(len, inflate([packed], True))) == 300_000 * len(rows)


def test_a_large_document_is_never_whole_in_memory(amazon):
    noise = random.Random(1).randbytes(65536)

    def body():
        for _chunk in range(800):
            yield noise

    amazon.do(lambda _request: Response(body()))
    with download(ReportDocument(amazon.url)) as stream:
        tracemalloc.start()
        length = peak = 0
        for chunk in stream:
            length += len(chunk)
            peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert length == 800 * 65536
    assert peak < MEASURABLE
