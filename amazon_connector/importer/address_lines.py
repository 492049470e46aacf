# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What each line of an address is: Amazon has three, and buyers type as they please.

Amazon's German form has no field of its own for a company, a "c/o", a locker or a post
number, so each may stand in any line.  No word is lost: what is not understood stays
beside the street.
"""

import re
from dataclasses import dataclass
from enum import Enum

from . import german_lockers

_GERMAN = {"DE", "AT", "CH", "LI"}
# What parts the pieces of a line says nothing by itself.
_NOTHING = re.compile(r"[\s,;|]*")
_CARE_OF = re.compile(
    r"""(?:c\s?/\s?o\b\.?|℅|care\sof\b|z\.?\s?h(?:d|\.|\b)d?\.?|zu\sh(?:änden|d\.)
        |att(?:n|ention)?\b[.:]|attn\b|f\.?a\.?o\.?[\s:]|p\.\s?a(?:dr)?\.|per\sadresse\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_INNER_CARE_OF = re.compile(r"(?<=\s)(?:c\s?/\s?o\b|℅|z\.\s?hd?\.)", re.IGNORECASE)
_GUEST_OF = re.compile(r"bei:?\s", re.IGNORECASE)
# As in Amazon's own words for "company": legal forms of where sellers' buyers live.
_LEGAL_FORM = (
    r"(?i:gmbh|gesmbh|ges\.\s?m\.\s?b\.\s?h\.|mbh|ggmbh|kgaa|ohg|gbr|ltd|limited|llc|inc"
    r"|corp|plc|lda|unipessoal|d\.\s?o\.\s?o|oyj|sarl|sàrl|s\.\s?r\.\s?l|srl|s\.\s?p\.\s?a|sp\.\s?z\s?o\.\s?o|s\.\s?r\.\s?o"
    r"|e\.\s?k|e\.\s?kfr|e\.\s?u|e\.\s?v|b\.\s?v|n\.\s?v|s\.\s?a|s\.\s?l|s\.\s?a\.\s?s)"
    r"|AG|KG|UG|SE|eK|eV|eG|eU|AB|AS|BV|NV|SA|SAS|SL|SpA|SPRL|Oy|ApS|Kft"
)
_COMPANY = re.compile(
    rf"(?:^(?i:firma|fa\.)\s+\S)|(?<![\w-])(?:{_LEGAL_FORM})\.?(?![\w-])"
    r"|&\s(?i:co|söhne|sohn|partner|sons|fils|figli|hijos|zn)\b"
)
# Legal forms that stand within the names of streets, too: "CARRER DE SA PLAÇA".
_ARTICLES = {"AS", "SA", "SE"}
_COMPANY_THEN_STREET = re.compile(
    r"^(?P<company>.*(?<![\w-])(?i:gmbh|ag|kg|ug|ohg|gbr|e\.\s?k\.|e\.\s?v\.))"
    r"\s+(?P<street>[^\W\d&].*\d.*)$"
)
# A flat, a floor, a building: never the street, although it may end with a number.
_PLACE_WORDS = (
    r"abt(?:eilung|lg|\.)|app(?:artement|\.)|apartment|aufgang|büro|dachgeschoss|eingang"
    r"|etage|erdgeschoss|geb(?:äude|\.)|gartenhaus|halle|haus|hinterhaus|hinterhof|hof"
    r"|lager|links|rechts|mitte|obergeschoss|raum|rückgebäude|seitenflügel|seiteneingang"
    r"|souterrain|station|stiege|stg\.|stock|stockwerk|tor|top|tür|untergeschoss"
    r"|vorderhaus|vordergebäude|whg\.?|wohnung|wg|zi\.|zimmer|eg|og|ug|dg|vh|hh|gh|sf|qg"
)
_PLACE = re.compile(
    rf"(?:(?:im|in\sder|zum|zur)\s)?(?:\d{{1,3}}\.?\s?)?(?:{_PLACE_WORDS})(?![\w-])",
    re.IGNORECASE,
)
# Each blank has one place only: else "1 - 1 - 1 - …" would be tried in endless ways.
_NUMBER = (
    r"\d{1,5}(?:\s?[a-z])?(?![\w.])"
    r"(?:\s?[-–/+&]\s?(?:\d{1,4}(?:\s?[a-z])?|[a-z])(?![\w.]))*"
    r"(?:\s?[½¼¾])?(?:\s(?:haus|block|gebäude)\s\w{1,3}(?!\w))?"
)
_ONLY_NUMBER = re.compile(
    rf"(?:nr\.?\s?|hausnummer:?\s?|no\.?\s?)?{_NUMBER}", re.IGNORECASE
)
_NUMBERED = re.compile(
    rf"(?P<street>.*[^\W\d_].*?[\s.](?:nr\.?\s?)?{_NUMBER})(?P<rest>\s.*)?",
    re.IGNORECASE,
)
_ROAD = re.compile(
    r"(?:stra(?:ß|ss)e|str\.?|weg|platz|pl\.|allee|gasse|ring|damm|ufer|chaussee|steig"
    r"|stieg|pfad|markt|promenade|zeile|graben|winkel|kai|brücke|hof|berg)(?:\s|$)"
    r"|^(?:am|an|auf|im|in|zum|zur|unter|hinter)\s(?:de[rnm]\s)?",
    re.IGNORECASE,
)


class Kind(Enum):
    """What a piece of a line is; of these the first is taken for the street."""

    STREET = 1  # with its house number
    ROAD = 2  # sounds like one, without a number
    PLAIN = 3
    NUMBER = 4
    PLACE = 5
    CARE_OF = 6
    COMPANY = 7


@dataclass(frozen=True, slots=True)
class Lines:
    """An address as Odoo has it.

    :ivar company: a company that stands above the street, "" where there is none
    :ivar street: the street with its house number, or the locker
    :ivar more: what stands beside, in the order to be printed; a post number first
    """

    company: str = ""
    street: str = ""
    more: tuple[str, ...] = ()


def read_lines(lines, country_code, names=()):
    """Return what each of an address's lines is.

    :param lines: texts as Amazon stated them, without characters of control
    :param country_code: ISO code
    :param names: of the recipient and the company, which stand above the lines anyway:
        sellers see them repeated as the first line
    :rtype: Lines
    """
    known = {_simplified(name) for name in names if name}
    lines = [
        line
        for line in lines
        if not _NOTHING.fullmatch(line) and _simplified(line) not in known
    ]
    is_german = country_code in _GERMAN
    first, locker = [], ""
    if country_code == "DE":
        locker, post_number, lines = german_lockers.take(lines)
        first = [post_number] if post_number else []
    pieces = [
        (kind, text)
        for line in lines
        for kind, text in _pieces(line, is_german)
        if _simplified(text) not in known
    ]
    if is_german:
        pieces = _with_numbers(pieces)
    street = locker or _take_street(pieces)
    company = next((text for kind, text in pieces if kind is Kind.COMPANY), "")
    if company:
        pieces.remove((Kind.COMPANY, company))
    pieces.sort(key=lambda piece: piece[0] is not Kind.CARE_OF)
    return Lines(company, street, (*first, *(text for _kind, text in pieces)))


def _simplified(text):
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def _take_street(pieces):
    """Remove the piece that is the street, and return its text."""
    if not pieces:
        return ""
    chosen = min(pieces, key=lambda piece: piece[0].value)
    pieces.remove(chosen)
    return chosen[1]


# === PIECES OF ONE LINE === #


def _pieces(line, is_german):
    """Return ``[(kind, text)]`` of one line, in its order."""
    before, care_of = _split_care_of(line)
    if before and care_of:
        return [*_pieces(before, is_german), *_pieces(care_of, is_german)]
    if not is_german:
        return [(_foreign_kind(line), line)]
    if match := _COMPANY_THEN_STREET.match(line):
        if _NUMBERED.fullmatch(match["street"]):
            street = _pieces(match["street"], is_german)
            return [(Kind.COMPANY, match["company"]), *street]
    pieces = []
    for text in re.split(r"\s*[,;|]\s*", line):
        if text:
            _append(pieces, text)
    return pieces


def _split_care_of(line):
    match = _INNER_CARE_OF.search(line)
    if not match or _CARE_OF.match(line):
        return line, ""
    return line[: match.start()].rstrip(" ,;"), line[match.start() :]


def _append(pieces, text):
    """Add a piece between commas; join what no comma was meant to part."""
    kind = _german_kind(text)
    previous = pieces[-1][0] if pieces else None
    is_one = previous is Kind.PLAIN and kind in (Kind.PLAIN, Kind.NUMBER)
    if previous is Kind.CARE_OF and kind is Kind.PLAIN:
        is_one = True
    if is_one or (kind is Kind.NUMBER and previous in (Kind.STREET, Kind.ROAD)):
        text = f"{pieces.pop()[1]}, {text}"
        pieces.append((Kind.STREET if kind is Kind.NUMBER else previous, text))
        return
    match = _NUMBERED.fullmatch(text) if kind is Kind.STREET else None
    rest = (match["rest"] or "").strip(" -–/") if match else ""
    if rest:
        pieces += [(Kind.STREET, match["street"]), (Kind.PLACE, rest)]
    else:
        pieces.append((kind, text))


def _foreign_kind(text):
    if _CARE_OF.match(text):
        return Kind.CARE_OF
    if _has_legal_form(text) and not re.search(r"\d", text):
        return Kind.COMPANY
    return Kind.PLAIN


def _has_legal_form(text):
    return any(
        match[0] not in _ARTICLES or match.end() == len(text)
        for match in _COMPANY.finditer(text)
    )


def _german_kind(text):
    if _CARE_OF.match(text):
        return Kind.CARE_OF
    if _ONLY_NUMBER.fullmatch(text):
        return Kind.NUMBER
    match = _NUMBERED.fullmatch(text)
    rest = (match["rest"] or "").strip(" -–/") if match else ""
    is_street = bool(match and (not rest or _PLACE.match(rest)))
    if _GUEST_OF.match(text) and not is_street:
        return Kind.CARE_OF
    if _COMPANY.search(text):
        return Kind.COMPANY
    if _PLACE.match(text):
        return Kind.PLACE
    if is_street:
        return Kind.STREET
    return Kind.ROAD if _ROAD.search(text) else Kind.PLAIN


def _with_numbers(pieces):
    """Put a house number that has a line of its own behind its street."""
    roads = [i for i, (kind, _text) in enumerate(pieces) if kind is Kind.ROAD]
    roads += [i for i, (kind, _text) in enumerate(pieces) if kind is Kind.PLAIN]
    numbers = [i for i, (kind, _text) in enumerate(pieces) if kind is Kind.NUMBER]
    has_street = any(kind is Kind.STREET for kind, _text in pieces)
    if has_street or not roads or not numbers:
        return pieces
    road, number = roads[0], numbers[0]
    street = (Kind.STREET, f"{pieces[road][1]} {pieces[number][1]}")
    return [
        street if position == road else piece
        for position, piece in enumerate(pieces)
        if position != number
    ]
