"""Settlement reports: made by Amazon alone, every two weeks, for each currency."""

import re
from datetime import timedelta

import pytest

from emulator import Clock, Seller, Settings, World, serve
from emulator.clock import iso, parse_iso

from .conftest import DOCUMENTS, END, REPORTS, SCHEDULES, Client, error_of
from .money_files import SETTLEMENT, settlement_rows
from .test_money import a_world, settled

DAY = timedelta(days=1)


@pytest.fixture
def client():
    world = World(7, orders=150, end=END, days=60)
    settings = Settings(report_seconds=0, compression="never")
    with serve(world, Clock(END), settings=settings) as server:
        server.rates.limits.clear()
        yield Client(server).connect()


def listed(client, **params):
    params = {"reportTypes": SETTLEMENT, "pageSize": 100, **params}
    return client.call("GET", REPORTS, params=params).json()["reports"]


def read(client, report):
    """The address of a settlement needs no restricted token."""
    path = f"{DOCUMENTS}/{report['reportDocumentId']}"
    url = client.call("GET", path).json()["url"]
    return client.session.get(url, timeout=5)


def test_nobody_can_ask_for_one(client):
    assert error_of(client.ask_for(SETTLEMENT))[0] == 400
    body = {
        "reportType": SETTLEMENT,
        "marketplaceIds": ["A1PA6795UKMFR9"],
        "period": "P14D",
    }
    assert client.call("POST", SCHEDULES, json=body).status_code == 400


def test_amazon_makes_one_for_each_currency_and_two_weeks(client):
    reports = listed(client)
    world, now = client.amazon.world, client.amazon.clock.now()
    due = [s for s in world.settlements if s.region == "eu" and s.made_at <= now]
    assert len(due) > 8 and {s.currency for s in due} >= {"EUR", "GBP", "PLN"}
    assert sorted(r["dataStartTime"] for r in reports) == [iso(s.start) for s in due]
    for report in reports:
        assert report["processingStatus"] == "DONE"
        start, end = (
            parse_iso(report["dataStartTime"]),
            parse_iso(report["dataEndTime"]),
        )
        assert end - start == 14 * DAY
        assert parse_iso(report["createdTime"]) == end + timedelta(hours=6)


def test_the_list_does_not_grow_by_looking(client):
    first = [report["reportId"] for report in listed(client)]
    assert [report["reportId"] for report in listed(client)] == first
    client.amazon.clock.advance(14 * DAY)
    client.connect()
    assert len(listed(client)) > len(first)


def test_the_file_says_nothing_of_its_charset(client):
    for report in listed(client):
        answer = read(client, report)
        assert answer.headers["Content-Type"] == "text/plain"
        first, rows = settlement_rows(answer.content.decode())
        assert rows and not any(row["currency"] for row in rows)
        assert first["currency"] and not first["transaction-type"]


def test_it_can_be_read_for_ninety_days(client):
    report = max(listed(client), key=lambda r: r["createdTime"])
    age = END - parse_iso(report["createdTime"])
    client.amazon.clock.advance(89 * DAY - age)
    client.connect()
    assert read(client, report).status_code == 200
    client.amazon.clock.advance(2 * DAY)
    client.connect()
    path = f"{DOCUMENTS}/{report['reportDocumentId']}"
    assert client.call("GET", path).status_code == 404


def test_what_would_be_deleted_by_now_is_not_made(client):
    client.amazon.clock.advance(400 * DAY)
    assert listed(client.connect()) == []


def client_of(server, seller, region):
    consent = server.amazon.self_authorize(seller=seller, region=region)
    client = Client(server, region, consent.refresh_token)
    tokens = client.lwa("refresh_token", refresh_token=client.refresh_token)
    client.access_token = tokens.json()["access_token"]
    return client


def test_regions_and_sellers_have_their_own():
    sellers = [
        Seller("A1ONE", "Eins GmbH", world=World(1, 80, end=END, days=40)),
        Seller("A2TWO", "Zwei GmbH", world=World(2, 80, end=END, days=40)),
        Seller("A3NONE", "Keine GmbH"),
    ]
    with serve(clock=Clock(END), sellers=sellers) as server:
        for seller in sellers:
            for region in ("eu", "na"):
                reports = listed(client_of(server, seller, region))
                due = [
                    list(s.marketplace_ids)
                    for s in (seller.world.settlements if seller.world else ())
                    if s.region == region and s.made_at <= END
                ]
                found = [report["marketplaceIds"] for report in reports]
                assert sorted(found) == sorted(due)
                assert bool(found) == (seller.world is not None)


@pytest.mark.parametrize(
    ("currency", "amount", "time", "day"),
    [
        ("EUR", "12,34", "31.08.2026 23:59:59 UTC", "31.08.2026"),
        ("GBP", "12.34", "2026-08-31 23:59:59 UTC", "31/08/26"),
        ("USD", "12.34", "2026-08-31T23:59:59+00:00", "2026-08-31"),
    ],
)
def test_amounts_and_times_as_the_marketplace_writes_them(currency, amount, time, day):
    """:param amount: an example, as are time and day"""
    found = [s for s in settled(a_world(False)) if s[0]["currency"] == currency]
    assert found
    for first, rows in found:
        assert _shape(first["settlement-start-date"]) == _shape(time)
        for row in rows:
            assert _shape(row["posted-date-time"]) == _shape(time)
            assert _shape(row["posted-date"]) == _shape(day)
            assert _shape(row["amount"][-3:]) == _shape(amount[-3:])


def _shape(text: str) -> str:
    return re.sub(r"\d", "9", text)


def test_amounts_with_a_point_everywhere():
    for _, rows in settled(a_world(False), settlement_numbers="point"):
        assert not any("," in row["amount"] for row in rows)


def test_the_transfer_may_be_listed():
    listed_ones = list(settled(a_world(False), settlement_transfers="listed"))
    for _, rows in listed_ones:
        transfers = [r for r in rows if r["transaction-type"] == "Transfer"]
        assert len(transfers) == 1
    plain = list(settled(a_world(False)))
    assert [first for first, _ in plain] == [first for first, _ in listed_ones]


def test_the_vocabulary_of_a_settlement():
    rows = [r for _, rows in settled(a_world(False, orders=800)) for r in rows]
    words = {(r["amount-type"], r["amount-description"]) for r in rows}
    other = "other-transaction"
    assert words >= {
        ("ItemPrice", "Principal"),
        ("ItemPrice", "Shipping"),
        ("ItemPrice", "GiftWrap"),
        ("Promotion", "Principal"),
        ("Promotion", "Shipping"),
        ("ItemFees", "Commission"),
        ("ItemFees", "RefundCommission"),
        ("ItemFees", "FBAPerUnitFulfillmentFee"),
        ("ItemWithheldTax", "MarketplaceFacilitatorTax-Principal"),
        ("ItemWithheldTax", "MarketplaceFacilitatorVAT-Principal"),
        ("Cost of Advertising", "TransactionTotalAmount"),
        ("FBA Inventory Reimbursement", "WAREHOUSE_DAMAGE"),
        (other, "Storage Fee"),
        (other, "Subscription Fee"),
        (other, "Current Reserve Amount"),
        (other, "Previous Reserve Amount Balance"),
    }
    assert any(re.fullmatch("FBA15[A-Z0-9]{7}", row["order-id"]) for row in rows)
    refunds = [row for row in rows if row["transaction-type"] == "Refund"]
    assert refunds and not any(row["quantity-purchased"] for row in refunds)
