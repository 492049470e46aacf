"""Asking for a report by hand: what Amazon makes for an account's region, in German."""

from playwright.sync_api import expect

from .steps import open_list

EUROPE = [
    "Händlerversand – Auftragsbericht – EU",
    "Versand durch Amazon – Auftragsbericht – EU",
]


def test_only_the_types_of_the_accounts_region_are_offered(demo, page):
    open_list(page, f"{demo.odoo_url}/odoo/amazon-reports")
    page.get_by_role("button", name="Berichte").click()
    page.get_by_role("menuitem", name="Anfordern").click()
    dialog = page.locator(".modal")
    dialog.locator("[name=account_id] input").fill("Sonnentau")
    dialog.locator(".o-autocomplete--dropdown-item", has_text="Sonnentau").click()
    chosen = dialog.locator("[name=report_type] input")
    expect(chosen).to_have_value(EUROPE[0])
    chosen.click()
    expect(page.locator(".o_select_menu_item")).to_have_text(EUROPE)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
