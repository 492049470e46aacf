# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..importer.amounts import charges, is_tax_on_top, stated_taxes
from .amazon_seller_order import CHANNELS

# Exact for every currency; unlike Monetary it costs no currency look-up per value.
AMOUNT_DIGITS = (16, 4)


class AmazonSellerOrderLine(models.Model):
    """One item of an MFN order, or one item of one FBA shipment, as Amazon stated it.

    Amounts are line totals in the order's currency, never unit prices.
    """

    _name = "amazon.seller.order.line"
    _description = "Amazon Order Line"
    _order = "order_id, id"
    _rec_name = "sku"

    order_id = fields.Many2one(
        "amazon.seller.order",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(
        "res.currency", readonly=True, context={"active_test": False}
    )
    channel = fields.Selection(CHANNELS, "Shipped by", required=True, readonly=True)
    order_item_id = fields.Char("Order Item ID", required=True, readonly=True)
    shipment_item_id = fields.Char("Shipment Item ID", readonly=True)
    fingerprint = fields.Char(readonly=True)
    sku = fields.Char("SKU", readonly=True, index=True)
    title = fields.Char(readonly=True)
    quantity = fields.Integer(readonly=True)
    is_price_blank = fields.Boolean("Price missing", readonly=True)
    item_price = fields.Float(digits=AMOUNT_DIGITS, readonly=True)
    item_tax = fields.Float(digits=AMOUNT_DIGITS, readonly=True)
    shipping_price = fields.Float(digits=AMOUNT_DIGITS, readonly=True)
    shipping_tax = fields.Float(digits=AMOUNT_DIGITS, readonly=True)
    gift_wrap_price = fields.Float(digits=AMOUNT_DIGITS, readonly=True)
    gift_wrap_tax = fields.Float(digits=AMOUNT_DIGITS, readonly=True)
    is_tax_amazons = fields.Boolean(
        "Tax Remitted by Amazon",
        readonly=True,
        help="Amazon takes this tax from the buyer on top of the price and remits it "
        "itself: it is neither part of the sale nor booked.",
    )
    item_promotion = fields.Float("Promotion", digits=AMOUNT_DIGITS, readonly=True)
    shipping_promotion = fields.Float(digits=AMOUNT_DIGITS, readonly=True)
    promotion_ids = fields.Char("Promotion IDs", readonly=True)
    gift_wrap_type = fields.Char(readonly=True)
    gift_message = fields.Char(readonly=True)
    shipment_id = fields.Char("Shipment ID", readonly=True)
    shipment_date = fields.Datetime(readonly=True)
    carrier = fields.Char(readonly=True)
    tracking_number = fields.Char(readonly=True)
    fulfillment_center_id = fields.Char("Fulfilment Centre", readonly=True)
    sale_line_ids = fields.One2many(
        "sale.order.line", "amazon_seller_line_id", readonly=True
    )

    # Amazon leaves the shipment item id empty for orders the merchant ships.
    _identity_uniq = models.UniqueIndex(
        "(order_id, order_item_id, COALESCE(shipment_item_id, ''))",
        "This item is in the inbox already.",
    )

    def _is_sold(self):
        """Whether the line states anything; a cancelled item may be left with zeros."""
        return bool(self.quantity or any(self._charges().values()))

    def _charges(self):
        """Return ``{kind: amount}`` of what the buyer pays for this line."""
        self.ensure_one()
        on_top = is_tax_on_top(self.channel, self.order_id.account_id.fba_amounts)
        return charges(self, on_top)

    def _stated_taxes(self):
        """Return ``{kind: tax}`` as Amazon states it, ``{}`` where it states none."""
        self.ensure_one()
        return stated_taxes(self)
