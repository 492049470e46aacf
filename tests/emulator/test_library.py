"""python-amazon-sp-api as a client: its headers and extra parameters are borne."""

import pytest
from sp_api.api import Orders, Reports, Sellers, Tokens
from sp_api.base import Marketplaces
from sp_api.base.credential_provider import FromCodeCredentialProvider
from sp_api.base.exceptions import (
    SellingApiForbiddenException,
    SellingApiNotFoundException,
)

from .conftest import DOCUMENTS, GERMANY, MFN


@pytest.fixture
def make(seller):
    """Clients of the library that speak to the emulated Amazon in Europe."""

    class KnownToken:
        access_token = seller.access_token

        def __init__(self, **values):
            pass

        def get_auth(self):
            return self

    def client(section, **values):
        made = section(
            marketplace=Marketplaces.DE,
            refresh_token=seller.refresh_token,
            credentials={
                "lwa_app_id": seller.app.client_id,
                "lwa_client_secret": seller.app.client_secret,
            },
            credential_providers=[FromCodeCredentialProvider],
            auth_token_client_class=KnownToken,
            **values,
        )
        made.endpoint = f"{seller.amazon.url}/eu"
        return made

    return client


def test_reports_with_the_library(seller, make):
    reports = make(Reports)
    made = reports.create_report(
        reportType=MFN, dataStartTime=seller.amazon.world.start.isoformat()
    )
    seller.amazon.clock.advance(30)
    report = reports.get_report(made.payload["reportId"]).payload
    assert report["processingStatus"] == "DONE"
    document_id = report["reportDocumentId"]
    with pytest.raises(SellingApiForbiddenException):
        reports.get_report_document(document_id, download=False)
    resource = {"method": "GET", "path": f"{DOCUMENTS}/{document_id}"}
    answer = make(Tokens).create_restricted_data_token(restrictedResources=[resource])
    token = answer.payload["restrictedDataToken"]
    document = make(Reports, restricted_data_token=token).get_report_document(
        document_id, download=True, decrypt=False
    )
    assert document.payload["document"].startswith("order-id\torder-item-id")


def test_pages_with_the_library(seller, make):
    reports = make(Reports)
    for _ in range(3):
        seller.ask_for(MFN)
    first = reports.get_reports(reportTypes=[MFN], pageSize=2)
    rest = reports.get_reports(nextToken=first.next_token)
    assert len(first.payload["reports"]) == 2
    assert len(rest.payload["reports"]) == 1


def test_orders_with_the_library(seller, make):
    orders = make(Orders, version="2026-01-01")
    query = {
        "createdAfter": seller.amazon.world.start.isoformat(),
        "marketplaceIds": [GERMANY],
        "fulfilledBy": ["MERCHANT"],
        "includedData": ["PROCEEDS", "FULFILLMENT"],
        "maxResultsPerPage": 3,
    }
    first = orders.search_orders(**query)
    second = orders.search_orders(**query, paginationToken=first.next_token)
    found = [o["orderId"] for page in (first, second) for o in page.payload["orders"]]
    assert len(set(found)) == 6
    one = orders.get_order(found[-1], includedData=["FULFILLMENT"]).payload["order"]
    assert one["orderId"] == found[-1] and one["fulfillment"]
    with pytest.raises(SellingApiNotFoundException):
        orders.get_order("999-0000000-0000000")


def test_sellers_with_the_library(make):
    payload = make(Sellers).get_marketplace_participation().payload
    assert {"Amazon.de", "Amazon.pl"} <= {p["marketplace"]["name"] for p in payload}
