"""A file brought by hand: looked into, imported, previewed, in German."""

from playwright.sync_api import expect

from .steps import SHEET, choose, visit

UPLOAD = "action-amazon_connector.amazon_seller_report_upload_action"
HEADER = (
    "order-id\torder-item-id\tpurchase-date\tbuyer-email\tbuyer-name\tsku\t"
    "product-name\tquantity-purchased\tcurrency\titem-price\titem-tax\tship-country"
)
ROW = (
    "302-7654321-7654321\t76543217654321\t2020-11-01T10:00:00+00:00\t"
    "1@marketplace.amazon.de\tErika Beispiel\tTASSE\t<b>Tasse</b>\t1\tEUR\t9.99\t"
    "0.00\tDE"
)
FILE = f"{HEADER}\r\n{ROW}\r\n".encode()


def look_into(page, demo, content):
    visit(page, f"{demo.odoo_url}/odoo/{UPLOAD}", ".modal .o_form_view")
    dialog = page.locator(".modal")
    choose(dialog, "account_id", "Sonnentau")
    dialog.locator("[name=file] input[type=file]").set_input_files(
        {"name": "bericht.txt", "mimeType": "text/plain", "buffer": content}
    )
    dialog.locator("button[name=action_look]").click()
    return dialog


def test_a_file_is_looked_into_then_imported_then_previewed(demo, page):
    dialog = look_into(page, demo, FILE)
    table = dialog.locator("[name=content] table")
    expect(table.locator("tbody tr")).to_have_count(1)
    expect(table).to_contain_text("302-7654321-7654321")
    expect(table).to_contain_text("<b>Tasse</b>")
    expect(dialog.locator("[name=record_count]")).to_have_text("1")
    dialog.locator("button[name=action_import]").click()
    page.wait_for_selector(SHEET)
    expect(page.locator(".modal")).to_have_count(0)
    page.locator("button[name=action_preview]").click()
    preview = page.locator(".modal [name=content] table")
    expect(preview).to_contain_text("Erika Beispiel")


def test_what_is_no_report_is_told_so_and_another_file_can_be_chosen(demo, page):
    dialog = look_into(page, demo, b"Date range exceeded.")
    expect(dialog.locator(".alert-warning [name=problem]")).not_to_be_empty()
    expect(dialog.locator("button[name=action_import]")).to_be_hidden()
    dialog.locator("button[name=action_choose_another]").click()
    expect(dialog.locator("button[name=action_look]")).to_be_visible()
