"""Two hundred thousand rows of a report, read in little memory."""

import subprocess
import sys
from pathlib import Path

import pytest

from .reports_kit import golden

SETTLEMENT = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
ROWS = 200_000
# Each row of the document has its own number in place of this.
NUMBERED = {
    SETTLEMENT: ("german", b"302-0000001-0000001", b"302-%07d-0000001"),
    LISTINGS: ("plain_eu", b"TASSE", b"TASSE-%07d"),
}


class LargeReport:
    """A golden document, one row of which is repeated while it is read."""

    def __init__(self, report_type, rows):
        name, number, numbered = NUMBERED[report_type]
        lines = golden(report_type, name).splitlines(keepends=True)
        row = next(line for line in lines if number in line)
        self._row = row.replace(b"%", b"%%").replace(number, numbered)
        self._places = self._row.count(numbered)
        self._head = lines[: 1 + (report_type == SETTLEMENT)]  # the payout itself
        self.rows = rows

    def __call__(self):
        yield b"".join(self._head)
        for start in range(0, self.rows, 100):
            numbers = range(start, start + 100)
            yield b"".join(self._row % ((n,) * self._places) for n in numbers)


@pytest.mark.parametrize("report_type", [SETTLEMENT, LISTINGS])
def test_two_hundred_thousand_rows_take_little_memory(report_type):
    """In a process of its own, whose peak is then known, and at full speed."""
    code = (
        "import resource\n"
        "from amazon_connector.spapi.reports import read_report\n"
        "from tests.spapi.test_large_reports import LargeReport, ROWS\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = peak()\n"
        f"reader = read_report({report_type!r}, LargeReport({report_type!r}, ROWS))\n"
        "count = sum(1 for record in reader)\n"
        "print(count, reader.refused, peak() - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", "import tests.conftest\n" + code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
        timeout=300,
    )
    count, refused, kilobytes = map(int, done.stdout.split())
    assert (count, refused) == (ROWS + (report_type == SETTLEMENT), 0)
    assert kilobytes < 16 * 1024, "the file has more than 30 MB"
