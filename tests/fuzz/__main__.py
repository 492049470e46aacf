"""Started by script/fuzz, with the folder of all inputs as first argument."""

import sys
from pathlib import Path

import atheris

import tests.conftest  # noqa: F401 - makes the pure room importable without Odoo

with atheris.instrument_imports(include=["amazon_connector"]):
    from tests.fuzz.reports import try_bytes, write_seeds

write_seeds(Path(sys.argv[1]))
atheris.Setup(sys.argv, try_bytes)
atheris.Fuzz()
