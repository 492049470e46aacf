"""``python -m emulator``: the emulated Amazon on its own."""

import argparse
import signal
import sys
import threading
from datetime import timedelta

from emulator.accounts import Seller
from emulator.amazon import Settings
from emulator.clock import Clock
from emulator.defaults import (
    DEMO_LOGIN_URI,
    DEMO_REDIRECT_URI,
    DEMO_SELLER_ID,
    demo_app,
    demo_seller,
    further_seller,
    second_seller,
)
from emulator.server import serve
from emulator.world import COLUMNS, VARIETIES, World
from emulator.world.readings import READINGS

VCS = {"no": False, "yes": True, "lite": "lite"}


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
    add(
        "--vcs",
        nargs="?",
        choices=tuple(VCS),
        default="no",
        const="yes",
        help="Amazon calculates VAT and invoices; lite: the seller invoices",
    )
    add("--mfn-amounts", choices=READINGS, default="gross/gross/before")
    add("--fba-amounts", choices=READINGS, default="net/net/after")
    add("--columns", choices=COLUMNS, default="full")
    add("--variety", choices=VARIETIES, default="plain", help="kinds of orders")
    add("--eventful", type=float, default=0, help="part to which something happens")
    add("--report-seconds", type=float, default=2.0)
    add("--redirect-uri", action="append", help="of the demo application; repeatable")
    add("--login-uri", default=DEMO_LOGIN_URI)
    add("--published", action="store_true", help="the demo application is no draft")
    add("--second-seller", action="store_true", help="who may sign in by mistake")
    add(
        "--seller",
        action="append",
        default=[],
        type=_seller,
        metavar="ID=NAME[;vcs=lite;orders=30]",
        help="a further one with orders of its own; repeatable",
    )
    add("--seller-orders", type=int, default=20, help="of each further seller")
    options = parser.parse_args(argv)
    ids = [DEMO_SELLER_ID, *(seller.seller_id for seller, _ in options.seller)]
    if len(ids) > len(set(ids)):
        parser.error("argument --seller: each one needs an id of its own")
    return options


def _seller(text: str) -> tuple[Seller, dict]:
    """``ID=NAME``, then what is different in this seller's world."""
    identity, *differences = text.split(";")
    try:
        return further_seller(identity), dict(map(_difference, differences))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _difference(text: str) -> tuple[str, object]:
    """:raise ValueError: there is no such option, or no such value"""
    name, _, value = (part.strip() for part in text.partition("="))
    if name in ("orders", "swiss_orders") and value.isdigit():
        return name, int(value)
    if name == "vcs" and value in VCS:
        return name, VCS[value]
    if name in ("mfn_amounts", "fba_amounts") and value in READINGS:
        return name, value
    raise ValueError(
        f"{text!r} is none of orders=NUMBER, swiss_orders=NUMBER, vcs={'|'.join(VCS)}, "
        f"mfn_amounts=READING, fba_amounts=READING. A reading is one of "
        f"{', '.join(READINGS)}."
    )


def _world(options, clock: Clock, seed: str, **values) -> World:
    return World(
        seed,
        start=clock.now() - timedelta(days=options.days),
        end=clock.now() + timedelta(days=options.ahead),
        na_share=options.na_share,
        columns=options.columns,
        variety=options.variety,
        eventful=options.eventful,
        **{
            "vcs": VCS[options.vcs],
            "mfn_amounts": options.mfn_amounts,
            "fba_amounts": options.fba_amounts,
            **values,
        },
    )


def _sellers(options, clock: Clock) -> list[Seller]:
    """The demo seller first; the same seed gives each the same orders again."""
    first = _world(options, clock, options.seed, orders=options.orders)
    sellers = [demo_seller(world=first)]
    for seller, differences in options.seller:
        seed = f"{options.seed}/{seller.seller_id}"
        values = {"orders": options.seller_orders, **differences}
        seller.world = _world(options, clock, seed, **values)
        sellers.append(seller)
    return sellers + [second_seller()] * options.second_seller


def main(argv=None) -> int:
    options = _arguments(argv)
    clock = Clock()
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
            clock=clock,
            port=options.port,
            apps=[app],
            sellers=_sellers(options, clock),
            settings=settings,
            host=options.host,
            url=options.url,
        ) as server:
            sys.stdout.write(
                f"Emulated Amazon at {server.url}\n"
                f"application id  {app.application_id}\n"
                f"client id       {app.client_id}\n"
                f"client secret   {app.client_secret}\n"
                + "".join(f"seller id       {s.seller_id}\n" for s in server.sellers)
            )
            sys.stdout.flush()
            stop.wait()
    except OSError as error:
        sys.stderr.write(f"Port {options.port} cannot be used: {error.strerror}.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
