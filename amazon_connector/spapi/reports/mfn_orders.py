# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING (Europe), _TAX and _SHIPPING.

Orders the merchant ships: one row for each item of an order.  A discounted item can
be followed by promotion-detail rows that repeat order id and item id and fill nothing
but the promotion columns; they need not stand beside it.

https://developer-docs.amazon.com/sp-api/docs/order-reports-attributes
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from .. import orders
from . import values
from .flat_file import BadCell
from .layout import OrderLayout, is_tax_amazons

_PROMOTION_COLUMNS = (
    "item-promotion-discount",
    "item-promotion-id",
    "ship-promotion-discount",
    "ship-promotion-id",
)


@dataclass(frozen=True, slots=True)
class _Promotion:
    """The promotion columns of one row; on what is "item" or "ship"."""

    item_discount: Decimal | None
    item_ids: tuple[str, ...]
    ship_discount: Decimal | None
    ship_ids: tuple[str, ...]

    @property
    def ids(self):
        return self.item_ids + self.ship_ids


class MfnOrders(OrderLayout):
    channel = orders.Channel.MFN
    order_id_column = "order-id"
    required = (
        "order-id",
        "order-item-id",
        "purchase-date",
        "sku",
        "quantity-purchased",
        "currency",
        "item-price",
    )
    advised = (
        "recipient-name",
        "ship-address-1",
        "bill-address-1",
        "bill-country",
        "sales-channel",
        "item-promotion-discount",
        "ship-promotion-discount",
    )

    def item(self, row):
        promotion = _promotion(row)
        return orders.OrderItem(
            order_item_id=row.value("order-item-id", values.item_id),
            sku=row.required_text("sku"),
            quantity=row.value("quantity-purchased", values.quantity),
            title=row.text("product-name"),
            item_price=row.amount("item-price"),
            item_tax=row.amount("item-tax"),
            shipping_price=row.amount("shipping-price"),
            shipping_tax=row.amount("shipping-tax"),
            gift_wrap_price=row.amount("gift-wrap-price"),
            gift_wrap_tax=row.amount("gift-wrap-tax"),
            is_tax_amazons=is_tax_amazons(row),
            item_promotion=promotion.item_discount,
            shipping_promotion=promotion.ship_discount,
            promotion_ids=_unique(promotion.ids),
            gift_wrap_type=row.text("gift-wrap-type"),
            gift_message=row.text("gift-message-text"),
        )

    def header(self, row):
        return {
            **super().header(row),
            "earliest_ship_date": row.moment_if_any("earliest-ship-date"),
            "latest_ship_date": row.moment_if_any("latest-ship-date"),
            "delivery_instructions": row.text("delivery-instructions"),
            "is_prime": row.truth_if_any("is-prime"),
            "is_replacement_order": row.truth_if_any("is-replacement-order"),
            "is_exchange_order": row.truth_if_any("is-exchange-order"),
            "original_order_id": row.text("original-order-id"),
            "is_buyer_requested_cancellation": row.truth_if_any(
                "is-buyer-requested-cancellation"
            ),
            "buyer_cancel_reason": row.text("buyer-requested-cancel-reason"),
            "ioss_number": row.text("ioss-number"),
        }

    def is_promotion(self, row):
        return (
            not row.text("sku")
            and not row.text("quantity-purchased")
            and not row.text("item-price")
            and any(map(row.text, _PROMOTION_COLUMNS))
        )

    def folded(self, item, item_row, promotion_rows):
        promotions, refused = [], []
        for row in promotion_rows:
            try:
                promotion = _promotion(row)
            except BadCell as error:
                refused.append((row, error))
                continue
            # The same row twice is one promotion, like the same item row twice.
            if not promotion.ids or promotion not in promotions:
                promotions.append(promotion)
        stated = _promotion(item_row)
        return _with_promotions(item, stated, promotions), refused


class MfnOrdersWithoutBilling(MfnOrders):
    """In North America the report has no billing address to switch on."""

    advised = ("recipient-name", "ship-address-1", "sales-channel")


def _with_promotions(item, stated, promotions):
    """What the item row itself states of a promotion is not added once more."""
    item_discount, ship_discount = stated.item_discount, stated.ship_discount
    for promotion in promotions:
        if not (stated.item_discount and _overlap(stated.item_ids, promotion.item_ids)):
            item_discount = _sum(item_discount, promotion.item_discount)
        if not (stated.ship_discount and _overlap(stated.ship_ids, promotion.ship_ids)):
            ship_discount = _sum(ship_discount, promotion.ship_discount)
    ids = [id_ for promotion in promotions for id_ in promotion.ids]
    return replace(
        item,
        item_promotion=item_discount,
        shipping_promotion=ship_discount,
        promotion_ids=_unique(item.promotion_ids + tuple(ids)),
    )


def _promotion(row):
    return _Promotion(
        item_discount=row.discount("item-promotion-discount"),
        item_ids=_ids(row.text("item-promotion-id")),
        ship_discount=row.discount("ship-promotion-discount"),
        ship_ids=_ids(row.text("ship-promotion-id")),
    )


def _ids(text):
    return tuple(filter(None, map(str.strip, text.split(","))))


def _unique(ids):
    return tuple(sorted(set(ids)))


def _overlap(some, others):
    return not set(some).isdisjoint(others)


def _sum(some, other):
    if some is None or other is None:
        return other if some is None else some
    return some + other
