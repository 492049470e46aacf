# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Buyers and their addresses as contacts: found again by key, never by name alone."""

from odoo import tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .address_lines import read_lines
from .buyers import LENGTH, Buyer
from .collective import Collective
from .directory import Directory


class Partners:
    """Finds or creates the contacts of a batch of inbox records.

    :param account: the ``amazon.seller.account``
    :param maps: :class:`~.maps.Maps`
    """

    def __init__(self, env, account, maps):
        self.env = env
        self.account = account
        self.maps = maps
        self.accounts = self._accounts_of_seller()

    def _accounts_of_seller(self):
        """Return the accounts to which Amazon names buyers by the same aliases."""
        account = self.account
        if not account.seller_identifier:
            return account
        return account | self.env["amazon.seller.account"].with_context(
            active_test=False
        ).search(
            [
                ("company_id", "=", account.company_id.id),
                ("seller_identifier", "=", account.seller_identifier),
                ("region", "=", account.region),
            ]
        )

    def assign(self, orders):
        """Return ``{order: (partner, invoice partner, delivery partner)}``."""
        buyers = {order: Buyer(order) for order in orders}
        anonymous = {}
        if self.account.contact_policy == "marketplace":
            # A business gets an invoice in its own name.
            anonymous = {o: b for o, b in buyers.items() if not b.is_business}
        elif self.account.contact_policy == "order":
            for order, buyer in buyers.items():
                buyer.who = buyer.key = f"order:{order.amazon_order_id}"
        known = {o: b for o, b in buyers.items() if o not in anonymous}
        return self._assign_own(known) | Collective(self).assign(anonymous)

    def _assign_own(self, buyers):
        """Return the contacts of buyers who have one of their own."""
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

    def delivery(self, order, partner):
        """Return the contact of where an order goes that ``partner`` has placed."""
        buyer = Buyer(order)
        children = self._children({order: buyer}, {order: partner})
        return self._at(partner, buyer.ship, buyer, children)

    # === THE BUYER === #

    def _main_partners(self, buyers):
        directory = Directory(self._known_buyers(buyers.values()))
        learned = directory.meet(buyers.values())
        self.remember(learned)
        for buyer in buyers.values():
            if partner := learned.pop(buyer.key, None):
                partner.write(self._learned_values(partner, buyer))
        missing = {}  # identity -> the first buyer with it
        identity_of = {}
        for order, buyer in buyers.items():
            identity_of[order] = directory.identity(buyer)
            if identity_of[order] not in directory.partners:
                missing.setdefault(identity_of[order], buyer)
        contacts = self.make([self._buyer_values(b) for b in missing.values()])
        created = dict(zip(missing, contacts, strict=True))
        self.remember({key: p for key, p in created.items() if isinstance(key, str)})
        known = directory.partners | created
        main = {order: known[identity] for order, identity in identity_of.items()}
        for order, buyer in buyers.items():
            self._learn_company(main[order], buyer)
        return main

    @staticmethod
    def _learn_company(partner, buyer):
        """Keep for whom a buyer buys that shipment reports did not tell of before."""
        is_known = partner.is_company or partner.company_name or partner.parent_id
        if buyer.company_name and not is_known:
            partner.company_name = buyer.company_name[:LENGTH]

    def _known_buyers(self, buyers):
        """Return what is known of these buyers, and of others at the same addresses."""
        whos = {who for b in buyers for who in (b.who, b.address_identity) if who}
        homes = {buyer.home_key for buyer in buyers if buyer.address_identity}
        at_home = self.search("partner_id.amazon_seller_address_key", homes)
        return self.search("who", whos) | at_home

    def search(self, field, values):
        """Return the seller's ``amazon.seller.buyer``, of archived contacts, too."""
        Buyers = self.env["amazon.seller.buyer"].with_context(active_test=False)
        ours = Domain("account_id", "in", self.accounts.ids)
        return Buyers.search(ours & Domain(field, "in", list(values)))

    def remember(self, partners):
        """Note by what these contacts are known.

        :param partners: ``{key: contact}``
        """
        self.env["amazon.seller.buyer"]._remember(self.account, partners)

    def _buyer_values(self, buyer):
        order = buyer.order
        is_company = bool(buyer.company_name)
        values = self.address_values(buyer.home, {buyer.name}, not is_company)
        values.update(
            name=buyer.name,
            is_company=is_company,
            email=order.buyer_email or False,
            phone=order.buyer_phone or buyer.home.phone or False,
            company_id=self.account.company_id.id,
            lang=self.maps.language(buyer.home.country_code),
            amazon_seller_account_id=self.account.id,
            amazon_seller_address_key=buyer.home_key,
        )
        values.update(self._vat_values(buyer))
        return values

    def _learned_values(self, partner, buyer):
        """Return what a contact did not know of its buyer before.

        What somebody entered stays.
        """
        values = self._vat_values(buyer)
        if partner.vat:
            values.pop("vat", None)
        if partner.comment and "comment" in values:
            values["comment"] = partner.comment + values["comment"]
        if buyer.company_name and partner.name in buyer.persons:
            values.update(name=buyer.name, is_company=True)
        if buyer.email and not partner.email:
            values["email"] = buyer.order.buyer_email
        return values

    def _vat_values(self, buyer):
        """Return the buyer's VAT number if it is one, else a note with it.

        A wrong number would make the sale free of tax.
        """
        stated = buyer.order.buyer_vat_number
        if not stated:
            return {}
        country = self.maps.country(buyer.home.country_code)
        vat, _code = self.maps.vat_number(country, stated)
        if vat:
            return {"vat": vat}
        note = self.env._("VAT number as stated at Amazon, not valid: %s", stated)
        return {"comment": tools.plaintext2html(note)}

    # === ADDRESSES === #

    def _children(self, buyers, main):
        """Return ``{(parent, address key): child}``, creating the missing ones."""
        keys = {
            self._address_key(address, buyer)
            for buyer in buyers.values()
            for address in (buyer.bill, buyer.ship)
        }
        children = self._known_children(main.values(), keys)
        missing = {}
        for order, buyer in buyers.items():
            for address, kind in ((buyer.bill, "invoice"), (buyer.ship, "delivery")):
                key = (main[order], self._address_key(address, buyer))
                if not address or self._is_home(*key) or key in children:
                    continue
                missing.setdefault(key, self._child_values(*key, address, buyer, kind))
        children.update(zip(missing, self.make(list(missing.values())), strict=True))
        return children

    def _known_children(self, partners, keys):
        parents = self.env["res.partner"].concat(*partners)
        children = self.env["res.partner"].search(
            [
                ("parent_id", "in", parents.ids),
                ("amazon_seller_address_key", "in", list(keys)),
                ("amazon_seller_is_moved", "=", False),
            ]
        )
        return {
            (child.parent_id, child.amazon_seller_address_key): child
            for child in children
        }

    def _child_values(self, parent, key, address, buyer, kind):
        values = self.address_values(address, {parent.name, address.name})
        values.update(
            parent_id=parent.id,
            type=kind,
            name=(address.name or buyer.name)[:LENGTH],
            phone=address.phone or buyer.order.buyer_phone or False,
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
        is_same = partner.amazon_seller_address_key == key
        return is_same and not partner.amazon_seller_is_moved

    def address_values(self, address, names, has_company_name=False):
        """Return the values of an address.

        :param names: the contact's own, which no line repeats
        :param has_company_name: Odoo prints the contact's company name above it, which
            it does for nobody who is a company or belongs to another contact
        """
        country = self.maps.country(address.country_code)
        lines = read_lines(address.lines, country.code, names)
        state = self.maps.state(country, address.state)
        more = list(lines.more)
        if lines.company and not has_company_name:
            more.insert(0, lines.company)
        if address.state and not state and address.state != address.city:
            more.append(address.state)
        values = {
            "street": lines.street[:LENGTH] or False,
            "street2": ", ".join(more)[:LENGTH] or False,
            "city": address.city[:LENGTH] or False,
            "zip": address.postal_code[:LENGTH] or False,
            "country_id": country.id,
            "state_id": state.id,
        }
        if lines.company and has_company_name:
            values["company_name"] = lines.company[:LENGTH]
        return values

    # === CREATION === #

    def make(self, values_list):
        """Make contacts; what the rules of a country refuse is kept in words."""
        Partner = self.env["res.partner"]
        if not values_list:
            return Partner
        try:
            with self.env.cr.savepoint():
                return Partner.create([dict(values) for values in values_list])
        except ValidationError:
            return Partner.concat(*(self._make_one(v) for v in values_list))

    def _make_one(self, values):
        Partner = self.env["res.partner"]
        try:
            with self.env.cr.savepoint():
                return Partner.create(dict(values))
        except ValidationError:
            return Partner.create(self._in_words(values))

    def _in_words(self, values):
        """Return ``values`` without what Odoo checks, but with all that it said."""
        state = self.env["res.country.state"].browse(values.get("state_id"))
        city = (values.get("zip"), values.get("city"))
        more = (values.get("street2"), state.name)
        words = dict(
            values,
            city=" ".join(filter(None, city)) or False,
            street2=", ".join(filter(None, more)) or False,
            zip=False,
            state_id=False,
        )
        if vat := words.pop("vat", None):
            note = self.env._("VAT number as stated at Amazon, refused: %s", vat)
            words["comment"] = tools.plaintext2html(note)
        return words
