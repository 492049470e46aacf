from urllib.parse import parse_qs, urlsplit

import pytest

from amazon_connector.spapi.addresses import is_private, require_private
from amazon_connector.spapi.consent import (
    callback_url,
    consent_url,
    is_amazon_address,
)
from amazon_connector.spapi.errors import InvalidRequest

APPLICATION = "amzn1.sp.solution.0f1e2d3c-0000-4000-8000-000000000001"


def query(url):
    return {key: value[0] for key, value in parse_qs(urlsplit(url).query).items()}


def test_the_consent_page_of_a_published_application():
    url = consent_url(
        "https://sellercentral-europe.amazon.com/", APPLICATION, "s t&a", draft=False
    )
    assert url.startswith(
        "https://sellercentral-europe.amazon.com/apps/authorize/consent?"
    )
    assert query(url) == {"application_id": APPLICATION, "state": "s t&a"}


def test_a_draft_says_so_and_the_redirect_address_is_named():
    back = "https://odoo.example.com/amazon/callback?db=x"
    url = consent_url(
        "https://s.amazon.com", APPLICATION, "x", draft=True, redirect_uri=back
    )
    assert query(url)["version"] == "beta"
    assert query(url)["redirect_uri"] == back


@pytest.mark.parametrize(
    "start", ["https://amazon.com/x/callback", "https://amazon.com/x/callback?a=b"]
)
def test_the_way_back_to_amazon_from_our_login_address(start):
    back = "https://odoo.example.com/amazon/callback"
    url = callback_url(start, "theirs", "ours", back, draft=True)
    assert url.startswith(start)
    values = query(url)
    values.pop("a", None)
    assert values == {
        "amazon_state": "theirs",
        "state": "ours",
        "redirect_uri": back,
        "version": "beta",
    }
    assert "version" not in query(callback_url(start, "t", "o", back, draft=False))


@pytest.mark.parametrize(
    "url",
    [
        "https://amazon.com/apps/authorize/confirm/x",
        "https://sellercentral-europe.amazon.com/apps/authorize/confirm/x?y=z",
        "https://sellercentral.amazon.com.be/apps",
        "https://sellercentral.amazon.de:443/apps",
        "https://SELLERCENTRAL.AMAZON.DE/apps",
    ],
)
def test_amazons_own_addresses(url):
    assert is_amazon_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "amazon.com",
        "//amazon.com/x",
        "http://sellercentral.amazon.com/",
        "ftp://sellercentral.amazon.com/",
        "javascript:alert(1)//amazon.com",
        "https://amazon.com.example.org/",
        "https://notamazon.com/",
        "https://example.org/?amazon.com",
        "https://example.org#.amazon.com",
        "https://amazon.com@example.org/",
        "https://amazon.com:secret@example.org/",
        "https://example.org\\@sellercentral.amazon.com/",
        "https://example.org\\.amazon.com/",
        "https://sellercentral.amazon.com:8443/",
        "https://sellercentral.amazon.com:port/",
        "https://sellercentral.amazon.com\n.example.org/",
        "https://sellercentral.amazon.com/ x",
        "https://аmazon.com/",  # the first letter is Cyrillic
        "https://amazon.com./",
        "https://[::1]/",
        "https://[::1/",
        "https:///amazon.com",
    ],
)
def test_everybody_elses_addresses(url):
    assert not is_amazon_address(url)


def test_an_emulated_amazon_is_allowed_by_its_whole_origin():
    allowed = ("http://127.0.0.1:8400/eu",)
    assert is_amazon_address("http://127.0.0.1:8400/apps/confirm", allowed)
    assert not is_amazon_address("https://127.0.0.1:8400/apps/confirm", allowed)
    assert not is_amazon_address("http://127.0.0.1:8401/apps/confirm", allowed)
    assert not is_amazon_address("http://127.0.0.1/apps/confirm", allowed)
    assert not is_amazon_address("http://x@127.0.0.1:8400/", allowed)
    assert not is_amazon_address("http://127.0.0.1:8400/", ("",))


@pytest.mark.parametrize(
    "url",
    [
        "https://api.amazon.com/auth/o2/token",
        "http://127.0.0.1:8400/eu",
        "http://localhost:1/",
        "http://[::1]:8400",
    ],
)
def test_addresses_nobody_can_listen_to(url):
    assert is_private(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.amazon.com/",
        "http://127.0.0.1.example.org/",
        "http://192.168.0.1/",
        "",
        "https://",
        "file:///etc/passwd",
        "https://user:password@example.org/",
    ],
)
def test_addresses_that_would_leak_or_mislead(url):
    assert not is_private(url)
    with pytest.raises(InvalidRequest):
        require_private(url)
