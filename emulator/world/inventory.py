"""Inventory reports: how many pieces lie in Amazon's warehouses when they are made.

https://developer-docs.amazon.com/sp-api/docs/fba-inventory-reports-attributes
"""

from datetime import datetime

from emulator import marketplaces
from emulator.marketplaces import Marketplace
from emulator.world.offers import MFN, NEW, fnsku
from emulator.world.stock import Stock, pool_of
from emulator.world.table import flat_file

COLUMNS = """
sku fnsku asin product-name condition your-price mfn-listing-exists
mfn-fulfillable-quantity afn-listing-exists afn-warehouse-quantity
afn-fulfillable-quantity afn-unsellable-quantity afn-reserved-quantity
afn-total-quantity per-unit-volume afn-inbound-working-quantity
afn-inbound-shipped-quantity afn-inbound-receiving-quantity
afn-researching-quantity afn-reserved-future-supply afn-future-supply-buyable
""".split()
EUROPEAN_COLUMNS = [
    *COLUMNS,
    *("afn-fulfillable-quantity-local", "afn-fulfillable-quantity-remote", "store"),
]
CONDITION_COLUMNS = (
    *("seller-sku", "fulfillment-channel-sku", "asin", "condition-type"),
    *("Warehouse-Condition-code", "Quantity Available"),
)
# Percent of a stock that lies in the country asked about.
_LOCAL_SHARES = {"DE": 60, "PL": 20, "FR": 15}


def inventory_report(
    world, region: str, start: datetime, end: datetime, marketplace_ids, options
) -> str | None:
    """GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA, one row for each SKU.

    SKUs that Amazon hides are missing although there are pieces of them.

    :param end: when the report is made; ``start`` says nothing
    :return: the file, None where Amazon ships nothing for the seller
    """
    marketplace = _asked_about(region, marketplace_ids)
    found = world.stock(pool_of(marketplace), end)
    rows = [
        _row(world, marketplace, stock)
        for stock in found.values()
        if not stock.offer.is_suppressed
    ]
    columns = EUROPEAN_COLUMNS if region == "eu" else COLUMNS
    return flat_file(columns, rows) if rows else None


def _asked_about(region: str, marketplace_ids) -> Marketplace:
    """One marketplace; of several the first, whose stock it is."""
    return next(m for m in marketplaces.of_region(region) if m.id in marketplace_ids)


def _row(world, marketplace: Marketplace, stock: Stock) -> dict:
    offer = stock.offer
    local = stock.fulfillable * _LOCAL_SHARES.get(marketplace.country, 5) // 100
    is_at_merchant = offer.channel == MFN
    return {
        "sku": offer.sku,
        "fnsku": fnsku(world, offer.sku),
        "asin": offer.product.asin,
        "product-name": offer.product.title,
        "condition": "New" if offer.condition == NEW else "UsedLikeNew",
        "your-price": offer.price(marketplace),
        "mfn-listing-exists": "Yes" if is_at_merchant else "No",
        "mfn-fulfillable-quantity": offer.quantity if is_at_merchant else "",
        "afn-listing-exists": "Yes",
        "afn-warehouse-quantity": stock.warehouse,
        "afn-fulfillable-quantity": stock.fulfillable,
        "afn-unsellable-quantity": stock.unsellable,
        "afn-reserved-quantity": stock.reserved,
        "afn-total-quantity": stock.total,
        "per-unit-volume": "0.01",
        "afn-inbound-working-quantity": stock.inbound_working,
        "afn-inbound-shipped-quantity": stock.inbound_shipped,
        "afn-inbound-receiving-quantity": stock.inbound_receiving,
        "afn-researching-quantity": stock.researching,
        "afn-reserved-future-supply": 0,
        "afn-future-supply-buyable": 0,
        "afn-fulfillable-quantity-local": local,
        "afn-fulfillable-quantity-remote": stock.fulfillable - local,
    }


def condition_report(
    world, region: str, start: datetime, end: datetime, marketplace_ids, options
) -> str | None:
    """GET_AFN_INVENTORY_DATA: sellable and unsellable pieces in rows of their own.

    :return: the file, None where Amazon ships nothing for the seller
    """
    found = world.stock(pool_of(_asked_about(region, marketplace_ids)), end)
    rows = []
    for stock in found.values():
        rows.append(_condition_row(world, stock, "SELLABLE", stock.fulfillable))
        if stock.unsellable:
            rows.append(_condition_row(world, stock, "UNSELLABLE", stock.unsellable))
    return flat_file(CONDITION_COLUMNS, rows) if rows else None


def _condition_row(world, stock: Stock, condition: str, quantity: int) -> dict:
    offer = stock.offer
    values = (
        offer.sku,
        fnsku(world, offer.sku),
        offer.product.asin,
        "NewItem" if offer.condition == NEW else "UsedLikeNew",
        condition,
        quantity,
    )
    return dict(zip(CONDITION_COLUMNS, values, strict=True))
