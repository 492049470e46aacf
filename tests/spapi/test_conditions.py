"""One condition of an article, however a report writes it."""

import pytest

from amazon_connector.spapi.conditions import CONDITIONS, UNKNOWN, condition_of


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("11", "new"),
        ("New", "new"),
        ("NewItem", "new"),
        ("UsedLikeNew", "used_like_new"),
        ("Used; Like New", "used_like_new"),
        ("USED_LIKE_NEW", "used_like_new"),
        (" CollectibleVeryGood ", "collectible_very_good"),
        ("Refurbished", "refurbished"),
        ("9", UNKNOWN),
        ("111", UNKNOWN),
        ("Neuf", UNKNOWN),
        ("", UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_condition_of(text, condition):
    assert condition_of(text) == condition


def test_every_condition_has_a_word():
    assert all(condition_of(each) == each for each in CONDITIONS)
