# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .sale_order_cancel import CANCELLATION

# Amazon's words of order acknowledgements, those that fit before anything is shipped.
REASON_CODES = [
    ("NoInventory", "Not in stock"),
    ("BuyerCanceled", "Buyer cancelled"),
    ("CustomerExchange", "Exchanged for another order"),
    ("ShippingAddressUndeliverable", "Address cannot be delivered to"),
    ("CarrierCoverageFailure", "No carrier delivers there"),
    ("PricingError", "Wrong price"),
    ("CannotVerifyInformation", "Buyer's data cannot be verified"),
    ("WeatherDelay", "Delay by weather"),
    ("GeneralAdjustment", "Other reason"),
]


class AmazonSellerSubmission(models.Model):
    """Something that Amazon has to be told."""

    _name = "amazon.seller.submission"
    _inherit = "amazon.seller.account.record"
    _description = "Owed to Amazon"
    _order = "id desc"
    _rec_name = "amazon_order_ref"

    kind = fields.Selection(
        [("cancellation", "Cancellation")],
        required=True,
        readonly=True,
        default="cancellation",
    )
    state = fields.Selection(
        [
            ("owed", "Owed"),
            ("done", "Done"),
            ("withdrawn", "No Longer Needed"),
        ],
        required=True,
        readonly=True,
        default="owed",
        index=True,
        help="Owed: Amazon does not know yet. Done: Amazon states the order cancelled, "
        "or somebody has cancelled it in Seller Central.",
    )
    order_id = fields.Many2one(
        "amazon.seller.order",
        "Amazon Order",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    amazon_order_ref = fields.Char(related="order_id.amazon_order_id", store=True)
    sale_order_id = fields.Many2one(
        "sale.order", readonly=True, index="btree_not_null", ondelete="set null"
    )
    reason_code = fields.Selection(
        REASON_CODES, "Reason for Amazon", required=True, default="GeneralAdjustment"
    )
    latest_ship_date = fields.Datetime(related="order_id.latest_ship_date")
    done_at = fields.Datetime("Done on", readonly=True)
    done_by_id = fields.Many2one(
        "res.users", "Done by", readonly=True, ondelete="set null"
    )
    is_done_by_hand = fields.Boolean(compute="_compute_is_done_by_hand")

    _order_kind_uniq = models.Constraint(
        "UNIQUE(order_id, kind)", "This is owed to Amazon already."
    )

    # === COMPUTE METHODS === #

    @api.depends("state", "order_id.cancelled_at")
    def _compute_is_done_by_hand(self):
        """Whether somebody says that Amazon knows, and Amazon itself does not."""
        for each in self:
            each.is_done_by_hand = (
                each.state == "done" and not each.order_id.cancelled_at
            )

    # === ACTION METHODS === #

    def action_open_seller_central(self):
        """Show the order in Seller Central, where it can be cancelled."""
        self.ensure_one()
        self.check_access("read")
        account = self.sudo().account_id
        marketplace = self.sudo().order_id.marketplace_id or account.home_marketplace_id
        url = account.key_set_id._seller_central_url(marketplace)
        return {
            "type": "ir.actions.act_url",
            "url": f"{url}/orders-v3/order/{self.amazon_order_ref}",
            "target": "new",
        }

    def action_done(self):
        """Keep that somebody has told Amazon.

        :raise UserError: one of them is not owed
        """
        self.check_access("write")
        if self.filtered(lambda each: each.state != "owed"):
            raise UserError(
                self.env._("Only what is owed can be done. Reload the list.")
            )
        self.sudo()._close(self.env.user)

    def action_not_done(self):
        """Take back that somebody has told Amazon.

        :raise UserError: of one of them, nobody has said so
        """
        self.check_access("write")
        if self.filtered(lambda each: not each.is_done_by_hand):
            raise UserError(
                self.env._(
                    "Only what somebody has marked as done can be taken back. Reload "
                    "the list."
                )
            )
        self.sudo()._reopen()

    # === BUSINESS METHODS === #

    @api.model
    def _owe_cancellations(self, sale_orders):
        """Note that these orders were cancelled here, for Amazon to know.

        Amazon ships its own parts; what it has cancelled itself, it knows.

        :param sale_orders: cancelled ``sale.order`` records of Amazon's, superuser's
        """
        there = sale_orders.filtered("amazon_seller_order_id.cancelled_at")
        here = sale_orders.filtered("amazon_seller_order_id") - there
        there.amazon_seller_order_id._mark_cancelled("cancelled")
        here.amazon_seller_order_id._mark_cancelled("cancelled_here")
        owing = here.filtered(
            lambda order: order.amazon_seller_order_id.channel != "AFN"
        )
        known = owing.amazon_seller_order_id.submission_ids.grouped("order_id")
        vals_list = []
        for order in owing._amazon_seller_in_company_language():
            stated = order.amazon_seller_order_id
            is_wish = stated.is_buyer_requested_cancellation
            # Nobody is told that goods were missing without somebody saying so.
            reason_code = "BuyerCanceled" if is_wish else "GeneralAdjustment"
            if stated in known:
                known[stated]._owe_again(reason_code)
            else:
                vals_list.append(
                    {
                        "account_id": stated.account_id.id,
                        "order_id": stated.id,
                        "sale_order_id": order.id,
                        "reason_code": reason_code,
                    }
                )
            order._amazon_seller_ask_to_cancel_there()
        self.sudo().create(vals_list)

    def _owe_again(self, reason_code):
        self.filtered(lambda each: each.state != "owed").write(
            {
                "state": "owed",
                "reason_code": reason_code,
                "done_at": False,
                "done_by_id": False,
            }
        )

    def _close(self, user=None):
        """Keep that Amazon knows.

        :param user: who says so; nobody when Amazon states it itself
        """
        owed = self.filtered(lambda each: each.state == "owed")
        owed.write(
            {
                "state": "done",
                "done_at": fields.Datetime.now(),
                "done_by_id": user.id if user else False,
            }
        )
        owed.sale_order_id.activity_unlink([CANCELLATION])

    def _reopen(self):
        """Keep that Amazon does not know; what stands again, it need not know."""
        standing = self.filtered(
            lambda each: each.order_id.sale_order_id.state == "sale"
        )
        standing.state = "withdrawn"
        owed = self - standing
        owed.state = "owed"
        self.write({"done_at": False, "done_by_id": False})
        for order in owed.sale_order_id._amazon_seller_in_company_language():
            order._amazon_seller_ask_to_cancel_there()

    def _withdraw(self):
        """Tell Amazon nothing: the orders stand again."""
        owed = self.filtered(lambda each: each.state == "owed")
        owed.state = "withdrawn"
        owed.sale_order_id.activity_unlink([CANCELLATION])
