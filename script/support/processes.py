"""A child process that gets the terminal's signals and never outlives its parent."""

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from .paths import LOGS
from .steps import Refusal

PR_SET_PDEATHSIG = 1
READY_SECONDS = 120
STOP_SECONDS = 10


def die_with_parent() -> None:
    """Have the kernel end this process (Linux) when its parent dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def run_attached(command: Sequence[str | Path], env: Mapping[str, str]) -> int:
    """Run a command in this terminal and return its exit code.

    Ctrl-C is the child's to answer; being terminated is passed on to it.
    """
    process = subprocess.Popen(
        [str(part) for part in command], env=dict(env), preexec_fn=die_with_parent
    )
    before = {
        signal.SIGINT: signal.signal(signal.SIGINT, signal.SIG_IGN),
        signal.SIGTERM: signal.signal(
            signal.SIGTERM, lambda *_: process.send_signal(signal.SIGTERM)
        ),
    }
    try:
        return process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def free_port(wanted: int) -> int:
    """The wanted port of this machine, or the next one that is free."""
    for port in range(wanted, min(wanted + 200, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise Refusal(f"No port from {wanted} to {wanted + 200} is free on this machine.")


@contextlib.contextmanager
def serving(
    name: str, command: Sequence[str | Path], env: Mapping[str, str], ready: str
) -> Iterator[Path]:
    """Have a server run for the length of the block; yields its log file.

    It is there when `ready` answers. Ctrl-C does not reach it: it is stopped, with
    all it started, when the block ends, so that the last in is the first out.

    :raise Refusal: it ended or did not get ready
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
    try:
        _wait_until(ready, process, name, log)
        yield log
    finally:
        _stop(process)


def fetch(url: str, timeout: float) -> http.client.HTTPResponse:
    """Get an address of this machine, whatever proxy the environment names.

    :raise OSError: nothing answers, or not with success
    """
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return opener.open(url, timeout=timeout)


def _wait_until(ready: str, process: subprocess.Popen, name: str, log: Path) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), fetch(ready, timeout=5):
            return
        time.sleep(0.1)
    last = log.read_text(encoding="utf-8", errors="replace")[-1500:].strip()
    raise Refusal(f"{name} did not start (all of it in {log}):\n{last}")


def _stop(process: subprocess.Popen) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
