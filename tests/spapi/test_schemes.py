"""What kind of sale an order is: places, fulfilment centres, the table of rules."""

from collections import Counter
from datetime import datetime, timezone
from decimal import Decimal

import pytest

from amazon_connector.importer.schemes import Sale, scheme_of
from amazon_connector.spapi.fulfillment_centers import country_of
from amazon_connector.spapi.territories import place
from emulator.world import World
from emulator.world.dispatches import CENTER_COUNTRIES
from emulator.world.tax_documents import REGISTRATIONS
from emulator.world.taxation import goods_value


def kind_of(origin, destination, *postal_code, **facts):
    """Return the kind of a sale of a German seller, registered in Poland."""
    facts = {
        "home": "DE",
        "is_home_eu": True,
        "registrations": frozenset({"PL"}),
        **facts,
    }
    value = facts.pop("value", None)
    if value is not None:
        amount, currency = value.split()
        values = {currency: Decimal(amount)}
        facts["value"] = lambda limit: values.get(limit.currency)
    return scheme_of(
        Sale(
            origin=place(origin), destination=place(destination, *postal_code), **facts
        )
    )


@pytest.mark.parametrize(
    ("country", "postal_code", "area", "is_eu", "territory"),
    [
        ("DE", "10115", "DE", True, ""),
        ("uk", "SW1A 1AA", "GB", False, ""),
        ("EL", "10557", "GR", True, ""),
        ("MC", "98000", "FR", True, ""),
        ("FR", "98000", "FR", True, ""),
        ("GB", "BT1 5GS", "XI", True, "Northern Ireland"),
        ("GB", "bt15gs", "XI", True, "Northern Ireland"),
        ("GB", "B1 1TB", "GB", False, ""),
        ("GB", "JE2 3AB", "GB-CI", False, "Channel Islands"),
        ("ES", "35001", "ES-IC", False, "Canary Islands"),
        ("ES", "38001", "ES-IC", False, "Canary Islands"),
        ("IC", "35001", "ES-IC", False, "Canary Islands"),
        ("ES", "51001", "ES-EA", False, "Ceuta and Melilla"),
        ("ES", "28001", "ES", True, ""),
        ("DE", "78266", "DE-BUS", False, "Büsingen"),
        ("DE", "D-78266", "DE-BUS", False, "Büsingen"),
        ("DE", "DE-27498", "DE-HEL", False, "Heligoland"),
        ("FR", "97400", "FR-OM", False, "French overseas territories"),
        ("RE", "97400", "RE", False, ""),
        ("IT", "23041", "IT-LIV", False, "Livigno"),
        ("IT", "22061", "IT-CAM", False, "Campione d'Italia"),
        ("IT", "47891", "SM", False, "San Marino"),
        ("IT", "00120", "VA", False, "Vatican City"),
        ("IT", "00121", "IT", True, ""),
        ("GR", "630 86", "GR-69", False, "Mount Athos"),
        ("FI", "22100", "FI-AX", False, "Åland Islands"),
        ("PT", "9000-018", "PT", True, "Madeira"),
        ("AT", "6991", "AT", True, "Mittelberg"),
        ("CH", "8001", "CH", False, ""),
        ("LI", "9490", "CH", False, ""),
        ("", "", "", False, ""),
        (None, None, "", False, ""),
    ],
)
def test_place(country, postal_code, area, is_eu, territory):
    found = place(country, postal_code)
    assert (found.area, found.is_eu, found.territory) == (area, is_eu, territory)


@pytest.mark.parametrize(
    ("origin", "destination", "facts", "kind"),
    [
        ("DE", "DE", {}, ("domestic", "DE")),
        ("DE", "DE", {"vat_country": "FR"}, ("domestic", "DE")),
        # Across the European Union
        ("DE", "FR", {}, ("oss", "FR")),
        ("DE", "FR", {"vat_country": "FR"}, ("reverse_charge", "DE")),
        ("DE", "FR", {"vat_country": "IT"}, ("reverse_charge", "DE")),
        ("DE", "FR", {"vat_country": "DE"}, ("domestic", "DE")),
        ("DE", "FR", {"vat_country": "GB"}, ("oss", "FR")),
        ("PL", "DE", {}, ("oss", "DE")),
        ("PL", "FR", {"vat_country": "FR"}, ("reverse_charge", "PL")),
        ("PL", "DE", {"vat_country": "PL"}, ("local", "PL")),
        # Amazon knows a number that its report does not name.
        ("DE", "FR", {"is_free": True}, ("reverse_charge", "DE")),
        ("PL", "FR", {"is_free": True}, ("reverse_charge", "PL")),
        ("CZ", "FR", {"is_free": True}, ("oss", "FR")),
        ("DE", "IE", {"is_free": True}, ("oss", "IE")),
        ("DE", "DE", {"is_free": True}, ("domestic", "DE")),
        ("DE", "CH", {"is_free": True}, ("export", "DE")),
        # In another country
        ("PL", "PL", {}, ("local", "PL")),
        ("CZ", "CZ", {}, ("local", "CZ")),
        # Abroad
        ("DE", "CH", {}, ("export", "DE")),
        ("DE", "US", {"vat_country": "US"}, ("export", "DE")),
        ("PL", "CH", {}, ("export", "PL")),
        # Who imports it is not known; the accountant may know better.
        ("DE", "CH", {"registrations": frozenset({"CH"})}, ("export", "DE")),
        ("CH", "PL", {}, ("local", "PL")),
        ("CH", "DE", {}, ("domestic", "DE")),
        ("GB", "FR", {}, ("export", "GB")),
        # Amazon collects
        ("DE", "CH", {"value": "50.00 CHF"}, ("collected", "CH")),
        ("DE", "CH", {"value": "63.00 CHF"}, ("export", "DE")),
        ("DE", "NO", {"value": "3000 NOK"}, ("collected", "NO")),
        ("DE", "GB", {"value": "135.00 GBP"}, ("collected", "GB")),
        ("DE", "GB", {"value": "135.01 GBP"}, ("export", "DE")),
        (
            "DE",
            "GB",
            {"value": "20.00 GBP", "vat_country": "GB"},
            ("export", "DE"),
        ),
        ("GB", "GB", {}, ("collected", "GB")),
        ("GB", "GB", {"home": "GB", "is_home_eu": False}, ("domestic", "GB")),
        ("GB", "FR", {"value": "150.00 EUR"}, ("collected", "FR")),
        ("DE", "FR", {"home": "US", "is_home_eu": False}, ("collected", "FR")),
        # Within a member state, too.
        ("DE", "DE", {"home": "US", "is_home_eu": False}, ("collected", "DE")),
        (
            "DE",
            "DE",
            {"home": "US", "is_home_eu": False, "vat_country": "DE"},
            ("local", "DE"),
        ),
        ("US", "US", {"home": "US", "is_home_eu": False}, ("domestic", "US")),
        ("DE", "US", {"is_collected": True}, ("collected", "US")),
        ("JP", "JP", {"home": "JP", "is_home_eu": False}, ("domestic", "JP")),
        ("DE", "", {}, ("unknown", "")),
    ],
)
def test_kind(origin, destination, facts, kind):
    assert kind_of(origin, destination, **facts) == kind


@pytest.mark.parametrize(
    ("origin", "destination", "postal_code", "facts", "kind"),
    [
        ("DE", "DE", "78266", {}, ("export", "DE")),
        ("DE", "ES", "35001", {}, ("export", "DE")),
        ("DE", "ES", "35001", {"vat_country": "ES"}, ("export", "DE")),
        ("DE", "FR", "97400", {}, ("export", "DE")),
        ("DE", "GB", "BT1 5GS", {"value": "20.00 GBP"}, ("oss", "XI")),
        ("DE", "GB", "BT1 5GS", {"vat_country": "XI"}, ("reverse_charge", "DE")),
        (
            "GB",
            "GB",
            "BT1 5GS",
            {"home": "GB", "is_home_eu": False},
            ("domestic", "GB"),
        ),
        (
            "XI",
            "GB",
            "BT1 5GS",
            {"home": "GB", "is_home_eu": False},
            ("local", "XI"),
        ),
        ("DE", "IT", "47890", {}, ("export", "DE")),
    ],
)
def test_kind_in_special_territories(origin, destination, postal_code, facts, kind):
    assert kind_of(origin, destination, postal_code, **facts) == kind


def test_centers_that_look_alike_are_in_different_countries():
    assert [country_of(center) for center in ("BRE4", "BRE2")] == ["DE", "FR"]
    assert [country_of(each) for each in ("XPO1", "XPL1", "XPLA", "wro1 ")] == [
        "DE",
        "GB",
        "PL",
        "PL",
    ]


def test_unknown_center_is_not_guessed():
    assert [country_of(center) for center in ("BRE9", "WRO5", "", None)] == [None] * 4


def test_centers_of_the_emulated_amazon_are_known():
    europe = {
        center: country
        for center, country in CENTER_COUNTRIES.items()
        if country not in ("US", "CA", "MX")
    }
    assert {center: country_of(center) for center in europe} == europe


def test_every_order_of_the_emulated_amazon_is_told_as_amazon_tells_it():
    end = datetime(2026, 11, 20, tzinfo=timezone.utc)
    world = World("kinds", 3000, end=end, days=40, variety="full", vcs=True)
    seen, different = Counter(), []
    for order in world.orders:
        if order.sale is None:
            continue
        ours, _taxed_in = _told_of(order)
        seen[order.sale.scheme] += 1
        if ours != order.sale.scheme:
            different.append((order.sale, order.ship_to, order.total, ours))
    assert not different
    assert set(seen) == {
        "domestic",
        "local",
        "oss",
        "reverse_charge",
        "export",
        "collected",
    }


def _counting(order, limit):
    return order.total if limit.has_shipping else goods_value(order)


def _told_of(order):
    """Return what we say of an order of the emulated world."""
    ship_to = order.ship_to
    has_number = order.buyer.vat_number and order.buyer.is_vat_number_valid
    rates = {"GBP": Decimal(1), "CHF": Decimal("0.94")}
    return scheme_of(
        Sale(
            home="DE",
            is_home_eu=True,
            registrations=frozenset(REGISTRATIONS) - {"DE"},
            origin=place(order.sale.ship_from),
            destination=place(ship_to.country, ship_to.postal_code),
            vat_country=order.buyer.vat_number[:2] if has_number else "",
            value=lambda limit: rates[limit.currency] * _counting(order, limit),
        )
    )
