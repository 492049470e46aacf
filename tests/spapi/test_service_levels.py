import pytest

from amazon_connector.spapi import service_levels


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("Standard", False),
        ("STANDARD", False),
        ("Std DE Dom_3", False),
        ("FreeEconomy", False),
        ("Scheduled", False),
        ("", False),
        (None, False),
        ("Expedited", True),
        ("Exp DE Dom_1", True),
        ("Priority", True),
        ("SecondDay", True),
        ("Second Day", True),
        ("NEXT_DAY", True),
        ("SameDay", True),
    ],
)
def test_what_is_faster_than_standard_is_urgent(level, expected):
    assert service_levels.is_urgent(level) is expected


def test_spellings_of_one_service_are_one():
    keys = {service_levels.key(level) for level in ("NextDay", "NEXT_DAY", "next day")}
    assert keys == {"nextday"}
    assert service_levels.key("Std DE Dom_1") != service_levels.key("Std DE Dom_2")
