"""script/run COMMAND…: any command in the environment, with PostgreSQL running."""

from . import environment, postgres
from .processes import run_attached
from .setup_command import setup
from .steps import Refusal, main


def command(arguments: list[str]) -> int:
    if not arguments:
        raise Refusal("Name the command to run, such as: script/run psql -l")
    setup()
    with postgres.running():
        return run_attached(arguments, environment.variables())


if __name__ == "__main__":
    main(command)
