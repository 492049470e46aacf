"""What people do to orders by hand: buyers, the seller in Seller Central, Amazon.

Each of these acts has a time; reports and the Orders API tell of it from then on.
"""

from dataclasses import fields, replace
from datetime import datetime, timedelta
from functools import cached_property
from random import Random

from emulator import marketplaces
from emulator.world.build import Builder
from emulator.world.changes import order_at
from emulator.world.facts import Address, Change, Order, Return
from emulator.world.index import Index
from emulator.world.shipping import ship
from emulator.world.states import CANCELLED, PENDING, UNSHIPPED, status_at

BUYER, MERCHANT, AMAZON = WHO = ("BUYER", "MERCHANT", "AMAZON")
REASONS = {
    BUYER: "BUYER_CHANGED_MIND",
    MERCHANT: "NO_INVENTORY",
    AMAZON: "PAYMENT_DECLINED",
}
# Reckoned from the orders; reckoned anew when one of them changes.
_DERIVED = (
    *("orders", "index", "final_orders", "returns"),
    *("dispatches", "dispatched_at", "tax_lines", "settlements", "_warehouses"),
)
# So long Amazon takes at most to ship and report what was ordered by hand.
SHIPPING_TIME = timedelta(days=4)


class Life:
    """The part of a world that goes on; needs what was generated.

    Every act takes the aware time ``at`` of it and gives the order as it is kept;
    all of them raise ``ValueError`` with a sentence where Amazon would not let it be.
    """

    @cached_property
    def _by_hand(self) -> dict[str, Order]:
        """Order id → what was placed or changed by hand."""
        return {}

    @cached_property
    def orders(self) -> tuple[Order, ...]:
        """All orders by time of purchase, as they were placed; beside the sales also
        cancelled ones and ones that Amazon only ships (MCF)."""
        orders = {order.order_id: order for order in self._generated} | self._by_hand
        return tuple(
            sorted(orders.values(), key=lambda o: (o.purchased_at, o.order_id))
        )

    @cached_property
    def final_orders(self) -> tuple[Order, ...]:
        """The orders after all that happens to them."""
        return tuple(order_at(order) for order in self.orders)

    @cached_property
    def index(self) -> Index:
        return Index(self.orders)

    @cached_property
    def returns(self) -> tuple[Return, ...]:
        """What buyers sent back or were refunded, by the time they asked for it."""
        return tuple(
            entry
            for entry in self._generated_returns
            if entry.order.order_id not in self._by_hand
        )

    def place(
        self,
        at: datetime,
        *,
        region: str = "eu",
        country: str = "",
        channel: str = "MFN",
        items: dict[str, int] | None = None,
        pending_seconds: float | None = None,
        replaces: str = "",
        is_exchange: bool = False,
    ) -> Order:
        """Somebody orders something.

        :param country: where the buyer lives: of the marketplace, or Austria and
            Switzerland, who order on the German one; default: Germany or the United
            States
        :param items: SKU → pieces; default: one piece of any product
        :param pending_seconds: so long it is pending; None: until it is released
        :param replaces: an order's id: the seller sends something for it, free of
            charge, as a replacement or (``is_exchange``) in exchange
        """
        if channel not in ("MFN", "AFN"):
            raise ValueError("The channel is MFN or AFN.")
        builder = self._builder_by_hand(at)
        if replaces:
            order = builder.instead_of(self.order(replaces, at), is_exchange)
        else:
            products = [self._product(sku) for sku in items or ()]
            place = _marketplace(region, country)
            order = builder.by_hand(place, channel, products, items, country)
        order = replace(order, purchased_at=at, fulfillable_at=None)
        self._keep(order)
        if pending_seconds is None:
            return order
        return self._release(order, at + timedelta(seconds=pending_seconds))

    def release(self, at: datetime, order_id: str) -> Order:
        """A pending order was paid for: it is to be shipped."""
        order = self.order(order_id, at)
        if status_at(order, at) != PENDING:
            raise ValueError(f"{order_id} is not pending.")
        return self._release(order, at)

    def cancel(
        self, at: datetime, order_id: str, by: str = MERCHANT, reason: str = ""
    ) -> Order:
        """All of an order that has not been shipped, in Seller Central or by Amazon.

        :param by: BUYER, MERCHANT or AMAZON
        """
        order = self._changeable(order_id, at)
        return self._keep(
            replace(
                order,
                status="Cancelled",
                cancelled_at=at,
                cancelled_by=_who(by),
                cancel_reason=reason or REASONS[by],
                shipped_items=(),
            )
        )

    def reduce(
        self,
        at: datetime,
        order_id: str,
        order_item_id: str,
        quantity: int = 0,
        by: str = MERCHANT,
        reason: str = "",
    ) -> Order:
        """Only ``quantity`` pieces of an item remain; without a number the item is
        cancelled, and with its last item the order."""
        order = self._merchants(order_id, at)
        left = {i.order_item_id: i.quantity for i in order_at(order).items}
        if order_item_id not in left:
            raise ValueError(f"{order_id} has no item {order_item_id}.")
        if not 0 <= quantity < left[order_item_id]:
            raise ValueError(f"There are {left[order_item_id]} pieces of this item.")
        if quantity + sum(left.values()) == left[order_item_id]:
            return self.cancel(at, order_id, by, reason)
        who, why = _who(by), reason or REASONS[by]
        change = Change(at, "quantity", why, who, order_item_id, quantity)
        return self._changed(order, change)

    def wish(self, at: datetime, order_id: str, reason: str = "") -> Order:
        """The buyer asks to cancel an order that is to be shipped."""
        order = self._merchants(order_id, at)
        if status_at(order, at) == PENDING:
            raise ValueError("While it is pending the buyer cancels it himself.")
        change = Change(at, "wish", reason or REASONS[BUYER])
        return self._changed(order, change)

    def withdraw_wish(self, at: datetime, order_id: str) -> Order:
        """The buyer wants it after all."""
        order = self._merchants(order_id, at)
        if not order_at(order, at).is_cancellation_wished:
            raise ValueError(f"Nobody wishes to cancel {order_id}.")
        return self._changed(order, Change(at, "wish_withdrawn"))

    def change_address(self, at: datetime, order_id: str, **lines) -> Order:
        """It goes elsewhere in the same country.

        :param lines: what is different, see :class:`Address`: ``line1``, ``city`` …
        """
        order = self._merchants(order_id, at)
        known = {field.name for field in fields(Address)} - {"country", "book"}
        if not lines or set(lines) - known:
            raise ValueError(f"Name some of {', '.join(sorted(known))}.")
        address = replace(order_at(order, at).ship_to, **lines, book=None)
        return self._changed(order, Change(at, "address", address=address))

    def order(self, order_id: str, at: datetime) -> Order:
        """:raise ValueError: there is no such order yet"""
        order = self.index.by_id.get(order_id)
        if order is None or order.purchased_at > at:
            raise ValueError(f"There is no order {order_id}.")
        return order

    def _changeable(self, order_id: str, at: datetime) -> Order:
        order = self.order(order_id, at)
        if status_at(order, at) not in (PENDING, UNSHIPPED):
            done = "cancelled" if status_at(order, at) == CANCELLED else "shipped"
            raise ValueError(f"{order_id} was {done}.")
        if order.changes and order.changes[-1].at > at:
            raise ValueError(f"{order_id} was changed later than that.")
        return order

    def _merchants(self, order_id: str, at: datetime) -> Order:
        order = self._changeable(order_id, at)
        if order.channel != "MFN":
            raise ValueError(f"Amazon ships {order_id}.")
        return order

    def _changed(self, order: Order, change: Change) -> Order:
        return self._keep(replace(order, changes=(*order.changes, change)))

    def _release(self, order: Order, at: datetime) -> Order:
        order = replace(
            order,
            paid_at=at,
            fulfillable_at=at,
            latest_ship_at=(at + timedelta(days=2)).replace(microsecond=0),
        )
        if order.channel == "AFN":
            builder = self._builder_by_hand(at)
            parcels = ship(builder.rng, builder.ids, order, 1, at + SHIPPING_TIME)
            order = replace(order, status="Shipped", shipped_items=parcels)
        return self._keep(order)

    def _keep(self, order: Order) -> Order:
        self._by_hand[order.order_id] = order
        for name in _DERIVED:
            self.__dict__.pop(name, None)
        return order

    def _builder_by_hand(self, at: datetime) -> Builder:
        rng = Random(f"{self.seed}/by hand/{len(self._by_hand)}/{at.isoformat()}")
        return Builder(rng, self.products, at, at + SHIPPING_TIME)

    def _product(self, sku: str):
        found = next((p for p in self.products if p.sku == sku), None)
        if found is None:
            raise ValueError(f"There is no SKU {sku}.")
        return found


def _marketplace(region: str, country: str):
    """:raise ValueError: nobody there orders in this region"""
    places = marketplaces.of_region(region)
    own = {each.country: each for each in places if each.is_amazon}
    if region == "eu":
        own |= dict.fromkeys(("AT", "CH"), marketplaces.DE)
    wished = country or {"eu": "DE", "na": "US"}.get(region)
    if wished not in own:
        raise ValueError(f"In {region} a buyer's country is one of {', '.join(own)}.")
    return own[wished]


def _who(by: str) -> str:
    if by not in WHO:
        raise ValueError(f"It is cancelled by one of {', '.join(WHO)}.")
    return by
