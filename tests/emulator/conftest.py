"""An emulated Amazon whose clock stands still, and a plain HTTP client for it."""

from dataclasses import dataclass, field
from datetime import datetime, timezone
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from emulator import Clock, Settings, World, serve

END = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
GERMANY = "A1PA6795UKMFR9"
USA = "ATVPDKIKX0DER"
MFN = "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING"
FBA = "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_INVOICING"
LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
REPORTS = "/reports/2021-06-30/reports"
SCHEDULES = "/reports/2021-06-30/schedules"
DOCUMENTS = "/reports/2021-06-30/documents"
ORDERS = "/orders/2026-01-01/orders"
RDT = "/tokens/2021-03-01/restrictedDataToken"
PARTICIPATIONS = "/sellers/v1/marketplaceParticipations"
ACCOUNT = "/sellers/v1/account"
TIMEOUT = 10


@dataclass
class Client:
    """A seller's application as Amazon sees it: an HTTP client with tokens."""

    amazon: object
    region: str = "eu"
    refresh_token: str = ""
    access_token: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    @property
    def app(self):
        return self.amazon.apps[0]

    def consent_page(self, method="GET", path="/apps/authorize/consent", **values):
        """``values`` in the query, but ``data`` and ``headers`` as they are."""
        data, headers = values.pop("data", None), values.pop("headers", None)
        query = {
            "application_id": self.app.application_id,
            "state": "st&te=1",
            "version": "beta",
            **values,
        }
        return self.session.request(
            method,
            self.amazon.url + path,
            params={key: value for key, value in query.items() if value is not None},
            data=data,
            headers=headers,
            allow_redirects=False,
            timeout=TIMEOUT,
        )

    def agree(self, **data) -> dict[str, str]:
        """Confirm, and give the query Amazon comes back with."""
        data = {"agree": "on", "region": self.region, **data}
        answer = self.consent_page("POST", data=data)
        assert answer.status_code == 302, answer.text
        return query_of(answer.headers["Location"])

    def lwa(self, grant_type, **form) -> requests.Response:
        form = {
            "grant_type": grant_type,
            "client_id": self.app.client_id,
            "client_secret": self.app.client_secret,
            **form,
        }
        url = f"{self.amazon.url}/auth/o2/token"
        return self.session.post(url, data=form, timeout=TIMEOUT)

    def connect(self) -> "Client":
        """Consent and exchange the code."""
        code = self.agree()["spapi_oauth_code"]
        tokens = self.lwa("authorization_code", code=code).json()
        self.refresh_token = tokens["refresh_token"]
        self.access_token = tokens["access_token"]
        return self

    def call(self, method, path, token=None, **kw) -> requests.Response:
        token = self.access_token if token is None else token
        headers = {"x-amz-access-token": token} if token else {}
        return self.session.request(
            method,
            f"{self.amazon.url}/{self.region}{path}",
            headers=headers,
            timeout=kw.pop("timeout", TIMEOUT),
            **kw,
        )

    def ask_for(self, report_type=MFN, **body) -> requests.Response:
        body = {
            "reportType": report_type,
            "marketplaceIds": [GERMANY if self.region == "eu" else USA],
            "dataStartTime": self.amazon.world.start.isoformat(),
            **body,
        }
        return self.call("POST", REPORTS, json=body)

    def report(self, report_id) -> dict:
        return self.call("GET", f"{REPORTS}/{report_id}").json()

    def finished(self, report_type=MFN, **body) -> dict:
        """Ask for a report and let the clock run until it has ended."""
        report_id = self.ask_for(report_type, **body).json()["reportId"]
        self.amazon.clock.advance(self.amazon.settings.report_seconds)
        return self.report(report_id)

    def restricted_token(self, document_id) -> str:
        resource = {"method": "GET", "path": f"{DOCUMENTS}/{document_id}"}
        answer = self.call("POST", RDT, json={"restrictedResources": [resource]})
        return answer.json()["restrictedDataToken"]

    def document(self, report: dict, **query) -> dict:
        """The model ReportDocument of a finished, restricted report."""
        document_id = report["reportDocumentId"]
        token = self.restricted_token(document_id)
        path = f"{DOCUMENTS}/{document_id}"
        return self.call("GET", path, token=token, params=query).json()


def query_of(url: str) -> dict[str, str]:
    query = parse_qs(urlsplit(url).query, keep_blank_values=True)
    return {name: values[0] for name, values in query.items()}


def error_of(answer: requests.Response) -> tuple[int, str, str, str]:
    """Status, code, message and details of an SP-API error."""
    (error,) = answer.json()["errors"]
    return answer.status_code, error["code"], error["message"], error["details"]


@pytest.fixture(scope="session")
def world():
    return World(7, orders=80, end=END, days=25)


@pytest.fixture
def amazon(world):
    with serve(world, Clock(END), settings=Settings(report_seconds=30)) as server:
        yield server


@pytest.fixture
def client(amazon):
    return Client(amazon)


@pytest.fixture
def seller(amazon):
    """A client the seller has let in, in Europe."""
    return Client(amazon).connect()
