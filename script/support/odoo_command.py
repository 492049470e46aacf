"""script/odoo ARGUMENTS…: Odoo 19 with this repository's addon in its path."""

from . import environment, postgres
from .paths import PYTHON
from .processes import run_attached
from .setup_command import setup
from .steps import main


def command(arguments: list[str]) -> int:
    setup()
    with postgres.running():
        return run_attached([PYTHON, "-m", "odoo", *arguments], environment.variables())


if __name__ == "__main__":
    main(command)
