"""Chromium: the machine's own, else Debian's package unpacked into the cache."""

import os
import platform
import shutil
import tempfile
from pathlib import Path

from .debian import PrivateApt, unpack
from .paths import BROWSER_BIN, BROWSER_TREE, CACHE
from .steps import say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Finds the libraries, fonts and schemas that were unpacked beside it.
WRAPPER = """#!/bin/sh
tree="$(CDPATH= cd -- "$(dirname -- "$0")/../chromium" && pwd -P)"
export LD_LIBRARY_PATH="{libraries}"
if [ ! -e /etc/fonts/fonts.conf ]; then
    export FONTCONFIG_SYSROOT="$tree"
fi
export CHROME_DEVEL_SANDBOX=
exec "$tree/usr/lib/chromium/chromium" "$@"
"""


def executable() -> str | None:
    """Path of a Chromium: in PATH, or the unpacked one."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    unpacked = BROWSER_BIN / "chromium"
    return str(unpacked) if unpacked.exists() else None


def path_folders() -> list[Path]:
    """Folders to put into PATH so that Odoo finds the browser."""
    return [BROWSER_BIN] if (BROWSER_BIN / "chromium").exists() else []


def fetch() -> None:
    """Unpack Debian's chromium, with what it needs, unless a browser is there."""
    if executable():
        return
    codename = platform.freedesktop_os_release().get("VERSION_CODENAME", "stable")
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE, prefix="chromium-") as scratch:
        apt = PrivateApt(Path(scratch) / "apt", (codename,), installed=True)
        apt.update("Chromium")
        debs = apt.download_with_dependencies("Chromium (about 100 MB)", "chromium")
        say("Chromium: unpacking …")
        unpack(debs, Path(scratch) / "tree")
        shutil.rmtree(BROWSER_TREE, ignore_errors=True)
        (Path(scratch) / "tree").rename(BROWSER_TREE)
    BROWSER_BIN.mkdir(exist_ok=True)
    wrapper = BROWSER_BIN / "chromium"
    folders = sorted({path.parent for path in BROWSER_TREE.rglob("*.so*")})
    libraries = ":".join(f"$tree/{path.relative_to(BROWSER_TREE)}" for path in folders)
    wrapper.write_text(WRAPPER.replace("{libraries}", libraries), encoding="utf-8")
    os.chmod(wrapper, 0o755)
