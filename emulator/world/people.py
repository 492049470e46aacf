"""Invented buyers and where they live."""

from dataclasses import dataclass
from random import Random

from emulator.marketplaces import Marketplace
from emulator.world import places
from emulator.world.facts import Address, Buyer

AWKWARD_NAMES = (
    '<script>alert("Amazon")</script>',
    'Kevin O\'Brien "Kev" Müller',
    "Anna; DROP TABLE res_partner; --",
    "%s {0} ${name} & Söhne",
)


@dataclass(frozen=True, slots=True)
class Person:
    buyer: Buyer
    home: Address


def invent(rng: Random, marketplace: Marketplace, country: str, style: str) -> Person:
    """A buyer of a marketplace who lives in ``country``.

    :param style: "", ``business``, ``packing_station``, ``company_address``,
        ``care_of``, ``awkward_name`` or ``japanese_name``
    """
    name = _name(rng, country, style)
    phone = _phone(rng, country)
    code = "".join(rng.choices("0123456789abcdefghjkmnpqrstvwxyz", k=15))
    domain = marketplace.domain.removeprefix("www.")
    company, vat_number, purchase_order, is_valid = "", "", "", True
    if style == "business":
        company = rng.choice(places.COMPANIES[country])
        if country in places.VAT_NUMBERS:
            wrong = places.WRONG_VAT_NUMBERS[country]
            vat_number = rng.choice([*places.VAT_NUMBERS[country].split(), wrong])
            is_valid = vat_number != wrong
        purchase_order = rng.choice(["", f"PO-{rng.randrange(1000, 9999)}"])
    return Person(
        Buyer(
            f"{code}@marketplace.{domain}",
            name,
            phone,
            company,
            vat_number,
            purchase_order,
            is_valid,
        ),
        _address(rng, country, name, phone, style),
    )


def _name(rng: Random, country: str, style: str) -> str:
    if style == "awkward_name":
        return rng.choice(AWKWARD_NAMES)
    if style == "japanese_name":
        return rng.choice(places.JAPANESE_NAMES)
    first = rng.choice(places.FIRST_NAMES[country].split())
    last = rng.choice(places.LAST_NAMES[country].split()).replace("~", " ")
    return f"{first} {last}"


def _phone(rng: Random, country: str) -> str:
    number = rng.randrange(1_000_000, 9_999_999)
    if country == "US":
        return f"+1 480-{number % 1000:03d}-{number % 10000:04d} ext. {number % 100000}"
    return rng.choice(["", f"0{rng.randrange(30, 999)} {number}"])


def _address(rng: Random, country: str, name: str, phone: str, style: str) -> Address:
    postal_code, city, state = rng.choice(places.CITIES[country])
    street = f"{rng.choice(places.STREETS[country])} {rng.randrange(1, 199)}"
    lines = _address_lines(rng, country, street, style)
    return Address(name, *lines, city, state, postal_code, country, phone)


def _address_lines(rng, country, street, style) -> tuple[str, str, str]:
    """In Germany the company often stands in line 1, the street in line 2."""
    if style == "packing_station":
        post_number = f"{rng.randrange(10_000_000, 999_999_999)}"
        station = f"Packstation {rng.randrange(101, 499)}"
        if rng.random() < 0.5:
            return post_number, station, ""
        return station, "", f"Postnummer {post_number}"
    if style in ("company_address", "business"):
        return rng.choice(places.COMPANIES[country]), street, ""
    if style == "care_of":
        return street, f"c/o {_name(rng, country, '')}", "Hinterhaus, 3. OG"
    return street, rng.choice(["", "", "2. Stock"]), ""
