"""The buyers of a marketplace: strangers, those who come back, families, namesakes.

Amazon gives each buyer one e-mail address for each marketplace, whatever else the buyer
types anew or differently.
"""

from dataclasses import dataclass, replace
from random import Random

from emulator.marketplaces import Marketplace
from emulator.world import address_forms, atlas, people, places
from emulator.world.facts import Address, Buyer

LONG_NAME = "Freiherr Maximilian Karl-Theodor " * 7 + "von und zu Musterhausen"
ODD_NAMES = (
    *people.AWKWARD_NAMES,
    *places.JAPANESE_NAMES,
    "Lena 🌻 Sommer",
    "محمد الأحمد",
    "Ñ",
    "KARL-HEINZ  DOPPELTER",
    "<b>Fett</b> & <i>Schräg</i>",
)
# Amazon ships to these with full stock there; other parcels are the merchant's.
AMAZONS = frozenset("DE FR IT ES NL BE IE PL SE GB AT LU DK PT CZ US CA MX".split())


@dataclass
class Guest:
    """A buyer and the addresses used so far."""

    buyer: Buyer
    addresses: list[Address]

    @property
    def home(self) -> Address:
        return self.addresses[0]


class Crowd:
    """:param marketplace: where they buy"""

    def __init__(self, rng: Random, marketplace: Marketplace):
        self.rng = rng
        self.marketplace = marketplace
        self._known: list[Guest] = []

    def somebody(self, channel: str) -> tuple[Buyer, Address, Address]:
        """Who buys, and where it goes and where the invoice goes.

        What Amazon ships stays where it has warehouses.
        """
        rng, lot = self.rng, self.rng.random()
        known = rng.choice(self._known) if self._known else None
        if known is None or lot > 0.22:
            guest = self._stranger(channel)
        elif lot > 0.19:
            guest = self._namesake(known)
        elif lot > 0.16:
            guest = self._relative(known)
        else:
            guest = known
        address = guest.home if guest is not known else self._again(guest)
        if channel == "AFN" and not _is_amazons(address):
            guest = self._stranger(channel)
            address = guest.home
        bill_to = address if rng.random() < 0.75 else self._invoiced(guest)
        return guest.buyer, address, bill_to

    def _again(self, guest: Guest) -> Address:
        """The same address, the same typed differently, or another one."""
        lot = self.rng.random()
        if lot < 0.35:
            return self._elsewhere(guest)
        address = self.rng.choice(guest.addresses)
        if lot < 0.6:
            return self._typed_anew(address)
        return address

    def _typed_anew(self, address: Address) -> Address:
        """Other capitals and blanks, the same place."""
        change = self.rng.choice([str.upper, str.lower, _spaced])
        return replace(
            address,
            **{
                name: change(getattr(address, name))
                for name in ("name", "line1", "line2", "line3", "city")
            },
        )

    def _elsewhere(self, guest: Guest) -> Address:
        address = self._address(guest.home.country, guest.home.name, "")
        guest.addresses.append(address)
        return address

    def _invoiced(self, guest: Guest) -> Address:
        style = "company" if guest.buyer.company else ""
        company = guest.buyer.company
        return self._address(guest.home.country, guest.buyer.name, style, company)

    def _stranger(self, channel: str) -> Guest:
        rng = self.rng
        country, is_special = self._country(channel)
        is_business = rng.random() < 0.15
        name = rng.choice(ODD_NAMES) if rng.random() < 0.04 else self._name(country)
        if rng.random() < 0.004:
            name = LONG_NAME
        company = rng.choice(atlas.COMPANIES.get(country, ("",)))
        style = self._style(country, is_business)
        address = self._address(country, name, style, company, is_special)
        business = self._business(country, company) if is_business and company else {}
        return self._keep(Guest(self._buyer(name, **business), [address]))

    def _namesake(self, known: Guest) -> Guest:
        """Somebody else of that name, elsewhere."""
        name, country = known.buyer.name, known.home.country
        return self._keep(Guest(self._buyer(name), [self._address(country, name, "")]))

    def _relative(self, known: Guest) -> Guest:
        """Somebody else at that address."""
        country = known.home.country
        last = known.buyer.name.rpartition(" ")[2] or known.buyer.name
        name = f"{self._first_name(country)} {last}"
        return self._keep(Guest(self._buyer(name), [replace(known.home, name=name)]))

    def _keep(self, guest: Guest) -> Guest:
        self._known.append(guest)
        return guest

    def _buyer(self, name: str, **business) -> Buyer:
        code = "".join(self.rng.choices("0123456789abcdefghjkmnpqrstvwxyz", k=15))
        domain = self.marketplace.domain.removeprefix("www.")
        phone = self._phone(self.marketplace.country)
        return Buyer(f"{code}@marketplace.{domain}", name, phone, **business)

    def _business(self, country: str, company: str) -> dict:
        rng, lot = self.rng, self.rng.random()
        values = {
            "company": company,
            "purchase_order": rng.choice(["", f"PO-{rng.randrange(1000, 9999)}"]),
        }
        if lot < 0.7 and country in atlas.VAT_NUMBERS:
            values["vat_number"] = rng.choice(atlas.VAT_NUMBERS[country].split())
        elif lot < 0.8 and country in places.WRONG_VAT_NUMBERS:
            values["vat_number"] = places.WRONG_VAT_NUMBERS[country]
            values["is_vat_number_valid"] = False
        return values

    def _country(self, channel: str) -> tuple[str, bool]:
        """Where a stranger lives, and whether that is out of the VAT territory."""
        rng, at_home = self.rng, self.marketplace.country
        lot = rng.random()
        if lot < 0.1 and at_home in atlas.NEIGHBOURS:
            neighbours = atlas.NEIGHBOURS[at_home]
            [country] = rng.choices(list(neighbours), weights=neighbours.values())
            if channel == "MFN" or country in AMAZONS:
                return country, False
        is_special = lot > 0.94 and channel == "MFN" and at_home in atlas.SPECIAL
        return at_home, is_special

    def _style(self, country: str, is_business: bool) -> str:
        lot = self.rng.random()
        if country not in atlas.COMPANIES:
            return ""
        if is_business:
            return "company" if lot < 0.8 else ""
        if country == "DE" and lot < 0.12:
            return "locker"
        return "company" if lot > 0.95 else ""

    def _address(
        self, country, name, style, company: str = "", is_special=False
    ) -> Address:
        rng = self.rng
        towns = (atlas.SPECIAL if is_special else atlas.TOWNS)[country]
        postal_code, city, state, state_code = rng.choice(towns)
        form = rng.choice(address_forms.forms(country, style))
        number = f"{rng.randrange(1, 199)}{rng.choice(['', '', '', 'a', 'b'])}"
        street = f"{rng.choice(atlas.STREETS[country])} {number}"
        lines, book = address_forms.fill(
            rng,
            form,
            street=street,
            company=company or rng.choice(atlas.COMPANIES.get(country, ("",))),
            other=self._name(country),
        )
        book = replace(book, state_code=state_code)
        phone = self._phone(country)
        return Address(name, *lines, city, state, postal_code, country, phone, book)

    def _name(self, country: str) -> str:
        last = self.rng.choice(atlas.LAST_NAMES[country].split()).replace("~", " ")
        return f"{self._first_name(country)} {last}"

    def _first_name(self, country: str) -> str:
        return self.rng.choice(atlas.FIRST_NAMES[country].split())

    def _phone(self, country: str) -> str:
        number = self.rng.randrange(1_000_000, 9_999_999)
        if country == "US":
            area, line = number % 1000, number % 10000
            return f"+1 480-{area:03d}-{line:04d} ext. {number % 100000}"
        return self.rng.choice(["", f"0{self.rng.randrange(30, 999)} {number}"])


def _is_amazons(address: Address) -> bool:
    special = {town[0] for town in atlas.SPECIAL.get(address.country, ())}
    return address.country in AMAZONS and address.postal_code not in special


def _spaced(text: str) -> str:
    return f" {text.replace(' ', '  ')} " if text else text


def address_key(address: Address) -> str:
    """The same for what is the same but for capitals and blanks."""
    values = (
        *(address.name, address.line1, address.line2, address.line3),
        *(address.postal_code, address.city, address.country),
    )
    return "|".join(" ".join(value.casefold().split()) for value in values)
