"""script/demo: Odoo in a German company beside an emulated Amazon, ready to click.

With --check no person is needed: the whole way is driven as a browser would, and one
line of JSON compares what is in Odoo with what is at Amazon.
"""

import contextlib
import json
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

from . import databases, environment, postgres
from .databases import IN_ODOO
from .paths import PYTHON, ROOT
from .processes import fetch, free_port, run_attached, serving
from .setup_command import setup
from .steps import Refusal, main, say

CHECK = "--check"
LOGIN = PASSWORD = "demo"
ODOO_PORT, AMAZON_PORT = 8069, 8269
# The application's login URI names its key set: the first one of the new database.
KEY_SET_ID = 1
REPORT_SECONDS = 2.0
# Beside the account that is to be connected: one whose authorisation ends in nine days
# and that invoices for Amazon (VCS Lite), and one whose authorisation ended a week ago
# and for which Amazon invoices (VCS).
SELLERS = (
    {
        "seller_id": "A3SONNENTAU001",
        "name": "Sonnentau Naturwaren",
        "granted": 356,
        "vcs": "lite",
        "vat_service": "vcs_lite",
    },
    {
        "seller_id": "A3TANNENHOF001",
        "name": "Tannenhof Versand",
        "granted": 372,
        "vcs": "yes",
        "vat_service": "vcs",
    },
)
# While everything is being stopped, nobody need ask for it again.
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

INVITATION = """
Odoo is ready.

  Address   {form_url}
  Login     {login}
  Password  {password}

Then click:
  1. "Zugriff erlauben": the emulated Seller Central opens.
  2. Tick the box there and confirm: you are back in Odoo, and the account is connected.
  3. In the account, Beträge und Steuern » "Steuern einrichten": which kinds of sale
     have their taxes. Before the first import nothing is missing here; look again after
     it. Amazon » Buchhaltung » Steuern nach Verkaufsart shows each kind of sale;
     Umsatzsteuer in Beträgen, what prices contain.
  4. "Synchronisieren" brings the orders of the last four weeks; a minute later they
     would come by themselves. Amazon » Bestellungen shows them as Amazon stated them,
     each with its sale order. Listings, FBA stock, returns and payouts follow within
     half an hour: Amazon » Produkte, Bestellungen, Buchhaltung. Berichte » Verarbeitung
     shows each report, Protokoll each call.
  5. Verkauf » Aufträge, filter "Weicht von Amazon ab": orders with another VAT than
     Amazon's, one to Northern Ireland at least. The red banner says by how much and
     why; "Anhalten" lets nobody ship it until it is decided.
  6. Amazon » Produkte » SKUs ohne Produkt shows SKUs as soon as an order needs them;
     without the filter, all that have no product yet: choose one, or "Produkt anlegen".
  7. {amazon_url}/emulator/orders.html: be the buyer. Order something, wish to
     cancel, move, exchange. "Erneut von Amazon holen" on the Amazon order shows it
     at once, else the next report tells of it.
  8. Amazon » Übersicht: one account's authorisation ends in nine days, another's ended
     a week ago. Open it, press "Zugriff erlauben", choose {dead_seller} as the seller
     who is signed in: the week is caught up by itself.

The emulated Amazon: {amazon_url}
Ctrl-C stops all of it.
"""


@dataclass(frozen=True)
class Demo:
    """What runs: addresses, the database's name, and the seller account's id."""

    odoo_url: str
    amazon_url: str
    database: str
    account_id: int

    @property
    def form_url(self) -> str:
        return f"{self.odoo_url}/odoo/amazon-accounts/{self.account_id}"


@contextlib.contextmanager
def running() -> Iterator[Demo]:
    """Have Odoo and the emulated Amazon run for the length of the block."""
    odoo_port = free_port(ODOO_PORT)
    amazon_port = free_port(AMAZON_PORT)
    odoo_url = f"http://localhost:{odoo_port}"
    amazon_url = f"http://localhost:{amazon_port}"
    emulator = [
        *(PYTHON, "-m", "emulator", "--port", amazon_port),
        # Four weeks of orders: all of them in one report of each kind.
        *("--days", "28"),
        *("--report-seconds", REPORT_SECONDS),
        *("--seller={seller_id}={name};vcs={vcs}".format(**each) for each in SELLERS),
        *("--redirect-uri", f"{odoo_url}/amazon_connector/callback"),
        *("--login-uri", f"{odoo_url}/amazon_connector/login/{KEY_SET_ID}"),
    ]
    odoo = [PYTHON, "-m", "odoo", "--http-port", odoo_port, "--max-cron-threads=1"]
    # Addresses carry Amazon's codes: they are not written anywhere.
    odoo += ["--log-handler", "werkzeug:WARNING"]
    env = environment.closed(environment.variables())
    with contextlib.ExitStack() as stack:
        for number in STOPPING:
            stack.callback(signal.signal, number, signal.getsignal(number))
        stack.enter_context(postgres.running())
        database = databases.for_demo()
        say("Database: copying …")
        database = stack.enter_context(databases.temporary(database, "demo"))
        say("Emulated Amazon: starting …")
        pure = environment.variables(python_path=(ROOT,))
        ready = f"{amazon_url}/emulator/products"
        stack.enter_context(
            serving(f"demo-amazon-{amazon_port}", emulator, pure, ready)
        )
        say("Key set, seller account and products: preparing …")
        account_id = _prepare(database, odoo_url, amazon_url)
        say("Odoo: starting …")
        odoo += ["-d", database, "--db-filter", f"^{database}$"]
        ready = f"{odoo_url}/web/login"
        stack.enter_context(serving(f"demo-odoo-{odoo_port}", odoo, env, ready))
        for number in STOPPING:
            stack.callback(signal.signal, number, signal.SIG_IGN)
        yield Demo(odoo_url, amazon_url, database, account_id)


def _prepare(database: str, odoo_url: str, amazon_url: str) -> int:
    facts = {
        "base_url": odoo_url,
        "amazon_url": amazon_url,
        "application": _demo_application(),
        "products": _products(amazon_url),
        "key_set_id": KEY_SET_ID,
        "sellers": SELLERS,
        "report_seconds": REPORT_SECONDS,
    }
    variables = {"DEMO_FACTS": json.dumps(facts)}
    printed = databases.in_odoo(
        database, IN_ODOO / "demo_account.py", title="Demo account", variables=variables
    )
    databases.in_odoo(
        database, IN_ODOO / "demo_past.py", title="Demo past", variables=variables
    )
    return json.loads(printed.splitlines()[-1])["account_id"]


def _products(amazon_url: str) -> list[dict]:
    """What any of the sellers sells, each SKU once."""
    by_sku = {}
    for query in ("", *("?seller={seller_id}".format(**seller) for seller in SELLERS)):
        address = f"{amazon_url}/emulator/products{query}"
        with fetch(address, timeout=30) as answer:
            by_sku |= {product["sku"]: product for product in json.load(answer)}
    return list(by_sku.values())


def _demo_application() -> dict[str, str]:
    program = (
        "import json; from emulator.defaults import DEMO_APP as app; print(json.dumps("
        "{name: getattr(app, name) for name in"
        " ('application_id', 'client_id', 'client_secret')}))"
    )
    return json.loads(
        subprocess.run(
            [PYTHON, "-c", program],
            env=environment.variables(python_path=(ROOT,)),
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    )


def command(arguments: list[str]) -> int:
    if set(arguments) - {CHECK}:
        raise Refusal(f"The only option is {CHECK}.")
    setup(with_browser=False)
    with running() as demo:
        if CHECK in arguments:
            say("Going the whole way …")
            way = [PYTHON, "-m", "support.demo_check", demo.odoo_url, demo.amazon_url]
            way += [demo.database, LOGIN, PASSWORD, demo.account_id]
            python_path = (ROOT / "script",)
            return run_attached(way, environment.variables(python_path=python_path))
        say(
            INVITATION.format(
                form_url=demo.form_url,
                login=LOGIN,
                password=PASSWORD,
                amazon_url=demo.amazon_url,
                dead_seller=SELLERS[-1]["name"],
            )
        )
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
        say("Stopping …")
    return 0


if __name__ == "__main__":
    main(command)
