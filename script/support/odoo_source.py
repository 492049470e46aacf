"""Odoo 19 Community: one's own by ODOO_PATH, else Debian's package, unpacked."""

import re
import shutil
import tempfile
from pathlib import Path

from .debian import PrivateApt, unpack
from .paths import CACHE, ODOO_TREE, odoo_path
from .steps import Refusal, say

# Odoo's package links to shared files of these; the links are relative to its root.
FROM_SID = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-glyphicons-halflings",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
)
# The links name files that newer majors of these two no longer have.
STABLE = "trixie"
FROM_STABLE = ("fonts-font-awesome", "fonts-inconsolata")
# The Debian package leaves this file out, and web pages stumble over its absence.
LEFT_OUT = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def version(path: Path) -> str:
    """Version of the Odoo whose package `odoo` lies in `path`, such as `19.0`."""
    try:
        text = (path / "odoo" / "release.py").read_text(encoding="utf-8")
    except OSError:
        raise Refusal(
            f"There is no Odoo in {path}: set ODOO_PATH to the folder that holds"
            " Odoo 19's package `odoo` (a git checkout's root)."
        ) from None
    numbers = re.search(r"version_info = \(\s*'?(?:saas~)?(\d+)'?, (\d+)", text)
    found = ".".join(numbers.groups()) if numbers else "unknown"
    if found != "19.0":
        raise Refusal(f"Odoo 19.0 is needed, and the one in {path} is {found}.")
    return found


def is_there() -> bool:
    """Whether an Odoo is there already."""
    return (odoo_path() / "odoo" / "release.py").exists()


def fetch() -> None:
    """Download and unpack Odoo into the cache, if it is not there yet."""
    path = odoo_path()
    if is_there() or path.is_relative_to(ODOO_TREE) is False:
        version(path)
        return
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE, prefix="odoo-") as scratch:
        tree = Path(scratch) / "tree"
        apt = PrivateApt(Path(scratch) / "apt", ("sid", STABLE), installed=False)
        apt.update("Odoo 19")
        packages = [f"{name}/sid" for name in FROM_SID]
        packages += [f"{name}/{STABLE}" for name in FROM_STABLE]
        debs = apt.download("Odoo 19 (122 MB)", packages)
        say("Odoo 19: unpacking …")
        unpack(debs, tree)
        left_out = tree / path.relative_to(ODOO_TREE) / "odoo" / LEFT_OUT
        if not left_out.exists():
            left_out.parent.mkdir(parents=True, exist_ok=True)
            left_out.write_text("", encoding="utf-8")
        version(tree / path.relative_to(ODOO_TREE))
        shutil.rmtree(ODOO_TREE, ignore_errors=True)
        tree.rename(ODOO_TREE)
