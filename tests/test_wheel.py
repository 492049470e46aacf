"""The wheel: built, installed somewhere else, and the addon in Odoo from it alone."""

import ast
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from support import databases, postgres
from support.paths import odoo_path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("amazon_connector", "setup.py", "pyproject.toml", "LICENSE", "README.md")
FOLDER = "odoo/addons/amazon_connector"


def run(*command, **options):
    done = subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **options,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Path of the wheel, built from a copy so that the build leaves nothing here."""
    source = tmp_path_factory.mktemp("source")
    ignore = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=ignore)
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, source)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", cwd=source)
    (built,) = (source / "dist").glob("*.whl")
    return built


def manifest():
    text = (ROOT / "amazon_connector" / "__manifest__.py").read_text("utf-8")
    return ast.literal_eval(text)


def test_it_holds_every_file_of_the_addon_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = {
        f"odoo/addons/{path.relative_to(ROOT)}"
        for path in (ROOT / "amazon_connector").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert names == expected


def test_its_version_and_requirements_are_the_manifests(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith("/METADATA"))
        lines = archive.read(name).decode("utf-8").splitlines()
    assert f"Version: {manifest()['version']}" in lines
    assert "Name: odoo-addon-amazon_connector" in lines
    for requirement in manifest()["external_dependencies"]["python"]:
        assert any(line.startswith(f"Requires-Dist: {requirement}") for line in lines)


def test_odoo_installs_the_addon_from_the_wheel_alone(wheel, tmp_path):
    target = tmp_path / "site-packages"
    run(
        *(sys.executable, "-m", "pip", "install", "--no-deps", "--no-index"),
        *("--target", target, wheel),
    )
    assert not (target / "odoo" / "__init__.py").exists()
    config = tmp_path / "odoo.conf"
    addons = odoo_path() / "addons"
    config.write_text(
        "[options]\nlist_db = False\n"
        + (f"addons_path = {addons}\n" if addons.is_dir() else "")
        + f"data_dir = {tmp_path / 'data'}\n",
        encoding="utf-8",
    )
    env = {name: value for name, value in os.environ.items() if name != "ODOO_RC"}
    env["PYTHONPATH"] = os.pathsep.join([str(odoo_path()), str(target)])
    with (
        postgres.running(),
        databases.temporary(databases.base(), "wheel") as database,
    ):
        run(
            *(sys.executable, "-m", "odoo", "-c", config, "-d", database, "--no-http"),
            *("-i", "amazon_connector", "--stop-after-init", "--log-level=warn"),
            env=env,
            cwd=tmp_path,
        )
        found = run(
            *("psql", "-X", "-d", database, "-Atc"),
            "SELECT state, latest_version FROM ir_module_module"
            " WHERE name = 'amazon_connector'",
        )
    assert found.strip() == f"installed|{manifest()['version']}"
