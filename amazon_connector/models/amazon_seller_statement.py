# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
from dataclasses import astuple

from markupsafe import Markup, escape

from odoo import models
from odoo.tools import SQL, float_compare, format_datetime


class AmazonSellerStatement(models.AbstractModel):
    """What a receiver of report records needs: identity, and the orders they are of."""

    _name = "amazon.seller.statement"
    _inherit = "amazon.seller.report.receiver"
    _description = "Statement of an Amazon Report"

    def _is_outdated(self, report):
        """Whether a newer report than this one stated the record already."""
        newest = self.report_id.asked_at
        return bool(report and report.asked_at and newest and report.asked_at < newest)

    def _changes(self, values):
        """Return those of ``values`` that differ from what is stored."""
        return {
            name: value
            for name, value in values.items()
            if not self._is_equal(name, value)
        }

    def _is_equal(self, name, value):
        field, stored = self._fields[name], self[name]
        if field.type in ("float", "monetary"):
            return float_compare(stored, value or 0, precision_digits=4) == 0
        if field.type == "many2one":
            return stored.id == (value or False)
        return (stored or False) == (value or False)

    def _log_changes(self, title, old_values, new_values):
        """Note in the chatter what Amazon states differently.

        :param old_values: ``{field name: value}`` of what was stated before
        :param new_values: the same of what is stated now
        """
        items = Markup().join(
            Markup("<li>%s</li>") % self._change_text(name, old, new_values[name])
            for name, old in old_values.items()
        )
        self._message_log(body=Markup("%s<ul>%s</ul>") % (title, items))

    def _change_text(self, name, old, new):
        label = self._fields[name]._description_string(self.env)
        old, new = (self._value_text(name, value) for value in (old, new))
        return escape(f"{label}: {old} → {new}")

    def _value_text(self, name, value):
        field = self._fields[name]
        if field.type == "monetary":
            return self.currency_id.format(value)
        if not value:
            return "–"
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "many2one":
            return self.env[field.comodel_name].browse(value).display_name
        if field.type == "datetime":
            return format_datetime(self.env, value)
        return value

    def _order_ids(self, account, references):
        """Return ``{Amazon order id: id}`` of the orders that are in the inbox."""
        orders = self.env["amazon.seller.order"].sudo()
        return {
            order.amazon_order_id: order.id
            for order in orders.search_fetch(
                [
                    ("account_id", "=", account.id),
                    ("amazon_order_id", "in", list(references)),
                ],
                ["amazon_order_id"],
            )
        }

    def _link_orders(self, orders):
        """Link what mentioned these orders before they were in the inbox.

        :param orders: new ``amazon.seller.order``
        :return: what is linked now
        """
        if not orders:
            return self.browse()
        self.flush_model(["account_id", "amazon_order_id", "order_id"])
        rows = self.env.execute_query(
            SQL(
                """UPDATE %(table)s s SET order_id = o.id
                     FROM amazon_seller_order o
                    WHERE o.id = ANY(%(ids)s)
                      AND s.account_id = o.account_id
                      AND s.amazon_order_id = o.amazon_order_id
                      AND s.order_id IS NULL
                RETURNING s.id""",
                table=SQL.identifier(self._table),
                ids=orders.ids,
            )
        )
        linked = self.browse(id_ for (id_,) in rows)
        linked.invalidate_recordset(["order_id"])
        linked.modified(["order_id"])
        return linked


def fingerprint(record):
    """Return a short text that changes with anything stated in a dataclass."""
    return hashlib.sha256(repr(astuple(record)).encode()).hexdigest()[:32]
