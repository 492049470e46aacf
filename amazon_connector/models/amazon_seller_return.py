# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models

from ..importer import return_reasons
from ..screens import form_of
from .amazon_seller_order import CHANNELS

# Has no equal: Amazon takes only these back into the stock that it sells from.
SELLABLE = "SELLABLE"
# What buyers wrote is forgotten after this: by then every claim is settled.
COMMENT_LIFETIME = timedelta(days=365)


class AmazonSellerReturn(models.Model):
    """An item that a buyer sent back, as Amazon stated it, and what became of it."""

    _name = "amazon.seller.return"
    _inherit = ["mail.thread", "amazon.seller.statement", "amazon.seller.order.link"]
    _description = "Amazon Return"
    _order = "returned_at desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    report_id = fields.Many2one(help="The report that stated the return last.")
    key = fields.Char(
        required=True,
        readonly=True,
        help="Tells the return from all others of the account, in whichever report.",
    )
    fingerprint = fields.Char(readonly=True)

    # What became of it
    state = fields.Selection(
        [
            ("received", "Received"),
            ("linked", "Linked"),
            ("stocked", "Back in Stock"),
            ("no_order", "Order not Here"),
        ],
        required=True,
        readonly=True,
        default="received",
        index=True,
    )
    reason = fields.Selection(return_reasons.REASONS, readonly=True)
    reason_detail = fields.Char(readonly=True)
    reason_text = fields.Char("What to do", compute="_compute_reason_text")
    order_line_id = fields.Many2one(
        "amazon.seller.order.line",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    sale_order_id = fields.Many2one(
        related="order_id.sale_order_id", store=True, index="btree_not_null"
    )
    sale_line_id = fields.Many2one(
        "sale.order.line",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    product_id = fields.Many2one(related="sale_line_id.product_id", store=True)
    move_id = fields.Many2one(
        "stock.move",
        "Stock Move",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Brought the item back to the stock at Amazon.",
    )

    # What Amazon stated
    channel = fields.Selection(CHANNELS, "Shipped by", required=True, readonly=True)
    sku = fields.Char("SKU", readonly=True, index=True)
    asin = fields.Char("ASIN", readonly=True)
    fnsku = fields.Char("FNSKU", readonly=True)
    title = fields.Char(readonly=True)
    quantity = fields.Integer(readonly=True)
    returned_at = fields.Datetime(
        "Returned on",
        readonly=True,
        index=True,
        help="Sent to Amazon: when its warehouse took the item in. Sent to you: when "
        "the buyer asked for the return.",
    )
    return_reason = fields.Char("Buyer's Reason", readonly=True)
    disposition = fields.Char(
        readonly=True, help="In which condition Amazon found the item."
    )
    status = fields.Char("Status at Amazon", readonly=True)
    comment = fields.Text(
        "Buyer's Comment",
        readonly=True,
        groups="amazon_connector.group_personal_data",
    )
    license_plate = fields.Char("License Plate Number", readonly=True)
    fulfillment_center_id = fields.Char("Fulfilment Centre", readonly=True)
    rma_id = fields.Char("Amazon RMA ID", readonly=True)
    merchant_rma_id = fields.Char("Merchant RMA ID", readonly=True)
    carrier = fields.Char("Return Carrier", readonly=True)
    tracking_number = fields.Char(readonly=True)
    resolution = fields.Char(readonly=True)
    currency_id = fields.Many2one(
        "res.currency", readonly=True, context={"active_test": False}
    )
    refunded_amount = fields.Monetary(readonly=True)

    _account_key_uniq = models.Constraint(
        "UNIQUE(account_id, key)", "This return is here already."
    )
    _move_uniq = models.Constraint(
        "UNIQUE(move_id)", "This stock move brought back another return."
    )
    _order_idx = models.Index("(account_id, amazon_order_id)")

    # === COMPUTE METHODS === #

    @api.depends("amazon_order_id", "sku")
    def _compute_display_name(self):
        for record in self:
            parts = filter(None, (record.amazon_order_id, record.sku))
            record.display_name = " · ".join(parts)

    @api.depends("reason", "reason_detail")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for record in self:
            record.reason_text = return_reasons.sentence(
                self.env, record.reason, record.reason_detail
            )

    # === LIFETIME OF PERSONAL DATA === #

    @api.autovacuum
    def _gc_comments(self):
        oldest = fields.Datetime.now() - COMMENT_LIFETIME
        self.sudo().search(
            [("comment", "!=", False), ("returned_at", "<", oldest)]
        ).write({"comment": False})

    # === ACTION METHODS === #

    def action_settle(self):
        """Look for the order again, and put back in stock what may be."""
        self.check_access("read")
        self.sudo()._settle()

    def action_view_sale_order(self):
        self.ensure_one()
        return form_of(self.sale_order_id)
