"""Amazon's own SDK as a client; its models refuse what Amazon's models refuse.

A model of the SDK raises ValueError for a required field that is missing and for a
value outside an enumeration, so loading an answer checks it.
"""

import gzip
from datetime import timedelta, timezone

import pytest
import requests
from spapi import (
    ApiException,
    GetOrderApi,
    ReportsApi,
    SearchOrdersApi,
    SellersApi,
    SPAPIConfig,
    TokensApi,
)
from spapi.client import SPAPIClient
from spapi.models import reports_v2021_06_30 as reports_models
from spapi.models import tokens_v2021_03_01 as tokens_models

from .conftest import (
    DOCUMENTS,
    END,
    FBA,
    GERMANY,
    MFN,
    ORDERS,
    TIMEOUT,
    USA,
    Client,
)
from .flat_files import fba_totals, mfn_totals


def sdk(client: Client):
    config = SPAPIConfig(
        client_id=client.app.client_id,
        client_secret=client.app.client_secret,
        refresh_token=client.refresh_token,
        region="EU",
    )
    return SPAPIClient(
        config,
        oauth_endpoint=f"{client.amazon.url}/auth/o2/token",
        endpoint=f"{client.amazon.url}/{client.region}",
    ).api_client


@pytest.fixture
def api(seller):
    return sdk(seller)


def test_it_walks_the_whole_way_to_the_orders(amazon, seller, api):
    sellers = SellersApi(api)
    participations = sellers.get_marketplace_participations().payload
    ids = [entry.marketplace.id for entry in participations]
    assert GERMANY in ids
    totals = {}
    for report_type, read in (
        (MFN, mfn_totals),
        (FBA, lambda text: fba_totals(text, adds_tax=False)),
    ):
        text = report_text(amazon, api, report_type, ids)
        totals |= read(text)
    expected = amazon.world.expected("eu")
    assert {key: str(total) for key, (_, total) in totals.items()} == {
        key: order["total"] for key, order in expected["orders"].items()
    }


def test_orders_are_as_the_models_have_them(amazon, seller, api):
    """A name the SDK does not know would be missing from what it read."""
    datasets = [
        *("BUYER", "RECIPIENT", "PROCEEDS", "EXPENSE", "PROMOTION", "CANCELLATION"),
        *("FULFILLMENT", "PACKAGES", "TAX", "PAYMENT", "FULFILLMENT_ORDERS"),
    ]
    found = SearchOrdersApi(api).search_orders(
        created_after=amazon.world.start,
        marketplace_ids=[GERMANY],
        fulfilled_by=["MERCHANT", "AMAZON"],
        included_data=datasets,
    )
    assert len(found.orders) > 20 and found.created_before
    for order in found.orders:
        query = {"includedData": ",".join(datasets)}
        raw = seller.call("GET", f"{ORDERS}/{order.order_id}", params=query)
        assert shape(raw.json()["order"]) == shape(
            api.sanitize_for_serialization(order)
        )
        amazon.clock.advance(2)
    one = GetOrderApi(api).get_order(order.order_id, included_data=["FULFILLMENT"])
    assert one.order.fulfillment.fulfillment_status
    with pytest.raises(ApiException) as refused:
        GetOrderApi(api).get_order("999-0000000-0000000")
    assert refused.value.status == 404


def shape(node):
    """The names of a JSON answer, without its values."""
    if isinstance(node, dict):
        return {name: shape(value) for name, value in node.items()}
    if isinstance(node, list):
        return [shape(value) for value in node]
    return None


def report_text(amazon, api, report_type, ids) -> str:
    reports = ReportsApi(api)
    spec = reports_models.CreateReportSpecification(
        report_type=report_type,
        marketplace_ids=ids,
        data_start_time=amazon.world.start,
        report_options={"ShowSalesChannel": "true"},
    )
    report_id = reports.create_report(spec).report_id
    statuses = []
    for _ in range(3):
        report = reports.get_report(report_id)
        statuses.append(report.processing_status)
        amazon.clock.advance(15)
    assert statuses == ["IN_QUEUE", "IN_PROGRESS", "DONE"]
    document = restricted_document(amazon, api, report.report_document_id)
    answer = requests.get(document.url, timeout=TIMEOUT)
    assert document.compression_algorithm == "GZIP"
    return gzip.decompress(answer.content).decode()


def restricted_document(amazon, api, document_id):
    resource = tokens_models.RestrictedResource(
        method="GET", path=f"{DOCUMENTS}/{document_id}"
    )
    request = tokens_models.CreateRestrictedDataTokenRequest(
        restricted_resources=[resource]
    )
    token = TokensApi(api).create_restricted_data_token(request)
    assert token.expires_in == 3600
    answer = requests.get(
        f"{amazon.url}/eu{DOCUMENTS}/{document_id}",
        headers={"x-amz-access-token": token.restricted_data_token},
        timeout=TIMEOUT,
    )
    return api._ApiClient__deserialize(answer.json(), reports_models.ReportDocument)


def test_the_account_loads(api):
    account = SellersApi(api).get_account().payload
    assert account.selling_plan == "PROFESSIONAL"
    assert account.business_type == "PRIVATE_LIMITED"
    assert account.business.registered_business_address.country_code == "DE"
    assert account.marketplace_participation_list


def test_lists_pages_and_cancellation_load(amazon, api):
    reports = ReportsApi(api)
    spec = reports_models.CreateReportSpecification(
        report_type=MFN, marketplace_ids=[GERMANY]
    )
    made = [reports.create_report(spec).report_id for _ in range(3)]
    assert reports.cancel_report(made[0]) is None
    page = reports.get_reports(report_types=[MFN], page_size=2)
    rest = reports.get_reports(next_token=page.next_token)
    assert len(page.reports) == 2 and len(rest.reports) == 1
    assert rest.next_token is None
    states = {r.report_id: r.processing_status for r in page.reports + rest.reports}
    assert states[made[0]] == "CANCELLED"
    assert states[made[1]] == states[made[2]] == "IN_QUEUE"
    filtered = reports.get_reports(
        report_types=[MFN],
        processing_statuses=["CANCELLED"],
        created_since=END - timedelta(hours=1),
    )
    assert [r.report_id for r in filtered.reports] == [made[0]]


def test_schedules_load(amazon, api):
    reports = ReportsApi(api)
    spec = reports_models.CreateReportScheduleSpecification(
        report_type=MFN, marketplace_ids=[GERMANY], period="PT8H"
    )
    schedule_id = reports.create_report_schedule(spec).report_schedule_id
    schedule = reports.get_report_schedule(schedule_id)
    assert schedule.period == "PT8H"
    due = schedule.next_report_creation_time.astimezone(timezone.utc)
    assert due == END + timedelta(hours=8)
    found = reports.get_report_schedules([MFN]).report_schedules
    assert [s.report_schedule_id for s in found] == [schedule_id]
    assert reports.cancel_report_schedule(schedule_id) is None
    assert reports.get_report_schedules([MFN]).report_schedules == []


def test_every_processing_status_loads(amazon, seller, api):
    amazon.faults.add("report_fatal", MFN)
    amazon.faults.add("report_cancelled", MFN)
    reports = ReportsApi(api)
    made = [seller.ask_for(MFN).json()["reportId"] for _ in range(3)]
    amazon.clock.advance(30)
    states = [reports.get_report(i).processing_status for i in made]
    assert states == ["FATAL", "CANCELLED", "DONE"]


def test_america_loads_too(amazon):
    api = sdk(Client(amazon, "na").connect())
    payload = SellersApi(api).get_marketplace_participations().payload
    assert USA in [entry.marketplace.id for entry in payload]


def test_errors_arrive_as_errors(seller, api):
    seller.amazon.faults.add("throttled", "sellers.getAccount")
    with pytest.raises(ApiException) as refused:
        SellersApi(api).get_account()
    assert refused.value.status == 429
    with pytest.raises(ApiException) as missing:
        ReportsApi(api).get_report("1")
    assert missing.value.status == 404
