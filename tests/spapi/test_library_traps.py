"""Each trap of python-amazon-sp-api 2.1.35 that touches us, closed."""

import logging
import os
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path

import pytest
from werkzeug.wrappers import Response

from amazon_connector.spapi import errors, library
from amazon_connector.spapi.door import Door
from amazon_connector.spapi.throttle import MemoryThrottle
from amazon_connector.spapi.wire import Wire

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = {"payload": {"sellingPlan": "PROFESSIONAL"}}
TOKEN = "Atza|IwEBItrap"


class Tokens:
    def __init__(self, token=TOKEN):
        self.token = token

    def access_token(self, *, fresh=False):
        return self.token


def new_door(amazon, token=TOKEN, timeout=5.0):
    return Door(amazon.url, "eu", Tokens(token), MemoryThrottle(), timeout=timeout)


@pytest.fixture
def door(amazon):
    with new_door(amazon) as door:
        yield door


def test_the_traps_are_those_of_this_version():
    assert version("python-amazon-sp-api") == "2.1.35"


@pytest.mark.parametrize(
    ("status", "body", "content_type"),
    [
        (503, "<html>Service Unavailable</html>", "text/html"),
        (503, "", "text/plain"),
        (500, '"a text"', "application/json"),
        (403, "<html>Request blocked</html>", "text/html"),
        (200, "", "application/json"),
        (200, "{}", "application/json"),
        (200, "null", "application/json"),
        (200, "<html>maintenance</html>", "text/html"),
        (200, '{"payload": {"sellingPlan"', "application/json"),
        (200, b"\x1f\x8b\xff\xfe", "application/json"),
        (200, "[" * 100_000, "application/json"),
        (302, "", "text/html"),
    ],
)
def test_error_pages_and_empty_answers_are_no_success(
    amazon, door, status, body, content_type
):
    amazon.say(body, status, content_type)
    with pytest.raises(errors.Unreachable) as caught:
        door.account()
    assert caught.value.http_status == status


def test_a_429_with_an_empty_body_is_a_throttle(amazon, door):
    amazon.say("", 429)
    with pytest.raises(errors.Throttled):
        door.account()


def test_errors_in_a_200_are_errors(amazon, door):
    amazon.say({"errors": [{"code": "InvalidInput", "message": "no"}]})
    with pytest.raises(errors.InvalidRequest, match="InvalidInput: no"):
        door.account()


@pytest.mark.parametrize("body", [{"errors": []}, {"errors": "x"}, {"errors": [None]}])
def test_a_malformed_error_list_is_an_error_too(amazon, door, body):
    amazon.say(body, 400)
    with pytest.raises(errors.InvalidRequest):
        door.account()


def test_a_redirect_is_not_followed_with_the_token(amazon, door):
    amazon.say("", 307, headers=[("Location", f"{amazon.url}/elsewhere")])
    amazon.say(ACCOUNT)
    with pytest.raises(errors.Unreachable):
        door.account()
    assert len(amazon.calls) == 1


def test_an_answer_does_not_show_what_it_holds(amazon):
    amazon.say({"buyer": "Käthe Müßig"}, headers=[("x-amzn-RequestId", "r-1")])
    wire = Wire(5)
    answer = wire.request("GET", amazon.url)
    wire.close()
    assert b"buyer" in answer.content
    assert repr(answer) == "Answer(status_code=200, request_id='r-1')"


def test_an_empty_list_stays_a_list(amazon, door):
    amazon.say({"payload": []})
    assert door.marketplace_participations() == ()


def test_nobody_there_is_our_error():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with (
        Door(url, "eu", Tokens(), MemoryThrottle()) as door,
        pytest.raises(errors.Unreachable) as caught,
    ):
        door.account()
    assert caught.value.__context__ is None


def test_silence_ends(amazon):
    amazon.do(lambda _request: time.sleep(2) or Response("{}"))
    with (
        new_door(amazon, timeout=0.2) as door,
        pytest.raises(errors.Unreachable, match="in time"),
    ):
        door.account()


def test_an_answer_that_trickles_ends_too(amazon):
    def trickle():
        for _byte in range(60):
            yield b" "
            time.sleep(0.05)

    amazon.do(lambda _request: Response(trickle(), content_type="application/json"))
    begin = time.monotonic()
    with (
        new_door(amazon, timeout=0.4) as door,
        pytest.raises(errors.Unreachable, match="in time"),
    ):
        door.account()
    assert time.monotonic() - begin < 2.8


def test_an_answer_cut_off_is_our_error(amazon, door):
    headers = {"Content-Length": "1000"}
    amazon.do(lambda _request: Response(iter([b'{"a": 1}']), headers=headers))
    with pytest.raises(errors.Unreachable, match="no connection"):
        door.account()


def test_an_answer_without_end_is_not_kept_in_memory(amazon, door):
    def endless():
        for _chunk in range(300):
            yield b" " * 65536

    amazon.do(lambda _request: Response(endless()))
    with pytest.raises(errors.Unreachable):
        door.account()


def test_an_encoding_that_does_not_unpack_is_our_error(amazon, door):
    amazon.say("no gzip", headers=[("Content-Encoding", "gzip")])
    with pytest.raises(errors.Unreachable):
        door.account()


@pytest.mark.parametrize("token", ["Atza|töken", "Atza|a\r\nX-Evil: 1", ""])
def test_a_token_that_cannot_be_sent_is_our_error(amazon, token):
    amazon.say({"errors": [{"code": "Unauthorized", "message": "no token"}]}, 403)
    with new_door(amazon, token) as door, pytest.raises(errors.AmazonError):
        door.account()
    assert all("x-evil" not in call.headers for call in amazon.calls)


def test_two_sellers_never_share_a_token(amazon):
    """The library's cache knows refresh tokens only, for the whole process."""
    amazon.say(ACCOUNT)
    with new_door(amazon, "Atza|one") as one, new_door(amazon, "Atza|two") as two:
        one.account()
        two.account()
        one.account()
    assert [call.headers["x-amz-access-token"] for call in amazon.calls] == [
        "Atza|one",
        "Atza|two",
        "Atza|one",
    ]


def test_environment_variables_of_others_change_nothing(amazon, monkeypatch, tmp_path):
    settings = tmp_path / ".config" / "python-sp-api"
    settings.mkdir(parents=True)
    (settings / "credentials.yml").write_text("default:\n  lwa_app_id: foreign\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, value in {
        "SP_API_DEFAULT_MARKETPLACE": "nowhere",
        "AWS_ENV": "SANDBOX",
        "SP_API_REFRESH_TOKEN": "Atzr|foreign",
        "LWA_APP_ID": "foreign",
        "LWA_CLIENT_SECRET": "foreign",
        "SP_API_AWS_SECRET_ID": "foreign",
    }.items():
        monkeypatch.setenv(name, value)
    amazon.say(ACCOUNT)
    with new_door(amazon) as door:
        door.account()
    (call,) = amazon.calls
    assert call.headers["x-amz-access-token"] == TOKEN
    assert "foreign" not in f"{call.headers}{call.query}"


def test_words_the_library_does_not_know_do_not_stop_the_import():
    code = (
        "import sys, types, os\n"
        "package = types.ModuleType('amazon_connector')\n"
        f"package.__path__ = [{str(ROOT / 'amazon_connector')!r}]\n"
        "sys.modules['amazon_connector'] = package\n"
        "from amazon_connector.spapi import door\n"
        "assert os.environ['AWS_ENV'] == 'production'\n"
        "assert os.environ['SP_API_DEFAULT_MARKETPLACE'] == 'XX'\n"
    )
    strange = {"AWS_ENV": "production", "SP_API_DEFAULT_MARKETPLACE": "XX"}
    subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **strange},
        check=True,
        timeout=60,
    )


def test_no_stray_marketplaces_are_sent(amazon, door):
    entry = {"reportId": "1", "reportType": "T", "processingStatus": "DONE"}
    amazon.say(entry).say("", 200).say({"reportId": "1"}, 202)
    door.report("1")
    door.cancel_report("1")
    door.create_report("T", ["A1PA6795UKMFR9"])
    assert [call.query for call in amazon.calls] == [{}, {}, {}]
    assert set(amazon.calls[2].json) == {"reportType", "marketplaceIds"}


def test_the_host_is_right_for_http_addresses_and_paths(amazon):
    amazon.say(ACCOUNT)
    with Door(f"{amazon.url}/eu/", "eu", Tokens(), MemoryThrottle()) as door:
        door.account()
    assert amazon.calls[0].headers["host"] == amazon.url.removeprefix("http://")
    assert amazon.calls[0].path == "/eu/sellers/v1/account"


def test_a_document_is_not_downloaded_by_the_library(amazon, door):
    amazon.say({"url": f"{amazon.url}/document"})
    door.report_document("d", restricted=False)
    assert len(amazon.calls) == 1


class KeepAlive(BaseHTTPRequestHandler):
    """Werkzeug's server closes the connection after every answer."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.ports.append(self.client_address[1])
        body = b'{"payload": {"sellingPlan": "PROFESSIONAL"}}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def finish(self):
        try:
            return super().finish()
        finally:
            self.server.closed.set()

    def log_message(self, format, *args):
        """Say nothing."""


def test_one_connection_serves_all_calls_and_is_closed():
    with ThreadingHTTPServer(("127.0.0.1", 0), KeepAlive) as server:
        server.ports, server.closed = [], threading.Event()
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}"
        with Door(url, "eu", Tokens(), MemoryThrottle()) as door:
            door.account()
            door.account()
            assert not server.closed.is_set()
        assert server.closed.wait(5)
        server.shutdown()
        thread.join()
    assert len(server.ports) == 2 and len(set(server.ports)) == 1


def test_a_proxy_nobody_can_use_is_our_error(amazon, monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "nonsense://proxy")
    with pytest.raises(errors.Unreachable, match="proxy"):
        new_door(amazon)


def test_certificates_that_are_not_there_are_our_error(amazon, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/certificates.pem")
    with pytest.raises(errors.Unreachable, match="certificates"):
        new_door(amazon)


def test_nothing_secret_is_logged_even_at_debug(amazon, caplog):
    loud = [
        "",
        "sp_api",
        "sp_api.base.client",
        "sp_api.auth.access_token_client",
        "httpx",
        "httpcore",
        "httpcore.http11",
    ]
    amazon.say({"restrictedDataToken": "Atz.sprdt|secret-rdt"})
    amazon.say({"url": f"{amazon.url}/d?X-Amz-Signature=secret-signature"})
    with new_door(amazon) as door:
        for name in loud:
            caplog.set_level(logging.DEBUG, logger=name)
        document = door.report_document("d", restricted=True)
        logging.getLogger("httpx").info("fetching %s", document.url)
    assert "restrictedDataToken" in caplog.text
    for secret in ("IwEBItrap", "secret-rdt", "secret-signature", "x-amz-access"):
        assert secret not in f"{caplog.text}{door!r}{document!r}"


def test_the_librarys_own_words_never_leave_at_debug(caplog):
    logger = logging.getLogger("sp_api.base.client")
    caplog.set_level(logging.DEBUG, logger=logger.name)
    logger.debug("Request Headers: %s", {"x-amz-access-token": "t"})
    logger.warning("kept")
    assert caplog.messages == ["kept"]


def test_what_the_library_is_used_for_is_still_there():
    """The classes we wrap build requests from these; a new version may differ."""
    operations = library.Reports("https://a.example", None, TOKEN)
    assert operations.endpoint == "https://a.example"
    assert "host" not in operations.headers
