# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which known contact a buyer is."""

from collections import defaultdict


class Directory:
    """Contacts by what their buyers are known by.

    Amazon names the same buyer by an e-mail alias in one report and not in the next, so
    a buyer without alias is the one with the same name and full address, if there is
    exactly one; and a contact known by name and address gets the alias that is learned
    later.  Whichever report comes first, the buyer is one contact.

    :param partners: contacts with a buyer key, the oldest last
    """

    def __init__(self, partners):
        self.partners = {p.amazon_seller_buyer_key: p for p in partners}
        self._aliases = defaultdict(set)  # address key -> keys with an alias
        for key, partner in self.partners.items():
            who, _blank, vat = key.partition(" ")
            if "@" in who:
                home = f"={partner.amazon_seller_address_key}"
                self._aliases[" ".join(filter(None, (home, vat)))].add(key)

    def meet(self, buyers):
        """Take note of the buyers of a batch who are named by an alias."""
        for buyer in buyers:
            if not buyer.key or buyer.key in self.partners:
                continue
            if "@" not in buyer.key.partition(" ")[0] or not buyer.address_key:
                continue
            partner = self.partners.pop(buyer.address_key, None)
            if partner:
                partner.amazon_seller_buyer_key = buyer.key
                self.partners[buyer.key] = partner
            self._aliases[buyer.address_key].add(buyer.key)

    def identity(self, buyer):
        """Return the key of the buyer's contact; the order where nothing proves it."""
        if not buyer.key:
            return buyer.order
        if buyer.key.startswith("=") and buyer.key not in self.partners:
            aliases = self._aliases[buyer.key]
            if len(aliases) == 1:
                return next(iter(aliases))
        return buyer.key
