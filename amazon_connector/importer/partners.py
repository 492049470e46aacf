# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Buyers and their addresses as partners: found again by key, never by name.

The buyer's key is the e-mail address by which Amazon names the buyer to this seller
account.  Without one, nothing proves that two buyers are the same: a new partner.
"""

import hashlib

from odoo import tools

from .statement import ADDRESS_PARTS

_LENGTH = 250


class Address:
    """One address of an inbox record, ready to be compared and stored."""

    def __init__(self, order, prefix):
        for part in ADDRESS_PARTS:
            setattr(self, part, order[f"{prefix}_{part}"] or "")

    def __bool__(self):
        return bool(self.line1 or self.city or self.postal_code or self.country_code)

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
        )
        text = "\n".join(" ".join(part.casefold().split()) for part in parts)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


class Buyer:
    """Who pays for an inbox record, and both addresses."""

    def __init__(self, order):
        self.order = order
        self.ship = Address(order, "ship")
        self.bill = Address(order, "bill")
        self.home = self.bill or self.ship
        self.email = order.buyer_email or ""
        self.key = self._key()
        self.company_name = order.buyer_company_name or ""
        person = order.buyer_name or self.bill.name or self.ship.name
        self.name = (self.company_name or person or order.amazon_order_id)[:_LENGTH]

    def _key(self):
        """Return what names this buyer, False when nothing does.

        A buyer who states a VAT number buys as a business, and as another one than
        where he states none: the number decides about the tax.
        """
        email = tools.email_normalize(self.email)
        vat = "".join((self.order.buyer_vat_number or "").split()).upper()
        return email and " ".join(filter(None, (email, vat)))

    @property
    def home_key(self):
        return self.home.key(self.name)


class Partners:
    """Finds or creates the partners of a batch of inbox records.

    :param maps: :class:`~.maps.Maps`
    :param account: the ``amazon.seller.account``
    """

    def __init__(self, env, account, maps):
        self.env = env
        self.account = account
        self.maps = maps

    def assign(self, orders):
        """Return ``{order: (partner, invoice partner, delivery partner)}``."""
        buyers = {order: Buyer(order) for order in orders}
        main = self._main_partners(buyers)
        children = self._children(buyers, main)
        return {
            order: (
                main[order],
                self._at(main[order], buyer.bill, buyer, children),
                self._at(main[order], buyer.ship, buyer, children),
            )
            for order, buyer in buyers.items()
        }

    # === THE BUYER === #

    def _main_partners(self, buyers):
        known = self._known_buyers([buyer.key for buyer in buyers.values()])
        missing = {}  # identity -> the first buyer with it
        identity_of = {}
        for order, buyer in buyers.items():
            identity_of[order] = buyer.key or order
            if identity_of[order] not in known:
                missing.setdefault(identity_of[order], buyer)
        created = self.env["res.partner"].create(
            [self._buyer_values(buyer) for buyer in missing.values()]
        )
        known.update(zip(missing, created, strict=True))
        return {order: known[identity] for order, identity in identity_of.items()}

    def _known_buyers(self, keys):
        keys = [key for key in keys if key]
        partners = (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search(
                [
                    ("amazon_seller_account_id", "=", self.account.id),
                    ("amazon_seller_buyer_key", "in", keys),
                ],
                order="id desc",  # The oldest comes last and wins.
            )
        )
        return {partner.amazon_seller_buyer_key: partner for partner in partners}

    def _buyer_values(self, buyer):
        order = buyer.order
        values = self._address_values(buyer.home, {buyer.name.casefold()})
        values.update(
            name=buyer.name,
            is_company=bool(buyer.company_name),
            email=buyer.email or False,
            phone=order.buyer_phone or buyer.home.phone or False,
            company_id=self.account.company_id.id,
            lang=self.maps.language(buyer.home.country_code),
            amazon_seller_account_id=self.account.id,
            amazon_seller_buyer_key=buyer.key,
            amazon_seller_address_key=buyer.home_key,
        )
        values.update(self._vat_values(buyer))
        return values

    def _vat_values(self, buyer):
        """Return the buyer's VAT number if it is one, else a note with it.

        A wrong number would make the sale free of tax.
        """
        stated = buyer.order.buyer_vat_number
        if not stated:
            return {}
        country = self.maps.country(buyer.home.country_code)
        Partner = self.env["res.partner"].with_context(no_vat_validation=False)
        vat, _code = Partner._run_vat_checks(
            country, stated.replace(" ", ""), validation="setnull"
        )
        if vat and country:
            return {"vat": vat}
        note = self.env._("VAT number as stated at Amazon, not valid: %s", stated)
        return {"comment": tools.plaintext2html(note)}

    # === ADDRESSES === #

    def _children(self, buyers, main):
        """Return ``{(parent, address key): child}``, creating the missing ones."""
        children = self._known_children(main.values())
        missing = {}
        for order, buyer in buyers.items():
            for address, kind in ((buyer.bill, "invoice"), (buyer.ship, "delivery")):
                key = (main[order], self._address_key(address, buyer))
                if not address or self._is_home(*key) or key in children:
                    continue
                missing.setdefault(key, self._child_values(*key, address, buyer, kind))
        created = self.env["res.partner"].create(list(missing.values()))
        children.update(zip(missing, created, strict=True))
        return children

    def _known_children(self, partners):
        parents = self.env["res.partner"].concat(*partners)
        children = self.env["res.partner"].search(
            [
                ("parent_id", "in", parents.ids),
                ("amazon_seller_address_key", "!=", False),
            ]
        )
        return {
            (child.parent_id, child.amazon_seller_address_key): child
            for child in children
        }

    def _child_values(self, parent, key, address, buyer, kind):
        names = {buyer.name.casefold(), address.name.casefold()}
        values = self._address_values(address, names)
        values.update(
            parent_id=parent.id,
            type=kind,
            name=(address.name or buyer.name)[:_LENGTH],
            phone=address.phone or False,
            company_id=self.account.company_id.id,
            lang=parent.lang,
            amazon_seller_account_id=self.account.id,
            amazon_seller_address_key=key,
        )
        return values

    def _at(self, partner, address, buyer, children):
        """Return the partner record that stands for ``address``."""
        key = self._address_key(address, buyer)
        if not address or self._is_home(partner, key):
            return partner
        return children[partner, key]

    @staticmethod
    def _address_key(address, buyer):
        return address.key(address.name or buyer.name)

    @staticmethod
    def _is_home(partner, key):
        return partner.amazon_seller_address_key == key

    def _address_values(self, address, names):
        """Return the values of an address.

        :param names: the contact's, in lower case; no line of the street repeats one
        """
        country = self.maps.country(address.country_code)
        # Sellers see companies repeat their name as the first line of the street.
        lines = [
            line[:_LENGTH]
            for line in (address.line1, address.line2, address.line3)
            if line and line.strip().casefold() not in names
        ]
        return {
            "street": lines[0] if lines else False,
            "street2": ", ".join(lines[1:]) or False,
            "city": address.city[:_LENGTH] or False,
            "zip": address.postal_code[:_LENGTH] or False,
            "country_id": country.id,
            "state_id": self.maps.state(country, address.state).id,
        }
