"""Who may call what: tokens, regions, roles, restricted data tokens."""

import pytest

from emulator import Seller, demo_app
from emulator.accounts import ALL_ROLES, SELLING_PARTNER_INSIGHTS, TAX_INVOICING

from .conftest import (
    ACCOUNT,
    DOCUMENTS,
    FBA,
    LISTINGS,
    MFN,
    PARTICIPATIONS,
    RDT,
    REPORTS,
    Client,
    error_of,
)

DENIED = "Access to requested resource is denied."
FORBIDDEN = "Access to the resource is forbidden"


def test_no_token(seller):
    answer = seller.call("GET", PARTICIPATIONS, token="")
    details = "Access token is missing in the request header."
    assert error_of(answer) == (403, "Unauthorized", DENIED, details)


def test_a_token_nobody_gave_out(seller):
    answer = seller.call("GET", PARTICIPATIONS, token="Atza|guessed")
    details = "The access token you provided is revoked, malformed or invalid."
    assert error_of(answer) == (403, "Unauthorized", DENIED, details)


def test_an_access_token_lives_one_hour(seller):
    seller.amazon.clock.advance(3599)
    assert seller.call("GET", PARTICIPATIONS).status_code == 200
    seller.amazon.clock.advance(1)
    answer = seller.call("GET", PARTICIPATIONS)
    details = "The access token you provided has expired."
    assert error_of(answer) == (403, "Unauthorized", DENIED, details)


def test_the_wrong_region(seller):
    seller.region = "na"
    answer = seller.call("GET", PARTICIPATIONS)
    assert error_of(answer) == (403, "Unauthorized", DENIED, "")


def test_every_answer_has_a_request_id(seller):
    good = seller.call("GET", PARTICIPATIONS)
    bad = seller.call("GET", PARTICIPATIONS, token="")
    missing = seller.call("GET", "/else")
    ids = {a.headers["x-amzn-RequestId"] for a in (good, bad, missing)}
    assert len(ids) == 3
    assert missing.status_code == 404


def test_the_rate_is_named_in_good_answers_only(seller):
    assert seller.call("GET", PARTICIPATIONS).headers["x-amzn-RateLimit-Limit"] == (
        "0.016"
    )
    refused = seller.call("GET", PARTICIPATIONS, token="")
    assert "x-amzn-RateLimit-Limit" not in refused.headers


def test_participations_are_of_the_region_and_have_pseudo_marketplaces(seller):
    payload = seller.call("GET", PARTICIPATIONS).json()["payload"]
    names = {entry["marketplace"]["name"] for entry in payload}
    assert {"Amazon.de", "Amazon.co.uk", "Non-Amazon DE"} <= names
    assert "Amazon.com" not in names


def test_the_account_tells_the_selling_plan(seller):
    seller.amazon.seller.selling_plan = "INDIVIDUAL"
    payload = seller.call("GET", ACCOUNT).json()["payload"]
    assert payload["sellingPlan"] == "INDIVIDUAL"


def test_a_role_is_missing(amazon):
    amazon.apps[0].roles = frozenset({SELLING_PARTNER_INSIGHTS})
    seller = Client(amazon).connect()
    assert seller.call("GET", ACCOUNT).status_code == 200
    assert error_of(seller.ask_for(MFN)) == (403, "Unauthorized", FORBIDDEN, "")
    amazon.apps[0].roles = frozenset({TAX_INVOICING})
    assert Client(amazon).connect().call("GET", ACCOUNT).status_code == 403


def test_a_new_role_needs_a_new_consent(amazon):
    amazon.apps[0].roles = frozenset()
    seller = Client(amazon).connect()
    amazon.apps[0].roles = ALL_ROLES
    fresh = seller.lwa("refresh_token", refresh_token=seller.refresh_token).json()
    seller.access_token = fresh["access_token"]
    assert seller.ask_for(MFN).status_code == 403
    assert seller.connect().ask_for(MFN).status_code == 202


def test_a_restricted_document_needs_a_restricted_token(seller):
    document_id = seller.finished(MFN)["reportDocumentId"]
    path = f"{DOCUMENTS}/{document_id}"
    assert error_of(seller.call("GET", path)) == (403, "Unauthorized", FORBIDDEN, "")
    token = seller.restricted_token(document_id)
    assert token.startswith("Atz.sprdt|")
    assert seller.call("GET", path, token=token).status_code == 200


def test_a_restricted_token_opens_only_what_it_names(seller):
    first = seller.finished(MFN)["reportDocumentId"]
    second = seller.finished(FBA)["reportDocumentId"]
    token = seller.restricted_token(first)
    assert seller.call("GET", f"{DOCUMENTS}/{second}", token=token).status_code == 403
    assert seller.call("GET", PARTICIPATIONS, token=token).status_code == 403
    seller.amazon.clock.advance(3600)
    assert seller.call("GET", f"{DOCUMENTS}/{first}", token=token).status_code == 403


@pytest.mark.parametrize(
    ("resource", "code"),
    [
        ({"method": "GET", "path": f"{DOCUMENTS}/unknown"}, "InvalidInput"),
        (
            {"method": "GET", "path": f"{DOCUMENTS}/{{reportDocumentId}}"},
            "InvalidInput",
        ),
        ({"method": "GET", "path": "/sellers/v1/account"}, "InvalidInput"),
        ({"method": "FETCH", "path": f"{DOCUMENTS}/x"}, "InvalidRequest"),
        ({}, "InvalidRequest"),
    ],
)
def test_restricted_tokens_are_for_restricted_resources(seller, resource, code):
    answer = seller.call("POST", RDT, json={"restrictedResources": [resource]})
    assert error_of(answer)[:2] == (400, code)


def test_no_restricted_token_for_a_report_that_is_not_restricted(seller):
    document_id = seller.finished(LISTINGS)["reportDocumentId"]
    resource = {"method": "GET", "path": f"{DOCUMENTS}/{document_id}"}
    answer = seller.call("POST", RDT, json={"restrictedResources": [resource]})
    message = "Invalid or unsupported document ID found"
    assert error_of(answer)[:3] == (400, "InvalidInput", message)
    assert seller.call("GET", f"{DOCUMENTS}/{document_id}").status_code == 200


@pytest.mark.parametrize("count", [0, 51])
def test_one_to_fifty_resources(seller, count):
    resource = {"method": "GET", "path": f"{DOCUMENTS}/x"}
    body = {"restrictedResources": [resource] * count}
    assert seller.call("POST", RDT, json=body).status_code == 400


def test_another_application_sees_reports_only_with_their_role(amazon, seller):
    reports = [seller.finished(MFN), seller.finished(LISTINGS)]
    app = demo_app(
        application_id="amzn1.other",
        client_id="other",
        roles=frozenset({SELLING_PARTNER_INSIGHTS}),
    )
    amazon.apps.append(app)
    other = Client(amazon)
    token = amazon.amazon.self_authorize(app).refresh_token
    answer = other.lwa("refresh_token", refresh_token=token, client_id="other")
    other.access_token = answer.json()["access_token"]
    resource = {
        "method": "GET",
        "path": f"{DOCUMENTS}/{reports[0]['reportDocumentId']}",
    }
    answer = other.call("POST", RDT, json={"restrictedResources": [resource]})
    assert error_of(answer) == (403, "Unauthorized", FORBIDDEN, "")
    answer = other.call("GET", f"{DOCUMENTS}/{reports[1]['reportDocumentId']}")
    assert error_of(answer) == (403, "Unauthorized", FORBIDDEN, "")


def test_sellers_do_not_see_each_others_reports(amazon, seller):
    amazon.sellers.append(Seller("A3OTHER", "Andere GmbH"))
    report = seller.finished(MFN)
    other = Client(amazon)
    code = other.agree(seller="A3OTHER")["spapi_oauth_code"]
    other.access_token = other.lwa("authorization_code", code=code).json()[
        "access_token"
    ]
    assert other.call("GET", f"{REPORTS}/{report['reportId']}").status_code == 404
    path = f"{DOCUMENTS}/{report['reportDocumentId']}"
    assert other.call("GET", path).status_code == 404
    reports = other.call("GET", REPORTS, params={"reportTypes": MFN}).json()
    assert reports == {"reports": []}
