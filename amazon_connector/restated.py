# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Amazon states differently than before, found and told."""

from markupsafe import escape

from odoo import models
from odoo.tools import float_compare, format_datetime, formatLang

from .importer import amazon_words
from .importer.amounts import AMOUNT_FIELDS

# What Amazon writes as a code, by the fields that keep it.
_WORDS = {
    "ship_service_level": amazon_words.service,
    "buyer_cancel_reason": amazon_words.wish,
}


def differences(record, values):
    """Return the names of the fields in which ``values`` differs from ``record``."""
    return [name for name, value in values.items() if _differs(record, name, value)]


def difference_text(record, name, old, new, label=""):
    """Return "label field: old → new" for the chatter.

    :param record: has a ``company_id``, and a ``currency_id`` where it has amounts
    """
    title = record._fields[name]._description_string(record.env)
    prefix = f"{label} " if label else ""
    old, new = (_shown(record, name, value) for value in (old, new))
    return escape(f"{prefix}{title}: {old} → {new}")


def _differs(record, name, value):
    field, stored = record._fields[name], record[name]
    if field.type in ("float", "monetary"):
        return float_compare(stored, value or 0, precision_digits=4) != 0
    if field.type == "many2one":
        return stored.id != (value or False)
    return (stored or False) != (value or False)


def _shown(record, name, value):
    field, env = record._fields[name], record.env
    if field.type == "boolean":
        return env._("yes") if value else env._("no")
    if not value and field.type != "monetary":
        return "–"
    if name in _WORDS:
        return _WORDS[name](env, value)
    if field.type == "monetary" or name in AMOUNT_FIELDS:
        return formatLang(env, value, currency_obj=record.currency_id)
    if field.type == "selection":
        return dict(field._description_selection(env)).get(value, value)
    if field.type == "many2one":
        if not isinstance(value, models.BaseModel):
            value = env[field.comodel_name].browse(value)
        return value.display_name
    if field.type == "datetime":
        zone = record.company_id.partner_id.tz
        return format_datetime(env, value, tz=zone, dt_format="short")
    return value
