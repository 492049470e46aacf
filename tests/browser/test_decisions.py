"""What people decide about orders: which product it is, whether it is still shipped."""

import time
from datetime import datetime, timedelta, timezone

import pytest
from playwright.sync_api import expect

from .steps import SHEET, choose, open_form
from .test_report_files import look_into

PATIENCE_SECONDS = 120
UNKNOWN = "302-1000000-1000000"
WISHED = "302-2000000-2000000"
COLUMNS = (
    *("order-id", "order-item-id", "purchase-date", "buyer-email", "buyer-name"),
    *("sku", "product-name", "quantity-purchased", "currency", "item-price"),
    *("item-tax", "recipient-name", "ship-address-1", "ship-city"),
    *("ship-postal-code", "ship-country", "sales-channel"),
    *("is-buyer-requested-cancellation", "buyer-requested-cancel-reason"),
)


def row(order_id, sku, wish=""):
    bought = datetime.now(timezone.utc) - timedelta(hours=2)
    values = (
        *(order_id, order_id[4:11] * 2, bought.isoformat(timespec="seconds")),
        *(f"{order_id}@marketplace.amazon.de", "Erika Beispiel"),
        *(sku, "Tasse", "1", "EUR", "9.99", "0.00", "Erika Beispiel"),
        *("Musterweg 1", "Berlin", "10115", "DE", "Amazon.de"),
        *("true" if wish else "false", wish),
    )
    return "\t".join(values)


@pytest.fixture(scope="module")
def product(odoo):
    """Return a product that the demo's seller offers: its reference and its name."""
    (found,) = odoo.call(
        "product.product",
        "search_read",
        [[["default_code", "!=", False], ["is_storable", "=", True]]],
        fields=["default_code", "name"],
        limit=1,
    )
    return found["default_code"], found["name"]


@pytest.fixture(scope="module")
def orders(demo, page, odoo, product):
    """Bring two orders in a file; return their inbox ids by Amazon's."""
    lines = (
        "\t".join(COLUMNS),
        row(UNKNOWN, "NEU-4711"),
        row(WISHED, product[0], "Doppelt bestellt"),
    )
    dialog = look_into(page, demo, "\r\n".join(lines).encode())
    dialog.locator("button[name=action_import]").click()
    page.wait_for_selector(SHEET)
    wait_until(lambda: read(odoo, UNKNOWN) and read(odoo, WISHED)["sale_order_id"])
    return {each: read(odoo, each)["id"] for each in (UNKNOWN, WISHED)}


def read(odoo, order_id):
    found = odoo.call(
        "amazon.seller.order",
        "search_read",
        [[["amazon_order_id", "=", order_id], ["state", "!=", "new"]]],
        fields=["state", "reason", "sale_order_id"],
    )
    return found[0] if found else {"state": "", "sale_order_id": False}


def wait_until(is_so):
    """Give the cron the time it takes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.5)


def test_an_unknown_sku_is_put_right_and_its_order_imported(
    demo, page, odoo, orders, product
):
    open_form(page, f"{demo.odoo_url}/odoo/amazon-orders/{orders[UNKNOWN]}")
    expect(page.locator("[name=reason_text]:visible")).to_contain_text("NEU-4711")
    page.locator("button[name=action_way_out]:visible").click()
    sku = page.locator(".o_list_view .o_data_row", has_text="NEU-4711")
    expect(page.locator(".o_list_view .o_data_row")).to_have_count(1)
    sku.locator("td[name=product_id]").click()
    choose(sku, "product_id", product[1])
    page.locator(".o_list_button_save:visible").click()
    wait_until(lambda: read(odoo, UNKNOWN)["state"] == "imported")
    open_form(page, f"{demo.odoo_url}/odoo/amazon-orders/{orders[UNKNOWN]}")
    expect(page.locator("button[name=action_way_out]:visible")).to_have_count(0)
    page.locator("button[name=action_view_sale_order]").click()
    expect(page.locator("[name=order_line] .o_data_row").first).to_contain_text(
        product[1]
    )


def test_a_wish_blocks_the_delivery_until_it_is_shipped_anyway(
    demo, page, odoo, orders
):
    (picking,) = odoo.call(
        "stock.picking",
        "search",
        [[["sale_id", "=", read(odoo, WISHED)["sale_order_id"][0]]]],
    )
    url = f"{demo.odoo_url}/odoo/action-stock.action_picking_tree_all/{picking}"
    open_form(page, url)
    banner = page.locator(".alert-danger:visible [name=amazon_seller_hold_text]")
    expect(banner).to_contain_text("Doppelt bestellt")
    expect(page.locator("button[name=action_amazon_seller_cancel]")).to_be_visible()
    page.locator("button[name=button_validate]:visible").first.click()
    refusal = page.locator(".modal", has_text="Doppelt bestellt")
    refusal.locator("footer button").first.click()
    page.locator("button[name=action_amazon_seller_ship_anyway]").click()
    expect(banner).to_have_count(0)
    page.locator("button[name=button_validate]:visible").first.click()
    expect(page.locator(".modal", has_text="Doppelt bestellt")).to_have_count(0)
