"""Builders for what Amazon states of invoices and credit notes."""

from datetime import datetime, timezone
from decimal import Decimal

from odoo.addons.amazon_connector.spapi.orders import Buyer
from odoo.addons.amazon_connector.spapi.tax_documents import (
    Taxed,
    TaxLine,
    TaxSource,
    TransactionType,
)


def taxed(gross, rate="0.19"):
    """Return a gross amount with the tax inside."""
    gross = Decimal(gross)
    net = (gross / (1 + Decimal(rate))).quantize(Decimal("0.01"))
    return Taxed(gross, net, gross - net)


def wanted(number, gross="20.00", sku="LAMP", **values):
    """Return a line of VCS Lite: Amazon wants an invoice from the seller."""
    values.setdefault("document_key", f"SHIP{number}")
    values.setdefault("shipment_id", f"SHIP{number}")
    values.setdefault("status", "InvoicePending")
    return _line(TaxSource.VIDR, number, gross, sku, values)


def issued(number, gross="20.00", sku="LAMP", **values):
    """Return a line of VCS: Amazon has issued the invoice."""
    values.setdefault("invoice_number", f"DE-AEU-2026-{number}")
    values.setdefault("document_key", values["invoice_number"])
    values.setdefault("is_amazon_invoiced", True)
    return _line(TaxSource.SC_VAT, number, gross, sku, values)


def _line(source, number, gross, sku, values):
    values.setdefault("line_key", sku)
    values.setdefault("transaction_type", TransactionType.SHIPMENT)
    values.setdefault("amazon_order_id", f"302-{number:07d}-0000001")
    values.setdefault("quantity", 1)
    values.setdefault("rate", Decimal("0.19"))
    values.setdefault("marketplace_id", "A1PA6795UKMFR9")
    values.setdefault("document_date", datetime(2026, 11, 21, 10, tzinfo=timezone.utc))
    values.setdefault("buyer", Buyer(vat_number="ATU12345675", company_name="Test AG"))
    return TaxLine(
        source=source,
        sku=sku,
        currency="EUR",
        item=taxed(gross, values["rate"] or 0),
        **values,
    )
