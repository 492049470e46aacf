"""Finds the addon's English texts on a screen that ought to be German."""

import re

_TAG = re.compile(r"<[^>]+>")
_GAP = re.compile(r"%\(\w+\)[sd]|%[sd]")
# Shorter ones are names, or the same in both languages by chance.
MIN_LETTERS = 4


class English:
    """Knows every source text that reads otherwise in German.

    Texts are compared a line at a time, whatever their case and white space; what is
    filled into a text may be anything.
    """

    def __init__(self, catalogue):
        """:param catalogue: the entries of a PO file, each with msgid and msgstr"""
        german = {line for entry in catalogue for line in _lines(entry.msgstr)}
        english = {line for entry in catalogue for line in _lines(entry.msgid)} - german
        self._whole = {line for line in english if not _GAP.search(line)}
        self._gapped = [
            re.compile(".+".join(map(re.escape, _GAP.split(line))))
            for line in english - self._whole
            if _letters(_GAP.sub("", line)) >= MIN_LETTERS
        ]

    def among(self, texts):
        """Return those of the texts' lines that are English."""
        lines = {line for text in texts for line in _lines(text)}
        return sorted(line for line in lines if self._knows(line))

    def _knows(self, line):
        return line in self._whole or any(
            pattern.fullmatch(line) for pattern in self._gapped
        )


def _lines(text):
    """Return the lines of a text as a screen shows them, without markup, small."""
    # Within a source text the end of a line is white space; on a screen it is a line.
    pieces = _TAG.split(text) if _TAG.search(text) else [text, *text.splitlines()]
    lines = (" ".join(piece.split()).casefold() for piece in pieces)
    return [line for line in lines if _letters(line) >= MIN_LETTERS]


def _letters(line):
    return sum(map(str.isalpha, line))
