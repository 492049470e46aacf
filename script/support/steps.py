"""Says what is being done and how far it is, and runs the long commands."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .paths import LOGS

QUIET_SECONDS = 5


class Refusal(Exception):
    """Why the command cannot go on, in one sentence that says what to do."""


def say(text: str) -> None:
    """Tell the person at the terminal; standard output stays free for results."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def main(command: Callable[[list[str]], int | None]) -> None:
    """Run a command with the arguments given; a refusal is one sentence and exit 1.

    SIGTERM and a closed terminal end it as orderly as Ctrl-C does.
    """
    # A shell starts what it sends to the background deaf to SIGINT.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    try:
        sys.exit(command(sys.argv[1:]) or 0)
    except Refusal as refusal:
        say(f"{Path(sys.argv[0]).stem.removesuffix('_command')}: {refusal}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def run_long(
    title: str,
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    progress: Callable[[str], str | None] | None = None,
    stdin: int | None = subprocess.DEVNULL,
) -> str:
    """Run a command, its output in a log file, with a word every few seconds.

    `progress` turns a line of the output into how far it is, or None. Returns the
    output; raises Refusal with the output's last lines when the command fails.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    log_path = LOGS / (title.split(":")[0].strip().replace(" ", "-").lower() + ".log")
    say(f"{title} …")
    process = subprocess.Popen(
        [os.fspath(part) for part in command],
        env=dict(env) if env is not None else None,
        cwd=cwd,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    lines: list[str] = []
    started = time.monotonic()
    state = {"at": ""}
    done = threading.Event()
    speaker = threading.Thread(target=_speak, args=(started, state, done), daemon=True)
    speaker.start()
    try:
        with log_path.open("w", encoding="utf-8") as log:
            for line in process.stdout or ():
                log.write(line)
                lines.append(line)
                if progress and (at := progress(line)):
                    state["at"] = at
        code = process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    finally:
        done.set()
        speaker.join()
    if code:
        tail = "".join(lines[-12:]).rstrip()
        raise Refusal(f"{title} failed (exit {code}, all of it in {log_path}):\n{tail}")
    return "".join(lines)


def _speak(started: float, state: Mapping[str, str], done: threading.Event) -> None:
    while not done.wait(QUIET_SECONDS):
        at = f", {state['at']}" if state["at"] else ""
        say(f"    {time.monotonic() - started:.0f} s{at}")
