"""Debian packages fetched and unpacked into a folder, without root, without install.

A private apt state does it: its own lists, cache and sources. The mirror is the one
the machine uses itself; signatures are checked with Debian's keyring as always.
"""

import platform
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from .steps import Refusal, run_long

KEYRINGS = (
    Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
    Path("/usr/share/keyrings/debian-archive-keyring.pgp"),
)
APT = Path("/etc/apt")
INSTALLED = Path("/var/lib/dpkg/status")


def mirror() -> str:
    """Address of the Debian mirror in the machine's own apt sources."""
    codename = platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    for uri, suite, components in _sources():
        if suite in (codename, "stable", "testing", "sid") and "main" in components:
            return uri
    raise Refusal(
        "Odoo 19 is fetched from Debian, and this machine's apt sources name no Debian"
        " mirror: set ODOO_PATH to an Odoo 19 of your own, and put chromium into PATH."
    )


def _sources() -> Iterator[tuple[str, str, list[str]]]:
    """(address, suite, components) of every binary source the machine has."""
    for path in [APT / "sources.list", *sorted((APT / "sources.list.d").glob("*"))]:
        if path.suffix == ".sources":
            yield from _deb822(path.read_text(encoding="utf-8"))
        elif path.suffix == ".list" and path.is_file():
            yield from _one_line(path.read_text(encoding="utf-8"))


def _deb822(text: str) -> Iterator[tuple[str, str, list[str]]]:
    for stanza in text.split("\n\n"):
        fields = {}
        for line in stanza.splitlines():
            if ":" in line and not line.startswith(("#", " ", "\t")):
                name, value = line.split(":", 1)
                fields[name.lower()] = value.split()
        if "deb" in fields.get("types", []) and fields.get("enabled") != ["no"]:
            for uri in fields.get("uris", []):
                for suite in fields.get("suites", []):
                    yield uri, suite, fields.get("components", [])


def _one_line(text: str) -> Iterator[tuple[str, str, list[str]]]:
    for line in text.splitlines():
        words = line.split("#")[0].split()
        if words[:1] == ["deb"]:
            if words[1].startswith("["):
                words[1:] = words[words.index(next(w for w in words if w[-1] == "]")) :]
                words.pop(1)
            yield words[1], words[2], words[3:]


class PrivateApt:
    """An apt of our own in a folder: `fetch` gets packages, `unpack` lays them out."""

    def __init__(self, folder: Path, suites: Iterable[str], *, installed: bool):
        """`installed`: whether what the machine has installed counts as there."""
        missing = [t for t in ("apt-get", "dpkg") if not shutil.which(t)]
        keyring = next((path for path in KEYRINGS if path.exists()), None)
        if missing or keyring is None:
            raise Refusal(
                "apt-get, dpkg and debian-archive-keyring are needed to fetch Odoo 19"
                " and chromium: set ODOO_PATH to an Odoo 19 of your own, and put"
                " chromium into PATH."
            )
        self.folder = folder
        self.archives = folder / "cache" / "archives"
        for path in (self.archives / "partial", folder / "lists" / "partial"):
            path.mkdir(parents=True, exist_ok=True)
        address = mirror()
        sources = folder / "sources.list"
        sources.write_text(
            "".join(
                f"deb [signed-by={keyring}] {address} {suite} main\n"
                for suite in suites
            ),
            encoding="utf-8",
        )
        settings = {
            "Dir::State": folder,
            "Dir::State::Lists": folder / "lists",
            "Dir::State::status": INSTALLED if installed else "/dev/null",
            "Dir::Cache": folder / "cache",
            "Dir::Etc::sourcelist": sources,
            "Dir::Etc::sourceparts": "-",
            "Dir::Etc::preferences": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null",
            "Debug::NoLocking": "1",
            "APT::Sandbox::User": "",
            "APT::Install-Recommends": "0",
            "APT::Update::Post-Invoke-Success": "",
            # A mirror may be older than a suite's one-week Valid-Until.
            "Acquire::Check-Valid-Until": "false",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "Acquire::http::Timeout": "60",
        }
        self.command = ["apt-get", "-q", "-y"]
        for name, value in settings.items():
            self.command += ["-o", f"{name}={value}"]

    def update(self, title: str) -> None:
        """Read the suites' package lists."""
        run_long(f"{title}: package lists", [*self.command, "update"], progress=_got)

    def download(self, title: str, packages: Iterable[str]) -> list[Path]:
        """Download exactly these packages (`name` or `name/suite`)."""
        run_long(
            f"{title}: downloading",
            [*self.command, "download", *packages],
            cwd=self.archives,
            progress=_got,
        )
        return sorted(self.archives.glob("*.deb"))

    def download_with_dependencies(
        self, title: str, packages: Iterable[str]
    ) -> list[Path]:
        """Download packages and all they need that the machine does not have."""
        run_long(
            f"{title}: downloading",
            [*self.command, "install", "--download-only", "--no-remove", *packages],
            progress=_got,
        )
        return sorted(self.archives.glob("*.deb"))


def _got(line: str) -> str | None:
    return line.strip()[:72] if line.startswith(("Get:", "Fetched")) else None


def unpack(packages: Iterable[Path], folder: Path) -> None:
    """Lay the packages' files out under a folder; nothing of them is executed."""
    folder.mkdir(parents=True, exist_ok=True)
    for package in packages:
        subprocess.run(["dpkg", "-x", package, folder], check=True)
