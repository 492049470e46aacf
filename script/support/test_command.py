"""script/test [PYTEST ARGUMENTS]: every test, on real Odoo and in real Chromium.

Tests that need no Odoo (PURE below), when only such are named, run
without Odoo and without a database.  Those beside other modules of Odoo (NEIGHBOURS)
run at the end, by themselves, on a database that has these modules.
"""

from . import databases, environment, postgres
from .paths import CACHE, PYTHON, ROOT
from .processes import run_attached
from .setup_command import setup
from .steps import main

PURE = (
    *("tests/spapi", "tests/emulator", "tests/importer", "tests/inquiry"),
    *("tests/script", "tests/test_layers.py"),
)
NEIGHBOURS = "tests/neighbours"
INTERRUPTED, NOTHING_FOUND = 2, 5  # pytest's exit codes


def is_pure(arguments: list[str]) -> bool:
    """Whether only tests are named that need no Odoo."""
    paths = [word for word in arguments if _is_path(word)]
    return bool(paths) and all(path.startswith(PURE) for path in paths)


def runs(arguments: list[str]) -> list[tuple[bool, list[str]]]:
    """The arguments of each run of pytest, and whether it is one with neighbours."""
    if not any(map(_is_path, arguments)):
        arguments = [*arguments, "tests"]
    paths = [word for word in arguments if _is_path(word)]
    options = [word for word in arguments if not _is_path(word)]
    beside = [path for path in paths if path.startswith(NEIGHBOURS)]
    alone = [path for path in paths if path not in beside]
    result = []
    if alone:
        result.append((False, [*options, f"--ignore={NEIGHBOURS}", *alone]))
    if any(path.rstrip("/") in ("tests", ".") for path in alone):
        beside = [NEIGHBOURS]
    if beside:
        result.append((True, [*options, *beside]))
    return result


def verdict(codes: list[int]) -> int:
    """One exit code for all runs: one that found no test does not count."""
    counted = [code for code in codes if code != NOTHING_FOUND]
    return max(counted, default=NOTHING_FOUND)


def _is_path(word: str) -> bool:
    is_option = word.startswith("-")
    return not is_option and (ROOT / word.split("::")[0]).exists()


def _pytest(arguments: list[str], options: list[str], env: dict[str, str]) -> int:
    cache = f"cache_dir={CACHE / 'pytest'}"
    command = [PYTHON, "-m", "pytest", "-o", cache, *options, *arguments]
    return run_attached(command, env)


def _on_odoo(arguments: list[str], has_neighbours: bool) -> int:
    source = databases.with_neighbours() if has_neighbours else databases.with_addon()
    with databases.temporary(source, "test") as db:
        options = [f"--odoo-database={db}", "--odoo-http", "--odoo-log-level=error"]
        return _pytest(arguments, options, environment.variables())


def command(arguments: list[str]) -> int:
    setup()
    if is_pure(arguments):
        env = environment.variables(python_path=(ROOT,))
        env.pop("ODOO_RC")
        return _pytest(arguments, ["-p", "no:odoo"], env)
    codes = []
    with postgres.running():
        for has_neighbours, words in runs(arguments):
            codes.append(_on_odoo(words, has_neighbours))
            if codes[-1] == INTERRUPTED:
                break
    return verdict(codes)


if __name__ == "__main__":
    main(command)
