# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What applies to an order: its marketplace's own settings, else the account's."""


class Settings:
    """The settings of one seller account, loaded once a batch.

    :param account: the ``amazon.seller.account``
    """

    def __init__(self, account):
        self._account = account
        self._own = account.marketplace_settings_ids.grouped("marketplace_id")

    def get(self, marketplace, name):
        """Return a field of ``amazon.seller.settings``.

        What was archived since it was chosen counts as empty.

        :param marketplace: an ``amazon.seller.marketplace``, empty where it is unknown
        """
        own = self._own.get(marketplace)
        return (own and in_use(own[name])) or in_use(self._account[name])


def in_use(value):
    """Return a value, or its records without the archived ones."""
    has_active = "active" in getattr(value, "_fields", ())
    return value.filtered("active") if has_active else value
