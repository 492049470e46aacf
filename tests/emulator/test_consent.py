"""Seller Central: the consent page, Manage Your Apps, Develop Apps."""

import re

import pytest
import requests

from emulator import Seller, demo_app

from .conftest import PARTICIPATIONS, TIMEOUT, query_of


def test_the_page_says_in_two_languages_that_it_is_an_emulation(client):
    english = client.consent_page(headers={"Accept-Language": "en-GB"}).text
    german = client.consent_page(headers={"Accept-Language": "de-DE,de;q=0.9"}).text
    assert "This is an emulation" in english and 'lang="en"' in english
    assert "Dies ist eine Emulation" in german and 'lang="de"' in german
    assert "Ich beauftrage Amazon" in german and ">\nBestätigen<" in german


def test_the_page_names_application_roles_and_where_it_returns_to(client):
    client.app.name = '<script>alert("x")</script>'
    page = client.consent_page().text
    assert "&lt;script&gt;alert(" in page and '<script>alert("x")' not in page
    assert "Tax Invoicing" in page
    assert client.app.redirect_uris[0] in page
    assert re.search(r'<button [^>]*id="confirm" disabled', page)


def test_the_answer_carries_state_seller_and_code(client):
    answer = client.agree()
    assert answer["state"] == "st&te=1"
    assert answer["selling_partner_id"] == client.amazon.seller.seller_id
    assert answer["spapi_oauth_code"]


def test_the_server_too_insists_on_the_check_box(client):
    answer = client.consent_page("POST", data={"region": "eu"})
    assert answer.status_code == 200
    assert "Tick the box first" in answer.text


def test_cancel_returns_without_a_code(client):
    answer = client.consent_page("POST", data={"cancel": "1"})
    query = query_of(answer.headers["Location"])
    assert query["error"] == "access_denied" and query["state"] == "st&te=1"
    assert "spapi_oauth_code" not in query


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"version": None}, "MD1000"),
        ({"version": "alpha"}, "MD1000"),
        ({"redirect_uri": "https://else.example/callback"}, "MD5101"),
        ({"application_id": "amzn1.sp.solution.unknown"}, ""),
        ({"application_id": None}, ""),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_refused_before_anybody_may_confirm(client, method, values, code):
    answer = client.consent_page(method, data={"agree": "on"}, **values)
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert (f"<code>{code}</code>" in answer.text) == bool(code)


def test_a_published_application_needs_no_beta(client):
    client.app.is_draft = False
    assert client.consent_page(version=None).status_code == 200


def test_a_private_application_has_no_consent_page(client):
    client.app.is_private = True
    assert client.consent_page().status_code == 400


def test_the_first_registered_address_is_the_default(client):
    client.app.redirect_uris.append("https://second.example/cb?keep=1")
    first = client.consent_page("POST", data={"agree": "on"})
    assert first.headers["Location"].startswith(client.app.redirect_uris[0] + "?")
    second = client.consent_page(
        "POST", data={"agree": "on"}, redirect_uri="https://second.example/cb?keep=1"
    )
    location = second.headers["Location"]
    assert location.startswith("https://second.example/cb?keep=1&state=")


def test_another_seller_may_be_signed_in(amazon, client):
    amazon.sellers.append(Seller("A3OTHER", "Andere GmbH", regions=("na",)))
    refused = client.consent_page(
        "POST", data={"agree": "on", "seller": "A3OTHER", "region": "eu"}
    )
    assert refused.status_code == 400
    client.region = "na"
    assert client.agree(seller="A3OTHER")["selling_partner_id"] == "A3OTHER"


def test_an_address_of_a_region_fixes_the_region(client):
    answer = client.consent_page(
        "POST", path="/na/apps/authorize/consent", data={"agree": "on"}
    )
    code = query_of(answer.headers["Location"])["spapi_oauth_code"]
    token = client.lwa("authorization_code", code=code).json()["access_token"]
    client.region = "na"
    assert client.call("GET", PARTICIPATIONS, token=token).status_code == 200


def manage(client, do):
    return requests.post(
        f"{client.amazon.url}/apps/manage",
        data={
            "application_id": client.app.application_id,
            "region": "eu",
            "do": do,
        },
        allow_redirects=False,
        timeout=TIMEOUT,
    )


def test_disable_ends_tokens_at_once(seller):
    assert manage(seller, "disable").status_code == 303
    answer = seller.call("GET", PARTICIPATIONS)
    details = answer.json()["errors"][0]["details"]
    assert answer.status_code == 403 and "revoked" in details
    page = requests.get(f"{seller.amazon.url}/apps/manage", timeout=TIMEOUT).text
    assert "Ended" in page


def test_re_authorize_goes_by_the_login_page_and_back(seller):
    login = manage(seller, "renew").headers["Location"]
    assert login.startswith(seller.app.login_uri + "?")
    query = query_of(login)
    assert query["selling_partner_id"] == seller.amazon.seller.seller_id
    assert query["version"] == "beta"
    back = {
        "redirect_uri": seller.app.redirect_uris[0],
        "amazon_state": query["amazon_state"],
        "state": "mine",
        "version": "beta",
    }
    callback = query["amazon_callback_uri"]
    page = requests.get(callback, params=back, timeout=TIMEOUT)
    assert page.status_code == 200 and 'id="confirm"' in page.text
    answer = requests.post(
        page.url, data={"agree": "on"}, allow_redirects=False, timeout=TIMEOUT
    )
    assert query_of(answer.headers["Location"])["state"] == "mine"
    again = requests.get(callback, params=back, timeout=TIMEOUT)
    assert again.status_code == 400 and "amazon_state" in again.text


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"version": ""}, "MD1000"),
        ({"redirect_uri": "https://else.example/"}, "MD5101"),
        ({"amazon_state": "guessed"}, ""),
    ],
)
def test_the_callback_of_re_authorize_checks_what_it_gets(seller, change, code):
    query = query_of(manage(seller, "renew").headers["Location"])
    back = {
        "redirect_uri": seller.app.redirect_uris[0],
        "amazon_state": query["amazon_state"],
        "state": "mine",
        "version": "beta",
        **change,
    }
    answer = requests.get(query["amazon_callback_uri"], params=back, timeout=TIMEOUT)
    assert answer.status_code == 400
    assert code in answer.text


def test_the_callback_of_another_application(seller):
    query = query_of(manage(seller, "renew").headers["Location"])
    other = demo_app(application_id="amzn1.other", client_id="other")
    seller.amazon.apps.append(other)
    callback = query["amazon_callback_uri"].replace(
        seller.app.application_id, "amzn1.other"
    )
    back = {"amazon_state": query["amazon_state"], "state": "s", "version": "beta"}
    answer = requests.get(callback, params=back, timeout=TIMEOUT)
    assert answer.status_code == 400 and "amazon_state" in answer.text


def test_an_application_without_login_page_cannot_be_renewed(seller):
    seller.app.login_uri = ""
    assert manage(seller, "renew").status_code == 400


def test_develop_apps_shows_a_refresh_token(amazon, client):
    app = demo_app(application_id="amzn1.private", client_id="private", is_private=True)
    amazon.apps.append(app)
    answer = requests.post(
        f"{amazon.url}/apps/develop",
        data={"application_id": "amzn1.private", "region": "eu"},
        timeout=TIMEOUT,
    )
    token = re.search(r'id="refresh_token">([^<]+)<', answer.text)[1]
    tokens = client.lwa("refresh_token", refresh_token=token, client_id="private")
    assert tokens.json()["refresh_token"] == token


def test_what_is_not_there_is_a_page_too(client):
    answer = client.consent_page(path="/apps/else")
    assert answer.status_code == 404 and "no such page" in answer.text
