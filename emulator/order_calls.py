"""Orders API 2026-01-01, operation by operation.

https://developer-docs.amazon.com/sp-api/docs/orders-api-v2026-01-01-reference
"""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from werkzeug.wrappers import Response

from emulator import marketplaces
from emulator.accounts import (
    AMAZON_FULFILLMENT,
    DIRECT_TO_CONSUMER,
    INVENTORY_AND_ORDERS,
    TAX_INVOICING,
    TAX_REMITTANCE,
)
from emulator.answers import (
    NOT_VALID,
    SpApiError,
    invalid_input,
    json_response,
    not_found,
    unauthorized,
)
from emulator.api import Call
from emulator.clock import iso, parse_iso
from emulator.world.facts import Order
from emulator.world.orders_api import DATASETS, View, order_json
from emulator.world.states import STATUSES, status_at, updated_at

ROLES = frozenset(
    {
        *(INVENTORY_AND_ORDERS, DIRECT_TO_CONSUMER, AMAZON_FULFILLMENT),
        *(TAX_INVOICING, TAX_REMITTANCE),
    }
)
AGE = timedelta(days=730)
DELAY = timedelta(minutes=2)
TOKEN_LIFETIME = timedelta(hours=24)
MAX_PAGE = 100
FULFILLED_BY = {"MERCHANT": "MFN", "AMAZON": "AFN"}
_TIMES = ("createdAfter", "createdBefore", "lastUpdatedAfter", "lastUpdatedBefore")
_LISTS = ("marketplaceIds", "fulfillmentStatuses", "fulfilledBy")
_ORDER_ID = re.compile(r"[A-Z0-9]{3}-\d{7}-\d{7}")


@dataclass(frozen=True)
class Search:
    """A checked query of searchOrders.

    :ivar by: ``created`` or ``lastUpdated``: the time that ``after`` and ``before``
        mean, both included
    :ivar position: time and id of the last order of the page before
    """

    by: str
    after: datetime
    before: datetime
    marketplace_ids: frozenset[str]
    statuses: frozenset[str]
    channels: frozenset[str]
    size: int
    digest: str
    position: tuple[str, str] = ("", "")


def get_order(call: Call, order_id: str) -> Response:
    view = _view(call)
    if not _ORDER_ID.fullmatch(order_id):
        raise _invalid("The order id is not 3-7-7 digits.")
    world = call.seller.world
    order = world.index.by_id.get(order_id) if world else None
    if order is None or order.region != call.region or not _exists(order, view.now):
        raise not_found("The requested order does not exist.")
    return json_response({"order": order_json(world, order, view)})


def search_orders(call: Call) -> Response:
    view = _view(call)
    search = _search(call, view.now)
    world = call.seller.world
    found = _found(world, call.region, search, view.now) if world else []
    page = found[: search.size]
    body = {
        "orders": [order_json(world, order, view) for _, order in page],
        f"{search.by}Before": iso(search.before),
    }
    if len(found) > search.size:
        token = _write_token(search, page[-1][0], view.now)
        body["pagination"] = {"nextToken": token}
    return json_response(body)


def _exists(order: Order, now: datetime) -> bool:
    """Orders of more than two years ago are not returned."""
    return order.purchased_at <= now <= order.purchased_at + AGE


def _found(world, region, search: Search, now) -> list[tuple[tuple, Order]]:
    """The orders after the position, each with its own."""
    start, end = now - AGE, min(search.before, now)
    if search.by == "created":
        start = max(start, search.after)
    found = []
    for order in world.index.placed(region, start, end):
        by_update = search.by == "lastUpdated"
        time = updated_at(order, now) if by_update else order.purchased_at
        position = (iso(time), order.order_id)
        if (
            search.after <= time <= search.before
            and position > search.position
            and _is_wanted(order, search, now)
        ):
            found.append((position, order))
    return sorted(found, key=lambda entry: entry[0])


def _is_wanted(order: Order, search: Search, now: datetime) -> bool:
    """Multi-channel orders come whatever marketplace was asked for."""
    return (
        order.channel in search.channels
        and status_at(order, now) in search.statuses
        and (
            not search.marketplace_ids
            or order.is_multi_channel
            or order.marketplace.id in search.marketplace_ids
        )
    )


def _view(call: Call) -> View:
    """:raise SpApiError: 403 without any role for orders, 400 for a strange dataset"""
    if not ROLES & call.roles:
        raise unauthorized()
    return View(
        now=call.amazon.clock.now(),
        datasets=frozenset(_choices(call, "includedData", DATASETS)),
        shows_address=DIRECT_TO_CONSUMER in call.roles,
        shows_tax=bool({TAX_INVOICING, TAX_REMITTANCE} & call.roles),
        prices=call.amazon.settings.order_prices,
        cancelled_items=call.amazon.settings.cancelled_items,
    )


def _search(call: Call, now: datetime) -> Search:
    given = [name for name in _TIMES if call.query(name) is not None]
    after = [name for name in given if name.endswith("After")]
    if len(after) != 1:
        raise _invalid("Provide exactly one of createdAfter and lastUpdatedAfter.")
    by = after[0].removesuffix("After")
    if not all(name.startswith(by) for name in given):
        raise _invalid("created and lastUpdated times exclude each other.")
    size = call.query("maxResultsPerPage") or str(MAX_PAGE)
    if not size.isdecimal() or not 1 <= int(size) <= MAX_PAGE:
        raise _invalid(f"maxResultsPerPage must be between 1 and {MAX_PAGE}.")
    digest = _digest(call)
    token = _read_token(call.query("paginationToken"), digest, now)
    channels = _choices(call, "fulfilledBy", FULFILLED_BY)
    return Search(
        by=by,
        after=_time(call, f"{by}After"),
        before=token.get("before") or _before(call, by, now),
        marketplace_ids=_marketplace_ids(call),
        statuses=frozenset(_choices(call, "fulfillmentStatuses", STATUSES) or STATUSES),
        channels=frozenset(FULFILLED_BY[name] for name in channels or FULFILLED_BY),
        size=int(size),
        digest=digest,
        position=token.get("position") or ("", ""),
    )


def _before(call: Call, by: str, now: datetime) -> datetime:
    name, latest = f"{by}Before", now - DELAY
    if call.query(name) is None:
        return latest
    before = _time(call, name)
    if before > latest:
        raise _invalid(f"{name} must be at least two minutes before the request.")
    if before < _time(call, f"{by}After"):
        raise _invalid(f"{name} must not be before {by}After.")
    return before


def _marketplace_ids(call: Call) -> frozenset[str]:
    ids = call.query_list("marketplaceIds", at_most=50)
    for identifier in ids:
        known = marketplaces.BY_ID.get(identifier)
        if known is None or known.region != call.region:
            raise _invalid(f"Invalid marketplace id {identifier}")
    return frozenset(ids)


def _choices(call: Call, name: str, choices) -> list[str]:
    values = call.query_list(name)
    for value in values:
        if value not in choices:
            raise _invalid(f"{value} is not a value of {name}.")
    return values


def _time(call: Call, name: str) -> datetime:
    try:
        return parse_iso(call.query(name) or "")
    except ValueError as error:
        raise _invalid(f"{name} is not ISO 8601.") from error


def _invalid(details: str) -> SpApiError:
    return invalid_input(NOT_VALID, details)


def _digest(call: Call) -> str:
    """Of all that must be the same on every page."""
    values = [call.seller.seller_id, call.region]
    values += [call.query(name) for name in _TIMES]
    values += [sorted(call.query_list(name)) for name in _LISTS]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()


def _write_token(search: Search, position: tuple[str, str], now: datetime) -> str:
    content = [search.digest, search.before.isoformat(), *position, now.isoformat()]
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


def _read_token(token: str | None, digest: str, now: datetime) -> dict:
    """``before`` and ``position`` of the pages so far; {} for the first one."""
    if token is None:
        return {}
    try:
        content = json.loads(base64.urlsafe_b64decode(token.encode()))
        of_query, before, time, order_id, made_at = content
        made_at, before = parse_iso(made_at), parse_iso(before)
    except (ValueError, TypeError, AttributeError) as error:
        raise _invalid("paginationToken is invalid.") from error
    if of_query != digest:
        raise _invalid("paginationToken belongs to other parameters.")
    if now >= made_at + TOKEN_LIFETIME:
        raise _invalid("paginationToken has expired.")
    return {"before": before, "position": (str(time), str(order_id))}
