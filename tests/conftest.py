"""What every test run has: the pure room without Odoo, and guards against silence.

- `amazon_connector` is importable without running its `__init__`, which needs Odoo;
  tests on Odoo use its real name, `odoo.addons.amazon_connector`.
- Nothing but this machine is spoken to.
- A log line at level ERROR that no test expected fails the test it appeared in.
- A skipped test fails the run.
"""

import importlib.util
import ipaddress
import logging
import socket
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCAL_NAMES = ("localhost", "", None)
# Chromium tells of requests that the end of a passed browser test cut off.
HARMLESS = ("Error received after termination",)


def _make_pure_package_importable() -> None:
    folder = ROOT / "amazon_connector"
    spec = importlib.util.spec_from_loader(folder.name, None, is_package=True)
    spec.submodule_search_locations = [str(folder)]
    sys.modules.setdefault(folder.name, importlib.util.module_from_spec(spec))


_make_pure_package_importable()


class UnexpectedErrors(logging.Handler):
    """Collects what was logged at level ERROR and above."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        if not any(harmless in line for harmless in HARMLESS):
            self.lines.append(line)

    def take(self) -> list[str]:
        lines, self.lines = self.lines, []
        return lines


errors = UnexpectedErrors()
skipped: list[str] = []


@pytest.fixture(scope="session", autouse=True)
def watched_log():
    logging.getLogger().addHandler(errors)
    yield
    logging.getLogger().removeHandler(errors)


@pytest.fixture(autouse=True)
def no_unexpected_errors(watched_log):
    """Fail a test that logged an ERROR; `assertLogs` and `mute_logger` expect one."""
    yield
    if lines := errors.take():
        pytest.fail("Unexpected ERROR in the log:\n" + "\n".join(lines), pytrace=False)


def _is_local(host: str | bytes | None) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def only_this_machine():
    """Refuse to look up or connect to anything but this machine, whoever asks."""
    real_connect, real_lookup = socket.socket.connect, socket.getaddrinfo

    def connect(self, address):
        if self.family != socket.AF_UNIX and not _is_local(address[0]):
            raise OSError(f"Tests speak to this machine only, not to {address[0]}")
        return real_connect(self, address)

    def getaddrinfo(host, *args, **kwargs):
        if not _is_local(host):
            raise socket.gaierror(f"Tests look up this machine only, not {host}")
        return real_lookup(host, *args, **kwargs)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    patch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield
    patch.undo()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped:
        skipped.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:
        skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if (skipped or errors.lines) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter) -> None:
    if skipped:
        terminalreporter.section("skipped tests fail the run", red=True)
        for nodeid in skipped:
            terminalreporter.line(nodeid)
    if lines := errors.take():
        terminalreporter.section("ERROR lines outside of any test", red=True)
        for line in lines:
            terminalreporter.line(line)
