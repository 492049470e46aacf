# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The door's calls of the Orders API.

https://developer-docs.amazon.com/sp-api/docs/orders-api-v2026-01-01-reference
"""

from .answers import member
from .errors import InvalidRequest, NotFound, Unreachable
from .library import Orders
from .order_pages import (
    INCLUDED_DATA,
    WITHOUT_STATE,
    PageRequest,
    may_mean_included_data,
)
from .orders_api import OrderPage, found_order
from .pending_orders import PendingSearch
from .reports.values import is_order_id

_SEARCH = ("orders.searchOrders", Orders, "search_orders")


class OrderCalls:
    """What a :class:`~.door.Door` can be asked about orders."""

    def order(self, order_id):
        """Orders API ``getOrder``.

        :return: a :class:`~.orders_api.FoundOrder`
        :raise NotFound: Amazon does not know the order, or it is another seller's
        """
        if not is_order_id(order_id):
            raise NotFound("this is no id of an Amazon order")
        operation = ("orders.getOrder", Orders, "get_order", order_id)
        try:
            payload = self._call(
                *operation, about=order_id, includedData=[*INCLUDED_DATA]
            )
        except InvalidRequest as error:
            if not may_mean_included_data(error):
                raise
            self._call(*operation, about=order_id, includedData=[*WITHOUT_STATE])
            # It works without: nobody knows now whether the order was cancelled.
            raise Unreachable("Amazon withholds the state of orders") from None
        return found_order(member(payload, "order"))

    def search_orders(
        self,
        *,
        marketplace_ids,
        channel,
        created_after,
        created_before,
        pagination_token="",
    ):
        """Orders API ``searchOrders``: up to a hundred orders, placed in a period.

        :param channel: a :class:`~.orders.Channel`
        :param created_after: aware, as ``created_before``
        :param pagination_token: ``next_token`` of the page before; all else as there
        :return: an :class:`~.orders_api.OrderPage`
        """
        page = PageRequest(
            tuple(marketplace_ids), channel, created_after, created_before
        ).at(pagination_token)
        if page.created_before < created_after:
            return OrderPage((), "", created_after)
        try:
            payload = self._call(*_SEARCH, **page.query())
        except InvalidRequest as error:
            if page.token or not may_mean_included_data(error):
                raise
            page = page.reduced()
            payload = self._call(*_SEARCH, **page.query())
        return page.page(payload)

    def pending_orders(self, *, marketplace_ids, created_after, pagination_token=""):
        """Orders API ``searchOrders``: the merchant's orders that are pending.

        :param created_after: aware
        :param pagination_token: ``next_token`` of the page before
        :return: a :class:`~.pending_orders.PendingPage`
        """
        search = PendingSearch(tuple(marketplace_ids), created_after)
        search = search.at(pagination_token)
        return search.page(self._call(*_SEARCH, **search.query()))
