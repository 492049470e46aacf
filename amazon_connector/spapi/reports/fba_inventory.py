# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA and GET_AFN_INVENTORY_DATA.

Stock in Amazon's warehouses.  A SKU that is absent is not one of which there is none:
Amazon leaves out what it has suppressed.

https://developer-docs.amazon.com/sp-api/docs/fba-inventory-reports-attributes
"""

from ..stock import StockLevel
from . import values
from .records import RecordLayout

_INBOUND = (
    "afn-inbound-working-quantity",
    "afn-inbound-shipped-quantity",
    "afn-inbound-receiving-quantity",
)


class FbaInventory(RecordLayout):
    """One row for each SKU."""

    required = (
        "sku",
        "fnsku",
        "asin",
        "condition",
        "afn-fulfillable-quantity",
    )

    def record(self, row):
        return StockLevel(
            sku=row.required_text("sku"),
            fnsku=row.text("fnsku"),
            asin=row.text("asin"),
            title=row.text("product-name"),
            condition=row.text("condition"),
            fulfillable=_pieces(row, "afn-fulfillable-quantity"),
            reserved=_pieces(row, "afn-reserved-quantity"),
            unsellable=_pieces(row, "afn-unsellable-quantity"),
            inbound=_sum(_pieces(row, column) for column in _INBOUND),
            researching=_pieces(row, "afn-researching-quantity"),
            total=_pieces(row, "afn-total-quantity"),
            local=_pieces(row, "afn-fulfillable-quantity-local"),
            remote=_pieces(row, "afn-fulfillable-quantity-remote"),
        )


class AfnInventory(RecordLayout):
    """One row for each SKU and condition in the warehouse.

    A row states the one quantity or the other; what it leaves open is None.
    """

    required = (
        "seller-sku",
        "fulfillment-channel-sku",
        "asin",
        "condition-type",
        "warehouse-condition-code",
        "quantity-available",
    )

    def record(self, row):
        sku = row.required_text("seller-sku")
        code = row.required_text("warehouse-condition-code").upper()
        quantity = row.value("quantity-available", values.quantity)
        return StockLevel(
            sku=sku,
            fnsku=row.text("fulfillment-channel-sku"),
            asin=row.text("asin"),
            condition=row.text("condition-type"),
            **{"fulfillable" if code == "SELLABLE" else "unsellable": quantity},
        )


def _pieces(row, column):
    return row.value(column, values.quantity_if_any)


def _sum(quantities):
    """None when none is stated."""
    stated = [quantity for quantity in quantities if quantity is not None]
    return sum(stated) if stated else None
