"""Login with Amazon: grants, lifetimes, refusals."""

from datetime import timedelta

import pytest
import requests

from emulator import demo_app

from .conftest import PARTICIPATIONS, TIMEOUT, Client, error_of

REVOKED = (
    "The request has an invalid grant parameter : refresh_token. "
    "User may have revoked or didn't grant the permission."
)


def refusal(answer):
    body = answer.json()
    return answer.status_code, body["error"], body["error_description"]


def test_a_code_becomes_an_access_and_a_refresh_token(client):
    answer = client.lwa("authorization_code", code=client.agree()["spapi_oauth_code"])
    tokens = answer.json()
    assert answer.status_code == 200
    assert tokens["access_token"].startswith("Atza|")
    assert tokens["refresh_token"].startswith("Atzr|")
    assert (tokens["token_type"], tokens["expires_in"]) == ("bearer", 3600)
    assert answer.headers["x-amzn-RequestId"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_code_works_once(client):
    code = client.agree()["spapi_oauth_code"]
    assert client.lwa("authorization_code", code=code).status_code == 200
    again = client.lwa("authorization_code", code=code)
    assert refusal(again)[:2] == (400, "invalid_grant")


@pytest.mark.parametrize(("seconds", "status"), [(299, 200), (300, 400)])
def test_a_code_lives_five_minutes(amazon, client, seconds, status):
    code = client.agree()["spapi_oauth_code"]
    amazon.clock.advance(seconds)
    assert client.lwa("authorization_code", code=code).status_code == status


def test_a_code_is_bound_to_its_redirect_uri(client):
    code = client.agree()["spapi_oauth_code"]
    other = client.lwa(
        "authorization_code", code=code, redirect_uri="https://else.example/"
    )
    assert refusal(other)[:2] == (400, "invalid_grant")
    code = client.agree()["spapi_oauth_code"]
    right = client.lwa(
        "authorization_code", code=code, redirect_uri=client.app.redirect_uris[0]
    )
    assert right.status_code == 200


def test_a_refresh_token_gives_access_again_and_again(seller):
    first = seller.lwa("refresh_token", refresh_token=seller.refresh_token).json()
    second = seller.lwa("refresh_token", refresh_token=seller.refresh_token).json()
    assert first["refresh_token"] == seller.refresh_token
    assert first["access_token"] != second["access_token"]
    answer = seller.call("GET", PARTICIPATIONS, token=first["access_token"])
    assert answer.status_code == 200


@pytest.mark.parametrize(("days", "is_alive"), [(364, True), (365, False)])
def test_a_consent_of_the_past(amazon, client, days, is_alive):
    granted_at = amazon.clock.now() - timedelta(days=days)
    made = amazon.amazon.self_authorize(granted_at=granted_at)
    assert made.valid_until == granted_at + timedelta(days=365)
    answer = client.lwa("refresh_token", refresh_token=made.refresh_token)
    assert answer.status_code == (200 if is_alive else 400)
    if not is_alive:
        assert refusal(answer) == (400, "invalid_grant", REVOKED)


def test_a_consent_of_the_future_is_none(amazon):
    tomorrow = amazon.clock.now() + timedelta(days=1)
    with pytest.raises(ValueError, match="future"):
        amazon.amazon.self_authorize(granted_at=tomorrow)


def test_access_dies_with_the_consent(amazon, client):
    granted_at = amazon.clock.now() - timedelta(days=365) + timedelta(minutes=30)
    made = amazon.amazon.self_authorize(granted_at=granted_at)

    def refresh():
        return client.lwa("refresh_token", refresh_token=made.refresh_token)

    client.access_token = refresh().json()["access_token"]
    amazon.clock.advance(30 * 60 - 1)
    assert client.call("GET", PARTICIPATIONS).status_code == 200
    assert refresh().status_code == 200
    amazon.clock.advance(1)
    details = "The access token you provided is revoked, malformed or invalid."
    assert error_of(client.call("GET", PARTICIPATIONS))[3] == details
    assert refusal(refresh()) == (400, "invalid_grant", REVOKED)


def test_access_dies_with_the_revocation(seller):
    other = Client(seller.amazon).connect()
    assert seller.amazon.amazon.revoke() == 2
    details = "The access token you provided is revoked, malformed or invalid."
    for client in (seller, other):
        assert error_of(client.call("GET", PARTICIPATIONS))[::3] == (403, details)


def test_a_new_consent_lives_beside_the_old_one(seller):
    old = seller.refresh_token
    new = seller.connect().refresh_token
    assert old != new
    for token in (old, new):
        assert seller.lwa("refresh_token", refresh_token=token).status_code == 200


def test_json_is_accepted_as_well_as_a_form(seller):
    body = {
        "grant_type": "refresh_token",
        "refresh_token": seller.refresh_token,
        "client_id": seller.app.client_id,
        "client_secret": seller.app.client_secret,
    }
    url = f"{seller.amazon.url}/auth/o2/token"
    assert requests.post(url, json=body, timeout=TIMEOUT).status_code == 200
    body["refresh_token"] = [seller.refresh_token]
    assert requests.post(url, json=body, timeout=TIMEOUT).status_code == 400


def test_a_revoked_token_is_an_invalid_grant(seller):
    seller.amazon.amazon.revoke()
    answer = seller.lwa("refresh_token", refresh_token=seller.refresh_token)
    assert refusal(answer) == (400, "invalid_grant", REVOKED)


@pytest.mark.parametrize(("days", "status"), [(364, 200), (365, 400)])
def test_a_public_application_needs_a_new_consent_every_year(seller, days, status):
    seller.amazon.clock.advance(timedelta(days=days))
    answer = seller.lwa("refresh_token", refresh_token=seller.refresh_token)
    assert answer.status_code == status


def test_a_private_application_does_not(amazon, client):
    client.app.is_private = True
    token = amazon.amazon.self_authorize().refresh_token
    amazon.clock.advance(timedelta(days=1000))
    assert client.lwa("refresh_token", refresh_token=token).status_code == 200


@pytest.mark.parametrize(
    "scope",
    [
        "sellingpartnerapi::notifications",
        "sellingpartnerapi::client_credential:rotation",
    ],
)
def test_a_grantless_token_opens_no_seller(client, scope):
    answer = client.lwa("client_credentials", scope=scope)
    assert answer.status_code == 200
    assert "refresh_token" not in answer.json()
    token = answer.json()["access_token"]
    assert client.call("GET", PARTICIPATIONS, token=token).status_code == 403


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"client_id": ""}, 400, "invalid_request"),
        ({"client_id": "amzn1.application-oa2-client.other"}, 401, "invalid_client"),
        ({"client_secret": ""}, 400, "invalid_request"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"refresh_token": ""}, 400, "invalid_request"),
        ({"refresh_token": "Atzr|unknown"}, 400, "invalid_grant"),
        (
            {"grant_type": "client_credentials", "scope": "else"},
            400,
            "invalid_scope",
        ),
    ],
)
def test_refusals(seller, form, status, error):
    form = {"refresh_token": seller.refresh_token, **form}
    answer = seller.lwa(form.pop("grant_type", "refresh_token"), **form)
    assert refusal(answer)[:2] == (status, error)
    assert refusal(answer)[2]


def test_tokens_and_codes_of_another_application(amazon, seller):
    amazon.apps.append(demo_app(application_id="amzn1.other", client_id="other"))
    answer = seller.lwa(
        "refresh_token", refresh_token=seller.refresh_token, client_id="other"
    )
    assert refusal(answer) == (400, "invalid_grant", REVOKED)
    code = seller.agree()["spapi_oauth_code"]
    answer = seller.lwa("authorization_code", code=code, client_id="other")
    assert refusal(answer)[:2] == (400, "invalid_grant")


def test_the_old_secret_works_for_seven_days_after_rotation(seller):
    old = seller.app.client_secret
    new = seller.amazon.amazon.rotate_secret()
    refresh = {"refresh_token": seller.refresh_token}

    def status(secret):
        return seller.lwa("refresh_token", client_secret=secret, **refresh).status_code

    assert (status(old), status(new)) == (200, 200)
    seller.amazon.clock.advance(timedelta(days=7))
    assert (status(old), status(new)) == (401, 200)
    seller.amazon.clock.advance(timedelta(days=173))
    assert status(new) == 401


def test_rotation_revives_no_secret_that_has_expired(seller):
    old = seller.app.client_secret
    seller.app.secret_expires_at = seller.amazon.clock.now() + timedelta(days=3)
    seller.amazon.clock.advance(timedelta(days=2))
    new = seller.amazon.amazon.rotate_secret()
    refresh = {"refresh_token": seller.refresh_token}

    def status(secret):
        return seller.lwa("refresh_token", client_secret=secret, **refresh).status_code

    assert (status(old), status(new)) == (200, 200)
    seller.amazon.clock.advance(timedelta(days=1))
    assert (status(old), status(new)) == (401, 200)


def test_two_regions_are_two_authorizations(amazon):
    america = Client(amazon, "na").connect()
    assert america.call("GET", PARTICIPATIONS).status_code == 200
    america.region = "eu"
    assert america.call("GET", PARTICIPATIONS).status_code == 403
