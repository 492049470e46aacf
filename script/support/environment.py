"""The virtual environment with every pinned package, and what surrounds a process."""

import hashlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from . import browser, postgres
from .paths import (
    ODOO_CONFIG,
    PYTHON,
    REQUIREMENTS,
    ROOT,
    VENV,
    odoo_path,
)
from .steps import Refusal, run_long

DEAD_END = "http://127.0.0.1:9"
STAMP = VENV / "installed.txt"


def _wanted() -> str:
    """Python's version and what names the pinned packages."""
    return f"{sys.version} {hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()}"


def create() -> None:
    """Make the virtual environment, unless it holds what is pinned already."""
    wanted = _wanted()
    there = STAMP.read_text(encoding="utf-8") if STAMP.exists() else ""
    if there == wanted:
        return
    if importlib.util.find_spec("ensurepip") is None:
        raise Refusal(
            "Python's venv module is missing: install it, e.g. with"
            " apt-get install python3-venv."
        )
    # Changed pins go into what is there: somebody may be working in it.
    if not there.startswith(sys.version):
        shutil.rmtree(VENV, ignore_errors=True)
        run_long("Python environment: creating", [sys.executable, "-m", "venv", VENV])
    count = sum(
        "==" in line for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    )
    run_long(
        f"Python environment: installing {count} packages",
        [PYTHON, "-m", "pip", "install", "--no-deps", "--progress-bar=off"]
        + ["--disable-pip-version-check", "-r", REQUIREMENTS],
        progress=_installing,
    )
    STAMP.write_text(wanted, encoding="utf-8")


def _installing(line: str) -> str | None:
    if line.startswith(("Collecting", "Installing", "Building")):
        return line.split(" from ")[0].strip()[:60]
    return None


def closed(env: Mapping[str, str]) -> dict[str, str]:
    """The same environment, in which HTTP leads nowhere but to this machine."""
    here = "localhost,127.0.0.1,::1"
    closed_env = dict(env) | {"no_proxy": here, "NO_PROXY": here}
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        closed_env |= {name: DEAD_END, name.upper(): DEAD_END}
    return closed_env


def variables(*, python_path: tuple[Path, ...] | None = None) -> dict[str, str]:
    """Environment in which `python`, `odoo`, `psql` and `chromium` are the right ones.

    `python_path` replaces the folders Python looks into (Odoo and the repository).
    """
    folders = (odoo_path(), ROOT) if python_path is None else python_path
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "ODOO_RC")
    }
    paths = [VENV / "bin", *browser.path_folders(), postgres.bin_folder()]
    env |= {
        "PATH": os.pathsep.join([*map(str, paths), env.get("PATH", "")]),
        "PYTHONPATH": os.pathsep.join(map(str, folders)),
        "VIRTUAL_ENV": str(VENV),
        "ODOO_RC": str(ODOO_CONFIG),
    }
    return env | browser.variables() | postgres.variables()
