# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
from dataclasses import astuple

from odoo import fields, models

from ..restated import difference_text, differences
from ..screens import titled_list


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
        return {name: values[name] for name in differences(self, values)}

    def _log_changes(self, title, old_values, new_values):
        """Note in the chatter what Amazon states differently.

        :param old_values: ``{field name: value}`` of what was stated before
        :param new_values: the same of what is stated now
        """
        texts = [
            difference_text(self, name, old, new_values[name])
            for name, old in old_values.items()
        ]
        self._message_log(body=titled_list(title, texts))


def fingerprint(record):
    """Return a short text that changes with anything stated in a dataclass."""
    return hashlib.sha256(repr(astuple(record)).encode()).hexdigest()[:32]
