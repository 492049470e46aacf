"""The settlement report: GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2.

https://developer-docs.amazon.com/sp-api/docs/settlement-reports-attributes
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from emulator.world.settlement_rows import Row
from emulator.world.settlements import Settlement
from emulator.world.table import flat_file

COLUMNS = """
settlement-id settlement-start-date settlement-end-date deposit-date total-amount
currency transaction-type order-id merchant-order-id adjustment-id shipment-id
marketplace-name amount-type amount-description amount fulfillment-id posted-date
posted-date-time order-item-code merchant-order-item-id merchant-adjustment-item-id sku
quantity-purchased promotion-id
""".split()


@dataclass(frozen=True)
class _Notation:
    """How a marketplace writes amounts and times."""

    point: str
    time: str
    day: str


_CONTINENT = _Notation(",", "%d.%m.%Y %H:%M:%S UTC", "%d.%m.%Y")
_BRITAIN = _Notation(".", "%Y-%m-%d %H:%M:%S UTC", "%d/%m/%y")
_AMERICA = _Notation(".", "%Y-%m-%dT%H:%M:%S+00:00", "%Y-%m-%d")


def settlement_report(
    world,
    region: str,
    start: datetime,
    end: datetime,
    marketplace_ids,
    options,
    *,
    settings,
) -> str | None:
    """The settlement that ``options`` name; nobody but Amazon asks for one.

    :param settings: ``settlement_numbers`` and ``settlement_transfers`` choose a
        notation
    :return: the file, None where the world has no such settlement
    """
    for settlement in world.settlements:
        if settlement.settlement_id == options["settlement"]:
            return _file(settlement, settings)
    return None


def _file(settlement: Settlement, settings) -> str:
    """A row for the settlement as a whole, then one for each amount."""
    notation = _AMERICA if settlement.region == "na" else _CONTINENT
    if settlement.currency == "GBP":
        notation = _BRITAIN
    point = "." if settings.settlement_numbers == "point" else notation.point

    def amount(value: Decimal) -> str:
        return f"{value:.2f}".replace(".", point)

    first = {
        "settlement-id": settlement.settlement_id,
        "settlement-start-date": _text(settlement.start, notation.time),
        "settlement-end-date": _text(settlement.end, notation.time),
        "deposit-date": _text(settlement.deposit_date, notation.time),
        "total-amount": amount(settlement.total),
        "currency": settlement.currency,
    }
    rows = list(settlement.rows)
    if settings.settlement_transfers == "listed":
        at = settlement.end
        rows.append(Row("Transfer", "Transfer", "Transfer", -settlement.total, at))
    return flat_file(
        COLUMNS,
        [
            first,
            *(
                {
                    "settlement-id": settlement.settlement_id,
                    **_row(row, notation),
                    "amount": amount(row.amount),
                }
                for row in rows
            ),
        ],
    )


def _row(row: Row, notation: _Notation) -> dict:
    values = {
        "transaction-type": row.transaction_type,
        "order-id": row.order.order_id if row.order else row.reference,
        "adjustment-id": row.adjustment_id,
        "shipment-id": row.shipment_id,
        "marketplace-name": row.marketplace,
        "amount-type": row.amount_type,
        "amount-description": row.description,
        "fulfillment-id": row.fulfillment,
        "posted-date": _text(row.posted_at, notation.day),
        "posted-date-time": _text(row.posted_at, notation.time),
        "promotion-id": row.promotion_id,
        "quantity-purchased": "" if row.quantity is None else row.quantity,
    }
    if row.item:
        values["sku"] = row.item.product.sku
    if row.item and row.order:
        values["order-item-code"] = row.item.order_item_id
    return values


def _text(moment: datetime, pattern: str) -> str:
    return moment.strftime(pattern)
