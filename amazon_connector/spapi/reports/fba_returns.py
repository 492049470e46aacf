# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA: what buyers sent back to Amazon.

Amazon adds rows for days that are long gone, and states another date for a return it
had stated before.

https://developer-docs.amazon.com/sp-api/docs/fba-concessions-reports-attributes
"""

from ..orders import Channel
from ..returns import CustomerReturn
from . import values
from .occurrences import Occurrences
from .records import RecordLayout

_LASTING = (
    "order-id",
    "sku",
    "fnsku",
    "quantity",
    "fulfillment-center-id",
    "detailed-disposition",
    "reason",
)


class FbaReturns(RecordLayout):
    required = (
        "return-date",
        "order-id",
        "sku",
        "quantity",
        "detailed-disposition",
        "reason",
    )
    advised = identifying = ("license-plate-number",)
    personal = ("customer-comments",)

    def begin(self):
        occurrences = Occurrences()
        return lambda row: self.record(row, occurrences)

    def record(self, row, occurrences=None):
        plate = row.text("license-plate-number")
        return CustomerReturn(
            channel=Channel.AFN,
            sku=row.required_text("sku"),
            quantity=row.value("quantity", values.quantity),
            returned_at=row.moment("return-date"),
            amazon_order_id=row.text("order-id"),
            asin=row.text("asin"),
            fnsku=row.text("fnsku"),
            title=row.text("product-name"),
            reason=row.text("reason"),
            disposition=row.text("detailed-disposition").upper(),
            status=row.text("status"),
            comment=row.text("customer-comments"),
            license_plate=plate,
            fulfillment_center_id=row.text("fulfillment-center-id"),
            # Last: a row that is refused must not count as one of several equal ones.
            key=plate or (occurrences or Occurrences()).key(_lasting(row)),
        )


def _lasting(row):
    """What stays the same; without an order, nothing but the date tells rows apart."""
    lasting = [row.text(column) for column in _LASTING]
    if not row.text("order-id"):
        lasting.append(row.text("return-date"))
    return lasting
