# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The one door to the Selling Partner API.

Every call asks the throttle first, uses one access token, and on a rejected token
tries once more with a fresh one.  Nothing sleeps: whoever is throttled plans the
next try.

https://developer-docs.amazon.com/sp-api/docs/reports-api-v2021-06-30-reference
"""

import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import Protocol

from . import replies
from .addresses import require_private
from .answers import QuotaExceeded, optional_text, text, timestamp
from .calls import Call
from .documents import ReportDocument
from .errors import (
    AccessDenied,
    AmazonError,
    InvalidRequest,
    RoleMissing,
    Throttled,
    TokenRejected,
    Unreachable,
    WrongRegion,
)
from .library import Reports, Sellers, Tokens
from .marketplaces import Region
from .order_calls import OrderCalls
from .replies import SellingAccount
from .wire import Wire

_TYPES_A_CALL = 10  # getReports takes no more report types at once
_PAGE_SIZE = 100
_MOST_PAGES = 200  # 90 days of reports; beyond it Amazon is turning in a circle
_NEEDS_NO_ROLE = "sellers.getMarketplaceParticipations"


class AccessTokens(Protocol):
    """Where the seller's access token comes from."""

    def access_token(self, *, fresh: bool = False) -> str:
        """
        :param fresh: Amazon rejected the last one; get a new one
        :raise AmazonError: Login with Amazon gave none
        """


class Door(OrderCalls):
    """The Selling Partner API for one seller.

    A context manager; a door is used by one thread and closed.  Every method
    raises :class:`~.errors.AmazonError` and nothing else.

    :param api_url: "" for Amazon's own address of the region
    :param timeout: seconds a whole call may take
    :param observe: told each :class:`~.calls.Call` after it
    """

    def __init__(
        self,
        api_url,
        region,
        tokens,
        throttle,
        timeout=30.0,
        observe: Callable[[Call], None] = lambda call: None,
    ):
        self.region = Region(region)
        self._api_url = require_private(api_url or self.region.api_url)
        self._tokens = tokens
        self._throttle = throttle
        self._observe = observe
        self._wire = Wire(timeout)

    def __repr__(self):
        return f"<Door to {self._api_url}>"

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()

    def close(self):
        self._wire.close()

    @contextmanager
    def observed(self, operation, about=""):
        """Tell the observer of what is done inside."""
        begun, failure = time.monotonic(), None
        try:
            yield
        except AmazonError as error:
            failure = error
            raise
        finally:
            self._observe(Call(operation, about, time.monotonic() - begun, failure))

    def renew_access(self):
        """Get a fresh access token: the cheapest proof that the grant still lives."""
        self._access_token(fresh=True)

    def account(self):
        """Sellers API ``getAccount``."""
        payload = self._call("sellers.getAccount", Sellers, "get_account")
        return SellingAccount(
            selling_plan=text(payload, "sellingPlan"),
            business_type=optional_text(payload, "businessType"),
        )

    def marketplace_participations(self):
        """Sellers API ``getMarketplaceParticipations``: a tuple of them.

        Amazon lists places that are no marketplaces ("Non-Amazon DE") among them.
        """
        operation = "sellers.getMarketplaceParticipations"
        payload = self._call(operation, Sellers, "get_marketplace_participation")
        if not isinstance(payload, list):
            raise Unreachable("Amazon's answer lacks the marketplaces")
        return tuple(map(replies.participation, payload))

    def create_report(
        self, report_type, marketplace_ids, start=None, end=None, options=None
    ):
        """Ask for a report.

        :param start: aware; by default Amazon's, which differs by report type
        :param options: reportOptions, texts by name
        :return: the report id
        """
        body = {"reportType": report_type, "marketplaceIds": list(marketplace_ids)}
        if start:
            body["dataStartTime"] = timestamp(start)
        if end:
            body["dataEndTime"] = timestamp(end)
        if options:
            body["reportOptions"] = dict(options)
        payload = self._call(
            "reports.createReport", Reports, "create_report", about=report_type, **body
        )
        return text(payload, "reportId")

    def report(self, report_id):
        """What became of a report."""
        payload = self._call(
            "reports.getReport", Reports, "get_report", report_id, about=report_id
        )
        return replies.report(payload)

    def reports(
        self,
        report_types,
        created_since=None,
        created_until=None,
        processing_statuses=None,
    ):
        """Yield the reports Amazon still knows, page by page, newest first.

        Reaches back 90 days unless ``created_since`` says otherwise.
        """
        query = {"pageSize": _PAGE_SIZE}
        if created_since:
            query["createdSince"] = timestamp(created_since)
        if created_until:
            query["createdUntil"] = timestamp(created_until)
        if processing_statuses:
            query["processingStatuses"] = list(processing_statuses)
        report_types = list(report_types)
        for first in range(0, len(report_types), _TYPES_A_CALL):
            some = report_types[first : first + _TYPES_A_CALL]
            yield from self._pages({**query, "reportTypes": some})

    def _pages(self, query):
        for _page in range(_MOST_PAGES):
            payload = self._call("reports.getReports", Reports, "get_reports", **query)
            entries = payload.get("reports") if isinstance(payload, dict) else None
            if not isinstance(entries, list):
                raise Unreachable("Amazon's answer lacks the reports")
            yield from map(replies.report, entries)
            next_token = optional_text(payload, "nextToken")
            if not next_token:
                return
            query = {"nextToken": next_token}  # must come alone
        raise Unreachable("Amazon's list of reports has no end")

    def cancel_report(self, report_id):
        """Cancel a report that is still ``IN_QUEUE``."""
        self._call("reports.cancelReport", Reports, "cancel_report", report_id)

    def create_report_schedule(
        self, report_type, marketplace_ids, period, options=None
    ):
        """Let Amazon make a report again and again.

        That ends, silently, a schedule of the same type and marketplaces, and one of
        the type's other format, whoever made them.

        :param period: one of :data:`~.schedules.PERIODS`
        :param options: reportOptions, texts by name
        :return: the schedule id
        """
        payload = self._call(
            "reports.createReportSchedule",
            Reports,
            "create_report_schedule",
            about=report_type,
            reportType=report_type,
            marketplaceIds=list(marketplace_ids),
            period=period,
            **({"reportOptions": dict(options)} if options else {}),
        )
        return text(payload, "reportScheduleId")

    def report_schedules(self, report_types):
        """All schedules of these types, whoever made them: a list.

        Amazon tells of no others than those asked for by their type.
        """
        schedules, report_types = [], list(report_types)
        for first in range(0, len(report_types), _TYPES_A_CALL):
            payload = self._call(
                "reports.getReportSchedules",
                Reports,
                "get_report_schedules",
                reportTypes=report_types[first : first + _TYPES_A_CALL],
            )
            is_object = isinstance(payload, dict)
            entries = payload.get("reportSchedules") if is_object else None
            if not isinstance(entries, list):
                raise Unreachable("Amazon's answer lacks the schedules")
            schedules += map(replies.report_schedule, entries)
        return schedules

    def cancel_report_schedule(self, schedule_id):
        """End a schedule.

        :raise NotFound: it has ended already
        """
        self._call(
            "reports.cancelReportSchedule",
            Reports,
            "cancel_report_schedule",
            schedule_id,
            about=schedule_id,
        )

    def report_document(self, document_id, *, restricted):
        """Where to download a report's document within five minutes.

        :param restricted: whether the report type holds personal data, so that a
            Restricted Data Token is needed
        """
        token = self._restricted_data_token(document_id) if restricted else ""
        payload = self._call(
            "reports.getReportDocument",
            Reports,
            "get_report_document",
            document_id,
            token=token,
        )
        compression = optional_text(payload, "compressionAlgorithm")
        if compression not in ("", "GZIP"):
            raise InvalidRequest("the document is compressed in an unknown way")
        return ReportDocument(text(payload, "url"), is_gzip=bool(compression))

    def _restricted_data_token(self, document_id):
        path = f"/reports/2021-06-30/documents/{document_id}"
        try:
            payload = self._call(
                "tokens.createRestrictedDataToken",
                Tokens,
                "create_restricted_data_token",
                restrictedResources=[{"method": "GET", "path": path}],
            )
        except InvalidRequest as error:
            # Amazon's words for a report type that it does not call restricted.
            if "unsupported document id" in error.detail.lower():
                return ""
            raise
        return text(payload, "restrictedDataToken")

    def _call(self, operation, api, method, *args, token="", about="", **kwargs):
        """The payload of one operation.

        :param token: to use instead of the seller's access token
        :param about: as in :class:`~.calls.Call`
        """

        def attempt(token):
            with self.observed(operation, about):
                return self._try(operation, api, method, token, args, kwargs)

        if token:
            return attempt(token)
        try:
            return attempt(self._access_token())
        except TokenRejected:
            access_token = self._access_token(fresh=True)
        return attempt(access_token)

    def _access_token(self, fresh=False):
        """Only the failures are told: most of the time nobody is asked."""
        try:
            return self._tokens.access_token(fresh=fresh)
        except AmazonError as error:
            self._observe(Call("lwa.refreshToken", "", 0.0, error))
            raise

    def _try(self, operation, api, method, token, args, kwargs):
        self._throttle.take(operation)
        operations = api(self._api_url, self._wire, token)
        try:
            return getattr(operations, method)(*args, **kwargs).payload
        except QuotaExceeded as error:
            raise Throttled(
                error.detail or operation,
                retry_at=self._throttle.refused(operation),
                http_status=error.http_status,
                request_id=error.request_id,
            ) from None
        except AccessDenied as error:
            kind = WrongRegion if operation == _NEEDS_NO_ROLE else RoleMissing
            raise kind(
                error.detail,
                http_status=error.http_status,
                request_id=error.request_id,
            ) from None
