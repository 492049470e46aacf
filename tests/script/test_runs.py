"""Which runs of pytest a test run is made of, and what they say together."""

import pytest

from support import test_command as command

ALONE, BESIDE = False, True
IGNORE = "--ignore=tests/neighbours"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], [(ALONE, [IGNORE, "tests"]), (BESIDE, ["tests/neighbours"])]),
        (
            ["-k", "kit", "tests/"],
            [
                (ALONE, ["-k", "kit", IGNORE, "tests/"]),
                (BESIDE, ["-k", "kit", "tests/neighbours"]),
            ],
        ),
        (["tests/odoo", "-q"], [(ALONE, ["-q", IGNORE, "tests/odoo"])]),
        (
            ["tests/neighbours/__init__.py", "-q"],
            [(BESIDE, ["-q", "tests/neighbours/__init__.py"])],
        ),
        (
            ["tests/neighbours", "tests/spapi"],
            [(ALONE, [IGNORE, "tests/spapi"]), (BESIDE, ["tests/neighbours"])],
        ),
    ],
)
def test_neighbours_have_a_run_of_their_own(arguments, expected):
    assert command.runs(arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], False),
        (["-k", "throttle"], False),
        (["tests/spapi", "-q"], True),
        (["tests/spapi", "tests/odoo"], False),
        (["tests/spapi", "tests/neighbours"], False),
    ],
)
def test_pure_tests_need_no_odoo(arguments, expected):
    assert command.is_pure(arguments) is expected


@pytest.mark.parametrize(
    ("codes", "expected"),
    [([0, 0], 0), ([1, 0], 1), ([0, 1], 1), ([0, 5], 0), ([5, 5], 5), ([2], 2)],
)
def test_one_failing_run_fails_all(codes, expected):
    assert command.verdict(codes) == expected
