"""The fault script: a bad day on demand, and only as long as it was asked for."""

import gzip
import time

import pytest
import requests

from .conftest import MFN, PARTICIPATIONS, REPORTS, TIMEOUT, error_of


@pytest.mark.parametrize(
    ("kind", "status", "content_type", "fragment"),
    [
        ("throttled", 429, "application/json", "QuotaExceeded"),
        ("unavailable_html", 503, "text/html; charset=utf-8", "<h1>Service Unavail"),
        ("bad_gateway", 502, "text/html; charset=utf-8", "<html>"),
        ("unavailable_empty", 503, "application/json", ""),
        ("internal_error", 500, "application/json", "InternalFailure"),
        ("empty", 200, "application/json", ""),
        ("not_json", 200, "text/xml; charset=utf-8", "<?xml"),
        ("access_denied", 403, "application/json", "requested resource is denied"),
        ("role_missing", 403, "application/json", "the resource is forbidden"),
        ("token_rejected", 403, "application/json", "revoked, malformed"),
        ("token_expired", 403, "application/json", "has expired"),
    ],
)
def test_the_next_two_calls(seller, kind, status, content_type, fragment):
    seller.amazon.faults.add(kind, "sellers.getMarketplaceParticipations", times=2)
    assert seller.ask_for(MFN).status_code == 202
    for _ in range(2):
        answer = seller.call("GET", PARTICIPATIONS)
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == content_type
        assert fragment in answer.text and bool(fragment) == bool(answer.content)
    assert seller.call("GET", PARTICIPATIONS).status_code == 200


def test_any_operation_and_later(seller):
    seller.amazon.faults.add("internal_error", skip=1)
    assert seller.ask_for(MFN).status_code == 202
    assert seller.call("GET", PARTICIPATIONS).status_code == 500
    assert seller.call("GET", PARTICIPATIONS).status_code == 200


def test_an_answer_lost_after_the_work_was_done(seller):
    seller.amazon.faults.add("unavailable_html", "reports.createReport", after=True)
    assert seller.ask_for(MFN).status_code == 503
    found = seller.call("GET", REPORTS, params={"reportTypes": MFN}).json()["reports"]
    assert len(found) == 1


def test_hanging_makes_clients_time_out(seller):
    seller.amazon.faults.add("hang", seconds=1.0)
    with pytest.raises(requests.exceptions.ReadTimeout):
        seller.call("GET", PARTICIPATIONS, timeout=0.3)
    began = time.monotonic()
    assert seller.call("GET", PARTICIPATIONS).status_code == 200
    assert time.monotonic() - began < 0.5, "others are served meanwhile"


def test_a_connection_that_breaks(seller):
    seller.amazon.faults.add("connection_lost")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        seller.call("GET", PARTICIPATIONS)


@pytest.mark.parametrize(
    ("kind", "status", "error"),
    [
        ("invalid_grant", 400, "invalid_grant"),
        ("invalid_client", 401, "invalid_client"),
        ("unauthorized_client", 400, "unauthorized_client"),
    ],
)
def test_login_with_amazon_refuses(seller, kind, status, error):
    seller.amazon.faults.add(kind, "lwa.token")
    answer = seller.lwa("refresh_token", refresh_token=seller.refresh_token)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    again = seller.lwa("refresh_token", refresh_token=seller.refresh_token)
    assert again.status_code == 200


def test_login_with_amazon_is_down(seller):
    seller.amazon.faults.add("unavailable_html", "lwa.token")
    assert seller.ask_for(MFN).status_code == 202, "SP-API is not concerned"
    answer = seller.lwa("refresh_token", refresh_token=seller.refresh_token)
    assert answer.status_code == 503 and "<html>" in answer.text


@pytest.mark.parametrize(
    ("kind", "seconds", "status"),
    [
        ("report_fatal", 30, "FATAL"),
        ("report_cancelled", 10, "CANCELLED"),
        ("report_stuck", 86_000, "IN_PROGRESS"),
    ],
)
def test_what_becomes_of_the_next_report(seller, kind, seconds, status):
    seller.amazon.faults.add(kind, MFN)
    report_id = seller.ask_for(MFN).json()["reportId"]
    assert seller.report(report_id)["processingStatus"] == "IN_QUEUE"
    seller.amazon.clock.advance(seconds)
    seller.connect()
    report = seller.report(report_id)
    assert report["processingStatus"] == status
    assert "reportDocumentId" not in report
    assert seller.finished(MFN)["processingStatus"] == "DONE"


def download(seller, kind):
    url = seller.document(seller.finished(MFN))["url"]
    good = requests.get(url, timeout=TIMEOUT).content
    seller.amazon.faults.add(kind, "documents.get")
    return good, url


def test_a_document_cut_in_half(seller):
    good, url = download(seller, "document_cut")
    cut = requests.get(url, timeout=TIMEOUT).content
    assert cut == good[: len(good) // 2]
    with pytest.raises(EOFError):
        gzip.decompress(cut)
    assert requests.get(url, timeout=TIMEOUT).content == good


def test_a_document_whose_connection_breaks(seller):
    _, url = download(seller, "document_connection_lost")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        requests.get(url, timeout=TIMEOUT)


def test_a_document_that_is_a_sentence(seller):
    _, url = download(seller, "document_sentence")
    text = gzip.decompress(requests.get(url, timeout=TIMEOUT).content)
    assert text == b"Your request could not be processed. Please try again."


def test_a_document_that_is_not_gzip(seller):
    _, url = download(seller, "document_not_gzip")
    with pytest.raises(gzip.BadGzipFile):
        gzip.decompress(requests.get(url, timeout=TIMEOUT).content)


def test_a_document_whose_address_is_dead_already(seller):
    good, url = download(seller, "document_expired")
    assert requests.get(url, timeout=TIMEOUT).status_code == 403
    assert requests.get(url, timeout=TIMEOUT).content == good


@pytest.mark.parametrize(
    ("kind", "operation"),
    [
        ("rain", "*"),
        ("throttled", "reports.makeReport"),
        ("throttled", "lwa.token"),
        ("report_fatal", "reports.createReport"),
        ("document_cut", "reports.getReportDocument"),
    ],
)
def test_a_fault_that_could_never_happen(seller, kind, operation):
    with pytest.raises(ValueError, match=kind):
        seller.amazon.faults.add(kind, operation)


def test_calls_are_counted_with_their_faults(seller):
    calls = seller.amazon.calls
    calls.clear()
    seller.amazon.faults.add("throttled", "reports.createReport")
    assert error_of(seller.ask_for(MFN))[0] == 429
    seller.ask_for(MFN)
    assert calls.count("reports.createReport") == 2
    assert calls.count("reports.createReport", 429) == 1
    first, second = calls.select("reports.createReport")
    assert (first.fault, second.fault) == ("throttled", "")
    assert (second.seller, second.region) == (seller.amazon.seller.seller_id, "eu")
    assert second.application == seller.app.application_id
