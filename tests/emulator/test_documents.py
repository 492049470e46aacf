"""Documents: GZIP and plain, charset, addresses that die."""

import gzip
from datetime import timedelta

import pytest
import requests

from .conftest import DOCUMENTS, FBA, LISTINGS, MFN, TIMEOUT
from .flat_files import rows_of


def fetch(url):
    return requests.get(url, timeout=TIMEOUT)


@pytest.fixture
def report(seller):
    return seller.finished(MFN)


def test_gzip_is_named_and_not_unpacked_by_the_way(seller, report):
    document = seller.document(report)
    assert document["compressionAlgorithm"] == "GZIP"
    answer = fetch(document["url"])
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert gzip.decompress(answer.content).startswith(b"order-id\torder-item-id\t")


def test_the_caller_may_have_clients_unpack_it(seller, report):
    document = seller.document(report, enableContentEncodingUrlHeader="true")
    answer = fetch(document["url"])
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.content.startswith(b"order-id\t")


def test_plain_documents_name_no_algorithm(seller):
    seller.amazon.settings.change(compression="never")
    document = seller.document(seller.finished(MFN))
    assert "compressionAlgorithm" not in document
    assert fetch(document["url"]).content.startswith(b"order-id\t")


@pytest.mark.parametrize(("seconds", "status"), [(299, 200), (300, 403)])
def test_an_address_lives_five_minutes(seller, report, seconds, status):
    url = seller.document(report)["url"]
    seller.amazon.clock.advance(seconds)
    answer = fetch(url)
    assert answer.status_code == status
    if status == 403:
        assert "Request has expired" in answer.text
        assert answer.headers["Content-Type"].startswith("application/xml")
        assert fetch(seller.document(report)["url"]).status_code == 200


def test_a_guessed_address(seller):
    answer = fetch(f"{seller.amazon.url}/documents/guessed")
    assert answer.status_code == 403 and "AccessDenied" in answer.text


def test_a_document_is_kept_for_thirty_days(seller, report):
    seller.amazon.clock.advance(timedelta(days=31))
    seller.connect()
    path = f"{DOCUMENTS}/{report['reportDocumentId']}"
    assert seller.call("GET", path).status_code == 404
    assert seller.report(report["reportId"])["processingStatus"] == "DONE"


@pytest.mark.parametrize(
    ("charset", "content_type", "codec"),
    [
        ("UTF-8", "text/plain; charset=UTF-8", "utf-8"),
        ("Cp1252", "text/plain; charset=Cp1252", "cp1252"),
        ("", "text/plain", "utf-8"),
    ],
)
def test_the_charset_is_in_the_header(seller, charset, content_type, codec):
    seller.amazon.settings.change(charset=charset)
    ids = ["A1PA6795UKMFR9", "A1C3SOZRARQ6R3"]
    document = seller.document(
        seller.finished(MFN, marketplaceIds=ids), enableContentEncodingUrlHeader="true"
    )
    answer = fetch(document["url"])
    assert answer.headers["Content-Type"] == content_type
    text = answer.content.decode(codec)
    assert "ß" in text
    assert ("Ł" in text or "ł" in text or "太" in text) == (codec == "utf-8")


@pytest.mark.parametrize(
    ("reading", "others"), [("honoured", False), ("ignored", True)]
)
@pytest.mark.parametrize("report_type", [MFN, FBA])
def test_other_marketplaces_in_the_file(seller, report_type, reading, others):
    seller.amazon.settings.change(marketplace_filter=reading)
    report = seller.finished(report_type, reportOptions={"ShowSalesChannel": "true"})
    url = seller.document(report, enableContentEncodingUrlHeader="true")["url"]
    rows = rows_of(fetch(url).content.decode())
    channels = {row["sales-channel"] for row in rows} - {"", "Non-Amazon DE"}
    assert "Amazon.de" in channels
    assert (channels != {"Amazon.de"}) == others


def test_listings_are_cp1252_and_not_restricted(seller):
    report = seller.finished(LISTINGS)
    path = f"{DOCUMENTS}/{report['reportDocumentId']}"
    params = {"enableContentEncodingUrlHeader": "true"}
    document = seller.call("GET", path, params=params).json()
    answer = fetch(document["url"])
    assert answer.headers["Content-Type"] == "text/plain; charset=Cp1252"
    skus = {
        line.split("\t")[3]
        for line in answer.content.decode("cp1252").split("\r\n")[1:-1]
    }
    assert skus >= {product.sku for product in seller.amazon.world.products}
