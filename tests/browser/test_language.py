"""No screen speaks English, to whoever looks, points or listens."""

import re

import polib
import pytest

from .english import English
from .steps import SHEET, visit

LIST = ".o_list_view"
OVERVIEW, DIALOG = ".o_amazon_overview", ".modal .o_form_view"
SAID_OTHERWISE = """() => [...document.querySelectorAll(
    "[placeholder], [title], [aria-label], [data-tooltip]"
)].flatMap((element) =>
    ["placeholder", "title", "aria-label", "data-tooltip"].map(
        (name) => element.getAttribute(name) || ""
    )
)"""


def texts(page):
    """Return all that the screen says, on each of its pages, and beside its texts."""
    found = [page.inner_text("body")]
    if page.locator(".modal").count():
        return [*found, *page.evaluate(SAID_OTHERWISE)]
    for tab in page.locator(".o_notebook_headers .nav-link").all():
        tab.click()
        found.append(page.inner_text("body"))
    return [*found, *page.evaluate(SAID_OTHERWISE)]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("amazon-overview", OVERVIEW),
        ("amazon-accounts", LIST),
        ("amazon-accounts/1", SHEET),
        ("amazon-accounts/2", SHEET),
        ("amazon-accounts/3", SHEET),
        ("amazon-key-sets", LIST),
        ("amazon-key-sets/1", SHEET),
        ("amazon-marketplaces", LIST),
        ("amazon-reports", LIST),
        ("amazon-reports/1", SHEET),
        ("amazon-orders", LIST),
        ("amazon-missing-orders", LIST),
        ("amazon-returns", LIST),
        ("amazon-listings", LIST),
        ("amazon-skus", LIST),
        ("amazon-fba-stock", LIST),
        ("amazon-invoice-data", LIST),
        ("amazon-settlements", LIST),
        ("amazon-log", LIST),
        ("amazon-advice", LIST),
        ("action-amazon_connector.amazon_seller_report_schedule_action", LIST),
        ("amazon-accounts/new", SHEET),
        ("amazon-key-sets/new", SHEET),
        ("action-amazon_connector.amazon_seller_order_inquiry_action", DIALOG),
        ("action-amazon_connector.amazon_seller_report_request_action", DIALOG),
        ("action-amazon_connector.amazon_seller_report_upload_action", DIALOG),
        (
            "action-amazon_connector.amazon_seller_report_schedule_request_action",
            DIALOG,
        ),
    ],
)
def test_no_screen_speaks_english(demo, page, english, path, shown):
    visit(page, f"{demo.odoo_url}/odoo/{path}", shown)
    assert english.among(texts(page)) == []


@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("amazon-key-sets/1", "Geheimnis wechseln"),
        ("amazon-accounts/2", "Schlüsselset wechseln"),
        ("amazon-accounts/2", "Bestellung fehlt?"),
    ],
)
def test_no_dialog_speaks_english(demo, page, english, path, button):
    visit(page, f"{demo.odoo_url}/odoo/{path}", SHEET)
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_selector(".modal")
    assert english.among(texts(page)) == []


def test_english_is_recognised():
    english = English(
        [
            polib.POEntry(msgid="Orders waiting", msgstr="Wartende Bestellungen"),
            polib.POEntry(msgid="Asked for: %s.", msgstr="Angefordert: %s."),
            polib.POEntry(msgid="<b>Not yet:</b> press it", msgstr="<b>Noch nicht</b>"),
            polib.POEntry(msgid="Name", msgstr="Name"),
        ]
    )
    spoken = ["Name\nORDERS  WAITING", "Asked for: 1 Nov.", "press it", "Angefordert"]
    assert english.among(spoken) == ["asked for: 1 nov.", "orders waiting", "press it"]
    assert not english.among([re.sub("[A-Za-z]", "x", text) for text in spoken])
