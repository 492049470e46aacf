"""The demo without a person: connect the account as a browser would, wait, compare.

python -m support.demo_check ODOO_URL AMAZON_URL DATABASE LOGIN PASSWORD ACCOUNT_ID
prints one line of JSON and exits 0 only if Odoo has exactly what Amazon has.
"""

import json
import sys
import time
from collections import defaultdict
from decimal import Decimal
from urllib.parse import urljoin

import requests
from lxml import html

from .steps import Refusal, say

WAIT_SECONDS = 300
PAUSE_SECONDS = 3
FINISHED_REPORTS = ("done", "empty", "failed")
# In the names of the types that orders come from.
ORDER_REPORTS = ("ORDER_REPORT_DATA", "FULFILLED_SHIPMENTS_DATA", "SEARCH_ORDERS")
ACCOUNT = "amazon.seller.account"


class Browser:
    """A session as a browser has it: cookies, redirects, forms, the client's calls."""

    def __init__(self, odoo_url: str):
        self.odoo_url = odoo_url
        self.session = requests.Session()
        self.session.trust_env = False

    def get(self, url: str) -> requests.Response:
        answer = self.session.get(urljoin(self.odoo_url, url), timeout=60)
        return self._checked(answer)

    def submit(self, page: requests.Response, **values: str) -> requests.Response:
        """Fill in the page's form, tick its boxes, press its first button."""
        forms = html.fromstring(page.content, base_url=page.url).forms
        form = next((form for form in forms if form.method == "POST"), None)
        if form is None:
            raise Refusal(f"{page.url} has no form to submit: {_text(page)}")
        data = dict(form.form_values())
        for box in form.xpath(".//input[@type='checkbox']"):
            data[box.get("name")] = box.get("value") or "on"
        first_button = next(iter(form.xpath(".//button")), None)
        if first_button is not None and first_button.get("name"):
            data[first_button.get("name")] = first_button.get("value") or ""
        action = urljoin(page.url, form.get("action") or page.url)
        answer = self.session.post(action, data=data | values, timeout=120)
        return self._checked(answer)

    def call(self, model: str, method: str, args: list, **kwargs):
        """Call a method as the web client does; returns its result."""
        return self._rpc("call_kw", model, method, args, kwargs)

    def press(self, model: str, method: str, record_id: int):
        """Press a form's button; returns the action it leads to."""
        return self._rpc("call_button", model, method, [[record_id]], {})

    def _rpc(self, route: str, model: str, method: str, args: list, kwargs: dict):
        answer = self.session.post(
            f"{self.odoo_url}/web/dataset/{route}/{model}/{method}",
            json={
                "jsonrpc": "2.0",
                "method": "call",
                "params": {
                    "model": model,
                    "method": method,
                    "args": args,
                    "kwargs": kwargs,
                },
            },
            timeout=300,
        )
        body = self._checked(answer).json()
        if "error" in body:
            message = body["error"].get("data", {}).get("message", body["error"])
            raise Refusal(f"{model}.{method}: {message}")
        return body["result"]

    @staticmethod
    def _checked(answer: requests.Response) -> requests.Response:
        if answer.status_code >= 400:
            raise Refusal(f"{answer.url} says {answer.status_code}: {_text(answer)}")
        return answer


def _text(page: requests.Response) -> str:
    words = html.fromstring(page.content).text_content().split() if page.content else []
    return " ".join(words)[:400]


def log_in(browser: Browser, login: str, password: str) -> None:
    page = browser.get("/web/login")
    page = browser.submit(page, login=login, password=password)
    if page.url.rstrip("/").endswith("/web/login"):
        raise Refusal(f"Odoo does not let {login} in: {_text(page)}")


def allow_access(browser: Browser, account_id: int, **choices: str) -> None:
    """From the button through Amazon's consent page back to the account's form.

    `choices` are made on the consent page: `seller` is who is signed in there.
    """
    form_url = f"/odoo/amazon-accounts/{account_id}"
    browser.get(form_url)
    action = browser.press(ACCOUNT, "action_allow_access", account_id)
    if action.get("type") != "ir.actions.act_url":
        raise Refusal(f"The button leads to {action}, not to Seller Central.")
    page = browser.submit(browser.get(action["url"]), **choices)
    if page.url != urljoin(browser.odoo_url, form_url):
        raise Refusal(f"The way ended at {page.url}, not in the form: {_text(page)}")
    (account,) = browser.call(ACCOUNT, "read", [[account_id]], fields=["is_authorized"])
    if not account["is_authorized"]:
        raise Refusal("The way ended in the form, but access is not allowed.")


def wait_for_orders(browser: Browser, account_id: int) -> None:
    """Wait until all reports of orders are read and no order is waiting to be tried."""
    end = time.monotonic() + WAIT_SECONDS
    of_account = [["account_id", "=", account_id]]
    of_orders = ["|"] * (len(ORDER_REPORTS) - 1) + [
        ["report_type", "like", name] for name in ORDER_REPORTS
    ]
    said = ""
    while time.monotonic() < end:
        reports = browser.call(
            "amazon.seller.report",
            "search_read",
            [[*of_account, *of_orders]],
            fields=["state"],
        )
        states = [report["state"] for report in reports]
        new = browser.call(
            "amazon.seller.order",
            "search_count",
            [[*of_account, ["state", "=", "new"]]],
        )
        (account,) = browser.call(
            ACCOUNT, "read", [[account_id]], fields=["catching_up_since"]
        )
        done = sum(state in FINISHED_REPORTS for state in states)
        if (now := f"{done} of {len(states)} reports read, {new} orders to do") != said:
            say(f"    {now}")
            said = now
        is_caught_up = not account["catching_up_since"]
        if is_caught_up and states and done == len(states) and not new:
            return
        time.sleep(PAUSE_SECONDS)
    raise Refusal(f"After {WAIT_SECONDS} s the orders were not there: {said}.")


def orders_at_amazon(browser: Browser, amazon_url: str, seller: str) -> dict[str, dict]:
    """{order id: {"total": Decimal, "currency", "marketplace"}} of Europe."""
    query = f"region=eu&seller={seller}&until=now"
    expected = browser.get(f"{amazon_url}/emulator/expected?{query}").json()
    return {
        order_id: {
            "total": Decimal(order["total"]),
            "currency": order["currency"],
            "marketplace": order["marketplace"],
        }
        for order_id, order in expected["orders"].items()
    }


def orders_in_odoo(browser: Browser, account_id: int) -> list[dict]:
    """Confirmed sale orders of the account, as `orders_at_amazon` has them."""
    found = browser.call(
        "sale.order",
        "search_read",
        [[["amazon_seller_account_id", "=", account_id], ["state", "=", "sale"]]],
        fields=["amazon_seller_order_ref", "amount_total", "currency_id"]
        + ["amazon_seller_order_id"],
    )
    inbox = browser.call(
        "amazon.seller.order",
        "search_read",
        [[["account_id", "=", account_id]]],
        fields=["sales_channel"],
    )
    channels = {order["id"]: order["sales_channel"] for order in inbox}
    countries = marketplace_countries(browser)
    return [
        {
            "id": order["amazon_seller_order_ref"],
            "total": Decimal(f"{order['amount_total']:.2f}"),
            "currency": order["currency_id"][1],
            "marketplace": countries[
                channels[order["amazon_seller_order_id"][0]].lower()
            ],
        }
        for order in found
    ]


def marketplace_countries(browser: Browser) -> dict[str, str]:
    """{sales channel in small letters, as "amazon.de": country code}."""
    marketplaces = browser.call(
        "amazon.seller.marketplace",
        "search_read",
        [[]],
        fields=["domain", "country_id"],
    )
    ids = [place["country_id"][0] for place in marketplaces]
    countries = browser.call("res.country", "read", [ids], fields=["code"])
    codes = {country["id"]: country["code"] for country in countries}
    return {
        place["domain"].removeprefix("www."): codes[place["country_id"][0]]
        for place in marketplaces
    }


def totals(orders) -> dict[str, str]:
    """{currency: sum as text} of orders."""
    sums = defaultdict(Decimal)
    for order in orders:
        sums[order["currency"]] += order["total"]
    return {currency: f"{sums[currency]:.2f}" for currency in sorted(sums)}


def tell_difference(browser: Browser, account_id: int, expected: dict) -> None:
    """Say which orders are not the same on both sides, and why if Odoo knows."""
    inbox = {
        order["amazon_order_id"]: order["reason_text"]
        for order in browser.call(
            "amazon.seller.order",
            "search_read",
            [[["account_id", "=", account_id]]],
            fields=["amazon_order_id", "reason_text"],
        )
    }
    found = orders_in_odoo(browser, account_id)
    sales = {order["id"]: (order["total"], order["currency"]) for order in found}
    for order_id, order in expected.items():
        sale = sales.pop(order_id, None)
        if sale != (order["total"], order["currency"]):
            reason = inbox.get(order_id, "not in the inbox")
            at_amazon = f"{order['total']} {order['currency']}"
            say(f"    {order_id}: {at_amazon} at Amazon, {sale} in Odoo: {reason}")
    for order_id in sales:
        say(f"    {order_id}: in Odoo only")


def compare(at_amazon: dict[str, dict], in_odoo: list[dict]) -> tuple[dict, bool]:
    """The numbers for people, and whether order by order all agrees."""
    expected = {
        order_id: (order["currency"], order["total"])
        for order_id, order in at_amazon.items()
    }
    found = [(order["id"], (order["currency"], order["total"])) for order in in_odoo]
    agree = sorted(found) == sorted(expected.items())
    by_marketplace = {}
    for marketplace in sorted({order["marketplace"] for order in at_amazon.values()}):
        theirs = [o for o in at_amazon.values() if o["marketplace"] == marketplace]
        ours = [o for o in in_odoo if o["marketplace"] == marketplace]
        by_marketplace[marketplace] = _numbers(theirs, ours)
    return (
        _numbers(at_amazon.values(), in_odoo) | {"by_marketplace": by_marketplace},
        agree,
    )


def _numbers(theirs, ours) -> dict:
    return {
        "orders_at_amazon": len(theirs),
        "sale_orders": len(ours),
        "total_at_amazon": totals(theirs),
        "total_in_odoo": totals(ours),
    }


def check(browser: Browser, amazon_url: str, account_id: int) -> tuple[dict, bool]:
    """Allow access where it is not, wait for the orders, and compare them."""
    names = ["name", "is_authorized", "seller_identifier"]
    (account,) = browser.call(ACCOUNT, "read", [[account_id]], fields=names)
    say(f"    {account['name']}")
    seller = account["seller_identifier"] or ""
    if not account["is_authorized"]:
        allow_access(browser, account_id, **({"seller": seller} if seller else {}))
    wait_for_orders(browser, account_id)
    expected = orders_at_amazon(browser, amazon_url, seller)
    numbers, agree = compare(expected, orders_in_odoo(browser, account_id))
    if not agree:
        tell_difference(browser, account_id, expected)
    return {"account": account["name"]} | numbers, agree


def main(odoo_url, amazon_url, _database, login, password, account_id) -> int:
    browser = Browser(odoo_url)
    log_in(browser, login, password)
    others = browser.call(ACCOUNT, "search", [[["id", "!=", int(account_id)]]])
    results = [
        check(browser, amazon_url, number) for number in (int(account_id), *others)
    ]
    numbers = results[0][0] | {"other_accounts": [found for found, _ in results[1:]]}
    sys.stdout.write(json.dumps(numbers) + "\n")
    return 0 if all(agree for _numbers, agree in results) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except Refusal as refusal:
        say(f"demo --check: {refusal}")
        sys.exit(1)
