# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL: every order, no persons."""

from .records import RecordLayout


class AllOrders(RecordLayout):
    required = (
        "amazon-order-id",
        "purchase-date",
        "order-status",
        "sku",
    )

    def record(self, row):
        return None
