"""What Amazon wants invoiced by sellers who invoice themselves ("VCS Lite").

GET_FLAT_FILE_VAT_INVOICE_DATA_REPORT, in short VIDR.

https://developer-docs.amazon.com/sp-api/docs/report-type-values-invoice-data
"""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from emulator.world.facts import ZERO
from emulator.world.mfn import address_values
from emulator.world.table import flat_file, local_iso
from emulator.world.tax_documents import COLLECTED, TaxLine

COUNTRIES = frozenset("IE ES GB FR BE NL DE IT SE PL".split())
OPEN_FOR = timedelta(days=90)
LONGEST_PERIOD = timedelta(days=30)
# A document the seller uploads by hand is accepted, or rejected, after so long.
ANSWER_AFTER = timedelta(days=1)
ACCEPTED = "InvoiceAccepted", "CreditNoteAccepted"
PENDING = "InvoicePending", "CreditNotePending"
REJECTED = "The invoice was rejected: the total does not match the order."
_PARTS = ("vat-incl-amount", "vat-amount", "vat-excl-amount")
_COMPONENTS = {
    "item": "price",
    "item-promo": "item_promotion",
    "gift-wrap": "gift_wrap",
    "gift-promo": "",
    "shipping": "shipping",
    "shipping-promo": "shipping_promotion",
}
COLUMNS = """
marketplace-id order-id order-item-id shipping-id transaction-id transaction-type
invoice-number invoice-status invoice-status-description is-amazon-invoiced order-date
shipment-date buyer-vat-number seller-vat-number asin sku product-name
quantity-purchased currency item-vat-incl-amount item-vat-amount item-vat-excl-amount
item-vat-rate item-promo-vat-incl-amount item-promo-vat-excl-amount
item-promo-vat-amount item-promo-vat-rate item-promotion-id gift-wrap-vat-incl-amount
gift-wrap-vat-amount gift-wrap-vat-excl-amount gift-wrap-vat-rate
gift-promo-vat-incl-amount gift-promo-vat-excl-amount gift-promo-vat-amount
gift-promo-vat-rate gift-promotion-id shipping-vat-incl-amount shipping-vat-amount
shipping-vat-excl-amount shipping-vat-rate shipping-promo-vat-incl-amount
shipping-promo-vat-excl-amount shipping-promo-vat-amount shipping-promo-vat-rate
ship-promotion-id is-business-order price-designation purchase-order-number
recipient-name ship-service-level fulfilled-by ship-address-1 ship-address-2
ship-address-3 ship-city ship-state ship-postal-code ship-country ship-phone-number
ship-from-country ship-from-state ship-from-city ship-from-postal-code billing-name
bill-address-1 bill-address-2 bill-address-3 bill-city bill-state bill-postal-code
bill-country billing-phone-number buyer-name buyer-company-name
legacy-customer-order-item-id recommended-invoice-format buyer-tax-registration-type
buyer-e-invoice-account-id is-buyer-physically-present is-seller-physically-present
citation-es citation-it citation-fr citation-de citation-en export-outside-eu
is-invoice-corrected original-vat-invoice-number invoice-correction-details
""".split()
# What a document of a supply without VAT to a business abroad has to say.
CITATIONS = {
    "citation-de": "Steuerfreie innergemeinschaftliche Lieferung",
    "citation-en": "VAT exempt intra-Community supply",
    "citation-es": "Entrega intracomunitaria exenta de IVA",
    "citation-fr": "Livraison intracommunautaire exonérée de TVA",
    "citation-it": "Cessione intracomunitaria non imponibile IVA",
}


def vat_invoice_data_report(
    world,
    region: str,
    start: datetime,
    end: datetime,
    marketplace_ids,
    options,
    *,
    made_at: datetime,
    settings,
) -> str | None:
    """The documents Amazon waits for at ``made_at``; a period says nothing.

    Only with the option ``all`` it is what was ordered from ``start`` to before
    ``end``, invoiced or not; of more than 30 days, the last ones.

    :param settings: ``vidr_signs`` and ``vidr_rate`` choose a notation
    :return: the file, None where there is nothing to invoice for the seller
    """
    if world.vcs != "lite":
        return None
    is_all = _is_true(options, "all")
    start = max(start, end - LONGEST_PERIOD)
    lines = world.tax_lines_between(
        world.start if is_all else made_at - OPEN_FOR, made_at
    )
    rows = []
    for line in lines:
        marketplace = line.order.marketplace
        if (
            marketplace.id not in marketplace_ids
            or marketplace.country not in COUNTRIES
        ):
            continue
        status = _status(world, line, made_at)
        is_wanted = status[0] not in ACCEPTED
        if is_all:
            is_wanted = start <= line.order.purchased_at < end
        if is_wanted:
            rows.append(_row(line, status, settings))
    return flat_file(COLUMNS, rows) if rows else None


def _is_true(options: dict, name: str) -> bool:
    """Amazon's own example spells it ``ReportOption=all``."""
    values = (options.get(name, ""), options.get(f"ReportOption={name}", ""))
    return any(value.lower() == "true" for value in values)


def _status(world, line: TaxLine, now: datetime) -> tuple[str, str]:
    """Status and its description; some documents the seller uploads by hand."""
    lot = Random(f"{world.seed}/invoice/{line.document_id}").random()
    if line.happened_at + ANSWER_AFTER <= now:
        if lot < world.invoiced_by_hand:
            return ACCEPTED[line.is_credit], ""
        if lot > 0.95:
            return PENDING[line.is_credit], REJECTED
    return PENDING[line.is_credit], ""


def _row(line: TaxLine, status: tuple[str, str], settings) -> dict:
    order, item = line.order, line.item
    promotions = item.promotions
    return {
        "marketplace-id": order.marketplace.id,
        "order-id": order.order_id,
        "order-item-id": item.order_item_id,
        "shipping-id": line.shipment_id,
        "transaction-id": line.document_id,
        "transaction-type": line.transaction_type,
        "invoice-status": status[0],
        "invoice-status-description": status[1],
        # What Amazon is taken to have sold, it invoices.
        "is-amazon-invoiced": "TRUE" if line.scheme in COLLECTED else "FALSE",
        "order-date": local_iso(order.purchased_at, "eu"),
        "shipment-date": local_iso(line.happened_at, "eu"),
        "seller-vat-number": line.seller_vat_number,
        "asin": item.product.asin,
        "sku": item.product.sku,
        "product-name": item.product.title,
        "quantity-purchased": line.quantity,
        "currency": order.currency,
        **_amounts(line, settings),
        "item-promotion-id": ", ".join(p.id for p in promotions if p.item),
        "ship-promotion-id": ", ".join(p.id for p in promotions if p.shipping),
        **_people(line),
        "fulfilled-by": "Amazon" if order.channel == "AFN" else "Merchant",
        "ship-from-country": line.ship_from,
        "is-buyer-physically-present": "false",
        "is-seller-physically-present": "false",
        "export-outside-eu": "true" if line.is_export else "false",
        "is-invoice-corrected": "false",
        **(CITATIONS if line.is_exempt else {}),
    }


def _amounts(line: TaxLine, settings) -> dict:
    """Line totals; promotions are added, so those of an invoice are negative."""
    is_turned = line.is_credit and settings.vidr_signs == "positive"
    rate = Decimal(line.percent)
    if settings.vidr_rate == "fraction":
        rate /= 100
    values = {}
    for component, name in _COMPONENTS.items():
        gross = getattr(line.amounts, name) if name else ZERO
        parts = line.parts(-gross if is_turned else gross)
        for part, value in zip(_PARTS, parts, strict=True):
            values[f"{component}-{part}"] = value
        values[f"{component}-vat-rate"] = rate
    return values


def _people(line: TaxLine) -> dict:
    order = line.order
    buyer, ship, bill = order.buyer, order.ship_to, order.bill_to
    return {
        "buyer-vat-number": buyer.vat_number,
        "buyer-tax-registration-type": "VAT" if buyer.vat_number else "",
        "buyer-name": buyer.name,
        "buyer-company-name": buyer.company,
        "is-business-order": "true" if order.is_business else "false",
        "price-designation": "Business Price" if order.is_business else "",
        "purchase-order-number": buyer.purchase_order if order.is_business else "",
        "recipient-name": ship.name,
        "ship-service-level": order.service_level,
        **address_values("ship", ship),
        "ship-phone-number": ship.phone,
        "billing-name": bill.name,
        **address_values("bill", bill),
        "billing-phone-number": bill.phone,
    }
