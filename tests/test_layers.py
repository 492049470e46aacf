"""The rooms of the house: who may import what."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ADDON = ROOT / "amazon_connector"
SPAPI = ADDON / "spapi"
EMULATOR = ROOT / "emulator"
# Whatever can speak HTTP to Amazon.
HTTP_CLIENTS = {
    "aiohttp",
    "http.client",
    "httpx",
    "requests",
    "sp_api",
    "urllib.request",
    "urllib3",
}
SPAPI_MAY_USE = {"httpx", "requests", "sp_api", "urllib3"}


def imports(source: str, package: str) -> set[str]:
    """Full names of all modules a source imports; `package` is where it lies."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1]
            names = [*base, node.module] if node.level else [node.module]
            module = ".".join(name for name in names if name)
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return found


def imports_below(folder: Path) -> dict[str, set[str]]:
    """{file: imports} of every Python file below a folder."""
    files = sorted(folder.rglob("*.py"))
    assert files, folder
    return {
        str(path.relative_to(ROOT)): imports(
            path.read_text(encoding="utf-8"),
            ".".join(path.relative_to(ROOT).parent.parts),
        )
        for path in files
    }


def is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def offenders(found: dict[str, set[str]], forbidden) -> list[str]:
    return sorted(
        f"{file} imports {module}"
        for file, modules in found.items()
        for module in modules
        if forbidden(module)
    )


@pytest.mark.parametrize("folder", [SPAPI, EMULATOR], ids=["spapi", "emulator"])
def test_the_pure_rooms_do_not_know_odoo(folder):
    found = imports_below(folder)
    assert offenders(found, lambda module: is_in(module, "odoo")) == []


def test_arrows_never_point_from_spapi_to_the_rest_of_the_addon():
    def leads_out(module):
        outside = is_in(module, "amazon_connector")
        return outside and not is_in(module, "amazon_connector.spapi")

    found = imports_below(SPAPI)
    assert offenders(found, leads_out) == []


def test_spapi_needs_nothing_but_the_standard_library_and_its_clients():
    allowed = SPAPI_MAY_USE | {"amazon_connector"} | set(sys.stdlib_module_names)
    found = imports_below(SPAPI)
    assert offenders(found, lambda m: m.split(".")[0] not in allowed) == []


def test_only_spapi_speaks_to_amazon():
    found = imports_below(ADDON)
    outside = {file: m for file, m in found.items() if "/spapi/" not in file}

    def speaks_http(module):
        return any(is_in(module, client) for client in HTTP_CLIENTS)

    assert offenders(outside, speaks_http) == []


def test_the_emulator_shares_no_code_with_the_addon():
    found = imports_below(EMULATOR)
    assert offenders(found, lambda m: is_in(m, "amazon_connector")) == []


@pytest.mark.parametrize(
    ("source", "module"),
    [
        ("import odoo", "odoo"),
        ("from odoo import models", "odoo"),
        ("def f():\n    from odoo.tools import SQL", "odoo.tools.SQL"),
        ("from . import door", "amazon_connector.spapi.door"),
        ("from ..models import x", "amazon_connector.models.x"),
        ("from .. import models", "amazon_connector.models"),
    ],
)
def test_the_walk_finds_every_way_to_import(source, module):
    assert module in imports(source, "amazon_connector.spapi")
