# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A search for orders by the time they were placed, page by page.

https://developer-docs.amazon.com/sp-api/docs/orders-api-v2026-01-01-reference
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from .answers import member, optional_text, timestamp
from .errors import InvalidRequest
from .orders import Channel
from .orders_api import OrderPage, found_orders

WITHOUT_STATE = (
    "BUYER",
    "RECIPIENT",
    "PROCEEDS",
    "PROMOTION",
    "CANCELLATION",
    "TAX",
)
INCLUDED_DATA = (*WITHOUT_STATE, "FULFILLMENT")
_SOLD_STATUSES = ["UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED"]
_FULFILLED_BY = {Channel.MFN: "MERCHANT", Channel.AFN: "AMAZON"}
# createdBefore must lie two minutes back; clocks are never quite alike.
_YOUNGEST = timedelta(minutes=2, seconds=10)
_FULL, _REDUCED = "full", "reduced"


@dataclass(frozen=True, slots=True)
class PageRequest:
    """One page of a search, with what all its pages must have in common.

    Amazon's token alone does not hold it; ours, made of both, does.

    :ivar created_before: moved back to what Amazon allows
    :ivar is_reduced: Amazon refuses to tell the state of orders, so that only those
        that stand are asked for
    :ivar token: Amazon's own, of the page before
    """

    marketplace_ids: tuple[str, ...]
    channel: Channel
    created_after: datetime
    created_before: datetime
    is_reduced: bool = False
    token: str = ""

    def at(self, pagination_token):
        """
        :param pagination_token: ``next_token`` of a page, "" for the first
        :raise InvalidRequest: it is none of ours
        """
        if not pagination_token:
            youngest = datetime.now(timezone.utc) - _YOUNGEST
            until = min(self.created_before, youngest).replace(microsecond=0)
            return replace(self, created_before=until)
        try:
            until, kind, token = pagination_token.split(" ", 2)
            until = datetime.fromisoformat(until)
        except ValueError:
            raise InvalidRequest("this is no token of a page") from None
        is_reduced = kind == _REDUCED
        return replace(self, created_before=until, is_reduced=is_reduced, token=token)

    def reduced(self):
        """The same search without what Amazon refuses to answer with."""
        return replace(self, is_reduced=True)

    def query(self):
        """The parameters of ``searchOrders``."""
        query = {
            "marketplaceIds": list(self.marketplace_ids),
            "fulfilledBy": [_FULFILLED_BY[self.channel]],
            "createdAfter": timestamp(self.created_after),
            "createdBefore": timestamp(self.created_before),
            "includedData": list(WITHOUT_STATE if self.is_reduced else INCLUDED_DATA),
        }
        if self.is_reduced:
            query["fulfillmentStatuses"] = _SOLD_STATUSES
        if self.token:
            query["paginationToken"] = self.token
        return query

    def page(self, payload):
        """The :class:`~.orders_api.OrderPage` of an answer."""
        orders = found_orders(payload, self.channel, are_sold=self.is_reduced)
        token = optional_text(member(payload, "pagination"), "nextToken")
        if token:
            kind = _REDUCED if self.is_reduced else _FULL
            token = f"{self.created_before.isoformat()} {kind} {token}"
        return OrderPage(orders, token, self.created_before)


def may_mean_included_data(error):
    """Whether a smaller answer may be granted.

    In August 2026 Amazon refused, for hours and with these words, every question
    for the state of orders.
    """
    words = error.detail.lower()
    return error.http_status == 400 and any(
        each in words
        for each in ("includeddata", "fulfillment", "input you have submitted")
    )
