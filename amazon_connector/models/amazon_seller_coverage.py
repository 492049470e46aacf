# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models

from ..spapi.periods import union
from ..spapi.reports import Feed
from .amazon_seller_order import CHANNELS


class AmazonSellerCoverage(models.Model):
    """A period over which Amazon told everything, for one marketplace.

    A report over it was read to its end, or Amazon said that there was no data.
    Periods that touch are kept as one, so that the ledger stays small for years.
    """

    _name = "amazon.seller.coverage"
    _description = "Amazon Coverage"
    _order = "account_id, channel, marketplace_id, start"
    _rec_name = "start"

    account_id = fields.Many2one(
        "amazon.seller.account", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    channel = fields.Selection(CHANNELS, "Shipped by", required=True, readonly=True)
    marketplace_id = fields.Many2one(
        "amazon.seller.marketplace", required=True, readonly=True, ondelete="cascade"
    )
    start = fields.Datetime("From", required=True, readonly=True)
    end = fields.Datetime("To", required=True, readonly=True)

    _account_channel_idx = models.Index("(account_id, channel)")
    _order_check = models.Constraint(
        'CHECK("start" < "end")', "A period ends after its start."
    )

    @api.model
    def _prove(self, account, channel, marketplaces, start, end):
        """Note that Amazon told everything from start to end.

        Two workers at once may leave rows that overlap; what is proven is their
        union, so nothing is lost.

        :param channel: ``MFN`` or ``AFN``
        :param marketplaces: those the report was asked for
        :param start: naive UTC
        """
        if not (marketplaces and start < end):
            return
        ledger = self.sudo()
        by_marketplace = (
            ledger.search(
                [
                    ("account_id", "=", account.id),
                    ("channel", "=", channel),
                    ("marketplace_id", "in", marketplaces.ids),
                ]
            )
            .try_lock_for_update()
            .grouped("marketplace_id")
        )
        spare, widened, vals_list = ledger.browse(), {}, []
        for marketplace in marketplaces:
            rows = by_marketplace.get(marketplace, ledger.browse())
            [period] = [
                (begin, until)
                for begin, until in union([*rows._periods(), (start, end)])
                if begin <= start < until
            ]
            within = rows.filtered(
                lambda row, period=period: period[0] <= row.start < period[1]
            )
            if within:
                widened[period] = widened.get(period, ledger.browse()) | within[0]
                spare |= within[1:]
            else:
                vals_list.append(
                    {
                        "account_id": account.id,
                        "channel": channel,
                        "marketplace_id": marketplace.id,
                        "start": start,
                        "end": end,
                    }
                )
        spare.unlink()
        for (begin, until), rows in widened.items():
            rows.write({"start": begin, "end": until})
        ledger.create(vals_list)

    @api.model
    def _prove_by_reports(self):
        """Prove what the reports of orders that ended well were asked for."""
        ended = self.env["amazon.seller.report"].search(
            [("state", "in", ("done", "empty")), ("is_upload", "=", False)]
        )
        proven = defaultdict(list)
        for report in ended.filtered(lambda report: report._feeds() is Feed.ORDERS):
            channel = report._source().channel.value
            start, end = report._told_period()
            for marketplace in report.marketplace_ids if start < end else ():
                proven[report.account_id, channel, marketplace].append((start, end))
        for (account, channel, marketplace), periods in proven.items():
            for start, end in union(periods):
                self._prove(account, channel, marketplace, start, end)

    def _periods(self):
        """Return what these rows prove, as pairs of naive UTC times."""
        return [(row.start, row.end) for row in self]
