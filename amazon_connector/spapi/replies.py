# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Amazon's operations answer, as frozen dataclasses."""

from dataclasses import dataclass
from datetime import datetime

from .answers import moment, optional_text, text


@dataclass(frozen=True, slots=True)
class SellingAccount:
    """:ivar selling_plan: ``PROFESSIONAL`` or ``INDIVIDUAL``"""

    selling_plan: str
    business_type: str


@dataclass(frozen=True, slots=True)
class Participation:
    """A marketplace the seller may sell on; ``marketplace_id`` may be unknown."""

    marketplace_id: str
    country_code: str
    name: str
    store_name: str
    is_participating: bool
    has_suspended_listings: bool


@dataclass(frozen=True, slots=True)
class Report:
    """A report as Amazon knows it; ids are unique for one seller only.

    :ivar processing_status: ``IN_QUEUE``, ``IN_PROGRESS``, ``DONE``, ``FATAL``, or
        ``CANCELLED``, which without a document mostly means that there was no data
    :ivar report_document_id: "" when there is none
    """

    report_id: str
    report_type: str
    processing_status: str
    created_time: datetime | None
    marketplace_ids: tuple[str, ...] = ()
    data_start_time: datetime | None = None
    data_end_time: datetime | None = None
    processing_start_time: datetime | None = None
    processing_end_time: datetime | None = None
    report_document_id: str = ""
    report_schedule_id: str = ""


@dataclass(frozen=True, slots=True)
class ReportSchedule:
    """What Amazon makes again and again; ids are unique for one seller only.

    :ivar period: ISO 8601, one of :data:`~.schedules.PERIODS`
    """

    schedule_id: str
    report_type: str
    period: str
    marketplace_ids: tuple[str, ...] = ()
    next_creation_time: datetime | None = None


def participation(entry):
    """A :class:`Participation`.

    :raise Unreachable: it has no id
    """
    entry = entry if isinstance(entry, dict) else {}
    marketplace = entry.get("marketplace")
    marketplace = marketplace if isinstance(marketplace, dict) else {}
    participation = entry.get("participation")
    participation = participation if isinstance(participation, dict) else {}
    return Participation(
        marketplace_id=text(marketplace, "id"),
        country_code=optional_text(marketplace, "countryCode"),
        name=optional_text(marketplace, "name"),
        store_name=optional_text(entry, "storeName"),
        is_participating=participation.get("isParticipating") is True,
        has_suspended_listings=participation.get("hasSuspendedListings") is True,
    )


def report(entry):
    """A :class:`Report`.

    :raise Unreachable: it lacks what every report has
    """
    report_id = text(entry, "reportId")
    return Report(
        report_id=report_id,
        report_type=text(entry, "reportType"),
        processing_status=text(entry, "processingStatus"),
        created_time=moment(entry, "createdTime"),
        marketplace_ids=_marketplace_ids(entry),
        data_start_time=moment(entry, "dataStartTime"),
        data_end_time=moment(entry, "dataEndTime"),
        processing_start_time=moment(entry, "processingStartTime"),
        processing_end_time=moment(entry, "processingEndTime"),
        report_document_id=optional_text(entry, "reportDocumentId"),
        report_schedule_id=optional_text(entry, "reportScheduleId"),
    )


def report_schedule(entry):
    """A :class:`ReportSchedule`.

    :raise Unreachable: it lacks what every schedule has
    """
    schedule_id = text(entry, "reportScheduleId")
    return ReportSchedule(
        schedule_id=schedule_id,
        report_type=text(entry, "reportType"),
        period=text(entry, "period"),
        marketplace_ids=_marketplace_ids(entry),
        next_creation_time=moment(entry, "nextReportCreationTime"),
    )


def _marketplace_ids(entry):
    ids = entry.get("marketplaceIds")
    return tuple(str(id_) for id_ in ids) if isinstance(ids, list) else ()
