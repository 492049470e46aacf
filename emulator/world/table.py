"""Tab-separated files as Amazon writes them: no quoting, CRLF, no tab in a value."""

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone


def flat_file(columns: Iterable[str], rows: Iterable[dict]) -> str:
    """Header and rows; a column a row does not name stays empty."""
    columns = tuple(columns)
    lines = ["\t".join(columns)]
    for row in rows:
        lines.append("\t".join(_clean(row.get(column, "")) for column in columns))
    return "\r\n".join(lines) + "\r\n"


def _clean(value) -> str:
    return str(value).replace("\t", " ").replace("\r", " ").replace("\n", " ")


def local_iso(moment: datetime, region: str) -> str:
    """Europe states UTC (``+00:00``), North America the Pacific offset."""
    if region != "na":
        return moment.astimezone(timezone.utc).isoformat(timespec="seconds")
    return moment.astimezone(_pacific(moment)).isoformat(timespec="seconds")


def _pacific(moment: datetime) -> timezone:
    """Daylight time from the second Sunday of March to the first of November."""
    year = moment.astimezone(timezone.utc).year
    march = datetime(year, 3, 8, 10, tzinfo=timezone.utc)
    november = datetime(year, 11, 1, 9, tzinfo=timezone.utc)
    begins = march + timedelta(days=(6 - march.weekday()) % 7)
    ends = november + timedelta(days=(6 - november.weekday()) % 7)
    return timezone(timedelta(hours=-7 if begins <= moment < ends else -8))
