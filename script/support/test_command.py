"""script/test [PYTEST ARGUMENTS]: every test, on real Odoo and in real Chromium.

Tests that need no Odoo (PURE below), when only such are named, run
without Odoo and without a database.
"""

from . import databases, environment, postgres
from .paths import CACHE, PYTHON, ROOT
from .processes import run_attached
from .setup_command import setup
from .steps import main

PURE = (
    *("tests/spapi", "tests/emulator", "tests/inquiry", "tests/script"),
    "tests/test_layers.py",
)


def _is_pure(arguments: list[str]) -> bool:
    paths = [word for word in arguments if not word.startswith("-")]
    paths = [word for word in paths if (ROOT / word.split("::")[0]).exists()]
    return bool(paths) and all(path.startswith(PURE) for path in paths)


def _pytest(arguments: list[str], options: list[str], env: dict[str, str]) -> int:
    if not any((ROOT / word.split("::")[0]).exists() for word in arguments):
        arguments = [*arguments, "tests"]
    cache = f"cache_dir={CACHE / 'pytest'}"
    command = [PYTHON, "-m", "pytest", "-o", cache, *options, *arguments]
    return run_attached(command, env)


def command(arguments: list[str]) -> int:
    setup()
    if _is_pure(arguments):
        env = environment.variables(python_path=(ROOT,))
        env.pop("ODOO_RC")
        return _pytest(arguments, ["-p", "no:odoo"], env)
    with postgres.running(), databases.temporary(databases.with_addon(), "test") as db:
        options = [f"--odoo-database={db}", "--odoo-http", "--odoo-log-level=error"]
        return _pytest(arguments, options, environment.variables())


if __name__ == "__main__":
    main(command)
