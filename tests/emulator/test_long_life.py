"""Years in fast motion: what Amazon forgets is forgotten, and nothing gets slow."""

import time
from datetime import timedelta

import pytest
import requests

from emulator import Clock, Settings, World, serve
from emulator.authorizations import Authorizations
from emulator.expiring import Expiring

from .conftest import (
    DOCUMENTS,
    END,
    FBA,
    MFN,
    PARTICIPATIONS,
    TIMEOUT,
    Client,
)
from .flat_files import rows_of

DAY = timedelta(days=1)
START = END - 800 * DAY


@pytest.fixture(scope="module")
def long_world():
    return World(11, 1000, start=START, end=END, na_share=0.1)


def test_the_index_finds_what_a_look_at_every_order_finds(long_world):
    index = long_world.index
    for region in ("eu", "na", "fe"):
        own = [o for o in long_world.orders if o.region == region]
        for day in range(0, 800, 90):
            start = START + day * DAY
            end = start + 30 * DAY
            placed = [o for o in own if start <= o.purchased_at <= end]
            assert index.placed(region, start, end) == placed
            fulfillable = {
                o.order_id
                for o in own
                if o.channel == "MFN"
                and o.fulfillable_at
                and start <= o.fulfillable_at < end
            }
            found = index.fulfillable(region, start, end)
            assert {o.order_id for o in found} == fulfillable
            shipments = sorted(
                (row.reported_at, o.order_id)
                for o in own
                for row in o.shipped_items
                if start <= row.reported_at < end
            )
            rows = index.reported(region, start, end)
            assert [(r.reported_at, o.order_id) for o, r in rows] == shipments
    assert index.marketplace_ids == {o.marketplace.id for o in long_world.orders}


def test_both_ends_of_an_index(long_world):
    order = next(o for o in long_world.index.fulfillable("eu", START, END))
    at, step = order.fulfillable_at, timedelta(seconds=1)
    assert order in long_world.index.fulfillable("eu", at, at + step)
    assert order not in long_world.index.fulfillable("eu", at - step, at)


def test_a_month_of_a_long_life_costs_a_few_milliseconds(long_world):
    with serve(long_world, Clock(END), settings=Settings(report_seconds=0)) as server:
        server.settings.regeneration = "never"
        server.rates.limits.clear()
        client = Client(server).connect()
        ids = [
            client.ask_for(
                report_type,
                dataStartTime=(END - (days + 30) * DAY).isoformat(),
                dataEndTime=(END - days * DAY).isoformat(),
            ).json()["reportId"]
            for days in range(0, 30, 3)
            for report_type in (MFN, FBA)
        ]
        begun = time.perf_counter()
        assert {client.report(i)["processingStatus"] for i in ids} == {"DONE"}
        assert time.perf_counter() - begun < 1


def test_orders_appear_as_the_clock_goes_on(long_world):
    clock = Clock(START + 100 * DAY)
    settings = Settings(report_seconds=0, compression="never")
    with serve(long_world, clock, settings=settings) as server:
        known = set()
        for _ in range(4):
            client = Client(server).connect()
            since = (clock.now() - 30 * DAY).isoformat()
            document = client.document(client.finished(MFN, dataStartTime=since))
            rows = rows_of(requests.get(document["url"], timeout=TIMEOUT).text)
            found = {row["order-id"] for row in rows}
            assert found and not found & known
            assert found <= set(long_world.expected("eu", clock.now())["orders"])
            known |= found
            clock.advance(30 * DAY)


def test_access_tokens_are_forgotten_a_day_after_they_died(amazon):
    authorizations, now = Authorizations(), END
    consent = authorizations.consent(amazon.apps[0], "A1", "eu", now)
    first = authorizations.new_access_token(amazon.apps[0], now, authorization=consent)
    for hour in range(20_000):
        at = now + timedelta(hours=hour)
        token = authorizations.new_access_token(
            amazon.apps[0], at, authorization=consent
        )
        authorizations.new_restricted_token(authorizations.access(token), (), at)
    assert authorizations.access(first) is None
    assert authorizations.access(token).dies_at == at + timedelta(hours=1)
    assert authorizations.access_token_count < 100


def test_a_token_of_long_ago_has_expired(seller):
    """As long as nothing newer has driven it out, it is told from a guessed one."""
    seller.amazon.clock.advance(40 * DAY)
    assert "expired" in seller.call("GET", PARTICIPATIONS).text


def test_reports_and_their_documents_are_forgotten(seller):
    amazon, clock = seller.amazon, seller.amazon.clock
    amazon.rates.limits.clear()
    old = seller.finished(MFN)
    for _ in range(120):
        clock.advance(DAY)
        seller.connect().finished(MFN)
    kept = amazon.amazon.reports.of(amazon.seller.seller_id, "eu")
    assert 85 < len(kept) <= 91
    assert seller.report(old["reportId"])["errors"][0]["code"] == "NotFound"
    path = f"{DOCUMENTS}/{old['reportDocumentId']}"
    assert seller.call("GET", path).status_code == 404
    assert len(amazon.amazon.reports) == len(kept)


def test_expiring_entries_leave_from_the_oldest_on():
    kept = Expiring()
    for number in range(5):
        now = END + number * DAY
        kept.put(str(number), number, now + 2 * DAY, now)
    assert list(kept.newest_first()) == [4, 3]
    assert (kept.get("4"), kept.get("0"), kept.pop("0")) == (4, None, None)
    assert kept.pop("4") == 4 and len(kept) == 1


def test_an_early_entry_behind_a_late_one_waits_for_it():
    kept = Expiring()
    kept.put("late", 1, END + 9 * DAY, END)
    kept.put("early", 2, END + DAY, END)
    kept.put("new", 3, END + 20 * DAY, END + 2 * DAY)
    assert len(kept) == 3
    kept.put("newer", 4, END + 20 * DAY, END + 9 * DAY)
    assert list(kept.newest_first()) == [4, 3]
