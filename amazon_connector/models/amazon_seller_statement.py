# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
from dataclasses import astuple

from markupsafe import Markup, escape

from odoo import fields, models
from odoo.tools import float_compare, format_datetime


class AmazonSellerStatement(models.AbstractModel):
    """What Amazon states again and again, and at times differently."""

    _name = "amazon.seller.statement"
    _inherit = "amazon.seller.report.receiver"
    _description = "Statement of an Amazon Report"

    # What Amazon booked does not go with an account that somebody deletes.
    account_id = fields.Many2one(ondelete="restrict")

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


def fingerprint(record):
    """Return a short text that changes with anything stated in a dataclass."""
    return hashlib.sha256(repr(astuple(record)).encode()).hexdigest()[:32]
