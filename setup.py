"""Builds the wheel that adds the addon to another Odoo 19's environment.

`odoo` and `odoo.addons` are namespaces there, so the wheel brings no `__init__` for
them; name and version of everything come from the addon's manifest.
"""

import ast
from pathlib import Path

from setuptools import find_packages, setup

ADDON = "amazon_connector"
PACKAGE = f"odoo.addons.{ADDON}"
# The traps closed in amazon_connector/spapi/door.py are this version's.
VERSIONS = {"python-amazon-sp-api": ">=2.1.35,<2.2"}
FILES = ["*.csv", "*.po", "*.pot", "*.sql", "*.xml", "static/**/*"]
# No package: its folders are named after versions.
MIGRATIONS = "migrations/*/*.py"

root = Path(__file__).parent
manifest = ast.literal_eval((root / ADDON / "__manifest__.py").read_text("utf-8"))
readme = root / "README.md"

setup(
    name=f"odoo-addon-{ADDON}",
    version=manifest["version"],
    description=manifest["summary"],
    long_description=readme.read_text("utf-8") if readme.exists() else "",
    long_description_content_type="text/markdown",
    author=manifest["author"],
    url=manifest["website"],
    license="LGPL-3.0-or-later",
    license_files=["LICENSE"],
    python_requires=">=3.10",
    install_requires=[
        name + VERSIONS.get(name, "")
        for name in manifest["external_dependencies"]["python"]
    ],
    packages=[PACKAGE, *(f"{PACKAGE}.{name}" for name in find_packages(ADDON))],
    package_dir={PACKAGE: ADDON},
    package_data={PACKAGE: [*FILES, *(f"**/{name}" for name in FILES), MIGRATIONS]},
    classifiers=[
        "Framework :: Odoo",
        "Framework :: Odoo :: 19.0",
        "Programming Language :: Python :: 3",
    ],
)
