"""An importer of its own, as short as can be: what do the files sum up to?

It shares nothing with the emulator but the rules of Amazon's files.
"""

from decimal import Decimal

_MFN_PAID = (
    *("item-price", "shipping-price", "gift-wrap-price"),
    *("item-promotion-discount", "ship-promotion-discount"),
)
_TAXES = ("item-tax", "shipping-tax", "gift-wrap-tax")


def rows_of(text: str) -> list[dict[str, str]]:
    header, *lines = text.split("\r\n")
    assert lines.pop() == ""
    names = header.split("\t")
    rows = [dict(zip(names, line.split("\t"), strict=True)) for line in lines]
    assert rows
    return rows


def amount(row: dict[str, str], name: str) -> Decimal:
    return Decimal(row.get(name) or "0")


def mfn_totals(text: str) -> dict[str, tuple[str, Decimal]]:
    """Order id → currency and sum; repeated rows and promotions count once."""
    items, promotions = {}, {}
    for row in rows_of(text):
        key = row["order-id"], row["order-item-id"]
        if row["sku"]:
            assert items.setdefault(key, row) == row
        for kind in ("item", "ship"):
            discount = amount(row, f"{kind}-promotion-discount")
            if discount:
                identifier = row[f"{kind}-promotion-id"]
                promotions[(*key, kind, identifier)] = discount
    totals = {}
    for (order_id, item_id), row in items.items():
        prices = sum(amount(row, name) for name in _MFN_PAID[:3])
        reduced = sum(
            value for key, value in promotions.items() if key[:2] == (order_id, item_id)
        )
        currency, total = totals.get(order_id, (row["currency"], Decimal()))
        assert currency == row["currency"]
        totals[order_id] = currency, total + prices + reduced
    return totals


def fba_totals(text: str, adds_tax: bool) -> dict[str, tuple[str, Decimal]]:
    """Order id → currency and sum of its sold items, each shipped item once."""
    seen, totals = set(), {}
    for row in rows_of(text):
        if not row["sales-channel"].startswith("Amazon"):
            continue
        key = tuple(row.items())
        if key in seen:
            continue
        seen.add(key)
        names = _MFN_PAID + (_TAXES if adds_tax else ())
        paid = sum(amount(row, name) for name in names)
        order_id = row["amazon-order-id"]
        _, total = totals.get(order_id, ("", Decimal()))
        totals[order_id] = row["currency"], total + paid
    return totals
