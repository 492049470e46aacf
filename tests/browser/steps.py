"""What a person does again and again in the demo's screens."""

import contextlib
import time
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect

PATIENCE_SECONDS = 180
SHEET = ".o_form_view .o_form_sheet"


def visit(page: Page, url: str, shown: str) -> None:
    """Open an address as in a new tab, and wait for what it shows.

    The web client would else take up the action it showed last.
    """
    page.evaluate("sessionStorage.clear()")
    page.goto(url)
    page.wait_for_selector(shown)


def open_form(page: Page, url: str) -> None:
    visit(page, url, SHEET)


def open_list(page: Page, url: str) -> None:
    visit(page, url, ".o_list_view")


def open_account(demo, page: Page, account_id: int) -> None:
    open_form(page, f"{demo.odoo_url}/odoo/amazon-accounts/{account_id}")


def choose(where: Locator, field: str, name: str) -> None:
    """Choose a record, or one more, by the beginning of its name."""
    where.locator(f"[name={field}] input").fill(name)
    where.locator(".o-autocomplete--dropdown-item", has_text=name).click()


def pick(field: Locator, label: str) -> None:
    """Pick from a selection what is labelled so."""
    field.locator("input").click()
    items = field.page.locator(".o_select_menu_item")
    items.get_by_text(label, exact=True).click()


def appears(what: Locator) -> bool:
    """Give the screen a moment to show something; return whether it does."""
    with contextlib.suppress(TimeoutError):
        what.first.wait_for(timeout=2_000)
    return what.count() > 0


def stat(page: Page, action: str) -> int:
    """Return the number on the form's smart button that runs this action."""
    button = page.locator(f"button.oe_stat_button[name={action}]")
    return int(button.locator(".o_stat_value").inner_text()) if button.count() else 0


def allow_access(page: Page, button: Locator, seller_id: str = "") -> None:
    """From the button through Amazon's consent page back to the account's form."""
    button.click()
    page.wait_for_url("**/apps/authorize/consent?*")
    confirm = page.locator("#confirm")
    expect(confirm).to_be_disabled()
    if seller_id:
        page.select_option("select[name=seller]", seller_id)
    page.check("#agree")
    confirm.click()
    page.wait_for_selector(SHEET)


def synchronize_until(page: Page, is_done: Callable[[], bool], what: str) -> None:
    """Press the button as an impatient seller would, until `what` is the case."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        page.get_by_role("button", name="Synchronisieren").click()
        expect(page.locator(".o_notification").first).to_be_visible()
        # Amazon takes its time for a report: looking sooner is of no use.
        page.wait_for_timeout(1000)
        page.reload()
        page.wait_for_selector(".oe_stat_button")
        if is_done():
            return
    pytest.fail(f"Not within {PATIENCE_SECONDS} s: {what}")


def german(amount: str) -> str:
    """1234.5 as a German reads it: 1.234,50."""
    text = f"{Decimal(amount):,.2f}"
    return text.translate(str.maketrans(",.", ".,"))
