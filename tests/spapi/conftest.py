"""The pure room is tested without Odoo: only ``amazon_connector.spapi`` is loaded."""

import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]

if "amazon_connector" not in sys.modules:
    # The package's own __init__ would import the models, and these Odoo.
    _package = ModuleType("amazon_connector")
    _package.__path__ = [str(ROOT / "amazon_connector")]
    sys.modules["amazon_connector"] = _package
