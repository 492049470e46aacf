"""Documents that are not what they should be, as sellers have met them."""

import re
from dataclasses import dataclass, replace

# Of the words that column names are made of.
_GERMAN = {
    **{"order": "bestell", "item": "artikel", "id": "nummer", "date": "datum"},
    **{"price": "preis", "tax": "steuer", "name": "name", "buyer": "käufer"},
    **{"quantity": "menge", "ship": "versand", "shipping": "versand"},
    **{"address": "adresse", "city": "ort", "country": "land", "currency": "währung"},
    **{"product": "produkt", "purchase": "kauf", "purchased": "gekauft"},
    **{"sku": "verkäufer-sku", "phone": "telefon", "number": "nummer"},
    **{"status": "status", "amount": "betrag", "return": "rücksende"},
    **{"amazon": "amazon", "shipment": "lieferung", "type": "typ", "title": "titel"},
    **{"total": "gesamt", "transaction": "transaktion", "marketplace": "marktplatz"},
    **{"seller": "verkäufer", "listing": "angebot", "reason": "grund"},
}
_PAGE = (
    "<!DOCTYPE html>\n<html><head><title>Amazon Sign-In</title></head>"
    "<body><h1>Service Unavailable</h1></body></html>\n"
)
_CUT_AT = 0.6


@dataclass(frozen=True)
class File:
    """:ivar charset: what the bytes are written in
    :ivar stated_charset: what the header of the document says; "" for nothing
    """

    text: str
    media_type: str
    charset: str
    stated_charset: str

    @property
    def body(self) -> bytes:
        """Letters the charset lacks become "?"."""
        return self.text.encode(self.charset, errors="replace")

    @property
    def content_type(self) -> str:
        if not self.stated_charset:
            return self.media_type
        return f"{self.media_type}; charset={self.stated_charset}"


def spoil(file: File, kind: str) -> File:
    """:param kind: of a fault; those that do not spoil files change nothing"""
    change = _CHANGES.get(kind)
    return change(file) if change else file


def _localised_header(file: File) -> File:
    header, newline, rows = file.text.partition("\r\n")
    german = re.sub(r"\w+", lambda m: _GERMAN.get(m[0].lower(), m[0]), header)
    return replace(file, text=german + newline + rows)


def _wrong_charset(file: File) -> File:
    is_unicode = file.charset.upper() == "UTF-8"
    written = "Cp1252" if is_unicode else "UTF-8"
    stated = file.stated_charset or file.charset
    return replace(file, charset=written, stated_charset=stated)


def _cut_file(file: File) -> File:
    """Ends in the middle of a row; the transfer was without a fault."""
    somewhere = int(len(file.text) * _CUT_AT)
    start = file.text.rfind("\n", 0, somewhere) + 1
    end = file.text.find("\r\n", start)
    return replace(file, text=file.text[: (start + max(start, end)) // 2])


def _without_rows(file: File) -> File:
    header, newline, _ = file.text.partition("\r\n")
    return replace(file, text=header + newline)


def _html(file: File) -> File:
    return replace(
        file,
        text=_PAGE,
        media_type="text/html",
        charset="UTF-8",
        stated_charset="UTF-8",
    )


_CHANGES = {
    "localised_header": _localised_header,
    "wrong_charset": _wrong_charset,
    "cut_file": _cut_file,
    "empty_though_orders": _without_rows,
    "html_instead": _html,
}
