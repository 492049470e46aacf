# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""SC_VAT_TAX_REPORT: the invoices Amazon issued in the seller's name.

A row for each item of a shipment, a return or a refund.  Its returns carry money:
no other report on taxes means that by the word.

https://sellercentral.amazon.de/help/hub/reference/G4WG5HY2Y57L8EUP
"""

from ..orders import Buyer
from ..tax_documents import TaxLine, TaxSource
from . import tax_rows
from .records import RecordLayout

_PREFIXES = {"item": "our-price", "shipping": "shipping", "gift_wrap": "giftwrap"}
_GOODS = {
    name: (
        f"{prefix}-tax-inclusive-selling-price",
        f"{prefix}-tax-exclusive-selling-price",
        f"{prefix}-tax-amount",
    )
    for name, prefix in _PREFIXES.items()
}
_PROMOTIONS = {
    f"{name}_promotion": (
        f"{prefix}-tax-inclusive-promo-amount",
        f"{prefix}-tax-exclusive-promo-amount",
        f"{prefix}-tax-amount-promo",
    )
    for name, prefix in _PREFIXES.items()
}


class VatCalculation(RecordLayout):
    required = (
        "order-id",
        "transaction-type",
        "shipment-id",
        "currency",
        "our-price-tax-inclusive-selling-price",
        "tax-rate",
        "vat-invoice-number",
    )
    advised = (
        "transaction-id",
        "our-price-tax-exclusive-selling-price",
        "our-price-tax-amount",
        "tax-reporting-scheme",
        "tax-collection-responsibility",
        "ship-from-country",
        "ship-to-country",
    )
    personal = (
        "buyer-tax-registration",
        "buyer-e-invoice-account-id",
        "buyer-nip",
        "invoice-url",
        "einvoice-url",
        "ship-to-city",
        "ship-to-postal-code",
    )
    dates = ("order-date", "shipment-date", "tax-calculation-date")
    amounts = sum((*_GOODS.values(), *_PROMOTIONS.values()), ())

    def begin(self):
        repetitions = tax_rows.Repetitions()
        return lambda row: repetitions.told_apart(self.record(row))

    def record(self, row):
        type_ = tax_rows.transaction_type(row)
        quantity = tax_rows.quantity(row, "quantity")
        amounts = _amounts(row, type_)
        return TaxLine(
            source=TaxSource.SC_VAT,
            document_key=_document_key(row),
            line_key=_line_key(row, type_, quantity, amounts["item"]),
            transaction_type=type_,
            amazon_order_id=tax_rows.order_id(row),
            sku=row.text("sku"),
            quantity=quantity,
            currency=tax_rows.currency(row),
            rate=tax_rows.rate(row, "tax-rate", amounts["item"], quantity),
            shipment_id=row.text("shipment-id"),
            transaction_id=row.text("transaction-id"),
            marketplace_id=tax_rows.marketplace_id(row),
            asin=row.text("asin"),
            order_date=row.written_moment_if_any("order-date"),
            document_date=_document_date(row),
            seller_vat_number=row.text("seller-tax-registration"),
            ship_from_country=row.text("ship-from-country").upper(),
            ship_to_country=row.text("ship-to-country").upper(),
            buyer=_buyer(row),
            citations=tax_rows.citations(row),
            **amounts,
            **_invoice(row),
        )


def _document_key(row):
    """Where Amazon issued nothing, what it would have been issued for."""
    number = row.first_text("vat-invoice-number", "transaction-id")
    return number or row.required_text("shipment-id")


def _line_key(row, type_, quantity, item):
    """What stays the same in whichever file the line is; it has no id of its own."""
    what = row.first_text("sku", "asin")
    where = (row.text("transaction-id"), row.text("shipment-id"), row.text("order-id"))
    return "|".join((type_.value, *where, what, str(quantity), str(item.gross)))


def _document_date(row):
    """A return states its own date as that of its shipment."""
    shipped = row.written_moment("shipment-date")
    return shipped or row.written_moment("tax-calculation-date")


def _amounts(row, type_):
    reader = tax_rows.TaxedReader(row, type_)
    return {
        **{name: reader.goods(*columns) for name, columns in _GOODS.items()},
        **{name: reader.promotion(*columns) for name, columns in _PROMOTIONS.items()},
    }


def _invoice(row):
    collector = row.text("tax-collection-responsibility").lower()
    return {
        "invoice_number": row.text("vat-invoice-number"),
        "original_invoice_number": row.text("original-vat-invoice-number"),
        "invoice_url": row.first_text("invoice-url", "einvoice-url"),
        "is_amazon_invoiced": tax_rows.truth_if_any(row, "is-amazon-invoiced"),
        "is_corrected": row.truth("is-invoice-corrected"),
        "is_export": row.truth("export-outside-eu"),
        "scheme": row.text("tax-reporting-scheme"),
        "reason_code": row.text("tax-calculation-reason-code"),
        "is_sellers_tax": collector in ("", "seller"),
    }


def _buyer(row):
    """Other registrations than for VAT are numbers of another kind."""
    type_ = row.text("buyer-tax-registration-type").upper()
    number = row.text("buyer-tax-registration") if type_ in ("", "VAT") else ""
    return Buyer(vat_number=number)
