"""A book-keeper of its own: what do the files about money sum up to?

It shares nothing with the emulator but the rules of Amazon's files.
"""

import csv
import io
from collections import defaultdict
from decimal import Decimal

SETTLEMENT = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
VIDR = "GET_FLAT_FILE_VAT_INVOICE_DATA_REPORT"
SC_VAT = "SC_VAT_TAX_REPORT"
_SC_VAT_GROSS = [
    f"{component} Tax Inclusive {part}"
    for component in ("OUR_PRICE", "SHIPPING", "GIFTWRAP")
    for part in ("Selling Price", "Promo Amount")
]
_VIDR_COMPONENTS = (
    *("item", "item-promo", "gift-wrap", "gift-promo", "shipping", "shipping-promo"),
)


def csv_rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def sc_vat_gross(row: dict[str, str]) -> Decimal:
    return sum(Decimal(row[name]) for name in _SC_VAT_GROSS)


def vidr_gross(row: dict[str, str]) -> Decimal:
    """Checks the row: gross = net + VAT in each of its six components."""
    total = Decimal()
    for component in _VIDR_COMPONENTS:
        parts = [
            Decimal(row[f"{component}-vat-{part}amount"])
            for part in ("incl-", "excl-", "")
        ]
        assert parts[0] == parts[1] + parts[2]
        total += parts[0]
    return total


def by_order(rows, order_column: str, gross, types) -> dict[str, Decimal]:
    """Order id → sum over the rows of these transaction types."""
    sums = defaultdict(Decimal)
    for row in rows:
        kind = row.get("Transaction Type") or row["transaction-type"]
        if kind in types:
            sums[row[order_column]] += gross(row)
    return {key: value for key, value in sums.items() if value}


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def settlement_rows(text: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The settlement's own row, and those of its amounts, which add up to it."""
    header, *lines = text.split("\r\n")
    assert lines.pop() == ""
    names = header.split("\t")
    first, *rows = (dict(zip(names, line.split("\t"), strict=True)) for line in lines)
    assert {row["settlement-id"] for row in rows} <= {first["settlement-id"]}
    inside = [row for row in rows if row["transaction-type"] != "Transfer"]
    assert sum(number(row["amount"]) for row in inside) == number(first["total-amount"])
    return first, rows


def paid(rows, transaction_type: str, amount_types) -> dict[str, Decimal]:
    """Order id → sum of some kinds of amounts."""
    sums = defaultdict(Decimal)
    for row in rows:
        if row["transaction-type"] == transaction_type:
            if row["amount-type"] in amount_types:
                sums[row["order-id"]] += number(row["amount"])
    return {key: value for key, value in sums.items() if value}
