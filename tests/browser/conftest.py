"""What the browser tests share: one running demo, one Chromium, logged in, in German.

The demo runs as `script/demo` runs it: Odoo in a process of its own with its crons, the
emulated Amazon in another. It is set up once and stopped after the last of these tests.
"""

import contextlib
import json
import resource
import shutil
import signal
import time
import urllib.request
from pathlib import Path

import polib
import pytest
from playwright.sync_api import sync_playwright

from support.demo_check import Browser, log_in
from support.demo_command import LOGIN, PASSWORD, running
from support.steps import Refusal

from .english import English

ROOT = Path(__file__).resolve().parents[2]


CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@pytest.fixture(scope="package")
def demo():
    interrupt = signal.getsignal(signal.SIGINT)
    with running() as demo:
        yield demo
    signal.signal(signal.SIGINT, interrupt)


@pytest.fixture(scope="package")
def room_for_chromium():
    """Lift the limit that Odoo puts on its own process; Chromium would inherit it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@pytest.fixture(scope="package")
def page(demo, room_for_chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM
        )
        page = browser.new_page(
            viewport={"width": 1440, "height": 1000}, locale="de-DE"
        )
        page.set_default_timeout(30_000)
        page.goto(f"{demo.odoo_url}/web/login")
        page.fill("input[name=login]", LOGIN)
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_selector(".o_web_client")
        yield page
        browser.close()


@pytest.fixture(scope="package")
def odoo(demo):
    """The same user's calls without a browser, for what a test needs beforehand."""
    browser = Browser(demo.odoo_url)
    log_in(browser, LOGIN, PASSWORD)
    return browser


@pytest.fixture(scope="package")
def expected(demo):
    url = f"{demo.amazon_url}/emulator/expected?region=eu"
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)


@pytest.fixture(scope="package")
def english():
    """Every English text of ours that has another one in German."""
    return English(polib.pofile(str(ROOT / "amazon_connector" / "i18n" / "de.po")))


@pytest.fixture
def cron_at_rest(odoo):
    """Nobody but the test asks Amazon for anything."""
    cron = odoo.call(
        "ir.cron", "search", [[["code", "=", "model._cron_synchronize()"]]]
    )
    assert len(cron) == 1
    _switch(odoo, cron, False)
    yield
    _switch(odoo, cron, True)


def _switch(odoo, cron, is_active):
    """Odoo refuses for as long as the cron is running, which is soon over."""
    for _attempt in range(20):
        with contextlib.suppress(Refusal):
            odoo.call("ir.cron", "write", [cron, {"active": is_active}])
            return
        time.sleep(0.5)
    pytest.fail("The cron does not come to its end.")
