"""A merchant order report of invented orders, the same for the same arguments."""

import random
from datetime import datetime, timedelta, timezone
from decimal import Decimal

REPORT_TYPE = "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING"
COLUMNS = (
    "order-id order-item-id purchase-date payments-date buyer-email buyer-name "
    "buyer-phone-number sku product-name quantity-purchased currency item-price "
    "item-tax shipping-price shipping-tax gift-wrap-price gift-wrap-tax "
    "ship-service-level recipient-name ship-address-1 ship-address-2 ship-address-3 "
    "ship-city ship-state ship-postal-code ship-country ship-phone-number "
    "bill-address-1 bill-address-2 bill-address-3 bill-city bill-state "
    "bill-postal-code bill-country item-promotion-discount item-promotion-id "
    "ship-promotion-discount ship-promotion-id latest-ship-date sales-channel "
    "is-business-order"
).split()
_FIRST_NAMES = ["Jörg", "Łucja", "Anna", "Zoë", "Björn", "Émilie", "Özlem", "Max"]
_LAST_NAMES = ["Müller", "Wiśniewska", "Ölßner", "Schmidt", "Groß", "Weiß", "Lang"]
_CITIES = [
    ("10115", "Berlin"),
    ("50667", "Köln"),
    ("80331", "München"),
    ("04109", "Leipzig"),
]
_START = datetime(2026, 11, 1, tzinfo=timezone.utc)


def skus(count):
    """Return the SKUs of ``count`` products; the first four fifths are in stock."""
    return [f"BENCH-{number:04d}" for number in range(count)]


def order_file(first, count, product_count):
    """Return the bytes of a report of ``count`` orders.

    One item in two orders of three, two items in the third; shipping charged in half
    of them; each buyer new, with a delivery address beside the invoice address.

    :param first: number of the first order; order ids and buyers follow from it
    """
    lines = ["\t".join(COLUMNS)]
    for number in range(first, first + count):
        rng = random.Random(number)
        for row in _order_rows(rng, number, skus(product_count)):
            lines.append("\t".join(row.get(column, "") for column in COLUMNS))
    return ("\n".join(lines) + "\n").encode()


def _order_rows(rng, number, all_skus):
    name = f"{rng.choice(_FIRST_NAMES)} {rng.choice(_LAST_NAMES)}"
    postal_code, city = rng.choice(_CITIES)
    purchased = _START + timedelta(minutes=rng.randrange(25_000))
    header = {
        "order-id": f"302-{number:07d}-{rng.randrange(10**7):07d}",
        "purchase-date": purchased.isoformat(),
        "payments-date": (purchased + timedelta(minutes=30)).isoformat(),
        "latest-ship-date": (purchased + timedelta(days=3)).isoformat(),
        "buyer-email": f"buyer{number}@marketplace.amazon.example",
        "buyer-name": name,
        "buyer-phone-number": "030 0000000",
        "currency": "EUR",
        "ship-service-level": "Standard",
        "recipient-name": name,
        "ship-address-1": f"Lieferweg {number}",
        "ship-city": city,
        "ship-postal-code": postal_code,
        "ship-country": "DE",
        "ship-phone-number": "030 0000000",
        "bill-address-1": f"Rechnungsgasse {number}",
        "bill-city": city,
        "bill-postal-code": postal_code,
        "bill-country": "DE",
        "sales-channel": "Amazon.de",
        "is-business-order": "false",
    }
    for position in range(2 if rng.random() < 1 / 3 else 1):
        yield header | _item_cells(rng, number, position, all_skus)


def _item_cells(rng, number, position, all_skus):
    quantity = rng.choice([1, 1, 1, 2, 3])
    price = Decimal(rng.randrange(199, 9999)) * quantity / 100
    cells = {
        "order-item-id": f"0{number:08d}{position:04d}",
        "sku": rng.choice(all_skus),
        "product-name": "Bench article",
        "quantity-purchased": str(quantity),
        "item-price": f"{price:.2f}",
        "item-tax": "0.00",
        "shipping-price": "3.99" if rng.random() < 0.5 and not position else "0.00",
        "shipping-tax": "0.00",
    }
    return cells
