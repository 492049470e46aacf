# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Searches of the Orders API for what reports no longer tell.

They are planned like reports and go back further, but cost a call for every hundred
orders, at one call in three minutes.

https://developer-docs.amazon.com/sp-api/docs/orders-api-v2026-01-01-reference
"""

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from .orders import Channel


@dataclass(frozen=True, slots=True)
class OrderSearch:
    """A search over a period, with the limits of a report type.

    :ivar name: kept where reports keep Amazon's reportType
    :ivar max_days: days one search covers, so that each can be finished soon
    :ivar max_age_days: Amazon tells of orders of the last two years
    """

    name: str
    channel: Channel
    max_days: int = 30
    max_age_days: int = 729
    min_interval: timedelta = timedelta(minutes=5)


SEARCHES = MappingProxyType(
    {
        name: OrderSearch(name, channel)
        for name, channel in (
            ("SEARCH_ORDERS_MFN", Channel.MFN),
            ("SEARCH_ORDERS_AFN", Channel.AFN),
        )
    }
)

# What a page's token is good for.
TOKEN_LIFE = timedelta(hours=24)
