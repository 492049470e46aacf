# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who buys, as one inbox record states it, and what that buyer is known by."""

import hashlib
import re

from .german_lockers import part_name
from .statement import ADDRESS_PARTS

LENGTH = 250
UNKNOWN = "?"
_EMAIL = re.compile(r"[^\s@,;]+@[^\s@,;]+")


class Address:
    """One address of an inbox record, ready to be compared and stored."""

    def __init__(self, order, prefix):
        for part in ADDRESS_PARTS:
            setattr(self, part, order[f"{prefix}_{part}"] or "")
        self.post_number = ""
        if self.country_code == "DE":
            self.name, self.post_number = part_name(self.name, self.lines)

    def __bool__(self):
        return bool(self.lines or self.city or self.postal_code or self.country_code)

    @property
    def lines(self):
        lines = (self.line1, self.line2, self.line3, self.post_number)
        return [line for line in lines if line]

    @property
    def is_deliverable(self):
        """Whether a parcel could be sent there at all."""
        return bool(self.lines and (self.city or self.postal_code))

    @property
    def is_whole(self):
        """Whether it tells one home from all others."""
        return bool(self.lines and self.postal_code and self.country_code)

    def key(self, name):
        """Return a text equal for addresses that differ in case and blanks only."""
        parts = (
            name,
            self.line1,
            self.line2,
            self.line3,
            self.city,
            self.state,
            self.postal_code,
            self.country_code,
            *filter(None, [self.post_number]),
        )
        text = "\n".join(" ".join(part.casefold().split()) for part in parts)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


class Buyer:
    """Who pays for an inbox record, and both addresses.

    :ivar persons: what Amazon calls a person in this order; blanks among them
    :ivar email: Amazon's alias for this buyer with this seller, "" where not stated
    :ivar vat: the VAT number as stated, without blanks; "" where there is none,
        :data:`UNKNOWN` where Amazon never states it: for what it ships
    :ivar home_key: fingerprint of the name and the buyer's own address
    :ivar who: the e-mail alias; else ``=`` and the home key, where name, street, postal
        code and country are all stated; "" where nothing proves who it is
    :ivar key: what the buyer is known by, "" as above: ``who`` and the VAT number.
        Whoever states one buys as a business, and as another one than where he states
        none; the number decides about the tax
    """

    def __init__(self, order):
        self.order = order
        self.ship = Address(order, "ship")
        self.bill = Address(order, "bill")
        self.home = self.bill or self.ship
        self.company_name = order.buyer_company_name or ""
        self.persons = [order.buyer_name, self.bill.name, self.ship.name]
        person = next(filter(None, self.persons), "")
        self.is_named = bool(self.company_name or person)
        self.name = (self.company_name or person or order.amazon_order_id)[:LENGTH]
        email = (order.buyer_email or "").strip().lower()
        self.email = email if _EMAIL.fullmatch(email) else ""
        vat = "".join((order.buyer_vat_number or "").split()).upper()
        self.vat = vat or (UNKNOWN if order.channel == "AFN" else "")
        self.home_key = self.home.key(self.name)
        self.who = self.email or self.address_identity
        self.key = " ".join(filter(None, (self.who, self.who and self.vat)))

    @property
    def is_business(self):
        order = self.order
        return bool(
            order.buyer_vat_number or self.company_name or order.is_business_order
        )

    @property
    def address_identity(self):
        is_known = self.is_named and self.home.is_whole
        return f"={self.home_key}" if is_known else ""

    @property
    def recipient_key(self):
        """What names the delivery address of a buyer who has no contact."""
        place = self.ship.key(self.ship.name or self.name)
        return f"to:{place}:{self.who or self.order.amazon_order_id}"
