# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..importer import amazon_words
from .sale_order_cancel import CANCELLATION


class SaleOrderWish(models.Model):
    """Amazon orders of which somebody has to decide whether they are shipped."""

    _inherit = "sale.order"

    amazon_seller_ships_anyway = fields.Boolean(
        "Shipped Anyway",
        readonly=True,
        copy=False,
        help="Somebody decided to ship the order although the buyer wishes to cancel "
        "it, or Amazon has cancelled it.",
    )
    amazon_seller_is_cancellation_open = fields.Boolean(
        "Cancellation to be decided",
        compute="_compute_amazon_seller_is_cancellation_open",
        compute_sudo=True,
    )
    amazon_seller_cancellation_text = fields.Text(
        "Cancellation", compute="_compute_amazon_seller_cancellation_text"
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "amazon_seller_is_cancellation_open",
        "amazon_seller_order_id.unclear_skus",
    )
    @api.depends_context("lang")
    def _compute_amazon_seller_cancellation_text(self):
        for order in self:
            reasons = order._amazon_seller_cancellation_reasons()
            order.amazon_seller_cancellation_text = "\n".join(reasons)

    @api.depends(
        "state",
        "delivery_status",
        "amazon_seller_ships_anyway",
        "amazon_seller_order_id.channel",
        "amazon_seller_order_id.is_buyer_requested_cancellation",
        "amazon_seller_order_id.cancelled_at",
        "amazon_seller_order_id.unclear_skus",
        "amazon_seller_order_id.submission_ids.is_done_by_hand",
    )
    def _compute_amazon_seller_is_cancellation_open(self):
        """Whether somebody has to decide if what is still here is shipped."""
        for order in self:
            amazons = order.amazon_seller_order_id
            order.amazon_seller_is_cancellation_open = (
                bool(
                    amazons.is_buyer_requested_cancellation
                    or amazons.cancelled_at
                    or amazons.unclear_skus
                    or order._amazon_seller_cancelled_by_hand()
                )
                and amazons.channel != "AFN"
                and not order.amazon_seller_ships_anyway
                and order.state != "cancel"
                and order.delivery_status != "full"
            )

    @api.depends("amazon_seller_is_cancellation_open")
    def _compute_amazon_seller_is_held(self):
        """Override: nothing leaves that may have to be cancelled."""
        result = super()._compute_amazon_seller_is_held()
        for order in self:
            if order._amazon_seller_cancellation_reasons():
                order.amazon_seller_is_held = True
        return result

    # === ACTION METHODS === #

    def action_amazon_seller_cancel(self):
        """Cancel these orders here because their buyers wish so."""
        self.check_access("write")
        orders = self.with_context(disable_cancel_warning=True)
        orders.filtered("locked").action_unlock()
        orders.action_cancel()

    def action_amazon_seller_ship_anyway(self):
        """Let these orders be shipped although they are to be cancelled.

        :raise UserError: nothing has to be decided about one of them
        """
        self.check_access("write")
        for order in self:
            if not order.amazon_seller_is_cancellation_open:
                raise UserError(
                    self.env._(
                        "There is no wish to cancel %s that is to be decided. Reload "
                        "the page to see how things are now.",
                        order.name,
                    )
                )
            order.amazon_seller_ships_anyway = True
            order.activity_feedback([CANCELLATION])
            order.message_post(
                body=self.env._(
                    "%s decided to ship this order although it was to be cancelled.",
                    self.env.user.name,
                )
            )

    # === BUSINESS METHODS === #

    def _amazon_seller_hold_reasons(self):
        """Override: the wish to cancel, and cancellations of what is left."""
        return [
            *super()._amazon_seller_hold_reasons(),
            *self._amazon_seller_cancellation_reasons(),
        ]

    def _amazon_seller_cancellation_reasons(self):
        """Return why this order must not be shipped before it is decided."""
        self.ensure_one()
        order = self.sudo()
        amazons = order.amazon_seller_order_id
        reasons = []
        if not order.amazon_seller_is_cancellation_open:
            return reasons
        if (
            amazons.is_buyer_requested_cancellation
            or amazons.cancelled_at
            or order._amazon_seller_cancelled_by_hand()
        ):
            reasons.append(order._amazon_seller_cancellation_text())
        if amazons.unclear_skus:
            reasons.append(
                self.env._(
                    "Amazon has cancelled a part of what was ordered of this SKU, and "
                    "its report does not say what exactly: %s. Press "
                    '"Fetch Again from Amazon" on the Amazon order to find out.',
                    amazons.unclear_skus,
                )
            )
        return reasons

    def _amazon_seller_cancellation_text(self):
        amazons = self.amazon_seller_order_id
        if amazons.cancelled_at:
            return self.env._(
                "Amazon has cancelled this order. Keep what is still here, and get "
                "back or refund what has left."
            )
        if by_hand := self._amazon_seller_cancelled_by_hand():
            return self.env._(
                "This order was cancelled at Amazon by hand on %(date)s. Do not ship "
                "it before you have looked in Seller Central: if it is cancelled "
                "there, cancel the sale order %(order)s, too; if it still stands "
                'there, press "Ship Anyway".',
                date=format_date(self.env, by_hand.done_at),
                order=self.name,
            )
        if amazons.buyer_cancel_reason:
            return self.env._(
                "The buyer wishes to cancel this order (%(reason)s). Cancel the sale "
                'order %(order)s, or press "Ship Anyway".',
                reason=amazon_words.wish(self.env, amazons.buyer_cancel_reason),
                order=self.name,
            )
        return self.env._(
            "The buyer wishes to cancel this order. Cancel the sale order %s, or press "
            '"Ship Anyway".',
            self.name,
        )

    def _amazon_seller_cancelled_by_hand(self):
        """Return what says that somebody has cancelled the order at Amazon."""
        submissions = self.amazon_seller_order_id.submission_ids
        return submissions.filtered("is_done_by_hand")

    def _amazon_seller_take_wish(self):
        """Ask somebody to decide about a new wish; forget one that was taken back."""
        for order in self.sudo()._amazon_seller_in_company_language():
            amazons = order.amazon_seller_order_id
            if order.state == "cancel":
                continue  # What it asks for is to tell Amazon.
            if not amazons.is_buyer_requested_cancellation:
                order.amazon_seller_ships_anyway = False
                order.activity_unlink([CANCELLATION])
            elif order.amazon_seller_is_cancellation_open:
                order._amazon_seller_ask(
                    CANCELLATION,
                    order._amazon_seller_cancellation_text(),
                    order.env._("Cancel the order, or ship it anyway"),
                )
