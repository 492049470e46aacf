"""script/lint [--fix-translations]: ruff, pylint-odoo, translations."""

from pathlib import Path

from . import databases, environment, postgres
from .paths import ADDON, CACHE, PYTHON, ROOT
from .processes import run_attached
from .setup_command import setup
from .steps import Refusal, main, run_long, say

FIX = "--fix-translations"
EXPORTED = CACHE / f"{ADDON}.pot"


def _export() -> Path:
    """What Odoo finds to translate in the addon, as it is installed now."""
    with (
        postgres.running(),
        databases.temporary(databases.with_addon(), "lint") as name,
    ):
        run_long(
            "Translations: exporting",
            [PYTHON, "-m", "odoo", "i18n", "export", "-d", name]
            + ["-l", "pot", "-o", EXPORTED, ADDON],
            env=environment.variables(),
        )
    return EXPORTED


def command(arguments: list[str]) -> int:
    if set(arguments) - {FIX}:
        raise Refusal(f"The only option is {FIX}.")
    setup(with_browser=False)
    env = environment.variables()
    translations = ["-m", "support.translations", str(ROOT / ADDON / "i18n")]
    script = {"PYTHONPATH": str(ROOT / "script")}
    if FIX in arguments:
        return run_attached([PYTHON, *translations, _export(), FIX], env | script)
    checks = {
        "ruff check": ["-m", "ruff", "check", "--no-cache", ROOT],
        "ruff format": ["-m", "ruff", "format", "--no-cache", "--check", ROOT],
        "pylint-odoo": ["-m", "pylint", f"--rcfile={ROOT / '.pylintrc'}", ROOT / ADDON],
    }
    failed = []
    for title, check in checks.items():
        say(f"{title} …")
        if run_attached([PYTHON, *check], env):
            failed.append(title)
    if run_attached([PYTHON, *translations, _export()], env | script):
        failed.append("translations")
    if failed:
        raise Refusal(f"These checks found something: {', '.join(failed)}.")
    say("No check found anything.")
    return 0


if __name__ == "__main__":
    main(command)
