"""Asking for reports by hand: what Amazon makes for an account's region, in German."""

import pytest
from playwright.sync_api import expect

from .steps import choose, visit

ORDERS = "Händlerversand – Auftragsbericht – EU"
EUROPE = [ORDERS, "Versand durch Amazon – Auftragsbericht – EU"]
LIST = ".o_list_view"


def line(dialog, label):
    return dialog.locator("[name=line_ids] .o_data_row", has_text=label).first


@pytest.fixture
def dialog(demo, page):
    visit(page, f"{demo.odoo_url}/odoo/amazon-reports", LIST)
    page.get_by_role("button", name="Berichte").click()
    page.get_by_role("menuitem", name="Anfordern").click()
    dialog = page.locator(".modal")
    choose(dialog, "account_ids", "Sonnentau")
    expect(dialog.locator("[name=line_ids] .o_data_row").first).to_be_visible()
    return dialog


def test_what_amazon_makes_in_the_region_is_offered_with_its_remarks(dialog):
    for label in EUROPE:
        expect(line(dialog, label)).to_be_visible()
    expect(dialog.locator("[name=line_ids]")).not_to_contain_text("– NA")


def test_ticked_reports_are_counted_dated_and_wanted(demo, page, dialog):
    dialog.locator("[name=line_ids] [name=is_wanted] input").first.click()
    total = dialog.locator(".alert-info")
    expect(total.locator("[name=request_count]")).to_have_text("1")
    expect(total.locator("[name=ready_at]")).not_to_be_empty()
    dialog.locator("button[name=action_request]").click()
    expect(page.locator(".modal")).to_have_count(0)
    expect(page.locator(".o_list_view .o_data_row")).to_have_count(1)
    expect(page.locator(".o_breadcrumb .breadcrumb-item")).to_have_count(1)
    expect(page.locator(".o_data_row [name=report_type]")).to_have_text(ORDERS)
