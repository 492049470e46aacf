"""A seller's first ten minutes in real Chromium, in German, on a real Odoo server.

Nothing is called but what a person clicks.
"""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .steps import (
    allow_access,
    choose,
    german,
    open_form,
    open_list,
    stat,
    synchronize_until,
)


def test_a_seller_connects_and_watches_the_orders_come(demo, page, expected):
    open_list(page, f"{demo.odoo_url}/odoo/amazon-accounts")
    row = page.locator(".o_data_row", has_text="Morgenrot bei Amazon")
    expect(row).to_contain_text("Nicht verbunden")
    row.locator(".o_data_cell").first.click()

    allow_access(page, page.get_by_role("button", name="Zugriff erlauben"))
    assert f"/odoo/amazon-accounts/{demo.account_id}" in page.url
    expect(page.locator(".o_arrow_button_current")).to_have_text("Verbunden")
    expect(page.locator(".alert-success")).to_contain_text("Der Zugriff ist erlaubt")
    expect(page.locator("[name=marketplace_ids]")).to_contain_text("Amazon.de")

    count = len(expected["orders"])
    synchronize_until(
        page, lambda: stat(page, "action_view_orders") >= count, f"{count} orders"
    )
    assert stat(page, "action_view_waiting_orders") == 0


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
    page.get_by_role("button", name="Berichte").click()
    page.get_by_role("menuitem", name="Anfordern").click()
    dialog = page.locator(".modal")
    choose(dialog, "account_ids", "Morgenrot")
    line = dialog.locator("[name=line_ids] .o_data_row", has_text="Händlerversand")
    line.first.locator("[name=is_wanted] input").click()
    expect(dialog.locator(".alert-info [name=request_count]")).to_have_text("1")
    dialog.get_by_role("button", name="Anfordern").click()
    row = page.locator(".o_data_row")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Händlerversand")
    expect(row).to_contain_text(
        re.compile("Anzufordern|Angefordert|In Erstellung|Gelesen")
    )
    row.locator(".o_data_cell").first.click()
    expect(page.locator(".o_form_sheet")).to_contain_text("Morgenrot bei Amazon")


def test_a_report_file_can_be_downloaded(demo, page):
    open_list(page, f"{demo.odoo_url}/odoo/amazon-reports")
    row = page.locator(".o_data_row", has_text="Auftragsbericht")
    row = row.filter(has_text="Gelesen").last
    row.locator(".o_data_cell").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Herunterladen").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text.splitlines()[0].split("\t")[0] in ("order-id", "amazon-order-id")
