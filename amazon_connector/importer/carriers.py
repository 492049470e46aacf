# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How merchant orders are delivered: carrier and haste, from Amazon's service level."""

from ..insertion import insert_new
from ..spapi import service_levels
from .settings import in_use


class Carriers:
    """The delivery methods of one account, loaded once a batch.

    :param settings: :class:`~.settings.Settings`
    """

    def __init__(self, env, account, settings):
        self._model = env["amazon.seller.delivery.method"]
        self._account = account
        self._settings = settings
        methods = self._model.search([("account_id", "=", account.id)])
        self._methods = {method.key: method for method in methods}

    def values(self, order):
        """Return the values of a new sale order that tell how it is delivered.

        :param order: an ``amazon.seller.order``
        """
        values = {
            "carrier_id": False,
            "amazon_seller_service_level": order.ship_service_level,
            "amazon_seller_is_prime": order.is_prime,
            "amazon_seller_is_business": order.is_business_order,
            "amazon_seller_is_urgent": False,
        }
        if order.channel != "AFN":
            method = self._method(order.ship_service_level)
            default = self._settings.get(order.marketplace_id, "carrier_id")
            values["carrier_id"] = (in_use(method.carrier_id) or default).id
            values["amazon_seller_is_urgent"] = order.is_prime or method.is_urgent
        return values

    def _method(self, level):
        """Return the delivery method of a service level, noted when it is new."""
        key = service_levels.key(level)
        if key and key not in self._methods:
            self._methods[key] = insert_new(
                self._model,
                [
                    {
                        "account_id": self._account.id,
                        "company_id": self._account.company_id.id,
                        "service_level": level,
                        "key": key,
                        "is_urgent": service_levels.is_urgent(level),
                    }
                ],
                ["account_id", "key"],
            )
        return self._methods.get(key, self._model)
