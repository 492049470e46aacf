"""Prepared databases, made once and copied for every test, demo and benchmark run.

- `base_<key>`: Odoo's modules in a German company; the key names Odoo's version and
  what the preparation does.
- `addon_<key>`: a copy of it with the addon installed; the key also names the addon's
  files, so a changed addon is a new database.
- `neighbours_<key>`: a copy of that with modules of Odoo beside which the addon has to
  work without needing them.
- `demo_<key>`: a copy of the addon's, with what the demo needs before it knows its
  addresses.

All names begin with this clone's own mark: on a database server of one's own there may
be others', and a database's files lie in the clone that made it.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from . import environment, odoo_source, postgres
from .paths import ADDON, CACHE, ODOO_DATA, PYTHON, ROOT, odoo_path
from .steps import Refusal, run_long

MODULES = ("sale_stock", "stock_delivery", "l10n_de", "l10n_eu_oss")
NEIGHBOURS = ("sale_mrp", "sale_automatic_workflow")
IN_ODOO = Path(__file__).parent / "in_odoo"
GERMAN_COMPANY = IN_ODOO / "german_company.py"
DEMO_PEOPLE = IN_ODOO / "demo_people.py"
MARK = f"amazon_{hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]}"
LOADING = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")


def base() -> str:
    """Name of the prepared database without the addon; made if it is not there."""
    release = (odoo_path() / "odoo" / "release.py").read_bytes()
    key = _key(
        odoo_source.version(odoo_path()).encode(),
        release,
        " ".join(MODULES).encode(),
        GERMAN_COMPANY.read_bytes(),
    )
    return _prepared("base", key, _make_base)


def with_addon() -> str:
    """Name of the prepared database with the addon as it is now."""
    before = base()
    parts = [before.encode()]
    for path in sorted((ROOT / ADDON).rglob("*")):
        if path.is_file() and not path.name.endswith(".pyc"):
            parts += [str(path.relative_to(ROOT)).encode(), path.read_bytes()]
    return _prepared("addon", _key(*parts), lambda name: _make_addon(name, before))


def with_neighbours() -> str:
    """Name of the prepared database with the addon and its optional neighbours."""
    before = with_addon()
    key = _key(before.encode(), " ".join(NEIGHBOURS).encode())
    return _prepared("neighbours", key, lambda name: _make_neighbours(name, before))


def for_demo() -> str:
    """Name of the prepared database with the demo's user, in German."""
    before = with_addon()
    key = _key(before.encode(), DEMO_PEOPLE.read_bytes())
    return _prepared("demo", key, lambda name: _make_demo(name, before))


def _key(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def _prepared(kind: str, key: str, make: Callable[[str], None]) -> str:
    name = f"{MARK}_{kind}_{key}"
    with open(CACHE / "databases.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if name not in names():
            unfinished = f"{name}_unfinished"
            drop(unfinished)
            make(unfinished)
            _rename(unfinished, name)
            _drop_older(kind, name)
    return name


def _make_base(name: str) -> None:
    _install(
        f"Database: Odoo with {', '.join(MODULES)}", name, ["-i", ",".join(MODULES)]
    )
    in_odoo(name, GERMAN_COMPANY, title="Database: German company, German language")


def _make_addon(name: str, before: str) -> None:
    copy(before, name)
    _install(f"Database with addon: {ADDON}", name, ["-i", ADDON])


def _make_neighbours(name: str, before: str) -> None:
    copy(before, name)
    modules = ",".join(NEIGHBOURS)
    _install(f"Database with neighbours: {modules}", name, ["-i", modules])


def _make_demo(name: str, before: str) -> None:
    copy(before, name)
    in_odoo(name, DEMO_PEOPLE, title="Database for the demo")


def _install(title: str, name: str, arguments: list[str]) -> None:
    run_long(
        title,
        [PYTHON, "-m", "odoo", "-d", name, "--stop-after-init", *arguments],
        env=environment.closed(environment.variables()),
        progress=_module,
    )


def _module(line: str) -> str | None:
    found = LOADING.search(line)
    return "module {1} of {2}, {0}".format(*found.groups()) if found else None


def in_odoo(
    name: str, program: Path, *, title: str, variables: dict[str, str] | None = None
) -> str:
    """Run a Python file in `odoo shell` on a database; returns what it printed."""
    with program.open("rb") as text:
        return run_long(
            title,
            [PYTHON, "-m", "odoo", "shell", "-d", name, "--log-level=warn"]
            + ["--no-http"],
            env=environment.closed(environment.variables()) | (variables or {}),
            stdin=text.fileno(),
        )


def names() -> list[str]:
    """Names of all databases."""
    return _sql("postgres", "SELECT datname FROM pg_database").split()


def copy(source: str, name: str) -> None:
    """Copy a database with its files."""
    drop(name)
    # The faster way where we know that PostgreSQL has it (since 15).
    strategy = () if postgres.is_own() else ("--strategy=file_copy",)
    _run("createdb", "-T", source, *strategy, name)
    files = ODOO_DATA / "filestore"
    if (files / source).is_dir():
        shutil.copytree(files / source, files / name)


def drop(name: str) -> None:
    """Drop a database with its files, if it is there."""
    _run("dropdb", "--if-exists", "--force", name)
    shutil.rmtree(ODOO_DATA / "filestore" / name, ignore_errors=True)


@contextlib.contextmanager
def temporary(source: str, prefix: str) -> Iterator[str]:
    """A copy of a database for the length of the block."""
    _drop_orphans(prefix)
    name = f"{MARK}_{prefix}_run_{os.getpid()}"
    copy(source, name)
    try:
        yield name
    finally:
        drop(name)


def _drop_orphans(prefix: str) -> None:
    """Drop what a run left that was killed before it could."""
    for name in names():
        if found := re.fullmatch(rf"{MARK}_{prefix}_run_(\d+)", name):
            if not Path("/proc", found[1]).exists():
                drop(name)


def _rename(name: str, new: str) -> None:
    _sql("postgres", f'ALTER DATABASE "{name}" RENAME TO "{new}"')
    files = ODOO_DATA / "filestore"
    if (files / name).is_dir():
        shutil.rmtree(files / new, ignore_errors=True)
        (files / name).rename(files / new)


def _drop_older(kind: str, name: str) -> None:
    for other in names():
        prepared = other.startswith(f"{MARK}_{kind}_") and "_run_" not in other
        if prepared and other != name:
            drop(other)


def _sql(database: str, statement: str) -> str:
    return _run("psql", "-X", "-d", database, "-Atc", statement)


def _run(*command: str) -> str:
    done = subprocess.run(
        command,
        env=environment.variables() | {"PGOPTIONS": "-c client_min_messages=warning"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Refusal(f"PostgreSQL does not do it: {done.stderr.strip()}")
    return done.stdout
