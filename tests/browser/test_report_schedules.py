"""What Amazon makes by itself, for us or for another program, in German."""

import json
import urllib.request

import pytest
from playwright.sync_api import expect

from .steps import SHEET, choose, open_account, open_list, pick, synchronize_until

REPORT = "amazon.seller.report"
SONNENTAU, SELLER = 2, "A3SONNENTAU001"
XML, AS_XML = "GET_ORDER_REPORT_DATA_INVOICING", "Auftragsbericht – EU, als XML"
ORDERS = "Händlerversand – Auftragsbericht – EU"
LISTINGS, OFFERS = "GET_MERCHANT_LISTINGS_ALL_DATA", "Angebote – Alle"
FOUND = "Ein anderes Programm oder Amazon erzeugt ihn"
GERMANY = "A1PA6795UKMFR9"
# Else Amazon names the columns in the seller's own language.
ENGLISH = {"preferredReportDocumentLocale": "en_US"}


@pytest.fixture
def other_program(demo):
    """Lets another program of the same seller act at the emulated Amazon."""

    def do(what, report_type, **values):
        values.update(do=what, report_type=report_type, seller_id=SELLER)
        request = urllib.request.Request(
            f"{demo.amazon_url}/emulator/other_program",
            json.dumps(values).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["result"]

    yield do
    do("cancel_schedule", XML)


def open_schedules(demo, page):
    open_list(page, f"{demo.odoo_url}/odoo/amazon-reports")
    page.get_by_role("button", name="Berichte", exact=True).click()
    page.get_by_role("menuitem", name="Geplant").click()
    expect(page.locator(".o_breadcrumb .active")).to_have_text("Geplante Berichte")


def read_back(page, state, report):
    """Press the button; wait for a line of this state and report."""
    page.get_by_role("button", name="Jetzt zurücklesen").click()
    row = page.locator(".o_data_row", has_text=report).filter(has_text=state)
    # The account may be in a round just now.
    expect(row).to_have_count(1, timeout=30_000)
    return row


def act(page, button):
    """Press a button of a schedule's form, and confirm what it asks."""
    page.locator(".o_form_statusbar").get_by_role(
        "button", name=button, exact=True
    ).click()
    question = page.locator(".modal")
    question.locator("footer .btn-primary").click()
    expect(question).to_have_count(0)


def state(page):
    return page.locator(".o_form_statusbar .o_arrow_button_current")


def test_a_report_is_scheduled_replaced_made_again_and_ended(demo, page, other_program):
    other_program("schedule", XML, period="PT8H")
    open_schedules(demo, page)
    theirs = read_back(page, "Von anderem Programm", AS_XML)
    expect(theirs.locator("td[name=period]")).to_have_text("Alle 8 Stunden")

    page.get_by_role("button", name="Bericht planen").click()
    dialog = page.locator(".modal")
    choose(dialog, "account_id", "Sonnentau")
    pick(dialog.locator("[name=report_type]"), ORDERS)
    pick(dialog.locator("[name=period]"), "Alle 4 Stunden")
    warning = dialog.locator("[name=ended]")
    expect(warning).to_contain_text("ohne ein Wort an den, der es geplant hat")
    expect(warning.locator(".o_data_row")).to_have_count(1)
    expect(warning.locator(".o_data_row")).to_contain_text(AS_XML)
    schedule = dialog.get_by_role("button", name="Planen", exact=True)
    expect(schedule).to_have_count(0)
    dialog.locator("[name=is_confirmed] input").check()
    schedule.click()
    expect(dialog).to_have_count(0)
    rows = page.locator(".o_data_row", has_text=ORDERS)
    expect(rows).to_have_count(1)
    expect(rows.locator("td[name=state]")).to_have_text("Von uns")

    other_program("schedule", XML, period="P1D")
    read_back(page, "Von anderem Programm", AS_XML)
    ours = read_back(page, "Ersetzt", ORDERS).filter(has_not_text=AS_XML)
    ours.locator("td[name=report_type]").click()
    page.wait_for_selector(SHEET)
    expect(page.locator(".alert-warning")).to_contain_text("Ein anderes Programm hat")
    act(page, "Erneut planen")
    expect(state(page)).to_have_text("Von uns")
    act(page, "Beenden")
    expect(state(page)).to_have_text("Von uns beendet")


def test_another_program_makes_a_report_and_it_is_found(
    demo, page, odoo, other_program
):
    made = other_program(
        "request_report", LISTINGS, marketplace_ids=[GERMANY], options=ENGLISH
    )
    page.wait_for_timeout(3000)  # Amazon works on it for two seconds.
    open_account(demo, page, SONNENTAU)
    choose_way(page, FOUND)
    page.reload()
    page.wait_for_selector(SHEET)
    expect(way_of(page, OFFERS)).to_have_text(FOUND)

    def is_read():
        known = [["report_identifier", "=", made], ["state", "=", "done"]]
        return odoo.call(REPORT, "search_count", [known]) == 1

    synchronize_until(page, is_read, "the other program's report")
    choose_way(page, "Wir fordern ihn an")


def way_of(page, report):
    page.locator(".o_notebook_headers").get_by_text("Berichte", exact=True).click()
    row = page.locator("[name=source_ids] .o_data_row", has_text=report)
    return row.locator("td[name=way]")


def choose_way(page, way):
    cell = way_of(page, OFFERS)
    cell.click()
    pick(cell, way)
    page.locator(".o_form_button_save").click()
    expect(page.locator(".o_form_button_save")).to_be_hidden()
    expect(cell).to_have_text(way)
