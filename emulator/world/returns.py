"""What buyers send back, and what they get for it: the same for every report.

Every few orders one is returned, in the manner that is next in turn, so that a small
world has several kinds.  Refunds are shares of what was paid, to the cent.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from emulator.world.amounts import rounded, split
from emulator.world.facts import ZERO, Amounts, Order, Return
from emulator.world.ids import Ids

# So long after a parcel left nothing is back.
SOONEST = timedelta(days=3)
LATEST_DISPATCH = timedelta(hours=30)
AFN_EVERY, MFN_EVERY, MULTI_CHANNEL_EVERY = 4, 5, 3
IN_STOCK = "Unit returned to inventory"


@dataclass(frozen=True, slots=True)
class _Manner:
    """How one return goes.

    :ivar comes_back: False: the buyer keeps the goods
    :ivar share: of the price that is refunded, None for no refund
    :ivar has_shipping_refunded: what shipping cost is paid back, too
    :ivar is_late: reports tell of it only weeks later
    :ivar has_new_date: reports state another date some days later
    :ivar has_plate: it has a license plate (FBA) or RMA id (merchant)
    """

    reason: str
    disposition: str = ""
    status: str = IN_STOCK
    comment: str = ""
    comes_back: bool = True
    share: str | None = "1"
    has_shipping_refunded: bool = False
    is_late: bool = False
    has_new_date: bool = False
    has_plate: bool = True
    is_order_hidden: bool = False
    resolution: str = ""
    is_in_policy: bool = True


_AFN = (
    _Manner("UNWANTED_ITEM", "SELLABLE"),
    _Manner(
        "NOT_COMPATIBLE",
        "CUSTOMER_DAMAGED",
        comment='Passt nicht – Öffnung zu klein, "Gehäuse" verkratzt 😞',
    ),
    _Manner("MISORDERED", "SELLABLE", is_late=True),
    _Manner("DEFECTIVE", "DEFECTIVE", comment="défectueux", has_shipping_refunded=True),
    _Manner("NO_REASON_GIVEN", "SELLABLE", has_new_date=True),
    _Manner("UNWANTED_ITEM", "SELLABLE", has_plate=False),
    _Manner("FOUND_BETTER_PRICE", "SELLABLE", is_order_hidden=True),
    _Manner("NEVER_ARRIVED", comes_back=False, has_shipping_refunded=True),
    _Manner("DAMAGED_BY_FC", "DAMAGED", status="Reimbursed"),
    _Manner("UNDELIVERABLE_UNKNOWN", "CARRIER_DAMAGED", status="Reimbursed"),
    _Manner(
        "QUALITY_UNACCEPTABLE", "EXPIRED", "IMMEDIATE_LIQUIDATION", "<b>riecht</b>"
    ),
    _Manner("SWITCHEROO", "CUSTOMER_DAMAGED", share=None),
)
_MFN = (
    _Manner("CR-DEFECTIVE", status="Completed", resolution="StandardRefund"),
    _Manner(
        "CR-UNWANTED_ITEM",
        status="Approved",
        comes_back=False,
        share=None,
        resolution="StandardRefund",
    ),
    _Manner(
        "CR-MISSING_PARTS",
        status="Completed",
        comes_back=False,
        has_plate=False,
        resolution="ReturnlessRefund",
    ),
    _Manner(
        "CR-NOT_COMPATIBLE",
        status="Completed",
        share="0.5",
        resolution="StandardRefund",
        is_in_policy=False,
    ),
    _Manner("CR-NO_REASON_GIVEN", status="Pending", comes_back=False, share=None),
    _Manner("CR-ORDERED_WRONG_ITEM", status="Cancelled", comes_back=False, share=None),
    _Manner(
        "CR-DAMAGED_BY_CARRIER",
        status="Completed",
        has_shipping_refunded=True,
        resolution="StandardRefund",
    ),
)


class ReturnBuilder:
    """:param end: everything has been told of before this time, aware"""

    def __init__(self, rng: Random, end: datetime):
        self.rng = rng
        self.end = end
        self._ids = Ids(rng)

    def all_of(self, orders: Iterable[Order]) -> Iterator[Return]:
        counts: dict[tuple[str, str, bool], int] = {}
        for order in orders:
            is_sent = order.status != "Cancelled" and order.fulfillable_at is not None
            if not is_sent or not self._is_old_enough(order):
                continue
            kind = (order.region, order.channel, order.is_multi_channel)
            number = counts[kind] = counts.get(kind, -1) + 1
            if order.is_multi_channel:
                if number % MULTI_CHANNEL_EVERY == 0:
                    yield from self._sent_back(order, replace(_AFN[0], share=None))
            elif order.channel == "AFN":
                if number % AFN_EVERY == 0:
                    yield from self._sent_back(
                        order, _AFN[number // AFN_EVERY % len(_AFN)]
                    )
            elif number % MFN_EVERY == 0:
                yield self._asked_for(order, _MFN[number // MFN_EVERY % len(_MFN)])

    def _is_old_enough(self, order: Order) -> bool:
        return _left_at(order) + SOONEST <= self.end

    def _sent_back(self, order: Order, manner: _Manner) -> Iterator[Return]:
        """One parcel's piece that came back to Amazon, or each of its pieces."""
        shipped = self.rng.choice(order.shipped_items)
        pieces = shipped.quantity if self.rng.random() < 0.3 else 1
        if not manner.has_plate:
            # Rows that look alike, where the buyer took more than one.
            shipped = max(order.shipped_items, key=lambda row: row.quantity)
            pieces = min(shipped.quantity, 3)
        times = self._times(order, manner)
        shares = split(shipped.amounts, shipped.quantity, [1] * shipped.quantity)
        for share in shares[:pieces]:
            refund = _refund(share, manner)
            yield Return(
                order=order,
                item=shipped.item,
                quantity=1,
                reason=manner.reason,
                shipped=shipped,
                refund=refund,
                disposition=manner.disposition,
                status=manner.status if manner.comes_back else "",
                comment=manner.comment,
                license_plate=self._license_plate() if manner.has_plate else "",
                fulfillment_center=shipped.fulfillment_center,
                is_order_hidden=manner.is_order_hidden,
                **(times if refund.total else {**times, "refunded_at": None}),
            )

    def _times(self, order: Order, manner: _Manner) -> dict[str, object]:
        """Days between the steps; closer together where the world ends soon."""
        rng, left_at = self.rng, _left_at(order)
        requested = rng.uniform(1, 8)
        refunded = requested + rng.uniform(0.5, 3)
        returned = requested + rng.uniform(2, 9)
        listed = returned + (rng.uniform(15, 25) if manner.is_late else 0.1)
        redated = listed + 4
        until = max(refunded, redated if manner.has_new_date else listed)
        room = (self.end - left_at) / timedelta(days=1) * 0.95
        pace = min(1.0, room / until)

        def at(days):
            moment = left_at + timedelta(days=days * pace)
            return moment.replace(microsecond=0)

        times = {"requested_at": at(requested)}
        if manner.share is not None:
            times["refunded_at"] = at(refunded)
        if manner.comes_back:
            times["returned_at"], times["listed_at"] = at(returned), at(listed)
        if manner.has_new_date:
            times["redated"] = (at(redated), at(returned + rng.choice([-1.2, 3])))
        return times

    def _asked_for(self, order: Order, manner: _Manner) -> Return:
        """A return of a merchant's order, all pieces of one item."""
        item = self.rng.choice([i for i in order.items if not i.is_cancelled])
        refund = _refund(item.amounts, manner)
        times = self._times(order, manner)
        times.pop("listed_at", None)
        if not refund.total:
            times.pop("refunded_at", None)
        own_id = f"R-{self.rng.randrange(1000, 9999)}"
        needs_label = manner.has_plate and manner.status not in ("Pending", "Cancelled")
        return Return(
            order=order,
            item=item,
            quantity=item.quantity,
            reason=manner.reason,
            refund=refund,
            status=manner.status,
            rma_id=self._rma_id() if manner.has_plate else "",
            merchant_rma_id=own_id if needs_label else "",
            carrier="DHL" if needs_label else "",
            tracking_number=self._ids.tracking() if needs_label else "",
            label_cost=Decimal("4.19") if needs_label else ZERO,
            resolution=manner.resolution,
            is_in_policy=manner.is_in_policy,
            **times,
        )

    def _license_plate(self) -> str:
        return "LPN" + "".join(
            self.rng.choices("ABCDEFGHJKMNPRRSTVWXYZ0123456789", k=10)
        )

    def _rma_id(self) -> str:
        return self._ids.shipment() + "RRMA"


def _left_at(order: Order) -> datetime:
    """When the goods were on their way, and reports had told of it."""
    if order.channel == "MFN":
        return max(order.latest_ship_at, order.fulfillable_at + LATEST_DISPATCH)
    return max(row.reported_at for row in order.shipped_items)


def _refund(paid: Amounts, manner: _Manner) -> Amounts:
    if manner.share is None:
        return Amounts()
    share = Decimal(manner.share)
    refund = Amounts(
        price=rounded(paid.price * share),
        item_promotion=rounded(paid.item_promotion * share),
    )
    if not manner.has_shipping_refunded:
        return refund
    return replace(
        refund,
        shipping=paid.shipping,
        gift_wrap=paid.gift_wrap,
        shipping_promotion=paid.shipping_promotion,
    )
