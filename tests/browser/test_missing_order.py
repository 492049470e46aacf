"""Why is an order missing? Asked from the menu and from an account, in German."""

import pytest
from playwright.sync_api import expect

from .steps import open_account, open_list

SONNENTAU = 2
NEVER_THERE = "302-0000000-0000000"


@pytest.fixture
def imported(odoo):
    """Return an imported order's id, and the name of its sale order."""
    (order,) = odoo.call(
        "amazon.seller.order",
        "search_read",
        [[["account_id", "=", SONNENTAU], ["state", "=", "imported"]]],
        fields=["amazon_order_id", "sale_order_id"],
        limit=1,
    )
    return order["amazon_order_id"], order["sale_order_id"][1]


def from_the_menu(demo, page):
    open_list(page, f"{demo.odoo_url}/odoo/amazon-accounts")
    page.get_by_role("button", name="Bestellungen", exact=True).click()
    page.get_by_role("menuitem", name="Warum fehlt eine Bestellung?").click()
    return page.locator(".modal", has_text="Warum fehlt eine Bestellung?")


def from_the_account(demo, page):
    open_account(demo, page, SONNENTAU)
    page.get_by_role("button", name="Bestellung fehlt?").click()
    return page.locator(".modal", has_text="Warum fehlt eine Bestellung?")


def find_out(dialog, order_id):
    dialog.locator("[name=order_ref] input").fill(order_id)
    dialog.get_by_role("button", name="Herausfinden").click()
    return dialog.locator(".alert:visible")


@pytest.mark.parametrize("way", [from_the_menu, from_the_account])
def test_an_imported_order_is_found_and_opened(demo, page, imported, way):
    order_id, sale_order = imported
    dialog = way(demo, page)
    # Copied from somewhere, with white space around it.
    answer = find_out(dialog, f" {order_id} ")
    expect(answer).to_contain_text("Die Bestellung ist da")
    expect(answer).to_contain_text(f"als {sale_order} über Sonnentau")
    dialog.get_by_role("button", name="Verkaufsauftrag öffnen").click()
    expect(page.locator(".o_form_view .oe_title")).to_contain_text(sale_order)


def test_amazon_is_asked_for_an_order_that_nobody_knows(demo, page):
    answer = find_out(from_the_account(demo, page), NEVER_THERE)
    expect(answer).to_contain_text("Amazon unbekannt")
    expect(answer).to_contain_text("Vergleichen Sie die Nummer mit Seller Central")


def test_the_next_order_is_asked_for_in_the_same_window(demo, page, imported):
    dialog = from_the_account(demo, page)
    expect(find_out(dialog, NEVER_THERE)).to_contain_text("Amazon unbekannt")
    answer = find_out(dialog, imported[0])
    expect(answer).to_have_count(1)
    expect(answer).to_contain_text("Die Bestellung ist da")


def test_a_number_that_is_no_order_id_is_refused(demo, page):
    find_out(from_the_menu(demo, page), "4711")
    error = page.locator(".modal", has_text="Das ist keine Bestellnummer von Amazon")
    expect(error).to_contain_text("302-1234567-1234567")
