# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo import api, fields, models

from ..spapi.orders import Channel
from ..spapi.reports import REPORT_TYPES, Feed, report_types_of
from .amazon_seller_report_source import VAT_REPORTS

# How long a report type is left alone for whose role Amazon refused us: a role may
# have come without a new consent, and right after a consent a refusal may be a slip.
DENIED_FOR = timedelta(days=7)


class AmazonSellerAccountSources(models.Model):
    """Which reports an account lives by, and how each of them comes."""

    _inherit = "amazon.seller.account"

    source_ids = fields.One2many(
        "amazon.seller.report.source",
        "account_id",
        "Reports and How They Come",
        copy=True,
    )
    vat_service = fields.Selection(
        [
            ("none", "None"),
            ("vcs_lite", "VCS Lite: we make the invoices"),
            ("vcs", "VCS: Amazon makes the invoices"),
        ],
        "VAT Calculation Service",
        required=True,
        default="none",
        help="Which of Amazon's VAT services the seller has subscribed to: in Seller "
        "Central under the tax settings. It decides which report tells of invoices.",
    )
    denied_report_types = fields.Json(
        readonly=True,
        copy=False,
        help="When Amazon refused which type of report because a role is missing.",
    )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        accounts._complete_sources()
        return accounts

    def write(self, vals):
        changing = self.filtered(
            lambda account: (
                "vat_service" in vals and account.vat_service != vals["vat_service"]
            )
        )
        places = {account: account.marketplace_ids for account in self}
        result = super().write(vals)
        if "home_marketplace_id" in vals:
            self._complete_sources()
        if "marketplace_ids" in vals:
            # What was found for a new one before was passed over.
            wider = self.filtered(lambda each: each.marketplace_ids - places[each])
            wider.source_ids.sudo().looked_at = False
        changing._choose_tax_reports()
        return result

    def _complete_sources(self):
        """Have one source for each type of report of the account's region."""
        sources = self.env["amazon.seller.report.source"].sudo()
        known = sources.search([("account_id", "in", self.ids)])
        strange = known.filtered(
            lambda source: not _is_made_in(source.report_type, source.account_id.region)
        )
        strange.unlink()
        have = {
            (source.account_id.id, source.report_type) for source in known - strange
        }
        sources.create(
            [
                sources._prepare_values(account, report_type)
                for account in self
                for report_type in REPORT_TYPES.values()
                if account.region in report_type.regions
                and (account.id, report_type.name) not in have
            ]
        )

    def _choose_tax_reports(self):
        """Fetch the report of the VAT service chosen, and no other such report."""
        for account in self:
            wanted = VAT_REPORTS.get(account.vat_service)
            sources = account.source_ids.filtered(
                lambda source: source.report_type in VAT_REPORTS.values()
            ).sudo()
            for source in sources:
                is_wanted = source.report_type == wanted
                if is_wanted != (source.way != "off"):
                    source.way = "asked" if is_wanted else "off"

    # === WHERE ORDERS COME FROM === #

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

    def _channels_of_others(self):
        """Return the channels whose order reports are made without our asking."""
        types = [
            REPORT_TYPES[source.report_type]
            for source in self.sudo().source_ids
            if source.way in ("scheduled", "found")
        ]
        return {each.channel for each in types if each.feeds is Feed.ORDERS}

    # === MISSING ROLES === #

    def _denied_types(self):
        """Return the names of the types to leave alone for now."""
        return {
            name for name in self.denied_report_types or () if self._denied_until(name)
        }

    def _denied_until(self, name):
        """Return until when a type is left alone for want of a role, or None."""
        moment = (self.denied_report_types or {}).get(name)
        until = moment and datetime.fromisoformat(moment) + DENIED_FOR
        return until if until and until > fields.Datetime.now() else None

    def _note_denied(self, name):
        """Leave a type alone for some days; another may do its work meanwhile."""
        moment = fields.Datetime.now().isoformat()
        self.sudo().denied_report_types = {
            **(self.denied_report_types or {}),
            name: moment,
        }

    def _begin_catch_up(self):
        """Try every type again: a new authorisation may have brought the role."""
        self.sudo().denied_report_types = False
        return super()._begin_catch_up()


def _is_made_in(name, region):
    report_type = REPORT_TYPES.get(name)
    return bool(report_type) and region in report_type.regions
