"""A gap in the picture of what is fetched: seen, clicked, closed."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from .steps import open_account, synchronize_until

ACCOUNT = "amazon.seller.account"
SONNENTAU = 2
DAYS_EARLIER = 10


@pytest.fixture
def earlier_start(odoo, cron_at_rest):
    """Orders are wanted from an earlier day on: what lies before is missing."""
    (account,) = odoo.call(ACCOUNT, "read", [[SONNENTAU]], fields=["order_start_date"])
    before = account["order_start_date"]
    start = datetime.fromisoformat(before) - timedelta(days=DAYS_EARLIER)
    odoo.call(ACCOUNT, "write", [[SONNENTAU], {"order_start_date": str(start)}])
    yield
    odoo.call(ACCOUNT, "write", [[SONNENTAU], {"order_start_date": before}])


def test_a_click_on_a_gap_asks_amazon_for_it(demo, page, earlier_start):
    open_account(demo, page, SONNENTAU)
    bar = page.locator("[data-channel=MFN]")
    gap = bar.locator("button.o_amazon_stretch_gap")
    expect(gap).to_have_attribute(
        "aria-label", re.compile("^Fehlt: .* bis .* – jetzt anfordern$")
    )
    expect(bar).to_contain_text("Es fehlt:")

    gap.click()
    dialog = page.locator(".modal")
    expect(dialog).to_contain_text("Diesen Zeitraum bei Amazon anfordern?")
    dialog.get_by_role("button", name="Jetzt anfordern").click()

    expect(page.locator(".o_notification")).to_contain_text("Angefordert:")
    expect(gap).to_have_count(0)
    first = bar.locator(".o_amazon_stretch").first
    expect(first).to_have_attribute("aria-label", re.compile("^Angefordert: "))
    expect(bar).to_contain_text("Angefordert:")
    # The other kind of order was not asked for.
    other = page.locator("[data-channel=AFN] button.o_amazon_stretch_gap")
    expect(other).to_have_count(1)

    proven = re.compile("^Vollständig: ")
    synchronize_until(
        page,
        lambda: bool(proven.match(first.get_attribute("aria-label"))),
        "the days that were asked for are proven",
    )
    expect(bar).to_contain_text("Vollständig seit")
