"""How buyers fill in Amazon's three lines, and what a person makes of them."""

from dataclasses import dataclass
from random import Random

from emulator.world.facts import Book


@dataclass(frozen=True, slots=True)
class Form:
    """Texts with ``{street}``, ``{company}``, ``{other}`` (another person's name),
    ``{station}`` and ``{post_number}``; ``{Street}`` is the street in capitals.

    :ivar lines: as Amazon states them
    :ivar beside: what a person writes beside the street, in any order
    :ivar locker: Packstation or Postfiliale
    """

    lines: tuple[str, ...]
    street: str = "{street}"
    beside: tuple[str, ...] = ()
    company: str = ""
    locker: str = ""


PLAIN = (
    Form(("{street}",)),
    Form(("{street}", "2. Stock"), beside=("2. Stock",)),
)
GERMAN = (
    *PLAIN,
    Form(("{street}", "Hinterhaus, 3. OG"), beside=("Hinterhaus", "3. OG")),
    Form(("{street}", "Hinterhaus"), beside=("Hinterhaus",)),
    Form(("EG", "{street}"), beside=("EG",)),
    Form(("{street}", "c/o {other}"), beside=("c/o {other}",)),
    Form(("c/o {other}", "{street}"), beside=("c/o {other}",)),
    Form(
        ("{street}", "c/o {other}", "Hinterhaus, 3. OG"),
        beside=("c/o {other}", "Hinterhaus", "3. OG"),
    ),
    Form(("Whg. 12", "{street}", "4. Etage"), beside=("Whg. 12", "4. Etage")),
)
GERMAN_COMPANY = (
    Form(("{company}", "{street}"), company="{company}"),
    Form(("{street}", "{company}"), company="{company}"),
    Form(
        ("{company}", "Abteilung Einkauf", "{street}"),
        company="{company}",
        beside=("Abteilung Einkauf",),
    ),
    Form(
        ("{company}", "z. Hd. {other}", "{street}"),
        company="{company}",
        beside=("z. Hd. {other}",),
    ),
)
GERMAN_LOCKER = (
    Form(("Packstation {station}", "{post_number}"), locker="Packstation"),
    Form(("{post_number}", "Packstation {station}"), locker="Packstation"),
    Form(("Packstation {station}", "Postnummer {post_number}"), locker="Packstation"),
    Form(
        ("Postnummer: {post_number}", "DHL Packstation {station}"), locker="Packstation"
    ),
    Form(
        ("PACKSTATION {station}", "", "POSTNUMMER {post_number}"), locker="Packstation"
    ),
    Form(("{post_number} Packstation {station}",), locker="Packstation"),
    Form(("Postfiliale {station}", "{post_number}"), locker="Postfiliale"),
    Form(("{post_number}", "Postfiliale {station}"), locker="Postfiliale"),
)
FOREIGN_COMPANY = (Form(("{company}", "{street}"), company="{company}"),)
AMERICAN = (
    Form(("{street}",)),
    Form(("{street}", "Apt 4B"), beside=("Apt 4B",)),
    Form(("{street}", "", "-"), beside=()),
)
BRITISH = (
    Form(("{street}",)),
    Form(("{street}", "Flat 3"), beside=("Flat 3",)),
)


def forms(country: str, style: str) -> tuple[Form, ...]:
    """:param style: "", ``company`` or ``locker`` (Germany only)"""
    if style == "locker":
        return GERMAN_LOCKER
    is_german = country in ("DE", "AT", "CH")
    if style == "company":
        return GERMAN_COMPANY if is_german else FOREIGN_COMPANY
    if is_german:
        return GERMAN
    if country in ("US", "CA"):
        return AMERICAN
    return BRITISH if country in ("GB", "IE") else PLAIN


def fill(rng: Random, form: Form, **words) -> tuple[tuple[str, str, str], Book]:
    """Amazon's three lines, and what they mean.

    :param words: ``street``, ``company``, ``other``
    """
    words |= {
        "station": str(rng.randrange(101, 499)),
        "post_number": str(rng.randrange(10_000_000, 999_999_999)),
    }
    line1, line2, line3 = (*(t.format(**words) for t in form.lines), "", "")[:3]
    street = "{locker} {station}" if form.locker else form.street
    book = Book(
        street=street.format(locker=form.locker, **words),
        beside=tuple(text.format(**words) for text in form.beside),
        company=form.company.format(**words),
        locker=form.locker,
        post_number=words["post_number"] if form.locker else "",
    )
    return (line1, line2, line3), book
