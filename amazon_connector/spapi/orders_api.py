# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Orders as the Orders API 2026-01-01 states them, in the form of :mod:`.orders`.

What a missing role hides is left out by Amazon without a word: such an order comes
without address or buyer, but it comes.

https://developer-docs.amazon.com/sp-api/docs/orders-api-v2026-01-01-reference
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from . import cancelled_pieces, order_amounts, tax_collection
from .answers import member, objects, optional_text, text
from .errors import Unreachable
from .marketplaces import by_id
from .order_amounts import Amounts, TaxReading
from .order_header import flags, header, time
from .orders import Channel, Order, OrderItem, RefusedRow
from .reports import values
from .reports.flat_file import BadCell

# Stands where shipments have their id: this item was stated whole, not by parcel.
WHOLE_ITEM = "orders-api"
_CHANNELS = {"MERCHANT": Channel.MFN, "AMAZON": Channel.AFN}
_WITHOUT_SALE = ("PENDING", "PENDING_AVAILABILITY", "CANCELLED", "UNFULFILLABLE")


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """An order as Amazon knows it, whatever became of it.

    :ivar status: ``PENDING``, ``PENDING_AVAILABILITY``, ``UNSHIPPED``,
        ``PARTIALLY_SHIPPED``, ``SHIPPED``, ``CANCELLED``, ``UNFULFILLABLE``; "" where
        Amazon withholds it and only says that the order stands
    :ivar is_amazon: whether it was sold on Amazon and not only shipped by it
    :ivar updated_at: None where Amazon does not say
    :ivar order: None while it is pending, when it was cancelled or is unfulfillable
    """

    amazon_order_id: str
    status: str
    channel: Channel
    marketplace_id: str
    is_amazon: bool
    created_at: datetime
    updated_at: datetime | None
    order: Order | None


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Up to a hundred orders.

    :ivar next_token: for the next page, "" on the last one
    :ivar created_before: how far the search really reaches; never beyond what was
        asked for, and never closer to now than Amazon allows
    """

    orders: tuple[FoundOrder, ...]
    next_token: str
    created_before: datetime


def found_orders(payload, channel, *, are_sold):
    """The orders of an answer to ``searchOrders``.

    :param channel: the one that was asked for
    :param are_sold: only orders that stand were asked for, because Amazon withholds
        their state
    :raise Unreachable: the answer is not Amazon's
    """
    entries = payload.get("orders") if isinstance(payload, dict) else None
    if not isinstance(entries, list):
        raise Unreachable("Amazon's answer lacks the orders")
    return tuple(
        found_order(entry, channel=channel, is_sold=are_sold) for entry in entries
    )


def found_order(entry, *, channel=None, is_sold=False):
    """
    :param entry: one order of an answer
    :param channel: who ships it, where the answer need not say
    :param is_sold: whether it is known to stand, where the answer need not say
    :raise Unreachable: the answer is not Amazon's
    """
    fulfillment = member(entry, "fulfillment")
    status = optional_text(fulfillment, "fulfillmentStatus")
    channel = _CHANNELS.get(optional_text(fulfillment, "fulfilledBy"), channel)
    if channel is None or not (status or is_sold):
        raise Unreachable("Amazon's answer lacks the state of the order")
    created_at = time(entry, "createdTime")
    if created_at is None:
        raise Unreachable("Amazon's answer lacks createdTime")
    sales_channel = member(entry, "salesChannel")
    return FoundOrder(
        amazon_order_id=text(entry, "orderId"),
        status=status,
        channel=channel,
        marketplace_id=optional_text(sales_channel, "marketplaceId"),
        is_amazon=text(sales_channel, "channelName") == "AMAZON",
        created_at=created_at,
        updated_at=time(entry, "lastUpdatedTime"),
        order=None
        if status in _WITHOUT_SALE
        else _Conversion(entry, channel, created_at).order(),
    )


class _Conversion:
    """From the JSON of one order to the order."""

    def __init__(self, entry, channel, created_at):
        self._entry = entry
        self._channel = channel
        self._created_at = created_at
        self._order_id = text(entry, "orderId")
        if not isinstance(entry.get("orderItems"), list):
            raise Unreachable("Amazon's answer lacks orderItems")
        self._entries = objects(entry, "orderItems")
        self._currency = _currency(entry, self._entries)
        self._refused = []

    def order(self):
        items = self._items()
        return Order(
            amazon_order_id=self._order_id,
            channel=self._channel,
            purchase_date=self._created_at,
            currency=self._currency,
            items=items,
            refused_rows=tuple(self._refused),
            **header(self._entry),
            **flags(self._entry, self._entries),
        )

    def _items(self):
        """The items that can be read, in the order of their ids."""
        read = {}
        for number, entry in enumerate(self._entries, 1):
            try:
                item = _item(entry)
                if item.order_item_id in read:
                    raise BadCell("conflicting_rows", "orderItemId")
                read[item.order_item_id] = number, entry, item, self._amounts(entry)
            except BadCell as error:
                self._refuse(number, error)
        reading = self._reading([amounts for *_, amounts in read.values()])
        items = []
        for _id, (number, entry, item, amounts) in sorted(read.items()):
            try:
                items.append(self._priced(entry, item, amounts, reading))
            except BadCell as error:
                self._refuse(number, error)
        return tuple(items)

    def _refuse(self, number, error):
        self._refused.append(
            RefusedRow(number, error.code, error.column, self._order_id)
        )

    def _amounts(self, entry):
        if _is_cancelled(entry):
            return Amounts(item_price=Decimal(0))
        breakdowns = member(entry, "proceeds").get("breakdowns")
        return order_amounts.amounts(breakdowns, self._currency)

    def _quantity(self, entry, amounts, reading):
        """The pieces to pay for: those left of an item that was cancelled.

        :raise BadCell: its price may be that of all the pieces ordered
        """
        ordered = _count(entry, "quantityOrdered")
        left = _left(entry) if _is_executed(entry) else ordered
        if left in (0, ordered):
            return left
        is_inside = reading is TaxReading.INSIDE
        is_sure = left < ordered and cancelled_pieces.is_price_of_rest(
            amounts, is_inside, self._unit_price(entry), left, ordered
        )
        if not is_sure:
            raise BadCell("conflicting_rows", "quantityOrdered")
        return left

    def _unit_price(self, entry):
        """The price of one piece, None where Amazon does not say."""
        stated = member(entry, "product", "price").get("unitPrice")
        if stated is None or not self._currency:
            return None
        return order_amounts.money(stated, "unitPrice", self._currency)

    def _reading(self, amounts):
        """How taxes are stated; as inside where it is of no use to know."""
        is_whole = not self._refused and all(
            each.item_price is not None for each in amounts
        )
        if not is_whole:
            return TaxReading.INSIDE
        try:
            reading = order_amounts.reading_of(amounts, self._grand_total())
            if reading is None:
                raise BadCell("conflicting_rows", "grandTotal")
        except BadCell as error:
            self._refuse(0, error)
            return TaxReading.INSIDE
        return reading

    def _grand_total(self):
        """What the order comes to, None where Amazon does not say."""
        stated = member(self._entry, "proceeds").get("grandTotal")
        if stated is not None:
            return order_amounts.money(stated, "grandTotal", self._currency)
        totals = [
            member(entry, "proceeds").get("proceedsTotal")
            for entry in self._entries
            if not _is_cancelled(entry)
        ]
        if None in totals:
            return None
        return sum(
            order_amounts.money(total, "proceedsTotal", self._currency)
            for total in totals
        )

    def _priced(self, entry, item, amounts, reading):
        """The item as an order report of this marketplace would state it."""
        quantity = self._quantity(entry, amounts, reading)
        is_gross = not self._is_tax_on_top()
        if is_gross:
            amounts = amounts.gross(reading)
        prices = {
            "item_price": amounts.item_price,
            "shipping_price": amounts.shipping_price,
            "gift_wrap_price": amounts.gift_wrap_price,
            "item_promotion": amounts.item_promotion,
            "shipping_promotion": amounts.shipping_promotion,
        }
        if self._channel is Channel.AFN:
            item = replace(item, shipment_item_id=WHOLE_ITEM)
        return replace(
            item,
            quantity=quantity,
            **prices,
            is_tax_amazons=not is_gross or self._is_tax_amazons(entry),
            is_gross=is_gross,
            item_tax=amounts.item_tax,
            shipping_tax=amounts.shipping_tax,
            gift_wrap_tax=amounts.gift_wrap_tax,
        )

    def _is_tax_on_top(self):
        """Whether the taxes stand beside the prices, which Amazon then collects."""
        return tax_collection.is_amazons(self._marketplace(), self._currency)

    def _marketplace(self):
        sales_channel = member(self._entry, "salesChannel")
        return by_id(optional_text(sales_channel, "marketplaceId"))

    def _is_tax_amazons(self, entry):
        """Whether Amazon says that it collects a tax that is part of the prices."""
        collections = objects(member(entry, "tax"), "taxCollections")
        return any(
            tax_collection.stated(
                optional_text(each, "model"),
                optional_text(each, "responsibleParty"),
                self._marketplace(),
            )
            for each in collections
        )


def _item(entry):
    """The item as it was ordered, without its prices.

    :raise BadCell: it cannot be told or counted
    """
    product = member(entry, "product")
    gift = member(entry, "fulfillment", "packing", "giftOption")
    sku = optional_text(product, "sellerSku").strip()
    if not sku:
        raise BadCell("missing_value", "sellerSku")
    promotions = objects(member(entry, "promotion"), "breakdowns")
    promotion_ids = {optional_text(each, "promotionId") for each in promotions}
    return OrderItem(
        order_item_id=_item_id(entry),
        sku=sku,
        quantity=_count(entry, "quantityOrdered"),
        title=optional_text(product, "title"),
        promotion_ids=tuple(sorted(filter(None, promotion_ids))),
        gift_wrap_type=optional_text(gift, "giftWrapLevel"),
        gift_message=optional_text(gift, "giftMessage"),
    )


def _item_id(entry):
    try:
        return values.item_id(optional_text(entry, "orderItemId"))
    except values.BadValue as error:
        raise BadCell(error.code, "orderItemId") from None


def _is_cancelled(entry):
    return _is_executed(entry) and not _left(entry)


def _is_executed(entry):
    return bool(member(entry, "cancellation", "cancellationExecution"))


def _left(entry):
    """The pieces of an item that were or will be shipped."""
    fulfillment = member(entry, "fulfillment")
    return sum(
        _count(fulfillment, name)
        for name in ("quantityFulfilled", "quantityUnfulfilled")
        if name in fulfillment
    )


def _count(node, name):
    value = node.get(name)
    if type(value) is not int or not 0 <= value < 10**7:
        raise BadCell("missing_value" if value is None else "bad_number", name)
    return value


def _currency(entry, items):
    """The first one stated: all amounts must have it."""
    nodes = [member(entry, "proceeds").get("grandTotal")]
    for item in items:
        breakdowns = objects(member(item, "proceeds"), "breakdowns")
        nodes += [breakdown.get("subtotal") for breakdown in breakdowns]
    return next(filter(None, map(order_amounts.currency_of, nodes)), "")
