"""A child process that gets the terminal's signals and never outlives its parent."""

import ctypes
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1


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
