import logging
import socket
import time
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs

import pytest
from werkzeug.wrappers import Response

from amazon_connector.spapi import errors
from amazon_connector.spapi.errors import Verdict
from amazon_connector.spapi.lwa import NOTIFICATIONS_SCOPE, LoginWithAmazon

SECRET = "amzn1.oa2-cs.v1.0123456789abcdef"
REFRESH = "Atzr|IwEBIrefresh"
ACCESS = "Atza|IwEBIaccess"
TOKENS = {
    "access_token": ACCESS,
    "refresh_token": REFRESH,
    "token_type": "bearer",
    "expires_in": 1800,
}


@pytest.fixture
def login(amazon):
    return LoginWithAmazon(f"{amazon.url}/auth/o2/token", "client-id", SECRET)


def form(call):
    return {key: value[0] for key, value in parse_qs(call.body.decode()).items()}


def test_a_code_becomes_a_grant(amazon, login):
    amazon.say(TOKENS)
    grant = login.exchange_code("the-code", "https://odoo.example.com/callback")
    assert (grant.access_token, grant.refresh_token) == (ACCESS, REFRESH)
    left = grant.expires_at - datetime.now(timezone.utc)
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)
    (call,) = amazon.calls
    assert (call.method, call.path) == ("POST", "/auth/o2/token")
    assert call.headers["content-type"].startswith("application/x-www-form-urlencoded")
    assert form(call) == {
        "grant_type": "authorization_code",
        "code": "the-code",
        "redirect_uri": "https://odoo.example.com/callback",
        "client_id": "client-id",
        "client_secret": SECRET,
    }


def test_a_refresh_token_is_kept_where_the_answer_has_none(amazon, login):
    amazon.say({"access_token": ACCESS, "expires_in": "3600"})
    grant = login.refresh(REFRESH)
    assert grant.refresh_token == REFRESH
    assert form(amazon.calls[0])["grant_type"] == "refresh_token"


def test_the_application_itself_gets_a_token_without_refresh(amazon, login):
    amazon.say({"access_token": ACCESS, "expires_in": None})
    grant = login.client_credentials(NOTIFICATIONS_SCOPE)
    assert grant.refresh_token == ""
    assert form(amazon.calls[0])["scope"] == "sellingpartnerapi::notifications"


@pytest.mark.parametrize("lifetime", [-5, 10**12, "x", {}])
def test_an_odd_lifetime_is_survived(amazon, login, lifetime):
    amazon.say({**TOKENS, "expires_in": lifetime})
    grant = login.refresh(REFRESH)
    assert grant.expires_at < datetime.now(timezone.utc) + timedelta(days=2)


@pytest.mark.parametrize(
    ("status", "error", "kind", "verdict"),
    [
        (400, "invalid_grant", errors.AuthorizationLost, Verdict.REAUTHORIZE),
        (401, "invalid_client", errors.ClientRejected, Verdict.ADMINISTER),
        (400, "unauthorized_client", errors.ClientNotAllowed, Verdict.ADMINISTER),
        (400, "invalid_scope", errors.LoginRefused, Verdict.GIVE_UP),
        (400, "unsupported_grant_type", errors.LoginRefused, Verdict.GIVE_UP),
        (500, "server_error", errors.Unreachable, Verdict.RETRY),
    ],
)
def test_amazons_refusals_are_told_apart(amazon, login, status, error, kind, verdict):
    amazon.say(
        {"error": error, "error_description": f"wrong: {REFRESH} {SECRET} code-1"},
        status,
        headers=[("x-amzn-RequestId", "r-1")],
    )
    with pytest.raises(kind) as caught:
        login.refresh(REFRESH)
    assert type(caught.value) is kind
    assert caught.value.verdict is verdict
    assert caught.value.http_status == status
    assert caught.value.request_id == "r-1"
    assert REFRESH not in str(caught.value) and SECRET not in str(caught.value)


def test_the_code_itself_is_blotted_out_of_amazons_words(amazon, login):
    amazon.say({"error": "invalid_grant", "error_description": "bad: ANcode"}, 400)
    with pytest.raises(errors.AuthorizationLost) as caught:
        login.exchange_code("ANcode")
    assert "ANcode" not in str(caught.value)
    assert "bad" in str(caught.value)


@pytest.mark.parametrize(
    ("body", "status", "content_type"),
    [
        ("<html>503</html>", 503, "text/html"),
        ("", 500, "application/json"),
        ("", 200, "application/json"),
        ("<html>hello</html>", 200, "text/html"),
        ("[]", 200, "application/json"),
        ("{}", 200, "application/json"),
        ('"text"', 200, "application/json"),
        ('{"access_token": 7}', 200, "application/json"),
        ("\xff\xfe", 200, "application/json"),
        ("<html>forbidden</html>", 403, "text/html"),
        ("", 302, "text/html"),
    ],
)
def test_anything_but_an_answer_can_be_tried_again(
    amazon, login, body, status, content_type
):
    amazon.say(body, status, content_type)
    with pytest.raises(errors.Unreachable) as caught:
        login.refresh(REFRESH)
    assert caught.value.verdict is Verdict.RETRY


PREVIOUS = "amzn1.oa2-cs.v1.fedcba9876543210"
REJECTION = {"error": "invalid_client", "error_description": f"not {PREVIOUS}"}


@pytest.fixture
def rotated(amazon):
    return LoginWithAmazon(amazon.url, "id", SECRET, previous_secret=PREVIOUS)


def secrets_used(amazon):
    return [form(call)["client_secret"] for call in amazon.calls]


def test_the_secret_before_serves_where_the_new_one_is_not_known_yet(amazon, rotated):
    amazon.say(REJECTION, 401).say(TOKENS)
    assert rotated.refresh(REFRESH).access_token == ACCESS
    assert secrets_used(amazon) == [SECRET, PREVIOUS]


def test_the_secret_before_stays_at_home_while_the_new_one_is_good(amazon, rotated):
    amazon.say({"error": "invalid_grant"}, 400)
    with pytest.raises(errors.AuthorizationLost):
        rotated.refresh(REFRESH)
    amazon.answers.clear()
    amazon.say(TOKENS)
    rotated.refresh(REFRESH)
    assert secrets_used(amazon) == [SECRET, SECRET]


def test_both_secrets_rejected_are_tried_once_each_and_told_of_neither(amazon, rotated):
    amazon.say(REJECTION, 401)
    with pytest.raises(errors.ClientRejected) as caught:
        rotated.exchange_code("ANcode")
    assert secrets_used(amazon) == [SECRET, PREVIOUS]
    for text in (str(caught.value), repr(caught.value), repr(rotated)):
        assert SECRET not in text and PREVIOUS not in text


def test_what_becomes_of_the_second_try_is_told(amazon, rotated):
    amazon.say(REJECTION, 401).say("", 500)
    with pytest.raises(errors.Unreachable):
        rotated.refresh(REFRESH)
    amazon.answers.clear()
    amazon.say(REJECTION, 401).say({"error": "invalid_grant"}, 400)
    with pytest.raises(errors.AuthorizationLost):
        rotated.refresh(REFRESH)


def test_the_same_secret_is_not_tried_twice(amazon):
    amazon.say(REJECTION, 401)
    login = LoginWithAmazon(amazon.url, "id", SECRET, previous_secret=SECRET)
    with pytest.raises(errors.ClientRejected):
        login.refresh(REFRESH)
    assert secrets_used(amazon) == [SECRET]


def test_a_redirect_is_not_followed_with_the_secret(amazon, login):
    elsewhere = [("Location", f"{amazon.url}/elsewhere")]
    amazon.say("", 307, headers=elsewhere).say(TOKENS)
    with pytest.raises(errors.Unreachable):
        login.refresh(REFRESH)
    assert len(amazon.calls) == 1


def test_too_many_calls_say_when_to_come_back(amazon, login):
    amazon.say("", 429)
    with pytest.raises(errors.Throttled) as caught:
        login.refresh(REFRESH)
    assert caught.value.retry_at > datetime.now(timezone.utc) + timedelta(seconds=50)


def test_silence_ends(amazon):
    amazon.do(lambda _request: time.sleep(2) or Response("{}"))
    login = LoginWithAmazon(amazon.url, "id", SECRET, timeout=0.2)
    with pytest.raises(errors.Unreachable, match="in time"):
        login.refresh(REFRESH)


@pytest.mark.parametrize("headers", [{}, {"Content-Length": "60"}])
def test_an_answer_that_trickles_ends_too(amazon, headers):
    def trickle():
        for _byte in range(60):
            yield b" "
            time.sleep(0.05)

    amazon.do(lambda _request: Response(trickle(), headers=headers))
    login = LoginWithAmazon(amazon.url, "id", SECRET, timeout=0.4)
    begin = time.monotonic()
    with pytest.raises(errors.Unreachable, match="in time"):
        login.refresh(REFRESH)
    assert time.monotonic() - begin < 2.8


def test_an_answer_without_end_is_not_kept_in_memory(amazon, login):
    amazon.do(lambda _request: Response(b" " * 65536 for _chunk in range(300)))
    with pytest.raises(errors.Unreachable, match="reached"):
        login.refresh(REFRESH)


def test_an_answer_cut_off_can_be_tried_again(amazon, login):
    headers = {"Content-Length": "1000"}
    amazon.do(lambda _request: Response(iter([b'{"access_']), headers=headers))
    with pytest.raises(errors.Unreachable, match="reached"):
        login.refresh(REFRESH)


def test_certificates_that_are_not_there_are_our_error(monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/certificates.pem")
    with pytest.raises(errors.Unreachable, match="reached"):
        LoginWithAmazon("https://127.0.0.1:1/", "id", SECRET).refresh(REFRESH)


def test_nobody_there():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    with pytest.raises(errors.Unreachable) as caught:
        LoginWithAmazon(url, "id", SECRET).refresh(REFRESH)
    # The caught error of requests holds the whole request: it must not hang on ours.
    assert caught.value.__context__ is None and caught.value.__cause__ is None


def test_a_secret_is_sent_to_private_addresses_only():
    with pytest.raises(errors.InvalidRequest):
        LoginWithAmazon("http://api.amazon.example/auth/o2/token", "id", SECRET)


def test_netrc_adds_nothing(amazon, login, monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login u password p\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    amazon.say(TOKENS)
    login.refresh(REFRESH)
    assert "authorization" not in amazon.calls[0].headers


def test_secrets_are_in_no_repr_and_no_log(amazon, login, caplog):
    caplog.set_level(logging.DEBUG)
    amazon.say(TOKENS)
    grant = login.refresh(REFRESH)
    shown = f"{grant!r} {login!r} {caplog.text}"
    assert "127.0.0.1" in shown
    for secret in (SECRET, REFRESH, ACCESS):
        assert secret not in shown
