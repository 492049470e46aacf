"""Every type of report, with documents nobody would send: no row is ever lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amazon_connector.spapi.errors import ReportNotTabular
from tests.fuzz.reports import (
    CHARSETS,
    CHUNKS,
    TYPES,
    goldens,
    look,
    read,
    try_bytes,
    write_seeds,
)

TOKENS = [
    *(b"", b"\t", b"\n", b"\r\n", b"\r", b"\0", b'"', b'""', b",", b";", b" ", b"|"),
    *(b"-", b"+", b"(", b")", b"0", b"-1", b"1e9", b"1.23E+14", b"1,234", b"1.234,5"),
    *(b"NaN", b"Infinity", b"99999999999999999", b"0.0000000001", b"true", b"UK"),
    *(b"01.02.2026", b"03/04/26", b"31-Feb-2026 UTC", b"9999-12-31T23:59:59-12:00"),
    *(b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"\x81", b"\xe2\x80\xae"),
    *(
        "١٢٣".encode(),
        "１２".encode(),
        "−5,00".encode(),
        "ſ".encode(),
        "\u2028".encode(),
    ),
    *(b"<", b">", b"&", b"&#0;", b"]]>", b"<!--", b"<!DOCTYPE a>", b"</Item>", b"<b/>"),
    *(b"\t" * 70, b"\n" * 70, b"sep=;\n", b"SHIPMENT", b"RETURN", b"Transfer"),
]
TOKEN = st.one_of(st.sampled_from(TOKENS), st.binary(max_size=8))
DOCUMENTS = [(kind, path.read_bytes()) for kind in TYPES for path in goldens(kind)]


@st.composite
def mangled(draw):
    """A golden document, a few pieces of which were cut, replaced or doubled."""
    kind, data = draw(st.sampled_from(DOCUMENTS))
    for _change in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 400)))
        piece = data[start:end] if draw(st.booleans()) else b""
        data = data[:start] + piece + draw(TOKEN) + data[end:] + piece
    return kind, data


@st.composite
def mangled_cells(draw):
    """A golden table, some cells of which hold something else."""
    kind, data = draw(st.sampled_from(DOCUMENTS))
    rows = [line.split(b"\t") for line in data.split(b"\n")]
    for _change in range(draw(st.integers(1, 12))):
        row = draw(st.sampled_from(rows))
        row[draw(st.integers(0, len(row) - 1))] = draw(TOKEN)
    return kind, b"\n".join(map(b"\t".join, rows))


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_has_documents_to_start_from(kind):
    assert any(not read(kind, path.read_bytes())[1] for path in goldens(kind))


@pytest.mark.parametrize("kind", TYPES)
def test_a_document_of_another_type_is_refused_or_read_as_its_own(kind):
    for _other, data in DOCUMENTS:
        read(kind, data)


@settings(max_examples=300)
@given(
    st.sampled_from(TYPES),
    st.binary(max_size=300),
    st.sampled_from(CHARSETS),
    st.sampled_from(CHUNKS),
)
def test_any_bytes(kind, data, charset, chunk):
    results, error = read(kind, data, charset=charset, chunk=chunk)
    assert isinstance(error, ReportNotTabular)
    assert not results
    look(data, chunk)


@settings(max_examples=600)
@given(st.one_of(mangled(), mangled_cells()), st.sampled_from(CHARSETS))
def test_mangled_documents(case, charset):
    kind, data = case
    results, error = read(kind, data, charset=charset)
    again, other = read(kind, data, charset=charset, chunk=13)
    assert (again, type(other)) == (results, type(error)), "chunks change nothing"
    look(data)


def test_the_fuzzer_starts_from_every_document(tmp_path):
    write_seeds(tmp_path)
    seeds = list(tmp_path.iterdir())
    assert len(seeds) == len(DOCUMENTS)
    for seed in seeds:
        try_bytes(seed.read_bytes())
    try_bytes(b"")
