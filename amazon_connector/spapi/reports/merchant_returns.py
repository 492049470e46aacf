# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE: what buyers want to send back.

One row for each item of a return request; "Approved" means that a label was sent, not
that goods have come.

https://developer-docs.amazon.com/sp-api/docs/returns-reports-attributes
"""

from ..orders import Channel
from ..returns import CustomerReturn
from . import values
from .occurrences import Occurrences
from .records import RecordLayout


class MerchantReturns(RecordLayout):
    required = (
        "order-id",
        "return-request-date",
        "merchant-sku",
        "return-quantity",
    )
    dates = ("return-request-date", "order-date")
    amounts = ("label-cost", "order-amount", "refunded-amount")

    def begin(self):
        occurrences = Occurrences()
        return lambda row: self.record(row, occurrences)

    def record(self, row, occurrences=None):
        sku = row.required_text("merchant-sku")
        order_id = row.text("order-id")
        requested_at = row.written_moment("return-request-date")
        rma_id = row.text("amazon-rma-id")
        return CustomerReturn(
            channel=Channel.MFN,
            sku=sku,
            quantity=row.value("return-quantity", values.quantity),
            returned_at=requested_at,
            amazon_order_id=order_id,
            asin=row.text("asin"),
            title=row.text("item-name"),
            reason=row.text("return-reason"),
            status=row.text("return-request-status"),
            rma_id=rma_id,
            merchant_rma_id=row.text("merchant-rma-id"),
            carrier=row.text("return-carrier"),
            tracking_number=row.text("tracking-id"),
            resolution=row.text("resolution"),
            currency=row.text("currency-code").upper(),
            refunded_amount=row.amount("refunded-amount"),
            # Refunds without a return have no RMA.  Last: a row that is refused must
            # not count as one of several equal ones.
            key=f"{rma_id}|{sku}"
            if rma_id
            else (occurrences or Occurrences()).key(
                (order_id, sku, requested_at.isoformat() if requested_at else "")
            ),
        )
