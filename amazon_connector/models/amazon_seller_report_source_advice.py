# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..spapi.reports import REPORT_TYPES, Feed

ADVISED = frozenset({"not_read", "none_found", "role_missing"})


class AmazonSellerReportSourceAdvice(models.Model):
    """What is said on the account of reports that stay away."""

    _inherit = "amazon.seller.report.source"

    def _advise(self):
        """Say on the accounts what stays away, and take back what has come.

        That a schedule is gone is said where that is seen.
        """
        advice = self.env["amazon.seller.advice"].sudo()
        given = {
            (account, report_type): set(codes)
            for account, report_type, codes in advice._read_group(
                [
                    ("account_id", "in", self.account_id.ids),
                    ("code", "in", list(ADVISED)),
                    ("closed_at", "=", False),
                ],
                ["account_id", "report_type"],
                ["code:array_agg"],
            )
        }
        late = self._late(self._last_read())
        for source in self:
            account, report_type = source.account_id, source.report_type
            found = source._found(source in late)
            if found != given.get((account, report_type), set()):
                advice._update(account, ADVISED, found, report_type=report_type)

    def _found(self, is_late):
        """Return the codes of what is to be said of it."""
        if self.way == "off" or self._is_schedule_gone():
            return set()
        is_of_orders = REPORT_TYPES[self.report_type].feeds is Feed.ORDERS
        if self._denied_until():
            # Denied orders are said where the account says how it is connected.
            return set() if is_of_orders else {"role_missing"}
        return {self._late_code()} if is_late else set()
