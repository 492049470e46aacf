# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..importer.settlement_kinds import KINDS


class AmazonSellerSettlementLine(models.Model):
    """One amount of a settlement.  Equal lines are legitimate."""

    _name = "amazon.seller.settlement.line"
    _inherit = "amazon.seller.order.link"
    _description = "Amazon Settlement Line"
    _order = "settlement_id, line_number"
    _rec_name = "amount_description"

    settlement_id = fields.Many2one(
        "amazon.seller.settlement",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    account_id = fields.Many2one(
        related="settlement_id.account_id", string="Seller Account", store=True
    )
    company_id = fields.Many2one(related="settlement_id.company_id", store=True)
    currency_id = fields.Many2one(related="settlement_id.currency_id", store=True)
    settlement_state = fields.Selection(
        related="settlement_id.state", string="Settlement Adds Up"
    )
    line_number = fields.Integer(required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    transaction_type = fields.Char("Transaction", readonly=True)
    amount_type = fields.Char(readonly=True)
    amount_description = fields.Char("Description", readonly=True)
    amount = fields.Monetary(readonly=True)
    order_id = fields.Many2one(string="Amazon Order")
    reference = fields.Char(readonly=True)
    order_item_id = fields.Char("Order Item ID", readonly=True)
    sku = fields.Char("SKU", readonly=True)
    quantity = fields.Integer(readonly=True, aggregator=None)
    posted_at = fields.Datetime("Posted on", readonly=True)
    marketplace_name = fields.Char("Marketplace", readonly=True)
    shipment_id = fields.Char("Shipment ID", readonly=True)
    adjustment_id = fields.Char("Adjustment ID", readonly=True)
    promotion_id = fields.Char("Promotion ID", readonly=True)

    _identity_uniq = models.Constraint(
        "UNIQUE(settlement_id, line_number)", "This line is in the settlement already."
    )
    _order_idx = models.Index(
        "(account_id, amazon_order_id) WHERE amazon_order_id IS NOT NULL"
    )
