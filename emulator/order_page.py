"""A page with the latest orders and a button for each thing that may happen to them."""

from html import escape
from urllib.parse import urlencode

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from emulator import pages
from emulator.order_words import GERMAN
from emulator.world.changes import order_at
from emulator.world.states import PENDING, UNSHIPPED, status_at

PATH = "orders.html"
_PLACE = {
    "New order": {"pending_seconds": 0.0},
    "New order from Austria": {"pending_seconds": 0.0, "country": "AT"},
    "New order, not paid yet": {},
    "New order that Amazon ships": {"pending_seconds": 0.0, "channel": "AFN"},
}
_ACTS = {
    "Pay": ("release", {}),
    "Cancel as the seller": ("cancel", {"by": "MERCHANT"}),
    "Cancel as Amazon": ("cancel", {"by": "AMAZON"}),
    "Buyer wishes to cancel": ("wish", {}),
    "Withdraw the wish": ("withdraw_wish", {}),
    "Cancel the last item": ("reduce", {}),
    "Change the address": (
        "change_address",
        {"line1": "Neue Straße 5", "line2": "", "line3": ""},
    ),
    "Send a replacement": ("place", {"pending_seconds": 0.0}),
    "Send an exchange": ("place", {"pending_seconds": 0.0, "is_exchange": True}),
}


def answer(amazon, request: Request) -> Response:
    """Show the page, or do what a button of it says and show it again.

    ``?seller=A…`` is whose orders it shows, the first one's without it.
    """
    page = _Page(amazon, request)
    if request.method != "POST":
        return page.show()
    try:
        page.do(request.form.get("do", ""), request.form.get("order_id", ""))
    except ValueError as error:
        return page.show(str(error))
    return redirect(request.full_path.rstrip("?"), 303)


class _Page:
    """One seller's orders in one language; the English words name the buttons."""

    def __init__(self, amazon, request):
        self._amazon = amazon
        self._language = pages.language(request)
        wished = amazon.seller_by_id(request.args.get("seller", ""))
        self._seller = wished if wished and wished.world else amazon.seller

    def do(self, label, order_id):
        values = {"seller_id": self._seller.seller_id}
        if label in _PLACE:
            self._amazon.act("place", **values, **_PLACE[label])
            return
        if label not in _ACTS:
            raise ValueError(f"There is no button {label}.")
        act, more = _ACTS[label]
        if act == "place":
            self._amazon.act("place", replaces=order_id, **values, **more)
            return
        if act == "reduce":
            more = {"order_item_id": self._last_item(order_id)}
        self._amazon.act(act, order_id, **values, **more)

    def _last_item(self, order_id: str) -> str:
        order = self._seller.world.order(order_id, self._amazon.clock.now())
        items = [item for item in order_at(order).items if not item.is_cancelled]
        return items[-1].order_item_id if items else ""

    def show(self, error="") -> Response:
        now = self._amazon.clock.now()
        orders = self._seller.world.orders
        placed = [order for order in orders if order.purchased_at <= now]
        rows = "".join(self._row(order, now) for order in reversed(placed[-30:]))
        refused = f'<p class="error">{escape(error)}</p>' if error else ""
        heads = "".join(
            f"<th>{self._say(head)}</th>"
            for head in ("Order", "Status", "Items", "What is to happen")
        )
        body = (
            f"<h1>{self._say('Orders')}</h1>{refused}<p>{self._say('Explanation')}</p>"
            f"<p>{self._sellers()}</p>"
            f'<form method="post">{"".join(map(self._button, _PLACE))}</form>'
            f"<table><tr>{heads}</tr>{rows}</table>"
        )
        return pages.plain(self._say("Orders"), body, self._language)

    def _sellers(self) -> str:
        """Whose orders these are, and links to those of the others."""
        return " · ".join(
            f"<b>{escape(seller.name)}</b>"
            if seller is self._seller
            else f'<a href="?{urlencode({"seller": seller.seller_id})}">'
            f"{escape(seller.name)}</a>"
            for seller in self._amazon.sellers
            if seller.world
        )

    def _row(self, order, now) -> str:
        then, status = order_at(order, now), status_at(order, now)
        items = "<br>".join(
            f"{item.quantity} × {escape(item.product.title)}"
            f'<br><span class="quiet">{escape(item.product.sku)}</span>'
            for item in then.items
        )
        wish = ""
        if then.is_cancellation_wished:
            wish = f"<br>{self._say('the buyer wishes to cancel')}"
        return (
            f'<tr><td class="day">{order.order_id}<br>'
            f"{escape(order.marketplace.name)}<br>{self._say(order.channel)}</td>"
            f'<td class="day">{self._say(status)}{wish}</td><td>{items}</td>'
            f'<td><form method="post">'
            f'<input type="hidden" name="order_id" value="{order.order_id}">'
            f"{''.join(map(self._button, _possible(then, status)))}</form></td></tr>"
        )

    def _button(self, label: str) -> str:
        return f'<button name="do" value="{label}">{self._say(label)}</button> '

    def _say(self, words: str) -> str:
        known = GERMAN if self._language == "de" else _ENGLISH
        return escape(known.get(words, words))


# What is said of codes, and too long to be a name.
_ENGLISH = {
    "Explanation": "What you do here happens now; reports and the Orders API tell of "
    "it from then on. In Odoo it arrives with the next report of orders.",
    "MFN": "shipped by the seller",
    "AFN": "shipped by Amazon",
    "PENDING": "Pending",
    "UNSHIPPED": "To be shipped",
    "PARTIALLY_SHIPPED": "Partly shipped",
    "SHIPPED": "Shipped",
    "CANCELLED": "Cancelled",
}


def _possible(order, status: str) -> list[str]:
    found = ["Pay"] if status == PENDING and order.fulfillable_at is None else []
    if status in (PENDING, UNSHIPPED):
        found += ["Cancel as the seller", "Cancel as Amazon"]
    if status == UNSHIPPED and order.channel == "MFN":
        wish = ("Buyer wishes to cancel", "Withdraw the wish")
        found += [wish[order.is_cancellation_wished]]
        found += ["Cancel the last item", "Change the address"]
    if status not in (PENDING, "CANCELLED") and not order.is_multi_channel:
        found += ["Send a replacement", "Send an exchange"]
    return found
