"""Chromium: the machine's own, else Debian's package unpacked into the cache."""

import ctypes
import os
import platform
import shutil
import tempfile
from pathlib import Path

from .debian import PrivateApt, unpack
from .paths import BROWSER_BIN, BROWSER_TREE, CACHE
from .steps import say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Playwright's driver is a program of its own that needs this.
DRIVER_LIBRARY, DRIVER_PACKAGE = "libatomic.so.1", "libatomic1"
LIBRARIES = CACHE / "lib"
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
    """Unpack Debian's chromium, with what it and Playwright need and is not there."""
    wanted = [] if executable() else ["chromium"]
    if not _has_driver_library():
        wanted.append(DRIVER_PACKAGE)
    if not wanted:
        return
    codename = platform.freedesktop_os_release().get("VERSION_CODENAME", "stable")
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE, prefix="chromium-") as scratch:
        tree = Path(scratch) / "tree"
        apt = PrivateApt(Path(scratch) / "apt", (codename,), installed=True)
        apt.update("Chromium")
        debs = apt.download_with_dependencies("Chromium (about 100 MB)", wanted)
        say("Chromium: unpacking …")
        unpack(debs, tree)
        for path in tree.rglob(f"{DRIVER_LIBRARY}*"):
            LIBRARIES.mkdir(exist_ok=True)
            shutil.copy(path, LIBRARIES / path.name)
        if "chromium" in wanted:
            _install(tree)


def _install(tree: Path) -> None:
    shutil.rmtree(BROWSER_TREE, ignore_errors=True)
    tree.rename(BROWSER_TREE)
    folders = sorted({path.parent for path in BROWSER_TREE.rglob("*.so*")})
    libraries = ":".join(f"$tree/{path.relative_to(BROWSER_TREE)}" for path in folders)
    BROWSER_BIN.mkdir(exist_ok=True)
    wrapper = BROWSER_BIN / "chromium"
    wrapper.write_text(WRAPPER.replace("{libraries}", libraries), encoding="utf-8")
    os.chmod(wrapper, 0o755)


def _has_driver_library() -> bool:
    if (LIBRARIES / DRIVER_LIBRARY).exists():
        return True
    try:
        ctypes.CDLL(DRIVER_LIBRARY)
    except OSError:
        return False
    return True


def variables() -> dict[str, str]:
    """What lets Playwright's driver find the library that was unpacked for it."""
    if not LIBRARIES.exists():
        return {}
    folders = [str(LIBRARIES), os.environ.get("LD_LIBRARY_PATH", "")]
    return {"LD_LIBRARY_PATH": ":".join(filter(None, folders))}
