# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..importer.statement import clean, naive_utc
from ..insertion import insert_new
from .amazon_seller_statement import fingerprint

_TEXTS = {
    "amazon_order_id": "amazon_order_id",
    "sku": "sku",
    "asin": "asin",
    "fnsku": "fnsku",
    "title": "title",
    "return_reason": "reason",
    "disposition": "disposition",
    "status": "status",
    "comment": "comment",
    "license_plate": "license_plate",
    "fulfillment_center_id": "fulfillment_center_id",
    "rma_id": "rma_id",
    "merchant_rma_id": "merchant_rma_id",
    "carrier": "carrier",
    "tracking_number": "tracking_number",
    "resolution": "resolution",
}
# What is worth a note when Amazon states it differently later.
_NOTED = ("status", "disposition", "quantity", "resolution", "refunded_amount")


class AmazonSellerReturnReceive(models.Model):
    """Returns as reports state them, again and again."""

    _inherit = "amazon.seller.return"

    @api.model
    def _receive(self, account, records, report=None):
        """Keep what Amazon stated, once, however often it is stated.

        :param records: list of :class:`~..spapi.returns.CustomerReturn`
        :return: ``{"new": n, "known": n, "changed": n}``
        :raise psycopg2.errors.SerializationFailure: another transaction received one
            of the returns meanwhile; roll back and try again
        """
        returns = self.sudo().with_context(tracking_disable=True)
        stated = {record.key: record for record in records}
        known = returns.search(
            [("account_id", "=", account.id), ("key", "in", list(stated))]
        )
        new = [record for key, record in stated.items() if key not in known._keys()]
        todo = returns._create_stated(account, new, report)
        changed = known._restate(stated, report)
        (todo | changed)._settle()
        return {
            "new": len(todo),
            "known": len(records) - len(todo) - len(changed),
            "changed": len(changed),
        }

    def _keys(self):
        return set(self.mapped("key"))

    def _create_stated(self, account, stated, report):
        """Create returns that are stated for the first time."""
        created = insert_new(
            self,
            [
                {
                    "account_id": account.id,
                    "company_id": account.company_id.id,
                    "key": record.key,
                    "channel": record.channel.value,
                    "state": "received",
                }
                for record in stated
            ],
            ("account_id", "key"),
        )
        currencies = self.env["amazon.seller.order"]._currency_ids()
        for record, customer_return in zip(created, stated, strict=True):
            values = _values(customer_return, currencies)
            record.write(values | {"report_id": report.id if report else False})
        return created

    def _restate(self, stated, report):
        """Follow what Amazon states differently now.

        :return: the returns that changed
        """
        current = self.filtered(lambda record: not record._is_outdated(report))
        if report:
            current.write({"report_id": report.id})
        changed = current.filtered(
            lambda record: record.fingerprint != fingerprint(stated[record.key])
        )
        currencies = changed and self.env["amazon.seller.order"]._currency_ids()
        title = self.env._("Amazon states the return differently now:")
        for record in changed:
            changes = record._changes(_values(stated[record.key], currencies))
            noted = {name: record[name] for name in _NOTED if name in changes}
            if noted:
                record._log_changes(title, noted, changes)
            record.write(changes)
        return changed


def _values(record, currencies):
    """Return the fields of a :class:`~..spapi.returns.CustomerReturn`."""
    values = {
        name: clean(getattr(record, attribute)) or False
        for name, attribute in _TEXTS.items()
    }
    values.update(
        quantity=record.quantity,
        returned_at=naive_utc(record.returned_at),
        currency_id=currencies.get(clean(record.currency).upper(), False),
        refunded_amount=float(record.refunded_amount or 0),
        fingerprint=fingerprint(record),
    )
    return values
