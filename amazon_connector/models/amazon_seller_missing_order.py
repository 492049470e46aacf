# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..explanations import explain
from ..insertion import insert_new
from ..screens import reload
from ..spapi.coverage import PROVEN
from ..spapi.errors import AmazonError
from ..spapi.marketplaces import by_sales_channel
from ..spapi.orders import Channel
from .amazon_seller_account_inquiry import naive_utc
from .amazon_seller_order import CHANNELS

# How long after its last change an order may take to come with the reports: Amazon
# has listed shipments a week late.
PATIENCE = {"MFN": timedelta(days=1), "AFN": timedelta(days=8)}
# Beginnings of Amazon's words for orders that the reports of a channel tell of.
DUE = {Channel.MFN: ("unshipped", "ship"), Channel.AFN: ("shipped",)}
OPEN_STATES = ("watched", "missing")


class AmazonSellerMissingOrder(models.Model):
    """An order that Amazon lists and that has not come here."""

    _name = "amazon.seller.missing.order"
    _inherit = ["amazon.seller.report.receiver"]
    _description = "Missing Amazon Order"
    _order = "purchase_date desc, id desc"
    _rec_name = "amazon_order_ref"

    company_id = fields.Many2one(index=False)
    amazon_order_ref = fields.Char("Amazon Order", required=True, readonly=True)
    channel = fields.Selection(CHANNELS, "Shipped by", readonly=True)
    sales_channel = fields.Char("Marketplace", readonly=True)
    order_status = fields.Char("Status at Amazon", readonly=True)
    purchase_date = fields.Datetime(readonly=True)
    last_updated = fields.Datetime("Last Change at Amazon", readonly=True)
    report_id = fields.Many2one(string="Seen In")
    state = fields.Selection(
        [
            ("watched", "On Its Way"),
            ("missing", "Missing"),
            ("settled", "Settled"),
            ("dismissed", "Left Alone"),
        ],
        required=True,
        readonly=True,
        default="watched",
        index=True,
        help="On its way: it may still come with a report that is not read yet.",
    )

    _order_uniq = models.Constraint(
        "UNIQUE(account_id, amazon_order_ref)", "Each order is missing only once."
    )

    # === RECEIVING === #

    @api.model
    def _receive(self, account, records, report=None):
        """Compare what Amazon lists with what is here.

        :param records: list of :class:`~..spapi.order_mentions.OrderMention`
        :raise psycopg2.errors.SerializationFailure: another transaction noted one of
            the orders meanwhile; roll back and try again
        """
        fetched = account._fetched_marketplaces().mapped("marketplace_identifier")
        refs = [record.amazon_order_id for record in records]
        ours = self.sudo().search(
            [("account_id", "=", account.id), ("amazon_order_ref", "in", refs)]
        )
        self._settle_cancelled(ours, records)
        counts = self._watch(
            account,
            {
                record.amazon_order_id: record
                for record in records
                if _is_expected(account, fetched, record)
            },
            ours.grouped("amazon_order_ref"),
            report,
        )
        self._pass_on_cancelled(account, fetched, records, report)
        return counts

    def _watch(self, account, expected, known, report):
        """Keep which expected orders are not here.

        :param expected: ``{Amazon order id: OrderMention}``
        :param known: ``{Amazon order id: record}`` of those that were missing before
        :return: as :meth:`_receive`
        """
        here = self._refs_here(account, expected)
        counts = Counter(new=0, known=len(here), changed=0)
        vals_list = []
        for ref, mention in expected.items():
            if ref in here:
                continue
            values = _values(mention, report)
            if ref in known:
                counts["changed" if _restate(known[ref], values) else "known"] += 1
            else:
                vals_list.append(
                    {
                        "account_id": account.id,
                        "company_id": account.company_id.id,
                        "amazon_order_ref": ref,
                        "state": "watched",
                        **values,
                    }
                )
        new = insert_new(self.sudo(), vals_list, ["account_id", "amazon_order_ref"])
        return dict(counts, new=len(new))

    def _pass_on_cancelled(self, account, fetched, records, report):
        """Let the inbox know what Amazon has cancelled, of orders that never came, too.

        Not of what Amazon ships: of that, no report tells that is not shipped.
        """
        inbox = self.env["amazon.seller.order"]
        never_came = [
            mention
            for mention in inbox._receive_cancellations(account, records, report)
            if mention.channel is Channel.MFN and _is_concern(account, fetched, mention)
        ]
        inbox._insert_cancelled(account, never_came, report)

    def _refs_here(self, account, refs):
        """Return which of these orders the inbox holds."""
        orders = self.env["amazon.seller.order"].sudo()._of_account(account, refs)
        return set(orders.mapped("amazon_order_id"))

    def _settle_cancelled(self, ours, records):
        cancelled = {
            record.amazon_order_id
            for record in records
            if record.order_status.startswith("cancel")
        }
        ours.filtered(
            lambda each: (
                each.amazon_order_ref in cancelled and each.state in OPEN_STATES
            )
        ).state = "settled"

    @api.model
    def _close_report(self, report):
        self._judge(report.account_id)

    # === JUDGING === #

    @api.model
    def _judge(self, account):
        """Tell what is missing from what is only on its way, and say so."""
        open_ones = self.sudo().search(
            [("account_id", "=", account.id), ("state", "in", OPEN_STATES)]
        )
        here = self._refs_here(account, open_ones.mapped("amazon_order_ref"))
        arrived = open_ones.filtered(lambda each: each.amazon_order_ref in here)
        arrived.state = "settled"
        rest = open_ones - arrived
        for channel, some in rest.grouped("channel").items():
            stretches = account._coverage_stretches(channel)
            missing = some.filtered(lambda each, of=stretches: each._is_overdue(of))
            missing.state = "missing"
            (some - missing).state = "watched"
        self._advise(account)

    def _is_overdue(self, stretches):
        """Whether its reports are all read, and should have had it.

        :param stretches: as ``_coverage_stretches`` of its channel
        """
        changed = self.last_updated or self.purchase_date
        if changed + PATIENCE[self.channel] > fields.Datetime.now():
            return False
        return all(
            state == PROVEN
            for start, end, state in stretches
            if start < changed + PATIENCE[self.channel] and end > self.purchase_date
        )

    def _advise(self, account):
        is_any = self.sudo().search_count(
            [("account_id", "=", account.id), ("state", "=", "missing")], limit=1
        )
        self.env["amazon.seller.advice"]._update(
            account, {"orders_missing"}, {"orders_missing"} if is_any else ()
        )

    @api.model
    def _note_arrived(self, account, refs):
        """Settle what has come after all."""
        if not refs:
            return
        arrived = self.env.execute_query(
            SQL(
                "SELECT id FROM amazon_seller_missing_order WHERE account_id = %s "
                "AND amazon_order_ref IN %s AND state IN %s",
                account.id,
                tuple(refs),
                OPEN_STATES,
            )
        )
        if arrived:
            self.sudo().browse([id_ for (id_,) in arrived]).state = "settled"
            self._advise(account)

    # === ACTION METHODS === #

    def action_inquire(self):
        """Find out why the order is missing."""
        self.ensure_one()
        inquiry = self.env["amazon.seller.order.inquiry"].create(
            {"order_ref": self.amazon_order_ref, "account_id": self.account_id.id}
        )
        return inquiry.action_find_out()

    def action_fetch(self):
        """Fetch these orders from Amazon, one by one; what has come stays."""
        self.check_access("read")
        commit = self.env["ir.cron"]._commit_progress
        for missing in self:
            try:
                order = missing.account_id._fetch_order(missing.amazon_order_ref)
            except AmazonError as error:
                commit()  # What Amazon refused is in the log.
                raise UserError(self._words(error)) from error
            commit()
            if not order:
                raise UserError(
                    self.env._(
                        "Amazon does not state order %s whole, so it cannot be "
                        "fetched alone. Press “Why Is It Missing?” to find out more.",
                        missing.amazon_order_ref,
                    )
                )
        return reload()

    def _words(self, error):
        if error.code == "throttled":
            return self.env._(
                "Amazon's limit of calls is used up for now. What has come stays: "
                "fetch the other orders in a few minutes."
            )
        return explain(self.env, error.code, error.detail)

    def action_dismiss(self):
        """Leave these orders alone for good."""
        self.check_access("read")
        missing = self.sudo()
        missing.state = "dismissed"
        for account in missing.account_id:
            self._advise(account)


def _is_expected(account, fetched, mention):
    """Whether the account's own reports should tell of an order.

    :param fetched: ids of the marketplaces whose orders the account fetches
    """
    return _is_concern(account, fetched, mention) and mention.order_status.startswith(
        DUE[mention.channel]
    )


def _is_concern(account, fetched, mention):
    """Whether an order is one that the account imports as long as it stands."""
    marketplace = by_sales_channel(mention.sales_channel)
    return bool(
        marketplace
        and marketplace.id in fetched
        and mention.channel in account._wanted_channels()
        and naive_utc(mention.purchase_date) >= account.order_start_date
    )


def _values(mention, report):
    changed = mention.last_updated
    return {
        "channel": mention.channel.value,
        "sales_channel": mention.sales_channel,
        "order_status": mention.order_status,
        "purchase_date": naive_utc(mention.purchase_date),
        "last_updated": changed and naive_utc(changed),
        "report_id": report.id if report else False,
    }


def _restate(record, values):
    """Write what Amazon states anew; return whether it is news."""
    is_news = record.order_status != values["order_status"]
    record.write(values)
    return is_news
