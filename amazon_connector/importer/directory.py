# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which known contact a buyer is."""

from collections import defaultdict

from .buyers import UNKNOWN


class Directory:
    """Contacts by what their buyers are known by.

    Amazon states the same buyer once with and once without an e-mail alias, and a VAT
    number in reports of what merchants ship alone.  Whichever report comes first, the
    buyer is one contact: whoever has no alias is the one with the same name and full
    address, whoever has no VAT number where none can be stated is the one with the same
    alias, if there is exactly one; and a contact of which that was not known gets the
    alias or the number that is learned later.

    :param known: ``amazon.seller.buyer`` records
    """

    def __init__(self, known):
        self.partners = {buyer.key: buyer.partner_id for buyer in known}
        self._keys = defaultdict(dict)  # who -> {VAT: key} of contacts and the batch
        self._aliases = defaultdict(set)  # address identity -> aliases
        self._known = set()  # who
        for key, partner in self.partners.items():
            who, _blank, vat = key.partition(" ")
            self._keys[who][vat] = key
            self._known.add(who)
            if "@" in who:
                home = f"={partner.amazon_seller_address_key}"
                self._aliases[home].add(who)

    def meet(self, buyers):
        """Take note of the buyers of a batch.

        :return: ``{key: contact}`` of what is learned about known contacts
        """
        learned = {}
        for buyer in buyers:
            if not buyer.who or buyer.key in self.partners:
                continue
            if partner := self._incomplete(buyer):
                learned[buyer.key] = self.partners[buyer.key] = partner
            self._keys[buyer.who].setdefault(buyer.vat, buyer.key)
            if "@" in buyer.who and buyer.address_identity:
                self._aliases[buyer.address_identity].add(buyer.who)
        return learned

    def _incomplete(self, buyer):
        """Return the contact of this buyer that lacks alias or number, if any."""
        if buyer.vat != UNKNOWN and set(self._keys[buyer.who]) == {UNKNOWN}:
            return self.partners.get(self._keys[buyer.who][UNKNOWN])
        home = buyer.address_identity
        is_new = "@" in buyer.who and buyer.who not in self._known
        if is_new and home in self._known and not self._aliases[home]:
            return self.partners.get(self._fitting(home, buyer.vat))
        return None

    def identity(self, buyer):
        """Return the key of the buyer's contact; the order where nothing proves it."""
        if not buyer.who:
            return buyer.order
        if buyer.who == buyer.address_identity and buyer.who not in self._known:
            aliases = self._aliases[buyer.who]
            fitting = (self._fitting(alias, buyer.vat) for alias in sorted(aliases))
            # Merged contacts have several.
            contacts = {self.partners.get(key, key): key for key in fitting if key}
            if len(contacts) == 1:
                return next(iter(contacts.values()))
        return self._fitting(buyer.who, buyer.vat) or buyer.key

    def _fitting(self, who, vat):
        """Return the key of ``who`` that a statement with this VAT number means."""
        keys = self._keys[who]
        unknown = keys.get(UNKNOWN)
        stated = {number: key for number, key in keys.items() if number != UNKNOWN}
        if vat != UNKNOWN:
            return stated.get(vat) or (not (vat or stated) and unknown) or None
        if "" in stated:
            return stated[""]
        contacts = {self.partners.get(key, key): key for key in stated.values()}
        return next(iter(contacts.values())) if len(contacts) == 1 else unknown
