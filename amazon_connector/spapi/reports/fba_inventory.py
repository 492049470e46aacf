# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA: stock in Amazon's warehouses."""

from .records import RecordLayout


class FbaInventory(RecordLayout):
    required = (
        "sku",
        "fnsku",
        "asin",
        "condition",
        "afn-fulfillable-quantity",
    )

    def record(self, row):
        return None


class AfnInventory(RecordLayout):
    required = (
        "seller-sku",
        "fulfillment-channel-sku",
        "asin",
        "condition-type",
        "warehouse-condition-code",
        "quantity-available",
    )

    def record(self, row):
        return None
