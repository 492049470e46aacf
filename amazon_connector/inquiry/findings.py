# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What became of an order: a table of findings, from facts alone.

Every function returns the code of a finding; :mod:`.words` has its sentence.  Times
are naive UTC.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

# Younger than this, what is not proven yet is simply what the next report brings.
TIP = timedelta(hours=2)
# Around the purchase, to be asked for as well: nobody's clock is exact.
MARGIN = timedelta(hours=1)
# How much later than the shipment Amazon may list it in a report.
LATENESS = {"MFN": timedelta(0), "AFN": timedelta(days=10)}
# Nothing is looked for so long after the purchase: buyers have paid by then.
LONGEST_PENDING = timedelta(days=30)


# === OUR OWN BOOKS === #


def of_inbox(state, reason, sale_order_state):
    """Return the finding of an order that Amazon has stated.

    :param sale_order_state: "" when it has no sale order
    """
    if state == "imported":
        if not sale_order_state:
            return "sale_order_gone"
        return "imported_cancelled" if sale_order_state == "cancel" else "imported"
    if state == "cancelled" and reason == "cancelled":
        return "cancelled_since" if sale_order_state else "ignored_cancelled"
    if state == "cancelled":
        return "imported_cancelled" if sale_order_state else "sale_order_gone"
    if state == "ignored":
        return f"ignored_{reason}"
    return state


def of_unread_row(report_count, is_asked_again):
    """Return the finding of an order that no report could be read for.

    :param report_count: how many reports have such a row
    """
    if is_asked_again:
        return "row_asked_again"
    return "row_unreadable" if report_count < 2 else "row_unreadable_again"


# === WHAT AMAZON SAYS === #


@dataclass(frozen=True, slots=True)
class Facts:
    """What Amazon says of an order, and what the account makes of such orders.

    :ivar status: Amazon's fulfilment status
    :ivar coverage: a result of :func:`coverage`
    """

    status: str
    channel: str
    is_amazon: bool
    is_marketplace_fetched: bool
    is_channel_fetched: bool
    is_before_start: bool
    coverage: str


_BY_STATUS = {
    "PENDING": "pending",
    "PENDING_AVAILABILITY": "pending_availability",
    "CANCELLED": "cancelled",
}


def of_amazon(facts):
    """Return the finding of an order that only Amazon knows."""
    if facts.status in _BY_STATUS:
        return _BY_STATUS[facts.status]
    if not facts.is_amazon:
        return "not_amazon"
    if facts.status == "UNFULFILLABLE":
        return "unfulfillable"
    if not facts.is_marketplace_fetched:
        return "other_marketplace"
    if not facts.is_channel_fetched:
        return "other_channel"
    if facts.is_before_start:
        return "before_start"
    if facts.channel == "AFN" and facts.status == "UNSHIPPED":
        return "fba_not_shipped"
    return facts.coverage


def can_be_fetched(channel, status, is_amazon, is_stated):
    """Whether the order may be taken over on its own.

    Part of an FBA order must not: its other parcels would never be told apart.

    :param is_stated: whether Amazon states prices and items
    """
    is_whole = channel == "MFN" or status == "SHIPPED"
    return is_amazon and is_stated and is_whole


# === THE LEDGER === #


@dataclass(frozen=True, slots=True)
class Life:
    """When a report must have named an order.

    A report names an MFN order when it became fulfillable, an FBA order when Amazon
    reported its shipment: some time between its purchase and its last change, or
    later by Amazon's lateness.
    """

    channel: str
    created_at: datetime
    updated_at: datetime

    @property
    def until(self):
        """When it must have been named at the latest."""
        changed_at = min(self.updated_at, self.created_at + LONGEST_PENDING)
        return max(changed_at, self.created_at) + LATENESS[self.channel]


def coverage(stretches, life, now):
    """Return the finding of an order that must have been named by now, and the period.

    :param stretches: periods ``(start, end, state)`` of the ledger; the state is
        ``proven``, ``asked``, ``gap`` or ``unreachable``
    :return: ``(finding, (start, end))``; ``(finding, None)`` where no period is to
        blame
    """
    met = [
        stretch
        for stretch in stretches
        if stretch[0] <= min(life.until, now) and stretch[1] >= life.created_at
    ]
    tip = next((stretch for stretch in met if _is_tip(stretch, now)), None)
    for blamed in ("gap", "asked", "unreachable"):
        for start, end, state in met:
            if state == blamed and (start, end, state) != tip:
                return blamed, _part(start, end, life)
    if not met or (tip and life.updated_at >= tip[0]):
        return "recent", None
    if now < life.until:
        return "late", None
    return "not_stated", None


def _is_tip(stretch, now):
    start, end, state = stretch
    is_last = start >= now - TIP and end >= now - MARGIN
    return is_last and state in ("gap", "asked")


def _part(start, end, life):
    """Return the part of a period that the order's life may lie in."""
    return max(start, life.created_at - MARGIN), min(end, life.until + MARGIN)


# === NOBODY KNOWS IT === #


def of_answers(answers):
    """Return the finding of an order that no account of ours knows.

    :param answers: what the accounts said: ``unknown``, ``throttled``,
        ``unreachable``, ``refused``, or ``not_asked`` for those without access
    """
    answers = set(answers)
    for answer in ("throttled", "unreachable"):
        if answer in answers:
            return f"amazon_{answer}"
    if answers <= {"unknown"}:
        return "unknown" if answers else "no_account"
    if "unknown" in answers:
        return "unknown_so_far"
    return "refused" if "refused" in answers else "not_asked"
