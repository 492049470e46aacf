"""``python -m emulator``: the emulated Amazon on its own."""

import argparse
import signal
import sys
import threading
from datetime import timedelta

from emulator.amazon import Settings
from emulator.clock import Clock
from emulator.defaults import (
    DEMO_LOGIN_URI,
    DEMO_REDIRECT_URI,
    demo_app,
    demo_seller,
    second_seller,
)
from emulator.server import serve
from emulator.world import COLUMNS, FBA_AMOUNTS, World


def _arguments(argv=None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m emulator", description=__doc__)
    add = parser.add_argument
    add("--host", default="127.0.0.1")
    add("--port", type=int, default=8765, help="0 takes any free one")
    add("--url", default="", help="address for others, if not host and port")
    add("--seed", default="1")
    add("--orders", type=int, default=60, help="that end as sales")
    add("--days", type=float, default=30)
    add("--ahead", type=float, default=0, help="days on which orders still arrive")
    add("--na-share", type=float, default=0.2, help="part in North America")
    add("--vcs", action="store_true", help="Amazon calculates VAT")
    add("--fba-amounts", choices=FBA_AMOUNTS, default="excluded")
    add("--columns", choices=COLUMNS, default="full")
    add("--report-seconds", type=float, default=2.0)
    add("--redirect-uri", action="append", help="of the demo application; repeatable")
    add("--login-uri", default=DEMO_LOGIN_URI)
    add("--published", action="store_true", help="the demo application is no draft")
    add("--second-seller", action="store_true", help="who may sign in by mistake")
    return parser.parse_args(argv)


def main(argv=None) -> int:
    options = _arguments(argv)
    clock = Clock()
    world = World(
        options.seed,
        options.orders,
        start=clock.now() - timedelta(days=options.days),
        end=clock.now() + timedelta(days=options.ahead),
        na_share=options.na_share,
        vcs=options.vcs,
        fba_amounts=options.fba_amounts,
        columns=options.columns,
    )
    app = demo_app(
        options.redirect_uri or [DEMO_REDIRECT_URI],
        options.login_uri,
        is_draft=not options.published,
    )
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    settings = Settings(report_seconds=options.report_seconds)
    try:
        with serve(
            world,
            clock,
            options.port,
            [app],
            sellers=[demo_seller()] + [second_seller()] * options.second_seller,
            settings=settings,
            host=options.host,
            url=options.url,
        ) as server:
            sys.stdout.write(
                f"Emulated Amazon at {server.url}\n"
                f"application id  {app.application_id}\n"
                f"client id       {app.client_id}\n"
                f"client secret   {app.client_secret}\n"
                f"seller id       {server.seller.seller_id}\n"
            )
            sys.stdout.flush()
            stop.wait()
    except OSError as error:
        sys.stderr.write(f"Port {options.port} cannot be used: {error.strerror}.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
