"""script/setup: Odoo 19, Python packages, PostgreSQL and Chromium, once."""

import fcntl

from . import browser, environment, odoo_config, odoo_source
from .paths import CACHE
from .steps import main, say


def setup(*, with_browser: bool = True) -> None:
    """Get whatever is not there yet; a second run returns at once."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / "setup.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        environment.create()
        odoo_source.fetch()
        if with_browser:
            browser.fetch()
        odoo_config.write()


def command(arguments: list[str]) -> None:
    setup()
    say("Everything is set up.")


if __name__ == "__main__":
    main(command)
