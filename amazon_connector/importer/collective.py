# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One customer for all private buyers of a marketplace."""

from .buyers import LENGTH
from .settings import Settings


class Collective:
    """Finds or makes the collective customers and where their orders are delivered.

    A delivery address is an archived contact of its own: below the customer, thousands
    would gather that every look at it loads; active, they would be the very flood that
    a collective customer is chosen against.  It is used again for the same buyer and
    address.

    :param partners: :class:`~.partners.Partners`
    """

    def __init__(self, partners):
        self.partners = partners
        self.env = partners.env
        self.account = partners.account
        self.maps = partners.maps

    def assign(self, buyers):
        """Return ``{order: (partner, invoice partner, delivery partner)}``."""
        if not buyers:
            return {}
        customers = self._customers(order.marketplace_id for order in buyers)
        recipients = self._recipients(buyers.values())
        return {
            order: (
                customers[order.marketplace_id],
                customers[order.marketplace_id],
                recipients[buyer.recipient_key]
                if buyer.ship
                else customers[order.marketplace_id],
            )
            for order, buyer in buyers.items()
        }

    def _customers(self, marketplaces):
        """Return ``{marketplace: customer}``: the one chosen, else one made here."""
        settings = Settings(self.account)
        marketplaces = list(dict.fromkeys(marketplaces))
        chosen = {
            each: customer
            for each in marketplaces
            if (customer := settings.get(each, "customer_id"))
        }
        keys = {each: _key(each) for each in marketplaces if each not in chosen}
        made = self._find_or_make(
            {key: self._customer_values(each) for each, key in keys.items()}
        )
        return chosen | {each: made[key] for each, key in keys.items()}

    def _customer_values(self, marketplace):
        country = marketplace.country_id
        return {
            "name": self.env._("%s customers", marketplace.name or "Amazon"),
            "company_id": self.account.company_id.id,
            "country_id": country.id,
            "lang": self.maps.language(country.code),
            "amazon_seller_account_id": self.account.id,
        }

    def _recipients(self, buyers):
        """Return ``{key: delivery contact}``."""
        return self._find_or_make(
            {b.recipient_key: self._recipient_values(b) for b in buyers if b.ship}
        )

    def _recipient_values(self, buyer):
        order = buyer.order
        name = (buyer.ship.name or buyer.name)[:LENGTH]
        values = self.partners.address_values(buyer.ship, {name}, True)
        values.update(
            name=name,
            type="delivery",
            active=False,
            email=order.buyer_email or False,
            phone=buyer.ship.phone or order.buyer_phone or False,
            company_id=self.account.company_id.id,
            lang=self.maps.language(buyer.ship.country_code),
            amazon_seller_account_id=self.account.id,
        )
        return values

    def _find_or_make(self, values):
        """Return ``{key: contact}`` for ``{key: values}``."""
        known = self.partners.search("key", values)
        found = {buyer.key: buyer.partner_id for buyer in known}
        missing = {key: v for key, v in values.items() if key not in found}
        contacts = self.partners.make(list(missing.values()))
        created = dict(zip(missing, contacts, strict=True))
        self.partners.remember(created)
        return found | created


def _key(marketplace):
    return f"marketplace:{marketplace.marketplace_identifier or '?'}"
