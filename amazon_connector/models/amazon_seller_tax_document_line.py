# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import dataclass

from odoo import fields, models

from ..importer.amounts import ITEM
from ..spapi.tax_documents import PARTS


@dataclass(frozen=True)
class Expected:
    """What the sale order says of a line of invoice data.

    :ivar total: with tax
    :ivar withheld: the tax that Amazon has taken off before
    :ivar tax: in the sale order; of as much money as the line states, where the rest
        of the item is in other documents
    :ivar told: the tax by Amazon's order reports; None where they state none
    :ivar taxes: ``account.tax`` of the sale order's lines
    """

    total: float
    withheld: float
    tax: float
    told: float | None
    taxes: object


class AmazonSellerTaxDocumentLine(models.Model):
    """One item of an invoice or a credit note, as Amazon stated it.

    All amounts are line totals; promotions are negative on invoices, and all signs are
    the other way round on credit notes.
    """

    _name = "amazon.seller.tax.document.line"
    _description = "Amazon Invoice Data Line"
    _order = "document_id, id"
    _rec_name = "sku"

    document_id = fields.Many2one(
        "amazon.seller.tax.document",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="document_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="document_id.currency_id", store=True)
    line_key = fields.Char(required=True, readonly=True)
    fingerprint = fields.Char(readonly=True)
    order_item_id = fields.Char("Order Item ID", readonly=True)
    sku = fields.Char("SKU", readonly=True)
    asin = fields.Char("ASIN", readonly=True)
    title = fields.Char(readonly=True)
    quantity = fields.Integer(readonly=True)
    rate = fields.Float("VAT Rate (%)", digits=(5, 2), readonly=True)
    has_rate = fields.Boolean("VAT Rate Stated", readonly=True)
    has_tax = fields.Boolean(
        "VAT Calculated",
        readonly=True,
        help="Where Amazon knows no VAT number of yours, it calculates no VAT.",
    )
    gross = fields.Monetary("With VAT", readonly=True)
    net = fields.Monetary("Without VAT", readonly=True)
    tax = fields.Monetary("VAT", readonly=True)
    item_gross = fields.Monetary("Item", readonly=True)
    item_promotion_gross = fields.Monetary("Promotion", readonly=True)
    shipping_gross = fields.Monetary("Shipping", readonly=True)
    shipping_promotion_gross = fields.Monetary("Shipping Promotion", readonly=True)
    gift_wrap_gross = fields.Monetary("Gift Wrap", readonly=True)
    gift_wrap_promotion_gross = fields.Monetary("Gift Wrap Promotion", readonly=True)
    parts = fields.Json(
        readonly=True,
        help="Net and tax of each part, as text with a decimal point.",
    )
    citations = fields.Json(
        readonly=True, help="Legal texts to print, by language code."
    )

    _identity_uniq = models.Constraint(
        "UNIQUE(document_id, line_key)", "This line is in the document already."
    )

    def _expected(self):
        """Return what the sale order says of this line; None if it has no such item.

        :return: :class:`Expected`
        """
        lines = self._order_lines()
        sold = sum(lines.mapped("quantity"))
        sale_lines = lines.sale_line_ids
        if not sold or not sale_lines:
            return None
        # The rest of the pieces is in another shipment, with a document of its own.
        share = self.quantity / sold
        withheld = sum(line._withheld_tax() for line in lines)
        total = sum(sale_lines.mapped("price_total"))
        paid = total + withheld
        items = sale_lines.filtered(lambda line: line.amazon_seller_kind == ITEM)
        is_part = self.quantity != sum(items.mapped("product_uom_qty"))
        # Pieces may have different prices, and the first shipment the whole postage.
        taxed = self.gross / paid if is_part and paid else share
        # Of what is free no report states a tax.
        is_told = any(sale_lines.mapped("amazon_seller_has_tax")) or not paid
        told = sum(sale_lines.mapped("amazon_seller_tax"))
        return Expected(
            total=total * share,
            withheld=withheld * share,
            tax=sum(sale_lines.mapped("price_tax")) * taxed,
            told=told * taxed if is_told else None,
            taxes=sale_lines.tax_ids,
        )

    def _pieces(self):
        """Return of how many pieces, each with a rounded VAT, each amount is."""
        return [
            self.quantity if name == "item" else 1
            for name in PARTS
            if self[f"{name}_gross"]
        ]

    def _order_lines(self):
        """Return the order's lines of this item; those of the shipment, if known."""
        document = self.document_id
        lines = document.order_id.line_ids
        sold = lines.filtered(lambda line: line._is_sold())
        if self.order_item_id:
            same = sold.filtered(lambda line: line.order_item_id == self.order_item_id)
        else:
            same = sold.filtered(lambda line: line.sku == self.sku)
        shipped = same.filtered(
            lambda line: line.shipment_id and line.shipment_id == document.shipment_id
        )
        found = shipped or same
        if len(found) > 1 and not self.order_item_id:
            # Items of one SKU may have different prices.
            found = found.filtered(self._is_equal) or found
        # A filter forgets what else is to be read with these.
        return found.with_prefetch(lines._prefetch_ids)

    def _is_equal(self, order_line):
        """Whether it is of as many pieces, for as much, as an order's line."""
        paid = order_line._buyer_pays()
        is_as_much = not self.currency_id.compare_amounts(self.gross, paid)
        return is_as_much and order_line.quantity == self.quantity

    def _is_of(self, sale_lines):
        """Whether this line is about one of these ``sale.order.line``."""
        order_lines = sale_lines.filtered(
            lambda line: line.amazon_seller_kind == ITEM
        ).amazon_seller_line_id
        if self.order_item_id:
            return self.order_item_id in order_lines.mapped("order_item_id")
        return self.sku in order_lines.mapped("sku")
