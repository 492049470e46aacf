# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""GET_FLAT_FILE_VAT_INVOICE_DATA_REPORT: what Amazon wants the seller to invoice.

A row for each item of a shipment, a return or a refund; one invoice for a shipment,
one credit note for each transaction of the others.

https://developer-docs.amazon.com/sp-api/docs/invoice-data-reports-attributes
"""

from ..orders import Buyer
from ..tax_documents import TaxLine, TaxSource, TransactionType
from . import tax_rows
from .layout import address
from .records import RecordLayout

_DEPOSIT = ("bottle-deposit-vat-excl-amount", "bottle-deposit-vat-amount")
_AMOUNTS = {
    prefix: (
        f"{prefix}-vat-incl-amount",
        f"{prefix}-vat-excl-amount",
        f"{prefix}-vat-amount",
    )
    for prefix in (
        "item",
        "item-promo",
        "shipping",
        "shipping-promo",
        "gift-wrap",
        "gift-promo",
    )
}


class VatInvoiceData(RecordLayout):
    required = (
        "order-id",
        "shipping-id",
        "transaction-type",
        "currency",
        "item-vat-incl-amount",
    )
    advised = (
        "order-item-id",
        "transaction-id",
        "item-vat-excl-amount",
        "item-vat-amount",
        "item-vat-rate",
        "invoice-status",
    )
    personal = (
        "buyer-vat-number",
        "purchase-order-number",
        "recipient-name",
        "ship-address-1",
        "ship-address-2",
        "ship-address-3",
        "ship-city",
        "ship-postal-code",
        "ship-phone-number",
        "billing-name",
        "bill-address-1",
        "bill-address-2",
        "bill-address-3",
        "bill-city",
        "bill-postal-code",
        "billing-phone-number",
        "buyer-name",
        "buyer-company-name",
        "buyer-e-invoice-account-id",
    )
    dates = ("order-date", "shipment-date")
    amounts = (*sum(_AMOUNTS.values(), ()), *_DEPOSIT)

    def begin(self):
        repetitions = tax_rows.Repetitions()
        return lambda row: repetitions.told_apart(self.record(row))

    def record(self, row):
        type_ = tax_rows.transaction_type(row)
        quantity = tax_rows.quantity(row, "quantity-purchased")
        amounts = _amounts(row, type_)
        item_id = row.text("order-item-id")
        sku = row.text("sku")
        return TaxLine(
            source=TaxSource.VIDR,
            document_key=_document_key(row, type_),
            line_key=item_id or sku or row.required_text("asin"),
            transaction_type=type_,
            amazon_order_id=tax_rows.order_id(row),
            sku=sku,
            quantity=quantity,
            currency=tax_rows.currency(row),
            rate=tax_rows.rate(row, "item-vat-rate", amounts["item"], quantity),
            order_item_id=item_id,
            shipment_id=row.text("shipping-id"),
            transaction_id=row.text("transaction-id"),
            marketplace_id=tax_rows.marketplace_id(row),
            asin=row.text("asin"),
            title=row.text("product-name"),
            order_date=row.written_moment_if_any("order-date"),
            document_date=row.written_moment("shipment-date"),
            is_export=row.truth("export-outside-eu"),
            seller_vat_number=row.text("seller-vat-number"),
            ship_from_country=row.text("ship-from-country").upper(),
            ship_to_country=row.text("ship-country").upper(),
            citations=tax_rows.citations(row),
            **amounts,
            **_invoice(row),
            **_buyer(row),
        )


def _document_key(row, type_):
    is_shipment = type_ is TransactionType.SHIPMENT
    return row.required_text("shipping-id" if is_shipment else "transaction-id")


def _amounts(row, type_):
    reader = tax_rows.TaxedReader(row, type_)
    return {
        "item": reader.goods(*_AMOUNTS["item"], deposit=_DEPOSIT),
        "item_promotion": reader.promotion(*_AMOUNTS["item-promo"]),
        "shipping": reader.goods(*_AMOUNTS["shipping"]),
        "shipping_promotion": reader.promotion(*_AMOUNTS["shipping-promo"]),
        "gift_wrap": reader.goods(*_AMOUNTS["gift-wrap"]),
        "gift_wrap_promotion": reader.promotion(*_AMOUNTS["gift-promo"]),
    }


def _invoice(row):
    return {
        "invoice_number": row.text("invoice-number"),
        "original_invoice_number": row.text("original-vat-invoice-number"),
        "status": row.text("invoice-status"),
        "status_description": row.text("invoice-status-description"),
        "is_amazon_invoiced": tax_rows.truth_if_any(row, "is-amazon-invoiced"),
        "is_corrected": row.truth("is-invoice-corrected"),
    }


def _buyer(row):
    buyer = Buyer(
        name=row.text("buyer-name"),
        phone=row.text("billing-phone-number"),
        company_name=row.text("buyer-company-name"),
        vat_number=row.text("buyer-vat-number"),
        purchase_order_number=row.text("purchase-order-number"),
    )
    name = row.first_text("billing-name", "buyer-name")
    stated = address(row, "bill", "", buyer.phone)
    return {
        "buyer": buyer,
        "bill_address": address(row, "bill", name, buyer.phone) if stated else stated,
        "is_business_order": row.truth("is-business-order"),
    }
