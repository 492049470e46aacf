"""Reports on what buyers sent back to Amazon, and what they want to send merchants.

https://developer-docs.amazon.com/sp-api/docs/returns-reports-attributes
"""

from datetime import datetime

from emulator.world.facts import Order, Return
from emulator.world.offers import fnsku
from emulator.world.table import flat_file, local_iso

AFN_COLUMNS = """
return-date order-id sku asin fnsku product-name quantity fulfillment-center-id
detailed-disposition reason status license-plate-number customer-comments
""".split()
MFN_COLUMNS = (
    *("Order ID", "Order date", "Return request date", "Return request status"),
    *("Amazon RMA ID", "Merchant RMA ID", "Label type", "Label cost"),
    *("Currency code", "Return carrier", "Tracking ID", "Label to be paid by"),
    *("A-to-Z Claim", "Is prime", "ASIN", "Merchant SKU", "Item Name"),
    *("Return quantity", "Return Reason", "In policy", "Return type", "Resolution"),
    *("Invoice number", "Return delivery date", "Order Amount", "Order quantity"),
    *("SafeT Action reason", "SafeT claim id", "SafeT claim state"),
    *("SafeT claim creation time", "SafeT claim reimbursement amount"),
    *("Refunded Amount", "Category"),
)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def afn_return_report(
    world,
    region: str,
    start: datetime,
    end: datetime,
    marketplace_ids,
    options,
    *,
    made_at: datetime,
) -> str | None:
    """Goods that came back to Amazon from ``start`` to before ``end``.

    Some are listed only weeks later, and some with another date than before.

    :return: the file, None when nothing came back
    """
    found = [
        (date, entry)
        for entry in world.returns
        if entry.listed_at is not None
        and entry.listed_at <= made_at
        and start <= (date := return_date(entry, made_at)) < end
        and _is_wanted(entry.order, region, marketplace_ids)
    ]
    if not found:
        return None
    found.sort(key=lambda row: (row[0], row[1].order.order_id))
    return flat_file(AFN_COLUMNS, (_afn_row(world, *row) for row in found))


def return_date(entry: Return, made_at: datetime) -> datetime:
    """What a report that is made then states as the return-date."""
    if entry.redated is not None and entry.redated[0] <= made_at:
        return entry.redated[1]
    return entry.returned_at


def _is_wanted(order: Order, region: str, marketplace_ids) -> bool:
    if order.region != region:
        return False
    return order.is_multi_channel or order.marketplace.id in marketplace_ids


def _afn_row(world, date: datetime, entry: Return) -> dict:
    product = entry.item.product
    return {
        "return-date": local_iso(date, entry.order.region),
        "order-id": "" if entry.is_order_hidden else entry.order.order_id,
        "sku": product.sku,
        "asin": product.asin,
        "fnsku": fnsku(world, product.sku),
        "product-name": product.title,
        "quantity": entry.quantity,
        "fulfillment-center-id": entry.fulfillment_center,
        "detailed-disposition": entry.disposition,
        "reason": entry.reason,
        "status": entry.status,
        "license-plate-number": entry.license_plate,
        "customer-comments": entry.comment,
    }


def mfn_return_report(
    world,
    region: str,
    start: datetime,
    end: datetime,
    marketplace_ids,
    options,
    *,
    made_at: datetime,
) -> str | None:
    """What buyers asked merchants to take back, from ``start`` to before ``end``.

    :return: the file, None when nobody asked
    """
    rows = [
        _mfn_row(entry, made_at)
        for entry in world.returns
        if entry.channel == "MFN"
        and start <= entry.requested_at < end
        and _is_wanted(entry.order, region, marketplace_ids)
    ]
    return flat_file(MFN_COLUMNS, rows) if rows else None


def _mfn_row(entry: Return, made_at: datetime) -> dict:
    order, item = entry.order, entry.item
    is_back = entry.returned_at is not None and entry.returned_at <= made_at
    is_refunded = entry.refunded_at is not None and entry.refunded_at <= made_at
    # Completed it is with the last thing that was to happen.
    is_open = entry.status == "Completed" and not (
        is_refunded and (is_back or entry.returned_at is None)
    )
    row = {
        "Order ID": order.order_id,
        "Order date": _day(order.purchased_at),
        "Return request date": _day(entry.requested_at),
        "Return request status": "Approved" if is_open else entry.status,
        "Amazon RMA ID": entry.rma_id,
        "Merchant RMA ID": entry.merchant_rma_id,
        "Currency code": order.currency,
        "A-to-Z Claim": "N",
        "Is prime": "Y" if order.is_prime else "N",
        "ASIN": item.product.asin,
        "Merchant SKU": item.product.sku,
        "Item Name": item.product.title,
        "Return quantity": entry.quantity,
        "Return Reason": entry.reason,
        "In policy": "Y" if entry.is_in_policy else "N",
        "Return type": "C-Returns",
        "Resolution": entry.resolution,
        "Return delivery date": _day(entry.returned_at) if is_back else "",
        "Order Amount": order.total,
        "Order quantity": item.quantity,
        "Refunded Amount": entry.refund.total if is_refunded else "",
    }
    return {**row, **_label(entry)}


def _label(entry: Return) -> dict:
    if not entry.tracking_number:
        return {}
    return {
        "Label type": "AmazonPrepaidLabel",
        "Label cost": entry.label_cost,
        "Return carrier": entry.carrier,
        "Tracking ID": entry.tracking_number,
        "Label to be paid by": "Seller",
    }


def _day(moment: datetime) -> str:
    """``05-Jun-2026``, English wherever the seller is."""
    return f"{moment.day:02}-{_MONTHS[moment.month - 1]}-{moment.year}"
