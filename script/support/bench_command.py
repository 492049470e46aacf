"""script/bench [--json] [--orders N] [--rounds N]: how fast orders come in.

A table on standard output, or one line of JSON; see benchmarks/bench_import.py.
"""

from . import databases, environment, postgres
from .paths import PYTHON
from .processes import run_attached
from .setup_command import setup
from .steps import main


def command(arguments: list[str]) -> int:
    setup(with_browser=False)
    with (
        postgres.running(),
        databases.temporary(databases.with_addon(), "bench") as name,
    ):
        bench = [PYTHON, "-m", "benchmarks.bench_import", "--database", name]
        return run_attached(
            [*bench, *arguments], environment.closed(environment.variables())
        )


if __name__ == "__main__":
    main(command)
