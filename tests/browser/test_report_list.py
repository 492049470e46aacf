"""What becomes of reports: the list, found by an order, looked into, read, counted."""

import re

import pytest
from playwright.sync_api import expect

from .steps import SHEET, open_form, open_list

REPORT = "amazon.seller.report"
SONNENTAU = 2
ORDERS = "Händlerversand – Auftragsbericht – EU"
ORDER_ID = re.compile(r"\d{3}-\d{7}-\d{7}")


@pytest.fixture
def report(odoo):
    """Return the id of a report of orders that is read, and an order it names."""
    (mention,) = odoo.call(
        "amazon.seller.report.mention",
        "search_read",
        [
            [
                ["report_id.account_id", "=", SONNENTAU],
                ["report_id.report_type", "like", "ORDER_REPORT_DATA_INVOICING"],
                ["report_id.state", "=", "done"],
                ["report_id.is_upload", "=", False],
            ]
        ],
        fields=["report_id", "amazon_order_ref"],
        limit=1,
    )
    return mention["report_id"][0], mention["amazon_order_ref"]


@pytest.fixture
def screen(demo, page):
    open_list(page, f"{demo.odoo_url}/odoo/amazon-reports")
    return page


def search(page, text, field):
    """Type into the search box, and choose in what to look."""
    page.locator(".o_searchview_input").fill(text)
    page.locator(".o_searchview_autocomplete .o-dropdown-item", has_text=field).click()
    expect(page.locator(".o_facet_values", has_text=text)).to_be_visible()


def test_each_report_is_a_line_with_what_became_of_it(screen):
    header = screen.locator("thead")
    for label in ("Konto", "Von", "Bis", "Datensätze", "Neu", "Dauer", "Fortschritt"):
        expect(header).to_contain_text(label)
    line = screen.locator(".o_data_row", has_text=ORDERS).filter(has_text="Gelesen")
    expect(line.first.locator("td[name=record_count]")).to_have_text(re.compile(r"\d"))


def test_reports_are_found_by_an_order_in_them(screen, report):
    _report_id, order_id = report
    search(screen, order_id, "Bestellung darin")
    lines = screen.locator(".o_data_row")
    expect(lines.first).to_be_visible()
    expect(lines.filter(has_not_text="Sonnentau")).to_have_count(0)
    screen.locator(".o_facet_remove").click()
    search(screen, "302-0000000-0000000", "Bestellung darin")
    expect(lines).to_have_count(0)


def test_a_line_shows_the_first_rows_and_gives_the_file(screen, report):
    _report_id, order_id = report
    search(screen, order_id, "Bestellung darin")
    line = screen.locator(".o_data_row", has_text=ORDERS).first
    line.locator("button[name=action_preview]").click()
    dialog = screen.locator(".modal")
    expect(dialog.locator("thead")).to_contain_text("order-id")
    rows = dialog.locator("[name=content] tbody tr")
    expect(rows.first.locator("td").first).to_have_text(ORDER_ID)
    assert rows.count() <= 100
    expect(dialog).to_contain_text("Die ersten 100 Zeilen der Datei")
    with screen.expect_download() as download:
        dialog.get_by_role("button", name="Herunterladen").click()
    assert order_id.encode() in download.value.path().read_bytes()


def test_a_report_is_read_again_and_shows_how_far(
    demo, page, odoo, report, cron_at_rest
):
    report_id, _order_id = report
    open_form(page, f"{demo.odoo_url}/odoo/amazon-reports/{report_id}")
    state = page.locator(".o_form_statusbar .o_arrow_button_current")
    expect(state).to_have_text("Gelesen")
    page.get_by_role("button", name="Erneut lesen").click()
    expect(state).to_have_text("Zu lesen")
    expect(page.locator("[name=progress] .o_progressbar")).to_be_visible()
    odoo.call("amazon.seller.account", "action_synchronize", [[SONNENTAU]])
    page.reload()
    page.wait_for_selector(SHEET)
    expect(state).to_have_text("Gelesen")
    expect(page.locator("[name=progress]")).to_have_count(0)


def test_reports_are_counted_by_day_and_type(screen):
    screen.locator(".o_switch_view.o_pivot").click()
    table = screen.locator(".o_pivot table")
    expect(table).to_contain_text(ORDERS)
    expect(table).to_contain_text("Datensätze")
    screen.locator(".o_switch_view.o_graph").click()
    expect(screen.locator(".o_graph_renderer canvas")).to_be_visible()
