"""The record of calls: who called what, and when by the emulator's clock."""

from datetime import timedelta

import pytest
import requests

from emulator import Seller, demo_app
from emulator.calls import Call, Calls

from .conftest import ACCOUNT, PARTICIPATIONS, TIMEOUT, Client


def test_calls_of_a_seller_in_a_period(amazon, seller):
    calls, start = amazon.calls, amazon.clock.now()
    seller.call("GET", ACCOUNT)
    middle = amazon.clock.advance(60)
    seller.call("GET", PARTICIPATIONS)
    seller_id = seller.amazon.seller.seller_id
    first = calls.select("sellers", seller=seller_id, since=start, until=middle)
    assert [call.operation for call in first] == ["sellers.getAccount"]
    assert calls.count("sellers", seller=seller_id, since=middle) == 1
    assert calls.count(seller="A0NOBODY") == 0
    assert calls.count("sell") == 0
    assert calls.count(since=middle + timedelta(seconds=1)) == 0


def test_calls_of_an_application_and_a_region(amazon, seller):
    other_app = demo_app(application_id="amzn1.other", client_id="other")
    amazon.apps.append(other_app)
    token = amazon.amazon.self_authorize(app=other_app, region="na").refresh_token
    seller.lwa("refresh_token", refresh_token=token, client_id="other")
    assert amazon.calls.count("lwa", application="amzn1.other", status=200) == 1
    assert amazon.calls.count("lwa", region="na") == 1
    own = amazon.calls.select("lwa", application=seller.app.application_id)
    assert [call.operation for call in own] == ["lwa.authorization_code"]


def test_refused_callers_are_known_too(amazon, seller):
    """Whoever calls with a dead token is counted by name."""
    amazon.amazon.revoke()
    amazon.calls.clear()
    mine = {
        "seller": amazon.seller.seller_id,
        "application": seller.app.application_id,
    }
    seller.lwa("refresh_token", refresh_token=seller.refresh_token)
    assert amazon.calls.count("lwa.refresh_token", 400, **mine) == 1
    seller.lwa(
        "refresh_token", refresh_token=seller.refresh_token, client_secret="wrong"
    )
    assert amazon.calls.count("lwa.refresh_token", 401, **mine) == 1
    seller.call("GET", PARTICIPATIONS)
    assert amazon.calls.count("sellers", 403, **mine) == 1
    amazon.faults.add("invalid_grant", "lwa.token")
    seller.lwa("refresh_token", refresh_token=seller.refresh_token)
    [hit] = [call for call in amazon.calls.select(**mine) if call.fault]
    assert (hit.operation, hit.fault) == ("lwa.refresh_token", "invalid_grant")
    amazon.faults.add("unavailable_html")
    seller.call("GET", PARTICIPATIONS)
    assert amazon.calls.count("sellers", 503, **mine) == 1


def test_by_http(amazon, seller):
    other = Seller("A7OTHER", "Andere GmbH", regions=("eu",))
    amazon.sellers.append(other)
    token = amazon.amazon.self_authorize(seller=other).refresh_token
    later = amazon.clock.advance(60)
    Client(amazon).lwa("refresh_token", refresh_token=token)

    def ask(**query):
        url = f"{amazon.url}/emulator/calls"
        return requests.get(url, params=query, timeout=TIMEOUT)

    assert len(ask(operation="lwa").json()) == 2
    [call] = ask(operation="lwa", since=later.isoformat()).json()
    assert (call["seller"], call["status"]) == ("A7OTHER", 200)
    assert token not in ask().text
    assert len(ask(operation="lwa", until=later.isoformat()).json()) == 1
    assert len(ask(seller="A7OTHER", status=200).json()) == 1
    for nonsense in ({"since": "then"}, {"colour": "red"}, {"status": "good"}):
        assert ask(**nonsense).status_code == 400


def test_only_the_latest_calls_are_kept(amazon):
    calls = Calls(kept=3)
    for number in range(5):
        calls.add(
            Call(amazon.clock.now(), f"lwa.{number}", 200, "app", "A1", "eu", "id", "")
        )
    assert [call.operation for call in calls.select()] == ["lwa.2", "lwa.3", "lwa.4"]


def test_an_unknown_condition_is_a_mistake(amazon):
    with pytest.raises(TypeError):
        amazon.calls.count(sellers="A1")
