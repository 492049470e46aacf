"""The report of the VAT Calculation Service: SC_VAT_TAX_REPORT, where Amazon invoices.

https://developer-docs.amazon.com/sp-api/docs/report-type-values-tax
"""

import csv
import io
from datetime import datetime, timedelta
from decimal import Decimal

from emulator.world.tax_documents import (
    COLLECTED,
    SHIPMENT,
    TaxLine,
)

# What was shipped is in the report only some days later.
DELAY = timedelta(days=3)
_SIX = (
    *("Tax Inclusive Selling Price", "Tax Amount", "Tax Exclusive Selling Price"),
    *("Tax Inclusive Promo Amount", "Tax Amount Promo", "Tax Exclusive Promo Amount"),
)
_COMPONENTS = {
    "OUR_PRICE": ("price", "item_promotion"),
    "SHIPPING": ("shipping", "shipping_promotion"),
    "GIFTWRAP": ("gift_wrap", ""),
}
COLUMNS = (
    *("Marketplace ID", "Merchant ID", "Order Date", "Transaction Type"),
    *("Is Invoice Corrected", "Order ID", "Shipment Date", "Shipment ID"),
    *("Transaction ID", "ASIN", "SKU", "Quantity", "Tax Calculation Date", "Tax Rate"),
    *("Product Tax Code", "Currency", "Tax Type", "Tax Calculation Reason Code"),
    *("Tax Reporting Scheme", "Tax Collection Responsibility", "Tax Address Role"),
    *("Jurisdiction Level", "Jurisdiction Name"),
    *(f"{name} {part}" for name in _COMPONENTS for part in _SIX),
    *("Seller Tax Registration", "Seller Tax Registration Jurisdiction"),
    *("Buyer Tax Registration", "Buyer Tax Registration Jurisdiction"),
    *("Buyer Tax Registration Type", "Buyer E Invoice Account Id"),
    *("Invoice Level Currency Code", "Invoice Level Exchange Rate"),
    *("Invoice Level Exchange Rate Date", "Converted Tax Amount"),
    *("VAT Invoice Number", "Invoice Url", "Export Outside EU", "Ship From City"),
    *("Ship From State", "Ship From Country", "Ship From Postal Code"),
    *("Ship From Tax Location Code", "Ship To City", "Ship To State"),
    *("Ship To Country", "Ship To Postal Code", "Ship To Location Code"),
    *("Return Fc Country", "Is Amazon Invoiced", "Original VAT Invoice Number"),
    "Invoice Correction Details",
)
COUNTRIES = {
    **{"DE": "GERMANY", "AT": "AUSTRIA", "FR": "FRANCE", "IT": "ITALY"},
    **{"ES": "SPAIN", "NL": "NETHERLANDS", "BE": "BELGIUM", "IE": "IRELAND"},
    **{"PL": "POLAND", "SE": "SWEDEN", "GB": "UNITED KINGDOM"},
    **{"CZ": "CZECH REPUBLIC", "CH": "SWITZERLAND", "LU": "LUXEMBOURG"},
    **{"DK": "DENMARK", "FI": "FINLAND", "PT": "PORTUGAL", "US": "UNITED STATES"},
    **{"LI": "LIECHTENSTEIN", "MC": "MONACO", "SM": "SAN MARINO", "JE": "JERSEY"},
}
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def vat_calculation_report(
    world,
    region: str,
    start: datetime,
    end: datetime,
    marketplace_ids,
    options,
    *,
    made_at: datetime,
    settings,
    seller_id: str,
) -> str | None:
    """What was shipped or paid back from ``start`` to before ``end``.

    :param made_at: nothing of the three days before it is listed yet
    :param settings: ``sc_vat_dates`` and ``sc_vat_marketplaces`` choose a notation
    :return: the file, None where Amazon issues no invoices for this seller
    """
    if world.vcs is not True:
        return None
    until = min(end, made_at - DELAY)
    rows = [
        _row(line, settings, seller_id)
        for line in world.tax_lines_between(start, until)
        if line.order.marketplace.id in marketplace_ids
    ]
    return _quoted(rows) if rows else None


def _quoted(rows: list[dict]) -> str:
    """Comma-separated, every value in quotes, with a byte order mark."""
    file = io.StringIO()
    writer = csv.DictWriter(
        file, COLUMNS, restval="", quoting=csv.QUOTE_ALL, lineterminator="\r\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + file.getvalue()


def _row(line: TaxLine, settings, seller_id: str) -> dict:
    order, item = line.order, line.item
    day = settings.sc_vat_dates
    return {
        "Marketplace ID": _marketplace(order, settings),
        "Merchant ID": seller_id,
        "Order Date": _date(order.purchased_at, day),
        "Transaction Type": line.transaction_type,
        "Is Invoice Corrected": "false",
        "Order ID": order.order_id,
        "Shipment Date": _date(line.happened_at, day),
        "Shipment ID": line.shipment_id,
        "Transaction ID": line.document_id,
        "ASIN": item.product.asin,
        "SKU": item.product.sku,
        "Quantity": line.quantity,
        "Tax Calculation Date": _date(line.happened_at, day),
        "Product Tax Code": item.product.tax_code,
        "Currency": order.currency,
        **_amounts(line),
        **_taxation(line),
        **_places(line),
        "Invoice Level Currency Code": order.currency,
        "VAT Invoice Number": line.number,
        "Invoice Url": _url(line),
        "Export Outside EU": "true" if line.is_export else "false",
        "Return Fc Country": line.return_to,
        "Is Amazon Invoiced": "TRUE" if line.is_calculated else "FALSE",
    }


def _marketplace(order, settings) -> str:
    if settings.sc_vat_marketplaces == "id":
        return order.marketplace.id
    return "UK" if order.marketplace.country == "GB" else order.marketplace.country


def _date(moment: datetime, notation: str) -> str:
    """``02-Aug-2026 UTC``, with the time, or ISO 8601; never in a local language."""
    if notation == "iso":
        return moment.isoformat(timespec="seconds")
    time = f"{moment:%H:%M:%S} " if notation == "time" else ""
    return f"{moment:%d}-{_MONTHS[moment.month - 1]}-{moment:%Y} {time}UTC"


def _amounts(line: TaxLine) -> dict:
    """Line totals for the quantity; promotions are added, so they are negative."""
    values = {}
    for component, names in _COMPONENTS.items():
        for column, gross in zip(
            (_SIX[:3], _SIX[3:]),
            (
                getattr(line.amounts, name) if name else Decimal("0.00")
                for name in names
            ),
            strict=True,
        ):
            for name, value in zip(column, line.parts(gross), strict=True):
                values[f"{component} {name}"] = value
    return values


def _taxation(line: TaxLine) -> dict:
    order = line.order
    country = line.ship_from if line.is_exempt else order.ship_to.country
    is_collected = line.scheme in COLLECTED
    values = {
        "Tax Rate": Decimal(line.percent) / 100,
        "Tax Type": "VAT",
        "Tax Calculation Reason Code": (
            "Taxable" if line.is_calculated else "NonTaxable"
        ),
        "Tax Reporting Scheme": line.scheme,
        "Tax Collection Responsibility": "Marketplace" if is_collected else "Seller",
        "Tax Address Role": "ship-from" if line.is_exempt else "ship-to",
        "Jurisdiction Level": "Country",
        "Jurisdiction Name": COUNTRIES[country],
        "Seller Tax Registration": line.seller_vat_number,
        "Seller Tax Registration Jurisdiction": line.seller_country,
    }
    if order.buyer.vat_number:
        values |= {
            "Buyer Tax Registration": order.buyer.vat_number,
            "Buyer Tax Registration Jurisdiction": order.bill_to.country,
            "Buyer Tax Registration Type": "VAT",
        }
    return values


def _places(line: TaxLine) -> dict:
    to = line.order.ship_to
    return {
        "Ship From City": "",
        "Ship From Country": line.ship_from,
        "Ship To City": to.city,
        "Ship To State": to.state,
        "Ship To Country": to.country,
        "Ship To Postal Code": to.postal_code,
    }


def _url(line: TaxLine) -> str:
    if not line.is_calculated:
        return ""
    kind = "INVOICE" if line.transaction_type == SHIPMENT else "CREDIT_NOTE"
    return f"https://www.amazon.de/gp/invoice/download.html?v={line.number}&d={kind}"
