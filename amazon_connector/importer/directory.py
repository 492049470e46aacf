# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which known contact a buyer is."""

from collections import defaultdict


class Directory:
    """Contacts by what their buyers are known by.

    Amazon names the same buyer by an e-mail alias in one report and not in the next, so
    a buyer without alias is the one with the same name and full address, if there is
    exactly one; and a contact known by name and address alone gets the alias that is
    learned later.  Whichever report comes first, the buyer is one contact.

    :param known: ``amazon.seller.buyer`` records
    """

    def __init__(self, known):
        self.partners = {buyer.key: buyer.partner_id for buyer in known}
        self._aliases = defaultdict(set)  # address key -> keys with an alias
        for buyer in known:
            who, _blank, vat = buyer.key.partition(" ")
            home = f"={buyer.partner_id.amazon_seller_address_key}"
            if _is_alias(who):
                self._aliases[" ".join(filter(None, (home, vat)))].add(buyer.key)

    def meet(self, buyers):
        """Take note of the buyers of a batch who are named by an alias.

        :return: ``{alias: contact}`` of contacts that were known by address alone
        """
        learned = {}
        for buyer in buyers:
            is_known = buyer.key in self.partners
            who = buyer.key.partition(" ")[0]
            if is_known or not _is_alias(who) or not buyer.address_key:
                continue
            aliases = self._aliases[buyer.address_key]
            partner = self.partners.get(buyer.address_key)
            if partner and not aliases:
                learned[buyer.key] = partner
            aliases.add(buyer.key)
        self.partners |= learned
        return learned

    def identity(self, buyer):
        """Return the key of the buyer's contact; the order where nothing proves it."""
        if not buyer.key:
            return buyer.order
        if buyer.key.startswith("=") and buyer.key not in self.partners:
            aliases = self._aliases[buyer.key]
            # Merged contacts have several.
            if len({self.partners.get(alias, alias) for alias in aliases}) == 1:
                return min(aliases)
        return buyer.key


def _is_alias(who):
    return "@" in who
