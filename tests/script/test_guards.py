"""The guards in tests/conftest.py, each tried on a run of its own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"


def run(folder: Path, source: str) -> tuple[int, str]:
    """(exit code, output) of pytest on one file under a copy of our conftest."""
    (folder / "tests").mkdir()
    shutil.copy(CONFTEST, folder / "tests")
    (folder / "tests" / "test_one.py").write_text(source, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:odoo", "-p", "no:cacheprovider"]
        + ["--rootdir", str(folder), str(folder / "tests")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
    )
    return done.returncode, done.stdout


def test_a_quiet_test_passes(tmp_path):
    code, output = run(tmp_path, "def test_it():\n    assert True\n")
    assert code == 0, output


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "import pytest\ndef test_it():\n    pytest.skip('no browser')\n",
            "skipped tests fail the run",
        ),
        (
            "import logging\ndef test_it():\n    logging.getLogger('x').error('boo')\n",
            "Unexpected ERROR in the log:\nx: boo",
        ),
        (
            "import socket\ndef test_it():\n"
            "    socket.create_connection(('192.0.2.1', 443), 1)\n",
            "Tests look up this machine only",
        ),
        (
            "import socket\ndef test_it():\n"
            "    socket.socket().connect(('192.0.2.1', 443))\n",
            "Tests speak to this machine only",
        ),
        (
            "import httpx\ndef test_it():\n    httpx.get('https://amazon.example')\n",
            "Tests look up this machine only",
        ),
    ],
    ids=["skip", "error", "connection", "socket", "httpx"],
)
def test_what_a_run_must_not_hide_fails_it(tmp_path, source, said):
    code, output = run(tmp_path, source)
    assert code == 1
    assert said in output


def test_an_expected_error_is_no_failure(tmp_path):
    source = (
        "import logging, unittest\n"
        "class Test(unittest.TestCase):\n"
        "    def test_it(self):\n"
        "        with self.assertLogs('x', 'ERROR'):\n"
        "            logging.getLogger('x').error('boo')\n"
    )
    code, output = run(tmp_path, source)
    assert code == 0, output
