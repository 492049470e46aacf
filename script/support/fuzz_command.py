"""script/fuzz [SECONDS] [OPTIONS]: documents nobody would send, a minute long.

The report readers learn from what they have not met yet, which is kept for the next
time. A document that breaks a promise ends the run; its file is named, and goes into
tests/spapi/golden with a test. OPTIONS are libFuzzer's, such as -jobs=2.
"""

from . import environment
from .paths import CACHE, PYTHON, ROOT
from .processes import run_attached
from .setup_command import setup
from .steps import main, run_long

REQUIREMENTS = ROOT / "requirements-fuzz.txt"
CORPUS = CACHE / "fuzz" / "corpus"
FINDINGS = CACHE / "fuzz" / "findings"
SECONDS = "60"


def command(arguments: list[str]) -> int:
    setup(with_browser=False)
    run_long(
        "Fuzzer: installing",
        [PYTHON, "-m", "pip", "install", "--no-deps", "--disable-pip-version-check"]
        + ["-r", REQUIREMENTS],
    )
    seconds = SECONDS
    if arguments and arguments[0].isdecimal():
        seconds, *arguments = arguments
    for folder in (CORPUS, FINDINGS):
        folder.mkdir(parents=True, exist_ok=True)
    return run_attached(
        [PYTHON, "-m", "tests.fuzz", CORPUS, f"-artifact_prefix={FINDINGS}/"]
        + [f"-max_total_time={seconds}", "-max_len=16384", "-timeout=10", *arguments],
        environment.closed(environment.variables(python_path=(ROOT,))),
    )


if __name__ == "__main__":
    main(command)
