# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""DHL's lockers and branches in German addresses.

Such an address is the word and three digits in place of the street, and the
recipient's post number of 6 to 10 digits beside it, as digits only:
https://www.dhl.de/de/privatkunden/pakete-empfangen/an-einem-abholort-empfangen.html
"""

import re

# The form in which DHL writes what buyers write in many.
_WORDS = {
    "packstation": "Packstation",
    "postfiliale": "Postfiliale",
    "paketshop": "Paketshop",
    "paketbox": "Paketbox",
}
_LOCKER = re.compile(
    r"""(?<![\w-])(?:dhl|deutsche\spost)?[\s-]*
        (?P<word>pack(?:et)?[\s-]?station|post[\s-]?filiale|paket[\s-]?shop|paketbox)
        (?:\s?(?:nr|no|nummer)(?![a-zäöü])\.?)?[\s:#.-]*
        (?P<number>\d{3,4})?(?![\w-])""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBER_BEFORE = re.compile(r"(?<!\w)(\d{3})\s*$")
_POST_NUMBER = re.compile(
    r"""(?<![\w-])(?:dhl[\s-]*)?
        (?:(?:post|kunden)[\s-]?(?:nummer|nr|no|number)|pn|postident)\.?[\s:#.]*
        (?P<number>\d(?:[\s.]?\d){5,9})(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_BARE_NUMBER = re.compile(r"(?<![\w-])(\d(?:\s?\d){5,9})(?![\w-])")
_SEPARATORS = " ,;:/|-–()"


def take(lines):
    """Take the locker and the post number out of an address.

    :return: locker ("Packstation 145"), post number and the lines that are left;
        two empty texts and the same lines where there is no locker
    """
    rest = list(lines)
    locker = _take_locker(rest)
    if not locker:
        return "", "", list(lines)
    number = _take_post_number(rest)
    return locker, number, [line for line in rest if line]


def part_name(name, lines):
    """Return a recipient's name and the post number that stands behind it.

    :param lines: of the address; only a locker without a number there lacks one
    :return: the name as it is and "" where there is nothing to part
    """
    locker, number, _lines = take(lines)
    if not locker or number:
        return name, ""
    rest = [name]
    number = _take_post_number(rest)
    return (rest[0], number) if number and rest[0] else (name, "")


def _take_locker(lines):
    for position, line in enumerate(lines):
        match = _LOCKER.search(line)
        if not match:
            continue
        before, after = line[: match.start()], line[match.end() :]
        number = match["number"]
        if not number and (leading := _NUMBER_BEFORE.search(before)):
            number, before = leading[1], before[: leading.start()]
        number = number or _take_short_number(lines)
        if number:
            lines[position] = _joined(before, after)
            word = re.sub(r"[\s-]", "", match["word"].casefold())
            return f"{_WORDS.get(word, 'Packstation')} {number}"
    return ""


def _take_short_number(lines):
    """Take the locker's number where it has a line of its own."""
    for position, line in enumerate(lines):
        if match := re.fullmatch(r"(?:nr\.?\s?)?(\d{3})", line.strip(), re.IGNORECASE):
            lines[position] = ""
            return match[1]
    return ""


def _take_post_number(lines):
    for pattern in (_POST_NUMBER, _BARE_NUMBER):
        for position, line in enumerate(lines):
            if match := pattern.search(line):
                lines[position] = _joined(line[: match.start()], line[match.end() :])
                return re.sub(r"\D", "", match[1])
    return ""


def _joined(before, after):
    parts = (before.strip(_SEPARATORS), after.strip(_SEPARATORS))
    return ", ".join(part for part in parts if part)
