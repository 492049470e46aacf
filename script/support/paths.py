"""Where things lie: the repository, its cache, and what is named from outside."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("AMAZON_CONNECTOR_CACHE") or ROOT / ".cache")
LOGS = CACHE / "logs"
ADDON = "amazon_connector"

VENV = CACHE / "venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements.txt"

ODOO_TREE = CACHE / "odoo-19"
ODOO_CONFIG = CACHE / "odoo.conf"
ODOO_DATA = CACHE / "odoo-data"

BROWSER_TREE = CACHE / "chromium"
BROWSER_BIN = CACHE / "bin"


def odoo_path() -> Path:
    """The folder that holds the package `odoo`: one's own, or the downloaded one."""
    if named := os.environ.get("ODOO_PATH"):
        return Path(named).expanduser().resolve()
    return ODOO_TREE / "usr" / "lib" / "python3" / "dist-packages"
