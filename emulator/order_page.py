"""A page with the latest orders and a button for each thing that may happen to them."""

from html import escape

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from emulator import pages
from emulator.world.changes import order_at
from emulator.world.states import PENDING, UNSHIPPED, status_at

PATH = "orders.html"
_PLACE = {
    "New order": {"pending_seconds": 0.0},
    "New pending order": {},
    "New order that Amazon ships": {"pending_seconds": 0.0, "channel": "AFN"},
}
_ACTS = {
    "Pay": ("release", {}),
    "Cancel (seller)": ("cancel", {"by": "MERCHANT"}),
    "Cancel (Amazon)": ("cancel", {"by": "AMAZON"}),
    "Buyer wishes to cancel": ("wish", {}),
    "Withdraw the wish": ("withdraw_wish", {}),
    "Cancel an item": ("reduce", {}),
    "Other address": (
        "change_address",
        {"line1": "Neue Straße 5", "line2": "", "line3": ""},
    ),
    "Replace": ("place", {"pending_seconds": 0.0}),
    "Exchange": ("place", {"pending_seconds": 0.0, "is_exchange": True}),
}


def answer(amazon, request: Request) -> Response:
    """Show the page, or do what a button of it says and show it again."""
    if request.method != "POST":
        return _page(amazon)
    try:
        _do(amazon, request.form)
    except ValueError as error:
        return _page(amazon, str(error))
    return redirect(request.path, 303)


def _do(amazon, form):
    label, order_id = form.get("do", ""), form.get("order_id", "")
    if label in _PLACE:
        amazon.act("place", **_PLACE[label])
        return
    if label not in _ACTS:
        raise ValueError(f"There is no button {label}.")
    act, values = _ACTS[label]
    if act == "place":
        amazon.act("place", replaces=order_id, **values)
        return
    if act == "reduce":
        values = {"order_item_id": _last_item(amazon, order_id)}
    amazon.act(act, order_id, **values)


def _last_item(amazon, order_id: str) -> str:
    order = amazon.seller.world.order(order_id, amazon.clock.now())
    items = [item for item in order_at(order).items if not item.is_cancelled]
    return items[-1].order_item_id if items else ""


def _page(amazon, error="") -> Response:
    world, now = amazon.seller.world, amazon.clock.now()
    placed = [order for order in world.orders if order.purchased_at <= now]
    rows = "".join(_row(order, now) for order in reversed(placed[-30:]))
    refused = f'<p class="error">{escape(error)}</p>' if error else ""
    body = (
        f"<h1>Orders</h1>{refused}"
        "<p>What you do here happens now; reports and the Orders API tell of it from "
        "then on.</p>"
        f'<form method="post">{"".join(map(_button, _PLACE))}</form>'
        "<table><tr><th>Order</th><th>Status</th><th>Items</th><th></th></tr>"
        f"{rows}</table>"
    )
    return pages.plain("Orders", body)


def _row(order, now) -> str:
    then, status = order_at(order, now), status_at(order, now)
    items = "<br>".join(
        f"{item.quantity} × {escape(item.product.sku)}" for item in then.items
    )
    wish = "<br>the buyer wishes to cancel" if then.is_cancellation_wished else ""
    place = escape(order.marketplace.name)
    return (
        f"<tr><td>{order.order_id}<br>{place}, {order.channel}</td>"
        f"<td>{status}{wish}</td><td>{items}</td>"
        f'<td><form method="post">'
        f'<input type="hidden" name="order_id" value="{order.order_id}">'
        f"{''.join(map(_button, _possible(then, status)))}</form></td></tr>"
    )


def _possible(order, status: str) -> list[str]:
    found = ["Pay"] if status == PENDING and order.fulfillable_at is None else []
    if status in (PENDING, UNSHIPPED):
        found += ["Cancel (seller)", "Cancel (Amazon)"]
    if status == UNSHIPPED and order.channel == "MFN":
        wish = ("Buyer wishes to cancel", "Withdraw the wish")
        found += [wish[order.is_cancellation_wished], "Cancel an item", "Other address"]
    if status not in (PENDING, "CANCELLED") and not order.is_multi_channel:
        found += ["Replace", "Exchange"]
    return found


def _button(label: str) -> str:
    return f'<button name="do" value="{escape(label)}">{escape(label)}</button> '
