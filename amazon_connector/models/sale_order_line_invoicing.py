# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..importer.amounts import ITEM
from .sale_order_invoicing import AUTOMATIC


class SaleOrderLineInvoicing(models.Model):
    _inherit = "sale.order.line"

    def _amazon_seller_is_extra(self):
        """Whether this is a charge beside an item, delivered together with it."""
        kind = self.amazon_seller_kind
        return kind and kind != ITEM and self.qty_delivered_method == "manual"

    def _prepare_invoice_line(self, **optional_values):
        """Override of `sale`: whole lines, and extras on the account of their item.

        Shipping of a book has the book's tax, so it is the book's revenue, too, unless
        the accountant gave the shipping product an account of its own.
        """
        values = super()._prepare_invoice_line(**optional_values)
        if self.env.context.get(AUTOMATIC) and "quantity" in values:
            values["quantity"] = self.product_uom_qty
        product = self._amazon_seller_product()
        if (
            product != self.product_id
            and not self.product_id.with_company(
                self.company_id
            ).property_account_income_id
        ):
            accounts = product.product_tmpl_id.with_company(
                self.company_id
            ).get_product_accounts(fiscal_pos=self.order_id.fiscal_position_id)
            values["account_id"] = accounts["income"].id
        if self.amazon_seller_kind and values.get("quantity"):
            values["price_unit"] = self._amazon_seller_price_of_part(**values)
        return values

    def _amazon_seller_price_of_part(self, quantity, price_unit, **_values):
        """Return the unit price of a part: the last one makes up for lost cents.

        A third of 10.00 is 3.33, three times over.
        """
        parts = self.invoice_lines.filtered(lambda each: each.move_id.state != "cancel")
        is_last = not self.product_uom_id.compare(
            self.qty_invoiced + quantity, self.product_uom_qty
        )
        if not (parts and is_last and quantity > 0):
            return price_unit
        invoiced = sum(
            part.price_total * -part.move_id.direction_sign for part in parts
        )
        rest = self.currency_id.round(self.price_total - invoiced)
        lost = rest - self.currency_id.round(price_unit * quantity)
        # More than rounding loses was changed by a person.
        most = self.currency_id.rounding * (len(parts) + 1) / 2
        is_rounding = self.currency_id.compare_amounts(abs(lost), most) <= 0
        return rest / quantity if is_rounding else price_unit
