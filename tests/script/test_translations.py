"""The check of the translations finds what a German user would stumble over."""

import polib
import pytest

from support import translations


def catalogue(**messages):
    """A catalogue of {msgid: msgstr}."""
    made = polib.POFile()
    made.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for msgid, msgstr in messages.items():
        made.append(
            polib.POEntry(msgid=msgid, msgstr=msgstr, occurrences=[("code:x", "0")])
        )
    return made


@pytest.fixture
def exported():
    return catalogue(**{"Orders": "", "%(count)s <b>orders</b>": ""})


def problems(tmp_path, exported, **messages):
    path = tmp_path / "de.po"
    catalogue(**messages).save(path)
    return list(translations.language_problems(path, exported))


def test_a_complete_language_has_no_problem(tmp_path, exported):
    complete = {
        "Orders": "Bestellungen",
        "%(count)s <b>orders</b>": "%(count)s <b>Bestellungen</b>",
    }
    assert problems(tmp_path, exported, **complete) == []


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        ({"Orders": "Bestellungen"}, "lacks"),
        (
            {"Orders": "", "%(count)s <b>orders</b>": "%(count)s <b>B</b>"},
            "does not translate 'Orders'",
        ),
        (
            {"Orders": "Bestellungen", "%(count)s <b>orders</b>": "%(zahl)s <b>B</b>"},
            "other placeholders or tags",
        ),
        (
            {"Orders": "Bestellungen", "%(count)s <b>orders</b>": "%(count)s B"},
            "other placeholders or tags",
        ),
        (
            {
                "Orders": "Bestellungen",
                "%(count)s <b>orders</b>": "%(count)s <b>B</b>",
                "Gone": "Weg",
            },
            "no longer says: 'Gone'",
        ),
    ],
    ids=["missing", "empty", "placeholder", "tag", "left over"],
)
def test_each_gap_is_named(tmp_path, exported, messages, said):
    (problem,) = problems(tmp_path, exported, **messages)
    assert said in problem


def test_an_unsure_translation_is_named(tmp_path, exported):
    path = tmp_path / "de.po"
    german = catalogue(
        **{"Orders": "Befehle", "%(count)s <b>orders</b>": "%(count)s <b>B</b>"}
    )
    german.find("Orders").flags.append("fuzzy")
    german.save(path)
    (problem,) = translations.language_problems(path, exported)
    assert "unsure (fuzzy) about 'Orders'" in problem


def test_merging_keeps_translations_and_marks_reworded_ones(tmp_path):
    path = tmp_path / "de.po"
    catalogue(
        **{
            "Orders": "Bestellungen",
            "The orders come by themselves": "Die Bestellungen kommen von selbst",
            "Gone": "Weg",
        }
    ).save(path)
    new = catalogue(**{"Orders": "", "The orders come by themselves.": "", "More": ""})
    translations.merge(path, new)
    merged = {entry.msgid: entry for entry in polib.pofile(path)}
    assert set(merged) == {"Orders", "The orders come by themselves.", "More"}
    assert merged["Orders"].msgstr == "Bestellungen"
    reworded = merged["The orders come by themselves."]
    assert reworded.msgstr == "Die Bestellungen kommen von selbst"
    assert reworded.fuzzy
    assert merged["More"].msgstr == ""


def test_a_template_that_is_behind_is_named(tmp_path, exported):
    template = tmp_path / "addon.pot"
    assert list(translations.template_problems(template, exported)) == [
        "addon.pot is missing"
    ]
    catalogue(Orders="", Gone="").save(template)
    assert list(translations.template_problems(template, exported)) == [
        "addon.pot lacks '%(count)s <b>orders</b>'",
        "addon.pot has what the addon no longer says: 'Gone'",
    ]
    exported.save(template)
    assert list(translations.template_problems(template, exported)) == []
