# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..importer.amounts import ITEM
from ..importer.cents import whole_cents
from ..importer.comparison import ROUNDING, Charge
from ..importer.values import PRICE_IS_MANUAL, unit_price
from .amazon_seller_order_line import AMOUNT_DIGITS


class SaleOrderLineComparison(models.Model):
    """Each line of an Amazon order beside the charge of which it was made."""

    _inherit = "sale.order.line"

    amazon_seller_amount = fields.Float(
        "Total at Amazon",
        digits=AMOUNT_DIGITS,
        readonly=True,
        copy=False,
        help="What the buyer pays for this line, with the tax.",
    )
    amazon_seller_tax = fields.Float(
        "Tax at Amazon", digits=AMOUNT_DIGITS, readonly=True, copy=False
    )
    amazon_seller_has_tax = fields.Boolean(
        "Amazon States the Tax", readonly=True, copy=False
    )
    amazon_seller_difference = fields.Monetary(
        "Difference to Amazon",
        compute="_compute_amazon_seller_difference",
        help="Total of this line less the total at Amazon.",
    )

    @api.depends("price_total", "amazon_seller_amount", "amazon_seller_line_id")
    def _compute_amazon_seller_difference(self):
        for line in self:
            difference = 0.0
            if line.amazon_seller_line_id:
                difference = line.price_total - line.amazon_seller_amount
            currency = line.currency_id or line.env.company.currency_id
            line.amazon_seller_difference = currency.round(difference)

    def _compute_tax_ids(self):
        """Override of `sale`: a rounding line follows the biggest line."""
        rounding = self.filtered(lambda line: line.amazon_seller_kind == ROUNDING)
        result = super(SaleOrderLineComparison, self - rounding)._compute_tax_ids()
        for line in rounding:
            line.tax_ids = line.order_id._amazon_seller_rounding_taxes()
        return result

    def _compute_discount(self):
        """Override of `sale`: no rule of a pricelist lowers what a buyer paid."""
        from_amazon = self.filtered("amazon_seller_kind")
        return super(SaleOrderLineComparison, self - from_amazon)._compute_discount()

    @api.depends("amazon_seller_kind")
    def _compute_amount(self):
        """Override of `sale`: a line comes to the price that its buyer paid."""
        result = super()._compute_amount()
        for line in self.filtered("amazon_seller_kind"):
            price = line.price_unit * line.product_uom_qty * (1 - line.discount / 100)
            whole_cents(line, price)
            line.price_tax = line.price_total - line.price_subtotal
        return result

    def _amazon_seller_take_amount(self):
        """Sell for what Amazon states now, where that is not what it stated before."""
        self.ensure_one()
        stated = self.amazon_seller_line_id.sudo()
        amount = stated._charges().get(self.amazon_seller_kind, 0.0)
        if self.currency_id.compare_amounts(amount, self.amazon_seller_amount):
            quantity = stated.quantity if self.amazon_seller_kind == ITEM else 1
            self.write(
                {
                    "price_unit": unit_price(amount, quantity),
                    "technical_price_unit": PRICE_IS_MANUAL,
                }
            )

    def _amazon_seller_key(self):
        """Return what names this line in differences, while it is edited, too."""
        self.ensure_one()
        return self._origin.id or self.id

    def _amazon_seller_charge(self):
        """Return this line as :class:`~..importer.comparison.Charge`."""
        self.ensure_one()
        return Charge(
            line=self._amazon_seller_key(),
            item=self.amazon_seller_line_id._origin.id,
            kind=self.amazon_seller_kind,
            total=self.price_total,
            tax=self.price_tax,
            stated_total=self.amazon_seller_amount,
            stated_tax=self.amazon_seller_tax if self.amazon_seller_has_tax else None,
            pieces=self.product_uom_qty,
        )
