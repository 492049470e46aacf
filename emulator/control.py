"""The emulator's own doors: what a test or a curious person may ask and change."""

import hmac
from datetime import timedelta

from werkzeug.wrappers import Request, Response

from emulator import order_page, pages
from emulator.amazon import Amazon
from emulator.answers import json_response
from emulator.clock import iso, parse_iso
from emulator.marketplaces import REGIONS


class _Refused(Exception):
    """A sentence for the caller; answered with status 400."""


def answer(amazon: Amazon, request: Request, path: str) -> Response:
    """One request under ``/emulator/``, or the page at ``/``."""
    if request.path == "/":
        return pages.index(amazon)
    if path.strip("/") == order_page.PATH:
        return order_page.answer(amazon, request)
    handler = _HANDLERS.get((request.method, path.strip("/")))
    if handler is None:
        return json_response({"error": f"{request.method} {path}: nothing here"}, 404)
    try:
        return json_response(handler(amazon, request))
    except (_Refused, ValueError, TypeError) as error:
        return json_response({"error": str(error)}, 400)


def _body(request: Request) -> dict:
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise _Refused("The body is a JSON object.")
    return body


def _seller(amazon: Amazon, seller_id: str):
    seller = amazon.seller_by_id(seller_id) if seller_id else amazon.seller
    if seller is None:
        raise _Refused(f"There is no seller {seller_id}.")
    return seller


def _expected(amazon, request) -> dict:
    """``?region=eu&seller=A…&until=2026-11-20T10:00:00Z`` (``until=now`` too)."""
    world = _seller(amazon, request.args.get("seller", "")).world
    if world is None:
        raise _Refused("This seller has no orders.")
    region = request.args.get("region", "eu")
    if region not in REGIONS:
        raise _Refused(f"The region is one of {REGIONS}.")
    until = request.args.get("until")
    if until is not None:
        until = amazon.clock.now() if until == "now" else parse_iso(until)
    return world.expected(region, until)


def _sellers(amazon, request) -> list:
    return [
        {
            "seller_id": seller.seller_id,
            "name": seller.name,
            "regions": list(seller.regions),
            "has_orders": seller.world is not None,
        }
        for seller in amazon.sellers
    ]


def _products(amazon, request) -> list:
    world = _seller(amazon, request.args.get("seller", "")).world
    return [
        {
            "sku": product.sku,
            "asin": product.asin,
            "ean": product.ean,
            "title": product.title,
            "price": str(product.price),
        }
        for product in (world.products if world else ())
    ]


def _tax_documents(amazon, request) -> list:
    """``?seller=A…``: what is in them is the same in every report of taxes."""
    world = _seller(amazon, request.args.get("seller", "")).world
    now = amazon.clock.now()
    return [
        {
            "order_id": line.order.order_id,
            "transaction_type": line.transaction_type,
            "shipment_id": line.shipment_id,
            "transaction_id": line.document_id,
            "order_item_id": line.item.order_item_id,
            "total": str(line.amounts.total),
            "currency": line.order.currency,
            "at": iso(line.happened_at),
        }
        for line in (world.tax_lines if world and world.vcs else ())
        if line.happened_at < now
    ]


def _settlements(amazon, request) -> list:
    """``?seller=A…``: those Amazon has told of."""
    world = _seller(amazon, request.args.get("seller", "")).world
    now = amazon.clock.now()
    return [
        {
            "settlement_id": settlement.settlement_id,
            "region": settlement.region,
            "currency": settlement.currency,
            "start": iso(settlement.start),
            "end": iso(settlement.end),
            "total": str(settlement.total),
            "rows": len(settlement.rows),
        }
        for settlement in (world.settlements if world else ())
        if settlement.made_at <= now
    ]


def _stock(amazon, request) -> dict:
    """``?pool=EU&seller=A…&at=2026-11-20T10:00:00Z``: SKU → pieces, now without a time;
    other pools are countries of their own (``GB``, ``US`` …)."""
    world = _seller(amazon, request.args.get("seller", "")).world
    at = request.args.get("at")
    moment = parse_iso(at) if at else amazon.clock.now()
    pool = request.args.get("pool", "EU")
    found = world.stock(pool, moment) if world else {}
    return {
        sku: {
            "fulfillable": stock.fulfillable,
            "reserved": stock.reserved,
            "unsellable": stock.unsellable,
            "researching": stock.researching,
            "total": stock.total,
            "is_suppressed": stock.offer.is_suppressed,
        }
        for sku, stock in found.items()
    }


def _returns(amazon, request) -> list:
    """``?seller=A…``: what buyers asked to return until now, and what came of it."""
    world = _seller(amazon, request.args.get("seller", "")).world
    now = amazon.clock.now()

    def until_now(moment):
        return _iso(moment if moment is not None and moment <= now else None)

    return [
        {
            "order_id": entry.order.order_id,
            "order_item_id": entry.item.order_item_id,
            "sku": entry.item.product.sku,
            "region": entry.order.region,
            "channel": entry.channel,
            "quantity": entry.quantity,
            "disposition": entry.disposition,
            "license_plate": entry.license_plate,
            "rma_id": entry.rma_id,
            "requested_at": iso(entry.requested_at),
            "returned_at": until_now(entry.returned_at),
            "listed_at": until_now(entry.listed_at),
            "refunded_at": until_now(entry.refunded_at),
            "refund": str(entry.refund.total),
            "currency": entry.order.currency,
        }
        for entry in (world.returns if world else ())
        if entry.requested_at <= now
    ]


def _other_program(amazon, request) -> dict:
    """``{"do": "request_report", "report_type": …}``; see :class:`OtherProgram`."""
    values = _body(request)
    do = values.pop("do", "")
    if do not in ("request_report", "schedule", "cancel_schedule", "choose_form"):
        raise _Refused("Do request_report, schedule, cancel_schedule or choose_form.")
    for name in ("start", "end"):
        if name in values:
            values[name] = parse_iso(str(values[name]))
    return {"result": getattr(amazon.other_program, do)(**values)}


def _orders(amazon, request) -> list:
    """``?seller=A…&limit=50``: the latest ones and how they stand."""
    limit = int(request.args.get("limit", 50))
    return amazon.act.as_json(request.args.get("seller", ""), limit)


def _act(amazon, request) -> dict:
    """``{"do": "cancel", "order_id": "302-…"}``; see :mod:`emulator.acts`."""
    values = _body(request)
    return {"order_id": amazon.act(values.pop("do", ""), **values)}


def _calls(amazon, request) -> list:
    """``?operation=lwa&status=400&seller=A…&application=…&region=eu&since=…&until=…``"""
    conditions = request.args.to_dict()
    if "status" in conditions:
        conditions["status"] = int(conditions["status"])
    for name in ("since", "until"):
        if name in conditions:
            conditions[name] = parse_iso(conditions[name])
    return amazon.calls.as_json(**conditions)


def _clear_calls(amazon, request) -> dict:
    amazon.calls.clear()
    return {}


def _faults(amazon, request) -> list:
    return amazon.faults.as_json()


def _add_fault(amazon, request) -> list:
    amazon.faults.add(**_body(request))
    return amazon.faults.as_json()


def _clear_faults(amazon, request) -> list:
    amazon.faults.clear()
    return []


def _clock(amazon, request) -> dict:
    return {"now": iso(amazon.clock.now())}


def _move_clock(amazon, request) -> dict:
    """``{"advance": seconds}``, ``{"set": time}``, or ``{"do": "freeze"}``
    (also ``run`` and ``reset``)."""
    body = _body(request)
    if "advance" in body:
        amazon.clock.advance(timedelta(seconds=float(body["advance"])))
    elif "set" in body:
        amazon.clock.set(parse_iso(body["set"]))
    elif body.get("do") in ("freeze", "run", "reset"):
        getattr(amazon.clock, body["do"])()
    else:
        raise _Refused("Say advance, set, or do: freeze, run or reset.")
    return _clock(amazon, request)


def _settings(amazon, request) -> dict:
    return dict(vars(amazon.settings))


def _change_settings(amazon, request) -> dict:
    amazon.settings.change(**_body(request))
    return _settings(amazon, request)


def _iso(moment) -> str | None:
    return None if moment is None else iso(moment)


def _apps(amazon, request) -> list:
    return [
        {
            "application_id": app.application_id,
            "name": app.name,
            "client_id": app.client_id,
            "redirect_uris": app.redirect_uris,
            "login_uri": app.login_uri,
            "is_draft": app.is_draft,
            "is_private": app.is_private,
            "secret_expires_at": _iso(app.secret_expires_at),
            "roles": sorted(app.roles),
        }
        for app in amazon.apps
    ]


def _app(amazon, body: dict):
    identifier = body.get("application_id", "")
    app = amazon.app_by_id(identifier) if identifier else amazon.apps[0]
    if app is None:
        raise _Refused(f"There is no application {identifier}.")
    return app


def _change_app(amazon, request) -> dict:
    """``redirect_uris``, ``login_uri``, ``is_draft``, ``is_private``, ``roles`` or
    ``secret_expires_at`` of one app."""
    body = _body(request)
    app = _app(amazon, body)
    for name in ("redirect_uris", "login_uri", "is_draft", "is_private"):
        if name in body:
            setattr(app, name, body[name])
    if "roles" in body:
        app.roles = frozenset(body["roles"])
    if "secret_expires_at" in body:
        app.secret_expires_at = parse_iso(str(body["secret_expires_at"]))
    return next(a for a in _apps(amazon, request) if a["client_id"] == app.client_id)


def _authorize(amazon, request) -> dict:
    """As "Authorize app" in the developer console: a refresh token by hand.

    ``granted_at`` makes it a consent of the past.
    """
    body = _body(request)
    app, seller = _app(amazon, body), _seller(amazon, body.get("seller_id", ""))
    region = body.get("region", "eu")
    if region not in seller.regions:
        raise _Refused(f"The seller does not sell in {region!r}.")
    granted_at = body.get("granted_at")
    authorization = amazon.self_authorize(
        app, seller, region, parse_iso(str(granted_at)) if granted_at else None
    )
    return {
        "refresh_token": authorization.refresh_token,
        "seller_id": seller.seller_id,
        "region": region,
        "granted_at": iso(authorization.granted_at),
        "valid_until": _iso(authorization.valid_until),
    }


def _revoke(amazon, request) -> dict:
    body = _body(request)
    app, seller = _app(amazon, body), _seller(amazon, body.get("seller_id", ""))
    return {"revoked": amazon.revoke(app, seller, body.get("region", ""))}


def _rotate(amazon, request) -> dict:
    """A new client secret, for whoever knows the present one."""
    body = _body(request)
    app = _app(amazon, body)
    given = str(body.get("client_secret", "")).encode()
    if not hmac.compare_digest(given, app.client_secret.encode()):
        raise _Refused("Name the present client_secret.")
    return {"client_secret": amazon.rotate_secret(app)}


_HANDLERS = {
    ("GET", "expected"): _expected,
    ("GET", "sellers"): _sellers,
    ("GET", "products"): _products,
    ("GET", "stock"): _stock,
    ("GET", "returns"): _returns,
    ("GET", "settlements"): _settlements,
    ("GET", "tax_documents"): _tax_documents,
    ("POST", "other_program"): _other_program,
    ("GET", "orders"): _orders,
    ("POST", "orders"): _act,
    ("GET", "calls"): _calls,
    ("DELETE", "calls"): _clear_calls,
    ("GET", "faults"): _faults,
    ("POST", "faults"): _add_fault,
    ("DELETE", "faults"): _clear_faults,
    ("GET", "clock"): _clock,
    ("POST", "clock"): _move_clock,
    ("GET", "settings"): _settings,
    ("POST", "settings"): _change_settings,
    ("GET", "apps"): _apps,
    ("POST", "apps"): _change_app,
    ("POST", "authorizations"): _authorize,
    ("DELETE", "authorizations"): _revoke,
    ("POST", "rotations"): _rotate,
}
