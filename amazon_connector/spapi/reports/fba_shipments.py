# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""GET_AMAZON_FULFILLED_SHIPMENTS_DATA_INVOICING (Europe) and _TAX (North America).

What Amazon shipped: one row for each item of a shipment; an order can be spread over
several shipments and several reports.  Orders of other sales channels, which Amazon
only ships, are among them.

https://developer-docs.amazon.com/sp-api/docs/fba-sales-reports-attributes
"""

from ..marketplaces import is_non_amazon
from ..orders import Channel, OrderItem
from . import values
from .layout import OrderLayout, is_tax_amazons


class FbaShipments(OrderLayout):
    channel = Channel.AFN
    order_id_column = "amazon-order-id"
    required = (
        "amazon-order-id",
        "amazon-order-item-id",
        "purchase-date",
        "sku",
        "quantity-shipped",
        "currency",
        "item-price",
    )
    advised = ("recipient-name", "ship-address-1", "bill-address-1", "sales-channel")

    def item(self, row):
        return OrderItem(
            order_item_id=row.value("amazon-order-item-id", values.item_id),
            sku=row.required_text("sku"),
            quantity=row.value("quantity-shipped", values.quantity),
            title=row.text("product-name"),
            shipment_item_id=_shipment_item_id(row),
            item_price=row.amount("item-price"),
            item_tax=row.amount("item-tax"),
            shipping_price=row.amount("shipping-price"),
            shipping_tax=row.amount("shipping-tax"),
            gift_wrap_price=row.amount("gift-wrap-price"),
            gift_wrap_tax=row.amount("gift-wrap-tax"),
            is_tax_amazons=is_tax_amazons(row),
            item_promotion=row.discount("item-promotion-discount"),
            shipping_promotion=row.discount("ship-promotion-discount"),
            shipment_id=row.text("shipment-id"),
            shipment_date=row.moment_if_any("shipment-date"),
            carrier=row.text("carrier"),
            tracking_number=row.text("tracking-number"),
            fulfillment_center_id=row.text("fulfillment-center-id"),
        )

    def currency(self, row):
        """Blank for orders of other sales channels, which have no prices here."""
        if not row.text("currency") and is_non_amazon(row.text("sales-channel")):
            return ""
        return super().currency(row)


def _shipment_item_id(row):
    """Amazon leaves it empty now and then; then what tells two parcels apart."""
    stated = row.text("shipment-item-id")
    if stated:
        return stated
    date = row.moment_if_any("shipment-date")
    parts = (
        date.strftime("%Y-%m-%dT%H:%M:%SZ") if date else row.text("shipment-date"),
        row.text("tracking-number"),
        row.text("quantity-shipped"),
    )
    return "|".join(parts)
