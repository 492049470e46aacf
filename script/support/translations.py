"""The addon's translations against what Odoo exports: complete, current, sound.

Run in the virtual environment: `python -m support.translations I18N EXPORTED.pot`;
with `--fix-translations` it writes the template anew and merges it into every language.
"""

import difflib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

from .lint_command import FIX
from .steps import say

PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sdf]|\{\w*\}|</?\w+")
SIMILAR = 0.85


def messages(catalogue: polib.POFile) -> dict[str, frozenset[str]]:
    """{msgid: where it is used} of a catalogue, without obsolete entries."""
    return {
        entry.msgid: frozenset(place for place, _line in entry.occurrences)
        for entry in catalogue
        if not entry.obsolete
    }


def template_problems(template: Path, exported: polib.POFile) -> Iterator[str]:
    """How the template differs from what Odoo exports."""
    if not template.exists():
        yield f"{template.name} is missing"
        return
    there, wanted = messages(polib.pofile(template)), messages(exported)
    for msgid in sorted(wanted.keys() - there.keys()):
        yield f"{template.name} lacks {msgid!r}"
    for msgid in sorted(there.keys() - wanted.keys()):
        yield f"{template.name} has what the addon no longer says: {msgid!r}"
    for msgid in sorted(wanted.keys() & there.keys()):
        if wanted[msgid] != there[msgid]:
            yield f"{template.name} has other places for {msgid!r}"


def language_problems(path: Path, exported: polib.POFile) -> Iterator[str]:
    """What a language lacks: missing, unsure, left-over or broken translations."""
    catalogue = polib.pofile(path)
    for msgid in sorted(messages(exported).keys() - messages(catalogue).keys()):
        yield f"{path.name} lacks {msgid!r}"
    wanted = messages(exported)
    for entry in catalogue:
        if entry.obsolete or entry.msgid not in wanted:
            yield f"{path.name} has what the addon no longer says: {entry.msgid!r}"
        elif entry.fuzzy:
            yield f"{path.name} is unsure (fuzzy) about {entry.msgid!r}"
        elif not entry.msgstr:
            yield f"{path.name} does not translate {entry.msgid!r}"
        elif placeholders(entry.msgid) != placeholders(entry.msgstr):
            yield f"{path.name} has other placeholders or tags in {entry.msgid!r}"


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text.replace("%%", "")))


def merge(path: Path, exported: polib.POFile) -> None:
    """Bring a language up to date; a reworded message keeps its words as fuzzy."""
    catalogue = polib.pofile(path, wrapwidth=78)
    catalogue.merge(exported)
    gone = {entry.msgid: entry for entry in catalogue.obsolete_entries()}
    for entry in catalogue.untranslated_entries():
        for msgid in difflib.get_close_matches(entry.msgid, gone, 1, SIMILAR):
            entry.msgstr = gone[msgid].msgstr
            entry.flags.append("fuzzy")
    for entry in gone.values():
        say(f"{path.name}: no longer needed: {entry.msgid!r} = {entry.msgstr!r}")
        catalogue.remove(entry)
    catalogue.sort(key=lambda entry: entry.msgid)
    catalogue.save(path)


def main(folder: Path, exported_path: Path, fix: bool) -> int:
    exported = polib.pofile(exported_path, wrapwidth=78)
    template = folder / f"{exported_path.stem}.pot"
    languages = sorted(folder.glob("*.po"))
    if fix:
        if list(template_problems(template, exported)):
            exported.save(template)
        for path in languages:
            merge(path, exported)
    problems = list(template_problems(template, exported))
    for path in languages:
        problems += language_problems(path, exported)
    if not languages:
        problems.append(f"{folder} has no language")
    for problem in problems:
        say(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), FIX in sys.argv))
