# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Orders that Amazon has not released yet: it names the goods, and nothing else.

https://developer-docs.amazon.com/sp-api/docs/orders-api-v2026-01-01-reference
"""

from dataclasses import dataclass, replace
from datetime import datetime

from .answers import member, objects, optional_text, text, timestamp
from .errors import InvalidRequest, Unreachable
from .marketplaces import by_id
from .order_header import time

_PENDING, _CANCELLED = "PENDING", "CANCELLED"


@dataclass(frozen=True, slots=True)
class PendingItem:
    order_item_id: str
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class PendingOrder:
    """An order of the merchant's that Amazon holds back, or has cancelled.

    :ivar items: those that name a SKU and a quantity; none of a cancelled order
    """

    amazon_order_id: str
    marketplace_id: str
    created_at: datetime
    is_cancelled: bool
    items: tuple[PendingItem, ...] = ()


@dataclass(frozen=True, slots=True)
class PendingPage:
    """:ivar next_token: for the next page, "" on the last one"""

    orders: tuple[PendingOrder, ...]
    next_token: str


@dataclass(frozen=True, slots=True)
class PendingSearch:
    """One page of a search for all merchant orders that are pending.

    The cancelled ones are asked for, too: a pending order that is named no more has
    become an order.

    :ivar token: Amazon's own, of the page before
    """

    marketplace_ids: tuple[str, ...]
    created_after: datetime
    token: str = ""

    def at(self, pagination_token):
        """
        :param pagination_token: ``next_token`` of a page, "" for the first
        :raise InvalidRequest: it is none of ours
        """
        if not pagination_token:
            return self
        since, _, token = pagination_token.partition(" ")
        try:
            return replace(
                self, created_after=datetime.fromisoformat(since), token=token
            )
        except ValueError:
            raise InvalidRequest("this is no token of a page") from None

    def query(self):
        """The parameters of ``searchOrders``."""
        query = {
            "marketplaceIds": list(self.marketplace_ids),
            "fulfilledBy": ["MERCHANT"],
            "fulfillmentStatuses": [_PENDING, _CANCELLED],
            "createdAfter": timestamp(self.created_after),
            "includedData": ["FULFILLMENT"],
        }
        if self.token:
            query["paginationToken"] = self.token
        return query

    def page(self, payload):
        """The :class:`PendingPage` of an answer.

        :raise Unreachable: the answer is not Amazon's
        """
        entries = payload.get("orders") if isinstance(payload, dict) else None
        if not isinstance(entries, list):
            raise Unreachable("Amazon's answer lacks the orders")
        token = optional_text(member(payload, "pagination"), "nextToken")
        if token:
            token = f"{self.created_after.isoformat()} {token}"
        orders = (_order(entry) for entry in entries)
        return PendingPage(tuple(order for order in orders if order), token)


def _order(entry):
    """A :class:`PendingOrder`, None of one that was sold elsewhere."""
    channel = member(entry, "salesChannel")
    marketplace_id = optional_text(channel, "marketplaceId")
    if text(channel, "channelName") != "AMAZON" or not by_id(marketplace_id):
        return None
    status = text(member(entry, "fulfillment"), "fulfillmentStatus")
    created_at = time(entry, "createdTime")
    if created_at is None or status not in (_PENDING, _CANCELLED):
        raise Unreachable("Amazon's answer lacks the state of the order")
    is_cancelled = status == _CANCELLED
    items = () if is_cancelled else objects(entry, "orderItems")
    return PendingOrder(
        amazon_order_id=text(entry, "orderId"),
        marketplace_id=marketplace_id,
        created_at=created_at,
        is_cancelled=is_cancelled,
        items=tuple(filter(None, map(_item, items))),
    )


def _item(entry):
    sku = optional_text(member(entry, "product"), "sellerSku").strip()
    quantity = entry.get("quantityOrdered")
    if not sku or type(quantity) is not int or not 0 < quantity < 10**7:
        return None
    return PendingItem(text(entry, "orderItemId"), sku, quantity)
