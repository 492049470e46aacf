"""What a person may make happen to an order, for tests and the control doors."""

from emulator.clock import iso
from emulator.world.changes import order_at
from emulator.world.states import status_at

ACTS = (
    *("place", "release", "cancel", "reduce", "wish", "withdraw_wish"),
    "change_address",
)


class Acts:
    """:param amazon: the emulated one; each act happens now, to an order of the seller
    named or of the first one"""

    def __init__(self, amazon):
        self._amazon = amazon

    def __call__(self, do: str, order_id: str = "", *, seller_id="", **values) -> str:
        """Do one of :data:`ACTS`; what each needs is told in
        :class:`emulator.world.life.Life`.

        :return: the order's id
        :raise ValueError: there is no such act, or Amazon would not let it be
        """
        if do not in ACTS:
            raise ValueError(f"Do one of {', '.join(ACTS)}.")
        with self._amazon.lock:
            world = self._world(seller_id)
            arguments = [] if do == "place" else [order_id]
            now = self._amazon.clock.now()
            return getattr(world, do)(now, *arguments, **values).order_id

    def as_json(self, seller_id="", limit=50) -> list[dict]:
        """The latest orders, newest first."""
        world, now = self._world(seller_id), self._amazon.clock.now()
        placed = [order for order in world.orders if order.purchased_at <= now]
        return [
            {
                "order_id": order.order_id,
                "status": status_at(order, now),
                "channel": order.channel,
                "marketplace": order.marketplace.name,
                "purchased_at": iso(order.purchased_at),
                "changes": [
                    {"at": iso(change.at), "kind": change.kind}
                    for change in order.changes
                    if change.at <= now
                ],
                "items": [
                    {
                        "order_item_id": item.order_item_id,
                        "sku": item.product.sku,
                        "quantity": item.quantity,
                    }
                    for item in order_at(order, now).items
                ],
            }
            for order in reversed(placed[-limit:])
        ]

    def _world(self, seller_id: str):
        amazon = self._amazon
        seller = amazon.seller_by_id(seller_id) if seller_id else amazon.seller
        if seller is None or seller.world is None:
            raise ValueError("There is no such seller with orders.")
        return seller.world
