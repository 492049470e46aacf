# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..attempts import attempt
from ..importer import statement
from ..importer.amounts import AMOUNT_FIELDS
from ..insertion import insert_new
from ..spapi.marketplaces import by_sales_channel
from ..spapi.order_mentions import (
    cancelled_items,
    cancelled_orders,
    standing_pieces,
)

# What an item is left with once it was cancelled.
NOTHING = {"quantity": 0, "fingerprint": False, **dict.fromkeys(AMOUNT_FIELDS, 0)}


class AmazonSellerOrderCancel(models.Model):
    """Orders and items that Amazon has cancelled."""

    _inherit = "amazon.seller.order"

    cancelled_at = fields.Datetime("Cancelled at Amazon", readonly=True)
    is_cancellation_due = fields.Boolean(
        readonly=True, help="The sale order does not know of the cancellation yet."
    )
    submission_ids = fields.One2many(
        "amazon.seller.submission", "order_id", "Owed to Amazon", readonly=True
    )

    # === RECEIVING === #

    @api.model
    def _receive_cancellations(self, account, mentions, report=None):
        """Take over what Amazon says was cancelled, the same any number of times.

        Sale orders follow with the next import.

        :param mentions: list of :class:`~..spapi.order_mentions.OrderMention`
        :param report: the ``amazon.seller.report`` they were read from
        :return: the mentions of cancelled orders that are not here
        """
        whole, items = cancelled_orders(mentions), cancelled_items(mentions)
        standing = standing_pieces(mentions)
        ids = {*whole, *items, *standing}
        if not ids:
            return []
        inbox = self.sudo().with_context(tracking_disable=True, mail_notrack=True)
        known = inbox._of_account(account, ids).grouped("amazon_order_id")
        for order_id, mention in whole.items():
            if order_id in known:
                moment = statement.naive_utc(mention.last_updated)
                known[order_id]._cancel_at_amazon(moment)
        told_at = (report and report.asked_at) or fields.Datetime.now()
        for order_id, order in known.items():
            skus, pieces = items.get(order_id, {}), standing.get(order_id, {})
            if skus:
                order._cancel_items(skus, pieces)
            if skus or pieces:
                order._judge_pieces(skus, pieces, told_at)
        return [mention for id_, mention in whole.items() if id_ not in known]

    @api.model
    def _insert_cancelled(self, account, mentions, report):
        """Keep orders that never came: a report of before could still bring them.

        :param mentions: of orders that are not here and no longer stand
        :raise psycopg2.errors.SerializationFailure: another transaction received one
            of the orders meanwhile; roll back and try again
        """
        if not mentions:
            return
        marketplaces = self._marketplaces()
        insert_new(
            self.sudo(),
            [
                {
                    "account_id": account.id,
                    "company_id": account.company_id.id,
                    "amazon_order_id": mention.amazon_order_id,
                    "channel": mention.channel.value,
                    "sales_channel": statement.clean(mention.sales_channel) or False,
                    "marketplace_id": _marketplace_id(marketplaces, mention),
                    "purchase_date": statement.naive_utc(mention.purchase_date),
                    "cancelled_at": statement.naive_utc(
                        mention.last_updated or mention.purchase_date
                    ),
                    "report_id": report.id if report else False,
                    "state": "ignored",
                    "reason": "cancelled",
                    "attempts": 0,
                }
                for mention in mentions
            ],
            ("account_id", "amazon_order_id"),
        )

    def _cancel_at_amazon(self, moment=None):
        """Keep that Amazon has cancelled these orders."""
        fresh = self.filtered(lambda order: not order.cancelled_at)
        fresh.cancelled_at = moment or fields.Datetime.now()
        with_sale_order = fresh.filtered("sale_order_id")
        with_sale_order.is_cancellation_due = True
        with_sale_order._import_again()
        (fresh - with_sale_order)._leave_out_cancelled()
        fresh.sudo().submission_ids._close()

    def _leave_out_cancelled(self):
        """Make nothing of orders that were cancelled before they became sales."""
        self.filtered(lambda order: order.reason != "not_amazon").write(
            {"state": "ignored", "reason": "cancelled", "reason_detail": False}
        )

    def _cancel_items(self, skus, standing):
        """Count the merchant's items that Amazon has cancelled as none.

        :param skus: ``{SKU: number of its items that were cancelled}``
        :param standing: SKUs of which some pieces stand
        """
        self.ensure_one()
        cancelled = self.line_ids.browse()
        lines = self.line_ids.filtered(lambda line: line.channel == "MFN")
        by_sku = lines.grouped("sku")
        for sku, number in skus.items():
            of_sku = by_sku.get(sku, lines.browse())
            if number >= len(of_sku) and sku not in standing:
                cancelled |= of_sku.filtered("quantity")
        if not cancelled:
            return
        cancelled.write({**NOTHING, "is_cancelled": True})
        if self.sale_order_id:
            cancelled.is_changed = True
            self._note_changes(
                [self._cancelled_item_text(line.sku) for line in cancelled]
            )
        elif self.state == "waiting":
            self._import_again()
        self._refresh_from_lines()

    def _cancelled_item_text(self, sku):
        return self.env._("Item cancelled at Amazon: %s", sku or "–")

    # === CARRYING OUT === #

    def _carry_out_cancellations(self):
        """Let sale orders follow what Amazon has cancelled; one failure costs one.

        :param self: orders about to be imported, in the environment for that
        :return: those of them that are dealt with
        :raise psycopg2.OperationalError: the transaction has to be done again
        """
        self.filtered(lambda order: order._is_nothing_left())._cancel_at_amazon()
        due = self.filtered("is_cancellation_due")
        done = due.filtered(lambda order: order._cancel_sale_order())
        # What Amazon ships all the same is a sale.
        left_out = self.filtered(
            lambda order: (
                order.cancelled_at
                and not order.sale_order_id
                and "AFN" not in order.line_ids.mapped("channel")
            )
        )
        left_out._leave_out_cancelled()
        return done | left_out

    def _is_nothing_left(self):
        """Whether the merchant is left with no item that anybody pays for."""
        return (
            not self.cancelled_at
            and self.channel == "MFN"
            and self.line_ids
            and not self.refused_rows
            and not self._sold_lines()
        )

    def _cancel_sale_order(self):
        """Cancel the sale order, or ask somebody where goods have left already.

        :return: whether that was all there is to do for this order
        """
        sale_order = self.sale_order_id
        if sale_order._amazon_seller_has_left() and sale_order.state != "cancel":
            self.is_cancellation_due = False
            sale_order._amazon_seller_regret_cancellation()
            return False
        if sale_order.state != "cancel" and not self._try_to_cancel(sale_order):
            return True
        self.is_cancellation_due = False
        self._mark_cancelled("cancelled")
        return True

    def _try_to_cancel(self, sale_order):
        """Cancel a sale order in a savepoint; return whether it is cancelled."""
        with attempt(self.env.cr) as tried:
            sale_order._action_cancel()
            sale_order._amazon_seller_note_cancelled()
            self.env.flush_all()
        if tried.error:
            self._wait_for_repair(tried.error, "cancel_failed")
        return not tried.error

    def _mark_cancelled(self, reason):
        """Keep that the sale orders are cancelled, and who wanted that.

        :param reason: ``cancelled`` at Amazon, or ``cancelled_here``
        """
        self.write({"state": "cancelled", "reason": reason, "reason_detail": False})


def _marketplace_id(marketplaces, mention):
    stated = by_sales_channel(mention.sales_channel or "")
    return marketplaces[stated.id].id if stated and stated.id in marketplaces else False
