"""The amounts a settlement is made of: sales, refunds, fees, taxes Amazon keeps."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from emulator.world.amounts import rounded, sales_tax, vat_inside, vat_percent
from emulator.world.dispatches import HOME, Dispatch, center_country
from emulator.world.facts import ZERO, Amounts, Item, Order, Promotion, Return
from emulator.world.tax_documents import COLLECTED, tax_scheme

COMMISSION = Decimal("0.15")
REFUND_COMMISSION = Decimal("0.03")
FULFILMENT_FEE = Decimal("3.31")
SUBSCRIPTION = Decimal("39.00")
# Of the list price, and so long after the goods were looked at.
REIMBURSED = Decimal("0.60")
REIMBURSED_AFTER = timedelta(days=5)
_PRICES = (
    ("Principal", "Tax", "price", "item_promotion"),
    ("Shipping", "ShippingTax", "shipping", "shipping_promotion"),
    ("GiftWrap", "GiftWrapTax", "gift_wrap", ""),
)


@dataclass(frozen=True, slots=True)
class Row:
    """:ivar order: None for fees without one
    :ivar reference: what stands in the order's column without being one
    :ivar quantity: None where Amazon leaves it blank, as on refunds
    """

    transaction_type: str
    amount_type: str
    description: str
    amount: Decimal
    posted_at: datetime
    order: Order | None = None
    item: Item | None = None
    quantity: int | None = None
    shipment_id: str = ""
    adjustment_id: str = ""
    promotion_id: str = ""
    reference: str = ""
    marketplace: str = ""

    @property
    def fulfillment(self) -> str:
        return self.order.channel if self.order else ""

    @classmethod
    def other(cls, description: str, amount: Decimal, at: datetime) -> "Row":
        kind = "other-transaction"
        return cls(kind, kind, description, amount, at)


def sale_rows(world, dispatch: Dispatch) -> list[Row]:
    """Prices, taxes, promotions and fees of one item in one parcel."""
    order, item = dispatch.order, dispatch.item
    base = Row(
        *("Order", "", "", ZERO, dispatch.shipped_at, order, item),
        quantity=dispatch.quantity,
        shipment_id=dispatch.shipment_id,
        marketplace=order.marketplace.sales_channel,
    )
    shares = _promotions(item, dispatch.amounts)
    amounts = dispatch.amounts
    rows = _price_rows(world, base, amounts, shares, dispatch.ship_from)
    rows += _promotion_rows(base, shares)
    fees = {"Commission": -rounded(amounts.total * COMMISSION)}
    if order.channel == "AFN":
        level = Decimal(order.marketplace.units_per_euro)
        fee = rounded(FULFILMENT_FEE * level) * dispatch.quantity
        fees["FBAPerUnitFulfillmentFee"] = -fee
        fees["ShippingChargeback"] = -(amounts.shipping + amounts.shipping_promotion)
        fees["GiftwrapChargeback"] = -amounts.gift_wrap
    return _only_real(rows + _fee_rows(base, fees))


def refund_rows(world, returned: Return, number: int) -> list[Row]:
    """The same the other way round; Amazon keeps a part of its commission."""
    order, item = returned.order, returned.item
    adjustment = Random(f"{world.seed}/adjustment/{number}").randrange(10**13, 10**14)
    base = Row(
        *("Refund", "", "", ZERO, returned.refunded_at, order, item),
        adjustment_id=str(adjustment),
        marketplace=order.marketplace.sales_channel,
    )
    shipped = returned.shipped
    ship_from = center_country(shipped.fulfillment_center) if shipped else HOME
    shares = _promotions(item, returned.refund)
    rows = _price_rows(world, base, returned.refund, shares, ship_from)
    rows += _promotion_rows(base, shares)
    commission = rounded(returned.refund.total * COMMISSION)
    rows += _fee_rows(base, {"Commission": -commission})
    rows = [replace(row, amount=-row.amount) for row in rows]
    kept = -rounded(returned.refund.total * REFUND_COMMISSION)
    return _only_real(rows + _fee_rows(base, {"RefundCommission": kept}))


def _price_rows(
    world, base: Row, amounts: Amounts, promotions: list[Promotion], ship_from: str
) -> list[Row]:
    """In Europe a price contains its VAT, which is shown apart where it is calculated
    or collected; in North America the tax comes on top, and Amazon keeps it."""
    order, rows = base.order, []
    is_kept = order.region == "na" or tax_scheme(order, ship_from) in COLLECTED
    facilitator = "Tax" if order.region == "na" else "VAT"
    for name, tax_name, attribute, promotion in _PRICES:
        price = getattr(amounts, attribute)
        paid = price + (getattr(amounts, promotion) if promotion else ZERO)
        if order.region == "na":
            tax = sales_tax(paid, order.ship_to.country)
            net = price
        else:
            is_shown = world.vcs or is_kept
            part = promotion.removesuffix("_promotion")
            taken_off = [getattr(each, part) for each in promotions if part]
            tax = ZERO
            if is_kept:
                tax = paid - world.without_vat(order, base.item, price, taken_off)
            elif is_shown:
                tax = vat_inside(paid, vat_percent(order, base.item))
            net = price - tax
        rows.append(_part(base, "ItemPrice", name, net))
        rows.append(_part(base, "ItemPrice", tax_name, tax))
        if is_kept:
            text = f"MarketplaceFacilitator{facilitator}-{name}"
            rows.append(_part(base, "ItemWithheldTax", text, -tax))
    return rows


def _part(base: Row, amount_type: str, description: str, amount: Decimal) -> Row:
    return replace(
        base, amount_type=amount_type, description=description, amount=amount
    )


def _promotions(item: Item, amounts: Amounts) -> list[Promotion]:
    """The item's promotions, scaled to a part of it; the last takes the odd cents."""
    left_item, left_shipping = amounts.item_promotion, amounts.shipping_promotion
    whole, shares = item.amounts, []
    for promotion in item.promotions:
        is_last = promotion is item.promotions[-1]
        on_item, on_shipping = left_item, left_shipping
        if not is_last and whole.item_promotion:
            part = promotion.item * amounts.item_promotion / whole.item_promotion
            on_item = rounded(part)
        if not is_last:
            on_shipping = ZERO
        shares.append(Promotion(promotion.id, on_item, on_shipping))
        left_item, left_shipping = left_item - on_item, left_shipping - on_shipping
    return shares


def _promotion_rows(base: Row, promotions: Iterable[Promotion]) -> list[Row]:
    rows = []
    for promotion in promotions:
        named = replace(base, promotion_id=promotion.id)
        rows.append(_part(named, "Promotion", "Principal", promotion.item))
        rows.append(_part(named, "Promotion", "Shipping", promotion.shipping))
    return rows


def _fee_rows(base: Row, fees: dict[str, Decimal]) -> list[Row]:
    return [_part(base, "ItemFees", name, amount) for name, amount in fees.items()]


def _only_real(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.amount]


def reimbursement(returned: Return) -> Row:
    """Amazon pays for goods that broke in its hands; no order is named."""
    level = Decimal(returned.order.marketplace.units_per_euro)
    amount = rounded(returned.item.product.price * level * REIMBURSED)
    kind = "FBA Inventory Reimbursement"
    is_carriers = returned.disposition == "CARRIER_DAMAGED"
    text = "CARRIER_DAMAGE" if is_carriers else "WAREHOUSE_DAMAGE"
    return Row(
        *("other-transaction", kind, text, amount * returned.quantity),
        posted_at=returned.returned_at + REIMBURSED_AFTER,
        item=returned.item,
        quantity=returned.quantity,
    )


def fees(rng: Random, is_tenth: bool, has_stock: bool, at: datetime) -> list[Row]:
    """What is charged for no order, in the main currency of a region.

    :param is_tenth: the day of monthly fees is in the period
    :param has_stock: Amazon ships for the seller
    """
    spent = -Decimal(rng.randrange(300, 4000)) / 100
    kind = "Cost of Advertising"
    rows = [Row("ServiceFee", kind, "TransactionTotalAmount", spent, at)]
    stored = -Decimal(rng.randrange(99, 2500)) / 100
    sent = -Decimal(rng.randrange(500, 3000)) / 100
    letters = "".join(rng.choices("BCDFGHJKLMNPQRSTVWXYZ0123456789", k=7))
    if is_tenth:
        rows.append(Row.other("Subscription Fee", -SUBSCRIPTION, at))
    if is_tenth and has_stock:
        rows.append(Row.other("Storage Fee", stored, at))
    if has_stock:
        # The id of what was sent to Amazon stands where orders' ids stand.
        row = Row.other("FBAInboundTransportationFee", sent, at)
        rows.append(
            replace(row, transaction_type="FBAFees", reference=f"FBA15{letters}")
        )
    return rows
