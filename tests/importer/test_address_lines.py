"""What the lines of an address are: each form in golden/address_lines.txt."""

import re
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from amazon_connector.importer.address_lines import Lines, read_lines
from amazon_connector.importer.german_lockers import part_name

NAMES = ("Anna Beispiel", "Beispiel GmbH")
_TABLE = Path(__file__).parent / "golden" / "address_lines.txt"
FORMS = [
    line
    for line in _TABLE.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
# Understood, so said by where the rest stands.
_UNDERSTOOD = {"dhl", "postnummer", "postnr", "kundennummer", "nr", "nummer"}


def split(form):
    """Return country, lines as stated, and what they are to become."""
    country, rest = form.split(": ", 1)
    stated, expected = rest.split(" => ")
    match = re.fullmatch(r"(?:\[(?P<company>.*?)\] )?(?P<lines>.*)", expected)
    street, *more = match["lines"].split(" | ")
    return (
        country,
        stated.split(" / "),
        Lines(match["company"] or "", street, tuple(more)),
    )


@pytest.mark.parametrize("form", FORMS)
def test_form_is_understood(form):
    country, lines, expected = split(form)
    assert read_lines(lines, country, NAMES) == expected


@pytest.mark.parametrize(
    ("name", "lines", "parted"),
    [
        ("Anna Beispiel 12345678", ["Packstation 145"], ("Anna Beispiel", "12345678")),
        (
            "Anna Beispiel, Postnr. 12345678",
            ["Postfiliale 501"],
            ("Anna Beispiel", "12345678"),
        ),
        ("Anna Beispiel", ["Packstation 145"], ("Anna Beispiel", "")),
        ("12345678", ["Packstation 145"], ("12345678", "")),
        ("Anna 12345678", ["Packstation 145", "87654321"], ("Anna 12345678", "")),
        ("Anna 12345678", ["Ring 7"], ("Anna 12345678", "")),
    ],
)
def test_post_number_behind_the_name(name, lines, parted):
    assert part_name(name, lines) == parted


def test_there_are_forms_enough():
    german = [form for form in FORMS if form.startswith(("DE", "AT", "CH"))]
    assert len(german) >= 60


def words(*texts):
    """Return the letters and digits of texts, however they are parted."""
    return sorted(re.findall(r"\w", " ".join(texts).casefold()))


_SNIPPETS = st.sampled_from(
    sorted({line for form in FORMS for line in split(form)[1] if line})
)
_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=40)


@settings(max_examples=400)
@given(
    st.sampled_from(["DE", "AT", "CH", "FR", "US", "JP", ""]),
    st.lists(_SNIPPETS | _TEXTS, max_size=3),
)
@example("DE", [";"])
@example("FR", [" "])
def test_no_word_is_ever_lost(country, lines):
    read = read_lines(lines, country)
    kept = words(read.company, read.street, *read.more)
    stated = words(*lines)
    if kept != stated:
        understood = [w for line in lines for w in re.findall(r"\w+", line.casefold())]
        assert _UNDERSTOOD & set(understood) or "pack" in "".join(stated), lines
        assert country == "DE"
        digits = [c for c in stated if c.isdigit()]
        assert digits == [c for c in kept if c.isdigit()]
    is_anything_said = any(re.search(r"[^\s,;|]", line) for line in lines)
    assert bool(read.street) == is_anything_said


@given(st.lists(st.text(max_size=3000), max_size=3))
def test_any_text_is_read_in_no_time(lines):
    read_lines(lines, "DE", NAMES)


_PIECES = (
    *("1 - ", "1-", "1 ", "a ", "a 1 ", "1a ", "nr. 1 ", "1/", "a.", "str. ", "haus "),
    *("weg 1 haus 1 ", "gmbh ", "& co ", "s. r. ", "c/o ", "z.h", "12345 ", "pn 1"),
    *("Packstation ", "dhl-", "   ", "-"),
)


@pytest.mark.parametrize("piece", _PIECES)
@pytest.mark.parametrize("end", ["", "!"])
def test_what_is_repeated_is_read_in_no_time(piece, end):
    started = perf_counter()
    for country in ("DE", "FR"):
        # In an expression with two ways for each piece, these would be millions.
        read_lines([piece * 24 + end], country)
    assert perf_counter() - started < 1


@given(
    st.sampled_from(["DE", "FR"]),
    st.lists(st.sampled_from(_PIECES), max_size=200).map("".join),
)
def test_any_pieces_are_read_in_no_time(country, line):
    read_lines([line], country, NAMES)
