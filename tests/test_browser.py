"""A seller's first ten minutes in real Chromium, in German, on a real Odoo server.

The demo runs as `script/demo` runs it: Odoo in a process of its own with its crons, the
emulated Amazon in another. Nothing is called but what a person clicks.
"""

import json
import re
import resource
import shutil
import signal
import sys
import time
import urllib.request
from decimal import Decimal
from pathlib import Path

import polib
import pytest
from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "script"))

from support.demo_command import LOGIN, PASSWORD, running  # noqa: E402

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
PATIENCE_SECONDS = 180


@pytest.fixture(scope="module")
def demo():
    interrupt = signal.getsignal(signal.SIGINT)
    with running() as demo:
        yield demo
    signal.signal(signal.SIGINT, interrupt)


@pytest.fixture(scope="module")
def room_for_chromium():
    """Lift the limit that Odoo puts on its own process; Chromium would inherit it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module")
def expected(demo):
    url = f"{demo.amazon_url}/emulator/expected?region=eu"
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def english():
    """Every English text of ours that has another one in German."""
    po = polib.pofile(str(ROOT / "amazon_connector" / "i18n" / "de.po"))
    return {
        entry.msgid
        for entry in po
        if len(entry.msgid) > 3 and entry.msgstr != entry.msgid
    } - {entry.msgstr for entry in po}


def open_form(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector(".o_form_view .o_form_sheet")


def open_list(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector(".o_list_view")


def stat(page: Page, action: str) -> int:
    """Return the number on the form's smart button that runs this action."""
    button = page.locator(f"button.oe_stat_button[name={action}]")
    return int(button.locator(".o_stat_value").inner_text()) if button.count() else 0


def german(amount: str) -> str:
    """1234.5 as a German reads it: 1.234,50."""
    text = f"{Decimal(amount):,.2f}"
    return text.translate(str.maketrans(",.", ".,"))


def test_a_seller_connects_and_watches_the_orders_come(demo, page, expected):
    open_list(page, f"{demo.odoo_url}/odoo/amazon-accounts")
    expect(page.locator(".o_data_row")).to_contain_text("Nicht verbunden")
    page.locator(".o_data_row .o_data_cell").first.click()

    page.get_by_role("button", name="Zugriff erlauben").click()
    page.wait_for_url("**/apps/authorize/consent?*")
    confirm = page.locator("#confirm")
    expect(confirm).to_be_disabled()
    page.check("#agree")
    confirm.click()

    page.wait_for_selector(".o_form_view .o_form_sheet")
    assert f"/odoo/amazon-accounts/{demo.account_id}" in page.url
    expect(page.locator(".o_arrow_button_current")).to_have_text("Verbunden")
    expect(page.locator(".alert-success")).to_contain_text("Der Zugriff ist erlaubt")
    expect(page.locator("[name=marketplace_ids]")).to_contain_text("Amazon.de")

    wait_until_everything_came(page, len(expected["orders"]))
    assert stat(page, "action_view_waiting_orders") == 0


def wait_until_everything_came(page: Page, count: int) -> None:
    """Press the button as an impatient seller would, until the orders are there."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        page.get_by_role("button", name="Synchronisieren").click()
        expect(page.locator(".o_notification")).to_be_visible()
        page.wait_for_timeout(1000)
        page.reload()
        page.wait_for_selector(".oe_stat_button")
        if stat(page, "action_view_orders") >= count:
            return
    pytest.fail(f"{stat(page, 'Bestellungen')} of {count} orders came")


def test_the_connection_passes_its_test(demo, page):
    open_form(page, demo.form_url)
    page.get_by_role("button", name="Anmeldung testen").click()
    dialog = page.locator(".modal")
    expect(dialog.locator(".alert-success")).to_be_visible()
    expect(dialog.locator(".o_data_row")).to_have_count(5)
    page.keyboard.press("Escape")


@pytest.mark.parametrize("channel", ["MFN", "AFN"])
def test_from_the_inbox_to_the_sale_order_with_amazons_total(
    demo, page, expected, channel
):
    order_id, order = max(
        (item for item in expected["orders"].items() if item[1]["channel"] == channel),
        key=lambda item: Decimal(item[1]["total"]),
    )
    open_form(page, demo.form_url)
    page.locator("button[name=action_view_orders]").click()
    page.wait_for_selector(".o_list_view")
    page.locator(".o_searchview_input").press_sequentially(order_id)
    page.wait_for_selector(".o_searchview_autocomplete")
    page.keyboard.press("Enter")
    expect(page.locator(".o_data_row")).to_have_count(1)
    expect(page.locator(".o_data_row")).to_contain_text("Importiert")
    page.locator(".o_data_row .o_data_cell").first.click()
    expect(page.locator(".o_form_sheet")).to_contain_text(german(order["total"]))

    page.locator(".oe_stat_button", has_text="Verkaufsauftrag").click()
    total = page.locator(".oe_subtotal_footer, .o_tax_totals, [name=tax_totals]").last
    expect(total).to_contain_text(german(order["total"]))
    deliveries = page.locator(".oe_stat_button", has_text=re.compile("Lieferung"))
    expect(deliveries).to_have_count(1 if channel == "MFN" else 0)


def test_reports_are_asked_for_by_hand(demo, page):
    open_list(page, f"{demo.odoo_url}/odoo/amazon-reports")
    expect(page.locator(".o_data_row").first).to_contain_text("Gelesen")
    before = page.locator(".o_data_row").count()
    page.get_by_role("button", name="Berichte").click()
    page.get_by_role("menuitem", name="Anfordern").click()
    expect(page.locator(".modal .alert-info")).to_be_visible()
    page.locator(".modal").get_by_role("button", name="Anfordern").click()
    expect(page.locator(".o_data_row")).to_have_count(1)
    open_list(page, f"{demo.odoo_url}/odoo/amazon-reports")
    expect(page.locator(".o_data_row")).to_have_count(before + 1)


def test_a_report_file_can_be_downloaded(demo, page):
    open_list(page, f"{demo.odoo_url}/odoo/amazon-reports")
    row = page.locator(".o_data_row", has_text="Gelesen").last
    row.locator(".o_data_cell").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Herunterladen").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text.splitlines()[0].split("\t")[0] in ("order-id", "amazon-order-id")


@pytest.mark.parametrize(
    "path",
    [
        "amazon-accounts",
        "amazon-accounts/1",
        "amazon-key-sets",
        "amazon-key-sets/1",
        "amazon-marketplaces",
        "amazon-reports",
        "amazon-orders",
        "amazon-accounts/new",
        "amazon-key-sets/new",
    ],
)
def test_no_screen_speaks_english(demo, page, english, path):
    page.goto(f"{demo.odoo_url}/odoo/{path}")
    page.wait_for_selector(".o_form_view .o_form_sheet, .o_list_view")
    lines = {line.strip() for line in page.inner_text("body").splitlines()}
    assert not lines & english
