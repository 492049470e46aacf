"""The control doors, and the program that runs alone."""

import re
import signal
import subprocess
import sys
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from emulator import Clock, Seller, World
from emulator.__main__ import _arguments, _sellers, main
from emulator.clock import iso, parse_iso

from .conftest import END, MFN, PARTICIPATIONS, TIMEOUT

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def control(amazon):
    def ask(method, path, **kw):
        url = f"{amazon.url}/emulator/{path}"
        return requests.request(method, url, timeout=TIMEOUT, **kw)

    return ask


def test_expected_is_what_the_world_says(control, world):
    assert control("GET", "expected").json() == world.expected("eu")
    assert control("GET", "expected?region=na").json() == world.expected("na")
    now = control("GET", "expected?until=now").json()
    assert now == world.expected("eu", END)


def test_products(control, world):
    products = control("GET", "products").json()
    assert [p["sku"] for p in products] == [p.sku for p in world.products]
    assert {"sku", "asin", "ean", "title", "price"} == set(products[0])


def test_the_clock_moves(control, amazon):
    assert control("GET", "clock").json() == {"now": iso(END)}
    moved = control("POST", "clock", json={"advance": 90}).json()
    assert parse_iso(moved["now"]) == amazon.clock.now()
    assert (amazon.clock.now() - END).total_seconds() == 90
    control("POST", "clock", json={"set": "2026-12-24T18:00:00Z"})
    assert iso(amazon.clock.now()) == "2026-12-24T18:00:00.000Z"


def test_a_clock_that_runs_is_moved_and_stopped():
    clock = Clock()
    before = clock.now()
    clock.advance(3600)
    assert 3600 <= (clock.now() - before).total_seconds() < 3610
    standing = clock.freeze()
    assert clock.now() == standing
    clock.run()
    assert clock.now() >= standing
    clock.reset()
    assert abs((clock.now() - before).total_seconds()) < 10


def test_faults_by_http(control, seller):
    body = {"kind": "unavailable_html", "operation": "*", "times": 1}
    assert control("POST", "faults", json=body).json()[0]["kind"] == "unavailable_html"
    assert seller.call("GET", PARTICIPATIONS).status_code == 503
    assert control("GET", "faults").json() == []
    control("POST", "faults", json=body)
    control("DELETE", "faults")
    assert seller.call("GET", PARTICIPATIONS).status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("faults", {"kind": "rain"}),
        ("faults", {"kind": "empty", "colour": "red"}),
        ("faults", []),
        ("faults", {"kind": "empty", "times": "often"}),
        ("clock", {}),
        ("clock", {"do": "explode"}),
        ("clock", {"set": "tomorrow"}),
        ("settings", {"colour": "red"}),
        ("settings", {"compression": "zip"}),
        ("authorizations", {"seller_id": "A0"}),
        ("authorizations", {"region": "fe"}),
        ("authorizations", {"granted_at": "yesterday"}),
        ("authorizations", {"granted_at": "2999-01-01T00:00:00Z"}),
        ("rotations", {"client_secret": "guessed"}),
    ],
)
def test_nonsense_is_refused_in_a_sentence(control, path, body):
    answer = control("POST", path, json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_region_that_is_none(control):
    assert control("GET", "expected?region=asia").status_code == 400


def test_no_secret_leaves_by_the_control_doors(control, seller):
    seller.ask_for(MFN)
    app = seller.app
    text = "".join(control("GET", path).text for path in ("apps", "calls", "settings"))
    for secret in (app.client_secret, seller.refresh_token, seller.access_token):
        assert secret not in text
    assert secret not in repr(app) and app.client_secret not in repr(app)


def test_tokens_by_hand_and_their_end(control, client):
    made = control("POST", "authorizations", json={"region": "eu"}).json()
    refresh = {"refresh_token": made["refresh_token"]}
    assert client.lwa("refresh_token", **refresh).status_code == 200
    assert control("DELETE", "authorizations", json={}).json() == {"revoked": 1}
    assert client.lwa("refresh_token", **refresh).status_code == 400


def test_a_consent_of_the_past_by_hand(control, client):
    body = {"region": "eu", "granted_at": "2025-11-25T12:00:00Z"}
    made = control("POST", "authorizations", json=body).json()
    assert made["valid_until"] == "2026-11-25T12:00:00.000Z"
    token = {"refresh_token": made["refresh_token"]}
    assert client.lwa("refresh_token", **token).status_code == 200
    control("POST", "clock", json={"set": made["valid_until"]})
    assert client.lwa("refresh_token", **token).status_code == 400
    control("POST", "apps", json={"is_private": True})
    assert control("POST", "authorizations", json={}).json()["valid_until"] is None


def test_several_sellers_each_with_a_world(control, amazon):
    other = Seller("A7OTHER", "Andere GmbH", world=World("other", 9, end=END))
    amazon.sellers.append(other)
    listed = control("GET", "sellers").json()
    assert [s["seller_id"] for s in listed] == [amazon.seller.seller_id, "A7OTHER"]
    query = "?seller=A7OTHER"
    assert control("GET", f"expected{query}").json() == other.world.expected("eu")
    asins = {p["asin"] for p in control("GET", f"products{query}").json()}
    assert asins == {product.asin for product in other.world.products}
    made = control("POST", "authorizations", json={"seller_id": "A7OTHER"}).json()
    assert made["seller_id"] == "A7OTHER"
    assert control("GET", "expected?seller=A0NOBODY").status_code == 400


def test_the_end_of_a_secret(control, client, amazon):
    end = iso(END + timedelta(days=9))
    changed = control("POST", "apps", json={"secret_expires_at": end}).json()
    assert changed["secret_expires_at"] == end
    token = amazon.amazon.self_authorize().refresh_token
    amazon.clock.advance(timedelta(days=9) - timedelta(seconds=1))
    assert client.lwa("refresh_token", refresh_token=token).status_code == 200
    amazon.clock.advance(1)
    assert client.lwa("refresh_token", refresh_token=token).status_code == 401


def test_an_application_may_be_changed(control, amazon):
    body = {"redirect_uris": ["https://odoo.example/cb"], "is_draft": False}
    changed = control("POST", "apps", json=body).json()
    assert changed["redirect_uris"] == ["https://odoo.example/cb"]
    assert amazon.apps[0].is_draft is False


def test_the_first_page_leads_everywhere(amazon):
    page = requests.get(amazon.url, timeout=TIMEOUT).text
    links = re.findall(r'href="([^"]+)"', page)
    assert len(links) > 6
    for link in links:
        url = amazon.url + link.replace("&amp;", "&")
        assert requests.get(url, timeout=TIMEOUT).status_code == 200


def test_it_runs_alone():
    program = [sys.executable, "-m", "emulator", "--port", "0", "--orders", "25"]
    with subprocess.Popen(
        [
            *program,
            *("--seed", "9", "--second-seller", "--seller-orders", "10"),
            *("--seller", "A5THIRD=Drittkonto GmbH", "--seller", "A6=Viertes"),
            *("--redirect-uri", "https://odoo.example/cb"),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            url = process.stdout.readline().rpartition(" ")[2].strip()
            with urllib.request.urlopen(f"{url}/emulator/apps", timeout=10) as answer:
                assert b"https://odoo.example/cb" in answer.read()
            found = requests.get(f"{url}/emulator/expected", timeout=TIMEOUT).json()
            assert found["count"] == 20
            further = f"{url}/emulator/expected?seller="
            third, fourth = (
                requests.get(further + seller, timeout=TIMEOUT).json()
                for seller in ("A5THIRD", "A6")
            )
            assert third["count"] == fourth["count"] == 8
            assert not set(third["orders"]) & set(fourth["orders"])
            page = requests.get(f"{url}/apps/manage", timeout=TIMEOUT).text
            assert "Zweitkonto" in page and "Drittkonto" in page
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_a_busy_port_is_one_sentence(amazon):
    port = amazon.url.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "-m", "emulator", "--port", port],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 1
    assert (
        done.stderr.strip().splitlines()[-1].startswith(f"Port {port} cannot be used")
    )
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "sellers", [["A5"], ["=Name"], ["X5=Name"], ["A5=One", "A5=Two"]]
)
def test_a_seller_needs_an_id_and_a_name(capsys, sellers):
    arguments = [part for seller in sellers for part in ("--seller", seller)]
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "argument --seller:" in capsys.readouterr().err


def test_sellers_differ_as_they_are_told():
    lite, plain = "A5LITE=Müller & Söhne;vcs=lite;orders=9", "A6PLAIN=Bruder GmbH"
    lite += ";mfn_amounts=net/gross/after;fba_amounts=gross/net/before"
    swiss = "A7SWISS=Tal GmbH; vcs=yes; swiss_orders=2"
    arguments = ["--seller-orders=5", *(f"--seller={s}" for s in (lite, plain, swiss))]
    sellers = _sellers(_arguments([*arguments, "--vcs"]), Clock())
    assert [seller.name for seller in sellers[1:]] == [
        *("Müller & Söhne", "Bruder GmbH", "Tal GmbH")
    ]
    worlds = [seller.world for seller in sellers]
    assert [world.vcs for world in worlds] == [True, "lite", True, True]
    assert [world.order_count for world in worlds] == [60, 9, 5, 5]
    assert [world.swiss_orders for world in worlds] == [0, 0, 0, 2]
    assert [world.mfn_reading.prices for world in worlds[1:]] == ["net"] + ["gross"] * 2
    assert [world.fba_reading.prices for world in worlds[1:]] == ["gross"] + ["net"] * 2
    assert _sellers(_arguments(["--vcs", "lite"]), Clock())[0].world.vcs == "lite"
    assert _sellers(_arguments([]), Clock())[0].world.vcs is False


@pytest.mark.parametrize(
    "difference", ["vcs=heavy", "orders=many", "fba_amounts=dear", "colour=red", ""]
)
def test_a_seller_differs_in_nothing_else(capsys, difference):
    with pytest.raises(SystemExit):
        main(["--seller", f"A5=Name;{difference}"])
    assert "is none of orders=NUMBER" in capsys.readouterr().err


def test_the_default_world_ends_now():
    clock = Clock()
    world = World(1, 10)
    assert abs((world.end - clock.now()).total_seconds()) < 10
