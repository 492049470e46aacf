"""Two authorisations in German: one that ends in nine days, one that ended last week.

The demo's second and third account; nobody has clicked anything since.
"""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from support.demo_check import orders_in_odoo

from .steps import (
    allow_access,
    appears,
    open_account,
    open_form,
    open_list,
    synchronize_until,
    visit,
)

SONNENTAU, TANNENHOF = 2, 3
SONNENTAU_SELLER, TANNENHOF_SELLER = "A3SONNENTAU001", "A3TANNENHOF001"
ACTIVITY = ".o-mail-Activity"


def stretches(page, channel, state):
    return page.locator(f"[data-channel={channel}] .o_amazon_stretch_{state}")


def known_to_reports(demo, odoo):
    """Return {order id: total} of what Amazon's reports tell of the dead account."""
    query = f"region=eu&seller={TANNENHOF_SELLER}&until=now"
    expected = odoo.get(f"{demo.amazon_url}/emulator/expected?{query}").json()
    return {
        order_id: Decimal(order["total"])
        for order_id, order in expected["orders"].items()
    }


@pytest.fixture
def overview(demo, page):
    visit(page, f"{demo.odoo_url}/odoo/amazon-overview", ".o_amazon_overview")
    return page


def test_the_overview_counts_what_waits_for_somebody(overview):
    for name, label, count in (
        ("paused", "Pausierte Konten", 1),
        ("ending", "Autorisierungen, die enden oder beendet sind", 2),
        # A week of each kind of order.
        ("gaps", "Lücken im Abruf", 2),
    ):
        card = overview.locator(f".o_amazon_overview button[name={name}]")
        expect(card).to_have_text(re.compile(rf"^\s*{count}\s*{label}\s*$"))


def test_a_count_of_the_overview_leads_to_its_accounts(overview):
    cards = overview.locator(".o_kanban_record:not(.o_kanban_ghost)")
    expect(cards).to_have_count(3)
    overview.locator("button[name=paused]").click()
    expect(cards).to_have_count(1)
    expect(cards).to_contain_text("Tannenhof Versand bei Amazon")
    expect(cards).to_contain_text("Beendet")
    overview.locator("button[name=paused]").click()
    expect(cards).to_have_count(3)
    overview.locator("button[name=gaps]").click()
    overview.wait_for_selector(".o_form_view .o_form_sheet")
    assert overview.url.endswith(f"/amazon-accounts/{TANNENHOF}")


def test_the_list_shows_the_days_that_are_left(demo, page):
    open_list(page, f"{demo.odoo_url}/odoo/amazon-accounts")
    rows = page.locator(".o_data_row")
    living = rows.filter(has_text="Sonnentau")
    expect(living.locator("td[name=days_left]")).to_have_text("9")
    expect(living.locator("td[name=authorization_state]")).to_have_text("Endet bald")
    dead = rows.filter(has_text="Tannenhof")
    expect(dead.locator("td[name=authorization_state]")).to_have_text("Beendet")


def test_a_banner_and_an_activity_remind_of_the_end_until_it_is_renewed(demo, page):
    open_account(demo, page, SONNENTAU)
    banner = page.locator("[name=expiring]")
    end = f"{date.today() + timedelta(days=9):%d.%m.%Y}"
    expect(banner).to_contain_text(f"Die Autorisierung endet in 9 Tagen, am {end}.")
    expect(page.locator(ACTIVITY)).to_have_count(1)
    expect(page.locator(ACTIVITY)).to_contain_text("Zugriff auf Amazon erneuern")

    renew = banner.get_by_role("button", name="Zugriff erlauben")
    allow_access(page, renew, SONNENTAU_SELLER)

    assert f"/odoo/amazon-accounts/{SONNENTAU}" in page.url
    expect(page.locator("[name=authorization_state]")).to_have_text("Erlaubt")
    expect(page.locator("[name=days_left]")).to_have_text("365")
    expect(banner).to_be_hidden()
    expect(page.locator(".o-mail-Message").first).to_be_visible()
    expect(page.locator(ACTIVITY)).to_have_count(0)


def test_a_dead_account_says_that_it_is_paused_and_what_is_missing(demo, page):
    open_account(demo, page, TANNENHOF)
    banner = page.locator("[name=dead]")
    expect(banner).to_contain_text("Pausiert: Es wird nichts abgerufen")
    expect(banner).to_contain_text("Die Autorisierung ist abgelaufen")
    expect(page.get_by_role("button", name="Synchronisieren")).to_be_hidden()
    expect(page.locator(ACTIVITY)).to_have_count(1)
    expect(page.locator(ACTIVITY)).to_contain_text("Zugriff auf Amazon erneut erlauben")
    for channel in ("MFN", "AFN"):
        gap = stretches(page, channel, "gap")
        expect(gap).to_have_count(1)
        expect(gap).to_have_attribute("aria-label", re.compile("^Fehlt: .* bis .*"))
        # Amazon would refuse: there is nothing to click, and a sentence tells why.
        expect(page.locator("button.o_amazon_stretch")).to_have_count(0)
        expect(page.locator(f"[data-channel={channel}]")).to_contain_text(
            "Sobald der Zugriff wieder erlaubt ist, wird es automatisch abgerufen."
        )


def test_an_order_of_the_dead_week_cannot_be_asked_for(demo, page, odoo):
    here = {order["id"] for order in orders_in_odoo(odoo, TANNENHOF)}
    missing = sorted(known_to_reports(demo, odoo).keys() - here)
    open_account(demo, page, TANNENHOF)
    page.get_by_role("button", name="Bestellung fehlt?").click()
    dialog = page.locator(".modal")
    dialog.locator("[name=order_ref] input").fill(missing[0])
    dialog.get_by_role("button", name="Herausfinden").click()
    answer = dialog.locator(".alert:visible")
    expect(answer).to_contain_text("Amazon konnte nicht gefragt werden")
    expect(answer).to_contain_text("Die Autorisierung ist abgelaufen")
    dialog.get_by_role("button", name="Zugriff erlauben").click()
    page.wait_for_url("**/apps/authorize/consent?*")


def test_a_renewal_closes_the_gap_by_itself_and_loses_nothing(demo, page, odoo):
    known = known_to_reports(demo, odoo)
    assert known.keys() - {order["id"] for order in orders_in_odoo(odoo, TANNENHOF)}
    open_account(demo, page, TANNENHOF)
    banner = page.locator("[name=dead]")
    renew = banner.get_by_role("button", name="Zugriff erlauben")
    allow_access(page, renew, TANNENHOF_SELLER)
    expect(page.locator(".o_arrow_button_current")).to_have_text("Verbunden")
    expect(banner).to_be_hidden()
    expect(page.locator(".o-mail-Message").first).to_be_visible()
    expect(page.locator(ACTIVITY)).to_have_count(0)

    notes = page.locator(".o-mail-Message", has_text="Nachgeholt wurde die Zeit vom")
    synchronize_until(page, lambda: appears(notes), "the note of what was caught up")
    expect(notes).to_have_count(1)
    # The form may have been read a moment before the note was written.
    page.reload()
    page.wait_for_selector(".oe_stat_button")
    expect(page.locator("[name=catching_up]")).to_be_hidden()
    here = {order["id"]: order["total"] for order in orders_in_odoo(odoo, TANNENHOF)}
    assert {order_id: here.get(order_id) for order_id in known} == known
    for channel in ("MFN", "AFN"):
        expect(stretches(page, channel, "gap")).to_have_count(0)
        expect(stretches(page, channel, "proven")).to_have_count(1)


def test_the_key_set_refuses_a_wrong_secret_and_keeps_the_present_one(demo, page):
    open_form(page, f"{demo.odoo_url}/odoo/amazon-key-sets/1")
    page.get_by_role("button", name="Geheimnis wechseln").click()
    wizard = page.locator(".modal", has_text="Ausprobieren und benutzen")
    wizard.locator("[name=client_secret] input").fill("amzn1.oa2-cs.v1.wrong")
    wizard.get_by_role("button", name="Ausprobieren und benutzen").click()
    refusal = page.locator(".modal", has_text="Das neue Geheimnis wurde nicht gespei")
    expect(refusal).to_contain_text("das jetzige bleibt in Gebrauch")
    expect(refusal).to_contain_text("Amazon akzeptiert das neue Client-Geheimnis nicht")
    refusal.locator("footer button").click()
    wizard.get_by_role("button", name="Abbrechen").click()

    open_form(page, f"{demo.odoo_url}/odoo/amazon-accounts/{SONNENTAU}")
    page.get_by_role("button", name="Anmeldung testen").click()
    expect(page.locator(".modal .alert-success")).to_be_visible()
