# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo import fields, models

from ..spapi.orders import Channel
from ..spapi.reports import has_stand_in, report_types_of

# How long a report type is left alone for whose role Amazon refused us: a role may
# have come without a new consent, and right after a consent a refusal may be a slip.
DENIED_FOR = timedelta(days=7)


class AmazonSellerAccountSources(models.Model):
    """Which reports an account's orders come from."""

    _inherit = "amazon.seller.account"

    denied_report_types = fields.Json(
        readonly=True,
        copy=False,
        help="When Amazon refused which type of report because a role is missing.",
    )

    def _order_report_types(self):
        """Return the report types that the account's orders come from."""
        return self._chosen_types(self._denied_types())

    def _best_report_types(self):
        """Return the report types to ask for if the app had every role."""
        return self._chosen_types(())

    def _chosen_types(self, denied):
        channels = self._wanted_channels()
        types = report_types_of(self.region, denied)
        return [each for each in types if each.channel in channels]

    def _wanted_channels(self):
        wanted = {Channel.MFN: self.import_mfn, Channel.AFN: self.import_afn}
        return [channel for channel, is_wanted in wanted.items() if is_wanted]

    def _report_type_of(self, channel):
        """Return the report type for a channel in the account's region, or None."""
        types = report_types_of(self.region, self._denied_types())
        return next((each for each in types if each.channel == channel), None)

    # === MISSING ROLES === #

    def _denied_types(self):
        """Return the names of the types to leave alone for now."""
        since = fields.Datetime.now() - DENIED_FOR
        return {
            name
            for name, moment in (self.denied_report_types or {}).items()
            if datetime.fromisoformat(moment) > since
        }

    def _note_denied(self, name):
        """Ask for another type from now on, if there is one that does it, too."""
        if has_stand_in(name):
            moment = fields.Datetime.now().isoformat()
            denied = {**(self.denied_report_types or {}), name: moment}
            self.sudo().denied_report_types = denied

    def _begin_catch_up(self):
        """Try every type again: a new authorisation may have brought the role."""
        self.sudo().denied_report_types = False
        return super()._begin_catch_up()
